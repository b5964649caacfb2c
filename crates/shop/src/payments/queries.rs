use std::str::FromStr;

use chrono::TimeDelta;
use commerce::{Currency, Money, PaymentState};
use db::{DbError, Read, Tx};
use payments::sandbox::SandboxPayment;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement, TryInsertResult,
    sea_query::{Expr, Query},
};

use super::{
    Payment,
    tables::{payment, payment_entry, sandbox_payment, webhook_event},
};
use crate::{
    Timestamp,
    ids::{OrderId, PaymentId, RowId},
};

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: String,
    pub amount_minor: i64,
    pub source: String,
    pub at: Timestamp,
}

pub(super) async fn insert(
    tx: &Tx,
    new: &Payment,
    poll_at: Option<Timestamp>,
) -> Result<(), DbError> {
    let row = payment::ActiveModel {
        id: Set(new.id),
        order_id: Set(new.order),
        gateway: Set(new.gateway.clone()),
        reference: Set(new.reference.clone()),
        redirect_url: Set(new.redirect_url.clone()),
        currency: Set(new.amount.currency().code().to_owned()),
        amount_minor: Set(new.amount.minor()),
        state: Set(new.state.as_str().to_owned()),
        captured_minor: Set(new.captured.minor()),
        refunded_minor: Set(new.refunded.minor()),
        failure: Set(new.failure.clone()),
        created_at: Set(new.created_at),
        updated_at: Set(new.created_at),
        poll_at: Set(poll_at),
        polls: Set(0),
    };
    payment::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

fn to_payment(row: payment::Model) -> Result<Payment, DbError> {
    let broken = |error: &dyn std::fmt::Display| DbError::row("payment", row.id, error);
    let currency = Currency::from_str(&row.currency).map_err(|error| broken(&error))?;
    let state = PaymentState::from_str(&row.state).map_err(|error| broken(&error))?;
    Ok(Payment {
        id: row.id,
        order: row.order_id,
        gateway: row.gateway,
        reference: row.reference,
        redirect_url: row.redirect_url,
        amount: Money::new(row.amount_minor, currency),
        state,
        captured: Money::new(row.captured_minor, currency),
        refunded: Money::new(row.refunded_minor, currency),
        failure: row.failure,
        created_at: row.created_at,
    })
}

pub(super) async fn find(read: &impl Read, id: PaymentId) -> Result<Option<Payment>, DbError> {
    let row = payment::Entity::find_by_id(id).one(read.conn()).await?;
    row.map(to_payment).transpose()
}

pub(super) async fn of_order(read: &impl Read, order: OrderId) -> Result<Vec<Payment>, DbError> {
    let rows = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order))
        .order_by_asc(payment::Column::Id)
        .all(read.conn())
        .await?;
    rows.into_iter().map(to_payment).collect()
}

pub(super) async fn by_reference(
    read: &impl Read,
    gateway: &str,
    reference: &str,
) -> Result<Option<Payment>, DbError> {
    let row = payment::Entity::find()
        .filter(payment::Column::Gateway.eq(gateway))
        .filter(payment::Column::Reference.eq(reference))
        .one(read.conn())
        .await?;
    row.map(to_payment).transpose()
}

