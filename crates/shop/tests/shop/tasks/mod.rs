//! Long work: each piece is done once and counted once, whatever ends in the middle of it.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use db::DbError;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shop::{
    FailureKind, Shop,
    ids::TaskId,
    jobs::{self, Registry},
    staff::Role,
    tasks::{
        self, CancelTaskError, NewProblem, Run, Step, TRIES_MAX, Task, TaskError, TaskState, Turn,
    },
};
use testkit::{TestShop, shop_test};

use crate::support::{SYSTEM, colleague, kind};

/// Counts to `until` in chunks of `size`, and stumbles at one place.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Count {
    until: u64,
    size: u64,
    stumble: Stumble,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Stumble {
    Never,
    /// Does the chunk's work at 4 and then does not commit it.
    BeforeCommit,
    /// The process is gone right after the commit of the chunk at 4: its job never ends.
    AfterCommit,
    /// Never gets past 4.
    Panics,
    /// Can never be done.
    Fails,
    /// A problem with each number.
    Complains,
}

/// Tasks that stumbled already.
static STUMBLED: Mutex<BTreeSet<TaskId>> = Mutex::new(BTreeSet::new());

fn stumbles(task: TaskId) -> bool {
    let mut stumbled = STUMBLED.lock().unwrap_or_else(PoisonError::into_inner);
    stumbled.insert(task)
}

impl Count {
    fn to(until: u64) -> Self {
        Self {
            until,
            size: 2,
            stumble: Stumble::Never,
        }
    }

    fn stumbling(stumble: Stumble) -> Self {
        Self {
            stumble,
            ..Self::to(10)
        }
    }
}

impl Task for Count {
    const KIND: &'static str = "test.count";
    const LANE: Option<&'static str> = Some("counting");

    fn title(&self) -> String {
        format!("Count to {}", self.until)
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let at: u64 = turn.cursor()?;
        let mut seen: Vec<u64> = turn.result()?;
        let reached = (at + self.size).min(self.until);
        seen.extend(at..reached);
        let mut step = Step::to(&reached)?;
        step.done = reached - at;
        step.result = Some(json!(seen));
        step.is_last = reached == self.until;
        if self.stumble == Stumble::Complains {
            step.done = 0;
            step.failed = reached - at;
            let problems = (at..reached).map(|number| NewProblem {
                line: Some(number + 1),
                ..NewProblem::new(number.to_string(), "not a fine number")
            });
            step.problems = problems.collect();
        }
        if at == 4 && self.stumble == Stumble::Fails {
            return Err(TaskError::Fail("4 cannot be counted".to_owned()));
        }
        assert!(at != 4 || self.stumble != Stumble::Panics, "on purpose");
        let is_first_time = at == 4 && stumbles(turn.task());
        let stumble = self.stumble;
        shop.db
            .transaction(|tx| {
                let step = step.clone();
                async move {
                    turn.record(&tx, &step).await?;
                    if is_first_time && stumble == Stumble::BeforeCommit {
                        return Err(TaskError::Retry("the process is gone".to_owned()));
                    }
                    Ok(())
                }
            })
            .await?;
        if is_first_time && stumble == Stumble::AfterCommit {
            return Err(TaskError::Retry("the process is gone".to_owned()));
        }
        Ok(())
    }
}

fn registry() -> Registry {
    Registry::default().with::<Run<Count>>()
}

async fn start(shop: &Shop, task: &Count) -> TaskId {
    let (now, total) = (shop.clock.now(), Some(task.until));
    let id: Result<_, DbError> = shop
        .db
        .transaction(|tx| async move { tasks::start(&tx, &SYSTEM, task, total, now).await })
        .await;
    id.unwrap()
}

async fn run_jobs(shop: &TestShop) -> usize {
    jobs::run_due(shop, &registry()).await.unwrap()
}

async fn found(shop: &Shop, id: TaskId) -> tasks::TaskRecord {
    tasks::find(shop, id).await.unwrap().unwrap()
}

