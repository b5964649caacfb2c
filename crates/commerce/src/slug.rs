//! The last part of a page's address.

use serde::{Deserialize, Serialize};

use crate::text::text_value;

/// The part of an address that names one product, category or page: "blue-mug".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Why a text is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    #[error("the address is missing")]
    Missing,
    #[error("the address is longer than 100 characters")]
    TooLong,
    #[error("the address may have only a-z, 0-9 and single hyphens between them")]
    Shape,
}

impl Slug {
    pub const MAX_BYTES: usize = 100;

    /// Strict: `[a-z0-9]+(-[a-z0-9]+)*`, at most 100 characters, nothing trimmed. One spelling per
    /// page means one address per page.
    ///
    /// # Errors
    /// [`SlugError`].
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        if text.is_empty() {
            return Err(SlugError::Missing);
        }
        if text.len() > Self::MAX_BYTES {
            return Err(SlugError::TooLong);
        }
        if text.split('-').all(is_word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError::Shape)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Slug, SlugError);

fn is_word(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_spelling_of_its_address() {
        let longest = "x".repeat(100);
        for text in ["mug", "blue-mug", "4-in-1", "a-b-c-1", "0", &longest] {
            assert_eq!(Slug::parse(text).as_ref().map(Slug::as_str), Ok(text));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        let cases = [
            ("", SlugError::Missing),
            ("Blue-mug", SlugError::Shape),
            ("blue mug", SlugError::Shape),
            (" mug", SlugError::Shape),
            ("-mug", SlugError::Shape),
            ("mug-", SlugError::Shape),
            ("blue--mug", SlugError::Shape),
            ("-", SlugError::Shape),
            ("tasse-grün", SlugError::Shape),
            ("../etc", SlugError::Shape),
            ("mug_1", SlugError::Shape),
            (&"x".repeat(101), SlugError::TooLong),
        ];
        for (text, expected) in cases {
            assert_eq!(Slug::parse(text), Err(expected), "{text:?}");
        }
    }
}
