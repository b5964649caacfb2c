//! Work that follows a commit: written as a row in the same transaction, done later by any process.
//!
//! A job runs at least once: it is leased, and a lease that runs out (the process died) is taken by
//! another. So every job is safe to repeat, and says of its error whether trying again can help.

mod hands;
mod queries;
mod registry;
mod tables;
mod worker;

use std::{borrow::Cow, fmt::Display, future::Future, time::Duration};

use chrono::TimeDelta;
use db::{DbError, Tx};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use queries::{Listed, State};
pub use registry::Registry;
pub use worker::{Period, Sweep, Worker, run_due};

use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::JobId,
    staff::{Actor, Forbidden, Permission},
};

/// How often a job is tried before it is parked for a person to look at.
pub const MAX_ATTEMPTS: i64 = 8;

/// How long finished jobs are kept to be looked at.
const RETENTION: TimeDelta = TimeDelta::days(7);

/// A kind of work; its fields are its payload.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// The name in the table; never changed once a release wrote it.
    const KIND: &'static str;
    /// A job that runs longer is given up and tried again. A kind may have less time, not more.
    const TIME_LIMIT: Duration = hands::TIME_LIMIT;
    /// How many of this kind run at the same time in one process. Fewer for those that take long or wait for the same
    /// thing: the other places are for other kinds.
    const PLACES: usize = hands::PLACES;

    fn run(
        self,
        shop: &Shop,
        attempt: Attempt,
    ) -> impl Future<Output = Result<(), JobError>> + Send;

    /// Writes down what belongs to the end of these jobs, in the transaction that marks them as done:
    /// a job that had to be repeated comes here once. Only trouble of the database is an error; it
    /// leaves all of them to be repeated.
    fn finished(
        _tx: &Tx,
        _jobs: Vec<Finished<Self>>,
    ) -> impl Future<Output = Result<(), DbError>> + Send {
        async { Ok(()) }
    }
}

/// A job that did what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished<J> {
    pub job: J,
    pub at: Timestamp,
}

/// Which try of which job this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub id: JobId,
    /// From 1.
    pub number: i64,
}

impl Attempt {
    /// After a failure of this one the job is parked.
    pub fn is_last(self) -> bool {
        self.number >= MAX_ATTEMPTS
    }
}

/// Why a job did not get done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Something that may pass: it is tried again, later each time.
    #[error("{0}")]
    Retry(String),
    /// Trying again changes nothing: the job is parked.
    #[error("{0}")]
    Fail(String),
}

impl JobError {
    pub fn retry(reason: impl Display) -> Self {
        Self::Retry(reason.to_string())
    }

    pub fn fail(reason: impl Display) -> Self {
        Self::Fail(reason.to_string())
    }
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        Self::retry(error)
    }
}

/// A job of any kind, ready to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    id: JobId,
    kind: Cow<'static, str>,
    payload: Value,
}

impl NewJob {
    /// # Errors
    /// When the job's fields cannot be put into words, which is a mistake in its type.
    pub fn new<J: Job>(job: &J) -> Result<Self, DbError> {
        let id = JobId::generate();
        let payload = serde_json::to_value(job).map_err(|error| DbError::row("job", id, error))?;
        Ok(Self {
            id,
            kind: Cow::Borrowed(J::KIND),
            payload,
        })
    }

    /// A job whose kind is known by its name only, such as one that a row names.
    pub fn named(kind: String, payload: Value) -> Self {
        Self {
            id: JobId::generate(),
            kind: Cow::Owned(kind),
            payload,
        }
    }
}

/// Writes a job down in `tx`; it is done after the commit, not before `run_at`.
pub async fn enqueue<J: Job>(tx: &Tx, job: &J, run_at: Timestamp) -> Result<JobId, DbError> {
    let new = NewJob::new(job)?;
    let id = new.id;
    enqueue_new(tx, &[new], run_at).await?;
    Ok(id)
}

/// Many jobs of one kind in few statements.
pub async fn enqueue_all<J: Job>(tx: &Tx, jobs: &[J], run_at: Timestamp) -> Result<(), DbError> {
    let new: Vec<_> = jobs.iter().map(NewJob::new).collect::<Result<_, _>>()?;
    enqueue_new(tx, &new, run_at).await
}

/// Many jobs of any kinds in few statements.
pub async fn enqueue_new(tx: &Tx, jobs: &[NewJob], run_at: Timestamp) -> Result<(), DbError> {
    if jobs.is_empty() {
        return Ok(());
    }
    queries::insert(tx, jobs, run_at).await
}

#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("job {0} is not parked")]
    NotParked(JobId),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for RetryError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotParked(_) => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Gives a parked job all its attempts again.
pub async fn retry(shop: &Shop, actor: &Actor, id: JobId) -> Result<(), RetryError> {
    actor.require(Permission::ManageJobs)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if queries::unpark(tx, id, now).await? {
                Ok(())
            } else {
                Err(RetryError::NotParked(id))
            }
        })
        .await
}

/// The newest jobs in a state; for the admin.
pub async fn list(shop: &Shop, state: State, limit: u64) -> Result<Vec<Listed>, DbError> {
    queries::list(shop.db.reader(), state, limit).await
}

/// How many jobs are in a state.
pub async fn count(shop: &Shop, state: State) -> Result<u64, DbError> {
    queries::count(shop.db.reader(), state).await
}

/// Deletes finished jobs past their retention; returns how many.
pub async fn prune(shop: &Shop) -> Result<u64, DbError> {
    let before = shop.clock.now() - RETENTION;
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            queries::delete_done(tx, before).await
        })
        .await
}
