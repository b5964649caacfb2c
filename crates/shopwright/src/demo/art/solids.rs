//! Round things: everything that could be made on a lathe or a potter's wheel, tubes, wood and leaves.

use std::fmt::Write;

use super::canvas::{Canvas, Dice, Stop};
use super::colour::{BLACK, Rgb, WHITE};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    Matt,
    Glossy,
    Metal,
}

/// A body of revolution, seen slightly from above.
pub struct Turned {
    centre: f64,
    top: (f64, f64),
    side: Vec<[f64; 6]>,
    /// How far the circles are opened towards the viewer: height over width.
    tilt: f64,
}

impl Turned {
    /// Starts at the upper rim, `(radius, y)`.
    pub fn new(centre: f64, top: (f64, f64), tilt: f64) -> Self {
        Self {
            centre,
            top,
            side: Vec::new(),
            tilt,
        }
    }

    /// A straight wall down to `(radius, y)`.
    pub fn to(self, radius: f64, y: f64) -> Self {
        let (r0, y0) = self.foot();
        self.curve([r0, y0, radius, y, radius, y])
    }

    /// A curved wall: two handles and the end, each as radius and y.
    pub fn curve(mut self, bezier: [f64; 6]) -> Self {
        self.side.push(bezier);
        self
    }

    fn foot(&self) -> (f64, f64) {
        self.side.last().map_or(self.top, |b| (b[4], b[5]))
    }

    fn widest(&self) -> f64 {
        self.side.iter().map(|b| b[4]).fold(self.top.0, f64::max)
    }

    /// The whole silhouette, the far side of the rim included.
    pub fn outline(&self) -> String {
        self.silhouette(1)
    }

    /// Only what is below the near side of the rim: the wall that hides what stands inside.
    pub fn front(&self) -> String {
        self.silhouette(0)
    }

    fn silhouette(&self, sweep: u8) -> String {
        let (middle, (r, y), tilt) = (self.centre, self.top, self.tilt);
        let mut d = format!(
            "M{:.1} {y:.1}A{r:.1} {:.1} 0 0 {sweep} {:.1} {y:.1}",
            middle - r,
            r * tilt,
            middle + r
        );
        for [r1, y1, r2, y2, r3, y3] in &self.side {
            let _ = write!(
                d,
                "C{:.1} {y1:.1} {:.1} {y2:.1} {:.1} {y3:.1}",
                middle + r1,
                middle + r2,
                middle + r3
            );
        }
        let (rf, yf) = self.foot();
        let _ = write!(
            d,
            "A{rf:.1} {:.1} 0 0 1 {:.1} {yf:.1}",
            rf * tilt,
            middle - rf
        );
        for (i, [r1, y1, r2, y2, _, _]) in self.side.iter().enumerate().rev() {
            let (r0, y0) = if i == 0 {
                self.top
            } else {
                (self.side[i - 1][4], self.side[i - 1][5])
            };
            let _ = write!(
                d,
                "C{:.1} {y2:.1} {:.1} {y1:.1} {:.1} {y0:.1}",
                middle - r2,
                middle - r1,
                middle - r0
            );
        }
        d.push('Z');
        d
    }
}

/// Light from the upper left: how a round body of this finish goes from left to right.
pub fn roundness(base: Rgb, finish: Finish) -> Vec<Stop> {
    match finish {
        Finish::Matt | Finish::Glossy => vec![
            (0, base.dark(26), 1.0),
            (10, base.dark(8), 1.0),
            (30, base.light(14), 1.0),
            (54, base, 1.0),
            (86, base.dark(30), 1.0),
            (100, base.dark(20), 1.0),
        ],
        Finish::Metal => vec![
            (0, base.dark(48), 1.0),
            (7, base.dark(12), 1.0),
            (20, base.light(62), 1.0),
            (31, base.light(10), 1.0),
            (48, base.dark(34), 1.0),
            (63, base.light(20), 1.0),
            (80, base.dark(18), 1.0),
            (94, base.dark(55), 1.0),
            (100, base.dark(25), 1.0),
        ],
    }
}

impl Canvas {
    /// Draws the outside of a turned body.
    pub fn turned(&mut self, body: &Turned, base: Rgb, finish: Finish) {
        let d = body.outline();
        let paint = self.linear([0, 0, 100, 0], &roundness(base, finish));
        self.fill(&d, paint);
        let foot = self.linear(
            [0, 0, 0, 100],
            &[
                (0, WHITE, 0.1),
                (35, base, 0.0),
                (60, BLACK, 0.0),
                (100, BLACK, 0.24),
            ],
        );
        self.fill(&d, foot);
        if finish == Finish::Glossy {
            let (x, y) = (body.centre - body.widest() * 0.56, body.top.1);
            let (wide, high) = (body.widest() * 0.12, body.foot().1 - y);
            let shine = format!(
                "M{x:.1} {:.1}q{wide:.1} {:.1} 0 {:.1}h{wide:.1}q{wide:.1} {:.1} 0 {:.1}Z",
                y + high * 0.16,
                high * 0.3,
                high * 0.6,
                -high * 0.3,
                -high * 0.6
            );
            self.clip(&d, |c| c.soft(&shine, WHITE, 0.55, 5));
        }
    }

    /// The open mouth of a turned body: the lip, and the inside behind it.
    pub fn mouth(&mut self, body: &Turned, lip: Rgb, inside: Rgb, wall: f64) {
        let (r, y) = body.top;
        let (at, ry) = ((body.centre, y), r * body.tilt);
        let rim = self.linear(
            [0, 0, 100, 0],
            &[
                (0, lip.light(25), 1.0),
                (40, lip.light(45), 1.0),
                (100, lip.dark(12), 1.0),
            ],
        );
        self.ellipse(at, (r, ry), rim);
        let hollow = self.linear(
            [0, 0, 100, 30],
            &[
                (0, inside.dark(52), 1.0),
                (55, inside.dark(26), 1.0),
                (100, inside.light(8), 1.0),
            ],
        );
        self.ellipse(at, (r - wall, ry - wall * body.tilt.max(0.45)), hollow);
    }

