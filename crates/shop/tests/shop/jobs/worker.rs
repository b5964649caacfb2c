use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use shop::{
    Shop,
    jobs::{self, Attempt, Job, JobError, Registry, State, Sweep, Worker},
};
use testkit::{TestShop, shop_test};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{
    Behaviour, UntilAnotherIsDone, count, enqueue, enqueue_job, in_state, registry, runs_of,
};
use crate::support::run_sql;

#[shop_test]
async fn a_panic_does_not_end_the_worker(shop: TestShop) {
    let stop = CancellationToken::new();
    let worker = Worker {
        shop: shop.shop().clone(),
        registry: registry(),
        sweeps: Vec::new(),
    };
    let working = tokio::spawn(worker.run(stop.clone()));
    enqueue(&shop, Behaviour::Panic, shop.clock.now()).await;
    while count(&shop, State::Parked).await == 0 {
        tokio::task::yield_now().await;
    }

    enqueue(&shop, Behaviour::Succeed, shop.clock.now()).await;
    while count(&shop, State::Done).await == 0 {
        tokio::task::yield_now().await;
    }

    stop.cancel();
    working.await.unwrap();
    shop.may_leave_jobs();
}

#[shop_test]
async fn a_worker_that_is_told_to_stop_finishes_what_it_does(shop: TestShop) {
    let began = Arc::new(AtomicU32::new(0));
    let ended = Arc::new(AtomicU32::new(0));
    let go_on = CancellationToken::new();
    let (first, last, gate) = (began.clone(), ended.clone(), go_on.clone());
    let sweep = Sweep::new("a slow one", Duration::from_hours(1), move |_| {
        let (first, last, gate) = (first.clone(), last.clone(), gate.clone());
        async move {
            first.fetch_add(1, SeqCst);
            gate.cancelled().await;
            last.fetch_add(1, SeqCst);
            Ok(1)
        }
    });
    let worker = Worker {
        shop: shop.shop().clone(),
        registry: registry(),
        sweeps: vec![sweep],
    };
    let stop = CancellationToken::new();
    let working = tokio::spawn(worker.run(stop.clone()));
    while began.load(SeqCst) == 0 {
        tokio::task::yield_now().await;
    }

    stop.cancel();
    assert_eq!(ended.load(SeqCst), 0);
    go_on.cancel();
    working.await.unwrap();

    assert_eq!((began.load(SeqCst), ended.load(SeqCst)), (1, 1));
}

#[shop_test]
async fn a_worker_that_is_told_to_stop_puts_back_what_it_has_not_begun(shop: TestShop) {
    let now = shop.clock.now();
    let later = now + chrono::TimeDelta::minutes(1);
    enqueue(&shop, Behaviour::Succeed, later).await;
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(enqueue_job(&shop, &UntilAnotherIsDone {}, now).await);
    }
    let begun = || ids.iter().filter(|id| runs_of(**id) > 0).count();
    let registry = registry().with::<UntilAnotherIsDone>();
    let worker = Worker {
        shop: shop.shop().clone(),
        registry: registry.clone(),
        sweeps: Vec::new(),
    };
    let stop = CancellationToken::new();
    let working = tokio::spawn(worker.run(stop.clone()));
    while begun() == 0 {
        tokio::task::yield_now().await;
    }

    stop.cancel();
    let other = "UPDATE job SET state = 'done' WHERE kind = 'test.work'";
    run_sql(&shop, other).await.unwrap();
    working.await.unwrap();

    let ready = in_state(&shop, State::Ready).await;
    assert!(begun() < 20, "all were begun after the signal");
    assert_eq!(ready.len(), 20 - begun());
    assert!(ready.iter().all(|job| job.attempts == 0), "{ready:?}");
    assert_eq!(count(&shop, State::Running).await, 0);
    // The next process need not wait for any lease.
    let left = jobs::run_due(&shop, &registry).await.unwrap();
    assert_eq!(left, ready.len());
    assert!(ids.iter().all(|id| runs_of(*id) == 1));
}

