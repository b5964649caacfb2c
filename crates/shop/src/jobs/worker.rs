//! The worker: claims due jobs, runs them, records what came of them; and the regular sweeps.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use chrono::TimeDelta;
use db::{DbError, Tx};
use futures_util::{StreamExt, stream};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Attempt, JobError, MAX_ATTEMPTS, Registry,
    queries::{self, Claimed, State},
    registry::Done,
};
use crate::{Shop, Timestamp, ids::JobId};

/// How long an idle worker waits before it looks again.
const IDLE: Duration = Duration::from_millis(200);
/// Jobs taken in one transaction.
const BATCH: u64 = 32;
/// Of these, how many run at the same time.
const CONCURRENCY: usize = 8;
/// The most that a job may take.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(45);
/// Longer than a whole batch takes at worst, so that nobody else gets a job that still runs.
const LEASE: TimeDelta = TimeDelta::seconds(300);
const _: () = {
    let rounds = BATCH.div_ceil(CONCURRENCY as u64);
    assert!(rounds * TIME_LIMIT.as_secs() < LEASE.num_seconds().cast_unsigned());
};
/// The longest wait between two tries.
const LONGEST_PAUSE_SECS: i64 = 3600;

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
    while !stop.is_cancelled() {
        match run_batch(&shop, &registry, &stop).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "jobs cannot be read for the moment"),
        }
        stop.run_until_cancelled(tokio::time::sleep(IDLE)).await;
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

/// Runs every due job once, in batches, until none is due; returns how many ran. For tests and for
/// commands that finish their work before they end.
pub async fn run_due(shop: &Shop, registry: &Registry) -> Result<usize, DbError> {
    let mut total = 0;
    let never = CancellationToken::new();
    loop {
        match run_batch(shop, registry, &never).await? {
            0 => return Ok(total),
            some => total += some,
        }
    }
}

/// Once told to `stop` it begins no more jobs, and puts back what it has claimed.
async fn run_batch(
    shop: &Shop,
    registry: &Registry,
    stop: &CancellationToken,
) -> Result<usize, DbError> {
    let now = shop.clock.now();
    // An idle shop takes no write lock.
    let kinds = &registry.kinds().collect::<Vec<_>>();
    if !queries::any_due(shop.db.primary(), kinds, now).await? {
        return Ok(0);
    }
    let lease = Uuid::now_v7();
    let claimed = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            queries::claim(tx, kinds, lease, BATCH, now, LEASE).await
        })
        .await?;
    let count = claimed.len();
    let mut running = stream::iter(claimed)
        .map(|job| async move {
            if stop.is_cancelled() {
                return Err(job.id);
            }
            let result = run_one(shop, registry, &job).await;
            let at = shop.clock.now();
            Ok(Outcome { job, result, at })
        })
        .buffer_unordered(CONCURRENCY);
    let (mut outcomes, mut not_begun) = (Vec::new(), Vec::new());
    while let Some(job) = running.next().await {
        match job {
            Ok(outcome) => outcomes.push(outcome),
            Err(id) => not_begun.push(id),
        }
    }
    record(shop, registry, lease, &outcomes, &not_begun).await?;
    Ok(count)
}

/// What came of a job, and when.
struct Outcome {
    job: Claimed,
    result: Result<(), JobError>,
    at: Timestamp,
}

async fn run_one(shop: &Shop, registry: &Registry, job: &Claimed) -> Result<(), JobError> {
    let attempt = Attempt {
        id: job.id,
        number: job.attempt,
    };
    let run = registry.run(shop, &job.kind, job.payload.clone(), attempt);
    // A panic in one job must not end the worker.
    let guarded = futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(run));
    guarded
        .await
        .unwrap_or_else(|_panic| Err(JobError::fail("the job panicked; the log says where")))
}

/// One transaction for the whole batch.
async fn record(
    shop: &Shop,
    registry: &Registry,
    lease: Uuid,
    outcomes: &[Outcome],
    not_begun: &[JobId],
) -> Result<(), DbError> {
    if outcomes.is_empty() && not_begun.is_empty() {
        return Ok(());
    }
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            record_done(tx, registry, lease, outcomes, now).await?;
            for outcome in outcomes {
                if let Err(error) = &outcome.result {
                    record_failed(tx, lease, &outcome.job, error, now).await?;
                }
            }
            queries::put_back_not_begun(tx, lease, not_begun).await
        })
        .await
}

async fn record_done(
    tx: &Tx,
    registry: &Registry,
    lease: Uuid,
    outcomes: &[Outcome],
    now: Timestamp,
) -> Result<(), DbError> {
    let done: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.result.is_ok())
        .collect();
    if done.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = done.iter().map(|outcome| outcome.job.id).collect();
    let marked = queries::finish(tx, lease, &ids, now).await?;
    let ours: Vec<_> = done
        .iter()
        .filter(|outcome| marked.contains(&outcome.job.id))
        .map(|outcome| Done {
            kind: &outcome.job.kind,
            payload: &outcome.job.payload,
            at: outcome.at,
        })
        .collect();
    registry.finished(tx, &ours).await
}

async fn record_failed(
    tx: &Tx,
    lease: Uuid,
    job: &Claimed,
    error: &JobError,
    now: Timestamp,
) -> Result<(), DbError> {
    let state = state_after(job, error);
    tracing::warn!(job.id = %job.id, job.kind, job.attempt, %error, state = state.as_str(), "job failed");
    let run_at = now + pause_after(job.attempt);
    queries::put_back(tx, lease, job.id, &error.to_string(), state, run_at).await
}

fn state_after(job: &Claimed, error: &JobError) -> State {
    match error {
        JobError::Retry(_) if job.attempt < MAX_ATTEMPTS => State::Ready,
        JobError::Retry(_) | JobError::Fail(_) => State::Parked,
    }
}

/// 10 s, 20 s, 40 s … up to an hour.
fn pause_after(attempt: i64) -> TimeDelta {
    let doublings = u32::try_from(attempt - 1).unwrap_or(0).min(16);
    let secs = 10_i64
        .saturating_mul(1 << doublings)
        .min(LONGEST_PAUSE_SECS);
    TimeDelta::seconds(secs)
}
