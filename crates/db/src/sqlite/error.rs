//! SQLite's errors in the form in which SeaORM hands on those of every engine.

use std::{borrow::Cow, error::Error, fmt, sync::Arc};

use rusqlite::ffi;
use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::error::{DatabaseError, Error as SqlxError, ErrorKind},
};

/// What SQLite answered: its message and its extended result code (sqlite.org/rescode.html).
#[derive(Debug)]
struct SqliteError {
    code: i32,
    message: String,
}

pub(super) fn db_err(error: rusqlite::Error, variant: fn(RuntimeErr) -> DbErr) -> DbErr {
    variant(runtime_err(error))
}

pub(super) fn runtime_err(error: rusqlite::Error) -> RuntimeErr {
    let error = match error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            SqlxError::Database(Box::new(SqliteError {
                code: failure.extended_code,
                message: message.unwrap_or_else(|| failure.to_string()),
            }))
        }
        other => SqlxError::Decode(Box::new(other)),
    };
    RuntimeErr::SqlxError(Arc::new(error))
}

impl fmt::Display for SqliteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(code: {}) {}", self.code, self.message)
    }
}

impl Error for SqliteError {}

impl DatabaseError for SqliteError {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
                ErrorKind::UniqueViolation
            }
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }
}
