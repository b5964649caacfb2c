//! What carts and orders read; runs with every cart page and inside the order's transaction.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
};

use super::rows;
use crate::{
    catalog::{
        Price, ProductStatus, SaleItem, Variant,
        tables::{picture, price, product, variant},
    },
    ids::{PictureId, ProductId, VariantId},
};

/// What is shown of a variant's product.
#[derive(FromQueryResult)]
struct OfProduct {
    id: ProductId,
    slug: String,
    title: String,
    status: String,
    tax_class: String,
}

pub(in crate::catalog) async fn sale_items(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, SaleItem>, DbError> {
    let prices = variant::Entity::belongs_to(price::Entity)
        .from(variant::Column::Id)
        .to(price::Column::VariantId);
    let found = variant::Entity::find()
        .filter(variant::Column::Id.is_in(variants.iter().copied()))
        .join(JoinType::LeftJoin, prices.into())
        .select_also(price::Entity)
        .all(read.conn())
        .await?;
    let products = products(read, found.iter().map(|(row, _)| row.product_id)).await?;
    let mut items: HashMap<VariantId, SaleItem> = HashMap::new();
    for (row, price) in found {
        let price = price.map(Price::try_from).transpose()?;
        let item = match items.entry(row.id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let Some(product) = products.get(&row.product_id) else {
                    continue;
                };
                place.insert(item(product, rows::read_variant(row)?)?)
            }
        };
        item.variant.prices.extend(price);
    }
    add_pictures(read, &mut items).await?;
    Ok(items)
}

async fn products(
    read: &impl Read,
    ids: impl Iterator<Item = ProductId>,
) -> Result<HashMap<ProductId, OfProduct>, DbError> {
    let ids: HashSet<ProductId> = ids.collect();
    let found = product::Entity::find()
        .filter(product::Column::Id.is_in(ids))
        .select_only()
        .columns([
            product::Column::Id,
            product::Column::Slug,
            product::Column::Title,
            product::Column::Status,
            product::Column::TaxClass,
        ])
        .into_model::<OfProduct>()
        .all(read.conn())
        .await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

fn item(product: &OfProduct, variant: Variant) -> Result<SaleItem, DbError> {
    let status: ProductStatus = rows::word("product", product.id, &product.status)?;
    Ok(SaleItem {
        product_id: product.id,
        product_slug: rows::slug("product", product.id, &product.slug)?,
        sellable: variant.active && status == ProductStatus::Active,
        title: product.title.clone(),
        tax_class: rows::word("product", product.id, &product.tax_class)?,
        picture_key: None,
        variant,
    })
}

#[derive(FromQueryResult)]
struct ReadyPicture {
    id: PictureId,
    product_id: ProductId,
    media_key: String,
}

async fn add_pictures(
    read: &impl Read,
    items: &mut HashMap<VariantId, SaleItem>,
) -> Result<(), DbError> {
    let products: HashSet<ProductId> = items.values().map(|item| item.product_id).collect();
    if products.is_empty() {
        return Ok(());
    }
    let pictures = picture::Entity::find()
        .filter(picture::Column::ProductId.is_in(products))
        .filter(picture::Column::State.eq("ready"))
        .filter(picture::Column::MediaKey.is_not_null())
        .order_by_asc(picture::Column::Position)
        .order_by_asc(picture::Column::Id)
        .select_only()
        .columns([
            picture::Column::Id,
            picture::Column::ProductId,
            picture::Column::MediaKey,
        ])
        .into_model::<ReadyPicture>()
        .all(read.conn())
        .await?;
    for item in items.values_mut() {
        let own = pictures
            .iter()
            .find(|picture| Some(picture.id) == item.variant.picture);
        let first = || {
            pictures
                .iter()
                .find(|picture| picture.product_id == item.product_id)
        };
        item.picture_key = own.or_else(first).map(|picture| picture.media_key.clone());
    }
    Ok(())
}
