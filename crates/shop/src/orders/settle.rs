//! What follows when a payment changed: the step on which return page, webhook and poller meet.

use commerce::{Money, OrderAction, PaymentAction, PaymentState, Refused};
use db::{DbError, Tx};
use payments::{GatewayError, GatewayRef, IdempotencyKey, Snapshot};
use serde::{Deserialize, Serialize};

use super::{Event, Order, SendOrderMail, is_open, mails::MailTemplate, queries};
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::{OrderId, PaymentId},
    inventory,
    jobs::{self, Attempt, Job, JobError},
    payments as ledger,
    payments::{Fact, MANUAL, Payment, ReceiveError, Source},
    staff::Actor,
};

#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    #[error("there is no such payment")]
    NotFound,
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The stock was sold meanwhile; the transaction is rolled back and the money goes back.
    #[error("the stock of the order is gone")]
    StockGone,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for SettleError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NotFound => FailureKind::NotFound,
            Self::Gateway(error) if error.is_retryable() => FailureKind::Unavailable,
            Self::Gateway(_) | Self::StockGone => FailureKind::Internal,
            Self::Refused(_) => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Applies the gateway's current state of a payment, because a webhook said that it changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Settle {
    pub payment: PaymentId,
}

impl Job for Settle {
    const KIND: &'static str = "orders.settle";

    async fn run(self, shop: &Shop, _: Attempt) -> Result<(), JobError> {
        settle(shop, self.payment, Source::Webhook)
            .await
            .map_err(|error| match error {
                SettleError::Gateway(ref gateway) if !gateway.is_retryable() => {
                    JobError::fail(error)
                }
                SettleError::NotFound => JobError::fail(error),
                _ => JobError::retry(error),
            })
    }
}

/// Takes a webhook in: verified and stored now, applied by a job.
pub async fn receive_webhook(
    shop: &Shop,
    gateway: &str,
    header: &(dyn Fn(&str) -> Option<String> + Sync),
    raw_body: &[u8],
) -> Result<(), ReceiveError> {
    ledger::receive(shop, gateway, header, raw_body, |payment| Settle {
        payment,
    })
    .await
}

/// Asks gateways about payments for which no webhook came; a sweep.
pub async fn poll_payments(shop: &Shop) -> Result<u64, DbError> {
    let now = shop.clock.now();
    let mut polled = 0;
    for payment in ledger::due_polls(shop.db.primary(), now, 50).await? {
        let is_mine: bool = shop
            .db
            .transaction(|tx| async move { ledger::plan_poll(&tx, payment, now).await })
            .await?;
        if !is_mine {
            continue;
        }
        polled += 1;
        if let Err(error) = settle(shop, payment, Source::Poll).await {
            tracing::warn!(payment.id = %payment, %error, "the gateway cannot be asked; later again");
        }
    }
    Ok(polled)
}

/// The customer came back from the gateway's page: whatever happened there is applied now. When the
/// gateway cannot be asked, webhook and poller will tell.
pub async fn returned(shop: &Shop, order: &Order) -> Result<(), SettleError> {
    let attempts = ledger::of_order(shop.db.primary(), order.id).await?;
    let unsettled = attempts
        .iter()
        .filter(|payment| payment.state == PaymentState::Pending);
    for payment in unsettled {
        match settle(shop, payment.id, Source::ReturnPage).await {
            Err(SettleError::Gateway(error)) => {
                tracing::warn!(payment.id = %payment.id, %error, "the gateway cannot be asked on return");
            }
            outcome => outcome?,
        }
    }
    Ok(())
}

/// Asks the gateway how a payment stands and applies what is new. May be called by anybody, any
/// number of times, at the same time: the facts of a payment count once.
pub async fn settle(shop: &Shop, id: PaymentId, source: Source) -> Result<(), SettleError> {
    let payment = ledger::find(shop.db.primary(), id)
        .await?
        .ok_or(SettleError::NotFound)?;
    let Some(snapshot) = ask(shop, &payment).await? else {
        return Ok(());
    };
    if !ledger::is_news(&payment, &snapshot) {
        return Ok(());
    }
    apply(shop, id, &snapshot, source).await
}

