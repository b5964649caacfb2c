//! Under which name a page is kept: its path, and those parameters that it knows.

use commerce::Currency;
use l10n::Locale;

use crate::kit::paging::with_query;

/// Longer addresses are nobody's link.
const LONGEST: usize = 512;

/// The address of a page, written in one way only.
///
/// A handler makes it from what it understood of the request, so a parameter that it does not know makes no new page, nor do
/// parameters in another order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    is_kept: bool,
}

impl Address {
    /// Parameters without a value are left out.
    pub fn new<'a>(path: &str, parameters: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let text = with_query(path, parameters);
        Self {
            // A path with a question mark in it (decoded from `%3F`) is no page, and would take the name of one.
            is_kept: text.len() <= LONGEST && !path.contains(['?', '#']),
            text,
        }
    }

    /// Renders the page for this request alone: when a parameter can be anything (a text, a price), so that keeping each
    /// would drive out what many people look at.
    #[must_use]
    pub fn once(self) -> Self {
        Self {
            is_kept: false,
            ..self
        }
    }

    pub fn is_kept(&self) -> bool {
        self.is_kept
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// What makes a page another page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub address: String,
    pub locale: Locale,
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_what_the_page_knows() {
        let address = Address::new(
            "/categories/mugs",
            [("sort", "price".to_owned()), ("page", String::new())],
        );

        assert_eq!(address.as_str(), "/categories/mugs?sort=price");
        assert!(address.is_kept());
        assert!(!address.once().is_kept());
        let long = Address::new("/search", [("q", "mug".repeat(300))]);
        assert!(!long.is_kept());
        assert!(!Address::new("/products/mug?option1=Blue", []).is_kept());
    }
}