#[shop_test]
async fn a_task_is_worked_off_in_chunks_and_says_how_far_it_is(shop: TestShop) {
    let id = start(&shop, &Count::to(5)).await;
    let waiting = found(&shop, id).await;
    assert_eq!(
        (waiting.state, waiting.percent()),
        (TaskState::Queued, Some(0))
    );

    run_jobs(&shop).await;

    let task = found(&shop, id).await;
    assert_eq!(task.state, TaskState::Done);
    assert_eq!((task.done, task.failed, task.percent()), (5, 0, Some(100)));
    assert_eq!(task.result, json!([0, 1, 2, 3, 4]));
    assert_eq!(task.title, "Count to 5");
    assert!(task.started_at.is_some() && task.finished_at.is_some());
}

/// What a kill does at the two places where it matters; the job that was running comes again.
async fn survives(shop: TestShop, stumble: Stumble) {
    let id = start(&shop, &Count::stumbling(stumble)).await;

    run_jobs(&shop).await;
    assert_eq!(found(&shop, id).await.state, TaskState::Running);
    shop.advance(1);
    run_jobs(&shop).await;

    let task = found(&shop, id).await;
    assert_eq!(
        (task.state, task.done),
        (TaskState::Done, 10),
        "{stumble:?}"
    );
    let numbers: Vec<u64> = (0..10).collect();
    assert_eq!(task.result, json!(numbers), "{stumble:?}");
}

#[shop_test]
async fn what_is_not_committed_is_done_again_once(shop: TestShop) {
    survives(shop, Stumble::BeforeCommit).await;
}

#[shop_test]
async fn what_is_committed_is_not_done_again(shop: TestShop) {
    survives(shop, Stumble::AfterCommit).await;
}

#[shop_test]
async fn a_task_whose_job_is_lost_is_taken_up_by_a_sweep(shop: TestShop) {
    let id = start(&shop, &Count::to(5)).await;
    // As if its process had claimed the job and were gone: nobody does it.
    assert_eq!(tasks::revive(&shop).await.unwrap(), 0);

    shop.advance(1);
    assert_eq!(tasks::revive(&shop).await.unwrap(), 1);
    assert_eq!(tasks::revive(&shop).await.unwrap(), 0);
    run_jobs(&shop).await;

    let task = found(&shop, id).await;
    assert_eq!((task.state, task.done), (TaskState::Done, 5));
}

#[shop_test]
async fn two_jobs_for_one_task_do_each_piece_once(shop: TestShop) {
    let id = start(
        &shop,
        &Count {
            size: 1,
            ..Count::to(40)
        },
    )
    .await;
    shop.advance(1);
    tasks::revive(&shop).await.unwrap();
    let other = shop.second_process().await;

    let registry = registry();
    let (one, two) = tokio::join!(
        jobs::run_due(&shop, &registry),
        jobs::run_due(&other, &registry)
    );
    assert!(one.unwrap() + two.unwrap() >= 2);
    other.db.close().await.unwrap();

    let numbers: Vec<u64> = (0..40).collect();
    let task = found(&shop, id).await;
    assert_eq!((task.done, task.result), (40, json!(numbers)));
}

#[shop_test]
async fn tasks_of_one_lane_run_one_after_the_other(shop: TestShop) {
    let broken = start(&shop, &Count::stumbling(Stumble::BeforeCommit)).await;
    run_jobs(&shop).await;
    assert_eq!(found(&shop, broken).await.state, TaskState::Running);

    // Of two that start at the same moment either may be the first.
    let next = start(&shop, &Count::to(3)).await;
    run_jobs(&shop).await;
    assert_eq!(found(&shop, next).await.state, TaskState::Queued);
    shop.advance(1);
    run_jobs(&shop).await;

    assert_eq!(found(&shop, broken).await.state, TaskState::Done);
    assert_eq!(found(&shop, next).await.state, TaskState::Done);
}

