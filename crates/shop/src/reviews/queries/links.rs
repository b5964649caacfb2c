//! Links to forms, and who is asked for reviews.

use std::collections::HashMap;

use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, TryInsertResult,
};

use crate::{
    Timestamp,
    ids::{OrderId, OrderLineId},
    reviews::tables::{review_invitation, review_link, review_refusal},
};

pub(in crate::reviews) async fn link(
    read: &impl Read,
    token_hash: &str,
) -> Result<Option<(OrderId, OrderLineId)>, DbError> {
    let row = review_link::Entity::find_by_id(token_hash.to_owned())
        .one(read.conn())
        .await?;
    Ok(row.map(|row| (row.order_id, row.order_line_id)))
}

/// The orders of lines that have a link.
pub(in crate::reviews) async fn orders_of_lines(
    read: &impl Read,
    lines: &[OrderLineId],
) -> Result<HashMap<OrderLineId, OrderId>, DbError> {
    if lines.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = review_link::Entity::find()
        .filter(review_link::Column::OrderLineId.is_in(lines.iter().copied()))
        .all(read.conn())
        .await?;
    let of_line = |row: review_link::Model| (row.order_line_id, row.order_id);
    Ok(rows.into_iter().map(of_line).collect())
}

/// Those that are there stay.
pub(in crate::reviews) async fn insert_links(
    tx: &Tx,
    order: OrderId,
    links: &[(OrderLineId, &str)],
) -> Result<(), DbError> {
    if links.is_empty() {
        return Ok(());
    }
    let rows = links
        .iter()
        .map(|(line, token_hash)| review_link::ActiveModel {
            token_hash: Set((*token_hash).to_owned()),
            order_line_id: Set(*line),
            order_id: Set(order),
        });
    review_link::Entity::insert_many(rows)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// `false` if the order was noted before.
pub(in crate::reviews) async fn note_invitation(
    tx: &Tx,
    order: OrderId,
    delivered_at: Timestamp,
) -> Result<bool, DbError> {
    let row = review_invitation::ActiveModel {
        order_id: Set(order),
        delivered_at: Set(delivered_at),
    };
    let inserted = review_invitation::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// How far the row of delivered orders was looked at.
pub(in crate::reviews) async fn last_invitation(
    read: &impl Read,
) -> Result<Option<Timestamp>, DbError> {
    let last = review_invitation::Entity::find()
        .order_by_desc(review_invitation::Column::DeliveredAt)
        .limit(1)
        .one(read.conn())
        .await?;
    Ok(last.map(|row| row.delivered_at))
}

pub(in crate::reviews) async fn refuses(read: &impl Read, buyer: &str) -> Result<bool, DbError> {
    let rows = review_refusal::Entity::find_by_id(buyer.to_owned());
    Ok(rows.count(read.conn()).await? > 0)
}

pub(in crate::reviews) async fn refuse(
    tx: &Tx,
    buyer: &str,
    is_refused: bool,
    now: Timestamp,
) -> Result<(), DbError> {
    if !is_refused {
        review_refusal::Entity::delete_by_id(buyer.to_owned())
            .exec(tx.conn())
            .await?;
        return Ok(());
    }
    let row = review_refusal::ActiveModel {
        buyer: Set(buyer.to_owned()),
        at: Set(now),
    };
    review_refusal::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}
