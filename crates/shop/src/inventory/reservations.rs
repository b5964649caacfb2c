//! Promises to customers: made with the order, kept by the shipment, taken back by a cancellation.

use db::{DbError, Tx};

use super::{
    MAIN, MovementReason,
    levels::availability,
    queries::{self, NewMovement, OPEN, RELEASED, Reservation},
    told,
};
use crate::{
    Timestamp, changes,
    ids::{OrderId, OrderLineId, ShipmentId, VariantId},
};

/// A line that wants stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserve {
    pub line: OrderLineId,
    pub variant: VariantId,
    pub quantity: u32,
}

/// A line for which there is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    pub variant: VariantId,
    pub wanted: u32,
    pub available: i64,
}

/// A part of a line that leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ship {
    pub line: OrderLineId,
    pub quantity: u32,
}

/// Reserves stock for every line of an order.
///
/// Returns the lines that came short; the caller then rolls the transaction back, since the other
/// lines are reserved in it.
pub async fn reserve(
    tx: &Tx,
    order: OrderId,
    lines: &[Reserve],
    now: Timestamp,
) -> Result<Vec<Shortage>, DbError> {
    let wanted = lines.iter().map(|line| (line.variant, line.quantity));
    let shortages = promise(tx, wanted, now).await?;
    if shortages.is_empty() {
        let rows = lines.iter().map(|line| Reservation {
            order_line_id: line.line,
            order_id: order,
            variant_id: line.variant,
            location_id: MAIN,
            quantity: i64::from(line.quantity),
            state: OPEN.to_owned(),
            created_at: now,
        });
        queries::insert_reservations(tx, rows).await?;
    }
    Ok(shortages)
}

/// Takes the promised units out of what is available, in the order of the variants' keys, so that
/// two orders never wait for each other.
async fn promise(
    tx: &Tx,
    wanted: impl Iterator<Item = (VariantId, u32)>,
    now: Timestamp,
) -> Result<Vec<Shortage>, DbError> {
    let mut wanted: Vec<_> = wanted.collect();
    wanted.sort_unstable();
    let mut short = Vec::new();
    let mut changed = Vec::new();
    for (variant, quantity) in wanted {
        match queries::reserve(tx, variant, i64::from(quantity)).await? {
            Some(level) => changed.extend(told::change_of(&level, i64::from(quantity))),
            None => short.push((variant, quantity)),
        }
    }
    if short.is_empty() {
        changes::record(tx, &changed, now).await?;
        return Ok(Vec::new());
    }
    let variants: Vec<_> = short.iter().map(|(variant, _)| *variant).collect();
    let levels = availability(tx, &variants).await?;
    Ok(short
        .into_iter()
        .map(|(variant, wanted)| Shortage {
            variant,
            wanted,
            available: levels.get(&variant).map_or(0, |level| level.available()),
        })
        .collect())
}

/// Gives back what an order holds and has not shipped; returns how many units. A second call finds
/// nothing left to release.
pub async fn release(tx: &Tx, order: OrderId, now: Timestamp) -> Result<i64, DbError> {
    let rows = queries::move_reservations(tx, order, OPEN, RELEASED).await?;
    let mut changed = Vec::new();
    for row in &rows {
        let level = queries::unreserve(tx, row.variant_id, row.quantity).await?;
        changed.extend(level.and_then(|level| told::change_of(&level, -row.quantity)));
    }
    changes::record(tx, &changed, now).await?;
    Ok(rows.iter().map(|row| row.quantity).sum())
}

/// Promises again what was released, because the customer paid after all. When something is gone,
/// the shortages are returned and the caller rolls back.
pub async fn reserve_again(
    tx: &Tx,
    order: OrderId,
    now: Timestamp,
) -> Result<Vec<Shortage>, DbError> {
    let rows = queries::move_reservations(tx, order, RELEASED, OPEN).await?;
    let wanted = rows
        .iter()
        .filter_map(|row| Some((row.variant_id, u32::try_from(row.quantity).ok()?)));
    promise(tx, wanted, now).await
}

/// Ships parts of an order: the reservation becomes a movement.
///
/// Returns `false` if a line holds less than is to be shipped; the caller then rolls back.
pub async fn ship(
    tx: &Tx,
    shipment: ShipmentId,
    lines: &[Ship],
    actor: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let mut drawn = Vec::new();
    for line in lines {
        let quantity = i64::from(line.quantity);
        let Some(row) = queries::draw(tx, line.line, quantity).await? else {
            return Ok(false);
        };
        drawn.push((row.variant_id, line.line, quantity));
    }
    drawn.sort_unstable();
    for (variant, _, quantity) in &drawn {
        queries::take_reserved(tx, *variant, *quantity).await?;
    }
    let movements = drawn.iter().map(|(variant, line, quantity)| NewMovement {
        variant: *variant,
        delta: -quantity,
        reason: MovementReason::Shipped,
        note: "",
        cause: format!("shipment:{shipment}:{line}"),
        actor,
    });
    queries::insert_movements(tx, movements.collect(), now).await?;
    Ok(true)
}
