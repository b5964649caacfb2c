//! Cloth: how a piece of fabric, knitwear or felt is filled, folded and sewn.

use super::canvas::Canvas;
use super::colour::{BLACK, Rgb, WHITE};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weave {
    /// Jersey, felt, nylon: no thread to be seen.
    Smooth,
    /// Canvas and linen.
    Plain,
    /// Twill and waxed cotton.
    Twill,
    /// Stocking stitch.
    Knit,
    /// Ribbed cuffs.
    Rib,
    /// Waffle piqué.
    Waffle,
}

impl Canvas {
    /// A piece of cloth lying flat: its shadow, its colour, its threads.
    pub fn cloth(&mut self, d: &str, base: Rgb, weave: Weave) {
        self.cast(d);
        self.patch(d, base, weave);
    }

    /// Cloth sewn onto other cloth: no shadow of its own.
    pub fn patch(&mut self, d: &str, base: Rgb, weave: Weave) {
        let paint = self.linear(
            [10, 0, 80, 100],
            &[
                (0, base.light(13), 1.0),
                (50, base, 1.0),
                (100, base.dark(17), 1.0),
            ],
        );
        self.fill(d, paint);
        if let Some(threads) = self.threads(base, weave) {
            self.fill(d, threads);
        }
    }

    fn threads(&mut self, base: Rgb, weave: Weave) -> Option<String> {
        let (dark, light) = (base.dark(38), base.light(34));
        let (w, h, markup) = match weave {
            Weave::Smooth => return None,
            Weave::Plain => (
                8.0,
                8.0,
                format!(
                    "<path d='M0 2h4M4 6h4' stroke='{light}' stroke-width='1.6' opacity='.4'/><path d='M2 4v4M6 0v4' stroke='{dark}' stroke-width='1.6' opacity='.3'/>"
                ),
            ),
            Weave::Twill => (
                9.0,
                9.0,
                format!(
                    "<path d='M-2 11L11-2' stroke='{dark}' stroke-width='2' opacity='.28'/><path d='M1 11L11 1' stroke='{light}' stroke-width='1' opacity='.3'/>"
                ),
            ),
            Weave::Knit => (
                14.0,
                12.0,
                format!(
                    "<path d='M0 1l7 8 7-8' fill='none' stroke='{dark}' stroke-width='2.6' opacity='.34'/><path d='M0 5l7 8 7-8M0-7l7 8 7-8' fill='none' stroke='{light}' stroke-width='2' opacity='.28'/>"
                ),
            ),
            Weave::Rib => (
                13.0,
                13.0,
                format!(
                    "<path d='M3 0v13' stroke='{dark}' stroke-width='4' opacity='.38'/><path d='M9 0v13' stroke='{light}' stroke-width='4' opacity='.28'/>"
                ),
            ),
            Weave::Waffle => (
                22.0,
                22.0,
                format!(
                    "<path d='M0 0h22v22' fill='none' stroke='{light}' stroke-width='5' opacity='.55'/><path d='M3 3h16v16h-16Z' fill='{dark}' opacity='.26'/>"
                ),
            ),
        };
        Some(self.tile(w, h, &markup))
    }

    /// Folds: each path a valley of shade with a ridge of light beside it, within the outline.
    pub fn folds(&mut self, outline: &str, valleys: &[&str]) {
        let all = valleys.concat();
        self.clip(outline, |c| {
            c.soft_line(&all, BLACK, 34.0, 0.24);
            c.group("translate(-30 -8)", |c| {
                c.soft_line(&all, WHITE, 30.0, 0.2);
            });
        });
    }

    /// The edge of a soft thing bends away from the light.
    pub fn edge_shade(&mut self, outline: &str) {
        self.clip(outline, |c| c.soft_line(outline, BLACK, 26.0, 0.2));
    }
}
