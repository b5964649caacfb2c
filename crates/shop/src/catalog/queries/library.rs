//! Where the pictures of the media library are shown.

use std::collections::HashMap;

use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    catalog::{
        library::Use,
        tables::{picture, product, variant},
    },
    ids::{PictureId, ProductId},
    media::Media,
};

#[derive(FromQueryResult)]
struct PictureOf {
    id: PictureId,
    product_id: ProductId,
    media_key: String,
}

#[derive(FromQueryResult)]
struct Titled {
    id: ProductId,
    title: String,
}

#[derive(FromQueryResult)]
struct Shown {
    sku: String,
    picture_id: PictureId,
}

/// Each use of these, with the key that is used; by product.
pub(in crate::catalog) async fn uses(
    read: &impl Read,
    keys: Vec<String>,
) -> Result<Vec<(String, Use)>, DbError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let pictures = picture::Entity::find()
        .filter(picture::Column::MediaKey.is_in(keys))
        .order_by_asc(picture::Column::ProductId)
        .order_by_asc(picture::Column::Id)
        .select_only()
        .columns([
            picture::Column::Id,
            picture::Column::ProductId,
            picture::Column::MediaKey,
        ])
        .into_model::<PictureOf>()
        .all(read.conn())
        .await?;
    if pictures.is_empty() {
        return Ok(Vec::new());
    }
    let mut variants = variants(read, &pictures).await?;
    let titles = titles(read, &pictures).await?;
    let uses = pictures.into_iter().map(|row| {
        let one = Use {
            picture: row.id,
            product: row.product_id,
            title: titles.get(&row.product_id).cloned().unwrap_or_default(),
            variants: variants.remove(&row.id).unwrap_or_default(),
        };
        (row.media_key, one)
    });
    Ok(uses.collect())
}

async fn titles(
    read: &impl Read,
    pictures: &[PictureOf],
) -> Result<HashMap<ProductId, String>, DbError> {
    let rows = product::Entity::find()
        .filter(product::Column::Id.is_in(pictures.iter().map(|row| row.product_id)))
        .select_only()
        .columns([product::Column::Id, product::Column::Title])
        .into_model::<Titled>()
        .all(read.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

async fn variants(
    read: &impl Read,
    pictures: &[PictureOf],
) -> Result<HashMap<PictureId, Vec<String>>, DbError> {
    // By the product, which has an index; a variant shows a picture of its own product only.
    let rows = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(pictures.iter().map(|row| row.product_id)))
        .filter(variant::Column::PictureId.is_in(pictures.iter().map(|row| row.id)))
        .order_by_asc(variant::Column::Position)
        .select_only()
        .columns([variant::Column::Sku, variant::Column::PictureId])
        .into_model::<Shown>()
        .all(read.conn())
        .await?;
    let mut shown: HashMap<_, Vec<String>> = HashMap::new();
    for row in rows {
        shown.entry(row.picture_id).or_default().push(row.sku);
    }
    Ok(shown)
}

/// Every product picture that showed the one shows the other.
pub(in crate::catalog) async fn show_instead(
    tx: &Tx,
    key: &str,
    media: &Media,
) -> Result<(), DbError> {
    let row = picture::ActiveModel {
        media_key: Set(Some(media.key.clone())),
        width: Set(Some(media.width)),
        height: Set(Some(media.height)),
        ..Default::default()
    };
    picture::Entity::update_many()
        .set(row)
        .filter(picture::Column::MediaKey.eq(key))
        .exec(tx.conn())
        .await?;
    Ok(())
}
