//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use shop::staff::Role;

use crate::config::Flags;

#[derive(Debug, Parser)]
#[command(
    name = "shopwright",
    version,
    about = "A complete web shop in one binary"
)]
pub struct Cli {
    #[command(flatten)]
    pub flags: Flags,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the shop: pages and, unless told otherwise, the background work
    Serve {
        /// Leaves the background work to `shopwright worker`
        #[arg(long)]
        no_worker: bool,
    },
    /// Runs only the background work: mails, webhooks, expiry
    Worker,
    /// Serves a stocked demo shop from a fresh folder (or from --data-dir, as it is)
    Demo {
        /// Fills the shop up to this many products, for load tests
        #[arg(long, value_name = "COUNT")]
        products: Option<usize>,
    },
    /// Brings products in from another shop
    Import {
        #[command(subcommand)]
        source: ImportSource,
    },
    /// Writes all products into a file (.csv or .xlsx) that can be imported again
    Export { file: PathBuf },
    /// Manages the people who run the shop
    Staff {
        #[command(subcommand)]
        command: StaffCommand,
    },
    /// Checks on live data that the books balance; exit code 1 and a list if not
    Audit {
        /// For a shop in which nothing is going on: what a search index has not heard of yet is told, too
        #[arg(long)]
        at_rest: bool,
    },
    /// Builds the search index anew; a running shop does it itself and goes on answering
    Reindex,
    /// Brings the database's schema up to date and ends
    Migrate,
}

#[derive(Debug, Subcommand)]
pub enum ImportSource {
    /// A product export (CSV) of Shopify, or one of our own
    Shopify {
        file: PathBuf,
        /// Checks everything and changes nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// A product export (CSV) of WooCommerce
    Woocommerce {
        file: PathBuf,
        /// Checks everything and changes nothing
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Adds a person; the password is read from the terminal or the standard input
    Add {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        /// administrator, `content_manager` or warehouse
        #[arg(long)]
        role: Role,
    },
}
