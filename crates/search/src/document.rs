//! What the index knows of a product.

/// The sixteen bytes of a product's or a category's key.
pub type Id = [u8; 16];

/// One product as it can be found.
///
/// A product that must not be found (a draft, an archived one) is not upserted but deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    pub id: Id,
    /// The version of the product's row, see [`Index::for_each_version`](crate::Index::for_each_version).
    pub version: i64,
    pub slug: String,
    pub title: String,
    /// Plain text, without tags.
    pub description: String,
    pub brand: Option<String>,
    /// The product's categories and all that these are in.
    pub categories: Vec<CategoryName>,
    pub attributes: Vec<Attribute>,
    pub tags: Vec<String>,
    /// SKUs and barcodes of all variants on sale, whether or not there is any stock.
    pub codes: Vec<String>,
    /// What the variants on sale cost, whether or not there is any stock, once for each currency. A product without a
    /// price in the currency of a query is found, comes last by price, and is in no range.
    pub prices: Vec<Price>,
    pub on_sale: bool,
    pub in_stock: bool,
    /// The average of the visible reviews, times a thousand; 0 to 5000.
    pub rating_millis: u32,
    pub rating_count: u32,
    /// Units sold, in whatever window the shop ranks by.
    pub sales: u64,
    /// When it was published, in any unit that grows.
    pub published_at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryName {
    pub id: Id,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The code of ISO 4217, one of [`Settings::currencies`](crate::Settings::currencies).
    pub currency: String,
    /// Of the cheapest variant; by this one products are sorted.
    pub from: u64,
    /// Of the dearest variant.
    pub to: u64,
}

/// A property of a product, or what its variants offer for one option ("size": S, M, L).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Stands in addresses of listings, so it must stay the same when the label changes.
    pub key: String,
    pub values: Vec<Value>,
    /// Whether customers can filter by it.
    pub is_facet: bool,
}

/// A value as the customer reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text that nobody chooses by: searched, never a facet.
    Text(String),
    /// A word or a short text to choose by: searched, and a facet by its exact spelling.
    Choice(String),
    /// A number in one spelling, with its unit if it has one ("1.5 l"): searched, and a facet.
    Number(String),
    /// Yes or no: a facet with the values "true" and "false".
    Flag(bool),
}

impl Value {
    pub(crate) fn searched(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(text) | Self::Number(text) => Some(text),
            Self::Flag(_) => None,
        }
    }

    pub(crate) fn counted(&self) -> Option<&str> {
        match self {
            Self::Text(_) => None,
            Self::Choice(text) | Self::Number(text) => Some(text),
            Self::Flag(true) => Some("true"),
            Self::Flag(false) => Some("false"),
        }
    }
}
