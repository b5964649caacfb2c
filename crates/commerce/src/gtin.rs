//! The number below a barcode, as GS1 gives it out.

/// A Global Trade Item Number: a barcode that names the same article in every shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gtin<'a>(&'a str);

impl<'a> Gtin<'a> {
    /// `None` for what is no such number: another length than 8, 12, 13 or 14 digits, a check digit
    /// that does not fit (GS1 General Specifications, 7.9.1), or one of the ranges that a shop may
    /// give out itself and that therefore mean something else in the next shop (02 and 20 to 29 as
    /// thirteen digits).
    pub fn parse(text: &'a str) -> Option<Self> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        if !matches!(text.len(), 8 | 12 | 13 | 14) || !is_number {
            return None;
        }
        let digits = text.bytes().rev().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = digits
            .zip([1, 3].into_iter().cycle())
            .map(|(digit, weight)| digit * weight)
            .sum();
        let is_own = match text.len() {
            12 => text.starts_with('2'),
            13 => text.starts_with('2') || text.starts_with("02"),
            _ => false,
        };
        (sum.is_multiple_of(10) && !is_own && text.bytes().any(|byte| byte != b'0'))
            .then_some(Self(text))
    }

    pub fn as_str(self) -> &'a str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_when_its_length_and_its_check_digit_fit() {
        let cases = [
            ("4006381333931", true, "EAN-13"),
            ("4006381333932", false, "another check digit"),
            ("96385074", true, "EAN-8"),
            ("036000291452", true, "UPC-A"),
            ("10614141000415", true, "GTIN-14"),
            ("400638133393", false, "a digit is missing"),
            ("2012345678900", false, "given out by the shop itself"),
            ("0000000000000", false, "nothing"),
            ("ABC-12345", false, "no digits"),
            ("４００６３８１３３３９３１", false, "other digits"),
            ("", false, "empty"),
        ];
        for (text, expected, name) in cases {
            assert_eq!(Gtin::parse(text).is_some(), expected, "{name}");
        }
    }
}
