//! Currencies by their ISO 4217 code.

use serde::{Deserialize, Serialize};

use crate::text::text_value;

/// A currency of ISO 4217. Written "EUR" everywhere: in the database, in JSON, in configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

/// Text that is no currency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a currency; expected an ISO 4217 code in capital letters, such as \"EUR\"")]
pub struct CurrencyError(pub String);

impl Currency {
    pub const CHF: Self = Self(iso_currency::Currency::CHF);
    pub const EUR: Self = Self(iso_currency::Currency::EUR);
    pub const GBP: Self = Self(iso_currency::Currency::GBP);
    pub const JPY: Self = Self(iso_currency::Currency::JPY);
    pub const KWD: Self = Self(iso_currency::Currency::KWD);
    pub const USD: Self = Self(iso_currency::Currency::USD);

    /// # Errors
    /// [`CurrencyError`] with the text, unless it is exactly a code of the list.
    pub fn parse(text: &str) -> Result<Self, CurrencyError> {
        iso_currency::Currency::from_code(text)
            .map(Self)
            .ok_or_else(|| CurrencyError(text.to_owned()))
    }

    /// The three letters of ISO 4217.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimal places an amount is written with: 2 for EUR, 0 for JPY, 3 for KWD.
    ///
    /// Units that have none by nature, such as gold, count as 0.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }

    /// [`Self::exponent`] as a length of text.
    pub(crate) fn decimals(self) -> usize {
        self.0.exponent().map_or(0, usize::from)
    }

    fn as_str(self) -> &'static str {
        self.code()
    }
}

text_value!(Currency, CurrencyError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_currency_has_the_decimals_of_its_standard() {
        let cases = [
            ("EUR", 2),
            ("USD", 2),
            ("JPY", 0),
            ("KRW", 0),
            ("ISK", 0),
            ("KWD", 3),
            ("CLF", 4),
            ("XAU", 0),
        ];
        for (code, exponent) in cases {
            let currency = Currency::parse(code).unwrap();

            assert_eq!(currency.exponent(), exponent, "{code}");
            assert_eq!(currency.to_string(), code);
        }
    }

    #[test]
    fn only_exact_codes_are_currencies() {
        for text in ["", "eur", "EURO", " EUR", "€", "AAA"] {
            assert_eq!(
                text.parse::<Currency>(),
                Err(CurrencyError(text.to_owned())),
                "{text:?}"
            );
        }
    }
}
