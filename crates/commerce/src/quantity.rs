//! How many of something.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How many units of one variant a line has: 1 to 9,999.
///
/// Zero is not a quantity: a form that sends 0 asks to remove the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Quantity(u32);

/// Why something is no quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    #[error("\"{0}\" is not a whole number")]
    NotANumber(String),
    #[error("a quantity is from 1 to {max}, not {0}", max = Quantity::MAX)]
    OutOfRange(String),
}

impl Quantity {
    pub const ONE: Self = Self(1);
    pub const MAX: Self = Self(9_999);

    /// # Errors
    /// [`QuantityError::OutOfRange`] for 0 and above [`Self::MAX`].
    pub fn new(quantity: u32) -> Result<Self, QuantityError> {
        if (Self::ONE.0..=Self::MAX.0).contains(&quantity) {
            Ok(Self(quantity))
        } else {
            Err(QuantityError::OutOfRange(quantity.to_string()))
        }
    }

    pub const fn get(self) -> u32 {
        self.0
    }
}

/// Reads digits, with blanks around them forgiven.
impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(QuantityError::NotANumber(text.to_owned()));
        }
        let quantity = digits
            .parse()
            .map_err(|_| QuantityError::OutOfRange(digits.to_owned()))?;
        Self::new(quantity)
    }
}

impl TryFrom<u32> for Quantity {
    type Error = QuantityError;

    fn try_from(quantity: u32) -> Result<Self, Self::Error> {
        Self::new(quantity)
    }
}

impl From<Quantity> for u32 {
    fn from(quantity: Quantity) -> Self {
        quantity.0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_one_to_9999_units() {
        let cases = [
            ("1", Ok(1)),
            (" 12 ", Ok(12)),
            ("0012", Ok(12)),
            ("9999", Ok(9_999)),
            ("0", Err(QuantityError::OutOfRange("0".into()))),
            ("10000", Err(QuantityError::OutOfRange("10000".into()))),
            (
                "99999999999",
                Err(QuantityError::OutOfRange("99999999999".into())),
            ),
            ("", Err(QuantityError::NotANumber(String::new()))),
            ("-1", Err(QuantityError::NotANumber("-1".into()))),
            ("+1", Err(QuantityError::NotANumber("+1".into()))),
            ("1.5", Err(QuantityError::NotANumber("1.5".into()))),
            ("٣", Err(QuantityError::NotANumber("٣".into()))),
        ];
        for (text, expected) in cases {
            assert_eq!(
                text.parse::<Quantity>().map(Quantity::get),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_refused_quantity_says_what_would_be_right() {
        let message = Quantity::new(10_000).unwrap_err().to_string();

        assert_eq!(message, "a quantity is from 1 to 9999, not 10000");
    }
}
