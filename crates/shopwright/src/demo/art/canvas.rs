//! The sheet everything is drawn on: collects shapes, and the paints and filters they refer to.

use std::fmt::{Display, Write};

use super::colour::Rgb;

/// A stop of a gradient: where (percent), which colour, how opaque.
pub type Stop = (u8, Rgb, f64);

#[derive(Default)]
pub struct Canvas {
    /// Each distinct definition once; its place is its id.
    defs: Vec<(&'static str, String)>,
    body: String,
}

impl Canvas {
    pub fn svg(self, width: u32, height: u32) -> String {
        let mut out = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}' stroke-linecap='round' stroke-linejoin='round'><defs>"
        );
        for (id, (element, rest)) in self.defs.iter().enumerate() {
            let _ = write!(out, "<{element} id='d{id}'{rest}</{element}>");
        }
        out.push_str("</defs>");
        out.push_str(&self.body);
        out.push_str("</svg>");
        out
    }

    pub fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    /// Fills a path.
    pub fn fill(&mut self, d: &str, paint: impl Display) {
        let _ = write!(self.body, "<path d='{d}' fill='{paint}'/>");
    }

    /// Fills a path, letting through what is below.
    pub fn veil(&mut self, d: &str, paint: impl Display, opacity: f64) {
        let _ = write!(
            self.body,
            "<path d='{d}' fill='{paint}' opacity='{opacity:.2}'/>"
        );
    }

    /// Draws along a path with round ends.
    pub fn line(&mut self, d: &str, paint: impl Display, width: f64) {
        self.pen(d, paint, width, 1.0);
    }

    pub fn pen(&mut self, d: &str, paint: impl Display, width: f64, opacity: f64) {
        let _ = write!(
            self.body,
            "<path d='{d}' fill='none' stroke='{paint}' stroke-width='{width}'"
        );
        if opacity < 1.0 {
            let _ = write!(self.body, " opacity='{opacity:.2}'");
        }
        self.body.push_str("/>");
    }

    /// A dashed seam.
    pub fn stitch(&mut self, d: &str, paint: impl Display) {
        let _ = write!(
            self.body,
            "<path d='{d}' fill='none' stroke='{paint}' stroke-width='2.4' stroke-linecap='butt' stroke-dasharray='9 6' opacity='.65'/>"
        );
    }

    pub fn ellipse(&mut self, at: (f64, f64), radii: (f64, f64), paint: impl Display) {
        let ((x, y), (rx, ry)) = (at, radii);
        let _ = write!(
            self.body,
            "<ellipse cx='{x:.1}' cy='{y:.1}' rx='{rx:.1}' ry='{ry:.1}' fill='{paint}'/>"
        );
    }

    /// A rectangle `[x, y, width, height]` with rounded corners.
    pub fn rect(&mut self, [x, y, w, h]: [f64; 4], round: f64, paint: impl Display) {
        let _ = write!(
            self.body,
            "<rect x='{x:.1}' y='{y:.1}' width='{w:.1}' height='{h:.1}' rx='{round:.1}' fill='{paint}'/>"
        );
    }

    /// A filled path with a blurred edge.
    pub fn soft(&mut self, d: &str, paint: impl Display, opacity: f64, blur: u8) {
        let filter = self.blur(blur);
        let _ = write!(
            self.body,
            "<path d='{d}' fill='{paint}' opacity='{opacity:.2}' filter='{filter}'/>"
        );
    }

    /// A blurred stroke: folds of cloth, reflections.
    pub fn soft_line(&mut self, d: &str, paint: impl Display, width: f64, opacity: f64) {
        let filter = self.blur(if width > 28.0 { 16 } else { 7 });
        let _ = write!(
            self.body,
            "<path d='{d}' fill='none' stroke='{paint}' stroke-width='{width}' opacity='{opacity:.2}' filter='{filter}'/>"
        );
    }

    pub fn group(&mut self, transform: &str, draw: impl FnOnce(&mut Self)) {
        let _ = write!(self.body, "<g transform='{transform}'>");
        draw(self);
        self.body.push_str("</g>");
    }

    /// Everything drawn inside shows only within the path.
    pub fn clip(&mut self, d: &str, draw: impl FnOnce(&mut Self)) {
        let clip = self.define("clipPath", format!("><path d='{d}'/>"));
        let _ = write!(self.body, "<g clip-path='{clip}'>");
        draw(self);
        self.body.push_str("</g>");
    }

    /// A straight gradient along `[x1, y1, x2, y2]`, in percent of the shape it fills.
    pub fn linear(&mut self, [x1, y1, x2, y2]: [u8; 4], stops: &[Stop]) -> String {
        let mut rest = format!(" x1='{x1}%' y1='{y1}%' x2='{x2}%' y2='{y2}%'>");
        push_stops(&mut rest, stops);
        self.define("linearGradient", rest)
    }

    /// From the first colour at the top to the second at the foot.
    pub fn fade(&mut self, top: Rgb, foot: Rgb) -> String {
        self.linear([0, 0, 0, 100], &[(0, top, 1.0), (100, foot, 1.0)])
    }

    /// A round gradient with its centre at the given percent of the shape.
    pub fn radial(&mut self, (x, y): (u8, u8), stops: &[Stop]) -> String {
        let mut rest = format!(" cx='{x}%' cy='{y}%' r='70%'>");
        push_stops(&mut rest, stops);
        self.define("radialGradient", rest)
    }

    /// A repeating tile of `width` × `height` holding the given markup.
    pub fn tile(&mut self, width: f64, height: f64, markup: &str) -> String {
        let rest =
            format!(" width='{width}' height='{height}' patternUnits='userSpaceOnUse'>{markup}");
        self.define("pattern", rest)
    }

    fn blur(&mut self, deviation: u8) -> String {
        // In user space: a filter in shares of the shape does not draw at all when a line is straight.
        let rest = format!(
            " filterUnits='userSpaceOnUse' x='-300' y='-300' width='2200' height='1600'><feGaussianBlur stdDeviation='{deviation}'/>"
        );
        self.define("filter", rest)
    }

    fn define(&mut self, element: &'static str, rest: String) -> String {
        let known = self
            .defs
            .iter()
            .position(|(name, text)| *name == element && *text == rest);
        let id = known.unwrap_or(self.defs.len());
        if known.is_none() {
            self.defs.push((element, rest));
        }
        format!("url(#d{id})")
    }
}

fn push_stops(out: &mut String, stops: &[Stop]) {
    for (at, colour, opacity) in stops {
        let _ = write!(out, "<stop offset='{at}%' stop-color='{colour}'");
        if *opacity < 1.0 {
            let _ = write!(out, " stop-opacity='{opacity:.2}'");
        }
        out.push_str("/>");
    }
}

/// A small, repeatable source of irregularity: a drawing is the same each time it is made.
pub struct Dice(u32);

impl Dice {
    pub fn new(seed: u32) -> Self {
        Self(seed)
    }

    /// A number from `low` up to `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        low + (high - low) * f64::from(self.0 >> 8) / 16_777_216.0
    }
}