    /// A closed top: a lid or the end of a rod.
    pub fn cap(&mut self, body: &Turned, base: Rgb) {
        let (r, y) = body.top;
        let paint = self.linear(
            [0, 0, 100, 40],
            &[(0, base.light(38), 1.0), (100, base.dark(6), 1.0)],
        );
        self.ellipse((body.centre, y), (r, r * body.tilt), paint);
    }

    /// A round bar or cord following a path.
    pub fn tube(&mut self, d: &str, base: Rgb, width: f64) {
        self.line(d, base.dark(34), width);
        let step = width * 0.07;
        self.group(&format!("translate({:.1} {:.1})", -step, -step), |c| {
            c.line(d, base, (width * 0.74).round());
        });
        self.group(
            &format!("translate({:.1} {:.1})", -step * 2.2, -step * 2.2),
            |c| c.pen(d, base.light(45), (width * 0.22).round(), 0.8),
        );
    }

    /// What something standing at `(x, y)` casts on the floor.
    pub fn floor_shadow(&mut self, x: f64, y: f64, reach: f64) {
        let wide = self.radial(
            (50, 50),
            &[(0, BLACK, 0.32), (55, BLACK, 0.13), (72, BLACK, 0.0)],
        );
        let near = self.radial(
            (50, 50),
            &[(0, BLACK, 0.6), (45, BLACK, 0.34), (72, BLACK, 0.0)],
        );
        self.ellipse(
            (x + reach * 0.34, y + 6.0),
            (reach * 1.55, reach * 0.26),
            wide,
        );
        self.ellipse((x + reach * 0.05, y), (reach * 1.12, reach * 0.13), near);
    }

    /// What something lying on a table, or hanging on a wall, casts beside itself.
    pub fn cast(&mut self, d: &str) {
        self.group("translate(16 22)", |c| c.soft(d, BLACK, 0.3, 18));
        self.group("translate(5 7)", |c| c.soft(d, BLACK, 0.28, 5));
    }

    /// Small specks scattered over a rectangle `[x, y, w, h]`; clip it to the body.
    pub fn specks(&mut self, area: [f64; 4], paint: Rgb, count: u32) {
        let mut dice = Dice::new(count.wrapping_mul(7919));
        let [x, y, w, h] = area;
        for (size, share) in [(2.2, 3), (3.6, 1)] {
            let mut dots = String::new();
            for _ in 0..count * share / 4 {
                let _ = write!(
                    dots,
                    "M{:.0} {:.0}h0",
                    dice.between(x, x + w),
                    dice.between(y, y + h)
                );
            }
            self.pen(&dots, paint, size, 0.5);
        }
    }

    /// A piece of wood: colour, grain along the rectangle `[x, y, w, h]`, clipped to the path.
    pub fn wood(&mut self, outline: &str, base: Rgb, area: [f64; 4]) {
        let paint = self.linear(
            [0, 0, 100, 100],
            &[
                (0, base.light(16), 1.0),
                (60, base, 1.0),
                (100, base.dark(16), 1.0),
            ],
        );
        self.fill(outline, paint);
        let [x, y, w, h] = area;
        let mut dice = Dice::new(41);
        let mut grain = String::new();
        let mut at = 0.03;
        while at < 1.0 {
            let bend = dice.between(-0.035, 0.035);
            if w > h {
                let gy = y + h * at;
                let _ = write!(
                    grain,
                    "M{x:.0} {gy:.0}q{:.0} {:.0} {:.0} 0t{:.0} 0",
                    w / 4.0,
                    h * bend,
                    w / 2.0,
                    w / 2.0
                );
            } else {
                let gx = x + w * at;
                let _ = write!(
                    grain,
                    "M{gx:.0} {y:.0}q{:.0} {:.0} 0 {:.0}t0 {:.0}",
                    w * bend,
                    h / 4.0,
                    h / 2.0,
                    h / 2.0
                );
            }
            at += dice.between(0.035, 0.1);
        }
        self.clip(outline, |c| {
            c.pen(&grain, base.dark(40), 2.0, 0.32);
            c.group("translate(3 3)", |c| {
                c.pen(&grain, base.light(50), 1.4, 0.3);
            });
        });
    }

    /// A leaf of `length` × `width` growing from `(x, y)` towards `angle` (0 is straight up).
    pub fn leaf(&mut self, at: (f64, f64), size: (f64, f64), angle: f64, base: Rgb) {
        let ((x, y), (l, w)) = (at, size);
        let paint = self.linear(
            [0, 0, 100, 0],
            &[
                (0, base.light(22), 1.0),
                (49, base.light(4), 1.0),
                (51, base.dark(14), 1.0),
                (100, base.dark(30), 1.0),
            ],
        );
        self.group(
            &format!("translate({x:.1} {y:.1}) rotate({angle:.1})"),
            |c| {
                let blade = format!(
                    "M0 0C{:.1} {:.1} {:.1} {:.1} 0 {:.1}C{:.1} {:.1} {:.1} {:.1} 0 0Z",
                    -w,
                    -l * 0.25,
                    -w * 0.75,
                    -l * 0.8,
                    -l,
                    w * 0.75,
                    -l * 0.8,
                    w,
                    -l * 0.25
                );
                c.fill(&blade, paint);
                c.pen(&format!("M0 0V{:.1}", -l * 0.94), base.light(42), 2.2, 0.6);
            },
        );
    }
}
