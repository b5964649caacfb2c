//! What carts and orders need to know of a variant.

use std::collections::HashMap;

use commerce::{Slug, TaxClass};
use db::{DbError, Read};

use super::{Variant, queries};
use crate::ids::{ProductId, VariantId};

/// A variant with what a cart line shows of its product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleItem {
    pub variant: Variant,
    pub product_id: ProductId,
    pub product_slug: Slug,
    /// Of the product.
    pub title: String,
    /// Of the product.
    pub tax_class: TaxClass,
    /// The variant's own picture, else the first of the product that is there.
    pub picture_key: Option<String>,
    /// Whether product and variant are both active.
    pub sellable: bool,
}

/// The variants that exist, whether or not they can be sold. Three queries, however many they are.
pub async fn sale_items(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, SaleItem>, DbError> {
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    queries::sale_items(read, variants).await
}
