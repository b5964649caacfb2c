//! Rows to reviews.

use std::collections::HashMap;

use commerce::{Email, Stars};
use db::{DbError, Read};
use l10n::Locale;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    ids::{ProductId, ReviewId},
    reviews::{
        Reply, Review, ReviewPicture,
        tables::{review, review_picture},
    },
};

pub(in crate::reviews) async fn find(
    read: &impl Read,
    id: ReviewId,
) -> Result<Option<Review>, DbError> {
    let row = review::Entity::find_by_id(id).one(read.conn()).await?;
    one(read, row).await
}

/// The review of a product by one buyer.
pub(in crate::reviews) async fn of_buyer(
    read: &impl Read,
    buyer: &str,
    product: ProductId,
) -> Result<Option<Review>, DbError> {
    let row = review::Entity::find()
        .filter(review::Column::Buyer.eq(buyer))
        .filter(review::Column::ProductId.eq(product))
        .one(read.conn())
        .await?;
    one(read, row).await
}

#[derive(FromQueryResult)]
struct Written {
    id: ReviewId,
    product_id: ProductId,
}

/// What a buyer has written of these products.
pub(in crate::reviews) async fn written(
    read: &impl Read,
    buyer: &str,
    products: &[ProductId],
) -> Result<HashMap<ProductId, ReviewId>, DbError> {
    if products.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = review::Entity::find()
        .filter(review::Column::Buyer.eq(buyer))
        .filter(review::Column::ProductId.is_in(products.iter().copied()))
        .select_only()
        .columns([review::Column::Id, review::Column::ProductId])
        .into_model::<Written>()
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.product_id, row.id))
        .collect())
}

/// Whether a review shows this picture.
pub(in crate::reviews) async fn shows(read: &impl Read, key: &str) -> Result<bool, DbError> {
    let rows = review_picture::Entity::find().filter(review_picture::Column::MediaKey.eq(key));
    Ok(rows.count(read.conn()).await? > 0)
}

pub(super) async fn one(
    read: &impl Read,
    row: Option<review::Model>,
) -> Result<Option<Review>, DbError> {
    let found = with_pictures(read, row.into_iter().collect()).await?;
    Ok(found.into_iter().next())
}

/// In the order of the rows.
pub(super) async fn with_pictures(
    read: &impl Read,
    rows: Vec<review::Model>,
) -> Result<Vec<Review>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let found = review_picture::Entity::find()
        .filter(review_picture::Column::ReviewId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(review_picture::Column::Position)
        .all(read.conn())
        .await?;
    let mut pictures: HashMap<ReviewId, Vec<ReviewPicture>> = HashMap::new();
    for row in found {
        pictures
            .entry(row.review_id)
            .or_default()
            .push(ReviewPicture {
                key: row.media_key,
                width: row.width,
                height: row.height,
            });
    }
    rows.into_iter()
        .map(|row| {
            let own = pictures.remove(&row.id).unwrap_or_default();
            to_review(row, own)
        })
        .collect()
}

fn to_review(row: review::Model, pictures: Vec<ReviewPicture>) -> Result<Review, DbError> {
    let broken = |error: &dyn std::fmt::Display| DbError::row("review", row.id, error);
    Ok(Review {
        buyer: Email::parse(&row.buyer).map_err(|error| broken(&error))?,
        stars: Stars::new(row.stars).map_err(|error| broken(&error))?,
        state: row.state.parse().map_err(|error| broken(&error))?,
        locale: Locale::parse(&row.locale).unwrap_or(Locale::EN),
        reply: row
            .reply
            .zip(row.replied_at)
            .map(|(text, at)| Reply { text, at }),
        decided: row.decided_by.zip(row.decided_at),
        id: row.id,
        product: row.product_id,
        line: row.order_line_id,
        title: row.title,
        body: row.body,
        name: row.name,
        reason: row.reason,
        pictures,
        helpful: row.helpful,
        written_at: row.written_at,
        version: row.version,
    })
}

pub(in crate::reviews) async fn are_of(
    read: &impl Read,
    product: ProductId,
) -> Result<bool, DbError> {
    let count = review::Entity::find()
        .filter(review::Column::ProductId.eq(product))
        .count(read.conn())
        .await?;
    Ok(count > 0)
}
