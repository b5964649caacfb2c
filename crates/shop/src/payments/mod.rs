//! Records of payments, and the gateways that move the money.
//!
//! A payment is recorded before its gateway is asked, with a key that every repetition carries. What
//! a gateway says is written to an append-only ledger whose rows name their cause, so that the same
//! fact, heard three times, counts once.

mod bank;
mod failures;
mod gateways;
mod ledger;
mod queries;
mod tables;
mod webhooks;

use commerce::{Money, PaymentState};
use db::{DbError, Read, Tx};

pub use bank::{HostedPage, HostedPageError, SandboxBank, SendBankWebhook, answer_late};
pub use failures::pause;
pub use gateways::{Gateways, MANUAL, SANDBOX, SandboxAccess};
pub use ledger::{Fact, News, Source, news, record};
pub use queries::{Entry, audit_ledger, due_polls, paid_between, plan_poll};
pub use webhooks::{ReceiveError, receive};

use crate::{
    Timestamp,
    ids::{OrderId, PaymentId},
};

/// One attempt to pay an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    pub order: OrderId,
    pub gateway: String,
    /// The gateway's name for it: from the start if the shop may choose it, else once it answered.
    pub reference: Option<String>,
    /// Where the customer pays, if the gateway has a page.
    pub redirect_url: Option<String>,
    pub amount: Money,
    pub state: PaymentState,
    pub captured: Money,
    pub refunded: Money,
    /// Why the last try brought no money, in the gateway's words.
    pub failure: Option<String>,
    pub created_at: Timestamp,
}

/// Writes a new payment down; the gateway is asked after the commit.
pub async fn open(tx: &Tx, payment: &Payment, poll_at: Option<Timestamp>) -> Result<(), DbError> {
    queries::insert(tx, payment, poll_at).await
}

pub async fn find(read: &impl Read, id: PaymentId) -> Result<Option<Payment>, DbError> {
    queries::find(read, id).await
}

/// All attempts to pay an order, oldest first.
pub async fn of_order(read: &impl Read, order: OrderId) -> Result<Vec<Payment>, DbError> {
    queries::of_order(read, order).await
}

pub async fn by_reference(
    read: &impl Read,
    gateway: &str,
    reference: &str,
) -> Result<Option<Payment>, DbError> {
    queries::by_reference(read, gateway, reference).await
}

/// Stores what a gateway calls the payment and where the customer pays, if the shop could not know
/// that before; a repeated answer changes nothing.
pub async fn set_reference(
    tx: &Tx,
    id: PaymentId,
    reference: &str,
    redirect_url: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    queries::set_reference(tx, id, reference, redirect_url, now).await
}

/// The ledger of a payment, oldest first.
pub async fn entries(read: &impl Read, id: PaymentId) -> Result<Vec<Entry>, DbError> {
    queries::entries(read, id).await
}
