//! Where the pictures of the media library are shown.

use std::collections::HashMap;

use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    Timestamp,
    catalog::{
        library::{CategoryUse, Use},
        tables::{category, picture, product, variant},
    },
    ids::{CategoryId, PictureId, ProductId},
    media::Media,
};

/// Keys in one statement; engines limit parameters.
const KEYS: usize = 5_000;

#[derive(FromQueryResult)]
struct PictureOf {
    id: PictureId,
    product_id: ProductId,
}

#[derive(FromQueryResult)]
struct Counted {
    media_key: String,
    uses: i64,
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

/// How many products and categories show each of these; those that nothing shows are left out.
pub(in crate::catalog) async fn count_uses(
    read: &impl Read,
    keys: &[String],
) -> Result<HashMap<String, u64>, DbError> {
    let in_products = picture::Entity::find()
        .filter(picture::Column::MediaKey.is_in(keys))
        .select_only()
        .column(picture::Column::MediaKey)
        .column_as(picture::Column::Id.count(), "uses")
        .group_by(picture::Column::MediaKey)
        .into_model::<Counted>()
        .all(read.conn())
        .await?;
    let in_categories = category::Entity::find()
        .filter(category::Column::MediaKey.is_in(keys))
        .select_only()
        .column(category::Column::MediaKey)
        .column_as(category::Column::Id.count(), "uses")
        .group_by(category::Column::MediaKey)
        .into_model::<Counted>()
        .all(read.conn())
        .await?;
    let mut uses = HashMap::new();
    for row in in_products.into_iter().chain(in_categories) {
        *uses.entry(row.media_key).or_insert(0) += u64::try_from(row.uses).unwrap_or(0);
    }
    Ok(uses)
}

/// Every picture of a product that is this one, by product.
pub(in crate::catalog) async fn pictures_showing(
    read: &impl Read,
    key: &str,
) -> Result<Vec<(PictureId, ProductId)>, DbError> {
    let rows = picture::Entity::find()
        .filter(picture::Column::MediaKey.eq(key))
        .order_by_asc(picture::Column::ProductId)
        .order_by_asc(picture::Column::Id)
        .select_only()
        .columns([picture::Column::Id, picture::Column::ProductId])
        .into_tuple()
        .all(read.conn())
        .await?;
    Ok(rows)
}

/// Every category that shows it.
pub(in crate::catalog) async fn categories_showing(
    read: &impl Read,
    key: &str,
) -> Result<Vec<CategoryId>, DbError> {
    let rows = category::Entity::find()
        .filter(category::Column::MediaKey.eq(key))
        .order_by_asc(category::Column::Id)
        .select_only()
        .column(category::Column::Id)
        .into_tuple()
        .all(read.conn())
        .await?;
    Ok(rows)
}

/// The first uses of one, by product.
pub(in crate::catalog) async fn uses(
    read: &impl Read,
    key: &str,
    limit: u64,
) -> Result<Vec<Use>, DbError> {
    let pictures = picture::Entity::find()
        .filter(picture::Column::MediaKey.eq(key))
        .order_by_asc(picture::Column::ProductId)
        .order_by_asc(picture::Column::Id)
        .limit(limit)
        .select_only()
        .columns([picture::Column::Id, picture::Column::ProductId])
        .into_model::<PictureOf>()
        .all(read.conn())
        .await?;
    if pictures.is_empty() {
        return Ok(Vec::new());
    }
    let mut variants = variants(read, &pictures).await?;
    let titles = titles(read, &pictures).await?;
    let uses = pictures.into_iter().map(|row| Use {
        product: row.product_id,
        title: titles.get(&row.product_id).cloned().unwrap_or_default(),
        variants: variants.remove(&row.id).unwrap_or_default(),
    });
    Ok(uses.collect())
}

/// The same for categories.
pub(in crate::catalog) async fn category_uses(
    read: &impl Read,
    key: &str,
    limit: u64,
) -> Result<Vec<CategoryUse>, DbError> {
    let rows = category::Entity::find()
        .filter(category::Column::MediaKey.eq(key))
        .order_by_asc(category::Column::Id)
        .limit(limit)
        .all(read.conn())
        .await?;
    let uses = rows.into_iter().map(|row| CategoryUse {
        category: row.id,
        title: row.title,
    });
    Ok(uses.collect())
}

/// These categories show another one. A form that is open meanwhile would show the old one again, so it is told.
pub(in crate::catalog) async fn show_in_categories(
    tx: &Tx,
    categories: &[CategoryId],
    media: &Media,
    now: Timestamp,
) -> Result<(), DbError> {
    for some in categories.chunks(KEYS) {
        category::Entity::update_many()
            .col_expr(category::Column::MediaKey, Expr::value(media.key.as_str()))
            .col_expr(
                category::Column::Version,
                Expr::col(category::Column::Version).add(1),
            )
            .col_expr(category::Column::UpdatedAt, Expr::value(now))
            .filter(category::Column::Id.is_in(some.iter().copied()))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
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

/// These product pictures show another one.
pub(in crate::catalog) async fn show_instead(
    tx: &Tx,
    pictures: &[PictureId],
    media: &Media,
) -> Result<(), DbError> {
    for some in pictures.chunks(KEYS) {
        let row = picture::ActiveModel {
            media_key: Set(Some(media.key.clone())),
            width: Set(Some(media.width)),
            height: Set(Some(media.height)),
            ..Default::default()
        };
        picture::Entity::update_many()
            .set(row)
            .filter(picture::Column::Id.is_in(some.iter().copied()))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}
