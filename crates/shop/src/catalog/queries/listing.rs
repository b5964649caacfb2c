//! What customers browse: active products with a price in the shop's currency.

use std::collections::HashMap;

use commerce::{Currency, Money};
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, IntoSimpleExpr, JoinType, Order,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationDef, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, LikeExpr, Query, SelectStatement},
};

use super::{rating::ratings, rows};
use crate::{
    Timestamp,
    catalog::{
        Alt, Card, CardPicture, ProductStatus, Sort,
        tables::{listing_price, picture, product, product_category},
    },
    ids::{CategoryId, ProductId},
    text::fold,
};

pub(in crate::catalog) struct ListingFilter<'a> {
    pub currency: Currency,
    /// Any of these, when given.
    pub categories: Option<Vec<CategoryId>>,
    pub text: &'a str,
    pub min: Option<Money>,
    pub max: Option<Money>,
}

impl ListingFilter<'_> {
    pub fn all(currency: Currency) -> Self {
        Self {
            currency,
            categories: None,
            text: "",
            min: None,
            max: None,
        }
    }

    fn select(&self) -> Select<product::Entity> {
        let in_currency = |money: Option<Money>| {
            money
                .filter(|money| money.currency() == self.currency)
                .map(Money::minor)
        };
        let mut select = listed(self.currency).filter(words(self.text));
        if let Some(categories) = &self.categories {
            select = select.filter(product::Column::Id.in_subquery(products_in(categories)));
        }
        // A product whose prices reach into the wanted range.
        if let Some(min) = in_currency(self.min) {
            select = select.filter(listing_price::Column::ToMinor.gte(min));
        }
        if let Some(max) = in_currency(self.max) {
            select = select.filter(listing_price::Column::FromMinor.lte(max));
        }
        select
    }
}

/// Active products joined with their prices in a currency.
pub(super) fn listed(currency: Currency) -> Select<product::Entity> {
    let prices: RelationDef = product::Entity::belongs_to(listing_price::Entity)
        .from(product::Column::Id)
        .to(listing_price::Column::ProductId)
        .into();
    product::Entity::find()
        .join(JoinType::InnerJoin, prices)
        .filter(listing_price::Column::Currency.eq(currency.code()))
        .filter(product::Column::Status.eq(ProductStatus::Active.as_str()))
}

pub(super) fn products_in(categories: &[CategoryId]) -> SelectStatement {
    Query::select()
        .column((
            product_category::Entity,
            product_category::Column::ProductId,
        ))
        .from(product_category::Entity)
        .and_where(product_category::Column::CategoryId.is_in(categories.iter().copied()))
        .take()
}

/// Every word occurs in the search text.
pub(super) fn words(text: &str) -> Condition {
    fold(text)
        .split_whitespace()
        .map(|word| like(product::Column::SearchText, format!("%{}%", escaped(word))))
        .fold(Condition::all(), Condition::add)
}

pub(super) fn contains_start(column: impl ColumnTrait, start: &str) -> Expr {
    like(column, format!("{}%", escaped(start)))
}

fn like(column: impl ColumnTrait, pattern: String) -> Expr {
    column
        .into_simple_expr()
        .like(LikeExpr::new(pattern).escape('!'))
}

/// `%` and `_` stand for themselves.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            escaped.push('!');
        }
        escaped.push(letter);
    }
    escaped
}

/// 0 for a product of which a SKU, the title or the brand is the whole text, so that it comes first.
fn exactness(text: &str) -> Expr {
    let line = format!("%\n{}\n%", escaped(fold(text).trim()));
    CaseStatement::new()
        .case(like(product::Column::SearchText, line), 0)
        .finally(1)
        .into()
}

#[derive(FromQueryResult)]
struct CardRow {
    id: ProductId,
    slug: String,
    title: String,
    brand: String,
    from_minor: i64,
    to_minor: i64,
    compare_at_minor: Option<i64>,
    until_at: Option<Timestamp>,
}

pub(in crate::catalog) async fn count_cards(
    read: &impl Read,
    filter: &ListingFilter<'_>,
) -> Result<u64, DbError> {
    Ok(filter.select().count(read.conn()).await?)
}

/// Page numbers need an offset; a shop's listing is short, and whoever pages deep gets the cost.
pub(in crate::catalog) async fn cards(
    read: &impl Read,
    filter: &ListingFilter<'_>,
    sort: Sort,
    skip: u64,
    count: u64,
) -> Result<Vec<Card>, DbError> {
    let mut select = filter.select();
    if !filter.text.trim().is_empty() {
        select = select.order_by(exactness(filter.text), Order::Asc);
    }
    select = match sort {
        Sort::Newest => newest_first(select),
        Sort::PriceAscending => select
            .order_by_asc(listing_price::Column::FromMinor)
            .order_by_asc(product::Column::Id),
        Sort::PriceDescending => select
            .order_by_desc(listing_price::Column::FromMinor)
            .order_by_asc(product::Column::Id),
        Sort::Title => select
            .order_by_asc(product::Column::Title)
            .order_by_asc(product::Column::Id),
    };
    load_cards(read, select.offset(skip).limit(count), filter.currency).await
}

