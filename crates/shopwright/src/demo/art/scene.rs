//! Where a drawing stands: the studio with its paper roll, or the table seen from above.

use super::canvas::Canvas;
use super::colour::{BLACK, Rgb, WHITE};

/// The point a close-up looks at, and how near it goes.
#[derive(Debug, Clone, Copy)]
pub struct Close(pub f64, pub f64, pub f64);

/// An upright product in front of a paper roll. Drawings stand at about `y = 800`; here they are
/// drawn at `scale` with that point at `foot`.
pub fn studio(paper: Rgb, scale: f64, foot: f64, draw: impl FnOnce(&mut Canvas)) -> String {
    let mut c = Canvas::default();
    roll(&mut c, paper, 1000.0, 1000.0);
    place(&mut c, (492.0, foot, scale), draw);
    c.svg(1000, 1000)
}

/// Several things side by side in front of the paper roll.
pub fn shelf(paper: Rgb, draw: impl FnOnce(&mut Canvas)) -> String {
    studio(paper, 1.0, 800.0, |c| c.group("translate(8 0)", draw))
}

/// A product on a table, or on a wall, seen straight on.
pub fn flat(paper: Rgb, scale: f64, draw: impl FnOnce(&mut Canvas)) -> String {
    let mut c = Canvas::default();
    surface(&mut c, paper);
    lay(&mut c, (500.0, 500.0, scale), 0.0, draw);
    c.svg(1000, 1000)
}

/// The same drawing from near.
pub fn close(paper: Rgb, Close(x, y, zoom): Close, draw: impl FnOnce(&mut Canvas)) -> String {
    let mut c = Canvas::default();
    surface(&mut c, paper);
    let (dx, dy) = (500.0 - x * zoom, 500.0 - y * zoom);
    c.group(
        &format!("translate({dx:.1} {dy:.1}) scale({zoom:.2})"),
        draw,
    );
    c.svg(1000, 1000)
}

/// Puts a drawing made for the middle of a 1000 × 1000 sheet elsewhere: its floor point `(500, 800)`
/// comes to `(x, y)`.
pub fn place(c: &mut Canvas, (x, y, scale): (f64, f64, f64), draw: impl FnOnce(&mut Canvas)) {
    let (dx, dy) = (x - 500.0 * scale, y - 800.0 * scale);
    c.group(
        &format!("translate({dx:.1} {dy:.1}) scale({scale:.3})"),
        draw,
    );
}

/// Likewise for what lies flat: its middle comes to `(x, y)`, turned by `angle`.
pub fn lay(
    c: &mut Canvas,
    (x, y, scale): (f64, f64, f64),
    angle: f64,
    draw: impl FnOnce(&mut Canvas),
) {
    c.group(
        &format!(
            "translate({x:.1} {y:.1}) rotate({angle:.1}) scale({scale:.3}) translate(-500 -500)"
        ),
        draw,
    );
}

/// A paper roll hanging down and running out towards the viewer, without an edge between.
pub fn roll(c: &mut Canvas, paper: Rgb, width: f64, height: f64) {
    let sheet = c.linear(
        [0, 0, 0, 100],
        &[
            (0, paper.light(10), 1.0),
            (52, paper.dark(2), 1.0),
            (68, paper.dark(7), 1.0),
            (78, paper.light(16), 1.0),
            (100, paper.light(30), 1.0),
        ],
    );
    c.rect([0.0, 0.0, width, height], 0.0, sheet);
    daylight(c, width, height);
}

fn surface(c: &mut Canvas, paper: Rgb) {
    let sheet = c.linear(
        [0, 0, 100, 100],
        &[
            (0, paper.light(24), 1.0),
            (50, paper, 1.0),
            (100, paper.dark(8), 1.0),
        ],
    );
    c.rect([0.0, 0.0, 1000.0, 1000.0], 0.0, sheet);
}

fn daylight(c: &mut Canvas, width: f64, height: f64) {
    let lamp = c.radial((24, 22), &[(0, WHITE, 0.5), (100, WHITE, 0.0)]);
    c.rect([0.0, 0.0, width, height], 0.0, lamp);
    let corner = c.radial(
        (40, 45),
        &[(0, BLACK, 0.0), (70, BLACK, 0.0), (100, BLACK, 0.05)],
    );
    c.rect([0.0, 0.0, width, height], 0.0, corner);
}
