//! What a front door has to know of an error: which answer it becomes.

use db::DbError;

/// The kinds of refusal, each with one HTTP status at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    Invalid,
    Forbidden,
    NotFound,
    Conflict,
    Unavailable,
    Internal,
}

/// Implemented by every error of a use case.
pub trait Failure: std::error::Error + Send + Sync + 'static {
    fn kind(&self) -> FailureKind;
}

impl Failure for DbError {
    fn kind(&self) -> FailureKind {
        if self.is_unavailable() {
            FailureKind::Unavailable
        } else {
            FailureKind::Internal
        }
    }
}
