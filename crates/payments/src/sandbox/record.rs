//! What the provider keeps about a payment.

use chrono::{DateTime, Utc};
use commerce::Money;
use serde::{Deserialize, Serialize};

use super::cards::Behaviour;
use crate::gateway::IdempotencyKey;

/// A payment in the provider's books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxPayment {
    pub id: String,
    /// The idempotency key it was created with; unique.
    pub key: IdempotencyKey,
    pub amount: Money,
    pub captured: Money,
    pub refunded: Money,
    pub state: SandboxState,
    pub capture_mode: CaptureMode,
    pub description: String,
    pub return_url: String,
    pub webhook_url: String,
    pub locale: String,
    /// Of the last card tried. The number itself is never kept.
    pub behaviour: Option<Behaviour>,
    pub card_last_four: Option<String>,
    pub failure: Option<Failure>,
    pub created_at: DateTime<Utc>,
    /// When a late answer is due.
    pub answer_at: Option<DateTime<Utc>>,
    /// How many event ids were given out.
    pub events: u32,
    /// What the shop asked for already, so that a repeated call changes nothing.
    pub requests: Vec<AppliedRequest>,
    /// Counted up by whoever keeps the books each time they store it, so that of two changes at once one is done again.
    #[serde(default)]
    pub version: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxState {
    /// Waits for a card; after a decline again.
    Open,
    /// Waits for the second factor.
    SecondFactor,
    /// A late answer is on its way.
    Processing,
    Authorized,
    Captured,
    /// Ended by the customer.
    Cancelled,
    /// Ended by the shop.
    Voided,
}

/// When an approved card is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureMode {
    AtOnce,
    /// The card is only authorized; the shop captures.
    Later,
}

/// Why the last attempt brought no money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    #[error("the card was declined")]
    CardDeclined,
    #[error("the second factor was wrong")]
    SecondFactorWrong,
    #[error("the customer cancelled the payment")]
    CancelledByCustomer,
}

impl Failure {
    /// The word for it in `locales/`.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::CardDeclined => "sandbox-failure-declined",
            Self::SecondFactorWrong => "sandbox-failure-second-factor",
            Self::CancelledByCustomer => "sandbox-failure-cancelled",
        }
    }
}

/// A call of the shop that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedRequest {
    pub key: IdempotencyKey,
    pub action: Action,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Capture(Money),
    Void,
    Refund(Money),
}
