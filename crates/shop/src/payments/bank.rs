//! The pretend bank: its books in our database, its hosted page, its webhooks.
//!
//! It behaves as a real provider does, so that everything else cannot tell the difference: it answers
//! calls with idempotency keys, and tells news only by webhooks sent over HTTP.

use async_trait::async_trait;
use commerce::Money;
use db::{Db, DbError, Tx};
use payments::{
    IdempotencyKey,
    sandbox::{
        Bank, Event, SandboxPayment,
        bank::{self, BankError, NewPayment, Outcome},
        deliver_webhook,
    },
};
use serde::{Deserialize, Serialize};

use super::queries;
use crate::{
    Clock, Failure, FailureKind, Shop, Timestamp, Token,
    jobs::{self, Attempt, Job, JobError},
};

/// The bank's books.
pub struct SandboxBank {
    pub db: Db,
    pub clock: Clock,
}

/// A webhook on its way from the pretend bank to the shop.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendBankWebhook {
    url: String,
    event: Event,
}

impl Job for SendBankWebhook {
    const KIND: &'static str = "sandbox.webhook";

    async fn run(self, shop: &Shop, _: Attempt) -> Result<(), JobError> {
        let access = &shop.gateways.sandbox_access;
        let now = shop.clock.now();
        deliver_webhook(&access.http, &self.url, &access.secret, &self.event, now)
            .await
            .map_err(JobError::retry)
    }
}

/// Trouble inside a transaction of the bank.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Refused(#[from] BankError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Trouble> for BankError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(error) => error,
            Trouble::Db(error) => Self::Unavailable(error.to_string()),
        }
    }
}

impl SandboxBank {
    /// Load, rule, store, and the webhooks as jobs: one transaction.
    async fn apply(
        &self,
        id: &str,
        rule: impl Fn(&SandboxPayment, Timestamp) -> Result<Outcome, BankError> + Sync,
    ) -> Result<SandboxPayment, BankError> {
        let now = self.clock.now();
        let rule = &rule;
        let outcome: Result<_, Trouble> = self
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                let record = queries::sandbox_lock(tx, id)
                    .await?
                    .ok_or(BankError::UnknownPayment)?;
                let outcome = rule(&record, now)?;
                store(tx, &record, outcome, now).await
            })
            .await;
        Ok(outcome?)
    }
}

async fn store(
    tx: &Tx,
    before: &SandboxPayment,
    outcome: Outcome,
    now: Timestamp,
) -> Result<SandboxPayment, Trouble> {
    if outcome.payment != *before {
        queries::sandbox_save(tx, &outcome.payment).await?;
    }
    let webhooks: Vec<_> = outcome
        .webhooks
        .into_iter()
        .map(|event| SendBankWebhook {
            url: outcome.payment.webhook_url.clone(),
            event,
        })
        .collect();
    jobs::enqueue_all(tx, &webhooks, now).await?;
    Ok(outcome.payment)
}

#[async_trait]
impl Bank for SandboxBank {
    async fn create(&self, request: NewPayment) -> Result<SandboxPayment, BankError> {
        let now = self.clock.now();
        let id = format!("sbx_{}", Token::generate().as_str());
        let fresh = &bank::create(id, request.clone(), now)?;
        let request = &request;
        let stored: Result<_, Trouble> = self
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                if queries::sandbox_insert(tx, fresh).await? {
                    return Ok(fresh.clone());
                }
                let existing = queries::sandbox_by_key(tx, request.key.as_str())
                    .await?
                    .ok_or(BankError::UnknownPayment)?;
                bank::check_replay(&existing, request)?;
                Ok(existing)
            })
            .await;
        Ok(stored?)
    }

    async fn get(&self, id: &str) -> Result<Option<SandboxPayment>, BankError> {
        queries::sandbox_find(self.db.primary(), id)
            .await
            .map_err(|error| BankError::Unavailable(error.to_string()))
    }

    async fn capture(
        &self,
        id: &str,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<SandboxPayment, BankError> {
        self.apply(id, |record, now| bank::capture(record, amount, key, now))
            .await
    }

    async fn void(&self, id: &str, key: &IdempotencyKey) -> Result<SandboxPayment, BankError> {
        self.apply(id, |record, now| bank::void(record, key, now))
            .await
    }

    async fn refund(
        &self,
        id: &str,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<SandboxPayment, BankError> {
        self.apply(id, |record, now| bank::refund(record, amount, key, now))
            .await
    }
}

/// What the customer does on the bank's hosted page.
pub struct HostedPage<'a>(pub &'a SandboxBank);

#[derive(Debug, thiserror::Error)]
pub enum HostedPageError {
    #[error(transparent)]
    Card(#[from] payments::sandbox::CardProblem),
    #[error(transparent)]
    Bank(#[from] BankError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for HostedPageError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Card(_) => FailureKind::Invalid,
            Self::Bank(BankError::UnknownPayment) => FailureKind::NotFound,
            Self::Bank(BankError::Unavailable(_)) => FailureKind::Unavailable,
            Self::Bank(_) => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

impl HostedPage<'_> {
    pub async fn find(&self, id: &str) -> Result<Option<SandboxPayment>, HostedPageError> {
        Ok(self.0.get(id).await?)
    }

    /// The card number is looked at and forgotten; only its last four digits are kept.
    pub async fn submit_card(
        &self,
        id: &str,
        number: &str,
    ) -> Result<SandboxPayment, HostedPageError> {
        let now = self.0.clock.now();
        self.0
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                let record = queries::sandbox_lock(tx, id)
                    .await?
                    .ok_or(BankError::UnknownPayment)?;
                let outcome = bank::submit_card(&record, number, now)?;
                store(tx, &record, outcome, now)
                    .await
                    .map_err(|trouble| match trouble {
                        Trouble::Refused(error) => HostedPageError::Bank(error),
                        Trouble::Db(error) => HostedPageError::Db(error),
                    })
            })
            .await
    }

    pub async fn confirm_second_factor(
        &self,
        id: &str,
        code: &str,
    ) -> Result<SandboxPayment, HostedPageError> {
        let code_ok = code.trim() == payments::sandbox::SECOND_FACTOR_CODE;
        let rule = |record: &SandboxPayment, now| bank::confirm_second_factor(record, code_ok, now);
        Ok(self.0.apply(id, rule).await?)
    }

    pub async fn cancel(&self, id: &str) -> Result<SandboxPayment, HostedPageError> {
        Ok(self.0.apply(id, bank::cancel_by_customer).await?)
    }
}

/// Sends the answers that a bank gives late; a sweep.
pub async fn answer_late(shop: &Shop) -> Result<u64, DbError> {
    let bank = &shop.gateways.sandbox_access.bank;
    let now = shop.clock.now();
    let mut answered = 0;
    for id in queries::sandbox_due(shop.db.primary(), now).await? {
        let outcome = bank
            .apply(&id, |record, now| {
                bank::due_answer(record, now).ok_or(BankError::UnknownPayment)
            })
            .await;
        // Another process may have been first.
        answered += u64::from(outcome.is_ok());
    }
    Ok(answered)
}
