mod find;
mod settings;

use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement, sea_query::Expr,
};

use super::{
    MAIN, MovementReason,
    tables::{reservation, stock_level, stock_movement},
};
use crate::{
    Timestamp,
    ids::{MovementId, OrderId, OrderLineId, VariantId},
};

pub(crate) use find::{variant_has, variants_with};
pub use settings::SettingChange;
pub(super) use settings::{
    NewSetting, insert_settings, set_backorder, set_restock_on, setting_changes,
};

pub(super) use super::tables::{reservation::Model as Reservation, stock_level::Model as Level};

/// One change of stock, as staff read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    pub delta: i64,
    pub reason: MovementReason,
    pub note: String,
    pub cause: String,
    pub actor: String,
    pub at: Timestamp,
}

pub(super) struct NewMovement<'a> {
    pub variant: VariantId,
    pub delta: i64,
    pub reason: MovementReason,
    pub note: &'a str,
    pub cause: String,
    pub actor: &'a str,
}

/// Keys in one SELECT: well below the engines' limits on parameters.
const KEYS: usize = 1_000;

pub(super) const OPEN: &str = "open";
pub(super) const RELEASED: &str = "released";
pub(super) const SHIPPED: &str = "shipped";

pub(super) async fn levels(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<Vec<Level>, DbError> {
    let mut rows = Vec::with_capacity(variants.len());
    for some in variants.chunks(KEYS) {
        let found = stock_level::Entity::find()
            .filter(stock_level::Column::VariantId.is_in(some.iter().copied()))
            .filter(stock_level::Column::LocationId.eq(MAIN))
            .all(read.conn())
            .await?;
        rows.extend(found);
    }
    Ok(rows)
}

/// The same, and nobody else changes them until the transaction ends; in the order of their keys, as everybody
/// touches them.
pub(super) async fn lock_levels(tx: &Tx, variants: &[VariantId]) -> Result<Vec<Level>, DbError> {
    if variants.is_empty() {
        return Ok(Vec::new());
    }
    let rows = stock_level::Entity::find()
        .filter(stock_level::Column::VariantId.is_in(variants.iter().copied()))
        .filter(stock_level::Column::LocationId.eq(MAIN))
        .order_by_asc(stock_level::Column::VariantId)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(rows)
}

pub(super) async fn insert_levels(tx: &Tx, levels: Vec<Level>) -> Result<(), DbError> {
    let rows = levels.into_iter().map(|level| stock_level::ActiveModel {
        variant_id: Set(level.variant_id),
        location_id: Set(level.location_id),
        on_hand: Set(level.on_hand),
        reserved: Set(level.reserved),
        backorder: Set(level.backorder),
        restock_on: Set(level.restock_on),
    });
    insert_all(tx, rows.collect()).await
}

/// Reserves `quantity` of a variant and returns its level since then; `None` if fewer are available.
///
/// Check and write are one statement: however many buyers race, the last unit is promised once.
pub(super) async fn reserve(
    tx: &Tx,
    variant: VariantId,
    quantity: i64,
) -> Result<Option<Level>, DbError> {
    let on_hand = Expr::col(stock_level::Column::OnHand);
    let reserved = Expr::col(stock_level::Column::Reserved);
    let fits = on_hand.sub(reserved.clone()).gte(quantity);
    let rows = stock_level::Entity::update_many()
        .col_expr(stock_level::Column::Reserved, reserved.add(quantity))
        .filter(stock_level::Column::VariantId.eq(variant))
        .filter(stock_level::Column::LocationId.eq(MAIN))
        .filter(fits.or(stock_level::Column::Backorder.eq(true)))
        .exec_with_returning(tx.conn())
        .await?;
    Ok(rows.into_iter().next())
}

/// Returns the level since then.
pub(super) async fn unreserve(
    tx: &Tx,
    variant: VariantId,
    quantity: i64,
) -> Result<Option<Level>, DbError> {
    let reserved = Expr::col(stock_level::Column::Reserved);
    let rows = stock_level::Entity::update_many()
        .col_expr(stock_level::Column::Reserved, reserved.sub(quantity))
        .filter(stock_level::Column::VariantId.eq(variant))
        .filter(stock_level::Column::LocationId.eq(MAIN))
        .exec_with_returning(tx.conn())
        .await?;
    Ok(rows.into_iter().next())
}

/// What was reserved leaves the house.
pub(super) async fn take_reserved(
    tx: &Tx,
    variant: VariantId,
    quantity: i64,
) -> Result<(), DbError> {
    let on_hand = Expr::col(stock_level::Column::OnHand);
    let reserved = Expr::col(stock_level::Column::Reserved);
    stock_level::Entity::update_many()
        .col_expr(stock_level::Column::OnHand, on_hand.sub(quantity))
        .col_expr(stock_level::Column::Reserved, reserved.sub(quantity))
        .filter(stock_level::Column::VariantId.eq(variant))
        .filter(stock_level::Column::LocationId.eq(MAIN))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Sets the count if it is still `expected` and stays above what is promised. `backorder` stays what it is, unless
/// it is given.
pub(super) async fn set_on_hand(
    tx: &Tx,
    variant: VariantId,
    expected: i64,
    on_hand: i64,
    backorder: Option<bool>,
) -> Result<bool, DbError> {
    let promised = Expr::col(stock_level::Column::Reserved).lte(on_hand);
    let kept = Expr::col(stock_level::Column::Backorder);
    let backorder = backorder.map_or(kept, Expr::value);
    let result = stock_level::Entity::update_many()
        .col_expr(stock_level::Column::OnHand, Expr::value(on_hand))
        .col_expr(stock_level::Column::Backorder, backorder.clone())
        .filter(stock_level::Column::VariantId.eq(variant))
        .filter(stock_level::Column::LocationId.eq(MAIN))
        .filter(stock_level::Column::OnHand.eq(expected))
        .filter(promised.or(backorder))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn insert_movements(
    tx: &Tx,
    movements: Vec<NewMovement<'_>>,
    now: Timestamp,
) -> Result<(), DbError> {
    let rows = movements
        .into_iter()
        .map(|movement| stock_movement::ActiveModel {
            id: Set(MovementId::generate()),
            variant_id: Set(movement.variant),
            location_id: Set(MAIN),
            delta: Set(movement.delta),
            reason: Set(movement.reason.as_str().to_owned()),
            note: Set(movement.note.to_owned()),
            cause: Set(movement.cause),
            actor: Set(movement.actor.to_owned()),
            created_at: Set(now),
        });
    insert_all(tx, rows.collect()).await
}

pub(super) async fn movements(
    read: &impl Read,
    variant: VariantId,
    limit: u64,
) -> Result<Vec<Movement>, DbError> {
    let rows = stock_movement::Entity::find()
        .filter(stock_movement::Column::VariantId.eq(variant))
        .order_by_desc(stock_movement::Column::CreatedAt)
        .order_by_desc(stock_movement::Column::Id)
        .limit(limit)
        .all(read.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            let reason = MovementReason::parse(&row.reason)
                .ok_or_else(|| DbError::row("stock_movement", row.id, "unknown reason"))?;
            Ok(Movement {
                delta: row.delta,
                reason,
                note: row.note,
                cause: row.cause,
                actor: row.actor,
                at: row.created_at,
            })
        })
        .collect()
}

pub(super) async fn insert_reservations(
    tx: &Tx,
    rows: impl Iterator<Item = Reservation>,
) -> Result<(), DbError> {
    let rows = rows.map(|row| reservation::ActiveModel {
        order_line_id: Set(row.order_line_id),
        order_id: Set(row.order_id),
        variant_id: Set(row.variant_id),
        location_id: Set(row.location_id),
        quantity: Set(row.quantity),
        state: Set(row.state),
        created_at: Set(row.created_at),
    });
    insert_all(tx, rows.collect()).await
}

/// Moves every reservation of the order from one state to another; returns those that moved, each
/// exactly once however often this is called.
pub(super) async fn move_reservations(
    tx: &Tx,
    order: OrderId,
    from: &str,
    to: &str,
) -> Result<Vec<Reservation>, DbError> {
    let mut rows = reservation::Entity::update_many()
        .col_expr(reservation::Column::State, Expr::value(to))
        .filter(reservation::Column::OrderId.eq(order))
        .filter(reservation::Column::State.eq(from))
        .exec_with_returning(tx.conn())
        .await?;
    // Every transaction touches stock levels in the order of their keys: no deadlock.
    rows.sort_by_key(|row| row.variant_id);
    Ok(rows)
}

/// Takes `quantity` out of an open reservation; `None` if it does not hold that much.
pub(super) async fn draw(
    tx: &Tx,
    line: OrderLineId,
    quantity: i64,
) -> Result<Option<Reservation>, DbError> {
    let held = Expr::col(reservation::Column::Quantity);
    let rows = reservation::Entity::update_many()
        .col_expr(reservation::Column::Quantity, held.sub(quantity))
        .filter(reservation::Column::OrderLineId.eq(line))
        .filter(reservation::Column::State.eq(OPEN))
        .filter(reservation::Column::Quantity.gte(quantity))
        .exec_with_returning(tx.conn())
        .await?;
    let row = rows.into_iter().next();
    if let Some(row) = &row
        && row.quantity == 0
    {
        reservation::Entity::update_many()
            .col_expr(reservation::Column::State, Expr::value(SHIPPED))
            .filter(reservation::Column::OrderLineId.eq(line))
            .exec(tx.conn())
            .await?;
    }
    Ok(row)
}

#[derive(FromQueryResult)]
struct Difference {
    sku: String,
    stored: i64,
    summed: i64,
}

/// Variants whose stock on hand is not the sum of their movements.
pub async fn audit_levels(read: &impl Read) -> Result<Vec<String>, DbError> {
    let sql = "SELECT v.sku AS sku, l.on_hand AS stored, \
               CAST(COALESCE((SELECT SUM(m.delta) FROM stock_movement m \
                   WHERE m.variant_id = l.variant_id AND m.location_id = l.location_id), 0) AS BIGINT) AS summed \
               FROM stock_level l JOIN variant v ON v.id = l.variant_id";
    differences(read, sql, "stock on hand").await
}

/// Variants whose reserved stock is not the sum of their open reservations.
pub async fn audit_reservations(read: &impl Read) -> Result<Vec<String>, DbError> {
    let sql = "SELECT v.sku AS sku, l.reserved AS stored, \
               CAST(COALESCE((SELECT SUM(r.quantity) FROM reservation r \
                   WHERE r.variant_id = l.variant_id AND r.location_id = l.location_id \
                   AND r.state = 'open'), 0) AS BIGINT) AS summed \
               FROM stock_level l JOIN variant v ON v.id = l.variant_id";
    differences(read, sql, "reserved stock").await
}

async fn differences(read: &impl Read, sql: &str, what: &str) -> Result<Vec<String>, DbError> {
    let outer =
        format!("SELECT sku, stored, summed FROM ({sql}) AS t WHERE stored <> summed ORDER BY sku");
    let statement = Statement::from_string(read.conn().get_database_backend(), outer);
    let rows = Difference::find_by_statement(statement)
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            format!(
                "SKU {}: {what} is {}, its rows add up to {}",
                row.sku, row.stored, row.summed
            )
        })
        .collect())
}

/// No reservation, and no movement but the one that opened the stock.
pub(super) async fn is_untouched(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<bool, DbError> {
    for some in variants.chunks(5_000) {
        let reserved = reservation::Entity::find()
            .filter(reservation::Column::VariantId.is_in(some.iter().copied()))
            .count(read.conn())
            .await?;
        let later = stock_movement::Entity::find()
            .filter(stock_movement::Column::VariantId.is_in(some.iter().copied()))
            .filter(stock_movement::Column::Reason.is_not_in(FIRST.map(MovementReason::as_str)))
            .count(read.conn())
            .await?;
        // An import may have counted again.
        let again = stock_movement::Entity::find()
            .select_only()
            .column(stock_movement::Column::VariantId)
            .filter(stock_movement::Column::VariantId.is_in(some.iter().copied()))
            .group_by(stock_movement::Column::VariantId)
            .having(stock_movement::Column::Id.count().gt(1))
            .into_tuple::<VariantId>()
            .one(read.conn())
            .await?;
        if reserved > 0 || later > 0 || again.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reasons of the movement that opens a stock.
const FIRST: [MovementReason; 2] = [MovementReason::Initial, MovementReason::Import];
