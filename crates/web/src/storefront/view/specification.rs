//! The table of a product's properties.

use serde::Serialize;

/// One line of `storefront/_specification.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SpecificationRow {
    pub label: String,
    pub text: String,
    /// Of a colour, such as `#c0ffee`.
    pub hex: Option<String>,
}
