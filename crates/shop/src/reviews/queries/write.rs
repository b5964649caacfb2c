use commerce::ReviewState;
use db::{DbError, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, TryInsertResult,
    sea_query::{Expr, OnConflict},
};

use super::read::one;
use crate::{
    Timestamp,
    ids::{ProductId, ReviewId},
    reviews::{
        Review, ReviewPicture,
        tables::{review, review_picture, review_vote},
    },
};

/// Its row is locked until the commit.
pub(in crate::reviews) async fn lock(tx: &Tx, id: ReviewId) -> Result<Option<Review>, DbError> {
    let row = review::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    one(tx, row).await
}

pub(in crate::reviews) async fn lock_of_buyer(
    tx: &Tx,
    buyer: &str,
    product: ProductId,
) -> Result<Option<Review>, DbError> {
    let row = review::Entity::find()
        .filter(review::Column::Buyer.eq(buyer))
        .filter(review::Column::ProductId.eq(product))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    one(tx, row).await
}

/// The product of a review that everybody sees.
pub(in crate::reviews) async fn lock_visible(
    tx: &Tx,
    id: ReviewId,
) -> Result<Option<ProductId>, DbError> {
    let product = review::Entity::find_by_id(id)
        .filter(review::Column::State.eq(ReviewState::Approved.as_str()))
        .select_only()
        .column(review::Column::ProductId)
        .lock_exclusive()
        .into_tuple::<ProductId>()
        .one(tx.conn())
        .await?;
    Ok(product)
}

/// `false` if this buyer has a review of the product.
pub(in crate::reviews) async fn insert(tx: &Tx, new: &Review) -> Result<bool, DbError> {
    let row = review::ActiveModel {
        id: Set(new.id),
        product_id: Set(new.product),
        buyer: Set(new.buyer.normalised()),
        order_line_id: Set(new.line),
        stars: Set(new.stars.get().into()),
        title: Set(new.title.clone()),
        body: Set(new.body.clone()),
        name: Set(new.name.clone()),
        locale: Set(new.locale.code().to_owned()),
        state: Set(new.state.as_str().to_owned()),
        reason: Set(new.reason.clone()),
        reply: Set(new.reply.as_ref().map(|reply| reply.text.clone())),
        replied_at: Set(new.reply.as_ref().map(|reply| reply.at)),
        helpful: Set(new.helpful),
        written_at: Set(new.written_at),
        decided_by: Set(new.decided.as_ref().map(|(by, _)| by.clone())),
        decided_at: Set(new.decided.as_ref().map(|(_, at)| *at)),
        version: Set(new.version),
    };
    // Not the key, which is new each time: what somebody else may have written a moment ago.
    let keep = OnConflict::columns([review::Column::Buyer, review::Column::ProductId])
        .do_nothing()
        .to_owned();
    let inserted = review::Entity::insert(row)
        .on_conflict(keep)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(inserted == 1)
}

/// Everything but what never changes and the votes, which have a statement of their own. `false` if its version is not
/// `version` any more.
pub(in crate::reviews) async fn update(
    tx: &Tx,
    changed: &Review,
    version: i64,
) -> Result<bool, DbError> {
    use review::Column;

    let reply = changed.reply.as_ref();
    let decided = changed.decided.as_ref();
    let result = review::Entity::update_many()
        .col_expr(Column::Stars, Expr::value(i64::from(changed.stars.get())))
        .col_expr(Column::Title, Expr::value(changed.title.as_str()))
        .col_expr(Column::Body, Expr::value(changed.body.as_str()))
        .col_expr(Column::Name, Expr::value(changed.name.as_str()))
        .col_expr(Column::Locale, Expr::value(changed.locale.code()))
        .col_expr(Column::State, Expr::value(changed.state.as_str()))
        .col_expr(Column::Reason, Expr::value(changed.reason.as_str()))
        .col_expr(
            Column::Reply,
            Expr::value(reply.map(|reply| reply.text.clone())),
        )
        .col_expr(Column::RepliedAt, Expr::value(reply.map(|reply| reply.at)))
        .col_expr(Column::WrittenAt, Expr::value(changed.written_at))
        .col_expr(
            Column::DecidedBy,
            Expr::value(decided.map(|(by, _)| by.clone())),
        )
        .col_expr(Column::DecidedAt, Expr::value(decided.map(|(_, at)| *at)))
        .col_expr(Column::Version, Expr::value(changed.version))
        .filter(Column::Id.eq(changed.id))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(in crate::reviews) async fn set_pictures(
    tx: &Tx,
    id: ReviewId,
    pictures: &[ReviewPicture],
) -> Result<(), DbError> {
    review_picture::Entity::delete_many()
        .filter(review_picture::Column::ReviewId.eq(id))
        .exec(tx.conn())
        .await?;
    if pictures.is_empty() {
        return Ok(());
    }
    let rows = (1..)
        .zip(pictures)
        .map(|(position, picture)| review_picture::ActiveModel {
            review_id: Set(id),
            position: Set(position),
            media_key: Set(picture.key.clone()),
            width: Set(picture.width),
            height: Set(picture.height),
        });
    review_picture::Entity::insert_many(rows)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// `false` if this visitor has voted before.
pub(in crate::reviews) async fn insert_vote(
    tx: &Tx,
    id: ReviewId,
    voter: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let row = review_vote::ActiveModel {
        review_id: Set(id),
        voter: Set(voter.to_owned()),
        at: Set(now),
    };
    let inserted = review_vote::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

pub(in crate::reviews) async fn count_vote(tx: &Tx, id: ReviewId) -> Result<(), DbError> {
    review::Entity::update_many()
        .col_expr(
            review::Column::Helpful,
            Expr::col(review::Column::Helpful).add(1),
        )
        .filter(review::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}