/// `None` when the gateway has nothing to tell: it was never asked, or staff decide.
async fn ask(shop: &Shop, payment: &Payment) -> Result<Option<Snapshot>, SettleError> {
    let Some(reference) = &payment.reference else {
        return Ok(None);
    };
    match shop.gateways.get(&payment.gateway) {
        Some(gateway) if gateway.is_polled() => {
            Ok(Some(gateway.fetch(&GatewayRef::new(reference)).await?))
        }
        _ => Ok(None),
    }
}

/// Applies a gateway's answer to payment and order in one transaction.
pub(super) async fn apply(
    shop: &Shop,
    id: PaymentId,
    snapshot: &Snapshot,
    source: Source,
) -> Result<(), SettleError> {
    let first_try = apply_once(shop, id, snapshot, source, LatePayment::Reserve).await;
    match first_try {
        // Reserving again was rolled back; this time the money is taken note of and sent back.
        Err(SettleError::StockGone) => {
            apply_once(shop, id, snapshot, source, LatePayment::Refund).await
        }
        outcome => outcome,
    }
}

/// What to do when an order is paid whose stock was given back already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LatePayment {
    Reserve,
    Refund,
}

async fn apply_once(
    shop: &Shop,
    id: PaymentId,
    snapshot: &Snapshot,
    source: Source,
    late: LatePayment,
) -> Result<(), SettleError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            // The order before its payments, everywhere: one order of locks.
            let order = ledger::find(tx, id)
                .await?
                .ok_or(SettleError::NotFound)?
                .order;
            let mut order = queries::lock(tx, order)
                .await?
                .ok_or(SettleError::NotFound)?;
            let mut payment = ledger::lock(tx, id).await?.ok_or(SettleError::NotFound)?;
            let facts = ledger::record(tx, &mut payment, snapshot, source, now).await?;
            for fact in facts {
                follow(tx, &mut order, &payment, fact, late, now).await?;
            }
            Ok(())
        })
        .await
}

/// What each fact means for the order, written out in order.
async fn follow(
    tx: &Tx,
    order: &mut Order,
    payment: &Payment,
    fact: Fact,
    late: LatePayment,
    now: Timestamp,
) -> Result<(), SettleError> {
    let actor = Actor::Gateway {
        name: payment.gateway.clone(),
    };
    match fact {
        Fact::Authorized(amount) => {
            advance(order, PaymentAction::Authorize);
            queries::save_state(tx, order).await?;
            let event = Event::PaymentAuthorized { amount };
            queries::add_event(tx, order.id, &actor, &event, now).await?;
        }
        Fact::Captured(amount) => {
            captured(tx, order, payment, amount, late, &actor, now).await?;
        }
        Fact::Refunded(amount) => {
            // What was paid twice and went back leaves the order paid.
            let kept = kept(tx, order).await?;
            if kept < order.amounts.total.minor() {
                let is_all = kept <= 0;
                advance(
                    order,
                    if is_all {
                        PaymentAction::RefundRest
                    } else {
                        PaymentAction::RefundPart
                    },
                );
                queries::save_state(tx, order).await?;
            }
            let event = Event::Refunded { amount };
            queries::add_event(tx, order.id, &actor, &event, now).await?;
        }
        Fact::Failed => {
            if order.payment_state == PaymentState::Pending {
                advance(order, PaymentAction::Fail);
                queries::save_state(tx, order).await?;
            }
            let reason = payment.failure.clone().unwrap_or_default();
            let event = Event::PaymentFailed { reason };
            queries::add_event(tx, order.id, &actor, &event, now).await?;
        }
        // The shop itself voids, and told the order so.
        Fact::Voided => {}
        Fact::Mismatch { captured } => {
            tracing::error!(order.number, payment.id = %payment.id, "the gateway's amount is not the order's");
            let event = Event::PaymentMismatch { captured };
            queries::add_event(tx, order.id, &actor, &event, now).await?;
        }
    }
    Ok(())
}

/// What the shop holds for an order, in minor units: captured minus refunded over all attempts.
async fn kept(tx: &Tx, order: &Order) -> Result<i64, DbError> {
    let attempts = ledger::of_order(tx, order.id).await?;
    Ok(attempts
        .iter()
        .map(|payment| payment.captured.minor() - payment.refunded.minor())
        .sum())
}

