//! The jobs that work tasks off.

use std::{
    marker::PhantomData,
    time::{Duration, Instant},
};

use db::{DbError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    TRIES_MAX, Task, TaskError, TaskState, Turn,
    queries::{self, Taken},
    tables::task,
};
use crate::{
    Shop, Timestamp,
    ids::TaskId,
    jobs::{self, Attempt, Job, JobError, NewJob},
};

/// The most that one job may take, its last chunk included.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(25);

/// After this a job hands on to the next one, so that others get their turn: a batch of jobs is as
/// slow as its slowest.
const TURN: Duration = Duration::from_secs(2);

/// Goes on with a task of kind `T`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Run<T> {
    task: TaskId,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

impl<T> Run<T> {
    pub(super) fn new(task: TaskId) -> Self {
        Self {
            task,
            kind: PhantomData,
        }
    }
}

impl<T: Task> Job for Run<T> {
    const KIND: &'static str = T::KIND;
    const TIME_LIMIT: Duration = TIME_LIMIT;

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        let id = self.task;
        match work::<T>(shop, id).await {
            Ok(()) | Err(TaskError::Moved) => Ok(()),
            Err(TaskError::Fail(reason)) => Ok(give_up(shop, id, &reason).await?),
            Err(error) if attempt.is_last() => Ok(give_up(shop, id, &error.to_string()).await?),
            Err(error) => Err(JobError::retry(error)),
        }
    }
}

async fn work<T: Task>(shop: &Shop, id: TaskId) -> Result<(), TaskError> {
    let began = Instant::now();
    let now = shop.clock.now();
    let taken = shop
        .db
        .transaction(|tx| async move { queries::take(&tx, id, now).await })
        .await;
    let taken = match taken {
        // Another one of its lane was begun at the same moment; its end wakes this one.
        Err(error) if error.is_unique_violation() => Taken::NotNow,
        taken => taken?,
    };
    match taken {
        Taken::NotNow => return Ok(()),
        Taken::Ours { tries } if tries > TRIES_MAX => {
            return Err(TaskError::Fail(format!(
                "it was begun {TRIES_MAX} times at the same place and got nowhere"
            )));
        }
        Taken::Ours { .. } => {}
    }
    loop {
        let Some(row) = queries::find(shop.db.primary(), id).await? else {
            return Ok(());
        };
        if row.state != TaskState::Running.as_str() {
            return Ok(());
        }
        let task: T = serde_json::from_value(row.payload.clone())
            .map_err(|error| TaskError::Fail(format!("it cannot be read: {error}")))?;
        let is_time_up = began.elapsed() >= TURN;
        let next = is_time_up.then(|| NewJob::new(&Run::<T>::new(id)));
        let turn = Turn::new(row, next.transpose()?, shop.clock.now());
        task.chunk(shop, &turn).await?;
        if is_time_up {
            return Ok(());
        }
    }
}

async fn give_up(shop: &Shop, id: TaskId, reason: &str) -> Result<(), DbError> {
    tracing::warn!(task.id = %id, reason, "task failed");
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if let Some(row) = queries::find(tx, id).await? {
                end(tx, &row, TaskState::Failed, Some(reason), now).await?;
            }
            Ok(())
        })
        .await
}

/// Ends a live task and lets the next one of its lane begin; `false` if it had ended already.
pub(super) async fn end(
    tx: &Tx,
    row: &task::Model,
    state: TaskState,
    error: Option<&str>,
    now: Timestamp,
) -> Result<bool, DbError> {
    if !queries::end(tx, row.id, state, error, now).await? {
        return Ok(false);
    }
    wake_next(tx, row.lane.as_deref(), now).await?;
    Ok(true)
}

/// The oldest task that waits in a lane is looked at again.
pub(super) async fn wake_next(tx: &Tx, lane: Option<&str>, now: Timestamp) -> Result<(), DbError> {
    let Some(lane) = lane else {
        return Ok(());
    };
    match queries::first_in_lane(tx, lane).await? {
        Some(next) => enqueue_for(tx, &next, now).await,
        None => Ok(()),
    }
}

/// A job for a task whose kind is known by its name only.
pub(super) async fn enqueue_for(tx: &Tx, row: &task::Model, now: Timestamp) -> Result<(), DbError> {
    let job = NewJob::named(row.kind.clone(), json!({ "task": row.id }));
    jobs::enqueue_new(tx, &[job], now).await
}
