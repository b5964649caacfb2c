//! What is written down together with the end of jobs.

use std::sync::{Mutex, PoisonError};

use db::{DbError, Tx};
use serde::{Deserialize, Serialize};
use shop::{
    Shop, Timestamp,
    jobs::{self, Attempt, Finished, Job, JobError, NewJob, Registry, State},
};
use testkit::{TestShop, shop_test};
use uuid::Uuid;

use super::{count, in_state};
use crate::support::run_sql;

/// Numbers and times of the jobs of one call.
type Told = Vec<(u32, Timestamp)>;

/// What was told of each test's jobs.
static TOLD: Mutex<Vec<(Uuid, Told)>> = Mutex::new(Vec::new());

#[derive(Debug, Serialize, Deserialize)]
struct Errand {
    /// Which test it belongs to.
    test: Uuid,
    number: u32,
    /// Fails in its first attempt.
    fails_once: bool,
    /// Does not end before some job is parked.
    waits: bool,
}

impl Job for Errand {
    const KIND: &'static str = "test.errand";

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        while self.waits && count(shop, State::Parked).await == 0 {
            tokio::task::yield_now().await;
        }
        if self.fails_once && attempt.number == 1 {
            return Err(JobError::retry("not yet"));
        }
        Ok(())
    }

    async fn finished(_: &Tx, errands: Vec<Finished<Self>>) -> Result<(), DbError> {
        let test = errands[0].job.test;
        let mut numbers: Vec<_> = errands
            .iter()
            .map(|errand| (errand.job.number, errand.at))
            .collect();
        numbers.sort_unstable();
        TOLD.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((test, numbers));
        Ok(())
    }
}

fn registry() -> Registry {
    Registry::default().with::<Errand>()
}

fn told(test: Uuid) -> Vec<Told> {
    let told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let calls = told.iter().filter(|(of, _)| *of == test);
    calls.map(|(_, numbers)| numbers.clone()).collect()
}

async fn enqueue(shop: &Shop, jobs: &[NewJob]) {
    let now = shop.clock.now();
    let stored: Result<(), DbError> = shop
        .db
        .transaction(|tx| async move { jobs::enqueue_new(&tx, jobs, now).await })
        .await;
    stored.unwrap();
}

fn errand(test: Uuid, number: u32, fails_once: bool) -> NewJob {
    let errand = Errand {
        test,
        number,
        fails_once,
        waits: false,
    };
    NewJob::new(&errand).unwrap()
}

fn waiting(test: Uuid, number: u32) -> NewJob {
    let errand = Errand {
        test,
        number,
        fails_once: false,
        waits: true,
    };
    NewJob::new(&errand).unwrap()
}

#[shop_test]
async fn jobs_that_end_together_are_told_of_together_and_each_once(shop: TestShop) {
    let test = Uuid::now_v7();
    let errands = [
        errand(test, 1, false),
        errand(test, 2, true),
        errand(test, 3, false),
    ];
    enqueue(&shop, &errands).await;
    let first = shop.clock.now();
    jobs::run_due(&shop, &registry()).await.unwrap();
    shop.advance(1);
    let second = shop.clock.now();

    jobs::run_due(&shop, &registry()).await.unwrap();

    let expected = [vec![(1, first), (3, first)], vec![(2, second)]];
    assert_eq!(told(test), expected);
    assert_eq!(count(&shop, State::Done).await, 3);
}

#[shop_test]
async fn a_job_that_somebody_else_took_over_is_not_told_of(shop: TestShop) {
    let test = Uuid::now_v7();
    let jobs = [waiting(test, 1), waiting(test, 2)];
    enqueue(&shop, &jobs).await;
    let registry = registry();
    let taking_over = async {
        while count(&shop, State::Running).await < 2 {
            tokio::task::yield_now().await;
        }
        let first = in_state(&shop, State::Running).await;
        let first = first.iter().find(|job| job.payload["number"] == 1).unwrap();
        let id = match shop.db.engine() {
            db::Engine::Sqlite => format!("X'{}'", first.id.0.simple()),
            db::Engine::Postgres => format!("'{}'", first.id),
        };
        let sql = format!("UPDATE job SET state = 'parked', lease = NULL WHERE id = {id}");
        assert_eq!(run_sql(&shop, &sql).await.unwrap(), 1);
    };

    let (ran, ()) = tokio::join!(jobs::run_due(&shop, &registry), taking_over);

    assert_eq!(ran.unwrap(), 2);
    assert_eq!(told(test), [vec![(2, shop.clock.now())]]);
    shop.may_leave_jobs();
}
