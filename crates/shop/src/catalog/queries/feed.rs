//! All products, some at a time by their keys.

use std::collections::HashMap;

use commerce::Currency;
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef, Select,
};

use super::{
    indexed::tags,
    listing::{listed, newest_first},
    rows,
};
use crate::{
    Timestamp,
    catalog::{
        Picture, Price, ProductPage, SitemapEntry, Variant,
        tables::{picture, price, product, product_category, variant},
    },
    ids::{CategoryId, ProductId, VariantId},
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
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ProductId> = products.iter().map(|row| row.id).collect();
    let mut categories = categories(read, &ids).await?;
    let mut pictures = pictures(read, &ids).await?;
    let mut variants = variants(read, &ids).await?;
    let mut tags = tags(read, &ids).await?;
    products
        .into_iter()
        .map(|row| {
            let id = row.id;
            let categories = categories.remove(&id).unwrap_or_default();
            let tags = tags.remove(&id).unwrap_or_default();
            Ok(ProductPage {
                product: rows::read_product(row, categories, tags)?,
                variants: variants.remove(&id).unwrap_or_default(),
                pictures: pictures.remove(&id).unwrap_or_default(),
                alts: HashMap::new(),
            })
        })
        .collect()
}

async fn categories(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<CategoryId>>, DbError> {
    let rows = product_category::Entity::find()
        .filter(product_category::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(product_category::Column::Position)
        .all(read.conn())
        .await?;
    let mut found: HashMap<ProductId, Vec<CategoryId>> = HashMap::new();
    for row in rows {
        found
            .entry(row.product_id)
            .or_default()
            .push(row.category_id);
    }
    Ok(found)
}

async fn pictures(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Picture>>, DbError> {
    let rows = picture::Entity::find()
        .filter(picture::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(picture::Column::Position)
        .order_by_asc(picture::Column::Id)
        .all(read.conn())
        .await?;
    let mut found: HashMap<ProductId, Vec<Picture>> = HashMap::new();
    for row in rows {
        let product = row.product_id;
        found
            .entry(product)
            .or_default()
            .push(Picture::try_from(row)?);
    }
    Ok(found)
}

/// Those on sale by position, with their prices.
async fn variants(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Variant>>, DbError> {
    let prices: RelationDef = variant::Entity::belongs_to(price::Entity)
        .from(variant::Column::Id)
        .to(price::Column::VariantId)
        .into();
    let rows = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(products.iter().copied()))
        .filter(variant::Column::Active.eq(true))
        .order_by_asc(variant::Column::Position)
        .order_by_asc(variant::Column::Id)
        .order_by_asc(price::Column::Currency)
        .join(JoinType::LeftJoin, prices)
        .select_also(price::Entity)
        .all(read.conn())
        .await?;
    let mut found: HashMap<ProductId, Vec<Variant>> = HashMap::new();
    for (row, price) in rows {
        let of_product = found.entry(row.product_id).or_default();
        if of_product.last().is_none_or(|last| last.id != row.id) {
            of_product.push(rows::read_variant(row)?);
        }
        if let (Some(variant), Some(price)) = (of_product.last_mut(), price) {
            variant.prices.push(Price::try_from(price)?);
        }
    }
    Ok(found)
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
