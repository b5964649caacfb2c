//! The jobs that this process has in its hands: claimed, running, and what came of them.
//!
//! Each job has a place of its own, and a place that becomes free takes the next job. A kind has only so many places, so
//! that many slow jobs of one kind leave room for the others.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use chrono::TimeDelta;
use db::{DbError, Tx};
use tokio::{
    task::JoinSet,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Attempt, JobError, MAX_ATTEMPTS, Registry,
    queries::{self, Claimed, State},
    registry::Done,
};
use crate::{Shop, Timestamp};

/// How many jobs run at the same time.
pub(super) const PLACES: usize = 8;
/// Jobs taken in one transaction; more than there are places, because most take milliseconds.
const BATCH: u64 = 32;
/// How long others may end to be written down together with one that ended.
const LINGER: Duration = Duration::from_millis(10);
/// The most that a job may take.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(45);
/// Longer than a claimed job waits and runs at worst, so that nobody else gets one that still runs.
const LEASE: TimeDelta = TimeDelta::seconds(300);
const _: () = {
    // Those that run when it is claimed, those that are claimed with it, and itself when it has to be alone.
    let rounds = 1 + BATCH.div_ceil(PLACES as u64) + 1;
    assert!(rounds * TIME_LIMIT.as_secs() < LEASE.num_seconds().cast_unsigned());
};
/// The longest wait between two tries.
const LONGEST_PAUSE_SECS: i64 = 3600;

pub(super) struct Hands {
    shop: Shop,
    registry: Arc<Registry>,
    /// Once told to stop they begin nothing more.
    stop: CancellationToken,
    running: JoinSet<Outcome>,
    /// What each of these is.
    places: Vec<Place>,
    /// Claimed, and not begun.
    waiting: VecDeque<Claimed>,
}

struct Place {
    kind: String,
    is_alone: bool,
}

/// What came of a job, and when.
pub(super) struct Outcome {
    job: Claimed,
    result: Result<(), JobError>,
    at: Timestamp,
}

impl Hands {
    pub fn new(shop: Shop, registry: Registry, stop: CancellationToken) -> Self {
        Self {
            shop,
            registry: Arc::new(registry),
            stop,
            running: JoinSet::new(),
            places: Vec::new(),
            waiting: VecDeque::new(),
        }
    }

    pub fn are_empty(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty()
    }

    /// Whether it is time to claim more.
    pub fn have_room(&self) -> bool {
        self.waiting.is_empty() && self.have_place()
    }

    fn have_place(&self) -> bool {
        self.places.len() < PLACES && !self.places.iter().any(|place| place.is_alone)
    }

    /// Takes jobs that are due, of each kind at most as many as it has free places.
    pub async fn claim(&mut self) -> Result<(), DbError> {
        let now = self.shop.clock.now();
        let mut kinds = Vec::new();
        let mut few = Vec::new();
        for (kind, places) in self.registry.kinds() {
            let taken = self.places.iter().filter(|place| place.kind == kind);
            match places.saturating_sub(taken.count()) {
                0 => {}
                _ if places >= PLACES => kinds.push(kind),
                free => few.push((kind, free)),
            }
        }
        let all: Vec<_> = few
            .iter()
            .map(|(kind, _)| *kind)
            .chain(kinds.clone())
            .collect();
        // An idle shop takes no write lock.
        if !queries::any_due(self.shop.db.primary(), &all, now).await? {
            return Ok(());
        }
        let (kinds, few) = (&kinds, &few);
        let claimed = self
            .shop
            .db
            .transaction(|tx| async move { claim(&tx, kinds, few, now).await })
            .await?;
        self.waiting.extend(claimed);
        Ok(())
    }

    /// Gives the jobs that wait to the places that are free.
    pub fn begin(&mut self) {
        while !self.stop.is_cancelled() && self.have_place() {
            let is_idle = self.places.is_empty();
            let next = self
                .waiting
                .pop_front_if(|job| is_idle || !job.was_left_behind);
            let Some(job) = next else {
                return;
            };
            self.places.push(Place {
                kind: job.kind.clone(),
                is_alone: job.was_left_behind,
            });
            let run = run_one(self.shop.clone(), Arc::clone(&self.registry), job);
            self.running.spawn(run);
        }
    }