async fn captured(
    tx: &Tx,
    order: &mut Order,
    payment: &Payment,
    amount: Money,
    late: LatePayment,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), SettleError> {
    let gateway = payment.gateway.clone();
    let event = Event::Paid { amount, gateway };
    queries::add_event(tx, order.id, actor, &event, now).await?;
    let was_paid = matches!(
        order.payment_state,
        PaymentState::Paid | PaymentState::PartiallyRefunded | PaymentState::Refunded
    );
    if was_paid {
        // A second attempt went through as well: that money goes back.
        return refund_later(tx, order, payment, now).await;
    }
    // An order by bank transfer was confirmed when it was placed.
    let template = match order.payment_method.as_str() {
        MANUAL => MailTemplate::PaymentReceived,
        _ => MailTemplate::Confirmation,
    };
    advance(order, PaymentAction::Capture);
    order.paid_at = Some(now);
    order.hold_until = None;
    order.payment_method.clone_from(&payment.gateway);
    if !is_open(order) && late == LatePayment::Reserve {
        if !inventory::reserve_again(tx, order.id).await?.is_empty() {
            return Err(SettleError::StockGone);
        }
        order.state = order.state.after(OrderAction::Reopen)?;
        order.closed_at = None;
        queries::add_event(tx, order.id, actor, &Event::ReservedAgain, now).await?;
    }
    queries::save_state(tx, order).await?;
    if is_open(order) {
        jobs::enqueue(tx, &SendOrderMail::new(order.id, template), now).await?;
        return Ok(());
    }
    queries::add_event(tx, order.id, actor, &Event::StockGone, now).await?;
    let mail = SendOrderMail::new(order.id, MailTemplate::PaidTooLate);
    jobs::enqueue(tx, &mail, now).await?;
    refund_later(tx, order, payment, now).await
}

async fn refund_later(
    tx: &Tx,
    order: &Order,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), SettleError> {
    if payment.gateway == MANUAL {
        // Staff send it back; the order's page asks them to.
        return Ok(());
    }
    let job = RefundOrder {
        payment: payment.id,
        amount: payment.captured,
    };
    jobs::enqueue(tx, &job, now).await?;
    let event = Event::RefundStarted {
        amount: payment.captured,
    };
    let actor = Actor::System { what: "refund" };
    queries::add_event(tx, order.id, &actor, &event, now).await?;
    Ok(())
}

/// Old news that no longer fits is ignored: the ledger decided already that the fact is new.
fn advance(order: &mut Order, action: PaymentAction) {
    if let Ok(state) = order.payment_state.after(action) {
        order.payment_state = state;
    }
}

/// Gives the money of a payment back through its gateway.
#[derive(Debug, Serialize, Deserialize)]
pub struct RefundOrder {
    pub payment: PaymentId,
    pub amount: Money,
}

impl Job for RefundOrder {
    const KIND: &'static str = "orders.refund";

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        let payment = ledger::find(shop.db.primary(), self.payment)
            .await?
            .ok_or_else(|| JobError::fail("there is no such payment"))?;
        let gateway = shop
            .gateways
            .get(&payment.gateway)
            .filter(|gateway| gateway.is_polled())
            .ok_or_else(|| JobError::fail("this gateway cannot refund by itself"))?;
        let reference = payment
            .reference
            .as_ref()
            .ok_or_else(|| JobError::fail("the gateway never answered for this payment"))?;
        // The job's own key: a repetition after a crash refunds once.
        let key = IdempotencyKey::new(format!("refund-{}", attempt.id));
        match gateway
            .refund(&GatewayRef::new(reference), self.amount, &key)
            .await
        {
            Ok(snapshot) => apply(shop, self.payment, &snapshot, Source::Job)
                .await
                .map_err(JobError::retry),
            Err(error) if error.is_retryable() => Err(JobError::retry(error)),
            Err(error) => {
                note_failed_refund(shop, payment.order, &error).await?;
                Err(JobError::fail(error))
            }
        }
    }
}

async fn note_failed_refund(
    shop: &Shop,
    order: OrderId,
    error: &GatewayError,
) -> Result<(), DbError> {
    let now = shop.clock.now();
    let event = &Event::RefundFailed {
        reason: error.to_string(),
    };
    shop.db
        .transaction(|tx| async move {
            let actor = Actor::System { what: "refund" };
            queries::add_event(&tx, order, &actor, event, now).await
        })
        .await
}
