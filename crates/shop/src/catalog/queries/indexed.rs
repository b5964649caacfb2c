//! What the search index is made of, for many products at a time.

use std::collections::{HashMap, HashSet};

use commerce::{Currency, Money};
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef, Select,
};
use serde_json::Value;

use super::{
    listing::listed,
    parts::{categories, tags},
    rating::ratings,
    rows,
};
use crate::{
    Timestamp,
    catalog::{
        Indexed, IndexedVariant, ProductOption,
        tables::{listing_price, price, product, product_category, variant},
    },
    ids::{CategoryId, ProductId, VariantId},
    text::fold,
};

/// Keys in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766.
const KEYS: usize = 5_000;

#[derive(FromQueryResult)]
struct IndexedRow {
    id: ProductId,
    slug: String,
    title: String,
    description_html: String,
    brand: String,
    options: Value,
    published_at: Option<Timestamp>,
    from_minor: i64,
    to_minor: i64,
    compare_at_minor: Option<i64>,
}

#[derive(FromQueryResult)]
struct VariantRow {
    id: VariantId,
    product_id: ProductId,
    sku: String,
    barcode: Option<String>,
    options: Value,
}

pub(in crate::catalog) async fn indexed_after(
    read: &impl Read,
    currency: Currency,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<Indexed>, DbError> {
    let mut select = listed(currency)
        .order_by_asc(product::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        select = select.filter(product::Column::Id.gt(after));
    }
    load(read, select, currency).await
}

pub(in crate::catalog) async fn indexed(
    read: &impl Read,
    currency: Currency,
    ids: &[ProductId],
) -> Result<Vec<Indexed>, DbError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(KEYS) {
        let select = listed(currency).filter(product::Column::Id.is_in(some.iter().copied()));
        found.append(&mut load(read, select, currency).await?);
    }
    Ok(found)
}

async fn load(
    read: &impl Read,
    select: Select<product::Entity>,
    currency: Currency,
) -> Result<Vec<Indexed>, DbError> {
    let products = select
        .select_only()
        .columns([
            product::Column::Id,
            product::Column::Slug,
            product::Column::Title,
            product::Column::DescriptionHtml,
            product::Column::Brand,
            product::Column::Options,
            product::Column::PublishedAt,
        ])
        .columns([
            listing_price::Column::FromMinor,
            listing_price::Column::ToMinor,
            listing_price::Column::CompareAtMinor,
        ])
        .into_model::<IndexedRow>()
        .all(read.conn())
        .await?;
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ProductId> = products.iter().map(|row| row.id).collect();
    let mut variants = offered(read, &ids, currency).await?;
    let mut categories = categories(read, &ids).await?;
    let mut tags = tags(read, &ids).await?;
    let ratings = ratings(read, &ids).await?;
    products
        .into_iter()
        .map(|row| {
            Ok(Indexed {
                options: rows::json("product", row.id, row.options)?,
                tags: tags.remove(&row.id).unwrap_or_default(),
                categories: categories.remove(&row.id).unwrap_or_default(),
                variants: variants.remove(&row.id).unwrap_or_default(),
                rating: ratings.get(&row.id).copied().unwrap_or_default(),
                id: row.id,
                slug: row.slug,
                title: row.title,
                description_html: row.description_html,
                brand: row.brand,
                published_at: row.published_at,
                from: Money::new(row.from_minor, currency),
                to: Money::new(row.to_minor, currency),
                is_reduced: row.compare_at_minor.is_some(),
            })
        })
        .collect()
}

/// Those that can be bought: on sale, with a price.
pub(in crate::catalog) async fn offered(
    read: &impl Read,
    products: &[ProductId],
    currency: Currency,
) -> Result<HashMap<ProductId, Vec<IndexedVariant>>, DbError> {
    let prices: RelationDef = variant::Entity::belongs_to(price::Entity)
        .from(variant::Column::Id)
        .to(price::Column::VariantId)
        .into();
    let found = variant::Entity::find()
        .join(JoinType::InnerJoin, prices)
        .filter(variant::Column::ProductId.is_in(products.iter().copied()))
        .filter(variant::Column::Active.eq(true))
        .filter(price::Column::Currency.eq(currency.code()))
        .order_by_asc(variant::Column::Position)
        .order_by_asc(variant::Column::Id)
        .select_only()
        .columns([
            variant::Column::Id,
            variant::Column::ProductId,
            variant::Column::Sku,
            variant::Column::Barcode,
            variant::Column::Options,
        ])
        .into_model::<VariantRow>()
        .all(read.conn())
        .await?;
    let mut variants: HashMap<ProductId, Vec<IndexedVariant>> = HashMap::new();
    for row in found {
        let variant = IndexedVariant {
            options: rows::json("variant", row.id, row.options)?,
            id: row.id,
            sku: row.sku,
            barcode: row.barcode,
        };
        variants.entry(row.product_id).or_default().push(variant);
    }
    Ok(variants)
}

pub(in crate::catalog) async fn products_of(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<Vec<ProductId>, DbError> {
    let mut products = HashSet::new();
    for some in variants.chunks(KEYS) {
        let found = variant::Entity::find()
            .filter(variant::Column::Id.is_in(some.iter().copied()))
            .select_only()
            .column(variant::Column::ProductId)
            .distinct()
            .into_tuple::<ProductId>()
            .all(read.conn())
            .await?;
        products.extend(found);
    }
    Ok(products.into_iter().collect())
}

pub(in crate::catalog) async fn products_in(
    read: &impl Read,
    categories: &[CategoryId],
) -> Result<Vec<ProductId>, DbError> {
    let mut products = HashSet::new();
    for some in categories.chunks(KEYS) {
        let found = product_category::Entity::find()
            .filter(product_category::Column::CategoryId.is_in(some.iter().copied()))
            .select_only()
            .column(product_category::Column::ProductId)
            .distinct()
            .into_tuple::<ProductId>()
            .all(read.conn())
            .await?;
        products.extend(found);
    }
    Ok(products.into_iter().collect())
}

#[derive(FromQueryResult)]
struct OptionsRow {
    id: ProductId,
    options: Value,
}

/// Goes through all products: engines do not agree on what is the same but for case and marks.
pub(in crate::catalog) async fn products_with_options(
    read: &impl Read,
    names: &[String],
) -> Result<Vec<ProductId>, DbError> {
    let mut products = Vec::new();
    if names.is_empty() {
        return Ok(products);
    }
    let names: HashSet<String> = names.iter().map(|name| fold(name)).collect();
    let mut last: Option<ProductId> = None;
    loop {
        let mut select = product::Entity::find()
            .order_by_asc(product::Column::Id)
            .limit(KEYS as u64);
        if let Some(last) = last {
            select = select.filter(product::Column::Id.gt(last));
        }
        let rows = select
            .select_only()
            .columns([product::Column::Id, product::Column::Options])
            .into_model::<OptionsRow>()
            .all(read.conn())
            .await?;
        let Some(row) = rows.last() else {
            return Ok(products);
        };
        last = Some(row.id);
        for row in rows {
            let options: Vec<ProductOption> = rows::json("product", row.id, row.options)?;
            if options
                .iter()
                .any(|it| names.contains(&fold(it.name.trim())))
            {
                products.push(row.id);
            }
        }
    }
}
