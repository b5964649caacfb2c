//! The customer goes to pay; staff note money that came another way.

use commerce::{Money, OrderState, PaymentState};
use db::DbError;
use payments::{
    CreatePayment, GatewayError, GatewayRef, IdempotencyKey, NextStep, Snapshot, SnapshotStatus,
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
            Self::NotPayable | Self::NothingToRefund | Self::Stale => FailureKind::Conflict,
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
    let fresh = &new_payment(
        PaymentId::generate(),
        order.id,
        method,
        order.amounts.total,
        now,
    );
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

/// A payment as it is first written down.
pub(crate) fn new_payment(
    id: PaymentId,
    order: OrderId,
    method: &str,
    amount: Money,
    now: Timestamp,
) -> Payment {
    Payment {
        id,
        order,
        gateway: method.to_owned(),
        reference: None,
        redirect_url: None,
        amount,
        state: PaymentState::Pending,
        captured: Money::zero(amount.currency()),
        refunded: Money::zero(amount.currency()),
        failure: None,
        created_at: now,
    }
}

/// When to ask an online gateway for the first time if no webhook came.
pub(crate) fn first_poll(method: &str, now: Timestamp) -> Option<Timestamp> {
    (method != MANUAL).then(|| now + chrono::TimeDelta::seconds(20))
}

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
        key: IdempotencyKey::new(payment.id.to_string()),
        amount: payment.amount,
        description: order.number.to_string(),
        return_url: address(format!("/orders/{}/return", order.token)),
        webhook_url: address(format!("/webhooks/{}", payment.gateway)),
        locale: order.locale.code().to_owned(),
    };
    let created = gateway.create_payment(&request).await?;
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
    version: i32,
) -> Result<(), PayError> {
    actor.require(Permission::ManageOrders)?;
    let payment = manual_payment(shop, id, version).await?;
    let snapshot = snapshot_of(
        &payment,
        payment.amount,
        Money::zero(payment.amount.currency()),
    );
    Ok(settle::apply(shop, payment.id, &snapshot, Source::Staff).await?)
}

/// Staff sent the money of a cancelled order back to the customer's bank account.
pub async fn mark_refunded(
    shop: &Shop,
    actor: &Actor,
    id: OrderId,
    version: i32,
) -> Result<(), PayError> {
    actor.require(Permission::ManageOrders)?;
    let order = queries::find(shop.db.primary(), id)
        .await?
        .ok_or(PayError::NotFound)?;
    if order.version != version {
        return Err(PayError::Stale);
    }
    let attempts = ledger::of_order(shop.db.primary(), id).await?;
    let payment = attempts
        .into_iter()
        .find(|payment| {
            payment.gateway == MANUAL && payment.captured.minor() > payment.refunded.minor()
        })
        .ok_or(PayError::NothingToRefund)?;
    let snapshot = snapshot_of(&payment, payment.captured, payment.captured);
    Ok(settle::apply(shop, payment.id, &snapshot, Source::Staff).await?)
}

/// The bank transfer of an unpaid order, opened now if it was placed with another method.
async fn manual_payment(shop: &Shop, id: OrderId, version: i32) -> Result<Payment, PayError> {
    let now = shop.clock.now();
    let payment = PaymentId::generate();
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
            let fresh = new_payment(payment, id, MANUAL, order.amounts.total, now);
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
