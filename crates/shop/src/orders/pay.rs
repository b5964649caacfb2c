//! The customer goes to pay; staff note money that came another way.

use commerce::{Money, OrderState, PaymentState};
use db::DbError;
use payments::{
    CreatePayment, Gateway, GatewayError, GatewayRef, IdempotencyKey, NextStep, Snapshot,
    SnapshotStatus,
};

use super::{Event, Order, queries, settle};
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::{OrderId, PaymentId},
    payments as ledger,
    payments::{Gateways, MANUAL, Payment, Source},
    staff::{Actor, Forbidden, Permission},
};

#[derive(Debug, thiserror::Error)]
pub enum PayError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("there is no such order")]
    NotFound,
    /// It is paid, or closed.
    #[error("this order cannot be paid (any more)")]
    NotPayable,
    /// Paid by a way that does not fit what is asked for.
    #[error("there is nothing to refund by hand")]
    NothingToRefund,
    /// The goods are still reserved for the customer.
    #[error("the order is to be cancelled before its money is given back")]
    CancelFirst,
    /// Too many tries failed.
    #[error("too many tries to pay this order have failed; the next one is possible at {until}")]
    Paused { until: Timestamp },
    #[error("this way of paying is not offered")]
    NotOffered,
    #[error("the order was changed by somebody else meanwhile")]
    Stale,
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error(transparent)]
    Settle(#[from] settle::SettleError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for PayError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound => FailureKind::NotFound,
            Self::NotPayable
            | Self::NothingToRefund
            | Self::CancelFirst
            | Self::Paused { .. }
            | Self::Stale => FailureKind::Conflict,
            Self::NotOffered => FailureKind::Invalid,
            Self::Gateway(error) if error.is_retryable() => FailureKind::Unavailable,
            Self::Gateway(_) => FailureKind::Internal,
            Self::Settle(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }
}

/// Starts (or goes on with) the payment of an order, by `method` or the one it was placed with.
///
/// The record of the payment comes first and its key is the idempotency key, so however often the
/// customer clicks, the gateway makes one payment.
pub async fn pay(shop: &Shop, order: &Order, method: Option<&str>) -> Result<NextStep, PayError> {
    if !order.is_payable() {
        return Err(PayError::NotPayable);
    }
    let method = method.unwrap_or(&order.payment_method);
    if method != MANUAL
        && let Some(until) = paused_until(shop, order).await?
    {
        return Err(PayError::Paused { until });
    }
    let payment = match reusable(shop, order, method).await? {
        Some(payment) => payment,
        None => open_another(shop, order, method).await?,
    };
    if payment.gateway == MANUAL {
        return Ok(NextStep::Instructions);
    }
    if let Some(url) = &payment.redirect_url {
        return Ok(NextStep::Redirect(url.clone()));
    }
    start(shop, order, &payment).await
}

/// Until when nobody can try to pay the order online, because too many tries failed.
pub async fn paused_until(shop: &Shop, order: &Order) -> Result<Option<Timestamp>, DbError> {
    if !shop.rate_limits {
        return Ok(None);
    }
    ledger::pause(shop.db.primary(), order.id, shop.clock.now()).await
}

/// The newest attempt by this method that can still succeed.
async fn reusable(shop: &Shop, order: &Order, method: &str) -> Result<Option<Payment>, DbError> {
    let attempts = ledger::of_order(shop.db.primary(), order.id).await?;
    Ok(attempts
        .into_iter()
        .rev()
        .find(|payment| payment.gateway == method && payment.state == PaymentState::Pending))
}

async fn open_another(shop: &Shop, order: &Order, method: &str) -> Result<Payment, PayError> {
    if !Gateways::offered(&shop.settings()).contains(&method) {
        return Err(PayError::NotOffered);
    }
    let now = shop.clock.now();
    let fresh = &new_payment(&shop.gateways, order.id, method, order.amounts.total, now);
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let current = queries::lock(tx, order.id)
                .await?
                .ok_or(PayError::NotFound)?;
            if !current.is_payable() {
                return Err(PayError::NotPayable);
            }
            // Two clicks at once: the second one finds what the first one opened.
            let attempts = ledger::of_order(tx, order.id).await?;
            if let Some(open) = attempts
                .into_iter()
                .find(|payment| payment.gateway == method && payment.state == PaymentState::Pending)
            {
                return Ok(open);
            }
            ledger::open(tx, fresh, first_poll(method, now)).await?;
            let event = Event::PaymentStarted {
                gateway: method.to_owned(),
            };
            queries::add_event(tx, order.id, &Actor::Customer, &event, now).await?;
            Ok(fresh.clone())
        })
        .await
}

/// A payment as it is first written down: with its reference if the gateway lets us choose it.
pub(crate) fn new_payment(
    gateways: &Gateways,
    order: OrderId,
    method: &str,
    amount: Money,
    now: Timestamp,
) -> Payment {
    let id = PaymentId::generate();
    let gateway = gateways.get(method);
    let reference = gateway.and_then(|gateway| gateway.own_reference(&key(id)));
    Payment {
        id,
        order,
        gateway: method.to_owned(),
        reference: reference.map(|reference| reference.as_str().to_owned()),
        redirect_url: None,
        amount,
        state: PaymentState::Pending,
        captured: Money::zero(amount.currency()),
        refunded: Money::zero(amount.currency()),
        failure: None,
        created_at: now,
    }
}

/// Derived from our own record, so that every repetition carries the same.
fn key(payment: PaymentId) -> IdempotencyKey {
    IdempotencyKey::new(payment.to_string())
}

/// Whether a gateway that does not know this payment has only not been asked for it yet: we chose
/// its reference, and nobody has gone to pay.
pub(super) fn may_be_unknown(gateway: &dyn Gateway, payment: &Payment) -> bool {
    let own = gateway.own_reference(&key(payment.id));
    own.is_some_and(|own| payment.reference.as_deref() == Some(own.as_str()))
}

