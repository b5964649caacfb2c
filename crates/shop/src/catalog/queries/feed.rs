//! All products, some at a time by their keys.

use std::collections::HashMap;

use commerce::Currency;
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::{
    listing::{listed, newest_first},
    parts::{self, Variants},
    rows,
};
use crate::{
    Timestamp,
    catalog::{
        ProductPage, SitemapEntry,
        tables::{product, variant},
    },
    ids::{ProductId, VariantId},
};

/// Keys in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766.
const KEYS: usize = 5_000;

fn after_key(currency: Currency, after: Option<ProductId>, limit: u64) -> Select<product::Entity> {
    let select = listed(currency)
        .order_by_asc(product::Column::Id)
        .limit(limit);
    match after {
        Some(after) => select.filter(product::Column::Id.gt(after)),
        None => select,
    }
}

#[derive(FromQueryResult)]
struct MarkRow {
    id: ProductId,
    updated_at: Timestamp,
}

#[derive(FromQueryResult)]
struct OwnerRow {
    id: VariantId,
    product_id: ProductId,
}

#[derive(FromQueryResult)]
struct SitemapRow {
    id: ProductId,
    slug: String,
    updated_at: Timestamp,
}

pub(in crate::catalog) async fn sitemap_after(
    read: &impl Read,
    currency: Currency,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<SitemapEntry>, DbError> {
    let rows = after_key(currency, after, limit)
        .select_only()
        .columns([
            product::Column::Id,
            product::Column::Slug,
            product::Column::UpdatedAt,
        ])
        .into_model::<SitemapRow>()
        .all(read.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SitemapEntry {
                slug: rows::slug("product", row.id, &row.slug)?,
                id: row.id,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

pub(in crate::catalog) async fn sitemap_marks(
    read: &impl Read,
    currency: Currency,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<(ProductId, Timestamp)>, DbError> {
    let rows = after_key(currency, after, limit)
        .select_only()
        .columns([product::Column::Id, product::Column::UpdatedAt])
        .into_model::<MarkRow>()
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.updated_at))
        .collect())
}

/// With the variants that are on sale.
pub(in crate::catalog) async fn pages_after(
    read: &impl Read,
    currency: Currency,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductPage>, DbError> {
    load(read, after_key(currency, after, limit)).await
}

/// Those that went on sale last, the newest first.
pub(in crate::catalog) async fn newest_pages(
    read: &impl Read,
    currency: Currency,
    count: u64,
) -> Result<Vec<ProductPage>, DbError> {
    load(read, newest_first(listed(currency)).limit(count)).await
}

async fn load(
    read: &impl Read,
    select: Select<product::Entity>,
) -> Result<Vec<ProductPage>, DbError> {
    let products = select.all(read.conn()).await?;
    parts::pages(read, products, Variants::OnSale).await
}

pub(in crate::catalog) async fn product_of_each(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, ProductId>, DbError> {
    let mut found = HashMap::new();
    for some in variants.chunks(KEYS) {
        let rows = variant::Entity::find()
            .filter(variant::Column::Id.is_in(some.iter().copied()))
            .select_only()
            .columns([variant::Column::Id, variant::Column::ProductId])
            .into_model::<OwnerRow>()
            .all(read.conn())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row.product_id)));
    }
    Ok(found)
}
