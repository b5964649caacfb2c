//! The list of products that staff work with.

use std::{fmt, str::FromStr};

use commerce::{Money, Slug, UnknownWord};
use db::DbError;
use serde::{Deserialize, Serialize};

use super::{ProductStatus, check, queries, words};
use crate::{
    Shop, Timestamp,
    ids::{CategoryId, ProductId},
    text::fold,
};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductFilter {
    /// Every word has to be the start of one in title, brand or SKU. What is exactly a SKU or a barcode finds what
    /// has it and nothing else.
    pub text: Option<String>,
    pub status: Option<ProductStatus>,
    /// With everything below it.
    pub category: Option<CategoryId>,
    pub brand: Option<String>,
    pub stock: Option<StockState>,
    /// In any spelling.
    pub tag: Option<String>,
    /// Only products of which a picture could not be fetched.
    pub picture_problem: bool,
}

/// How the variants on sale stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StockState {
    /// Something is there.
    InStock,
    /// Of a variant only a few are left.
    Low,
    /// Nothing can be bought.
    SoldOut,
    /// A variant is gone and can be ordered all the same.
    Backorder,
}

impl StockState {
    pub const ALL: [Self; 4] = [Self::InStock, Self::Low, Self::SoldOut, Self::Backorder];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InStock => "in-stock",
            Self::Low => "low",
            Self::SoldOut => "sold-out",
            Self::Backorder => "back-order",
        }
    }
}

impl fmt::Display for StockState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for StockState {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| UnknownWord {
            kind: "stock state",
            text: text.to_owned(),
        })
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AdminOrder {
    /// Changed last first.
    #[default]
    Updated,
    /// Made last first.
    Created,
    TitleUp,
    TitleDown,
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
    /// What is there of all variants on sale, without what is promised.
    pub available: i64,
    /// The worst that is true of them; `None` while all is well.
    pub stock: Option<StockState>,
    pub picture_key: Option<String>,
    /// Why a picture could not be fetched.
    pub picture_problem: Option<String>,
    pub updated_at: Timestamp,
}

/// Products, those changed last first; `after` is the [`AdminPage::next`] of the page before.
pub async fn admin_list(
    shop: &Shop,
    filter: &ProductFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<AdminPage, DbError> {
    admin_page(shop, filter, AdminOrder::Updated, after, limit).await
}

/// Products in an order; a cursor that was tampered with starts at the beginning.
pub async fn admin_page(
    shop: &Shop,
    filter: &ProductFilter,
    order: AdminOrder,
    after: Option<&str>,
    limit: u64,
) -> Result<AdminPage, DbError> {
    let wanted = admin_filter(shop, filter);
    let after = after.and_then(|text| read_cursor(order, text));
    let more = limit.saturating_add(1);
    let read = shop.db.reader();
    let mut rows = queries::admin_rows(read, &wanted, order, after.as_ref(), more).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| has_more);
    let next = last.map(|row| write_cursor(order, row));
    Ok(AdminPage { rows, next })
}

pub(super) fn admin_filter<'a>(shop: &Shop, filter: &'a ProductFilter) -> queries::AdminFilter<'a> {
    queries::AdminFilter {
        currency: shop.settings().currency,
        code: words::code(filter.text.as_deref().unwrap_or_default()),
        words: words::typed(filter.text.as_deref().unwrap_or_default()),
        status: filter.status,
        categories: filter.category.map(|id| shop.categories().subtree(id)),
        brand: filter.brand.as_deref(),
        stock: filter.stock,
        tag: filter.tag.as_deref().map(check::tag_key),
        picture_problem: filter.picture_problem,
    }
}

/// Names of brands that contain the text, those that start with it first.
pub async fn brands(shop: &Shop, text: &str, limit: usize) -> Result<Vec<String>, DbError> {
    let text = fold(text.trim());
    let mut found: Vec<(bool, String)> = queries::brands(shop.db.reader())
        .await?
        .into_iter()
        .filter_map(|brand| {
            let folded = fold(&brand);
            let is_meant = !brand.is_empty() && folded.contains(&text);
            is_meant.then(|| (!folded.starts_with(&text), brand))
        })
        .collect();
    found.sort();
    let found = found.into_iter().map(|(_, brand)| brand);
    Ok(found.take(limit).collect())
}

/// Tags that contain the text, each in one spelling.
pub async fn tags(shop: &Shop, text: &str, limit: u64) -> Result<Vec<String>, DbError> {
    queries::tags(shop.db.reader(), &check::tag_key(text), limit).await
}

fn write_cursor(order: AdminOrder, row: &AdminRow) -> String {
    match order {
        AdminOrder::Updated => format!("{}.{}", row.updated_at.timestamp_micros(), row.id),
        AdminOrder::Created => row.id.to_string(),
        AdminOrder::TitleUp | AdminOrder::TitleDown => format!("{}.{}", row.id, row.title),
    }
}

fn read_cursor(order: AdminOrder, text: &str) -> Option<queries::After> {
    match order {
        AdminOrder::Updated => {
            let (micros, id) = text.split_once('.')?;
            let at = Timestamp::from_timestamp_micros(micros.parse().ok()?)?;
            Some(queries::After::Updated(at, id.parse().ok()?))
        }
        AdminOrder::Created => Some(queries::After::Created(text.parse().ok()?)),
        AdminOrder::TitleUp | AdminOrder::TitleDown => {
            let (id, title) = text.split_once('.')?;
            Some(queries::After::Title(title.to_owned(), id.parse().ok()?))
        }
    }
}