/// When to ask an online gateway for the first time if no webhook came.
pub(crate) fn first_poll(method: &str, now: Timestamp) -> Option<Timestamp> {
    (method != MANUAL).then(|| now + chrono::TimeDelta::seconds(20))
}

/// Asks the gateway for the payment. A reference that it made up is stored then; one that is ours
/// was stored when the payment was opened, and where to pay is learnt by asking again.
async fn start(shop: &Shop, order: &Order, payment: &Payment) -> Result<NextStep, PayError> {
    let gateway = shop
        .gateways
        .get(&payment.gateway)
        .ok_or(PayError::NotOffered)?;
    let address = |path: String| {
        shop.public_url
            .join(&path)
            .map_or_else(|_| path.clone(), |url| url.to_string())
    };
    let request = CreatePayment {
        key: key(payment.id),
        amount: payment.amount,
        description: order.number.to_string(),
        return_url: address(format!("/orders/{}/return", order.token)),
        webhook_url: address(format!("/webhooks/{}", payment.gateway)),
        locale: order.locale.code().to_owned(),
    };
    let created = gateway.create_payment(&request).await?;
    if payment.reference.as_deref() == Some(created.reference.as_str()) {
        return Ok(created.next);
    }
    let redirect = match &created.next {
        NextStep::Redirect(url) => Some(url.as_str()),
        NextStep::Instructions => None,
    };
    let now = shop.clock.now();
    let reference = created.reference.as_str();
    let stored: Result<(), DbError> = shop
        .db
        .transaction(|tx| async move {
            ledger::set_reference(&tx, payment.id, reference, redirect, now).await
        })
        .await;
    stored?;
    Ok(created.next)
}

/// Staff saw the money on the shop's bank account.
pub async fn mark_paid(
    shop: &Shop,
    actor: &Actor,
    id: OrderId,
    version: i64,
) -> Result<(), PayError> {
    actor.require(Permission::ManageOrders)?;
    let payment = manual_payment(shop, id, version).await?;
    let snapshot = snapshot_of(
        &payment,
        payment.amount,
        Money::zero(payment.amount.currency()),
    );
    Ok(settle::apply(shop, payment, &snapshot, Source::Staff).await?)
}

/// The bank transfer that staff have to send back: of a cancelled order, or when the order was paid
/// twice. The money of an order that can still be cancelled is what its goods are kept for, so that
/// order is cancelled first.
pub fn to_refund_by_hand<'a>(order: &Order, attempts: &'a [Payment]) -> Option<&'a Payment> {
    by_hand(attempts).filter(|payment| !is_needed(order, attempts, payment))
}

fn by_hand(attempts: &[Payment]) -> Option<&Payment> {
    attempts.iter().find(|payment| {
        payment.gateway == MANUAL && payment.captured.minor() > payment.refunded.minor()
    })
}

/// Whether the order would be open and no longer paid without this payment.
fn is_needed(order: &Order, attempts: &[Payment], payment: &Payment) -> bool {
    let others = attempts.iter().filter(|other| other.id != payment.id);
    let kept: i64 = others
        .map(|other| other.captured.minor() - other.refunded.minor())
        .sum();
    order.is_cancellable() && kept < order.amounts.total.minor()
}

/// Staff sent money back to the customer's bank account: of a cancelled order, of goods that came
/// back, or what was paid twice.
pub async fn mark_refunded(
    shop: &Shop,
    actor: &Actor,
    id: OrderId,
    version: i64,
) -> Result<(), PayError> {
    actor.require(Permission::ManageOrders)?;
    let order = queries::find(shop.db.primary(), id)
        .await?
        .ok_or(PayError::NotFound)?;
    if order.version != version {
        return Err(PayError::Stale);
    }
    let attempts = ledger::of_order(shop.db.primary(), id).await?;
    let payment = by_hand(&attempts).ok_or(PayError::NothingToRefund)?;
    if is_needed(&order, &attempts, payment) {
        return Err(PayError::CancelFirst);
    }
    let payment = payment.clone();
    let snapshot = snapshot_of(&payment, payment.captured, payment.captured);
    Ok(settle::apply(shop, payment, &snapshot, Source::Staff).await?)
}

/// The bank transfer of an unpaid order, opened now if it was placed with another method.
async fn manual_payment(shop: &Shop, id: OrderId, version: i64) -> Result<Payment, PayError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let order = queries::lock(tx, id).await?.ok_or(PayError::NotFound)?;
            if order.version != version {
                return Err(PayError::Stale);
            }
            // Also a cancelled one: money that came late is noted, then reserved for or sent back.
            let is_unpaid = matches!(
                order.payment_state,
                PaymentState::Pending | PaymentState::Failed | PaymentState::Voided
            );
            if !is_unpaid || order.state == OrderState::Completed {
                return Err(PayError::NotPayable);
            }
            let is_open = |one: &Payment| one.gateway == MANUAL && one.captured.is_zero();
            let attempts = ledger::of_order(tx, id).await?;
            if let Some(open) = attempts.into_iter().find(is_open) {
                return Ok(open);
            }
            let fresh = new_payment(&shop.gateways, id, MANUAL, order.amounts.total, now);
            ledger::open(tx, &fresh, None).await?;
            Ok(fresh)
        })
        .await
}

fn snapshot_of(payment: &Payment, captured: Money, refunded: Money) -> Snapshot {
    Snapshot {
        reference: GatewayRef::new(payment.reference.clone().unwrap_or_default()),
        status: SnapshotStatus::Captured,
        amount: payment.amount,
        captured,
        refunded,
        failure: None,
    }
}
