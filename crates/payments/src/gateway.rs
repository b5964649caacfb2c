//! What every payment provider can do, in the shop's words.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use commerce::Money;
use serde::{Deserialize, Serialize};

/// A payment provider.
///
/// Calls that change something carry an [`IdempotencyKey`]: a repeated call with the same key changes nothing more
/// and answers as the first one did.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// The name in the database, in settings and in `/webhooks/{name}`.
    fn name(&self) -> &'static str;

    /// Whether [`Gateway::fetch`] can tell news, so that the shop asks when no webhook came.
    fn is_polled(&self) -> bool;

    /// The reference that the payment of this key will have, if the provider lets the shop choose it.
    ///
    /// The shop then stores it together with the payment, before the provider hears of it; until
    /// [`Gateway::create_payment`] was called the other calls answer [`GatewayError::UnknownPayment`]. `None` for a
    /// provider that makes up its references.
    fn own_reference(&self, _key: &IdempotencyKey) -> Option<GatewayRef> {
        None
    }

    async fn create_payment(&self, request: &CreatePayment)
    -> Result<CreatedPayment, GatewayError>;

    /// Takes an authorized amount, or a part of it; what is not taken is released.
    async fn capture(
        &self,
        reference: &GatewayRef,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError>;

    /// Ends a payment that took no money yet; nobody can pay it afterwards.
    async fn void(
        &self,
        reference: &GatewayRef,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError>;

    /// Gives back captured money, wholly or in part.
    async fn refund(
        &self,
        reference: &GatewayRef,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError>;

    /// The provider's current truth about a payment.
    async fn fetch(&self, reference: &GatewayRef) -> Result<Snapshot, GatewayError>;

    /// Whether an event of this kind tells of a try that failed while the customer may try again on the same page.
    fn is_declined_try(&self, _kind: &str) -> bool {
        false
    }

    /// Checks the signature over the raw body, then reads the event.
    ///
    /// `headers` looks a header up by its name, whatever the case.
    fn parse_webhook(
        &self,
        headers: &dyn Fn(&str) -> Option<String>,
        raw_body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<WebhookEvent, WebhookError>;
}

macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_newtype! {
    /// Derived from the shop's own record of what it wants, so that a retry carries the same key.
    IdempotencyKey
}
text_newtype! {
    /// The provider's name for a payment.
    GatewayRef
}

/// A payment the shop asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatePayment {
    pub key: IdempotencyKey,
    pub amount: Money,
    /// What the customer reads on the provider's page: the order number.
    pub description: String,
    /// Where the provider sends the customer's browser afterwards.
    pub return_url: String,
    /// Where the provider posts its events.
    pub webhook_url: String,
    /// The language of the provider's page, as a BCP 47 tag.
    pub locale: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedPayment {
    pub reference: GatewayRef,
    pub next: NextStep,
}

/// What the customer does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// Go to the provider's page at this address.
    Redirect(String),
    /// Read the shop's own instructions, such as its bank details.
    Instructions,
}

/// A payment as its provider sees it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub reference: GatewayRef,
    pub status: SnapshotStatus,
    /// What was asked for.
    pub amount: Money,
    pub captured: Money,
    pub refunded: Money,
    /// Why the last attempt failed. A pending payment with a failure may still be tried again by the customer.
    pub failure: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotStatus {
    /// Nothing decided: the customer has not paid yet, may try again, or the bank has not answered.
    Pending,
    Authorized,
    /// Money was taken; refunds are in [`Snapshot::refunded`].
    Captured,
    /// Ended without money, by the customer or the bank.
    Failed,
    /// Ended without money, by the shop.
    Voided,
}

/// A webhook whose signature held. It only says which payment to fetch again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEvent {
    /// The provider's id of the event; the same event may come more than once.
    pub id: String,
    pub reference: GatewayRef,
    /// The provider's word for what happened, for logs.
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    #[error("the payment provider could not be reached: {0}")]
    Unreachable(String),
    #[error("the payment provider refused: {0}")]
    Refused(String),
    #[error("the payment provider does not know this payment")]
    UnknownPayment,
}

impl GatewayError {
    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused(_) | Self::UnknownPayment => false,
        }
    }
}

/// Why a webhook is not believed; each is answered with 400.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("the webhook carries no signature")]
    MissingSignature,
    #[error("the webhook's signature is wrong")]
    BadSignature,
    #[error("the webhook was signed more than five minutes away from now")]
    TooOld,
    #[error("the webhook cannot be read: {0}")]
    Malformed(String),
}
