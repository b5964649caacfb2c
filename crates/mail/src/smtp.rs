//! Sending through a mail server.

use std::time::Duration;

use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::error::MailError;

const TIMEOUT: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub(crate) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    pub(crate) fn new(url: &str) -> Result<Self, MailError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| MailError::BadUrl(error.to_string()))?;
        Ok(Self {
            transport: builder.timeout(Some(TIMEOUT)).build(),
        })
    }

    pub(crate) async fn send(&self, mail: lettre::Message) -> Result<(), MailError> {
        self.transport
            .send(mail)
            .await
            .map(drop)
            .map_err(|error| classify(&error))
    }
}

/// RFC 5321, 4.2.1: 4yz may succeed later, 5yz will not. Anything between us and an answer may pass.
fn classify(error: &smtp::Error) -> MailError {
    if error.is_permanent() || error.is_client() {
        MailError::Refused(error.to_string())
    } else {
        MailError::Unavailable(error.to_string())
    }
}
