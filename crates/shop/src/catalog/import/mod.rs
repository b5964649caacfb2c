//! Catalogues of other shops, read from their export files.

pub(super) mod cells;
pub(super) mod columns;
mod fields;
mod file;
mod format;
pub(super) mod merge;
mod places;
mod product;
mod reading;
pub(super) mod record;
mod report;
mod run;
mod task;
mod undo;
mod woo;
mod woo_cells;
mod woo_rows;
mod write;

pub use fields::{FIELDS, Field};
pub use format::Format;
pub use record::{
    Import, Mapping, can_undo, find, forget_old, list, receive, save_mapping, start, undo,
};
pub use report::Totals;
pub use report::{ImportError, ImportOptions, ImportReport, Progress, RowProblem};
pub use run::{shopify, woocommerce};
pub use task::{ImportProducts, Mode};
pub use undo::UndoImport;
