//! The pretend provider, seen by a shop: pays on the hosted page, asks the gateway, gets webhooks.

mod cards;
mod requests;
mod webhooks;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use commerce::Money;
use payments::sandbox::{Event, MemoryBank, SandboxGateway};
use payments::{CreatePayment, Gateway, GatewayRef, IdempotencyKey, NextStep, Snapshot};

const SECRET: &str = "whsec_test";

const APPROVE: &str = "4242 4242 4242 4242";
const DECLINE: &str = "4000 0000 0000 0002";
const SECOND_FACTOR: &str = "4000 0025 0000 3155";
const ANSWER_LATE: &str = "4000 0000 0000 0077";
const ANSWER_TWICE: &str = "4000 0000 0000 0093";
const NEVER_ANSWER: &str = "4000 0000 0000 0119";

/// A shop with one payment of 19.99 EUR under way.
struct Shop {
    bank: Arc<MemoryBank>,
    gateway: SandboxGateway,
    payment: GatewayRef,
}

impl Shop {
    async fn with_payment() -> Self {
        Self::new(|gateway| gateway).await
    }

    async fn capturing_later() -> Self {
        Self::new(SandboxGateway::capturing_later).await
    }

    async fn new(configure: impl FnOnce(SandboxGateway) -> SandboxGateway) -> Self {
        let bank = Arc::new(MemoryBank::new(now()));
        let gateway = configure(SandboxGateway::new(
            bank.clone(),
            SECRET,
            "https://shop.example/sandbox/pay",
        ));
        let created = gateway.create_payment(&request("attempt_1")).await.unwrap();
        assert_eq!(
            created.next,
            NextStep::Redirect(format!(
                "https://shop.example/sandbox/pay/{}",
                created.reference
            ))
        );
        Self {
            bank,
            gateway,
            payment: created.reference,
        }
    }

    /// The customer types a card number on the hosted page.
    fn pays_with(&self, card_number: &str) {
        let submitted = self.bank.submit_card(self.payment.as_str(), card_number);
        assert!(
            matches!(submitted, Some(Ok(_))),
            "{card_number}: {submitted:?}"
        );
    }

    async fn fetch(&self) -> Snapshot {
        self.gateway.fetch(&self.payment).await.unwrap()
    }

    fn wait(&self, seconds: i64) {
        self.bank.set_now(now() + TimeDelta::seconds(seconds));
    }

    fn webhook_kinds(&self) -> Vec<String> {
        self.bank
            .take_webhooks()
            .into_iter()
            .map(|event| event.kind)
            .collect()
    }

    fn webhooks(&self) -> Vec<Event> {
        self.bank.take_webhooks()
    }
}

fn request(key: &str) -> CreatePayment {
    CreatePayment {
        key: IdempotencyKey::new(key),
        amount: eur(1999),
        description: "1042".to_owned(),
        return_url: "https://shop.example/checkout/return".to_owned(),
        webhook_url: "https://shop.example/webhooks/sandbox".to_owned(),
        locale: "en".to_owned(),
    }
}

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::new(text)
}

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

fn now() -> DateTime<Utc> {
    "2026-11-22T15:30:00Z".parse().unwrap()
}
