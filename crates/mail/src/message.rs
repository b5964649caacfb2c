//! A mail as the shop writes it, and as RFC 5322 wants it.

use chrono::{DateTime, Utc};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{MessageBuilder, MultiPart};
use serde::{Deserialize, Serialize};

use crate::error::MailError;

/// A mail, complete but for its date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Names the mail: the left part of its Message-ID and its file in the outbox. Derived from the job that sends
    /// it, so that a repetition is seen as the same mail. Ids that sort by time (UUIDv7) keep the outbox in order.
    pub id: String,
    pub from: Mailbox,
    pub to: Mailbox,
    pub reply_to: Option<Mailbox>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// For mails that nobody has to get: the address where a page asks whether to end them, and where a mail program
    /// may post that for its reader (RFC 2369, RFC 8058).
    pub unsubscribe: Option<String>,
}

/// A name, which may be empty, and an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub name: String,
    pub email: String,
}

impl Mailbox {
    pub fn new(name: impl Into<String>, email: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            email: email.into(),
        }
    }
}

/// Whether `id` can name a mail and its file: nothing that means something in a path or a header.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=100).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

pub(crate) fn compose(
    message: &Message,
    date: DateTime<Utc>,
) -> Result<lettre::Message, MailError> {
    if !is_id(&message.id) {
        return Err(MailError::BadId(message.id.clone()));
    }
    let from = mailbox(&message.from)?;
    let message_id = format!("<{}@{}>", message.id, from.email.domain());
    let mut builder = lettre::Message::builder()
        .from(from)
        .to(mailbox(&message.to)?)
        .subject(one_line(&message.subject))
        .date(date.into())
        .message_id(Some(message_id));
    if let Some(reply_to) = &message.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    if let Some(address) = &message.unsubscribe {
        builder = offering_an_end(builder, &one_line(address));
    }
    builder
        .multipart(MultiPart::alternative_plain_html(
            message.text.clone(),
            message.html.clone(),
        ))
        .map_err(|error| MailError::BadMessage(error.to_string()))
}

/// Programs press the button by themselves only where nobody on the way can read the address.
fn offering_an_end(builder: MessageBuilder, address: &str) -> MessageBuilder {
    let header = |name, value| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    let builder = builder.raw_header(header("List-Unsubscribe", format!("<{address}>")));
    if !address.starts_with("https://") {
        return builder;
    }
    let one_click = "List-Unsubscribe=One-Click".to_owned();
    builder.raw_header(header("List-Unsubscribe-Post", one_click))
}

fn mailbox(mailbox: &Mailbox) -> Result<lettre::message::Mailbox, MailError> {
    let address = mailbox
        .email
        .parse()
        .map_err(|_| MailError::BadAddress(mailbox.email.clone()))?;
    let name = one_line(&mailbox.name);
    Ok(lettre::message::Mailbox::new(
        (!name.is_empty()).then_some(name),
        address,
    ))
}

/// A line break in a name or a subject would start a header of the sender's choice.
fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    spaced.trim().to_owned()
}
