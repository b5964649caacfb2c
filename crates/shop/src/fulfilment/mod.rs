//! Shipments: what left the house, with whom, and when it arrived.

mod queries;
mod tables;

use std::collections::BTreeSet;

use commerce::{Fulfilment, OrderState, Refused, ShipmentAction, ShipmentState};
use db::{DbError, Read};

use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::{OrderId, OrderLineId, ShipmentId},
    inventory::{self, Ship},
    jobs,
    orders::{self, Event, MailTemplate, Order, SendOrderMail},
    staff::{Actor, Forbidden, Permission},
};

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    pub id: ShipmentId,
    pub order: OrderId,
    pub state: ShipmentState,
    pub carrier: String,
    pub tracking_number: String,
    pub created_at: Timestamp,
    pub shipped_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    /// Which lines, and how many of each.
    pub lines: Vec<(OrderLineId, u32)>,
}

/// What staff send off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewShipment {
    pub carrier: String,
    pub tracking_number: String,
    /// `None`: everything that is left.
    pub lines: Option<Vec<(OrderLineId, u32)>>,
}

#[derive(Debug, thiserror::Error)]
pub enum ShipError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("there is no such order or shipment")]
    NotFound,
    /// Not paid, cancelled, or everything has left already.
    #[error("there is nothing to ship in this order")]
    NotShippable,
    #[error("at least one unit has to be shipped")]
    Nothing,
    #[error("more is to be shipped than was ordered")]
    TooMany,
    #[error("the order was changed by somebody else meanwhile")]
    Stale,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for ShipError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound => FailureKind::NotFound,
            Self::Nothing | Self::TooMany => FailureKind::Invalid,
            Self::NotShippable | Self::Stale | Self::Refused(_) => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Ships an order or parts of it: the reservation becomes a movement and the customer gets a mail.
///
/// # Errors
/// See [`ShipError`]; after any of them nothing has changed.
pub async fn ship(
    shop: &Shop,
    actor: &Actor,
    id: OrderId,
    version: i64,
    new: &NewShipment,
) -> Result<ShipmentId, ShipError> {
    actor.require(Permission::ShipOrders)?;
    let now = shop.clock.now();
    let shipment = ShipmentId::generate();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let mut order = orders::lock(tx, id).await?.ok_or(ShipError::NotFound)?;
            if order.version != version {
                return Err(ShipError::Stale);
            }
            if !order.is_shippable() {
                return Err(ShipError::NotShippable);
            }
            let parts = parts(&order, new.lines.as_deref())?;
            let shipped = Shipment {
                id: shipment,
                order: id,
                state: ShipmentState::Pending.after(ShipmentAction::Ship)?,
                carrier: new.carrier.trim().to_owned(),
                tracking_number: new.tracking_number.trim().to_owned(),
                created_at: now,
                shipped_at: Some(now),
                delivered_at: None,
                lines: parts,
            };
            queries::insert(tx, &shipped).await?;
            let ships: Vec<_> = shipped
                .lines
                .iter()
                .map(|(line, quantity)| Ship {
                    line: *line,
                    quantity: *quantity,
                })
                .collect();
            if !inventory::ship(tx, shipment, &ships, actor.name(), now).await? {
                return Err(ShipError::TooMany);
            }
            let event = Event::Shipped {
                carrier: shipped.carrier.clone(),
                tracking_number: shipped.tracking_number.clone(),
            };
            orders::record_shipped(tx, &mut order, &shipped.lines, actor, &event, now).await?;
            let template = MailTemplate::Shipped {
                carrier: shipped.carrier,
                tracking_number: shipped.tracking_number,
            };
            jobs::enqueue(tx, &SendOrderMail::new(id, template), now).await?;
            Ok(shipment)
        })
        .await
}

fn parts(
    order: &Order,
    wanted: Option<&[(OrderLineId, u32)]>,
) -> Result<Vec<(OrderLineId, u32)>, ShipError> {
    let left = order.lines.iter().map(|line| (line.id, line.unshipped()));
    let parts: Vec<_> = match wanted {
        None => left.filter(|(_, quantity)| *quantity > 0).collect(),
        Some(wanted) => {
            let is_there = |(id, quantity): &(OrderLineId, u32)| {
                left.clone()
                    .any(|(line, left)| line == *id && *quantity <= left)
            };
            let distinct: BTreeSet<_> = wanted.iter().map(|(line, _)| line).collect();
            if distinct.len() < wanted.len() || !wanted.iter().all(is_there) {
                return Err(ShipError::TooMany);
            }
            wanted
                .iter()
                .copied()
                .filter(|(_, quantity)| *quantity > 0)
                .collect()
        }
    };
    if parts.is_empty() {
        return Err(ShipError::Nothing);
    }
    Ok(parts)
}

/// Notes that a parcel arrived. When it was the last one, the order is complete.
pub async fn mark_delivered(shop: &Shop, actor: &Actor, id: ShipmentId) -> Result<(), ShipError> {
    actor.require(Permission::ShipOrders)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let found = queries::find(tx, id).await?.ok_or(ShipError::NotFound)?;
            let mut order = orders::lock(tx, found.order)
                .await?
                .ok_or(ShipError::NotFound)?;
            let state = found.state.after(ShipmentAction::Deliver)?;
            if !queries::deliver(tx, id, found.state, state, now).await? {
                return Err(ShipError::Stale);
            }
            let all = queries::of_order(tx, order.id).await?;
            let all_there = order.fulfilment == Fulfilment::Shipped
                && all.iter().all(|one| one.state == ShipmentState::Delivered);
            if all_there && order.state == OrderState::Open {
                orders::record_delivered(tx, &mut order, actor, now).await?;
            }
            Ok(())
        })
        .await
}

/// The parcels of an order, oldest first.
pub async fn of_order(read: &impl Read, order: OrderId) -> Result<Vec<Shipment>, DbError> {
    queries::of_order(read, order).await
}
