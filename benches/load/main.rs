//! The load generator: how to run it and what its numbers mean is in `benches/README.md`.

mod args;
mod browser;
mod catalogue;
mod customer;
#[cfg(test)]
mod fake;
mod form;
mod html;
mod http;
mod listing;
mod mix;
mod offer;
mod order_page;
mod process;
mod report;
mod run;
mod server;
mod shopper;
mod stats;
mod step;
#[cfg(test)]
mod tests;
mod visit;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use crate::args::Args;
use crate::report::{Report, Start, millis};
use crate::server::Server;

/// One thread: the server needs the cores more.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run_and_report(&Args::parse()).await {
        // So that scripts notice: a run with errors measures something else than a shop.
        Ok(report) if report.errors > 0 => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run_and_report(args: &Args) -> Result<Report> {
    let report = tokio::select! {
        report = measure(args) => report?,
        stopped = stopped() => {
            stopped?;
            bail!("stopped before the run was over");
        }
    };
    print!("{report}");
    if let Some(file) = &args.json {
        let json = serde_json::to_string_pretty(&report)?;
        std::fs::write(file, json + "\n")
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(report)
}

/// Waits for Ctrl-C or SIGTERM; ending by itself, the program takes its server with it.
async fn stopped() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

async fn measure(args: &Args) -> Result<Report> {
    let Some(binary) = &args.serve else {
        return run::run(args, args.pid, None).await;
    };
    let server = Server::start(binary, args).await?;
    let start = Start {
        stocked_ms: millis(server.stocked),
        ready_ms: millis(server.ready),
    };
    let report = run::run(args, Some(server.pid()), Some(start)).await;
    server.stop().await?;
    report
}
