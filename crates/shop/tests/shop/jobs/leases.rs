use serde::{Deserialize, Serialize};
use shop::{
    Shop,
    ids::JobId,
    jobs::{Attempt, Job, JobError, MAX_ATTEMPTS, State},
};
use testkit::{TestShop, shop_test};

use super::{
    Behaviour, count, enqueue, enqueue_job, in_state, note_run, registry, run_due, runs_of,
};
use crate::support::at_once;

#[shop_test]
async fn workers_of_two_processes_share_the_jobs_and_do_each_once(shop: TestShop) {
    let now = shop.clock.now();
    let mut ids = Vec::new();
    for _ in 0..70 {
        ids.push(enqueue(&shop, Behaviour::Succeed, now).await);
    }
    let processes: [Shop; 2] = [shop.shop().clone(), shop.second_process().await];

    let done = at_once(4, |number| {
        let shop = processes[number % 2].clone();
        async move { run_due(&shop).await }
    })
    .await;

    assert_eq!(done.iter().sum::<usize>(), 70);
    assert!(ids.iter().all(|id| runs_of(*id) == 1));
    assert_eq!(count(&shop, State::Done).await, 70);
    processes[1].db.close().await.unwrap();
}

#[shop_test]
async fn a_job_is_not_done_before_its_time(shop: TestShop) {
    let later = shop.clock.now() + chrono::TimeDelta::minutes(5);
    enqueue(&shop, Behaviour::Succeed, later).await;
    assert_eq!(run_due(&shop).await, 0);
    shop.advance(5);

    assert_eq!(run_due(&shop).await, 1);
}

#[shop_test]
async fn a_job_of_a_transaction_that_failed_is_none(shop: TestShop) {
    let now = shop.clock.now();
    let work = &super::Work {
        behaviour: Behaviour::Succeed,
    };
    let outcome: Result<(), db::DbError> = shop
        .db
        .transaction(|tx| async move {
            shop::jobs::enqueue(&tx, work, now).await?;
            Err(db::DbError::row("test", "1", "on purpose"))
        })
        .await;

    assert!(outcome.is_err());
    assert_eq!(run_due(&shop).await, 0);
}

/// Until a worker has taken a job.
async fn somebody_works(shop: &Shop) {
    while count(shop, State::Running).await == 0 {
        tokio::task::yield_now().await;
    }
}

#[shop_test]
async fn a_job_whose_worker_died_is_taken_over_when_its_lease_is_over(shop: TestShop) {
    let id = enqueue(&shop, Behaviour::HangOnce, shop.clock.now()).await;
    tokio::select! {
        done = run_due(&shop) => panic!("{done} jobs ended"),
        () = somebody_works(&shop) => {}
    }
    // The future is gone, as after a crash.
    let second = shop.second_process().await;
    shop.advance(5);
    assert_eq!(run_due(&second).await, 0);
    shop.advance(1);

    assert_eq!(run_due(&second).await, 1);

    let done = in_state(&shop, State::Done).await;
    assert_eq!((done[0].id, done[0].attempts), (id, 2));
    second.db.close().await.unwrap();
}

/// A process takes jobs and ends with this one in its `run`th run; then its lease runs out.
async fn a_process_ends_with(shop: &TestShop, id: JobId, run: i64) {
    let running = async {
        while i64::from(runs_of(id)) != run {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        done = run_due(shop) => panic!("{done} jobs ended"),
        () = running => {}
    }
    shop.advance(6);
}

#[shop_test]
async fn a_job_that_ends_its_process_is_parked_like_one_that_fails(shop: TestShop) {
    let id = enqueue(&shop, Behaviour::Hang, shop.clock.now()).await;
    for run in 1..=MAX_ATTEMPTS {
        a_process_ends_with(&shop, id, run).await;
    }

    assert_eq!(run_due(&shop).await, 0);

    let parked = in_state(&shop, State::Parked).await.remove(0);
    assert_eq!((parked.id, parked.attempts), (id, MAX_ATTEMPTS));
    assert_eq!(
        parked.error.as_deref(),
        Some("the process ended while it ran")
    );
    assert_eq!(i64::from(runs_of(id)), MAX_ATTEMPTS);
    shop.may_leave_jobs();
}

#[shop_test]
async fn jobs_that_were_claimed_together_with_one_that_ends_its_process_are_done(shop: TestShop) {
    let now = shop.clock.now();
    let mut others = vec![enqueue(&shop, Behaviour::Succeed, now).await];
    let bad = enqueue(&shop, Behaviour::Hang, now).await;
    for _ in 0..40 {
        others.push(enqueue(&shop, Behaviour::Succeed, now).await);
    }

    for run in 1..=MAX_ATTEMPTS {
        a_process_ends_with(&shop, bad, run).await;
    }
    run_due(&shop).await;

    let parked = in_state(&shop, State::Parked).await;
    let parked: Vec<JobId> = parked.iter().map(|job| job.id).collect();
    assert_eq!(parked, [bad]);
    let done = in_state(&shop, State::Done).await;
    assert_eq!(done.len(), others.len());
    assert!(
        done.iter().all(|job| job.attempts < MAX_ATTEMPTS),
        "{done:?}"
    );
    shop.may_leave_jobs();
}

/// Fails when somebody else did it meanwhile.
#[derive(Debug, Serialize, Deserialize)]
struct FailsOnceDone {}

impl Job for FailsOnceDone {
    const KIND: &'static str = "test.fails_once_done";

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        note_run(attempt.id);
        while count(shop, State::Done).await == 0 {
            tokio::task::yield_now().await;
        }
        Err(JobError::fail("hopeless"))
    }
}

#[shop_test]
async fn who_lost_the_lease_does_not_decide_any_more(shop: TestShop) {
    let id = enqueue_job(&shop, &FailsOnceDone {}, shop.clock.now()).await;
    let registry = registry().with::<FailsOnceDone>();
    let taking_over = async {
        while runs_of(id) == 0 {
            tokio::task::yield_now().await;
        }
        // Somebody else did it meanwhile.
        let sql = "UPDATE job SET state = 'done', lease = NULL WHERE kind = 'test.fails_once_done'";
        crate::support::run_sql(&shop, sql).await.unwrap();
    };

    let (ran, ()) = tokio::join!(shop::jobs::run_due(&shop, &registry), taking_over);

    assert_eq!(ran.unwrap(), 1);
    let done = in_state(&shop, State::Done).await;
    assert!(done.iter().any(|job| job.id == id && job.error.is_none()));
    assert_eq!(count(&shop, State::Parked).await, 0);
}

#[shop_test]
async fn a_kind_that_this_program_does_not_know_is_left_for_the_one_that_does(shop: TestShop) {
    enqueue(&shop, Behaviour::Succeed, shop.clock.now()).await;
    let other = shop::jobs::Registry::default();

    assert_eq!(shop::jobs::run_due(&shop, &other).await.unwrap(), 0);

    assert_eq!(count(&shop, State::Ready).await, 1);
    assert_eq!(run_due(&shop).await, 1);
}
