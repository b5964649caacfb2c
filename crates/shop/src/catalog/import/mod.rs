//! Catalogues of other shops, read from their export files.

pub(super) mod attribute_column;
pub(super) mod cells;
pub(super) mod columns;
mod encoding;
mod fields;
mod file;
mod format;
mod image;
pub(super) mod merge;
mod places;
mod product;
mod reading;
pub(super) mod record;
mod report;
mod returning;
mod run;
mod specify;
mod task;
mod together;
mod undo;
mod woo;
mod woo_cells;
mod woo_rows;
mod write;

pub(crate) use super::queries::imports::ImportChange;
pub use fields::{FIELDS, Field, attribute_fields};
pub use format::Format;
pub(crate) use record::begin_undo;
pub use record::{Import, Mapping, can_undo, find, forget_old, list, receive, save_mapping, start};
pub use report::Totals;
pub use report::{ImportError, ImportOptions, ImportReport, Progress, RowProblem};
pub use run::{shopify, woocommerce};
pub(in crate::catalog) use specify::text_of;
pub use task::{ImportProducts, Mode};
pub(crate) use undo::{Round, UndoError, Undoing, Undone};
