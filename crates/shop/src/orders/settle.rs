//! What follows when a payment changed: the step on which return page, webhook and poller meet.

use commerce::{Money, PaymentState, Refused};
use db::{DbError, Tx};
use payments::{GatewayError, GatewayRef, IdempotencyKey, Snapshot};
use serde::{Deserialize, Serialize};

use super::{
    Event, Order, VoidPayment,
    consequences::{Consequences, LatePayment},
    pay::may_be_unknown,
    queries,
};
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::{OrderId, PaymentId},
    inventory,
    jobs::{self, Attempt, Job, JobError},
    payments as ledger,
    payments::{Fact, News, Payment, ReceiveError, Source},
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
    /// Somebody else changed the order or the payment; the transaction is rolled back.
    #[error("the payment is being changed by others")]
    Moved,
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
            Self::Moved => FailureKind::Unavailable,
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
    let settle = |payment| Settle { payment };
    let give_up = |payment| VoidPayment { payment };
    ledger::receive(shop, gateway, header, raw_body, settle, give_up).await
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
        .into_iter()
        .filter(|payment| payment.state == PaymentState::Pending);
    for payment in unsettled {
        let id = payment.id;
        match settle_known(shop, payment, Source::ReturnPage).await {
            Err(SettleError::Gateway(error)) => {
                tracing::warn!(payment.id = %id, %error, "the gateway cannot be asked on return");
            }
            outcome => outcome?,
        }
    }
    Ok(())
}

/// Asks the gateway how a payment stands and applies what is new. May be called by anybody, any
/// number of times, at the same time: the facts of a payment count once.
pub async fn settle(shop: &Shop, id: PaymentId, source: Source) -> Result<(), SettleError> {
    let payment = find(shop, id).await?;
    settle_known(shop, payment, source).await
}

async fn settle_known(shop: &Shop, payment: Payment, source: Source) -> Result<(), SettleError> {
    let Some(snapshot) = ask(shop, &payment).await? else {
        return Ok(());
    };
    apply(shop, payment, &snapshot, source).await
}

async fn find(shop: &Shop, id: PaymentId) -> Result<Payment, SettleError> {
    ledger::find(shop.db.primary(), id)
        .await?
        .ok_or(SettleError::NotFound)
}

/// `None` when the gateway has nothing to tell: it was never asked, or staff decide.
async fn ask(shop: &Shop, payment: &Payment) -> Result<Option<Snapshot>, SettleError> {
    let Some(reference) = &payment.reference else {
        return Ok(None);
    };
    let gateway = match shop.gateways.get(&payment.gateway) {
        Some(gateway) if gateway.is_polled() => gateway,
        _ => return Ok(None),
    };
    match gateway.fetch(&GatewayRef::new(reference)).await {
        Ok(snapshot) => Ok(Some(snapshot)),
        Err(GatewayError::UnknownPayment) if may_be_unknown(&**gateway, payment) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// How often a payment that others keep changing is compared again.
const ATTEMPTS: u32 = 8;

/// Applies a gateway's answer to payment and order in one transaction.
///
/// Both are read and compared before it, so that the one writer of SQLite is held for writing only;
/// if either is not as it was read by then, everything begins again.
pub(super) async fn apply(
    shop: &Shop,
    mut payment: Payment,
    snapshot: &Snapshot,
    source: Source,
) -> Result<(), SettleError> {
    let mut late = LatePayment::Reserve;
    for _ in 0..ATTEMPTS {
        // Nothing new is what most webhooks tell, since the return page was first.
        let Some(news) = ledger::news(&payment, snapshot) else {
            return Ok(());
        };
        match apply_once(shop, &news, source, late).await {
            Err(SettleError::Moved) => {}
            // Reserving again was rolled back; this time the money is taken note of and sent back.
            Err(SettleError::StockGone) => late = LatePayment::Refund,
            outcome => return outcome,
        }
        payment = find(shop, payment.id).await?;
    }
    Err(SettleError::Moved)
}

async fn apply_once(
    shop: &Shop,
    news: &News,
    source: Source,
    late: LatePayment,
) -> Result<(), SettleError> {
    let now = shop.clock.now();
    let consequences = &Consequences::find(shop, news, late, now).await?;
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            store(tx, news, consequences, source, now).await
        })
        .await?;
    for fact in &news.facts {
        if let Fact::Mismatch { .. } = fact {
            let payment = &news.after;
            tracing::error!(order.id = %payment.order, payment.id = %payment.id, "the gateway's amount is not the order's");
        }
    }
    Ok(())
}

/// The order before its payments, everywhere: one order of locks.
async fn store(
    tx: &Tx,
    news: &News,
    consequences: &Consequences,
    source: Source,
    now: Timestamp,
) -> Result<(), SettleError> {
    let Consequences {
        order,
        events,
        jobs,
        reserves_again,
    } = consequences;
    // Whatever the timeline tells counts the version up, so that a version stands for what is known
    // of all payments of the order.
    if !events.is_empty() && !queries::save_state_if_unchanged(tx, order).await? {
        return Err(SettleError::Moved);
    }
    if !ledger::record(tx, news, source, now).await? {
        return Err(SettleError::Moved);
    }
    if *reserves_again
        && !inventory::reserve_again(tx, order.id, now)
            .await?
            .is_empty()
    {
        return Err(SettleError::StockGone);
    }
    queries::add_events(tx, events).await?;
    jobs::enqueue_new(tx, jobs, now).await?;
    Ok(())
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
            Ok(snapshot) => apply(shop, payment, &snapshot, Source::Job)
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