fn start(shop: &TestShop, registry: Registry, stop: &CancellationToken) -> JoinHandle<()> {
    let worker = Worker {
        shop: shop.shop().clone(),
        registry,
        sweeps: Vec::new(),
    };
    tokio::spawn(worker.run(stop.clone()))
}

#[shop_test]
async fn a_job_that_takes_long_does_not_keep_the_worker_from_new_ones(shop: TestShop) {
    let now = shop.clock.now();
    let slow = enqueue_job(&shop, &UntilAnotherIsDone {}, now).await;
    let stop = CancellationToken::new();
    let registry = registry().with::<UntilAnotherIsDone>();
    let working = start(&shop, registry, &stop);
    while runs_of(slow) == 0 {
        tokio::task::yield_now().await;
    }

    enqueue(&shop, Behaviour::Succeed, now).await;

    while count(&shop, State::Done).await < 2 {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    working.await.unwrap();
}

static RUNNING: AtomicU32 = AtomicU32::new(0);
static MOST: AtomicU32 = AtomicU32::new(0);

/// Of which one runs at a time, until another job is done.
#[derive(Debug, Serialize, Deserialize)]
struct OneByOne {}

impl Job for OneByOne {
    const KIND: &'static str = "test.one_by_one";
    const PLACES: usize = 1;

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        MOST.fetch_max(RUNNING.fetch_add(1, SeqCst) + 1, SeqCst);
        let outcome = UntilAnotherIsDone {}.run(shop, attempt).await;
        RUNNING.fetch_sub(1, SeqCst);
        outcome
    }
}

#[shop_test]
async fn many_jobs_of_a_kind_with_few_places_leave_the_others_free(shop: TestShop) {
    let now = shop.clock.now();
    let mut ids = Vec::new();
    for _ in 0..40 {
        ids.push(enqueue_job(&shop, &OneByOne {}, now).await);
    }
    let begun = || ids.iter().filter(|id| runs_of(**id) > 0).count();
    let stop = CancellationToken::new();
    let working = start(&shop, registry().with::<OneByOne>(), &stop);
    while begun() == 0 {
        tokio::task::yield_now().await;
    }

    enqueue(&shop, Behaviour::Succeed, now).await;

    while count(&shop, State::Done).await < 41 {
        tokio::task::yield_now().await;
    }
    assert!(ids.iter().all(|id| runs_of(*id) == 1));
    assert_eq!(MOST.load(SeqCst), 1);
    stop.cancel();
    working.await.unwrap();
}

/// Never ends by itself.
#[derive(Debug, Serialize, Deserialize)]
struct Endless {}

impl Job for Endless {
    const KIND: &'static str = "test.endless";
    const TIME_LIMIT: Duration = Duration::from_millis(50);

    async fn run(self, _: &Shop, _: Attempt) -> Result<(), JobError> {
        std::future::pending().await
    }
}

#[shop_test]
async fn a_job_that_takes_too_long_is_given_up_and_tried_again(shop: TestShop) {
    let now = shop.clock.now();
    let endless = enqueue_job(&shop, &Endless {}, now).await;
    let other = enqueue(&shop, Behaviour::Succeed, now).await;

    let registry = registry().with::<Endless>();
    assert_eq!(jobs::run_due(&shop, &registry).await.unwrap(), 2);

    let again = in_state(&shop, State::Ready).await.remove(0);
    assert_eq!((again.id, again.attempts), (endless, 1));
    assert_eq!(again.run_at, now + chrono::TimeDelta::seconds(10));
    assert_eq!(
        again.error.as_deref(),
        Some("the job took too long and was given up")
    );
    let done = in_state(&shop, State::Done).await;
    assert_eq!(done[0].id, other);
    shop.may_leave_jobs();
}

#[test]
fn a_kind_of_job_that_says_nothing_else_has_45_seconds() {
    let limits = [
        <super::Work as Job>::TIME_LIMIT,
        <shop::orders::SendOrderMail as Job>::TIME_LIMIT,
    ];

    assert_eq!(limits, [Duration::from_secs(45); 2]);
}
