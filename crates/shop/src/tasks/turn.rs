//! What a chunk is told, and what it tells.

use db::{DbError, Tx};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{PROBLEMS_MAX, TaskError, TaskState, queries, run, tables::task};
use crate::{
    Shop, Timestamp,
    ids::{RowId, TaskId},
    jobs::{self, NewJob},
};

/// A task at the beginning of a chunk.
#[derive(Debug)]
pub struct Turn {
    row: task::Model,
    /// Written with this chunk if the task goes on after it.
    next: Option<NewJob>,
    now: Timestamp,
}

/// What a chunk did.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// Where the next chunk begins; a blank one stays where it was.
    pub cursor: Value,
    /// Things that went through.
    pub done: u64,
    /// Things that did not.
    pub failed: u64,
    /// All things there are, if it has turned out only now.
    pub total: Option<u64>,
    /// What the kind counts, if that has changed.
    pub result: Option<Value>,
    pub problems: Vec<NewProblem>,
    pub is_last: bool,
}

/// Something that did not go through, or not as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProblem {
    pub id: RowId,
    /// Of a file, from 1.
    pub line: Option<u64>,
    /// What it is about: a handle, a SKU, a title.
    pub subject: String,
    /// A column of a file, a field of a product.
    pub field: Option<String>,
    pub message: String,
    /// What the row of the file said.
    pub cells: Option<Vec<String>>,
}

impl NewProblem {
    pub fn new(subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            id: RowId::generate(),
            line: None,
            subject: subject.into(),
            field: None,
            message: message.into(),
            cells: None,
        }
    }
}

impl Turn {
    pub(super) fn new(row: task::Model, next: Option<NewJob>, now: Timestamp) -> Self {
        Self { row, next, now }
    }

    pub fn task(&self) -> TaskId {
        self.row.id
    }

    /// When this chunk began.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn started_by(&self) -> &str {
        &self.row.started_by
    }

    /// What the chunk before left as [`Step::cursor`]; the default for the first one.
    pub fn cursor<C: DeserializeOwned + Default>(&self) -> Result<C, TaskError> {
        read(&self.row.cursor)
    }

    /// What the chunks before left as [`Step::result`].
    pub fn result<R: DeserializeOwned + Default>(&self) -> Result<R, TaskError> {
        read(&self.row.result)
    }

    /// Whether the task is still where this chunk found it. Asked before something is done that no transaction takes
    /// back, by whoever keeps others from doing the same meanwhile.
    pub async fn is_current(&self, shop: &Shop) -> Result<bool, DbError> {
        let row = queries::find(shop.db.primary(), self.row.id).await?;
        Ok(row.is_some_and(|row| {
            row.version == self.row.version && row.state == TaskState::Running.as_str()
        }))
    }

    /// Moves the cursor and counts, in the transaction that does the work.
    ///
    /// # Errors
    /// [`TaskError::Moved`] if the task was cancelled, or another process did this chunk.
    pub async fn record(&self, tx: &Tx, step: &Step) -> Result<(), TaskError> {
        if !queries::advance(tx, &self.row, step, self.now).await? {
            return Err(TaskError::Moved);
        }
        let stored = u64::try_from(self.row.problems).unwrap_or(0);
        let room = PROBLEMS_MAX.saturating_sub(stored);
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        let kept = &step.problems[..step.problems.len().min(room)];
        queries::insert_problems(tx, self.row.id, kept).await?;
        if step.is_last {
            run::wake_next(tx, self.row.lane.as_deref(), self.now).await?;
        } else if let Some(next) = &self.next {
            jobs::enqueue_new(tx, std::slice::from_ref(next), self.now).await?;
        }
        Ok(())
    }
}

impl Step {
    /// Goes on at `cursor`.
    ///
    /// # Errors
    /// When the cursor cannot be put into words, which is a mistake in its type.
    pub fn to(cursor: &impl Serialize) -> Result<Self, TaskError> {
        let cursor = serde_json::to_value(cursor).map_err(|error| fail(&error))?;
        Ok(Self {
            cursor,
            ..Self::default()
        })
    }

    /// There is nothing more to do after this.
    pub fn last() -> Self {
        Self {
            is_last: true,
            ..Self::default()
        }
    }

    pub(super) fn state(&self) -> TaskState {
        if self.is_last {
            TaskState::Done
        } else {
            TaskState::Running
        }
    }
}

fn read<T: DeserializeOwned + Default>(value: &Value) -> Result<T, TaskError> {
    if value.is_null() {
        return Ok(T::default());
    }
    T::deserialize(value).map_err(|error| fail(&error))
}

fn fail(error: &serde_json::Error) -> TaskError {
    TaskError::Fail(format!("where it stands cannot be read: {error}"))
}
