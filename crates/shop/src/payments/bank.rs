//! The pretend bank: its books in our database, its hosted page, its webhooks.
//!
//! It behaves as a real provider does, so that everything else cannot tell the difference: it answers
//! calls with idempotency keys, and tells news only by webhooks sent over HTTP.

use async_trait::async_trait;
use commerce::Money;
use db::{Db, DbError};
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
    Clock, Failure, FailureKind, Shop, Timestamp,
    jobs::{self, Attempt, Job, JobError, NewJob},
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

/// How often a change begins again because another one of the same payment was first.
const ATTEMPTS: u32 = 8;

/// Why a change of the books did not happen; `E` is what its rule says.
#[derive(Debug)]
enum Trouble<E> {
    Unknown,
    Ruled(E),
    /// Others changed the same payment again and again meanwhile.
    Busy,
    Db(DbError),
}

impl<E> From<DbError> for Trouble<E> {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<Trouble<Self>> for BankError {
    fn from(trouble: Trouble<Self>) -> Self {
        match trouble {
            Trouble::Unknown => Self::UnknownPayment,
            Trouble::Ruled(error) => error,
            Trouble::Busy => busy(),
            Trouble::Db(error) => unavailable(&error),
        }
    }
}

fn unavailable(error: &DbError) -> BankError {
    BankError::Unavailable(error.to_string())
}

fn busy() -> BankError {
    BankError::Unavailable("this payment is being changed".to_owned())
}

impl SandboxBank {
    /// Load, rule, store, and the webhooks as jobs. The record is read before the transaction; when
    /// it is another one by then, everything begins again.
    async fn apply<E>(
        &self,
        id: &str,
        rule: impl Fn(&SandboxPayment, Timestamp) -> Result<Outcome, E> + Sync,
    ) -> Result<SandboxPayment, Trouble<E>> {
        let now = self.clock.now();
        for _ in 0..ATTEMPTS {
            let before = queries::sandbox_find(self.db.primary(), id)
                .await?
                .ok_or(Trouble::Unknown)?;
            let Outcome { payment, webhooks } = rule(&before, now).map_err(Trouble::Ruled)?;
            if payment == before && webhooks.is_empty() {
                return Ok(payment);
            }
            let payment = SandboxPayment {
                version: before.version + 1,
                ..payment
            };
            if self.store(&payment, webhooks, now).await? {
                return Ok(payment);
            }
        }
        Err(Trouble::Busy)
    }

    /// `false` if the stored record is not the one before this any more.
    async fn store(
        &self,
        payment: &SandboxPayment,
        webhooks: Vec<Event>,
        now: Timestamp,
    ) -> Result<bool, DbError> {
        let webhooks = &webhooks
            .into_iter()
            .map(|event| {
                let url = payment.webhook_url.clone();
                NewJob::new(&SendBankWebhook { url, event })
            })
            .collect::<Result<Vec<_>, _>>()?;
        self.db
            .transaction(|tx| async move {
                let tx = &tx;
                let is_first = queries::sandbox_save(tx, payment).await?;
                if is_first {
                    jobs::enqueue_new(tx, webhooks, now).await?;
                }
                Ok(is_first)
            })
            .await
    }
}

#[async_trait]
impl Bank for SandboxBank {
    /// One statement, unless the payment is there already.
    async fn create(&self, request: NewPayment) -> Result<SandboxPayment, BankError> {
        let fresh = &bank::create(request.clone(), self.clock.now())?;
        let inserted: Result<bool, DbError> = self
            .db
            .transaction(|tx| async move { queries::sandbox_insert(&tx, fresh).await })
            .await;
        if inserted.map_err(|error| unavailable(&error))? {
            return Ok(fresh.clone());
        }
        let existing = queries::sandbox_by_key(self.db.primary(), request.key.as_str())
            .await
            .map_err(|error| unavailable(&error))?
            .ok_or(BankError::UnknownPayment)?;
        bank::check_replay(&existing, &request)?;
        Ok(existing)
    }

    async fn get(&self, id: &str) -> Result<Option<SandboxPayment>, BankError> {
        queries::sandbox_find(self.db.primary(), id)
            .await
            .map_err(|error| unavailable(&error))
    }

    async fn capture(
        &self,
        id: &str,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<SandboxPayment, BankError> {
        let rule = |record: &SandboxPayment, now| bank::capture(record, amount, key, now);
        Ok(self.apply(id, rule).await?)
    }

    async fn void(&self, id: &str, key: &IdempotencyKey) -> Result<SandboxPayment, BankError> {
        let rule = |record: &SandboxPayment, now| bank::void(record, key, now);
        Ok(self.apply(id, rule).await?)
    }

    async fn refund(
        &self,
        id: &str,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<SandboxPayment, BankError> {
        let rule = |record: &SandboxPayment, now| bank::refund(record, amount, key, now);
        Ok(self.apply(id, rule).await?)
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

impl<E: Into<Self>> From<Trouble<E>> for HostedPageError {
    fn from(trouble: Trouble<E>) -> Self {
        match trouble {
            Trouble::Unknown => Self::Bank(BankError::UnknownPayment),
            Trouble::Ruled(error) => error.into(),
            Trouble::Busy => Self::Bank(busy()),
            Trouble::Db(error) => Self::Db(error),
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
        let rule = |record: &SandboxPayment, now| bank::submit_card(record, number, now);
        Ok(self.0.apply(id, rule).await?)
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
