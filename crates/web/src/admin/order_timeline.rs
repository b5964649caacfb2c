//! The history of an order in words.

use chrono::{DateTime, Utc};
use commerce::Money;
use serde::Serialize;
use shop::orders::{Event, TimelineEntry};

#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    at: DateTime<Utc>,
    who: String,
    icon: &'static str,
    /// `good`, `bad`, `go` or nothing.
    tone: &'static str,
    what: String,
    amount: Option<Money>,
    detail: Option<String>,
}

/// The newest first: what staff look for is mostly the last thing that happened.
pub fn entries(timeline: Vec<TimelineEntry>) -> Vec<EntryView> {
    timeline.into_iter().rev().map(entry).collect()
}

struct Words {
    icon: &'static str,
    tone: &'static str,
    what: String,
    amount: Option<Money>,
    detail: Option<String>,
}

fn entry(entry: TimelineEntry) -> EntryView {
    let who = match entry.source.as_str() {
        "customer" => "customer".to_owned(),
        "gateway" => format!("payment provider {}", entry.actor),
        "job" => format!("the shop itself ({})", entry.actor),
        _ => entry.actor,
    };
    let words = words(entry.event);
    EntryView {
        at: entry.at,
        who,
        icon: words.icon,
        tone: words.tone,
        what: words.what,
        amount: words.amount,
        detail: words.detail.filter(|detail| !detail.is_empty()),
    }
}

fn words(event: Event) -> Words {
    match event {
        Event::Placed => plain("shopping-bag", "go", "Order placed"),
        Event::PaymentStarted { gateway } => {
            plain("credit-card", "", &format!("Went to pay ({gateway})"))
        }
        Event::PaymentAuthorized { amount } => {
            money("credit-card", "go", "Payment authorised", amount)
        }
        Event::Paid { amount, gateway } => {
            money("cash", "good", &format!("Paid ({gateway})"), amount)
        }
        Event::PaymentFailed { reason } => detail("circle-x", "bad", "Payment failed", reason),
        Event::PaymentMismatch { captured } => Words {
            detail: Some("Not marked as paid. Compare with the payment provider.".to_owned()),
            ..money(
                "alert-triangle",
                "bad",
                "Another amount was paid than asked for",
                captured,
            )
        },
        Event::ReservedAgain => plain(
            "package-import",
            "good",
            "Paid late; the goods were still there and are kept again",
        ),
        Event::StockGone => plain(
            "alert-triangle",
            "bad",
            "Paid late; something was sold to others meanwhile",
        ),
        Event::PaidAfterCancelled => plain(
            "alert-triangle",
            "bad",
            "Paid after it was cancelled; the money goes back",
        ),
        Event::RefundStarted { amount } => {
            money("arrow-back-up", "go", "Refund on its way", amount)
        }
        Event::Refunded { amount } => money("arrow-back-up", "good", "Refunded", amount),
        Event::RefundFailed { reason } => detail("alert-triangle", "bad", "Refund failed", reason),
        Event::Shipped {
            carrier,
            tracking_number,
        } => {
            let parcel = [carrier, tracking_number];
            let parcel: Vec<_> = parcel.into_iter().filter(|part| !part.is_empty()).collect();
            detail("truck", "good", "Shipped", parcel.join(" "))
        }
        Event::Delivered => plain("check", "good", "Delivered"),
        Event::Cancelled { reason } => detail("ban", "bad", "Cancelled", reason),
        Event::Expired => plain("clock", "bad", "Not paid in time, cancelled"),
        Event::Completed => plain("circle-check", "good", "Completed"),
        Event::MailSent { template } => plain(
            "mail",
            "",
            &format!("Mail sent: {}", template.replace(['-', '_'], " ")),
        ),
    }
}

fn plain(icon: &'static str, tone: &'static str, what: &str) -> Words {
    Words {
        icon,
        tone,
        what: what.to_owned(),
        amount: None,
        detail: None,
    }
}

fn money(icon: &'static str, tone: &'static str, what: &str, amount: Money) -> Words {
    Words {
        amount: Some(amount),
        ..plain(icon, tone, what)
    }
}

fn detail(icon: &'static str, tone: &'static str, what: &str, detail: String) -> Words {
    Words {
        detail: Some(detail),
        ..plain(icon, tone, what)
    }
}
