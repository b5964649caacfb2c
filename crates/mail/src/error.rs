//! What can go wrong with a mail.

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the mail server could not take the mail now: {0}")]
    Unavailable(String),
    #[error("the mail server refused the mail: {0}")]
    Refused(String),
    #[error("{0:?} is not a mail address")]
    BadAddress(String),
    #[error("{0:?} cannot name a mail: use 1 to 100 letters, digits, hyphens or underscores")]
    BadId(String),
    #[error("the mail cannot be written: {0}")]
    BadMessage(String),
    /// Does not repeat the address, which may hold a password.
    #[error(
        "not the address of a mail server ({0}); right would be smtp://user:password@host:587?tls=required"
    )]
    BadUrl(String),
    #[error("the outbox folder: {0}")]
    Outbox(#[from] std::io::Error),
}

impl MailError {
    /// Whether the same mail may get through later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Outbox(_) => true,
            Self::Refused(_)
            | Self::BadAddress(_)
            | Self::BadId(_)
            | Self::BadMessage(_)
            | Self::BadUrl(_) => false,
        }
    }
}
