//! Colours and the few steps of light and shade every drawing is made of.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Shade is a warm near-black and light a warm near-white, so that no drawing falls out of the series.
const SHADE: Rgb = Rgb(0x22, 0x1C, 0x1E);
const LIGHT: Rgb = Rgb(0xFF, 0xFD, 0xF8);

impl Rgb {
    /// This colour with `percent` of the other stirred in.
    pub fn mix(self, other: Self, percent: u16) -> Self {
        let part = percent.min(100);
        let channel = |a: u8, b: u8| {
            let sum = u16::from(a) * (100 - part) + u16::from(b) * part;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        Self(
            channel(self.0, other.0),
            channel(self.1, other.1),
            channel(self.2, other.2),
        )
    }

    pub fn dark(self, percent: u16) -> Self {
        self.mix(SHADE, percent)
    }

    pub fn light(self, percent: u16) -> Self {
        self.mix(LIGHT, percent)
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

pub const WHITE: Rgb = Rgb(0xFF, 0xFF, 0xFF);
pub const CHALK: Rgb = Rgb(0xEC, 0xE7, 0xDD);
pub const CREAM: Rgb = Rgb(0xF1, 0xE6, 0xCC);
pub const OAT: Rgb = Rgb(0xDC, 0xCB, 0xAE);
pub const SAND: Rgb = Rgb(0xD0, 0xB4, 0x8E);
pub const GREY: Rgb = Rgb(0x8B, 0x8D, 0x8F);
pub const SLATE: Rgb = Rgb(0x56, 0x62, 0x6C);
pub const CHARCOAL: Rgb = Rgb(0x3A, 0x3B, 0x3E);
pub const BLACK: Rgb = Rgb(0x26, 0x27, 0x29);
pub const INK: Rgb = Rgb(0x2C, 0x41, 0x5F);
pub const NAVY: Rgb = Rgb(0x27, 0x33, 0x4D);
pub const SKY: Rgb = Rgb(0x8F, 0xB0, 0xC4);
pub const TEAL: Rgb = Rgb(0x2F, 0x6B, 0x6B);
pub const SAGE: Rgb = Rgb(0x97, 0xA8, 0x8B);
pub const MOSS: Rgb = Rgb(0x5F, 0x71, 0x4C);
pub const FOREST: Rgb = Rgb(0x31, 0x4F, 0x40);
pub const OLIVE: Rgb = Rgb(0x6B, 0x69, 0x42);
pub const MUSTARD: Rgb = Rgb(0xD3, 0xA1, 0x3A);
pub const RUST: Rgb = Rgb(0xB0, 0x59, 0x36);
pub const TERRACOTTA: Rgb = Rgb(0xC2, 0x74, 0x50);
pub const BLUSH: Rgb = Rgb(0xDB, 0xAE, 0x9C);
pub const BERRY: Rgb = Rgb(0x86, 0x36, 0x43);
pub const SIGNAL: Rgb = Rgb(0xD2, 0x5B, 0x32);
pub const OAK: Rgb = Rgb(0xC8, 0x9C, 0x6A);
pub const BEECH: Rgb = Rgb(0xDD, 0xB8, 0x8A);
pub const WALNUT: Rgb = Rgb(0x7A, 0x55, 0x3B);
pub const LEATHER: Rgb = Rgb(0x9A, 0x62, 0x38);
pub const BRASS: Rgb = Rgb(0xC4, 0x9B, 0x4C);
pub const STEEL: Rgb = Rgb(0xB9, 0xBD, 0xC0);
pub const LEAF: Rgb = Rgb(0x4C, 0x7A, 0x4E);
pub const FERN: Rgb = Rgb(0x7C, 0x9C, 0x5A);
pub const GLOW: Rgb = Rgb(0xFF, 0xE2, 0xA6);

/// Backdrops: quiet paper rolls, one per kind of product.
pub const PAPER_WARM: Rgb = Rgb(0xE9, 0xE2, 0xD6);
pub const PAPER_GREEN: Rgb = Rgb(0xD9, 0xDF, 0xD3);
pub const PAPER_BLUE: Rgb = Rgb(0xD5, 0xDD, 0xE2);
pub const PAPER_ROSE: Rgb = Rgb(0xE9, 0xD9, 0xCF);
pub const PAPER_GREY: Rgb = Rgb(0xDE, 0xDD, 0xDA);
pub const PAPER_GOLD: Rgb = Rgb(0xEA, 0xDE, 0xC2);
pub const PAPER_CLAY: Rgb = Rgb(0xDD, 0xC5, 0xB4);
pub const PAPER_NIGHT: Rgb = Rgb(0x5B, 0x64, 0x6C);
