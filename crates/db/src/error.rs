//! One error type for everything the database can answer.

use std::error::Error;

use sea_orm::{DbErr, RuntimeErr, sqlx::error::ErrorKind};

/// What went wrong between the shop and its database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A constraint of the schema refused the write.
    #[error("the database refused the row: {source}")]
    Violated {
        kind: Violation,
        #[source]
        source: DbErr,
    },
    /// A stored row breaks a rule of the code that reads it.
    #[error("table {table}, row {key}: {reason}")]
    Row {
        table: &'static str,
        key: String,
        reason: String,
    },
    /// The database cannot be reached or is too busy; trying again later may help.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] DbErr),
    #[error(transparent)]
    Other(DbErr),
}

/// Which kind of constraint was violated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    Unique,
    ForeignKey,
    Check,
}

impl DbError {
    /// A row that cannot be understood: `table` and `key` say where it is.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over keys and errors that they are done with"
    )]
    pub fn row(table: &'static str, key: impl ToString, reason: impl ToString) -> Self {
        Self::Row {
            table,
            key: key.to_string(),
            reason: reason.to_string(),
        }
    }

    pub fn is_unique_violation(&self) -> bool {
        self.violates(Violation::Unique)
    }

    pub fn is_foreign_key_violation(&self) -> bool {
        self.violates(Violation::ForeignKey)
    }

    pub fn is_check_violation(&self) -> bool {
        self.violates(Violation::Check)
    }

    /// Whether the constraint of that kind refused a write.
    pub fn violates(&self, kind: Violation) -> bool {
        matches!(self, Self::Violated { kind: found, .. } if *found == kind)
    }

    /// Whether the same request may succeed a little later.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        if let Some(kind) = violation(&error) {
            return Self::Violated {
                kind,
                source: error,
            };
        }
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(error),
            _ if is_transient(&error) => Self::Unavailable(error),
            _ => Self::Other(error),
        }
    }
}

fn violation(error: &DbErr) -> Option<Violation> {
    let (DbErr::Exec(inner) | DbErr::Query(inner)) = error else {
        return None;
    };
    let RuntimeErr::SqlxError(inner) = inner else {
        return None;
    };
    match inner.as_database_error()?.kind() {
        ErrorKind::UniqueViolation => Some(Violation::Unique),
        ErrorKind::ForeignKeyViolation => Some(Violation::ForeignKey),
        ErrorKind::CheckViolation => Some(Violation::Check),
        _ => None,
    }
}

/// Failures that a repeated transaction can cure: serialization failure (40001), deadlock (40P01),
/// and SQLite's busy codes (5, and 517 for a snapshot that is no longer the newest).
fn is_transient(error: &DbErr) -> bool {
    matches!(
        code(error).as_deref(),
        Some("40001" | "40P01" | "5" | "517")
    )
}

/// The engine's own error code.
fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(inner) | DbErr::Query(inner) | DbErr::Conn(inner)) = error else {
        return None;
    };
    let RuntimeErr::SqlxError(inner) = inner else {
        return None;
    };
    inner
        .as_database_error()
        .and_then(|error| error.code().map(std::borrow::Cow::into_owned))
}

/// Looks through the chain of sources for a database failure that repeating the transaction cures.
pub(crate) fn asks_for_retry(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(DbError::Unavailable(inner)) = error.downcast_ref::<DbError>() {
            return is_transient(inner);
        }
        if let Some(inner) = error.downcast_ref::<DbErr>() {
            return is_transient(inner);
        }
        next = error.source();
    }
    false
}
