//! Orders that come to nothing: cancelled by staff, or not paid in time.

use commerce::{OrderAction, PaymentAction, PaymentState, Refused};
use db::{DbError, Tx};
use payments::{GatewayError, GatewayRef, IdempotencyKey};
use serde::{Deserialize, Serialize};

use super::{
    Event, Order, RefundOrder, SendOrderMail, mails::MailTemplate, pay::may_be_unknown, queries,
    settle::apply,
};
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::{OrderId, PaymentId},
    inventory,
    jobs::{self, Attempt, Job, JobError},
    payments as ledger,
    payments::{Gateways, Payment, Source},
    staff::{Actor, Forbidden, Permission},
};

#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("there is no such order")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("parts of the order have left the house already")]
    Shipped,
    /// Somebody else changed the order since the page was opened.
    #[error("the order was changed by somebody else meanwhile")]
    Stale,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for CancelError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound => FailureKind::NotFound,
            Self::Refused(_) | Self::Shipped | Self::Stale => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Cancels an order: its stock is released, money that came in goes back, the customer is told.
///
/// # Errors
/// See [`CancelError`]; after any of them nothing has changed.
pub async fn cancel(
    shop: &Shop,
    actor: &Actor,
    id: OrderId,
    version: i64,
    reason: &str,
) -> Result<(), CancelError> {
    actor.require(Permission::ManageOrders)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let mut order = queries::lock(tx, id).await?.ok_or(CancelError::NotFound)?;
            if order.version != version {
                return Err(CancelError::Stale);
            }
            if !order.is_cancellable() {
                // A closed order says so itself; an open one has shipments.
                order.state.after(OrderAction::Cancel)?;
                return Err(CancelError::Shipped);
            }
            let event = Event::Cancelled {
                reason: reason.trim().to_owned(),
            };
            close(tx, &shop.gateways, &mut order, actor, &event, now).await
        })
        .await
}

/// Cancels orders whose stock was kept long enough; a sweep. Returns how many.
pub async fn expire_unpaid(shop: &Shop) -> Result<u64, DbError> {
    let now = shop.clock.now();
    let mut expired = 0;
    for id in queries::expired(shop.db.primary(), now, 100).await? {
        expired += u64::from(expire(shop, id, now).await?);
    }
    Ok(expired)
}

async fn expire(shop: &Shop, id: OrderId, now: Timestamp) -> Result<bool, DbError> {
    let outcome: Result<bool, CancelError> = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let mut order = queries::lock(tx, id).await?.ok_or(CancelError::NotFound)?;
            // Paid, cancelled or expired by somebody else since the list was read.
            if order.hold_until.is_none_or(|until| until > now) {
                return Ok(false);
            }
            let actor = Actor::System { what: "expiry" };
            close(tx, &shop.gateways, &mut order, &actor, &Event::Expired, now).await?;
            Ok(true)
        })
        .await;
    match outcome {
        Ok(done) => Ok(done),
        Err(CancelError::Db(error)) => Err(error),
        Err(refused) => {
            tracing::warn!(order.id = %id, error = %refused, "an unpaid order cannot be closed");
            Ok(false)
        }
    }
}

/// Ends an order that nothing of has shipped. The caller holds the lock.
async fn close(
    tx: &Tx,
    gateways: &Gateways,
    order: &mut Order,
    actor: &Actor,
    event: &Event,
    now: Timestamp,
) -> Result<(), CancelError> {
    order.state = order.state.after(OrderAction::Cancel)?;
    order.closed_at = Some(now);
    order.hold_until = None;
    inventory::release(tx, order.id, now).await?;
    queries::add_event(tx, order.id, actor, event, now).await?;
    for payment in ledger::of_order(tx, order.id).await? {
        give_back(tx, gateways, order, &payment, now).await?;
    }
    if let PaymentState::Pending | PaymentState::Failed | PaymentState::Authorized =
        order.payment_state
    {
        order.payment_state = order.payment_state.after(PaymentAction::Void)?;
    }
    queries::save_state(tx, order).await?;
    let mail = SendOrderMail::new(order.id, MailTemplate::Cancelled);
    jobs::enqueue(tx, &mail, now).await?;
    Ok(())
}

/// Money that came in is refunded, money that might come in is stopped: both by jobs, after the
/// commit. A bank transfer goes back by hand; staff see it on the order's page.
async fn give_back(
    tx: &Tx,
    gateways: &Gateways,
    order: &Order,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), DbError> {
    let gateway = gateways.get(&payment.gateway);
    if !gateway.is_some_and(|gateway| gateway.is_polled()) {
        return Ok(());
    }
    let left = payment
        .captured
        .checked_sub(payment.refunded)
        .unwrap_or(payment.captured);
    if left.minor() > 0 {
        let amount = left;
        let payment = payment.id;
        jobs::enqueue(tx, &RefundOrder { payment, amount }, now).await?;
        let actor = Actor::System { what: "refund" };
        queries::add_event(tx, order.id, &actor, &Event::RefundStarted { amount }, now).await
    } else if payment.reference.is_some() && payment.state != PaymentState::Voided {
        let payment = payment.id;
        jobs::enqueue(tx, &VoidPayment { payment }, now).await?;
        Ok(())
    } else {
        Ok(())
    }
}

/// Tells the gateway that a payment is not wanted any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct VoidPayment {
    pub payment: PaymentId,
}

impl Job for VoidPayment {
    const KIND: &'static str = "orders.void";

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        let Some(payment) = ledger::find(shop.db.primary(), self.payment).await? else {
            return Err(JobError::fail("there is no such payment"));
        };
        let (Some(gateway), Some(reference)) =
            (shop.gateways.get(&payment.gateway), &payment.reference)
        else {
            return Ok(());
        };
        let key = IdempotencyKey::new(format!("void-{}", attempt.id));
        let reference = GatewayRef::new(reference);
        let snapshot = match gateway.void(&reference, &key).await {
            Ok(snapshot) => snapshot,
            Err(GatewayError::UnknownPayment) if may_be_unknown(&**gateway, &payment) => {
                return Ok(());
            }
            Err(error) if error.is_retryable() => return Err(JobError::retry(error)),
            // Too late: it was paid, failed, or its answer is on the way. What came of it counts.
            Err(_refused) => gateway.fetch(&reference).await.map_err(JobError::retry)?,
        };
        apply(shop, payment, &snapshot, Source::Job)
            .await
            .map_err(JobError::retry)
    }
}
