//! Mail into the outbox and through a mail server.

mod outbox;
mod server;
mod smtp;

use chrono::{DateTime, Utc};
use mail::{Mailbox, Message};

fn message(id: &str) -> Message {
    Message {
        id: id.to_owned(),
        from: Mailbox::new("Blue Mug Shop", "shop@shop.example"),
        to: Mailbox::new("Ada", "ada@customer.example"),
        reply_to: None,
        subject: "Your order 1042".to_owned(),
        text: "Thank you.".to_owned(),
        html: "<p>Thank you.</p>".to_owned(),
        unsubscribe: None,
    }
}

fn date() -> DateTime<Utc> {
    "2026-11-22T15:30:00Z".parse().unwrap()
}
