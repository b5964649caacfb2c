//! What edits and imports write, a few rows at a time.

use db::{DbError, Tx, insert_all};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;

use crate::{
    Timestamp,
    catalog::{
        Picture, PictureState, Product, Variant, check,
        tables::{picture, product, product_category, product_tag, product_word, variant},
        words,
    },
    ids::{CategoryId, PictureId, ProductId, VariantId},
};

/// Keys in one DELETE: well below the engines' limits on parameters.
const KEYS: usize = 500;

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

/// Each with its search text; their categories, tags and words with them.
pub(in crate::catalog) async fn insert_products(
    tx: &Tx,
    products: &[(&Product, &str)],
) -> Result<(), DbError> {
    let rows = products
        .iter()
        .map(|(product, text)| product_row(product, text));
    insert_all(tx, rows.collect()).await?;
    let words = products.iter().flat_map(|(product, text)| {
        let words = words::of_product(text).into_iter();
        words.map(|word| word_row(product.id, word))
    });
    insert_all(tx, words.collect()).await?;
    let categories = products
        .iter()
        .flat_map(|(product, _)| category_rows(product.id, &product.categories));
    insert_all(tx, categories.collect()).await?;
    let tags = products
        .iter()
        .flat_map(|(product, _)| tag_rows(product.id, &product.tags));
    insert_all(tx, tags.collect()).await
}

fn product_row(product: &Product, search_text: &str) -> product::ActiveModel {
    product::ActiveModel {
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
        seo_title: Set(product.seo_title.clone()),
        seo_description: Set(product.seo_description.clone()),
        tax_class: Set(product.tax_class.as_str().to_owned()),
        publish_at: Set(product.publish_at),
    }
}

/// `false` if the stored version is not the one before `product.version` any more.
pub(in crate::catalog) async fn update_product(
    tx: &Tx,
    product: &Product,
    search_text: &str,
) -> Result<bool, DbError> {
    let row = product::ActiveModel {
        id: NotSet,
        created_at: NotSet,
        ..product_row(product, search_text)
    };
    let result = product::Entity::update_many()
        .set(row)
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
    for some in gone.chunks(KEYS) {
        product_word::Entity::delete_many()
            .filter(product_word::Column::ProductId.eq(product))
            .filter(product_word::Column::Word.is_in(some.iter().cloned()))
            .exec(tx.conn())
            .await?;
    }
    let added = wanted.into_iter().map(|word| word_row(product, word));
    insert_all(tx, added.collect()).await
}

fn word_row(product: ProductId, word: String) -> product_word::ActiveModel {
    product_word::ActiveModel {
        product_id: Set(product),
        word: Set(word.into_bytes()),
    }
}

/// The same product in a new version; `false` if the stored one is not `version` any more.
pub(in crate::catalog) async fn touch_product(
    tx: &Tx,
    id: ProductId,
    version: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = product::Entity::update_many()
        .col_expr(product::Column::Version, Expr::value(version + 1))
        .col_expr(product::Column::UpdatedAt, Expr::value(now))
        .filter(product::Column::Id.eq(id))
        .filter(product::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
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
    insert_all(tx, category_rows(product, categories).collect()).await
}

fn category_rows(
    product: ProductId,
    categories: &[CategoryId],
) -> impl Iterator<Item = product_category::ActiveModel> {
    let placed = categories.iter().zip(0..);
    placed.map(move |(category, position)| product_category::ActiveModel {
        product_id: Set(product),
        category_id: Set(*category),
        position: Set(position),
    })
}

pub(in crate::catalog) async fn set_tags(
    tx: &Tx,
    product: ProductId,
    tags: &[String],
) -> Result<(), DbError> {
    product_tag::Entity::delete_many()
        .filter(product_tag::Column::ProductId.eq(product))
        .exec(tx.conn())
        .await?;
    insert_all(tx, tag_rows(product, tags).collect()).await
}

fn tag_rows(product: ProductId, tags: &[String]) -> impl Iterator<Item = product_tag::ActiveModel> {
    let placed = tags.iter().zip(0..);
    placed.map(move |(tag, position)| product_tag::ActiveModel {
        product_id: Set(product),
        key: Set(check::tag_key(tag)),
        name: Set(tag.clone()),
        position: Set(position),
    })
}

/// Nobody writes a row that names one of these until the transaction ends.
pub(in crate::catalog) async fn lock_variants(tx: &Tx, product: ProductId) -> Result<(), DbError> {
    variant::Entity::find()
        .filter(variant::Column::ProductId.eq(product))
        .order_by_asc(variant::Column::Id)
        .select_only()
        .column(variant::Column::Id)
        .lock_exclusive()
        .into_tuple::<VariantId>()
        .all(tx.conn())
        .await?;
    Ok(())
}

/// Deletes a product with all that is only its own; `false` if it is not as it was read any more.
pub(in crate::catalog) async fn delete_product(
    tx: &Tx,
    id: ProductId,
    version: i64,
) -> Result<bool, DbError> {
    let result = product::Entity::delete_many()
        .filter(product::Column::Id.eq(id))
        .filter(product::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(in crate::catalog) async fn insert_pictures(
    tx: &Tx,
    pictures: &[PictureRow<'_>],
) -> Result<(), DbError> {
    let rows = pictures.iter().map(|row| {
        let mut stored = picture_state(&row.picture.state);
        stored.id = Set(row.picture.id);
        stored.product_id = Set(row.product);
        stored.position = Set(row.picture.position);
        stored.alt = Set(row.picture.alt.clone());
        stored.source_url = Set(row.picture.source_url.clone());
        stored
    });
    insert_all(tx, rows.collect()).await
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

/// Place and text, and the state if the draft has another file: a job may have written it since it was read. Where it
/// comes from does not change.
pub(in crate::catalog) async fn update_picture(
    tx: &Tx,
    picture: &Picture,
    is_another: bool,
) -> Result<(), DbError> {
    let mut row = if is_another {
        picture_state(&picture.state)
    } else {
        picture::ActiveModel::default()
    };
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
    insert_all(tx, variants.iter().map(variant_row).collect()).await
}

pub(in crate::catalog) async fn update_variant(
    tx: &Tx,
    row: &VariantRow<'_>,
) -> Result<(), DbError> {
    let id = row.variant.id;
    let mut stored = variant_row(row);
    stored.id = NotSet;
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
        cost_minor: Set(variant.cost.map(commerce::Money::minor)),
        cost_currency: Set(variant.cost.map(|cost| cost.currency().code().to_owned())),
        length_mm: Set(variant.length_mm),
        width_mm: Set(variant.width_mm),
        height_mm: Set(variant.height_mm),
    }
}
