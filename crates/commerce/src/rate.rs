//! Rates and percentages.

use serde::{Deserialize, Serialize};

use crate::decimal::{self, DecimalError};
use crate::{Money, MoneyError};

/// One whole, in parts per million.
const WHOLE: u32 = 1_000_000;

/// Decimals of a percentage that parts per million can hold: 0.0001 % is one part.
const PERCENT_DECIMALS: usize = 4;

/// A rate in parts per million: 19 % is 190,000 and 8.875 % is 88,750. From 0 to 1,000 %.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "u32", into = "u32")]
pub struct Rate(u32);

/// Why something is no rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    #[error("\"{0}\" is not a percentage; expected digits with a decimal point, such as 8.875")]
    NotANumber(String),
    #[error("\"{0}\" has too many decimal places: a percentage has at most 4")]
    TooManyDecimals(String),
    #[error("{0} is not a rate: it must be from 0 to 1000 percent")]
    OutOfRange(String),
}

impl Rate {
    pub const ZERO: Self = Self(0);
    /// 1,000 %: far above any tax, and low enough that no calculation with it can overflow.
    pub const MAX: Self = Self(10 * WHOLE);

    /// # Errors
    /// [`RateError::OutOfRange`] above 1,000 %.
    pub fn from_ppm(ppm: u32) -> Result<Self, RateError> {
        if ppm > Self::MAX.0 {
            return Err(RateError::OutOfRange(format!("{ppm} ppm")));
        }
        Ok(Self(ppm))
    }

    /// Parts per million.
    pub const fn ppm(self) -> u32 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads a percentage in machine form: "19" or "8.875", without the sign for percent.
    ///
    /// # Errors
    /// [`RateError`], naming the text.
    pub fn parse_percent(text: &str) -> Result<Self, RateError> {
        let out_of_range = || RateError::OutOfRange(format!("\"{text}\""));
        let ppm = decimal::parse(text, PERCENT_DECIMALS).map_err(|error| match error {
            DecimalError::NotANumber => RateError::NotANumber(text.to_owned()),
            DecimalError::TooManyDecimals => RateError::TooManyDecimals(text.to_owned()),
            DecimalError::Overflow => out_of_range(),
        })?;
        let ppm = u32::try_from(ppm).map_err(|_| out_of_range())?;
        Self::from_ppm(ppm).map_err(|_| out_of_range())
    }

    /// The percentage in machine form without needless zeros: "19", "8.875".
    pub fn to_percent_string(self) -> String {
        let text = decimal::write(i64::from(self.0), PERCENT_DECIMALS);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// This share of `amount`, rounded once, half away from zero: the tax on a net amount.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn of(self, amount: Money) -> Result<Money, MoneyError> {
        divide(amount, i128::from(self.0), i128::from(WHOLE))
    }

    /// The amount that together with this rate on it makes `total`, rounded once, half away from
    /// zero: the net part of a gross amount.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn net_of(self, total: Money) -> Result<Money, MoneyError> {
        let whole = i128::from(WHOLE);
        divide(total, whole, whole + i128::from(self.0))
    }
}

impl TryFrom<u32> for Rate {
    type Error = RateError;

    fn try_from(ppm: u32) -> Result<Self, Self::Error> {
        Self::from_ppm(ppm)
    }
}

impl From<Rate> for u32 {
    fn from(rate: Rate) -> Self {
        rate.0
    }
}

/// `amount` × `numerator` / `denominator`, half away from zero.
///
/// Both are at most 11 × 10^6, so the product with an `i64` stays far inside an `i128`.
fn divide(amount: Money, numerator: i128, denominator: i128) -> Result<Money, MoneyError> {
    let exact = i128::from(amount.minor()) * numerator;
    let half_up = (exact.abs() * 2 + denominator) / (denominator * 2);
    i64::try_from(half_up * exact.signum())
        .map(|minor| Money::new(minor, amount.currency()))
        .map_err(|_| MoneyError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn percentages_are_read_and_written_exactly() {
        let cases = [
            ("19", 190_000, "19"),
            ("8.875", 88_750, "8.875"),
            (" 7.0 ", 70_000, "7"),
            ("0", 0, "0"),
            ("0.0001", 1, "0.0001"),
            ("100", 1_000_000, "100"),
            ("1000", 10_000_000, "1000"),
            ("20.50", 205_000, "20.5"),
        ];
        for (text, ppm, written) in cases {
            let rate = Rate::parse_percent(text).unwrap();

            assert_eq!(rate.ppm(), ppm, "{text}");
            assert_eq!(rate.to_percent_string(), written, "{text}");
        }
    }

    #[test]
    fn what_is_no_percentage_is_refused_by_name() {
        let cases = [
            ("", RateError::NotANumber(String::new())),
            ("19%", RateError::NotANumber("19%".into())),
            ("8,875", RateError::NotANumber("8,875".into())),
            ("0.00001", RateError::TooManyDecimals("0.00001".into())),
            ("-1", RateError::OutOfRange("\"-1\"".into())),
            ("1000.0001", RateError::OutOfRange("\"1000.0001\"".into())),
            ("5000", RateError::OutOfRange("\"5000\"".into())),
            (
                "99999999999999999999",
                RateError::OutOfRange("\"99999999999999999999\"".into()),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Rate::parse_percent(text), Err(expected), "{text:?}");
        }
        assert!(Rate::from_ppm(10_000_001).is_err());
    }

    #[test]
    fn a_share_is_rounded_half_away_from_zero() {
        let cases = [
            ("nothing", 0, 190_000, 0),
            ("no rate", 1_999, 0, 0),
            ("one cent at 19 %", 1, 190_000, 0),
            ("one cent at 50 %", 1, 500_000, 1),
            ("one cent just below half", 1, 499_999, 0),
            ("19 % of 19.99 is 3.7981", 1_999, 190_000, 380),
            ("8.875 % of 4.00 is 0.355", 400, 88_750, 36),
            ("8.875 % of 3.99 is 0.3541", 399, 88_750, 35),
            ("a refund mirrors its charge", -400, 88_750, -36),
            ("1,000 % of one cent", 1, 10_000_000, 10),
        ];
        for (name, minor, ppm, expected) in cases {
            let amount = Money::new(minor, Currency::USD);
            let share = Rate::from_ppm(ppm).unwrap().of(amount);
            assert_eq!(share, Ok(Money::new(expected, Currency::USD)), "{name}");
        }
    }

    #[test]
    fn the_largest_amounts_give_an_error_and_no_panic() {
        let largest = Money::new(i64::MAX, Currency::EUR);
        let lowest = Money::new(i64::MIN, Currency::EUR);

        assert_eq!(Rate::MAX.of(largest), Err(MoneyError::Overflow));
        assert_eq!(Rate::MAX.of(lowest), Err(MoneyError::Overflow));
        assert_eq!(Rate::ZERO.net_of(lowest), Ok(lowest));
        assert!(Rate::MAX.net_of(lowest).is_ok());
    }
}
