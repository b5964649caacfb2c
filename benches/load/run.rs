//! One run: customers are let in, time is taken, the figures are collected.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::args::{Args, Mix};
use crate::browser::Browser;
use crate::catalogue::Catalogue;
use crate::http::{Connection, Site};
use crate::process::{memory, processor_time};
use crate::report::{Report, Run, Start};
use crate::shopper::{Halt, ReadyCart, Shopper};
use crate::stats::{Record, Window};

/// Carts that each customer places before anything is measured with `--mix place`.
const WARM_UP_CARTS: u32 = 4;
/// Sold-out products that a customer who prepares a cart puts up with in a row.
const MOST_REFUSALS: u32 = 20;

/// A customer and the carts that they are going to place.
struct Prepared {
    shopper: Shopper,
    carts: Vec<ReadyCart>,
}

/// Runs the mix against a shop that is up; `pid` is the server's.
///
/// # Errors
/// The shop cannot be reached, sells nothing, or carts cannot be prepared.
pub async fn run(args: &Args, pid: Option<u32>, start: Option<Start>) -> Result<Report> {
    let site = Site::parse(&args.url)?;
    let catalogue = Arc::new(Catalogue::learn(&mut Connection::new(site.clone())).await?);
    let shoppers = (0..args.clients).map(|client| shopper(args, &site, &catalogue, client));
    let products = catalogue.products();

    let (record, measured, usage) = if args.mix == Mix::Place {
        place(args, prepare_all(args, shoppers.collect()).await?, pid).await?
    } else {
        work(args, shoppers.collect(), pid).await?
    };

    let server = match (pid, usage.server) {
        (Some(pid), Some(cpu)) => Some((memory(pid)?, cpu)),
        (Some(_) | None, _) => None,
    };
    let generator = usage.generator;
    let (mix, clients, think_ms) = (args.mix, args.clients, args.think_ms);
    let run = Run {
        mix,
        clients,
        think_ms,
        products,
        measured,
        server,
        generator,
        start,
    };
    Ok(Report::new(run, record))
}

fn shopper(args: &Args, site: &Site, catalogue: &Arc<Catalogue>, client: u32) -> Shopper {
    // Each customer has random choices of their own, the same in each run.
    let random = StdRng::seed_from_u64(
        args.seed
            .wrapping_mul(1_000_003)
            .wrapping_add(client.into()),
    );
    let browser = Browser::new(Connection::new(site.clone()), random, args.think());
    Shopper::new(browser, Arc::clone(catalogue))
}

/// Every mix but `place`: all work until the time is up, then drop what is in their hands.
async fn work(
    args: &Args,
    shoppers: Vec<Shopper>,
    pid: Option<u32>,
) -> Result<(Record, Duration, Usage)> {
    let from = Instant::now() + args.warm_up();
    let window = Window {
        from,
        until: from + args.length(),
    };
    let mix = args.mix;
    let mut customers = JoinSet::new();
    for mut shopper in shoppers {
        shopper.browser.window = Some(window);
        customers.spawn(async move {
            // The work never ends by itself.
            timeout_at(window.until, shopper.work(mix))
                .await
                .unwrap_or_default();
            shopper.browser.record
        });
    }
    sleep_until(window.from).await;
    let before = Usage::now(pid)?;
    let record = collect(&mut customers).await?;
    Ok((record, args.length(), Usage::now(pid)?.since(before)))
}

/// Places prepared carts, each customer their own, until they or the time are used up.
async fn place(
    args: &Args,
    mut prepared: Vec<Prepared>,
    pid: Option<u32>,
) -> Result<(Record, Duration, Usage)> {
    for Prepared { shopper, carts } in &mut prepared {
        for cart in carts.drain(..usize::try_from(WARM_UP_CARTS)?.min(carts.len())) {
            shopper.place_ready(cart).await;
        }
    }
    let before = Usage::now(pid)?;
    let from = Instant::now();
    let window = Window {
        from,
        until: from + args.length(),
    };
    let mut customers = JoinSet::new();
    for Prepared { mut shopper, carts } in prepared {
        shopper.browser.window = Some(window);
        customers.spawn(async move {
            let all = async {
                for cart in carts {
                    shopper.place_ready(cart).await;
                }
            };
            // Running out of carts and running out of time are both the end.
            timeout_at(window.until, all).await.unwrap_or_default();
            shopper.browser.record
        });
    }
    let record = collect(&mut customers).await?;
    let measured = from.elapsed().min(args.length());
    Ok((record, measured, Usage::now(pid)?.since(before)))
}

async fn prepare_all(args: &Args, shoppers: Vec<Shopper>) -> Result<Vec<Prepared>> {
    let each = args.carts.div_ceil(args.clients) + WARM_UP_CARTS;
    eprintln!("preparing {} carts …", each * args.clients);
    let begin = Instant::now();
    let mut customers = JoinSet::new();
    for shopper in shoppers {
        customers.spawn(prepare(shopper, each));
    }
    let mut prepared = Vec::new();
    while let Some(customer) = customers.join_next().await {
        prepared.push(customer??);
    }
    eprintln!("prepared in {:.1} s", begin.elapsed().as_secs_f64());
    Ok(prepared)
}

async fn prepare(mut shopper: Shopper, count: u32) -> Result<Prepared> {
    let mut carts = Vec::new();
    for _ in 0..count {
        let mut refusals = 0;
        let cart = loop {
            match shopper.prepare().await {
                Ok(cart) => break cart,
                Err(Halt::SoldOut | Halt::Changed) if refusals < MOST_REFUSALS => refusals += 1,
                Err(Halt::SoldOut | Halt::Changed) => {
                    bail!("too much is sold out to prepare carts")
                }
                Err(Halt::Failed(failure)) => {
                    bail!(
                        "cannot prepare a cart: {}: {}",
                        failure.step.label(),
                        failure.message
                    )
                }
            }
        };
        carts.push(cart);
    }
    Ok(Prepared { shopper, carts })
}

async fn collect(customers: &mut JoinSet<Record>) -> Result<Record> {
    let mut all = Record::default();
    while let Some(record) = customers.join_next().await {
        all.add(record.context("a customer broke down")?);
    }
    Ok(all)
}

/// Processor time used so far.
#[derive(Debug, Clone, Copy)]
struct Usage {
    server: Option<Duration>,
    generator: Duration,
}

impl Usage {
    fn now(pid: Option<u32>) -> Result<Self> {
        let server = pid.map(processor_time).transpose()?;
        Ok(Self {
            server,
            generator: processor_time(std::process::id())?,
        })
    }

    fn since(self, before: Self) -> Self {
        let server = self
            .server
            .zip(before.server)
            .map(|(now, then)| now.saturating_sub(then));
        Self {
            server,
            generator: self.generator.saturating_sub(before.generator),
        }
    }
}
