//! The worker: sees to the regular sweeps, and that due jobs are run by [`Hands`].

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use db::DbError;
use tokio_util::sync::CancellationToken;

use super::{Registry, hands::Hands};
use crate::Shop;

/// How long an idle worker waits before it looks again.
const IDLE: Duration = Duration::from_millis(200);

type SweepRun =
    Arc<dyn Fn(Shop) -> Pin<Box<dyn Future<Output = Result<u64, DbError>> + Send>> + Send + Sync>;

/// How often a sweep runs.
pub type Period = Duration;

/// Work that is looked for regularly instead of being written down: every process may do it at the
/// same time, so each is safe to race.
#[derive(Clone)]
pub struct Sweep {
    pub name: &'static str,
    pub every: Period,
    pub run: SweepRun,
}

impl Sweep {
    /// `run` answers how many things it did.
    pub fn new<F, Fut>(name: &'static str, every: Period, run: F) -> Self
    where
        F: Fn(Shop) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u64, DbError>> + Send + 'static,
    {
        Self {
            name,
            every,
            run: Arc::new(move |shop| Box::pin(run(shop))),
        }
    }
}

/// Runs jobs and sweeps until it is told to stop; then it finishes what is running.
pub struct Worker {
    pub shop: Shop,
    pub registry: Registry,
    pub sweeps: Vec<Sweep>,
}

impl Worker {
    pub async fn run(self, stop: CancellationToken) {
        let sweeps = self
            .sweeps
            .into_iter()
            .map(|sweep| repeat(self.shop.clone(), sweep, stop.clone()));
        let sweeps = futures_util::future::join_all(sweeps);
        let jobs = work(self.shop.clone(), self.registry, stop.clone());
        tokio::join!(jobs, sweeps);
    }
}

async fn work(shop: Shop, registry: Registry, stop: CancellationToken) {
    let mut hands = Hands::new(shop, registry, stop.clone());
    loop {
        if stop.is_cancelled() {
            hands.put_back().await;
            if hands.are_empty() {
                return;
            }
        } else if hands.have_room()
            && let Err(error) = hands.claim().await
        {
            tracing::warn!(%error, "jobs cannot be read for the moment");
        }
        hands.begin();
        let ended = tokio::select! {
            biased;
            () = stop.cancelled(), if !stop.is_cancelled() => None,
            Some(outcome) = hands.ended() => Some(outcome),
            () = tokio::time::sleep(IDLE), if hands.have_room() => None,
            // No place is free, and nothing is running: a job waits to be alone.
            else => None,
        };
        if let Some(ended) = ended
            && let Err(error) = hands.record(ended).await
        {
            tracing::warn!(%error, "what came of jobs cannot be written down for the moment");
        }
    }
}

async fn repeat(shop: Shop, sweep: Sweep, stop: CancellationToken) {
    loop {
        match (sweep.run)(shop.clone()).await {
            Ok(0) => {}
            Ok(done) => tracing::info!(sweep = sweep.name, done, "sweep"),
            Err(error) => tracing::warn!(sweep = sweep.name, %error, "sweep failed"),
        }
        let pause = tokio::time::sleep(sweep.every);
        if stop.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}

/// Runs every due job once, until none is due; returns how many ran. For tests and for commands that finish their work
/// before they end.
pub async fn run_due(shop: &Shop, registry: &Registry) -> Result<usize, DbError> {
    let mut total = 0;
    let mut hands = Hands::new(shop.clone(), registry.clone(), CancellationToken::new());
    loop {
        if hands.have_room() {
            hands.claim().await?;
        }
        hands.begin();
        match hands.ended().await {
            Some(outcome) => total += hands.record(outcome).await?,
            None => return Ok(total),
        }
    }
}
