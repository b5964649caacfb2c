//! The kinds of files that are known by their headers.

use serde::{Deserialize, Serialize};

use super::{columns::Header, woo};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Our own export.
    Shopwright,
    Shopify,
    WooCommerce,
}

impl Format {
    /// The word under which it is stored; never changes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shopwright => "shopwright",
            Self::Shopify => "shopify",
            Self::WooCommerce => "woo_commerce",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Shopwright => "Shopwright products",
            Self::Shopify => "Shopify products",
            Self::WooCommerce => "WooCommerce products",
        }
    }

    /// `None` for a file whose columns a person has to name.
    pub(super) fn of(names: &[String]) -> Option<Self> {
        let has = |name: &str| names.iter().any(|one| one.eq_ignore_ascii_case(name));
        if woo::is_header(names) {
            return Some(Self::WooCommerce);
        }
        Header::read(names.iter().map(String::as_str)).ok()?;
        // Shopify writes no such column.
        let is_ours = has("Variant Prices In Other Currencies");
        // A table with "Handle" and "Title" and nothing else to sell may be anything.
        let is_shop = has("Variant Price") || has("Price") || has("Variant SKU") || has("SKU");
        match (is_ours, is_shop) {
            (true, _) => Some(Self::Shopwright),
            (false, true) => Some(Self::Shopify),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_header() {
        let cases: [(&[&str], Option<Format>); 5] = [
            (&["Handle", "Title", "Variant Price"], Some(Format::Shopify)),
            (&["URL handle", "title", "PRICE"], Some(Format::Shopify)),
            (
                &["Handle", "Title", "Variant Prices In Other Currencies"],
                Some(Format::Shopwright),
            ),
            (
                &["ID", "Type", "SKU", "Name", "Regular price"],
                Some(Format::WooCommerce),
            ),
            (&["Artikel", "Preis"], None),
        ];
        for (names, expected) in cases {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(Format::of(&names), expected, "{names:?}");
        }
    }
}