#[shop_test]
async fn a_cancelled_task_stops_and_makes_room(shop: TestShop) {
    let broken = start(&shop, &Count::stumbling(Stumble::BeforeCommit)).await;
    run_jobs(&shop).await;
    let next = start(&shop, &Count::to(3)).await;
    run_jobs(&shop).await;

    let stranger = tasks::cancel(&shop, &colleague(Role::Warehouse), broken).await;
    let owner = colleague(Role::ContentManager);
    tasks::cancel(&shop, &owner, broken).await.unwrap();
    let again = tasks::cancel(&shop, &owner, broken).await;
    shop.advance(1);
    run_jobs(&shop).await;

    assert_eq!(kind(stranger), Some(FailureKind::Forbidden));
    assert!(matches!(again, Err(CancelTaskError::Ended)));
    let task = found(&shop, broken).await;
    assert_eq!((task.state, task.done), (TaskState::Cancelled, 4));
    assert_eq!(found(&shop, next).await.state, TaskState::Done);
}

#[shop_test]
async fn a_task_that_cannot_be_done_says_why(shop: TestShop) {
    let id = start(&shop, &Count::stumbling(Stumble::Fails)).await;

    run_jobs(&shop).await;

    let task = found(&shop, id).await;
    assert_eq!((task.state, task.done), (TaskState::Failed, 4));
    assert_eq!(task.error.as_deref(), Some("4 cannot be counted"));
}

#[shop_test]
async fn a_task_that_gets_nowhere_is_given_up(shop: TestShop) {
    shop.may_leave_jobs();
    let id = start(&shop, &Count::stumbling(Stumble::Panics)).await;

    for _ in 0..=TRIES_MAX {
        run_jobs(&shop).await;
        shop.advance(1);
        tasks::revive(&shop).await.unwrap();
    }
    run_jobs(&shop).await;

    let task = found(&shop, id).await;
    assert_eq!((task.state, task.done), (TaskState::Failed, 4));
    assert!(task.error.unwrap().contains("got nowhere"));
}

#[shop_test]
async fn problems_are_kept_up_to_a_bound_and_all_are_counted(shop: TestShop) {
    let many = tasks::PROBLEMS_MAX + 700;
    let task = Count {
        size: 1_500,
        ..Count::stumbling(Stumble::Complains)
    };
    let id = start(
        &shop,
        &Count {
            until: many,
            ..task
        },
    )
    .await;

    run_jobs(&shop).await;

    let task = found(&shop, id).await;
    assert_eq!((task.failed, task.problems), (many, many));
    let kept = tasks::problems(&shop, id, many).await.unwrap();
    assert_eq!(kept.len() as u64, tasks::PROBLEMS_MAX);
    assert_eq!((kept[0].line, kept[0].subject.as_str()), (Some(1), "0"));
}

#[shop_test]
async fn the_list_goes_from_the_newest_to_the_oldest_and_forgets_in_time(shop: TestShop) {
    let mut ids = Vec::new();
    for until in 1..=3 {
        ids.push(start(&shop, &Count::to(until)).await);
    }
    run_jobs(&shop).await;

    let first = tasks::list(&shop, None, None, 2).await.unwrap();
    let second = tasks::list(&shop, None, first.next, 2).await.unwrap();
    let failed = tasks::list(&shop, Some(TaskState::Failed), None, 2).await;
    let seen: Vec<TaskId> = first
        .tasks
        .iter()
        .chain(&second.tasks)
        .map(|task| task.id)
        .collect();
    ids.reverse();
    assert_eq!(seen, ids);
    assert_eq!(second.next, None);
    assert!(failed.unwrap().tasks.is_empty());

    assert_eq!(tasks::prune(&shop).await.unwrap(), 0);
    shop.advance(61 * 24 * 60);
    assert_eq!(tasks::prune(&shop).await.unwrap(), 3);
}
