//! Sending through a mail server.

use std::time::Duration;

use lettre::transport::smtp::{self, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::error::MailError;

/// For one mail, from the connection to the last answer. Less than a process gets to finish when it is
/// told to stop.
const TIMEOUT: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub(crate) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    pub(crate) fn new(url: &str) -> Result<Self, MailError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| MailError::BadUrl(error.to_string()))?;
        // No connection is used twice: one that was given up in the middle would take the late answer
        // to an earlier mail for the answer to the next one.
        let alone = PoolConfig::new().max_size(0);
        Ok(Self {
            transport: builder.timeout(Some(TIMEOUT)).pool_config(alone).build(),
        })
    }

    pub(crate) async fn send(&self, mail: lettre::Message) -> Result<(), MailError> {
        // The transport's own limit is for connecting only.
        match tokio::time::timeout(TIMEOUT, self.transport.send(mail)).await {
            Ok(answer) => answer.map(drop).map_err(|error| classify(&error)),
            Err(_elapsed) => {
                let reason = format!("no answer within {} s", TIMEOUT.as_secs());
                Err(MailError::Unavailable(reason))
            }
        }
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
