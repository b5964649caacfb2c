//! What belongs to products, for many at a time: one statement for each kind, whatever the number of products.

use std::collections::HashMap;

use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

use super::rows;
use crate::{
    catalog::{
        Picture, Price, ProductPage, Variant,
        tables::{picture, price, product, product_category, product_tag, variant},
    },
    ids::{CategoryId, ProductId},
};

/// Which variants of a product.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Variants {
    All,
    OnSale,
}

/// The products of these rows, in their order.
pub(super) async fn pages(
    read: &impl Read,
    products: Vec<product::Model>,
    which: Variants,
) -> Result<Vec<ProductPage>, DbError> {
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ProductId> = products.iter().map(|row| row.id).collect();
    let mut categories = categories(read, &ids).await?;
    let mut pictures = pictures(read, &ids).await?;
    let mut tags = tags(read, &ids).await?;
    let mut variants = variants(read, &ids, which).await?;
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

/// The categories a product was put in, by position.
pub(super) async fn categories(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<CategoryId>>, DbError> {
    let rows = product_category::Entity::find()
        .filter(product_category::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(product_category::Column::Position)
        .order_by_asc(product_category::Column::CategoryId)
        .all(read.conn())
        .await?;
    Ok(by_product(
        rows.into_iter()
            .map(|row| (row.product_id, row.category_id)),
    ))
}

pub(super) async fn tags(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<String>>, DbError> {
    let rows = product_tag::Entity::find()
        .filter(product_tag::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(product_tag::Column::Position)
        .all(read.conn())
        .await?;
    Ok(by_product(
        rows.into_iter().map(|row| (row.product_id, row.name)),
    ))
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
    let pictures: Vec<(ProductId, Picture)> = rows
        .into_iter()
        .map(|row| Ok((row.product_id, Picture::try_from(row)?)))
        .collect::<Result<_, DbError>>()?;
    Ok(by_product(pictures))
}

/// By position, with their prices: one statement.
async fn variants(
    read: &impl Read,
    products: &[ProductId],
    which: Variants,
) -> Result<HashMap<ProductId, Vec<Variant>>, DbError> {
    let prices: RelationDef = variant::Entity::belongs_to(price::Entity)
        .from(variant::Column::Id)
        .to(price::Column::VariantId)
        .into();
    let mut select =
        variant::Entity::find().filter(variant::Column::ProductId.is_in(products.iter().copied()));
    if which == Variants::OnSale {
        select = select.filter(variant::Column::Active.eq(true));
    }
    let rows = select
        .order_by_asc(variant::Column::ProductId)
        .order_by_asc(variant::Column::Position)
        .order_by_asc(variant::Column::Id)
        .order_by_asc(price::Column::Currency)
        .join(JoinType::LeftJoin, prices)
        .select_also(price::Entity)
        .all(read.conn())
        .await?;
    let mut variants: HashMap<ProductId, Vec<Variant>> = HashMap::new();
    for (row, price) in rows {
        let of_product = variants.entry(row.product_id).or_default();
        if of_product.last().is_none_or(|last| last.id != row.id) {
            of_product.push(rows::read_variant(row)?);
        }
        if let (Some(variant), Some(price)) = (of_product.last_mut(), price) {
            variant.prices.push(Price::try_from(price)?);
        }
    }
    Ok(variants)
}

/// What each product has, in the order it comes in.
fn by_product<Part>(
    parts: impl IntoIterator<Item = (ProductId, Part)>,
) -> HashMap<ProductId, Vec<Part>> {
    let mut found: HashMap<ProductId, Vec<Part>> = HashMap::new();
    for (product, part) in parts {
        found.entry(product).or_default().push(part);
    }
    found
}
