//! `shopwright import`: a progress bar while it runs, a report at the end.

use std::{fs::File, process::ExitCode};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use shop::{
    catalog::import::{self, ImportOptions, ImportReport, Progress},
    jobs, work,
};

use super::COMMAND_LINE;
use crate::{cli::ImportSource, config::Config, open};

/// Exit code 1 if any row could not be taken in.
pub async fn import(config: &Config, source: &ImportSource) -> anyhow::Result<ExitCode> {
    let (path, dry_run) = match source {
        ImportSource::Shopify { file, dry_run } | ImportSource::Woocommerce { file, dry_run } => {
            (file.as_path(), *dry_run)
        }
    };
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let size = file.metadata()?.len();
    let shop = open::open(config).await?;
    let bar = ProgressBar::new(size).with_style(ProgressStyle::with_template(
        "{bar:40} {percent:>3} %  {msg}",
    )?);
    let mut show = |progress: Progress| {
        bar.set_position(progress.bytes);
        bar.set_message(format!(
            "{} rows, {} products",
            progress.rows, progress.products
        ));
    };
    let options = ImportOptions { dry_run };
    let report = match source {
        ImportSource::Shopify { .. } => {
            import::shopify(&shop, &COMMAND_LINE, file, &options, &mut show).await?
        }
        ImportSource::Woocommerce { .. } => {
            import::woocommerce(&shop, &COMMAND_LINE, file, &options, &mut show).await?
        }
    };
    bar.finish_and_clear();
    print(&report, dry_run);
    if !dry_run && report.pictures_created > 0 {
        // What cannot be fetched now is tried again by the running shop.
        eprintln!("Fetching pictures…");
        jobs::run_due(&shop, &work::registry()).await?;
    }
    shop.db.close().await?;
    Ok(ExitCode::from(u8::from(!report.problems.is_empty())))
}

fn print(report: &ImportReport, dry_run: bool) {
    for problem in &report.problems {
        let column = problem
            .column
            .as_deref()
            .map_or_else(String::new, |column| format!(", {column}"));
        eprintln!(
            "line {}: {}{column}: {}",
            problem.line, problem.handle, problem.message
        );
    }
    if dry_run {
        println!("Nothing was changed (dry run). It would be:");
    }
    println!("rows read          {:>8}", report.rows);
    println!("products created   {:>8}", report.products_created);
    println!("products updated   {:>8}", report.products_updated);
    println!("products unchanged {:>8}", report.products_unchanged);
    println!("variants created   {:>8}", report.variants_created);
    println!("variants updated   {:>8}", report.variants_updated);
    println!("pictures created   {:>8}", report.pictures_created);
    println!("categories created {:>8}", report.categories_created);
    println!("attributes created {:>8}", report.attributes_created);
    println!("types created      {:>8}", report.product_types_created);
    println!("SKUs made          {:>8}", report.skus_made);
    println!("columns ignored    {:>8}", report.columns_ignored);
    println!("rows with problems {:>8}", report.problems.len());
}
