//! An order as it was placed. What it says of products, prices, taxes and addresses never changes.

use commerce::{
    AdjustmentKind, Amounts, Currency, CustomerStatus, Email, Fulfilment, Money, OrderState,
    PaymentState, PricesInclude, Quantity, Rate, TaxTotal, status, tax_totals,
};
use l10n::Locale;
use serde::{Deserialize, Serialize};

use crate::{
    Timestamp,
    address::Address,
    ids::{CartId, OrderId, OrderLineId, VariantId},
    payments::Payment,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub id: OrderId,
    /// What people call it.
    pub number: i64,
    /// Opens the customer's page of this order.
    pub token: String,
    pub cart: CartId,
    pub email: Email,
    pub locale: Locale,
    pub prices_include: PricesInclude,
    pub shipping_address: Address,
    /// `None`: the same as the shipping address.
    pub billing_address: Option<Address>,
    pub amounts: OrderAmounts,
    pub state: OrderState,
    pub payment_state: PaymentState,
    pub fulfilment: Fulfilment,
    /// The name of the gateway.
    pub payment_method: String,
    pub placed_at: Timestamp,
    /// Until when the stock of an unpaid order is kept.
    pub hold_until: Option<Timestamp>,
    pub paid_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub version: i64,
    pub lines: Vec<OrderLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderAmounts {
    /// The lines as shown: with tax when the prices include it.
    pub subtotal: Money,
    pub discount: Money,
    pub shipping_name: String,
    /// As shown, like the subtotal.
    pub shipping: Money,
    pub shipping_net: Money,
    pub shipping_tax: Money,
    pub shipping_rate: Rate,
    pub tax: Money,
    /// What is paid.
    pub total: Money,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OrderLine {
    pub id: OrderLineId,
    /// As long as it exists.
    pub variant: Option<VariantId>,
    pub product_slug: String,
    pub sku: String,
    pub title: String,
    /// Such as "M" and "Blue".
    pub options: Vec<String>,
    pub picture_key: Option<String>,
    pub weight_grams: Option<i64>,
    pub quantity: Quantity,
    pub unit_price: Money,
    pub compare_at: Option<Money>,
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
    pub tax_name: String,
    pub tax_rate: Rate,
    pub shipped: u32,
}

/// Why an amount is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderAdjustment {
    /// `None`: of the shipping.
    pub line: Option<OrderLineId>,
    pub kind: AdjustmentKind,
    pub reason: String,
    pub rate: Option<Rate>,
    pub amount: Money,
}

impl Order {
    pub fn currency(&self) -> Currency {
        self.amounts.total.currency()
    }

    /// The one word that people see.
    pub fn status(&self) -> CustomerStatus {
        status(self.state, self.payment_state, self.fulfilment)
    }

    pub fn billing(&self) -> &Address {
        self.billing_address
            .as_ref()
            .unwrap_or(&self.shipping_address)
    }

    /// Whether the customer can (still) pay it.
    pub fn is_payable(&self) -> bool {
        self.state == OrderState::Open
            && matches!(
                self.payment_state,
                PaymentState::Pending | PaymentState::Failed
            )
    }

    /// Whether the warehouse may work on it.
    pub fn is_shippable(&self) -> bool {
        self.state == OrderState::Open
            && self.payment_state == PaymentState::Paid
            && self.lines.iter().any(|line| line.unshipped() > 0)
    }

    /// Whether it can be cancelled: nothing of it has left the house.
    pub fn is_cancellable(&self) -> bool {
        self.state == OrderState::Open && self.fulfilment == Fulfilment::None
    }

    /// The taxes of all lines and the shipping, by name and rate, the highest rate first.
    pub fn taxes(&self) -> Vec<TaxTotal> {
        let amounts = &self.amounts;
        let part = |net: Money, tax: Money| Amounts {
            net,
            tax,
            gross: net.checked_add(tax).unwrap_or(net),
        };
        let name = self.lines.first().map(|line| line.tax_name.as_str());
        let name = name.filter(|_| !amounts.shipping_net.is_zero());
        let shipping = name.map(|name| {
            let part = part(amounts.shipping_net, amounts.shipping_tax);
            (name, amounts.shipping_rate, part)
        });
        let lines = self.lines.iter().map(|line| {
            let part = part(line.net, line.tax);
            (line.tax_name.as_str(), line.tax_rate, part)
        });
        // Sums of parts of a total that was computed without overflow.
        tax_totals(lines.chain(shipping)).unwrap_or_default()
    }
}

impl OrderLine {
    pub fn unshipped(&self) -> u32 {
        self.quantity.get().saturating_sub(self.shipped)
    }

    /// The line as shown: with tax when the shop's prices include it.
    pub fn shown(&self, prices: PricesInclude) -> Money {
        match prices {
            PricesInclude::Tax => self.gross,
            PricesInclude::NoTax => self.net,
        }
    }
}

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    Placed,
    PaymentStarted {
        gateway: String,
    },
    PaymentAuthorized {
        amount: Money,
    },
    Paid {
        amount: Money,
        gateway: String,
    },
    PaymentFailed {
        reason: String,
    },
    /// The gateway took another amount than was asked for; the order is not marked paid.
    PaymentMismatch {
        captured: Money,
    },
    /// Paid after its stock was given back, and there was still enough.
    ReservedAgain,
    /// Paid after its stock was given back, and something was sold meanwhile.
    StockGone,
    /// Paid after staff had cancelled it; that stands, and the money goes back.
    PaidAfterCancelled,
    RefundStarted {
        amount: Money,
    },
    Refunded {
        amount: Money,
    },
    RefundFailed {
        reason: String,
    },
    Shipped {
        carrier: String,
        tracking_number: String,
    },
    Delivered,
    Cancelled {
        reason: String,
    },
    /// Not paid in time.
    Expired,
    Completed,
    MailSent {
        template: String,
    },
}

/// A row of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    pub at: Timestamp,
    /// staff, customer, gateway, job
    pub source: String,
    pub actor: String,
    pub event: Event,
}

/// Everything the admin's page of an order shows.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderFile {
    pub order: Order,
    pub adjustments: Vec<OrderAdjustment>,
    pub timeline: Vec<TimelineEntry>,
    pub payments: Vec<Payment>,
}