pub(super) async fn set_reference(
    tx: &Tx,
    id: PaymentId,
    reference: &str,
    redirect_url: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    payment::Entity::update_many()
        .col_expr(payment::Column::Reference, Expr::value(reference))
        .col_expr(
            payment::Column::RedirectUrl,
            Expr::value(redirect_url.map(str::to_owned)),
        )
        .col_expr(payment::Column::UpdatedAt, Expr::value(now))
        .filter(payment::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Stores what changed in a payment; `false` if it is not as it was in `before` any more.
pub(super) async fn save_if_unchanged(
    tx: &Tx,
    before: &Payment,
    changed: &Payment,
    now: Timestamp,
) -> Result<bool, DbError> {
    // Nothing more is to be asked once the money is there or will not come.
    let is_settled = !matches!(
        changed.state,
        PaymentState::Pending | PaymentState::Authorized
    );
    let mut update = payment::Entity::update_many()
        .col_expr(payment::Column::State, Expr::value(changed.state.as_str()))
        .col_expr(
            payment::Column::CapturedMinor,
            Expr::value(changed.captured.minor()),
        )
        .col_expr(
            payment::Column::RefundedMinor,
            Expr::value(changed.refunded.minor()),
        )
        .col_expr(
            payment::Column::Failure,
            Expr::value(changed.failure.clone()),
        )
        .col_expr(payment::Column::UpdatedAt, Expr::value(now));
    if is_settled {
        update = update.col_expr(payment::Column::PollAt, Expr::value(None::<Timestamp>));
    }
    let same_failure = match &before.failure {
        Some(failure) => payment::Column::Failure.eq(failure),
        None => payment::Column::Failure.is_null(),
    };
    let result = update
        .filter(payment::Column::Id.eq(before.id))
        .filter(payment::Column::State.eq(before.state.as_str()))
        .filter(payment::Column::CapturedMinor.eq(before.captured.minor()))
        .filter(payment::Column::RefundedMinor.eq(before.refunded.minor()))
        .filter(same_failure)
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// Payments whose gateway should be asked because no webhook came.
pub async fn due_polls(
    read: &impl Read,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<PaymentId>, DbError> {
    let rows = payment::Entity::find()
        .select_only()
        .column(payment::Column::Id)
        .filter(payment::Column::PollAt.lte(now))
        .order_by_asc(payment::Column::PollAt)
        .limit(limit)
        .into_tuple::<PaymentId>()
        .all(read.conn())
        .await?;
    Ok(rows)
}

/// Plans the next poll, ever later: 20 s, 40 s … up to an hour, and none after three days. `false`
/// if somebody else planned it first.
pub async fn plan_poll(tx: &Tx, id: PaymentId, now: Timestamp) -> Result<bool, DbError> {
    let Some(row) = payment::Entity::find_by_id(id)
        .filter(payment::Column::PollAt.lte(now))
        .lock_exclusive()
        .one(tx.conn())
        .await?
    else {
        return Ok(false);
    };
    let next =
        Some(now + pause_after(row.polls)).filter(|_| now - row.created_at < TimeDelta::days(3));
    payment::Entity::update_many()
        .col_expr(payment::Column::PollAt, Expr::value(next))
        .col_expr(
            payment::Column::Polls,
            Expr::col(payment::Column::Polls).add(1),
        )
        .filter(payment::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(true)
}

fn pause_after(polls: i64) -> TimeDelta {
    let doublings = u32::try_from(polls).unwrap_or(0);
    let secs = 20_i64.checked_shl(doublings).unwrap_or(i64::MAX);
    TimeDelta::seconds(i64::clamp(secs, 20, 3600))
}

/// A line of the ledger that is to be written.
pub(super) struct NewEntry {
    pub kind: &'static str,
    pub amount: Money,
    /// The same for the same fact; unique.
    pub cause: String,
}

/// Writes those lines whose cause is not there already.
pub(super) async fn insert_entries(
    tx: &Tx,
    payment: PaymentId,
    entries: &[NewEntry],
    source: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    let rows = entries.iter().map(|new| payment_entry::ActiveModel {
        id: Set(RowId::generate()),
        payment_id: Set(payment),
        kind: Set(new.kind.to_owned()),
        amount_minor: Set(new.amount.minor()),
        cause: Set(new.cause.clone()),
        source: Set(source.to_owned()),
        at: Set(now),
    });
    payment_entry::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([payment_entry::Column::Cause])
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn entries(read: &impl Read, id: PaymentId) -> Result<Vec<Entry>, DbError> {
    let rows = payment_entry::Entity::find()
        .filter(payment_entry::Column::PaymentId.eq(id))
        .order_by_asc(payment_entry::Column::Id)
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            kind: row.kind,
            amount_minor: row.amount_minor,
            source: row.source,
            at: row.at,
        })
        .collect())
}

/// When the newest tries to pay an order failed, the newest first.
pub(super) async fn newest_failures(
    read: &impl Read,
    order: OrderId,
    limit: usize,
) -> Result<Vec<Timestamp>, DbError> {
    let of_order = Query::select()
        .column(payment::Column::Id)
        .from(payment::Entity)
        .and_where(payment::Column::OrderId.eq(order))
        .take();
    let times = payment_entry::Entity::find()
        .select_only()
        .column(payment_entry::Column::At)
        .filter(payment_entry::Column::PaymentId.in_subquery(of_order))
        .filter(payment_entry::Column::Kind.is_in(["failed", "declined"]))
        .order_by_desc(payment_entry::Column::At)
        .limit(u64::try_from(limit).ok())
        .into_tuple::<Timestamp>()
        .all(read.conn())
        .await?;
    Ok(times)
}

/// `false` if this event was stored before.
pub(super) async fn insert_webhook(
    tx: &Tx,
    gateway: &str,
    event_id: &str,
    reference: &str,
    kind: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let row = webhook_event::ActiveModel {
        gateway: Set(gateway.to_owned()),
        event_id: Set(event_id.to_owned()),
        reference: Set(reference.to_owned()),
        kind: Set(kind.to_owned()),
        received_at: Set(now),
    };
    let inserted = webhook_event::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

#[derive(FromQueryResult)]
struct Sum {
    total: i64,
}

/// Money captured minus money refunded, by the time it happened, in one currency.
pub async fn paid_between(
    read: &impl Read,
    currency: Currency,
    from: Timestamp,
    until: Timestamp,
) -> Result<Money, DbError> {
    let sql = "SELECT CAST(COALESCE(SUM(CASE e.kind WHEN 'captured' THEN e.amount_minor \
               WHEN 'refunded' THEN -e.amount_minor ELSE 0 END), 0) AS BIGINT) AS total \
               FROM payment_entry e JOIN payment p ON p.id = e.payment_id \
               WHERE p.currency = $1 AND e.at >= $2 AND e.at < $3";
    let values = [currency.code().into(), from.into(), until.into()];
    let statement = Statement::from_sql_and_values(read.conn().get_database_backend(), sql, values);
    let sum = Sum::find_by_statement(statement).one(read.conn()).await?;
    Ok(Money::new(sum.map_or(0, |sum| sum.total), currency))
}

#[derive(FromQueryResult)]
struct Finding {
    id: PaymentId,
    captured_minor: i64,
    refunded_minor: i64,
    ledger_captured: i64,
    ledger_refunded: i64,
    orders: i64,
}

/// Payments that do not agree with their ledger, and captured ones without an order.
pub async fn audit_ledger(read: &impl Read) -> Result<Vec<String>, DbError> {
    let sql = "SELECT id, captured_minor, refunded_minor, ledger_captured, ledger_refunded, orders FROM ( \
                 SELECT p.id AS id, p.captured_minor, p.refunded_minor, \
                   CAST(COALESCE((SELECT SUM(e.amount_minor) FROM payment_entry e \
                     WHERE e.payment_id = p.id AND e.kind = 'captured'), 0) AS BIGINT) AS ledger_captured, \
                   CAST(COALESCE((SELECT SUM(e.amount_minor) FROM payment_entry e \
                     WHERE e.payment_id = p.id AND e.kind = 'refunded'), 0) AS BIGINT) AS ledger_refunded, \
                   CAST((SELECT COUNT(*) FROM sales_order o WHERE o.id = p.order_id) AS BIGINT) AS orders \
                 FROM payment p) AS t \
               WHERE captured_minor <> ledger_captured OR refunded_minor <> ledger_refunded \
                 OR (captured_minor > 0 AND orders = 0)";
    let statement = Statement::from_string(read.conn().get_database_backend(), sql);
    let rows = Finding::find_by_statement(statement)
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            if row.orders == 0 {
                format!("payment {}: money was captured, but there is no order", row.id)
            } else {
                format!(
                    "payment {}: captured {} and refunded {}, its ledger says {} and {} (minor units)",
                    row.id,
                    row.captured_minor,
                    row.refunded_minor,
                    row.ledger_captured,
                    row.ledger_refunded
                )
            }
        })
        .collect())
}

// The sandbox bank's books.

fn to_record(row: sandbox_payment::Model) -> Result<SandboxPayment, DbError> {
    serde_json::from_value(row.record)
        .map_err(|error| DbError::row("sandbox_payment", &row.id, error))
}

pub(super) async fn sandbox_find(
    read: &impl Read,
    id: &str,
) -> Result<Option<SandboxPayment>, DbError> {
    let row = sandbox_payment::Entity::find_by_id(id)
        .one(read.conn())
        .await?;
    row.map(to_record).transpose()
}

pub(super) async fn sandbox_by_key(
    read: &impl Read,
    key: &str,
) -> Result<Option<SandboxPayment>, DbError> {
    let row = sandbox_payment::Entity::find()
        .filter(sandbox_payment::Column::Key.eq(key))
        .one(read.conn())
        .await?;
    row.map(to_record).transpose()
}

pub(super) async fn sandbox_insert(tx: &Tx, record: &SandboxPayment) -> Result<bool, DbError> {
    let row = sandbox_payment::ActiveModel {
        id: Set(record.id.clone()),
        key: Set(record.key.as_str().to_owned()),
        record: Set(to_json(record)?),
        answer_at: Set(record.answer_at),
    };
    let inserted = sandbox_payment::Entity::insert(row)
        .on_conflict_do_nothing_on([sandbox_payment::Column::Key])
        .exec_without_returning(tx.conn())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Stores a record whose version is one above that of the stored one; `false` if it is not, because
/// somebody else was first.
pub(super) async fn sandbox_save(tx: &Tx, record: &SandboxPayment) -> Result<bool, DbError> {
    // Records of the first release have no version.
    let stored = Expr::cust("COALESCE(CAST(\"record\"->>'version' AS INTEGER), 0)");
    let result = sandbox_payment::Entity::update_many()
        .col_expr(
            sandbox_payment::Column::Record,
            Expr::value(to_json(record)?),
        )
        .col_expr(
            sandbox_payment::Column::AnswerAt,
            Expr::value(record.answer_at),
        )
        .filter(sandbox_payment::Column::Id.eq(record.id.as_str()))
        .filter(stored.add(1).eq(record.version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn sandbox_due(read: &impl Read, now: Timestamp) -> Result<Vec<String>, DbError> {
    let ids = sandbox_payment::Entity::find()
        .select_only()
        .column(sandbox_payment::Column::Id)
        .filter(sandbox_payment::Column::AnswerAt.lte(now))
        .limit(100)
        .into_tuple::<String>()
        .all(read.conn())
        .await?;
    Ok(ids)
}

fn to_json(record: &SandboxPayment) -> Result<serde_json::Value, DbError> {
    serde_json::to_value(record).map_err(|error| DbError::row("sandbox_payment", &record.id, error))
}
