//! The list of products that staff work with.

use commerce::{Money, Slug};
use db::DbError;

use super::{ProductStatus, queries};
use crate::{
    Shop, Timestamp,
    ids::{CategoryId, ProductId},
};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFilter {
    /// Every word has to occur in title, brand or SKU.
    pub text: Option<String>,
    pub status: Option<ProductStatus>,
    /// With everything below it.
    pub category: Option<CategoryId>,
    /// Only products of which a picture could not be fetched.
    pub picture_problem: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminPage {
    pub rows: Vec<AdminRow>,
    /// Where the next page starts.
    pub next: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminRow {
    pub id: ProductId,
    pub slug: Slug,
    pub title: String,
    pub brand: String,
    pub status: ProductStatus,
    /// Those on sale.
    pub variants: i64,
    pub price_from: Option<Money>,
    pub picture_key: Option<String>,
    /// Why a picture could not be fetched.
    pub picture_problem: Option<String>,
    pub updated_at: Timestamp,
}

/// Products, those changed last first; `after` is the [`AdminPage::next`] of the page before. A
/// cursor that was tampered with starts at the beginning.
pub async fn admin_list(
    shop: &Shop,
    filter: &ProductFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<AdminPage, DbError> {
    let wanted = queries::AdminFilter {
        currency: shop.settings().currency,
        text: filter.text.as_deref().unwrap_or_default(),
        status: filter.status,
        categories: filter.category.map(|id| shop.categories().subtree(id)),
        picture_problem: filter.picture_problem,
        after: after.and_then(read_cursor),
    };
    let mut rows = queries::admin_rows(shop.db.reader(), &wanted, limit.saturating_add(1)).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(write_cursor);
    Ok(AdminPage { rows, next })
}

fn write_cursor(row: &AdminRow) -> String {
    format!("{}.{}", row.updated_at.timestamp_micros(), row.id)
}

fn read_cursor(text: &str) -> Option<(Timestamp, ProductId)> {
    let (micros, id) = text.split_once('.')?;
    let at = Timestamp::from_timestamp_micros(micros.parse().ok()?)?;
    Some((at, id.parse().ok()?))
}
