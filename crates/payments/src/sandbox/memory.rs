//! The provider's books in memory, for tests of the shop and of this crate.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use commerce::Money;

use super::bank::{self, BankError, NewPayment, Outcome, SandboxPayment};
use super::cards::CardProblem;
use super::gateway::Bank;
use super::webhook::Event;
use crate::gateway::IdempotencyKey;

/// A bank with a clock that stands still until it is set.
#[derive(Debug)]
pub struct MemoryBank {
    books: Mutex<Books>,
}

#[derive(Debug)]
struct Books {
    now: DateTime<Utc>,
    payments: Vec<SandboxPayment>,
    webhooks: Vec<Event>,
}

impl MemoryBank {
    pub fn new(now: DateTime<Utc>) -> Self {
        Self {
            books: Mutex::new(Books {
                now,
                payments: Vec::new(),
                webhooks: Vec::new(),
            }),
        }
    }

    /// Moves the clock; late answers that are due come in.
    pub fn set_now(&self, now: DateTime<Utc>) {
        let mut books = self.books();
        books.now = now;
        let due: Vec<_> = books
            .payments
            .iter()
            .filter_map(|payment| bank::due_answer(payment, now))
            .collect();
        for outcome in due {
            books.keep(outcome);
        }
    }

    /// What the hosted page does with a card number. `None` if there is no such payment.
    pub fn submit_card(
        &self,
        id: &str,
        card_number: &str,
    ) -> Option<Result<SandboxPayment, CardProblem>> {
        let mut books = self.books();
        let payment = books.find(id).ok()?;
        Some(bank::submit_card(&payment, card_number, books.now).map(|outcome| books.keep(outcome)))
    }

    pub fn confirm_second_factor(
        &self,
        id: &str,
        code_ok: bool,
    ) -> Result<SandboxPayment, BankError> {
        self.change(id, |payment, now| {
            bank::confirm_second_factor(payment, code_ok, now)
        })
    }

    pub fn cancel_by_customer(&self, id: &str) -> Result<SandboxPayment, BankError> {
        self.change(id, bank::cancel_by_customer)
    }

    /// The webhooks to send since the last call, oldest first.
    pub fn take_webhooks(&self) -> Vec<Event> {
        std::mem::take(&mut self.books().webhooks)
    }

    fn change(
        &self,
        id: &str,
        rule: impl FnOnce(&SandboxPayment, DateTime<Utc>) -> Result<Outcome, BankError>,
    ) -> Result<SandboxPayment, BankError> {
        let mut books = self.books();
        let outcome = rule(&books.find(id)?, books.now)?;
        Ok(books.keep(outcome))
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Bank for MemoryBank {
    async fn create(&self, request: NewPayment) -> Result<SandboxPayment, BankError> {
        let mut books = self.books();
        if let Some(existing) = books
            .payments
            .iter()
            .find(|payment| payment.key == request.key)
        {
            bank::check_replay(existing, &request)?;
            return Ok(existing.clone());
        }
        let payment = bank::create(request, books.now)?;
        books.payments.push(payment.clone());
        Ok(payment)
    }

    async fn get(&self, id: &str) -> Result<Option<SandboxPayment>, BankError> {
        Ok(self.books().find(id).ok())
    }

    async fn capture(
        &self,
        id: &str,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<SandboxPayment, BankError> {
        self.change(id, |payment, now| bank::capture(payment, amount, key, now))
    }

    async fn void(&self, id: &str, key: &IdempotencyKey) -> Result<SandboxPayment, BankError> {
        self.change(id, |payment, now| bank::void(payment, key, now))
    }

    async fn refund(
        &self,
        id: &str,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<SandboxPayment, BankError> {
        self.change(id, |payment, now| bank::refund(payment, amount, key, now))
    }
}

impl Books {
    fn find(&self, id: &str) -> Result<SandboxPayment, BankError> {
        let found = self.payments.iter().find(|payment| payment.id == id);
        found.cloned().ok_or(BankError::UnknownPayment)
    }

    fn keep(&mut self, outcome: Outcome) -> SandboxPayment {
        self.webhooks.extend(outcome.webhooks);
        for payment in &mut self.payments {
            if payment.id == outcome.payment.id {
                payment.clone_from(&outcome.payment);
            }
        }
        outcome.payment
    }
}
