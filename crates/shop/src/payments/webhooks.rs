//! Webhooks in: verified over the raw body, stored once, applied by a job.

use commerce::Money;
use db::{DbError, Tx};
use payments::WebhookError;

use super::{
    Payment, Source, failures,
    queries::{self, NewEntry},
};
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::PaymentId,
    jobs::{self, Job, NewJob},
};

#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error("there is no gateway of that name")]
    UnknownGateway,
    #[error(transparent)]
    Refused(#[from] WebhookError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for ReceiveError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::UnknownGateway => FailureKind::NotFound,
            Self::Refused(_) => FailureKind::Invalid,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Checks a webhook and stores its event, with the job that `follow_up` makes of it in the same
/// transaction, once per event.
///
/// A try that failed while the payment goes on (another card may be typed on the gateway's page) is
/// noted in the ledger. With one too many the job of `give_up` ends the payment, and with it the page.
///
/// An event about a payment we do not know is stored and otherwise ignored: another system may share
/// the account.
pub async fn receive<J: Job, K: Job>(
    shop: &Shop,
    gateway: &str,
    header: &(dyn Fn(&str) -> Option<String> + Sync),
    raw_body: &[u8],
    follow_up: impl Fn(PaymentId) -> J,
    give_up: impl Fn(PaymentId) -> K,
) -> Result<(), ReceiveError> {
    let now = shop.clock.now();
    let adapter = shop
        .gateways
        .get(gateway)
        .ok_or(ReceiveError::UnknownGateway)?;
    let event = adapter.parse_webhook(&|name| header(name), raw_body, now)?;
    let event = &event;
    let reference = event.reference.as_str();
    // A payment is there before its gateway can tell of it. Only where the gateway makes up the
    // reference may an event come before we have stored that; then the poller finds out.
    let payment = queries::by_reference(shop.db.primary(), gateway, reference).await?;
    let job = payment
        .as_ref()
        .map(|payment| NewJob::new(&follow_up(payment.id)));
    let jobs = &Vec::from_iter(job.transpose()?);
    let declined = payment.filter(|_| adapter.is_declined_try(&event.kind));
    let give_up = declined
        .as_ref()
        .map(|payment| NewJob::new(&give_up(payment.id)));
    let declined = &declined.zip(give_up.transpose()?);
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let is_new =
                queries::insert_webhook(tx, gateway, &event.id, reference, &event.kind, now)
                    .await?;
            if is_new {
                jobs::enqueue_new(tx, jobs, now).await?;
                if let Some((payment, give_up)) = declined {
                    note_declined(tx, payment, &event.id, now).await?;
                    let is_paused = failures::pause(tx, payment.order, now).await?.is_some();
                    if is_paused && shop.rate_limits {
                        jobs::enqueue_new(tx, std::slice::from_ref(give_up), now).await?;
                    }
                }
            }
            Ok(())
        })
        .await
}

async fn note_declined(
    tx: &Tx,
    payment: &Payment,
    event: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let entry = NewEntry {
        kind: "declined",
        amount: Money::zero(payment.amount.currency()),
        cause: format!("{}:declined:{event}", payment.id),
    };
    let source = Source::Webhook.as_str();
    queries::insert_entries(tx, payment.id, &[entry], source, now).await
}
