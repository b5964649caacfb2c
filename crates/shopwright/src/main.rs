//! A complete web shop in one binary.

mod cli;
mod commands;
mod config;
mod demo;
mod open;
mod serve;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command, StaffCommand};
use config::{Config, LogFormat};
use shop::search::Lag;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // One TLS provider for the whole program; without it the first HTTPS connection would panic.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        eprintln!("a TLS provider is installed already");
    }
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("shopwright: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // A commit to SQLite waits for the disk on the thread that asked for it.
        .worker_threads(cores + 2)
        .enable_all()
        .build()?;
    runtime.block_on(dispatch(cli))
}

async fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    if let Command::Demo { products } = cli.command {
        return demo::run(cli.flags, products).await;
    }
    let config = Config::load(&cli.flags)?;
    start_log(&config);
    match cli.command {
        Command::Serve { no_worker } => serve::serve(&config, !no_worker).await,
        Command::Worker => serve::work(&config).await,
        Command::Migrate => commands::migrate(&config).await,
        Command::Reindex => commands::reindex(&config).await,
        Command::Audit { at_rest } => {
            let lag = if at_rest { Lag::Told } else { Lag::Excused };
            commands::audit(&config, lag).await
        }
        Command::Import { source } => commands::import(&config, &source).await,
        Command::Export { file } => commands::export(&config, &file).await,
        Command::Staff {
            command: StaffCommand::Add { name, email, role },
        } => commands::add_staff(&config, name, email, role).await,
        Command::Demo { .. } => unreachable!("handled above"),
    }
}

fn start_log(config: &Config) {
    // The filter was checked with the configuration.
    let filter = EnvFilter::new(&config.log);
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
}
