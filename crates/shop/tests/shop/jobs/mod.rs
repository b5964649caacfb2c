//! Work that follows a commit is done, once if all goes well, and never forgotten.

mod finished;
mod leases;
mod retries;
mod worker;

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use shop::{
    Shop, Timestamp,
    ids::JobId,
    jobs::{self, Attempt, Job, JobError, Listed, Registry, State},
};

/// How often each job was run by anybody in this process; its key is nobody else's.
static RUNS: Mutex<BTreeMap<JobId, u32>> = Mutex::new(BTreeMap::new());

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Behaviour {
    Succeed,
    /// Fails until its third attempt, for a reason that passes.
    FailTwice,
    FailAlways,
    FailForGood,
    Panic,
    /// Its first attempt never ends.
    HangOnce,
    /// No attempt ever ends: as far as others can tell, it ends its process.
    Hang,
}

#[derive(Debug, Serialize, Deserialize)]
struct Work {
    behaviour: Behaviour,
}

impl Job for Work {
    const KIND: &'static str = "test.work";

    async fn run(self, _: &Shop, attempt: Attempt) -> Result<(), JobError> {
        note_run(attempt.id);
        match self.behaviour {
            Behaviour::Succeed => Ok(()),
            Behaviour::FailTwice if attempt.number > 2 => Ok(()),
            Behaviour::FailTwice | Behaviour::FailAlways => Err(JobError::retry(format!(
                "no luck in attempt {}",
                attempt.number
            ))),
            Behaviour::FailForGood => Err(JobError::fail("hopeless")),
            Behaviour::Panic => panic!("a test job panics on purpose"),
            Behaviour::HangOnce if attempt.number > 1 => Ok(()),
            Behaviour::HangOnce | Behaviour::Hang => std::future::pending().await,
        }
    }
}

/// Keeps its place until another job is done.
#[derive(Debug, Serialize, Deserialize)]
struct UntilAnotherIsDone {}

impl Job for UntilAnotherIsDone {
    const KIND: &'static str = "test.until_another_is_done";

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        note_run(attempt.id);
        while count(shop, State::Done).await == 0 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}

fn registry() -> Registry {
    Registry::default().with::<Work>()
}

fn note_run(id: JobId) {
    let mut runs = RUNS.lock().unwrap_or_else(PoisonError::into_inner);
    *runs.entry(id).or_default() += 1;
}

fn runs_of(id: JobId) -> u32 {
    let runs = RUNS.lock().unwrap_or_else(PoisonError::into_inner);
    runs.get(&id).copied().unwrap_or_default()
}

async fn enqueue(shop: &Shop, behaviour: Behaviour, run_at: Timestamp) -> JobId {
    enqueue_job(shop, &Work { behaviour }, run_at).await
}

async fn enqueue_job<J: Job + Sync>(shop: &Shop, work: &J, run_at: Timestamp) -> JobId {
    let id: Result<JobId, db::DbError> = shop
        .db
        .transaction(|tx| async move { jobs::enqueue(&tx, work, run_at).await })
        .await;
    id.unwrap()
}

/// Runs what is due; returns how many jobs that were.
async fn run_due(shop: &Shop) -> usize {
    jobs::run_due(shop, &registry()).await.unwrap()
}

async fn in_state(shop: &Shop, state: State) -> Vec<Listed> {
    jobs::list(shop, state, 200).await.unwrap()
}

async fn count(shop: &Shop, state: State) -> u64 {
    jobs::count(shop, state).await.unwrap()
}
