//! What an import did, and what it could not do.

use db::DbError;

use crate::{Failure, FailureKind, staff::Forbidden};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Check everything and write nothing.
    pub dry_run: bool,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub bytes: u64,
    pub rows: u64,
    pub products: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows of the file, without the header.
    pub rows: u64,
    pub products_created: u64,
    pub products_updated: u64,
    pub products_unchanged: u64,
    pub variants_created: u64,
    pub variants_updated: u64,
    pub pictures_created: u64,
    pub categories_created: u64,
    /// SKUs made for variants that the file gives none.
    pub skus_made: u64,
    /// Columns that mean nothing to the shop.
    pub columns_ignored: u64,
    pub problems: Vec<RowProblem>,
}

/// A row that did not go in, or not as the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Of the file, from 1; a row that spans several lines is named by its first.
    pub line: u64,
    pub handle: String,
    pub column: Option<&'static str>,
    pub message: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the file cannot be read: {0}")]
    File(#[from] csv::Error),
    #[error("this is not a Shopify product export: it has no column {}", .missing.join(", "))]
    NotShopify { missing: Vec<&'static str> },
    #[error("the import stopped: {0}")]
    Stopped(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for ImportError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::File(_) | Self::NotShopify { .. } => FailureKind::Invalid,
            Self::Stopped(_) => FailureKind::Internal,
            Self::Db(error) => error.kind(),
        }
    }
}
