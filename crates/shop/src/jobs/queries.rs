use std::collections::BTreeSet;

use chrono::TimeDelta;
use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockBehavior, LockType},
};
use serde_json::Value;
use uuid::Uuid;

use super::{MAX_ATTEMPTS, NewJob, tables::job};
use crate::{Timestamp, ids::JobId};

/// Said of a job that was begun as often as jobs are tried, and whose process never told what came of
/// it.
const PROCESS_ENDED: &str = "the process ended while it ran";

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Ready,
    Running,
    Done,
    /// Failed for good, until a person asks for another try.
    Parked,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Ready, Self::Running, Self::Done, Self::Parked];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Done => "done",
            Self::Parked => "parked",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A job as the admin lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    pub run_at: Timestamp,
    pub attempts: i64,
    pub error: Option<String>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// A job that this worker holds until `leased_until`.
#[derive(Debug, Clone)]
pub(super) struct Claimed {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    pub attempt: i64,
    pub lease: Uuid,
    /// A process ended while it ran, maybe because of it; it is claimed by itself and runs alone.
    pub was_left_behind: bool,
}

pub(super) async fn insert(tx: &Tx, jobs: &[NewJob], run_at: Timestamp) -> Result<(), DbError> {
    let rows = jobs.iter().map(|new| job::ActiveModel {
        id: Set(new.id),
        kind: Set(new.kind.clone().into_owned()),
        payload: Set(new.payload.clone()),
        state: Set(State::Ready.as_str().to_owned()),
        run_at: Set(run_at),
        attempts: Set(0),
        lease: Set(None),
        leased_until: Set(None),
        error: Set(None),
        created_at: Set(run_at),
        finished_at: Set(None),
    });
    insert_all(tx, rows.collect()).await
}

/// Whether a look with [`claim`] is worth a write transaction.
pub(super) async fn any_due(
    read: &impl Read,
    kinds: &[&'static str],
    now: Timestamp,
) -> Result<bool, DbError> {
    let first = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(due(kinds, now))
        .limit(1)
        .into_tuple::<JobId>()
        .one(read.conn())
        .await?;
    Ok(first.is_some())
}

fn due(kinds: &[&'static str], now: Timestamp) -> Condition {
    let ready = Condition::all()
        .add(job::Column::State.eq(State::Ready.as_str()))
        .add(job::Column::RunAt.lte(now));
    let abandoned = Condition::all()
        .add(job::Column::State.eq(State::Running.as_str()))
        .add(job::Column::LeasedUntil.lt(now));
    let due = Condition::any().add(ready).add(abandoned);
    Condition::all()
        .add(due)
        .add(job::Column::Kind.is_in(kinds.iter().copied()))
}

/// Takes up to `limit` due jobs; no other worker gets them until the lease runs out.
///
/// Attempts count here, before anything runs, so that a job which ends its process is tried no more
/// often than one that fails. A job that was left behind runs alone: should it be the one that ends
/// processes, it takes no others with it.
pub(super) async fn claim(
    tx: &Tx,
    kinds: &[&'static str],
    lease: Uuid,
    limit: u64,
    now: Timestamp,
    lease_time: TimeDelta,
) -> Result<Vec<Claimed>, DbError> {
    let mut rows = loop {
        let rows = lock_due(tx, kinds, limit, now).await?;
        let is_hopeless = |row: &&job::Model| is_left_behind(row) && row.attempts >= MAX_ATTEMPTS;
        let hopeless: Vec<_> = rows.iter().filter(is_hopeless).collect();
        if hopeless.is_empty() {
            break rows;
        }
        park_left_behind(tx, &hopeless).await?;
    };
    if let Some(left_behind) = rows.iter().position(is_left_behind) {
        rows = vec![rows.swap_remove(left_behind)];
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(State::Running.as_str()))
        .col_expr(job::Column::Lease, Expr::value(lease))
        .col_expr(job::Column::LeasedUntil, Expr::value(now + lease_time))
        .col_expr(
            job::Column::Attempts,
            Expr::col(job::Column::Attempts).add(1),
        )
        .filter(job::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Claimed {
            lease,
            was_left_behind: is_left_behind(&row),
            id: row.id,
            kind: row.kind,
            payload: row.payload,
            attempt: row.attempts + 1,
        })
        .collect())
}

async fn lock_due(
    tx: &Tx,
    kinds: &[&'static str],
    limit: u64,
    now: Timestamp,
) -> Result<Vec<job::Model>, DbError> {
    let rows = job::Entity::find()
        .filter(due(kinds, now))
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.conn())
        .await?;
    Ok(rows)
}

/// Nobody else has taken them over meanwhile.
fn still_ours<'a>(jobs: impl IntoIterator<Item = &'a Claimed> + Clone) -> Condition {
    let leases: BTreeSet<_> = jobs.clone().into_iter().map(|job| job.lease).collect();
    Condition::all()
        .add(job::Column::Lease.is_in(leases))
        .add(job::Column::Id.is_in(jobs.into_iter().map(|job| job.id)))
}

/// Of a due job: somebody began it and never told what came of it.
fn is_left_behind(row: &job::Model) -> bool {
    row.state == State::Running.as_str()
}

async fn park_left_behind(tx: &Tx, jobs: &[&job::Model]) -> Result<(), DbError> {
    for job in jobs {
        tracing::warn!(job.id = %job.id, job.kind, job.attempts, "job parked: {PROCESS_ENDED}");
    }
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(State::Parked.as_str()))
        .col_expr(job::Column::Error, Expr::value(PROCESS_ENDED))
        // Should its process live after all, it has nothing more to say.
        .col_expr(job::Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(job::Column::LeasedUntil, Expr::value(None::<Timestamp>))
        .filter(job::Column::Id.is_in(jobs.iter().map(|job| job.id)))
        .exec(tx.conn())
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Marked {
    id: JobId,
}

/// Marks jobs of this lease as done and returns them. One whose lease was lost meanwhile is left to
/// its new holder.
pub(super) async fn finish(
    tx: &Tx,
    jobs: &[&Claimed],
    now: Timestamp,
) -> Result<Vec<JobId>, DbError> {
    let mut update = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(State::Done.as_str()))
        .col_expr(job::Column::FinishedAt, Expr::value(now))
        .col_expr(job::Column::LeasedUntil, Expr::value(None::<Timestamp>))
        .col_expr(job::Column::Error, Expr::value(None::<String>))
        .filter(job::Column::State.eq(State::Running.as_str()))
        .filter(still_ours(jobs.iter().copied()))
        .into_query();
    update.returning_col(job::Column::Id);
    let statement = tx.conn().get_database_backend().build(&update);
    let marked = Marked::find_by_statement(statement).all(tx.conn()).await?;
    Ok(marked.into_iter().map(|row| row.id).collect())
}

/// Puts a failed job back for `run_at`, or parks it.
pub(super) async fn put_back(
    tx: &Tx,
    lease: Uuid,
    id: JobId,
    error: &str,
    state: State,
    run_at: Timestamp,
) -> Result<(), DbError> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(state.as_str()))
        .col_expr(job::Column::RunAt, Expr::value(run_at))
        .col_expr(job::Column::LeasedUntil, Expr::value(None::<Timestamp>))
        .col_expr(job::Column::Error, Expr::value(error))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::Lease.eq(lease))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Gives up jobs that were claimed and never begun, as if nobody had claimed them.
