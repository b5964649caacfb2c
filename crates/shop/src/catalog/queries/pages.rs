//! Whole products, and who has which slug and SKU.

use std::collections::{HashMap, HashSet};

use commerce::Sku;
use db::{DbError, Read};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::{
    listing::contains_start,
    parts::{self, Variants},
    rows,
};
use crate::{
    catalog::{
        Picture, Product, ProductPage,
        tables::{picture, product, variant},
    },
    ids::{PictureId, ProductId, VariantId},
};

/// In any status, with all variants.
pub(in crate::catalog) async fn page_by_slug(
    read: &impl Read,
    slug: &str,
) -> Result<Option<ProductPage>, DbError> {
    let row = product::Entity::find()
        .filter(product::Column::Slug.eq(slug))
        .one(read.conn())
        .await?;
    match row {
        Some(row) => load(read, row).await.map(Some),
        None => Ok(None),
    }
}

/// In any status, with all variants.
pub(in crate::catalog) async fn page_by_id(
    read: &impl Read,
    id: ProductId,
) -> Result<Option<ProductPage>, DbError> {
    match product::Entity::find_by_id(id).one(read.conn()).await? {
        Some(row) => load(read, row).await.map(Some),
        None => Ok(None),
    }
}

/// The product alone, without its categories and tags, and its search text.
pub(in crate::catalog) async fn product(
    read: &impl Read,
    id: ProductId,
) -> Result<Option<(Product, String)>, DbError> {
    let Some(row) = product::Entity::find_by_id(id).one(read.conn()).await? else {
        return Ok(None);
    };
    let search_text = row.search_text.clone();
    let product = rows::read_product(row, Vec::new(), Vec::new())?;
    Ok(Some((product, search_text)))
}

/// Those of these that exist, by key: in a few statements, however many there are.
pub(in crate::catalog) async fn pages_by_ids(
    read: &impl Read,
    ids: &[ProductId],
) -> Result<Vec<ProductPage>, DbError> {
    let rows = product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(product::Column::Id)
        .all(read.conn())
        .await?;
    parts::pages(read, rows, Variants::All).await
}

/// Those of these that exist, by slug: in a few statements, however many there are.
pub(in crate::catalog) async fn pages_by_slugs(
    read: &impl Read,
    slugs: impl IntoIterator<Item = &str>,
) -> Result<Vec<ProductPage>, DbError> {
    let rows = product::Entity::find()
        .filter(product::Column::Slug.is_in(slugs))
        .all(read.conn())
        .await?;
    parts::pages(read, rows, Variants::All).await
}

async fn load(read: &impl Read, row: product::Model) -> Result<ProductPage, DbError> {
    let id = row.id;
    let mut pages = parts::pages(read, vec![row], Variants::All).await?;
    let page = pages.pop();
    page.ok_or_else(|| DbError::row("product", id, "it was not loaded"))
}

pub(in crate::catalog) async fn product_of_slug(
    read: &impl Read,
    slug: &str,
) -> Result<Option<ProductId>, DbError> {
    let row = product::Entity::find()
        .filter(product::Column::Slug.eq(slug))
        .select_only()
        .column(product::Column::Id)
        .into_tuple::<ProductId>()
        .one(read.conn())
        .await?;
    Ok(row)
}

/// The slugs that start with `start`.
pub(in crate::catalog) async fn slugs_like(
    read: &impl Read,
    start: &str,
) -> Result<Vec<String>, DbError> {
    let slugs = product::Entity::find()
        .filter(contains_start(product::Column::Slug, start))
        .select_only()
        .column(product::Column::Slug)
        .into_tuple::<String>()
        .all(read.conn())
        .await?;
    Ok(slugs)
}

#[derive(FromQueryResult)]
struct SkuOwner {
    sku: String,
    product_id: ProductId,
    id: VariantId,
}

/// Whose each of the SKUs is, of those that exist.
pub(in crate::catalog) async fn skus_owned(
    read: &impl Read,
    skus: &[String],
) -> Result<HashMap<String, (ProductId, VariantId)>, DbError> {
    let mut owners = HashMap::new();
    // PostgreSQL takes 65,535 parameters, SQLite 32,766.
    for some in skus.chunks(5_000) {
        let found = variant::Entity::find()
            .filter(variant::Column::Sku.is_in(some.iter().map(String::as_str)))
            .select_only()
            .columns([
                variant::Column::Sku,
                variant::Column::ProductId,
                variant::Column::Id,
            ])
            .into_model::<SkuOwner>()
            .all(read.conn())
            .await?;
        owners.extend(
            found
                .into_iter()
                .map(|row| (row.sku, (row.product_id, row.id))),
        );
    }
    Ok(owners)
}

/// The SKUs that start with one of these.
pub(in crate::catalog) async fn skus_like(
    read: &impl Read,
    starts: impl Iterator<Item = &str>,
) -> Result<HashSet<String>, DbError> {
    let mut skus = HashSet::new();
    for start in starts {
        // A copy of a long one is cut before its end.
        let start: String = start.chars().take(Sku::MAX_CHARS / 2).collect();
        let found = variant::Entity::find()
            .filter(contains_start(variant::Column::Sku, &start))
            .select_only()
            .column(variant::Column::Sku)
            .into_tuple::<String>()
            .all(read.conn())
            .await?;
        skus.extend(found);
    }
    Ok(skus)
}

/// A picture and whose it is.
pub(in crate::catalog) async fn picture(
    read: &impl Read,
    id: PictureId,
) -> Result<Option<(ProductId, Picture)>, DbError> {
    let Some(row) = picture::Entity::find_by_id(id).one(read.conn()).await? else {
        return Ok(None);
    };
    Ok(Some((row.product_id, Picture::try_from(row)?)))
}
