use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};
use serde_json::{Value, json};

use super::{
    NewProblem, Step, TaskRecord, TaskState,
    tables::{task, task_problem},
};
use crate::{
    Timestamp,
    ids::{RowId, TaskId},
    staff::Actor,
};

/// Tasks revived at once.
const REVIVED: u64 = 20;

pub(super) struct NewTask {
    pub id: TaskId,
    pub kind: &'static str,
    pub lane: Option<&'static str>,
    pub title: String,
    pub payload: Value,
    pub total: Option<u64>,
}

/// What became of a job's wish to go on with a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Ours {
        tries: i64,
    },
    /// It has ended, or another one of its lane runs.
    NotNow,
}

/// What went wrong in a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskProblem {
    pub line: Option<u64>,
    pub subject: String,
    pub field: Option<String>,
    pub message: String,
    /// What the row of the file said; empty if it is not about a row.
    pub cells: Vec<String>,
}

pub(super) async fn insert(
    tx: &Tx,
    new: &NewTask,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), DbError> {
    let (staff, role) = match actor {
        Actor::Staff { id, role, .. } => (Some(*id), Some(role.as_str().to_owned())),
        Actor::Customer | Actor::Gateway { .. } | Actor::System { .. } => (None, None),
    };
    let row = task::ActiveModel {
        id: Set(new.id),
        kind: Set(new.kind.to_owned()),
        title: Set(new.title.clone()),
        payload: Set(new.payload.clone()),
        state: Set(TaskState::Queued.as_str().to_owned()),
        lane: Set(new.lane.map(str::to_owned)),
        running_lane: Set(None),
        total: Set(new.total.map(signed)),
        done: Set(0),
        failed: Set(0),
        problems: Set(0),
        cursor: Set(Value::Null),
        result: Set(Value::Null),
        error: Set(None),
        tries: Set(0),
        started_by: Set(actor.name().to_owned()),
        staff_id: Set(staff),
        role: Set(role),
        version: Set(1),
        created_at: Set(now),
        touched_at: Set(now),
        started_at: Set(None),
        finished_at: Set(None),
    };
    task::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn find(read: &impl Read, id: TaskId) -> Result<Option<task::Model>, DbError> {
    Ok(task::Entity::find_by_id(id).one(read.conn()).await?)
}

pub(super) async fn find_all(read: &impl Read, ids: &[TaskId]) -> Result<Vec<TaskRecord>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = task::Entity::find()
        .filter(task::Column::Id.is_in(ids.iter().copied()))
        .all(read.conn())
        .await?;
    rows.into_iter().map(TaskRecord::try_from).collect()
}

/// Newer keys are greater.
pub(super) async fn list(
    read: &impl Read,
    state: Option<TaskState>,
    after: Option<TaskId>,
    limit: u64,
) -> Result<Vec<TaskRecord>, DbError> {
    let mut query = task::Entity::find()
        .order_by_desc(task::Column::Id)
        .limit(limit);
    if let Some(state) = state {
        query = query.filter(task::Column::State.eq(state.as_str()));
    }
    if let Some(after) = after {
        query = query.filter(task::Column::Id.lt(after));
    }
    let rows = query.all(read.conn()).await?;
    rows.into_iter().map(TaskRecord::try_from).collect()
}