pub(super) async fn put_back_not_begun(tx: &Tx, jobs: &[Claimed]) -> Result<(), DbError> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(State::Ready.as_str()))
        .col_expr(
            job::Column::Attempts,
            Expr::col(job::Column::Attempts).sub(1),
        )
        .col_expr(job::Column::LeasedUntil, Expr::value(None::<Timestamp>))
        .filter(still_ours(jobs))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// `false` if it is not parked.
pub(super) async fn unpark(tx: &Tx, id: JobId, now: Timestamp) -> Result<bool, DbError> {
    let result = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(State::Ready.as_str()))
        .col_expr(job::Column::Attempts, Expr::value(0))
        .col_expr(job::Column::RunAt, Expr::value(now))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::State.eq(State::Parked.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn list(
    read: &impl Read,
    state: State,
    limit: u64,
) -> Result<Vec<Listed>, DbError> {
    let rows = job::Entity::find()
        .filter(job::Column::State.eq(state.as_str()))
        .order_by_desc(job::Column::RunAt)
        .order_by_desc(job::Column::Id)
        .limit(limit)
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: row.id,
            kind: row.kind,
            payload: row.payload,
            run_at: row.run_at,
            attempts: row.attempts,
            error: row.error,
            created_at: row.created_at,
            finished_at: row.finished_at,
        })
        .collect())
}

pub(super) async fn count(read: &impl Read, state: State) -> Result<u64, DbError> {
    let count = job::Entity::find()
        .filter(job::Column::State.eq(state.as_str()))
        .count(read.conn())
        .await?;
    Ok(count)
}

pub(super) async fn delete_done(tx: &Tx, before: Timestamp) -> Result<u64, DbError> {
    let result = job::Entity::delete_many()
        .filter(job::Column::State.eq(State::Done.as_str()))
        .filter(job::Column::FinishedAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected)
}
