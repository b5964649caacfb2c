//! What edits and imports write, a few rows at a time.

use std::collections::{BTreeMap, BTreeSet};

use db::{DbError, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;

use crate::{
    catalog::{
        Picture, PictureState, Price, Product, Variant,
        tables::{listing_price, picture, price, product, product_category, product_word, variant},
        words,
    },
    ids::{CategoryId, PictureId, ProductId, VariantId},
};

/// Rows in one INSERT: well below the engines' limits on parameters.
const ROWS: usize = 500;

/// A variant as it is stored.
pub(in crate::catalog) struct VariantRow<'a> {
    pub variant: &'a Variant,
    pub option_key: String,
}

/// A picture as it is stored.
pub(in crate::catalog) struct PictureRow<'a> {
    pub product: ProductId,
    pub picture: &'a Picture,
}

pub(in crate::catalog) async fn insert_product(
    tx: &Tx,
    product: &Product,
    search_text: &str,
) -> Result<(), DbError> {
    let row = product::ActiveModel {
        id: Set(product.id),
        slug: Set(product.slug.to_string()),
        title: Set(product.title.clone()),
        description_html: Set(product.description_html.clone()),
        brand: Set(product.brand.clone()),
        status: Set(product.status.as_str().to_owned()),
        options: Set(json!(product.options)),
        search_text: Set(search_text.to_owned()),
        version: Set(product.version),
        created_at: Set(product.created_at),
        updated_at: Set(product.updated_at),
        published_at: Set(product.published_at),
    };
    product::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    add_words(tx, product.id, words::of_product(search_text)).await
}

/// `false` if the stored version is not the one before `product.version` any more.
pub(in crate::catalog) async fn update_product(
    tx: &Tx,
    product: &Product,
    search_text: &str,
) -> Result<bool, DbError> {
    let result = product::Entity::update_many()
        .col_expr(product::Column::Slug, Expr::value(product.slug.as_str()))
        .col_expr(product::Column::Title, Expr::value(product.title.as_str()))
        .col_expr(
            product::Column::DescriptionHtml,
            Expr::value(product.description_html.as_str()),
        )
        .col_expr(product::Column::Brand, Expr::value(product.brand.as_str()))
        .col_expr(
            product::Column::Status,
            Expr::value(product.status.as_str()),
        )
        .col_expr(
            product::Column::Options,
            Expr::value(json!(product.options)),
        )
        .col_expr(product::Column::SearchText, Expr::value(search_text))
        .col_expr(product::Column::Version, Expr::value(product.version))
        .col_expr(product::Column::UpdatedAt, Expr::value(product.updated_at))
        .col_expr(
            product::Column::PublishedAt,
            Expr::value(product.published_at),
        )
        .filter(product::Column::Id.eq(product.id))
        .filter(product::Column::Version.eq(product.version - 1))
        .exec(tx.conn())
        .await?;
    let is_written = result.rows_affected == 1;
    if is_written {
        set_words(tx, product.id, search_text).await?;
    }
    Ok(is_written)
}

/// What staff find it by; only what differs is written.
async fn set_words(tx: &Tx, product: ProductId, search_text: &str) -> Result<(), DbError> {
    let stored = product_word::Entity::find()
        .filter(product_word::Column::ProductId.eq(product))
        .all(tx.conn())
        .await?;
    let mut wanted = words::of_product(search_text);
    let mut gone = Vec::new();
    for row in stored {
        let is_wanted = std::str::from_utf8(&row.word).is_ok_and(|word| wanted.remove(word));
        if !is_wanted {
            gone.push(row.word);
        }
    }
    for some in gone.chunks(ROWS) {
        product_word::Entity::delete_many()
            .filter(product_word::Column::ProductId.eq(product))
            .filter(product_word::Column::Word.is_in(some.iter().cloned()))
            .exec(tx.conn())
            .await?;
    }
    add_words(tx, product, wanted).await
}

