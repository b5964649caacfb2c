//! Numbers of specifications: exact, with up to six decimals.

use std::fmt;

use serde::{Deserialize, Serialize};

const DECIMALS: usize = 6;
const ONE: u64 = 1_000_000;

/// A number in millionths, such as 1500000 for 1.5. Never a float: what was typed is what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(i64);

impl Number {
    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// People write 1.5 or 1,5. `None` for anything else, for more than six decimals and for what no
    /// column can hold.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (is_negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let has_empty_part = whole.is_empty() || (decimals.is_empty() && whole != digits);
        let all_digits = [whole, decimals]
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if has_empty_part || !all_digits || decimals.len() > DECIMALS {
            return None;
        }
        let whole: u64 = whole.parse().ok()?;
        let decimals: u64 = format!("{decimals:0<DECIMALS$}").parse().ok()?;
        let millionths = whole.checked_mul(ONE)?.checked_add(decimals)?;
        let millionths = i64::try_from(millionths).ok()?;
        Some(Self(if is_negative { -millionths } else { millionths }))
    }
}

/// In one spelling, whatever the language: `1.5`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let millionths = self.0.unsigned_abs();
        let decimals = format!("{:06}", millionths % ONE);
        let decimals = decimals.trim_end_matches('0');
        let point = if decimals.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{decimals}", millionths / ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_as_it_was_typed() {
        let cases = [
            ("0", Some((0, "0"))),
            ("1.5", Some((1_500_000, "1.5"))),
            (" 1,50 ", Some((1_500_000, "1.5"))),
            ("-0.000001", Some((-1, "-0.000001"))),
            ("−3", Some((-3_000_000, "-3"))),
            ("007", Some((7_000_000, "7"))),
            (
                "9223372036854.775807",
                Some((i64::MAX, "9223372036854.775807")),
            ),
            ("9223372036854.775808", None),
            ("1.0000001", None),
            ("1.", None),
            (".5", None),
            ("", None),
            ("-", None),
            ("1e3", None),
            ("1.2.3", None),
            ("1 000", None),
            ("+1", None),
            ("twelve", None),
        ];
        for (text, expected) in cases {
            let number = Number::parse(text);
            let expected = expected.map(|(millionths, shown)| (millionths, shown.to_owned()));
            let found = number.map(|number| (number.millionths(), number.to_string()));
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
