//! Catalogues of other shops, read from their export files.

mod cells;
mod columns;
mod file;
mod merge;
mod product;
mod report;
mod run;
mod write;

pub use report::{ImportError, ImportOptions, ImportReport, Progress, RowProblem};
pub use run::shopify;
