//! The order page.

use chrono::{DateTime, Utc};
use commerce::Money;
use serde::Serialize;

use super::{Picture, Totals};

/// `storefront/order.html`
#[derive(Debug, Clone, Serialize)]
pub struct Order {
    pub number: String,
    pub placed_at: DateTime<Utc>,
    /// `commerce::CustomerStatus` as a word: `awaiting_payment`, `processing`…
    pub status: &'static str,
    pub email: String,
    pub lines: Vec<OrderLine>,
    pub totals: Totals,
    pub shipping_address: Vec<String>,
    pub billing_address: Vec<String>,
    /// The gateway's name.
    pub payment_method: String,
    /// `commerce::PaymentState` as a word.
    pub payment_state: &'static str,
    pub shipments: Vec<ShipmentView>,
    /// Where a post starts or continues the payment, while one is due online.
    pub pay_url: Option<String>,
    /// Where a post leads to the form of a line's review.
    pub review_url: String,
    /// Too many tries to pay failed: when the next one is possible.
    pub paused_until: Option<DateTime<Utc>>,
    /// How to pay by bank transfer, while that is due.
    pub transfer: Option<Transfer>,
    /// The payment is being settled: the page asks again by itself.
    pub refresh: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct OrderLine {
    pub title: String,
    pub variant: String,
    pub quantity: u32,
    pub unit_price: Money,
    pub total: Money,
    pub picture: Option<Picture>,
    pub url: Option<String>,
    /// Once it has arrived.
    pub review: Option<LineReview>,
}

/// What leads to the form of a line's review.
#[derive(Debug, Clone, Serialize)]
pub struct LineReview {
    pub line: String,
    pub is_written: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct ShipmentView {
    pub shipped_at: DateTime<Utc>,
    pub carrier: String,
    pub tracking_number: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Transfer {
    pub amount: Money,
    pub reference: String,
    /// Lines as the merchant wrote them.
    pub account: String,
}
