//! Mail to customers and staff: SMTP, or an outbox folder that the admin can show.
//!
//! Writing the words is not done here; a [`Message`] arrives complete. It is sent by a job, so every error says
//! whether another attempt may help.

mod error;
mod message;
pub mod outbox;
mod smtp;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

pub use error::MailError;
pub use message::{Mailbox, Message};

/// Sends mail one way or the other.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: Transport,
}

#[derive(Debug, Clone)]
enum Transport {
    Smtp(smtp::Smtp),
    Outbox(PathBuf),
}

impl Mailer {
    /// Sends through the server at `smtp://user:password@host:port?tls=required` (STARTTLS), `smtps://…` (TLS from
    /// the start) or `smtp://host:port` (no encryption: a relay on the same machine).
    ///
    /// Call it inside a tokio runtime, which keeps the connections.
    ///
    /// # Errors
    /// [`MailError::BadUrl`]; the server is not contacted yet.
    pub fn smtp(url: &str) -> Result<Self, MailError> {
        let transport = Transport::Smtp(smtp::Smtp::new(url)?);
        Ok(Self { transport })
    }

    /// Writes each mail into a folder instead, which is made when needed; see [`outbox`].
    pub fn outbox(dir: PathBuf) -> Self {
        let transport = Transport::Outbox(dir);
        Self { transport }
    }

    /// Sends a mail that was written at `date`. Safe to repeat: the repetition has the same Message-ID.
    pub async fn send(&self, message: &Message, date: DateTime<Utc>) -> Result<(), MailError> {
        let mail = message::compose(message, date)?;
        match &self.transport {
            Transport::Smtp(smtp) => smtp.send(mail).await,
            Transport::Outbox(dir) => outbox::store(dir, message, &mail.formatted(), date).await,
        }
    }

    /// Where the mails are when they are not sent.
    pub fn outbox_dir(&self) -> Option<&Path> {
        match &self.transport {
            Transport::Smtp(_) => None,
            Transport::Outbox(dir) => Some(dir),
        }
    }
}