    /// Waits for one of those that run; `None` when none does.
    pub async fn ended(&mut self) -> Option<Outcome> {
        let Some(joined) = self.running.join_next().await else {
            self.places.clear();
            return None;
        };
        // Nothing but a panic of ours outside a job could come instead; what it ran is repeated when its lease is over.
        let outcome = joined.ok()?;
        let is_its = |place: &Place| place.kind == outcome.job.kind;
        if let Some(place) = self.places.iter().position(is_its) {
            self.places.swap_remove(place);
        }
        Some(outcome)
    }

    /// Writes down what came of a job, and of those that end at about the same time: one transaction for all. How many
    /// they are.
    pub async fn record(&mut self, first: Outcome) -> Result<usize, DbError> {
        let until = Instant::now() + LINGER;
        let mut outcomes = vec![first];
        loop {
            self.begin();
            match timeout_at(until, self.ended()).await {
                Ok(Some(outcome)) => outcomes.push(outcome),
                Ok(None) | Err(_) => break,
            }
        }
        let now = self.shop.clock.now();
        let (registry, outcomes) = (&*self.registry, &outcomes);
        self.shop
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                record_done(tx, registry, outcomes, now).await?;
                for outcome in outcomes {
                    if let Err(error) = &outcome.result {
                        record_failed(tx, &outcome.job, error, now).await?;
                    }
                }
                Ok::<_, DbError>(())
            })
            .await?;
        Ok(outcomes.len())
    }

    /// Leaves what has not begun to others.
    pub async fn put_back(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let jobs: Vec<_> = self.waiting.drain(..).collect();
        let jobs = &jobs;
        let put_back = self
            .shop
            .db
            .transaction(|tx| async move { queries::put_back_not_begun(&tx, jobs).await })
            .await;
        if let Err(error) = put_back {
            tracing::warn!(%error, "jobs that were not begun wait until their lease is over");
        }
    }
}

async fn claim(
    tx: &Tx,
    kinds: &[&'static str],
    few: &[(&'static str, usize)],
    now: Timestamp,
) -> Result<Vec<Claimed>, DbError> {
    let lease = Uuid::now_v7();
    let mut claimed = Vec::new();
    // Those of which there may be few go first: they have a place, or they were not asked for.
    for (kind, free) in few {
        let free = u64::try_from(*free).unwrap_or(BATCH);
        claimed.extend(queries::claim(tx, &[*kind], lease, free, now, LEASE).await?);
        if claimed.iter().any(|job| job.was_left_behind) {
            return Ok(claimed);
        }
    }
    if !kinds.is_empty() {
        claimed.extend(queries::claim(tx, kinds, lease, BATCH, now, LEASE).await?);
    }
    Ok(claimed)
}

async fn run_one(shop: Shop, registry: Arc<Registry>, job: Claimed) -> Outcome {
    let attempt = Attempt {
        id: job.id,
        number: job.attempt,
    };
    let run = registry.run(&shop, &job.kind, job.payload.clone(), attempt);
    // A panic in one job must not end the worker.
    let guarded = futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(run));
    let result = guarded
        .await
        .unwrap_or_else(|_panic| Err(JobError::fail("the job panicked; the log says where")));
    let at = shop.clock.now();
    Outcome { job, result, at }
}

async fn record_done(
    tx: &Tx,
    registry: &Registry,
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
    let jobs: Vec<_> = done.iter().map(|outcome| &outcome.job).collect();
    let marked = queries::finish(tx, &jobs, now).await?;
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
    job: &Claimed,
    error: &JobError,
    now: Timestamp,
) -> Result<(), DbError> {
    let state = state_after(job, error);
    tracing::warn!(job.id = %job.id, job.kind, job.attempt, %error, state = state.as_str(), "job failed");
    let run_at = now + pause_after(job.attempt);
    queries::put_back(tx, job.lease, job.id, &error.to_string(), state, run_at).await
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
