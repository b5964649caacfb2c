//! Countries by their two letters.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::text_value;

/// A country code in the shape of ISO 3166-1 alpha-2: "DE".
///
/// Only the shape is checked. Which codes exist changes with the world, and which ones the shop serves
/// is the merchant's list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// Text that is no country code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a country code; expected two capital letters, such as \"DE\"")]
pub struct CountryError(pub String);

impl Country {
    /// # Errors
    /// [`CountryError`] with the text, unless it is two capital letters.
    pub fn parse(text: &str) -> Result<Self, CountryError> {
        match text.as_bytes() {
            [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Ok(Self([*first, *second])),
            _ => Err(CountryError(text.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        // Two ASCII letters are always UTF-8, so the empty text never comes out.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({self})")
    }
}

text_value!(Country, CountryError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_capital_letters() {
        for text in ["DE", "US", "AA", "ZZ"] {
            assert_eq!(
                Country::parse(text).map(|country| country.to_string()),
                Ok(text.into())
            );
        }
        for text in ["", "D", "DEU", "de", "De", " DE", "D1", "ÖS", "Ö"] {
            assert_eq!(
                Country::parse(text),
                Err(CountryError(text.to_owned())),
                "{text:?}"
            );
        }
    }

    #[test]
    fn countries_sort_by_their_letters() {
        let mut countries = ["US", "AT", "DE"].map(|text| Country::parse(text).unwrap());
        countries.sort();

        assert_eq!(
            countries.map(|country| country.to_string()),
            ["AT", "DE", "US"]
        );
    }
}
