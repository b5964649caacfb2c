//! Stock keeping units.

use serde::{Deserialize, Serialize};

use crate::text::text_value;

/// The merchant's own code of a variant, as printed on labels and typed into scanners.
///
/// Any script and any sign is fine, since merchants bring codes from older systems; upper and lower
/// case are different codes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sku(String);

/// Why a text is no SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SkuError {
    #[error("the SKU is missing")]
    Missing,
    #[error("the SKU is longer than 64 characters")]
    TooLong,
    #[error("the SKU has a line break or another invisible control character inside")]
    Control,
}

impl Sku {
    pub const MAX_CHARS: usize = 64;

    /// Trims and checks: 1 to 64 characters, no control characters, one line.
    ///
    /// # Errors
    /// [`SkuError`].
    pub fn parse(text: &str) -> Result<Self, SkuError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SkuError::Missing);
        }
        if text.chars().any(breaks_the_line) {
            return Err(SkuError::Control);
        }
        if text.chars().count() > Self::MAX_CHARS {
            return Err(SkuError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Sku, SkuError);

/// U+2028 and U+2029 separate lines without being control characters.
fn breaks_the_line(char: char) -> bool {
    char.is_control() || matches!(char, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_from_older_systems_are_taken_as_they_are() {
        let longest = "Ä".repeat(64);
        for text in ["KT-INS114", "12 345/6", "größe-M", "靴-01", "a", &longest] {
            assert_eq!(Sku::parse(text).as_ref().map(Sku::as_str), Ok(text));
        }
        assert_eq!(
            Sku::parse("\t MUG-1 \n").as_ref().map(Sku::as_str),
            Ok("MUG-1")
        );
    }

    #[test]
    fn what_no_label_could_carry_is_refused() {
        let cases = [
            ("", SkuError::Missing),
            (" \n ", SkuError::Missing),
            ("MUG\n1", SkuError::Control),
            ("MUG\r\n1", SkuError::Control),
            ("MUG\u{2028}1", SkuError::Control),
            ("MUG\u{0}1", SkuError::Control),
            ("MUG\t1", SkuError::Control),
            (&"x".repeat(65), SkuError::TooLong),
        ];
        for (text, expected) in cases {
            assert_eq!(Sku::parse(text), Err(expected), "{text:?}");
        }
    }
}
