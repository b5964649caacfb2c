//! What an import did, and what it could not do.

use std::borrow::Cow;

use db::DbError;
use serde::{Deserialize, Serialize};

use super::{columns::Column, product::FileProduct, write::Outcome};
use crate::{Failure, FailureKind, ids::ImportId, staff::Forbidden};

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
    pub attributes_created: u64,
    pub product_types_created: u64,
    /// SKUs made for variants that the file gives none.
    pub skus_made: u64,
    /// Columns that mean nothing to the shop.
    pub columns_ignored: u64,
    pub problems: Vec<RowProblem>,
}

/// What an import counts while it runs as a task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    pub products_created: u64,
    pub products_updated: u64,
    pub products_unchanged: u64,
    pub variants_created: u64,
    pub variants_updated: u64,
    pub pictures_created: u64,
    pub categories_created: u64,
    pub attributes_created: u64,
    pub product_types_created: u64,
    pub skus_made: u64,
}

impl Totals {
    pub(super) fn add(&mut self, outcome: &Outcome) {
        if outcome.product.is_none() {
            return;
        }
        match (outcome.is_created, outcome.is_changed) {
            (true, _) => self.products_created += 1,
            (false, true) => self.products_updated += 1,
            (false, false) => self.products_unchanged += 1,
        }
        self.variants_created += outcome.variants_created;
        self.variants_updated += outcome.variants_updated;
        self.pictures_created += outcome.pictures_created;
        self.skus_made += outcome.skus_made;
    }
}

/// A row that did not go in, or not as the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Of the file, from 1; a row that spans several lines is named by its first.
    pub line: u64,
    pub handle: String,
    pub column: Option<Cow<'static, str>>,
    pub message: String,
}

impl RowProblem {
    /// A SKU that an earlier row of the file has.
    pub(super) fn repeated_sku(
        product: &FileProduct,
        line: u64,
        sku: &commerce::Sku,
        first: u64,
    ) -> Self {
        Self {
            line,
            handle: product.handle.clone(),
            column: Some(Column::Sku.name().into()),
            message: format!("the SKU \"{sku}\" is that of line {first} already"),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the file cannot be read: {0}")]
    File(#[from] csv::Error),
    #[error("this is not a Shopify product export: it has no column {}", .missing.join(", "))]
    NotShopify { missing: Vec<&'static str> },
    #[error(
        "this is not a WooCommerce product export: it has no columns Type, Name and Regular price"
    )]
    NotWooCommerce,
    #[error("the file has no rows below its header")]
    Empty,
    #[error("the file is empty")]
    Blank,
    #[error("this is neither a CSV nor an XLSX file")]
    NoTable,
    #[error("this file cannot be read as XLSX: {0}")]
    Spreadsheet(String),
    #[error("the columns are not named yet: title and price are needed at least")]
    NotMapped,
    #[error("somebody else began it meanwhile")]
    Stale,
    #[error("there is nothing that can be taken back")]
    NothingToUndo,
    #[error("import {0} does not exist")]
    NotFound(ImportId),
    #[error("the file cannot be kept: {0}")]
    Io(#[from] std::io::Error),
    #[error("the import stopped: {0}")]
    Stopped(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for ImportError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::File(_)
            | Self::NotShopify { .. }
            | Self::NotWooCommerce
            | Self::Empty
            | Self::Blank
            | Self::NoTable
            | Self::Spreadsheet(_)
            | Self::NotMapped => FailureKind::Invalid,
            Self::Stale | Self::NothingToUndo => FailureKind::Conflict,
            Self::NotFound(_) => FailureKind::NotFound,
            Self::Io(_) => FailureKind::Unavailable,
            Self::Stopped(_) => FailureKind::Internal,
            Self::Db(error) => error.kind(),
        }
    }
}
