//! Long work with progress: begun by somebody, done in chunks by jobs, looked at while it runs.
//!
//! A chunk is one transaction that does a piece of the work and, with it, moves the task's cursor and
//! counts ([`Turn::record`]). So a process that ends at any moment has either done a piece and counted
//! it, or neither; what comes next begins where the cursor is. The next job is written by a chunk's
//! transaction, too; should one be lost all the same, a sweep ([`revive`]) writes another.

mod queries;
mod run;
mod tables;
mod turn;

use std::future::Future;

use chrono::TimeDelta;
use db::{DbError, Tx};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use queries::TaskProblem;
pub use run::Run;
pub use turn::{NewProblem, Step, Turn};

use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::TaskId,
    jobs,
    staff::{Actor, Forbidden, Permission},
};

/// Problems that are kept of one task; more are only counted.
pub const PROBLEMS_MAX: u64 = 10_000;

/// How often a task is begun without getting anywhere before it is given up.
pub const TRIES_MAX: i64 = 10;

/// A task that nothing was heard of for so long is begun by another job. Longer than a job may take.
const SILENCE: TimeDelta = TimeDelta::seconds(30);
const _: () = assert!(run::TIME_LIMIT.as_secs() < SILENCE.num_seconds().cast_unsigned());

/// How long finished tasks are kept to be looked at.
const RETENTION: TimeDelta = TimeDelta::days(60);

/// A kind of long work; its fields are its payload. Registered among the jobs as `Run<Self>`.
pub trait Task: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name in the tables, also that of its jobs; never changed once a release wrote it.
    const KIND: &'static str;
    /// Of the tasks in a lane one runs at a time, the others wait their turn.
    const LANE: Option<&'static str> = None;

    /// What people call it: "Import of products.csv".
    fn title(&self) -> String;

    /// Does the next piece: one transaction, in which it calls [`Turn::record`] once. It should take
    /// well below a second, and is called again until a step says that it was the last.
    fn chunk(&self, shop: &Shop, turn: &Turn)
    -> impl Future<Output = Result<(), TaskError>> + Send;
}

/// Why a chunk did not get done.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// It was cancelled, or another process did this chunk. What this one did is rolled back.
    #[error("the task is not any more where this chunk found it")]
    Moved,
    /// Something that may pass: it is tried again, later each time.
    #[error("{0}")]
    Retry(String),
    /// Trying again changes nothing: the task ends here.
    #[error("{0}")]
    Fail(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// Not begun yet, perhaps because another one of its lane runs.
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl TaskState {
    pub const ALL: [Self; 5] = [
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it goes on by itself.
    pub fn is_live(self) -> bool {
        match self {
            Self::Queued | Self::Running => true,
            Self::Done | Self::Failed | Self::Cancelled => false,
        }
    }
}

/// A task as it is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskRecord {
    pub id: TaskId,
    pub kind: String,
    pub title: String,
    pub payload: Value,
    pub state: TaskState,
    /// How many things there are to be done, when that is known.
    pub total: Option<u64>,
    /// Of these, how many went through and how many did not.
    pub done: u64,
    pub failed: u64,
    pub problems: u64,
    /// What its kind counts, an object of numbers and words.
    pub result: Value,
    pub error: Option<String>,
    pub started_by: String,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}

impl TaskRecord {
    /// In whole percent; `None` as long as nobody knows.
    pub fn percent(&self) -> Option<u64> {
        let total = self.total.filter(|total| *total > 0)?;
        let reached = self.done.saturating_add(self.failed).min(total);
        Some(reached.saturating_mul(100) / total)
    }
}

/// A page of the list of tasks.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskPage {
    pub tasks: Vec<TaskRecord>,
    /// Where the next page starts.
    pub next: Option<TaskId>,
}

/// Writes a task down in `tx`; it begins after the commit. Whoever calls this has asked for permission.
pub async fn start<T: Task>(
    tx: &Tx,
    actor: &Actor,
    task: &T,
    total: Option<u64>,
    now: Timestamp,
) -> Result<TaskId, DbError> {
    let id = TaskId::generate();
    let payload = serde_json::to_value(task).map_err(|error| DbError::row("task", id, error))?;
    let new = queries::NewTask {
        id,
        kind: T::KIND,
        lane: T::LANE,
        title: task.title(),
        payload,
        total,
    };
    queries::insert(tx, &new, actor, now).await?;
    jobs::enqueue(tx, &Run::<T>::new(id), now).await?;
    Ok(id)
}

#[derive(Debug, thiserror::Error)]
pub enum CancelTaskError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the task has ended already")]
    Ended,
    #[error("task {0} does not exist")]
    NotFound(TaskId),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for CancelTaskError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::Ended => FailureKind::Conflict,
            Self::NotFound(_) => FailureKind::NotFound,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Ends a task where it stands: what it did stays, the piece that is being done is rolled back.
pub async fn cancel(shop: &Shop, actor: &Actor, id: TaskId) -> Result<(), CancelTaskError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let row = queries::find(tx, id)
                .await?
                .ok_or(CancelTaskError::NotFound(id))?;
            if run::end(tx, &row, TaskState::Cancelled, None, now).await? {
                Ok(())
            } else {
                Err(CancelTaskError::Ended)
            }
        })
        .await
}

/// Never from a replica: it is looked at right after it was begun.
pub async fn find(shop: &Shop, id: TaskId) -> Result<Option<TaskRecord>, DbError> {
    let row = queries::find(shop.db.primary(), id).await?;
    row.map(TaskRecord::try_from).transpose()
}

/// Those of these that are there.
pub async fn find_all(shop: &Shop, ids: &[TaskId]) -> Result<Vec<TaskRecord>, DbError> {
    queries::find_all(shop.db.primary(), ids).await
}

/// The newest first; `after` is the [`TaskPage::next`] of the page before.
pub async fn list(
    shop: &Shop,
    state: Option<TaskState>,
    after: Option<TaskId>,
    limit: u64,
) -> Result<TaskPage, DbError> {
    let mut tasks = queries::list(shop.db.primary(), state, after, limit.saturating_add(1)).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = tasks.len() > limit;
    tasks.truncate(limit);
    let next = tasks.last().filter(|_| has_more).map(|task| task.id);
    Ok(TaskPage { tasks, next })
}

/// What went wrong, in the order in which it was found; at most `limit` of them.
pub async fn problems(shop: &Shop, id: TaskId, limit: u64) -> Result<Vec<TaskProblem>, DbError> {
    queries::problems(shop.db.primary(), id, limit).await
}

/// Writes a job for each task that should be going on and was not heard of lately: its process ended,
/// or its lane has become free and nobody told it. Returns how many.
pub async fn revive(shop: &Shop) -> Result<u64, DbError> {
    let now = shop.clock.now();
    let before = now - SILENCE;
    if !queries::any_silent(shop.db.primary(), before).await? {
        return Ok(0);
    }
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let mut revived = 0;
            for task in queries::silent(tx, before).await? {
                if queries::touch(tx, task.id, task.version, now).await? {
                    run::enqueue_for(tx, &task, now).await?;
                    revived += 1;
                }
            }
            Ok(revived)
        })
        .await
}

/// Deletes finished tasks past their retention; returns how many.
pub async fn prune(shop: &Shop) -> Result<u64, DbError> {
    let before = shop.clock.now() - RETENTION;
    shop.db
        .transaction(|tx| async move { queries::delete_finished(&tx, before).await })
        .await
}