/// Counts a try, and makes a task that waits run if its lane is free.
pub(super) async fn take(tx: &Tx, id: TaskId, now: Timestamp) -> Result<Taken, DbError> {
    let found = task::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(tx.conn())
        .await?;
    let Some(row) = found else {
        return Ok(Taken::NotNow);
    };
    let is_ours = match TaskState::parse(&row.state) {
        Some(TaskState::Running) => true,
        Some(TaskState::Queued) => is_free(tx, row.lane.as_deref()).await?,
        Some(TaskState::Done | TaskState::Failed | TaskState::Cancelled) | None => false,
    };
    if !is_ours {
        return Ok(Taken::NotNow);
    }
    let tries = row.tries + 1;
    // Should another process start one of the same lane right now, the unique key refuses one of both.
    task::Entity::update_many()
        .col_expr(
            task::Column::State,
            Expr::value(TaskState::Running.as_str()),
        )
        .col_expr(task::Column::RunningLane, Expr::value(row.lane))
        .col_expr(task::Column::Tries, Expr::value(tries))
        .col_expr(task::Column::TouchedAt, Expr::value(now))
        .col_expr(
            task::Column::StartedAt,
            Expr::value(row.started_at.or(Some(now))),
        )
        .filter(task::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(Taken::Ours { tries })
}

async fn is_free(tx: &Tx, lane: Option<&str>) -> Result<bool, DbError> {
    let Some(lane) = lane else {
        return Ok(true);
    };
    let running = task::Entity::find()
        .filter(task::Column::RunningLane.eq(lane))
        .one(tx.conn())
        .await?;
    Ok(running.is_none())
}

/// `false` if the task is not running any more where `row` says.
pub(super) async fn advance(
    tx: &Tx,
    row: &task::Model,
    step: &Step,
    now: Timestamp,
) -> Result<bool, DbError> {
    let add = |column: task::Column, number: u64| Expr::col(column).add(signed(number));
    let found = step.problems.len() as u64;
    let mut update = task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(step.state().as_str()))
        .col_expr(task::Column::Done, add(task::Column::Done, step.done))
        .col_expr(task::Column::Failed, add(task::Column::Failed, step.failed))
        .col_expr(task::Column::Problems, add(task::Column::Problems, found))
        .col_expr(task::Column::Version, add(task::Column::Version, 1))
        .col_expr(task::Column::Tries, Expr::value(0_i64))
        .col_expr(task::Column::TouchedAt, Expr::value(now));
    if step.cursor != Value::Null {
        update = update.col_expr(task::Column::Cursor, Expr::value(step.cursor.clone()));
    }
    if let Some(total) = step.total {
        update = update.col_expr(task::Column::Total, Expr::value(signed(total)));
    }
    if let Some(result) = &step.result {
        update = update.col_expr(task::Column::Result, Expr::value(result.clone()));
    }
    if step.is_last {
        update = update
            .col_expr(task::Column::RunningLane, Expr::value(None::<String>))
            .col_expr(task::Column::FinishedAt, Expr::value(now));
    }
    let outcome = update
        .filter(task::Column::Id.eq(row.id))
        .filter(task::Column::Version.eq(row.version))
        .filter(task::Column::State.eq(TaskState::Running.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(outcome.rows_affected == 1)
}

pub(super) async fn insert_problems(
    tx: &Tx,
    task: TaskId,
    problems: &[NewProblem],
) -> Result<(), DbError> {
    let rows = problems.iter().map(|problem| task_problem::ActiveModel {
        id: Set(problem.id),
        task_id: Set(task),
        line: Set(problem.line.map(signed)),
        subject: Set(problem.subject.clone()),
        field: Set(problem.field.clone()),
        message: Set(problem.message.clone()),
        cells: Set(problem.cells.as_ref().map(|cells| json!(cells))),
    });
    insert_all(tx, rows.collect()).await
}

/// `false` if it has ended already.
pub(super) async fn end(
    tx: &Tx,
    id: TaskId,
    state: TaskState,
    error: Option<&str>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let live = [TaskState::Queued, TaskState::Running].map(TaskState::as_str);
    let outcome = task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(state.as_str()))
        .col_expr(task::Column::Error, Expr::value(error.map(str::to_owned)))
        .col_expr(task::Column::RunningLane, Expr::value(None::<String>))
        .col_expr(task::Column::FinishedAt, Expr::value(now))
        .col_expr(task::Column::TouchedAt, Expr::value(now))
        .filter(task::Column::Id.eq(id))
        .filter(task::Column::State.is_in(live))
        .exec(tx.conn())
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// The task that has waited longest.
pub(super) async fn first_in_lane(tx: &Tx, lane: &str) -> Result<Option<task::Model>, DbError> {
    let first = task::Entity::find()
        .filter(task::Column::State.eq(TaskState::Queued.as_str()))
        .filter(task::Column::Lane.eq(lane))
        .order_by_asc(task::Column::Id)
        .one(tx.conn())
        .await?;
    Ok(first)
}

/// Whether a look with [`silent`] is worth a write transaction.
pub(super) async fn any_silent(read: &impl Read, before: Timestamp) -> Result<bool, DbError> {
    let first = silent_query(before).limit(1).one(read.conn()).await?;
    Ok(first.is_some())
}

pub(super) async fn silent(tx: &Tx, before: Timestamp) -> Result<Vec<task::Model>, DbError> {
    Ok(silent_query(before).limit(REVIVED).all(tx.conn()).await?)
}

fn silent_query(before: Timestamp) -> sea_orm::Select<task::Entity> {
    let live = [TaskState::Queued, TaskState::Running].map(TaskState::as_str);
    task::Entity::find()
        .filter(task::Column::State.is_in(live))
        .filter(task::Column::TouchedAt.lt(before))
        .order_by_asc(task::Column::TouchedAt)
}

/// `false` if it got somewhere meanwhile.
pub(super) async fn touch(
    tx: &Tx,
    id: TaskId,
    version: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let outcome = task::Entity::update_many()
        .col_expr(task::Column::TouchedAt, Expr::value(now))
        .filter(task::Column::Id.eq(id))
        .filter(task::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(outcome.rows_affected == 1)
}

pub(super) async fn problems(
    read: &impl Read,
    id: TaskId,
    limit: u64,
) -> Result<Vec<TaskProblem>, DbError> {
    let rows = task_problem::Entity::find()
        .filter(task_problem::Column::TaskId.eq(id))
        .order_by_asc(task_problem::Column::Id)
        .limit(limit)
        .all(read.conn())
        .await?;
    rows.into_iter().map(TaskProblem::try_from).collect()
}

pub(super) async fn delete_finished(tx: &Tx, before: Timestamp) -> Result<u64, DbError> {
    let ended = [TaskState::Done, TaskState::Failed, TaskState::Cancelled].map(TaskState::as_str);
    let outcome = task::Entity::delete_many()
        .filter(task::Column::State.is_in(ended))
        .filter(task::Column::FinishedAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(outcome.rows_affected)
}

/// Counts of things that were held in memory fit.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl TryFrom<task::Model> for TaskRecord {
    type Error = DbError;

    fn try_from(row: task::Model) -> Result<Self, DbError> {
        let wrong = |what: &str| DbError::row("task", row.id, what.to_owned());
        let count = |number: i64| u64::try_from(number).map_err(|_| wrong("a count below zero"));
        Ok(Self {
            state: TaskState::parse(&row.state).ok_or_else(|| wrong("an unknown state"))?,
            total: row.total.map(count).transpose()?,
            done: count(row.done)?,
            failed: count(row.failed)?,
            problems: count(row.problems)?,
            id: row.id,
            kind: row.kind,
            title: row.title,
            payload: row.payload,
            result: row.result,
            error: row.error,
            started_by: row.started_by,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}

impl TryFrom<task_problem::Model> for TaskProblem {
    type Error = DbError;

    fn try_from(row: task_problem::Model) -> Result<Self, DbError> {
        let wrong = |id: RowId, error: serde_json::Error| DbError::row("task_problem", id, error);
        let cells = row.cells.map(serde_json::from_value).transpose();
        Ok(Self {
            line: row.line.and_then(|line| line.try_into().ok()),
            subject: row.subject,
            field: row.field,
            message: row.message,
            cells: cells
                .map_err(|error| wrong(row.id, error))?
                .unwrap_or_default(),
        })
    }
}