async fn add_words(tx: &Tx, product: ProductId, words: BTreeSet<String>) -> Result<(), DbError> {
    let rows: Vec<_> = words
        .into_iter()
        .map(|word| product_word::ActiveModel {
            product_id: Set(product),
            word: Set(word.into_bytes()),
        })
        .collect();
    for some in rows.chunks(ROWS) {
        product_word::Entity::insert_many(some.iter().cloned())
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

pub(in crate::catalog) async fn set_categories(
    tx: &Tx,
    product: ProductId,
    categories: &[CategoryId],
) -> Result<(), DbError> {
    product_category::Entity::delete_many()
        .filter(product_category::Column::ProductId.eq(product))
        .exec(tx.conn())
        .await?;
    if categories.is_empty() {
        return Ok(());
    }
    let rows =
        categories
            .iter()
            .zip(0..)
            .map(|(category, position)| product_category::ActiveModel {
                product_id: Set(product),
                category_id: Set(*category),
                position: Set(position),
            });
    product_category::Entity::insert_many(rows)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::catalog) async fn insert_pictures(
    tx: &Tx,
    pictures: &[PictureRow<'_>],
) -> Result<(), DbError> {
    for some in pictures.chunks(ROWS) {
        let rows = some.iter().map(|row| {
            let mut stored = picture_state(&row.picture.state);
            stored.id = Set(row.picture.id);
            stored.product_id = Set(row.product);
            stored.position = Set(row.picture.position);
            stored.alt = Set(row.picture.alt.clone());
            stored.source_url = Set(row.picture.source_url.clone());
            stored
        });
        picture::Entity::insert_many(rows)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

fn picture_state(state: &PictureState) -> picture::ActiveModel {
    let (word, media_key, size, error) = match state {
        PictureState::Waiting => ("waiting", None, None, None),
        PictureState::Ready { key, width, height } => {
            ("ready", Some(key.clone()), Some((*width, *height)), None)
        }
        PictureState::Failed { error } => ("failed", None, None, Some(error.clone())),
    };
    picture::ActiveModel {
        media_key: Set(media_key),
        width: Set(size.map(|(width, _)| width)),
        height: Set(size.map(|(_, height)| height)),
        state: Set(word.to_owned()),
        error: Set(error),
        ..Default::default()
    }
}

/// Place, text and state; where it comes from does not change.
pub(in crate::catalog) async fn update_picture(tx: &Tx, picture: &Picture) -> Result<(), DbError> {
    let mut row = picture_state(&picture.state);
    row.position = Set(picture.position);
    row.alt = Set(picture.alt.clone());
    picture::Entity::update_many()
        .set(row)
        .filter(picture::Column::Id.eq(picture.id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// `false` if there is no such picture any more.
pub(in crate::catalog) async fn set_picture_state(
    tx: &Tx,
    id: PictureId,
    state: &PictureState,
) -> Result<bool, DbError> {
    let result = picture::Entity::update_many()
        .set(picture_state(state))
        .filter(picture::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(in crate::catalog) async fn delete_pictures(
    tx: &Tx,
    pictures: &[PictureId],
) -> Result<(), DbError> {
    if pictures.is_empty() {
        return Ok(());
    }
    picture::Entity::delete_many()
        .filter(picture::Column::Id.is_in(pictures.iter().copied()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// What a variant off sale has for a combination once another one has it.
pub(in crate::catalog) fn retired_key(id: VariantId) -> String {
    format!("retired {id}")
}

/// Variants that are about to trade SKUs or options give them up for the moment; retired ones give
/// up their options for good.
pub(in crate::catalog) async fn vacate_variants(
    tx: &Tx,
    trading: &[VariantId],
    retired: &[VariantId],
) -> Result<(), DbError> {
    for id in trading {
        variant::Entity::update_many()
            .col_expr(variant::Column::Sku, Expr::value(format!("trading {id}")))
            .filter(variant::Column::Id.eq(*id))
            .exec(tx.conn())
            .await?;
    }
    for id in trading.iter().chain(retired) {
        variant::Entity::update_many()
            .col_expr(variant::Column::OptionKey, Expr::value(retired_key(*id)))
            .filter(variant::Column::Id.eq(*id))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

pub(in crate::catalog) async fn insert_variants(
    tx: &Tx,
    variants: &[VariantRow<'_>],
) -> Result<(), DbError> {
    for some in variants.chunks(ROWS) {
        variant::Entity::insert_many(some.iter().map(variant_row))
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

pub(in crate::catalog) async fn update_variant(
    tx: &Tx,
    row: &VariantRow<'_>,
) -> Result<(), DbError> {
    let id = row.variant.id;
    let mut stored = variant_row(row);
    stored.id = sea_orm::ActiveValue::NotSet;
    variant::Entity::update_many()
        .set(stored)
        .filter(variant::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn variant_row(row: &VariantRow<'_>) -> variant::ActiveModel {
    let variant = row.variant;
    variant::ActiveModel {
        id: Set(variant.id),
        product_id: Set(variant.product_id),
        position: Set(variant.position),
        sku: Set(variant.sku.to_string()),
        barcode: Set(variant.barcode.clone()),
        options: Set(json!(variant.options)),
        option_key: Set(row.option_key.clone()),
        weight_grams: Set(variant.weight_grams),
        picture_id: Set(variant.picture),
        active: Set(variant.active),
        version: Set(variant.version),
    }
}

/// Sets the price of each variant in the price's currency.
pub(in crate::catalog) async fn set_prices(
    tx: &Tx,
    prices: &[(VariantId, Price)],
) -> Result<(), DbError> {
    for some in prices.chunks(ROWS) {
        let rows = some.iter().map(|(variant, price)| price::ActiveModel {
            variant_id: Set(*variant),
            currency: Set(price.amount.currency().code().to_owned()),
            amount_minor: Set(price.amount.minor()),
            compare_at_minor: Set(price.compare_at.map(commerce::Money::minor)),
        });
        let replace = OnConflict::columns([price::Column::VariantId, price::Column::Currency])
            .update_columns([price::Column::AmountMinor, price::Column::CompareAtMinor])
            .to_owned();
        price::Entity::insert_many(rows)
            .on_conflict(replace)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

/// Writes anew what listings show of a product's prices, from its variants on sale.
pub(in crate::catalog) async fn refresh_listing(
    tx: &Tx,
    product: ProductId,
) -> Result<(), DbError> {
    listing_price::Entity::delete_many()
        .filter(listing_price::Column::ProductId.eq(product))
        .exec(tx.conn())
        .await?;
    let variant: sea_orm::RelationDef = price::Entity::belongs_to(variant::Entity)
        .from(price::Column::VariantId)
        .to(variant::Column::Id)
        .into();
    let cheapest_first = price::Entity::find()
        .join(sea_orm::JoinType::InnerJoin, variant)
        .filter(variant::Column::ProductId.eq(product))
        .filter(variant::Column::Active.eq(true))
        .order_by_asc(price::Column::AmountMinor)
        .order_by_asc(variant::Column::Position)
        .all(tx.conn())
        .await?;
    let mut by_currency: BTreeMap<String, listing_price::ActiveModel> = BTreeMap::new();
    for price in cheapest_first {
        by_currency
            .entry(price.currency.clone())
            .and_modify(|listed| listed.to_minor = Set(price.amount_minor))
            .or_insert(listing_price::ActiveModel {
                product_id: Set(product),
                currency: Set(price.currency),
                from_minor: Set(price.amount_minor),
                to_minor: Set(price.amount_minor),
                compare_at_minor: Set(price.compare_at_minor),
            });
    }
    if by_currency.is_empty() {
        return Ok(());
    }
    listing_price::Entity::insert_many(by_currency.into_values())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}
