//! `shopwright export`: the catalogue as a file.

use std::{path::Path, process::ExitCode};

use shop::catalog::export::{self, ExportFilter};

use super::COMMAND_LINE;
use crate::{config::Config, open};

/// Exit code 1 if any product could not be written.
pub async fn export(config: &Config, path: &Path) -> anyhow::Result<ExitCode> {
    let shop = open::open(config).await?;
    let filter = ExportFilter::default();
    let report = export::write(&shop, &COMMAND_LINE, filter, path).await?;
    for (title, reason) in &report.left_out {
        eprintln!("{title}: {reason}");
    }
    println!("products written {:>8}", report.products);
    shop.db.close().await?;
    Ok(ExitCode::from(u8::from(!report.left_out.is_empty())))
}