/// Those of the products that can be listed, in no order.
pub(in crate::catalog) async fn cards_by_id(
    read: &impl Read,
    currency: Currency,
    ids: &[ProductId],
) -> Result<Vec<Card>, DbError> {
    let select = listed(currency).filter(product::Column::Id.is_in(ids.iter().copied()));
    load_cards(read, select, currency).await
}

pub(in crate::catalog) async fn cards_by_slug(
    read: &impl Read,
    currency: Currency,
    slugs: &[String],
) -> Result<Vec<Card>, DbError> {
    let slugs = slugs.iter().map(String::as_str);
    let select = listed(currency).filter(product::Column::Slug.is_in(slugs));
    load_cards(read, select, currency).await
}

/// Those of the category whose keys follow the product's, then those from the smallest key on.
pub(in crate::catalog) async fn neighbours(
    read: &impl Read,
    currency: Currency,
    category: CategoryId,
    product: ProductId,
    count: u64,
) -> Result<Vec<Card>, DbError> {
    let in_category = |limit| {
        let categories: RelationDef = product::Entity::belongs_to(product_category::Entity)
            .from(product::Column::Id)
            .to(product_category::Column::ProductId)
            .into();
        listed(currency)
            .join(JoinType::InnerJoin, categories)
            .filter(product_category::Column::CategoryId.eq(category))
            .order_by_asc(product_category::Column::ProductId)
            .limit(limit)
    };
    let key = product_category::Column::ProductId;
    let next = in_category(count).filter(key.gt(product));
    let mut cards = load_cards(read, next, currency).await?;
    let missing = count.saturating_sub(u64::try_from(cards.len()).unwrap_or(u64::MAX));
    if missing > 0 {
        let first = in_category(missing).filter(key.lt(product));
        cards.append(&mut load_cards(read, first, currency).await?);
    }
    Ok(cards)
}

pub(in crate::catalog) async fn reduced_cards(
    read: &impl Read,
    currency: Currency,
    count: u64,
) -> Result<Vec<Card>, DbError> {
    let select = listed(currency).filter(listing_price::Column::CompareAtMinor.is_not_null());
    load_cards(read, newest_first(select).limit(count), currency).await
}

pub(super) fn newest_first(select: Select<product::Entity>) -> Select<product::Entity> {
    select
        .order_by_desc(product::Column::PublishedAt)
        .order_by_desc(product::Column::Id)
}

async fn load_cards(
    read: &impl Read,
    select: Select<product::Entity>,
    currency: Currency,
) -> Result<Vec<Card>, DbError> {
    let rows = select
        .select_only()
        .columns([
            product::Column::Id,
            product::Column::Slug,
            product::Column::Title,
            product::Column::Brand,
        ])
        .columns([
            listing_price::Column::FromMinor,
            listing_price::Column::ToMinor,
            listing_price::Column::CompareAtMinor,
            listing_price::Column::UntilAt,
        ])
        .into_model::<CardRow>()
        .all(read.conn())
        .await?;
    let ids: Vec<ProductId> = rows.iter().map(|row| row.id).collect();
    let ratings = ratings(read, &ids).await?;
    let mut pictures = first_pictures(read, ids).await?;
    rows.into_iter()
        .map(|row| {
            let money = |minor| Money::new(minor, currency);
            Ok(Card {
                slug: rows::slug("product", row.id, &row.slug)?,
                picture: pictures.remove(&row.id),
                rating: ratings.get(&row.id).copied().unwrap_or_default(),
                id: row.id,
                title: row.title,
                brand: row.brand,
                from: money(row.from_minor),
                to: money(row.to_minor),
                compare_at: row.compare_at_minor.map(money),
                until: row.until_at,
            })
        })
        .collect()
}

/// The first picture that is there, of each product.
pub(super) async fn first_pictures(
    read: &impl Read,
    products: Vec<ProductId>,
) -> Result<HashMap<ProductId, CardPicture>, DbError> {
    let mut first = HashMap::new();
    if products.is_empty() {
        return Ok(first);
    }
    let rows = picture::Entity::find()
        .filter(picture::Column::ProductId.is_in(products))
        .filter(picture::Column::State.eq("ready"))
        .order_by_asc(picture::Column::Position)
        .order_by_asc(picture::Column::Id)
        .all(read.conn())
        .await?;
    for row in rows {
        if let (Some(key), Some(width), Some(height)) = (row.media_key, row.width, row.height) {
            first.entry(row.product_id).or_insert(CardPicture {
                key,
                width,
                height,
                alt: Alt::of_product(row.alt),
            });
        }
    }
    Ok(first)
}
