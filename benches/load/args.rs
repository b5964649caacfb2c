//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use serde::Serialize;
use url::Url;

/// Shops at a running Shopwright like a browser without script, with many hands, and says how long it took.
#[derive(Debug, Clone, Parser)]
#[command(name = "load", version)]
pub struct Args {
    /// Where the shop is, over plain HTTP; with `--serve`, where it shall listen.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub url: Url,
    /// Customers at the same time, each with one connection.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub clients: u32,
    /// How long to measure.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: u64,
    /// What the customers do.
    #[arg(long, value_enum, default_value_t = Mix::Shopping)]
    pub mix: Mix,
    /// Mean pause of a customer before each click, exponentially distributed.
    #[arg(long, default_value_t = 0)]
    pub think_ms: u64,
    /// Seconds of the same work before anything is measured.
    #[arg(long, default_value_t = 2)]
    pub warmup: u64,
    /// With `--mix place`: how many carts are prepared; the run ends when they are placed.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub carts: u32,
    /// Process id of the server: its memory and processor time are reported.
    #[arg(long, conflicts_with = "serve")]
    pub pid: Option<u32>,
    /// Starts this `shopwright` binary as a demo shop in a temporary folder and stops it afterwards.
    #[arg(long, value_name = "BINARY")]
    pub serve: Option<PathBuf>,
    /// With `--serve`: how many products the demo shop gets; its own few without this.
    #[arg(long, requires = "serve")]
    pub products: Option<u32>,
    /// Writes the figures here too, as JSON.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Where the customers' choices start; the same number makes the same choices.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mix {
    /// TPC-W's browsing mix: looking around, few orders.
    Browsing,
    /// TPC-W's shopping mix.
    Shopping,
    /// TPC-W's ordering mix: half of the clicks are about buying.
    Ordering,
    /// Nothing but full checkouts, from the home page to the paid order.
    Checkout,
    /// Carts are prepared up to the payment page; then only `POST /checkout/place` is timed.
    Place,
    /// Product pages only.
    Product,
    /// Product pages only, some far more often than others.
    Popular,
    /// Category pages only: their first pages, in every order.
    Category,
    /// Category pages narrowed down by one or two values of their facets.
    Filtered,
    /// Searches only, by one to three words of a product, every fourth with a typo.
    Search,
    /// Suggestions only, as they are asked for while somebody types.
    Suggest,
}

impl Args {
    pub fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    pub fn warm_up(&self) -> Duration {
        Duration::from_secs(self.warmup)
    }

    pub fn think(&self) -> Duration {
        Duration::from_millis(self.think_ms)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_number_of_products_needs_a_shop_of_our_own() {
        assert!(Args::try_parse_from(["load", "--products", "1000"]).is_err());
        let args = ["load", "--products", "1000", "--serve", "shopwright"];
        assert_eq!(Args::try_parse_from(args).unwrap().products, Some(1000));
    }
}
