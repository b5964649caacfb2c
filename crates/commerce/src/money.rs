//! Amounts of money.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Currency;
use crate::decimal::{self, DecimalError};

/// An amount in the smallest unit of its currency: 1999 is 19.99 in EUR and 1999 in JPY.
///
/// Never a float. Arithmetic is checked: a shop passes `i64` only by a bug or an attack, and both
/// must stop the request. Decimal places come from ISO 4217, see [`Currency::exponent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why there is no amount to give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("amounts in {0} and {1} cannot be combined")]
    CurrencyMismatch(Currency, Currency),
    #[error("the amount is too large")]
    Overflow,
    #[error("an amount cannot be split over nothing: every weight is zero")]
    NoWeight,
    #[error("\"{0}\" is not an amount; expected digits with a decimal point, such as 1234.50")]
    NotANumber(String),
    #[error("\"{text}\" has too many decimal places: this currency has {allowed}")]
    TooManyDecimals { text: String, allowed: u32 },
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The amount in the smallest unit: cents, yen, fils.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.require(other.currency)?;
        self.with(self.minor.checked_add(other.minor))
    }

    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.require(other.currency)?;
        self.with(self.minor.checked_sub(other.minor))
    }

    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_mul(self, quantity: u32) -> Result<Self, MoneyError> {
        self.with(self.minor.checked_mul(i64::from(quantity)))
    }

    /// # Errors
    /// [`MoneyError::Overflow`]: the lowest `i64` has no opposite.
    pub fn checked_neg(self) -> Result<Self, MoneyError> {
        self.with(self.minor.checked_neg())
    }

    /// Splits the amount over `weights`; the parts always add up to the whole.
    ///
    /// Largest-remainder method: every part is rounded towards zero, then the leftover units go
    /// one each to the largest remainders, earlier part first. So a part differs from its exact
    /// share by less than one unit, a weight of zero gets nothing, and the split of a refund mirrors
    /// the split of its charge.
    ///
    /// # Errors
    /// [`MoneyError::NoWeight`] if the weights are empty or all zero.
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let total: i128 = weights.iter().copied().map(i128::from).sum();
        if total == 0 {
            return Err(MoneyError::NoWeight);
        }
        // 2^63 times 2^64 is just inside an i128; checked all the same, since nothing here may panic.
        let exact = weights
            .iter()
            .map(|weight| i128::from(self.minor).checked_mul(i128::from(*weight)))
            .collect::<Option<Vec<i128>>>()
            .ok_or(MoneyError::Overflow)?;

        let mut shares: Vec<i128> = exact.iter().map(|product| product / total).collect();
        let leftover = i128::from(self.minor) - shares.iter().sum::<i128>();

        let mut by_remainder: Vec<usize> = (0..exact.len()).collect();
        // A stable sort: among equal remainders the earlier part stays first.
        by_remainder.sort_by_key(|part| Reverse((exact[*part] % total).unsigned_abs()));
        let units = usize::try_from(leftover.unsigned_abs()).map_err(|_| MoneyError::Overflow)?;
        for part in by_remainder.into_iter().take(units) {
            shares[part] += leftover.signum();
        }

        shares
            .into_iter()
            .map(|share| self.with(i64::try_from(share).ok()))
            .collect()
    }

    /// The sum of all amounts, zero if there are none.
    ///
    /// Does not depend on their order, not even for overflow: only the result has to fit.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        let zero = Self::zero(currency);
        let mut sum: i128 = 0;
        for amount in amounts {
            zero.require(amount.currency)?;
            sum = sum
                .checked_add(i128::from(amount.minor))
                .ok_or(MoneyError::Overflow)?;
        }
        zero.with(i64::try_from(sum).ok())
    }

    /// Reads the machine form, "1234.5"; also with a sign and with blanks around it.
    ///
    /// What people write ("1.234,50 €") is for the locale to read. More decimals than the currency
    /// has are refused even if they are zeros, since "1.000" is a thousand to half of Europe.
    ///
    /// # Errors
    /// [`MoneyError::NotANumber`], [`MoneyError::TooManyDecimals`] or [`MoneyError::Overflow`].
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let minor = decimal::parse(text, currency.decimals()).map_err(|error| match error {
            DecimalError::NotANumber => MoneyError::NotANumber(text.to_owned()),
            DecimalError::TooManyDecimals => MoneyError::TooManyDecimals {
                text: text.to_owned(),
                allowed: currency.exponent(),
            },
            DecimalError::Overflow => MoneyError::Overflow,
        })?;
        Ok(Self::new(minor, currency))
    }

    /// The machine form with all decimals of the currency: "1234.50", in JPY "1234".
    pub fn to_decimal_string(self) -> String {
        decimal::write(self.minor, self.currency.decimals())
    }

    /// The machine form, with the code before it where the currency is not the usual one: "CHF 12.00".
    pub fn to_string_where(self, usual: Currency) -> String {
        let amount = self.to_decimal_string();
        if self.currency == usual {
            amount
        } else {
            format!("{} {amount}", self.currency.code())
        }
    }

    fn require(self, currency: Currency) -> Result<(), MoneyError> {
        if self.currency == currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch(self.currency, currency))
        }
    }

    /// The same currency with the outcome of a checked operation.
    fn with(self, minor: Option<i64>) -> Result<Self, MoneyError> {
        minor
            .map(|minor| Self { minor, ..self })
            .ok_or(MoneyError::Overflow)
    }
}

