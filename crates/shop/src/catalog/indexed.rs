//! Products as the search index is made of them: those that customers may find.

use std::collections::HashMap;

use commerce::{Currency, Money, Rating};
use db::{DbError, Read};

use super::{ProductOption, queries};
use crate::{
    Timestamp,
    ids::{CategoryId, ProductId, VariantId},
};

/// An active product with a price. Stock is another area's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed {
    pub id: ProductId,
    pub slug: String,
    pub title: String,
    pub description_html: String,
    pub brand: String,
    pub options: Vec<ProductOption>,
    pub tags: Vec<String>,
    /// Without those above them.
    pub categories: Vec<CategoryId>,
    pub published_at: Option<Timestamp>,
    /// Of the cheapest variant on sale, whether or not there is any stock.
    pub from: Money,
    /// Of the dearest variant.
    pub to: Money,
    /// Whether the cheapest variant cost more before.
    pub is_reduced: bool,
    /// Of the reviews that everybody sees.
    pub rating: Rating,
    /// Those on sale, whether or not there is any stock; by position.
    pub variants: Vec<IndexedVariant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedVariant {
    pub id: VariantId,
    pub sku: String,
    pub barcode: Option<String>,
    /// One value for each option of the product, in the same order.
    pub options: Vec<String>,
}

/// The next products by key, so that all of them can be read a few at a time.
pub async fn indexed_after(
    read: &impl Read,
    currency: Currency,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<Indexed>, DbError> {
    queries::indexed_after(read, currency, after, limit).await
}

/// Those of the products that customers may find, in no order.
pub async fn indexed(
    read: &impl Read,
    currency: Currency,
    ids: &[ProductId],
) -> Result<Vec<Indexed>, DbError> {
    queries::indexed(read, currency, ids).await
}

/// The variants of each product that have a price and are not switched off, by position. A product that customers do
/// not see may be among them.
pub async fn offered_variants(
    read: &impl Read,
    currency: Currency,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<VariantId>>, DbError> {
    let variants = queries::offered(read, products, currency).await?;
    Ok(variants
        .into_iter()
        .map(|(product, variants)| (product, variants.iter().map(|it| it.id).collect()))
        .collect())
}

/// The products of variants, each once.
pub async fn products_of(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<Vec<ProductId>, DbError> {
    queries::products_of(read, variants).await
}

/// Products with an option of one of these names, but for case and marks.
pub async fn products_with_options(
    read: &impl Read,
    names: &[String],
) -> Result<Vec<ProductId>, DbError> {
    queries::products_with_options(read, names).await
}

/// The products that are in one of these categories themselves, each once.
pub async fn products_in(
    read: &impl Read,
    categories: &[CategoryId],
) -> Result<Vec<ProductId>, DbError> {
    queries::products_in(read, categories).await
}
