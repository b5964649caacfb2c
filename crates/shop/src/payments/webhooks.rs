//! Webhooks in: verified over the raw body, stored once, applied by a job.

use db::DbError;
use payments::WebhookError;

use super::queries;
use crate::{
    Failure, FailureKind, Shop,
    ids::PaymentId,
    jobs::{self, Job},
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
/// An event about a payment we do not know is stored and otherwise ignored: another system may share
/// the account.
pub async fn receive<J: Job>(
    shop: &Shop,
    gateway: &str,
    header: &(dyn Fn(&str) -> Option<String> + Sync),
    raw_body: &[u8],
    follow_up: impl Fn(PaymentId) -> J,
) -> Result<(), ReceiveError> {
    let now = shop.clock.now();
    let adapter = shop
        .gateways
        .get(gateway)
        .ok_or(ReceiveError::UnknownGateway)?;
    let event = adapter.parse_webhook(&|name| header(name), raw_body, now)?;
    let (event, follow_up) = (&event, &follow_up);
    let reference = event.reference.as_str();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let is_new =
                queries::insert_webhook(tx, gateway, &event.id, reference, &event.kind, now)
                    .await?;
            if !is_new {
                return Ok(());
            }
            if let Some(payment) = queries::by_reference(tx, gateway, reference).await? {
                jobs::enqueue(tx, &follow_up(payment.id), now).await?;
            }
            Ok(())
        })
        .await
}
