use shop::{
    ids::JobId,
    jobs::{self, MAX_ATTEMPTS, RetryError, State},
};
use testkit::{TestShop, shop_test};

use super::{Behaviour, count, enqueue, in_state, run_due, runs_of};
use crate::support::SYSTEM;

#[shop_test]
async fn a_job_that_fails_is_tried_again_ever_later_and_then_parked(shop: TestShop) {
    let id = enqueue(&shop, Behaviour::FailAlways, shop.clock.now()).await;
    let mut pauses = Vec::new();
    while run_due(&shop).await == 1 {
        let Some(job) = in_state(&shop, State::Ready).await.pop() else {
            break;
        };
        let pause = job.run_at - shop.clock.now();
        pauses.push(pause.num_seconds());
        shop.clock.advance(pause);
    }

    assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640]);
    let parked = in_state(&shop, State::Parked).await.remove(0);
    assert_eq!((parked.id, parked.attempts), (id, MAX_ATTEMPTS));
    assert_eq!(parked.error.as_deref(), Some("no luck in attempt 8"));
    shop.advance(24 * 60);
    assert_eq!(run_due(&shop).await, 0);
    shop.may_leave_jobs();
}

#[shop_test]
async fn a_failure_that_passes_leaves_no_trace(shop: TestShop) {
    let id = enqueue(&shop, Behaviour::FailTwice, shop.clock.now()).await;
    for seconds in [0, 10, 20] {
        shop.clock.advance(chrono::TimeDelta::seconds(seconds));
        assert_eq!(run_due(&shop).await, 1);
    }

    let done = in_state(&shop, State::Done).await.remove(0);
    assert_eq!((done.id, done.attempts, done.error), (id, 3, None));
    assert_eq!(done.finished_at, Some(shop.clock.now()));
}

#[shop_test]
async fn a_failure_for_good_is_parked_at_once_and_retried_when_asked(shop: TestShop) {
    let id = enqueue(&shop, Behaviour::FailForGood, shop.clock.now()).await;
    run_due(&shop).await;
    let parked = in_state(&shop, State::Parked).await.remove(0);
    assert_eq!(
        (parked.attempts, parked.error.as_deref()),
        (1, Some("hopeless"))
    );
    shop.advance(60);

    jobs::retry(&shop, &SYSTEM, id).await.unwrap();

    let again = jobs::retry(&shop, &SYSTEM, id).await;
    assert!(matches!(again, Err(RetryError::NotParked(found)) if found == id));
    assert_eq!(run_due(&shop).await, 1);
    assert_eq!((runs_of(id), count(&shop, State::Parked).await), (2, 1));
    shop.may_leave_jobs();
}

#[shop_test]
async fn only_parked_jobs_are_retried(shop: TestShop) {
    let id = enqueue(&shop, Behaviour::Succeed, shop.clock.now()).await;
    for id in [id, JobId::generate()] {
        let outcome = jobs::retry(&shop, &SYSTEM, id).await;
        assert!(matches!(outcome, Err(RetryError::NotParked(_))));
    }
    run_due(&shop).await;

    let outcome = jobs::retry(&shop, &SYSTEM, id).await;

    assert!(matches!(outcome, Err(RetryError::NotParked(_))));
    assert_eq!((run_due(&shop).await, runs_of(id)), (0, 1));
}

#[shop_test]
async fn a_job_that_panics_is_parked_and_the_others_are_done(shop: TestShop) {
    let now = shop.clock.now();
    enqueue(&shop, Behaviour::Panic, now).await;
    enqueue(&shop, Behaviour::Succeed, now).await;

    assert_eq!(run_due(&shop).await, 2);

    assert_eq!(count(&shop, State::Done).await, 1);
    let parked = in_state(&shop, State::Parked).await.remove(0);
    assert!(parked.error.unwrap().contains("panicked"));
    shop.may_leave_jobs();
}

#[shop_test]
async fn what_a_job_was_told_and_cannot_be_read_is_parked(shop: TestShop) {
    enqueue(&shop, Behaviour::Succeed, shop.clock.now()).await;
    let broken = "UPDATE job SET payload = '{\"behaviour\": \"Dance\"}'";
    crate::support::run_sql(&shop, broken).await.unwrap();

    assert_eq!(run_due(&shop).await, 1);

    let parked = in_state(&shop, State::Parked).await.remove(0);
    assert!(parked.error.unwrap().contains("Dance"));
    shop.may_leave_jobs();
}

#[shop_test]
async fn finished_jobs_are_forgotten_after_a_week_and_parked_ones_never(shop: TestShop) {
    let now = shop.clock.now();
    enqueue(&shop, Behaviour::Succeed, now).await;
    enqueue(&shop, Behaviour::FailForGood, now).await;
    run_due(&shop).await;
    shop.advance(7 * 24 * 60);
    assert_eq!(jobs::prune(&shop).await.unwrap(), 0);
    shop.advance(1);

    assert_eq!(jobs::prune(&shop).await.unwrap(), 1);

    assert_eq!(count(&shop, State::Done).await, 0);
    assert_eq!(count(&shop, State::Parked).await, 1);
    shop.may_leave_jobs();
}