/// "19.99 EUR", for logs and the command line. Pages write amounts as their locale does.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal_string(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn allocation_loses_no_cent() {
        let cases: &[(&str, i64, &[u64], &[i64])] = &[
            ("even split", 900, &[1, 1, 1], &[300, 300, 300]),
            (
                "leftover goes to the earlier of equals",
                1000,
                &[1, 1, 1],
                &[334, 333, 333],
            ),
            ("two units left over", 1001, &[1, 1, 1], &[334, 334, 333]),
            ("largest remainder first", 100, &[1, 2], &[33, 67]),
            (
                "a refund mirrors its charge",
                -1000,
                &[1, 1, 1],
                &[-334, -333, -333],
            ),
            ("a free line gets nothing", 5, &[3, 0, 3, 3], &[2, 0, 2, 1]),
            ("fewer cents than lines", 2, &[5, 5, 5, 5], &[1, 1, 0, 0]),
            ("nothing to split", 0, &[1, 2], &[0, 0]),
            ("one line takes all", 999, &[7], &[999]),
            (
                "weights as large as they get",
                i64::MIN,
                &[u64::MAX, u64::MAX],
                &[i64::MIN / 2; 2],
            ),
            (
                "the largest amount on the largest weight",
                i64::MAX,
                &[u64::MAX],
                &[i64::MAX],
            ),
        ];
        for (name, whole, weights, parts) in cases {
            let expected: Vec<Money> = parts.iter().map(|minor| eur(*minor)).collect();
            assert_eq!(eur(*whole).allocate(weights), Ok(expected), "{name}");
        }
    }

    #[test]
    fn an_amount_is_not_split_over_nothing() {
        assert_eq!(eur(100).allocate(&[]), Err(MoneyError::NoWeight));
        assert_eq!(eur(100).allocate(&[0, 0]), Err(MoneyError::NoWeight));
    }

    #[test]
    fn arithmetic_refuses_instead_of_wrapping() {
        assert_eq!(eur(1).checked_add(eur(2)), Ok(eur(3)));
        assert_eq!(eur(1).checked_sub(eur(2)), Ok(eur(-1)));
        assert_eq!(eur(1999).checked_mul(3), Ok(eur(5997)));
        assert_eq!(eur(5).checked_neg(), Ok(eur(-5)));

        assert_eq!(eur(i64::MAX).checked_add(eur(1)), Err(MoneyError::Overflow));
        assert_eq!(eur(i64::MIN).checked_sub(eur(1)), Err(MoneyError::Overflow));
        assert_eq!(eur(i64::MAX / 2).checked_mul(3), Err(MoneyError::Overflow));
        assert_eq!(eur(i64::MIN).checked_neg(), Err(MoneyError::Overflow));
    }

    #[test]
    fn currencies_are_never_mixed() {
        let yen = Money::new(1, Currency::JPY);
        let mixed = MoneyError::CurrencyMismatch(Currency::EUR, Currency::JPY);

        assert_eq!(eur(1).checked_add(yen), Err(mixed.clone()));
        assert_eq!(eur(1).checked_sub(yen), Err(mixed.clone()));
        assert_eq!(Money::sum(Currency::EUR, [eur(1), yen]), Err(mixed));
        assert_ne!(Money::zero(Currency::EUR), Money::zero(Currency::JPY));
    }

    #[test]
    fn a_sum_depends_on_the_amounts_and_not_on_their_order() {
        let amounts = [eur(i64::MAX), eur(1), eur(-1)];
        let reversed = [eur(-1), eur(1), eur(i64::MAX)];

        assert_eq!(Money::sum(Currency::EUR, amounts), Ok(eur(i64::MAX)));
        assert_eq!(Money::sum(Currency::EUR, reversed), Ok(eur(i64::MAX)));
        assert_eq!(Money::sum(Currency::EUR, []), Ok(eur(0)));
        assert_eq!(
            Money::sum(Currency::EUR, [eur(i64::MAX), eur(1)]),
            Err(MoneyError::Overflow)
        );
    }

    #[test]
    fn amounts_are_read_in_the_decimals_of_their_currency() {
        let cases = [
            ("1234.5", Currency::EUR, 123_450),
            ("19.99", Currency::EUR, 1_999),
            (" 19.99\t", Currency::EUR, 1_999),
            ("0.05", Currency::EUR, 5),
            ("007", Currency::EUR, 700),
            ("-0.05", Currency::EUR, -5),
            ("+3", Currency::EUR, 300),
            ("1234", Currency::JPY, 1_234),
            ("1.234", Currency::KWD, 1_234),
            ("1.2", Currency::KWD, 1_200),
            ("92233720368547758.07", Currency::EUR, i64::MAX),
            ("-92233720368547758.08", Currency::EUR, i64::MIN),
        ];
        for (text, currency, minor) in cases {
            let expected = Ok(Money::new(minor, currency));
            assert_eq!(Money::parse_decimal(text, currency), expected, "{text:?}");
        }
    }

    #[test]
    fn text_that_leaves_room_for_a_guess_is_no_amount() {
        let texts = [
            "", " ", "-", "+", ".", ".5", "5.", "19,99", "1,234.50", "1.234.50", "1e3", "1_000",
            "--1", "+-1", "- 1", "1 000", "€5", "5 EUR", "NaN", "inf", "0x10", "１２", "٣",
        ];
        for text in texts {
            assert_eq!(
                Money::parse_decimal(text, Currency::EUR),
                Err(MoneyError::NotANumber(text.to_owned())),
                "{text:?}"
            );
        }
    }

    #[test]
    fn more_decimals_than_the_currency_has_are_refused_with_their_number() {
        let cases = [
            ("19.999", Currency::EUR, 2),
            ("1.000", Currency::EUR, 2),
            ("1234.0", Currency::JPY, 0),
            ("1.2345", Currency::KWD, 3),
        ];
        for (text, currency, allowed) in cases {
            let expected = MoneyError::TooManyDecimals {
                text: text.to_owned(),
                allowed,
            };
            assert_eq!(
                Money::parse_decimal(text, currency),
                Err(expected),
                "{text:?}"
            );
        }
        let message = Money::parse_decimal("19.999", Currency::EUR)
            .unwrap_err()
            .to_string();
        assert_eq!(
            message,
            "\"19.999\" has too many decimal places: this currency has 2"
        );
    }

    #[test]
    fn an_amount_beyond_all_shops_is_refused() {
        let long = "9".repeat(10_000);
        for text in ["92233720368547758.08", "-92233720368547758.09", &long] {
            assert_eq!(
                Money::parse_decimal(text, Currency::EUR),
                Err(MoneyError::Overflow)
            );
        }
    }

    #[test]
    fn amounts_are_written_with_all_their_decimals() {
        let cases = [
            (123_450, Currency::EUR, "1234.50"),
            (5, Currency::EUR, "0.05"),
            (0, Currency::EUR, "0.00"),
            (-5, Currency::EUR, "-0.05"),
            (i64::MIN, Currency::EUR, "-92233720368547758.08"),
            (1_234, Currency::JPY, "1234"),
            (0, Currency::JPY, "0"),
            (7, Currency::KWD, "0.007"),
        ];
        for (minor, currency, expected) in cases {
            assert_eq!(Money::new(minor, currency).to_decimal_string(), expected);
        }
        assert_eq!(eur(1_999).to_string(), "19.99 EUR");
        assert_eq!(eur(1_999).to_string_where(Currency::EUR), "19.99");
        assert_eq!(eur(1_999).to_string_where(Currency::JPY), "EUR 19.99");
    }
}
