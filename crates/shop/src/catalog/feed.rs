//! The whole assortment, a few products at a time, for machines that read all of it.

use std::collections::HashMap;

use commerce::{Currency, Slug};
use db::{DbError, Read};

use super::{ProductPage, queries};
use crate::{
    Timestamp,
    ids::{ProductId, VariantId},
};

/// A product that has a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    pub id: ProductId,
    pub slug: Slug,
    pub updated_at: Timestamp,
}

/// Some products in a row, by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitemapPart {
    /// They follow this one; those of the first part follow none.
    pub after: Option<ProductId>,
    pub products: u64,
    /// When one of them was changed last.
    pub updated_at: Timestamp,
}

/// Rows in one look: reading all products of a large shop at once would hold them all in memory.
const SOME: u64 = 5_000;

/// The next products that have a page, by key.
pub async fn sitemap_after(
    read: &impl Read,
    currency: Currency,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<SitemapEntry>, DbError> {
    queries::sitemap_after(read, currency, after, limit).await
}

/// All products that have a page, in parts of so many.
///
/// Keys of new products are the largest, so only the last part grows. Products that are taken off the
/// shop move those behind them a little.
pub async fn sitemap_parts(
    read: &impl Read,
    currency: Currency,
    size: u64,
) -> Result<Vec<SitemapPart>, DbError> {
    let mut parts: Vec<SitemapPart> = Vec::new();
    let mut after = None;
    loop {
        let found = queries::sitemap_marks(read, currency, after, SOME).await?;
        let is_last = u64::try_from(found.len()).unwrap_or(u64::MAX) < SOME;
        for (id, updated_at) in found {
            match parts.last_mut().filter(|part| part.products < size) {
                Some(part) => {
                    part.products += 1;
                    part.updated_at = part.updated_at.max(updated_at);
                }
                None => parts.push(SitemapPart {
                    after,
                    products: 1,
                    updated_at,
                }),
            }
            after = Some(id);
        }
        if is_last {
            return Ok(parts);
        }
        // Others have their turn in between: a million products take a second.
        tokio::task::yield_now().await;
    }
}

/// The next products that customers find, by key, with what can be bought of each.
pub async fn pages_after(
    read: &impl Read,
    currency: Currency,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductPage>, DbError> {
    queries::pages_after(read, currency, after, limit).await
}

/// The products that went on sale last, the newest first, with what can be bought of each.
pub async fn newest_pages(
    read: &impl Read,
    currency: Currency,
    count: u64,
) -> Result<Vec<ProductPage>, DbError> {
    queries::newest_pages(read, currency, count).await
}

/// Whose each of the variants is.
pub async fn product_of_each(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, ProductId>, DbError> {
    queries::product_of_each(read, variants).await
}
