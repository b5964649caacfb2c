//! Orders: placed once, frozen, and led through three state machines.
//!
//! Order, payment and shipments have a state each; the one word that people see is derived from
//! them. An order is there before its payment starts, so that money always has an order to go to.

mod cancel;
mod consequences;
mod mails;
mod pay;
mod queries;
mod settle;
mod tables;
mod types;

use commerce::{Fulfilment, OrderAction, OrderState};
use db::{DbError, Read, Tx};

pub use cancel::{CancelError, VoidPayment, cancel, expire_unpaid};
pub use mails::{MailTemplate, SendOrderMail};
pub use pay::{PayError, mark_paid, mark_refunded, paused_until, pay, to_refund_by_hand};
pub(crate) use pay::{first_poll, new_payment};
pub use queries::{
    Filter, Listed, Page, PaidOrder, StatusFilter, TodaysFigures, audit_payments, audit_shipped,
    audit_totals, paid_after, units_sold,
};
pub use settle::{
    RefundOrder, Settle, SettleError, poll_payments, receive_webhook, returned, settle,
};
pub use types::{Event, Order, OrderAdjustment, OrderAmounts, OrderFile, OrderLine, TimelineEntry};

use crate::{
    Shop, Timestamp,
    ids::{CartId, OrderId, OrderLineId},
    payments,
    staff::{Actor, Forbidden, Permission},
};

/// Writes a new order down, with its first line in the timeline.
pub async fn create(
    tx: &Tx,
    order: &Order,
    adjustments: &[OrderAdjustment],
) -> Result<(), DbError> {
    queries::insert(tx, order, adjustments).await?;
    queries::add_event(
        tx,
        order.id,
        &Actor::Customer,
        &Event::Placed,
        order.placed_at,
    )
    .await
}

/// The order of a customer's link.
pub async fn by_token(shop: &Shop, token: &str) -> Result<Option<Order>, DbError> {
    queries::by_token(shop.db.primary(), token).await
}

/// Whether an order was placed with this picture of what was bought.
pub(crate) async fn show_picture(read: &impl Read, key: &str) -> Result<bool, DbError> {
    queries::shows(read, key).await
}

pub async fn find(read: &impl Read, id: OrderId) -> Result<Option<Order>, DbError> {
    queries::find(read, id).await
}

/// The order and its row locked until the commit.
pub async fn lock(tx: &Tx, id: OrderId) -> Result<Option<Order>, DbError> {
    queries::lock(tx, id).await
}

/// The order that was placed from a cart.
pub async fn of_cart(read: &impl Read, cart: CartId) -> Result<Option<OrderId>, DbError> {
    queries::id_by_cart(read, cart).await
}

/// Errors of reading orders for staff.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("there is no such order")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl crate::Failure for ReadError {
    fn kind(&self) -> crate::FailureKind {
        match self {
            Self::Forbidden(_) => crate::FailureKind::Forbidden,
            Self::NotFound => crate::FailureKind::NotFound,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Everything about one order, for its page in the admin.
pub async fn file(shop: &Shop, actor: &Actor, id: OrderId) -> Result<OrderFile, ReadError> {
    actor.require(Permission::ViewOrders)?;
    let read = shop.db.primary();
    let order = queries::find(read, id).await?.ok_or(ReadError::NotFound)?;
    let adjustments = queries::adjustments(read, id, order.currency()).await?;
    let timeline = queries::timeline(read, id).await?;
    let payments = payments::of_order(read, id).await?;
    Ok(OrderFile {
        order,
        adjustments,
        timeline,
        payments,
    })
}

/// The staff's list, newest first; `after` is the cursor of the page before.
pub async fn list(
    shop: &Shop,
    actor: &Actor,
    filter: &Filter,
    after: Option<&str>,
    limit: u64,
) -> Result<Page, ReadError> {
    actor.require(Permission::ViewOrders)?;
    Ok(queries::list(shop.db.reader(), filter, after, limit).await?)
}

/// Orders of which everything arrived by `until`, in the order of their delivery: key and time of those after `after`.
pub async fn delivered(
    read: &impl Read,
    after: (Timestamp, OrderId),
    until: Timestamp,
    limit: u64,
) -> Result<Vec<(OrderId, Timestamp)>, DbError> {
    queries::delivered(read, after, until, limit).await
}

/// Counts for the dashboard; `from` and `until` bound the shop's day.
pub async fn figures(
    shop: &Shop,
    from: Timestamp,
    until: Timestamp,
) -> Result<TodaysFigures, DbError> {
    queries::figures(shop.db.reader(), from, until).await
}

/// Paid orders that wait for the warehouse, oldest first.
pub async fn to_ship(shop: &Shop, actor: &Actor, limit: u64) -> Result<Vec<Order>, ReadError> {
    actor.require(Permission::ShipOrders)?;
    Ok(queries::todo_list(shop.db.primary(), limit).await?)
}

/// An order for the warehouse: what to pack and where it goes.
pub async fn for_packing(shop: &Shop, actor: &Actor, id: OrderId) -> Result<Order, ReadError> {
    actor.require(Permission::ShipOrders)?;
    queries::find(shop.db.primary(), id)
        .await?
        .ok_or(ReadError::NotFound)
}

/// Records that parts of an order left the house. The caller holds the lock and has taken the stock.
pub async fn record_shipped(
    tx: &Tx,
    order: &mut Order,
    parts: &[(OrderLineId, u32)],
    actor: &Actor,
    event: &Event,
    now: Timestamp,
) -> Result<(), DbError> {
    for (id, quantity) in parts {
        queries::add_shipped(tx, *id, *quantity).await?;
        for line in &mut order.lines {
            if line.id == *id {
                line.shipped += quantity;
            }
        }
    }
    let all_shipped = order.lines.iter().all(|line| line.unshipped() == 0);
    order.fulfilment = if all_shipped {
        Fulfilment::Shipped
    } else {
        Fulfilment::Partial
    };
    queries::save_state(tx, order).await?;
    queries::add_event(tx, order.id, actor, event, now).await
}

/// Records that everything arrived; with that the order is complete.
pub async fn record_delivered(
    tx: &Tx,
    order: &mut Order,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), DbError> {
    order.fulfilment = Fulfilment::Delivered;
    if let Ok(state) = order.state.after(OrderAction::Complete) {
        order.state = state;
        order.closed_at = Some(now);
    }
    queries::save_state(tx, order).await?;
    queries::add_event(tx, order.id, actor, &Event::Delivered, now).await
}

/// Whether anything may still happen to an order.
fn is_open(order: &Order) -> bool {
    order.state == OrderState::Open
}
