//! What carts and orders read; runs with every cart page and inside the order's transaction.

use std::collections::{HashMap, HashSet};

use commerce::Money;
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};
use serde_json::Value;

use super::rows;
use crate::{
    catalog::{
        Price, ProductStatus, SaleItem, Variant,
        tables::{picture, price, product, variant},
    },
    ids::{PictureId, ProductId, VariantId},
};

/// A variant with its product and one of its prices.
#[derive(FromQueryResult)]
struct SaleRow {
    id: VariantId,
    product_id: ProductId,
    position: i64,
    sku: String,
    barcode: Option<String>,
    options: Value,
    weight_grams: Option<i64>,
    picture_id: Option<PictureId>,
    active: bool,
    version: i64,
    slug: String,
    title: String,
    status: String,
    currency: Option<String>,
    amount_minor: Option<i64>,
    compare_at_minor: Option<i64>,
}

pub(in crate::catalog) async fn sale_items(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, SaleItem>, DbError> {
    let mut items: HashMap<VariantId, SaleItem> = HashMap::new();
    for mut row in sale_rows(read, variants).await? {
        let price = row.take_price()?;
        let id = row.id;
        let item = match items.remove(&id) {
            Some(item) => item,
            None => row.into_item()?,
        };
        let item = items.entry(id).or_insert(item);
        item.variant.prices.extend(price);
    }
    add_pictures(read, &mut items).await?;
    Ok(items)
}

async fn sale_rows(read: &impl Read, variants: &[VariantId]) -> Result<Vec<SaleRow>, DbError> {
    let product: RelationDef = variant::Entity::belongs_to(product::Entity)
        .from(variant::Column::ProductId)
        .to(product::Column::Id)
        .into();
    let prices: RelationDef = variant::Entity::belongs_to(price::Entity)
        .from(variant::Column::Id)
        .to(price::Column::VariantId)
        .into();
    let rows = variant::Entity::find()
        .join(JoinType::InnerJoin, product)
        .join(JoinType::LeftJoin, prices)
        .filter(variant::Column::Id.is_in(variants.iter().copied()))
        .select_only()
        .columns([
            variant::Column::Id,
            variant::Column::ProductId,
            variant::Column::Position,
            variant::Column::Sku,
            variant::Column::Barcode,
            variant::Column::Options,
            variant::Column::WeightGrams,
            variant::Column::PictureId,
            variant::Column::Active,
            variant::Column::Version,
        ])
        .columns([
            product::Column::Slug,
            product::Column::Title,
            product::Column::Status,
        ])
        .columns([
            price::Column::Currency,
            price::Column::AmountMinor,
            price::Column::CompareAtMinor,
        ])
        .into_model::<SaleRow>()
        .all(read.conn())
        .await?;
    Ok(rows)
}

impl SaleRow {
    fn take_price(&mut self) -> Result<Option<Price>, DbError> {
        let (Some(code), Some(amount)) = (self.currency.take(), self.amount_minor) else {
            return Ok(None);
        };
        let currency = rows::currency("price", self.id, &code)?;
        Ok(Some(Price {
            amount: Money::new(amount, currency),
            compare_at: self
                .compare_at_minor
                .map(|minor| Money::new(minor, currency)),
        }))
    }

    fn into_item(self) -> Result<SaleItem, DbError> {
        let status: ProductStatus = rows::word("product", self.product_id, &self.status)?;
        Ok(SaleItem {
            product_id: self.product_id,
            product_slug: rows::slug("product", self.product_id, &self.slug)?,
            sellable: self.active && status == ProductStatus::Active,
            title: self.title,
            picture_key: None,
            variant: Variant {
                sku: rows::sku(self.id, &self.sku)?,
                options: rows::json("variant", self.id, self.options)?,
                id: self.id,
                product_id: self.product_id,
                position: self.position,
                barcode: self.barcode,
                weight_grams: self.weight_grams,
                picture: self.picture_id,
                active: self.active,
                version: self.version,
                prices: Vec::new(),
            },
        })
    }
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
