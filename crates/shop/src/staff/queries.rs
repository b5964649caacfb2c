use commerce::Email;
use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{CaseStatement, Expr, OnConflict, SimpleExpr},
};

use super::{
    access::Role,
    members::StaffMember,
    sessions::{Session, StoredSession},
    tables::{setup_link, sign_in_throttle, staff, staff_session},
};
use crate::{Timestamp, ids::StaffId};

pub(super) async fn anybody(read: &impl Read) -> Result<bool, DbError> {
    Ok(staff::Entity::find().count(read.conn()).await? > 0)
}

pub(super) async fn list(read: &impl Read) -> Result<Vec<StaffMember>, DbError> {
    let rows = staff::Entity::find()
        .order_by_asc(staff::Column::Name)
        .order_by_asc(staff::Column::Id)
        .all(read.conn())
        .await?;
    rows.into_iter().map(member).collect()
}

pub(super) async fn find(read: &impl Read, id: StaffId) -> Result<Option<StaffMember>, DbError> {
    let row = staff::Entity::find_by_id(id).one(read.conn()).await?;
    row.map(member).transpose()
}

/// The member of staff with this address, and the hash of the password. On PostgreSQL neither
/// changes until the transaction ends.
pub(super) async fn lock_password(
    tx: &Tx,
    email_normalised: &str,
) -> Result<Option<(StaffMember, String)>, DbError> {
    let row = staff::Entity::find()
        .filter(staff::Column::EmailNormalised.eq(email_normalised))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let hash = row.password_hash.clone();
    Ok(Some((member(row)?, hash)))
}

/// Everybody the shop cannot be without one of; on PostgreSQL the rows stay as they are until the
/// transaction ends.
pub(super) async fn lock_administrators(tx: &Tx) -> Result<Vec<StaffId>, DbError> {
    let rows = staff::Entity::find()
        .filter(staff::Column::Role.eq(Role::Administrator.as_str()))
        .filter(staff::Column::Active.eq(true))
        .order_by_asc(staff::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub(super) async fn insert(
    tx: &Tx,
    member: &StaffMember,
    password_hash: &str,
) -> Result<(), DbError> {
    let row = staff::ActiveModel {
        id: Set(member.id),
        name: Set(member.name.clone()),
        email: Set(member.email.as_str().to_owned()),
        email_normalised: Set(member.email.normalised()),
        password_hash: Set(password_hash.to_owned()),
        role: Set(member.role.as_str().to_owned()),
        active: Set(member.active),
        version: Set(member.version),
        created_at: Set(member.created_at),
    };
    staff::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Name, role and whether active; `false` if the stored version is not `version` any more.
pub(super) async fn update(tx: &Tx, member: &StaffMember, version: i64) -> Result<bool, DbError> {
    let result = staff::Entity::update_many()
        .col_expr(staff::Column::Name, Expr::value(member.name.as_str()))
        .col_expr(staff::Column::Role, Expr::value(member.role.as_str()))
        .col_expr(staff::Column::Active, Expr::value(member.active))
        .col_expr(staff::Column::Version, Expr::value(version + 1))
        .filter(staff::Column::Id.eq(member.id))
        .filter(staff::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn set_password(tx: &Tx, id: StaffId, hash: &str) -> Result<bool, DbError> {
    let result = staff::Entity::update_many()
        .col_expr(staff::Column::PasswordHash, Expr::value(hash))
        .filter(staff::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

// Sessions

pub(super) async fn insert_session(
    tx: &Tx,
    token_hash: &str,
    staff: StaffId,
    csrf: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let row = staff_session::ActiveModel {
        token_hash: Set(token_hash.to_owned()),
        staff_id: Set(staff),
        csrf: Set(csrf.to_owned()),
        created_at: Set(now),
        last_seen_at: Set(now),
        expires_at: Set(expires_at),
    };
    staff_session::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn find_session(
    read: &impl Read,
    token_hash: &str,
) -> Result<Option<StoredSession>, DbError> {
    let row = staff_session::Entity::find_by_id(token_hash)
        .find_also_related(staff::Entity)
        .one(read.conn())
        .await?;
    let Some((session, Some(staff))) = row else {
        return Ok(None);
    };
    Ok(Some(StoredSession {
        session: Session {
            staff: member(staff)?,
            csrf: session.csrf,
        },
        last_seen_at: session.last_seen_at,
        expires_at: session.expires_at,
    }))
}

pub(super) async fn see_session(tx: &Tx, token_hash: &str, now: Timestamp) -> Result<(), DbError> {
    staff_session::Entity::update_many()
        .col_expr(staff_session::Column::LastSeenAt, Expr::value(now))
        .filter(staff_session::Column::TokenHash.eq(token_hash))
        .filter(staff_session::Column::LastSeenAt.lt(now))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete_session(tx: &Tx, token_hash: &str) -> Result<(), DbError> {
    staff_session::Entity::delete_by_id(token_hash)
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete_sessions_of(tx: &Tx, id: StaffId) -> Result<(), DbError> {
    staff_session::Entity::delete_many()
        .filter(staff_session::Column::StaffId.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Those past their time, and those not seen since `idle_since`.
pub(super) async fn delete_ended_sessions(
    tx: &Tx,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<u64, DbError> {
    let is_over = Condition::any()
        .add(staff_session::Column::ExpiresAt.lte(now))
        .add(staff_session::Column::LastSeenAt.lte(idle_since));
    let result = staff_session::Entity::delete_many()
        .filter(is_over)
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected)
}

// The first administrator's link

pub(super) async fn delete_unused_links(tx: &Tx) -> Result<(), DbError> {
    setup_link::Entity::delete_many()
        .filter(setup_link::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_link(tx: &Tx, token_hash: &str, now: Timestamp) -> Result<(), DbError> {
    let row = setup_link::ActiveModel {
        token_hash: Set(token_hash.to_owned()),
        created_at: Set(now),
        used_at: Set(None),
    };
    setup_link::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn link_is_usable(
    read: &impl Read,
    token_hash: &str,
    oldest: Timestamp,
) -> Result<bool, DbError> {
    let link = setup_link::Entity::find_by_id(token_hash)
        .filter(usable_link(oldest))
        .one(read.conn())
        .await?;
    Ok(link.is_some() && !anybody(read).await?)
}

pub(super) async fn lock_links(tx: &Tx) -> Result<(), DbError> {
    setup_link::Entity::find()
        .order_by_asc(setup_link::Column::TokenHash)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(())
}

/// `false` if the link was used before, or is older than `oldest`.
pub(super) async fn use_link(
    tx: &Tx,
    token_hash: &str,
    now: Timestamp,
    oldest: Timestamp,
) -> Result<bool, DbError> {
    let result = setup_link::Entity::update_many()
        .col_expr(setup_link::Column::UsedAt, Expr::value(now))
        .filter(setup_link::Column::TokenHash.eq(token_hash))
        .filter(usable_link(oldest))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

fn usable_link(oldest: Timestamp) -> Condition {
    Condition::all()
        .add(setup_link::Column::UsedAt.is_null())
        .add(setup_link::Column::CreatedAt.gt(oldest))
}

// Attempts to sign in

/// How often somebody tried.
pub(super) struct Attempts {
    pub failures: i64,
    pub blocked_until: Option<Timestamp>,
}

/// Adds one, or starts at one when the last is older than `window_start`. Those who are blocked are
/// not counted: trying again does not make it longer.
///
/// One statement, so that no attempt is lost however many come at once.
pub(super) async fn count_attempt(
    tx: &Tx,
    subject: &str,
    now: Timestamp,
    window_start: Timestamp,
) -> Result<Attempts, DbError> {
    use sign_in_throttle::{ActiveModel, Column, Entity};

    let column = |column: Column| Expr::col((Entity, column));
    let blocked = column(Column::BlockedUntil).gt(now);
    let forgotten = column(Column::WindowStartedAt).lte(window_start);
    let unless_blocked = |column: Column, otherwise: SimpleExpr| -> SimpleExpr {
        CaseStatement::new()
            .case(blocked.clone(), Expr::col((Entity, column)))
            .finally(otherwise)
            .into()
    };
    let failures: SimpleExpr = CaseStatement::new()
        .case(forgotten, 1)
        .finally(column(Column::Failures).add(1))
        .into();
    let row = ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(1),
        window_started_at: Set(now),
        blocked_until: Set(None),
    };
    let row = Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::Subject)
                .value(Column::Failures, unless_blocked(Column::Failures, failures))
                .value(
                    Column::WindowStartedAt,
                    unless_blocked(Column::WindowStartedAt, Expr::value(now)),
                )
                .to_owned(),
        )
        .exec_with_returning(tx.conn())
        .await?;
    Ok(Attempts {
        failures: row.failures,
        blocked_until: row.blocked_until,
    })
}

/// The time in which attempts are remembered starts when the block ends.
pub(super) async fn block(tx: &Tx, subject: &str, until: Timestamp) -> Result<(), DbError> {
    sign_in_throttle::Entity::update_many()
        .col_expr(sign_in_throttle::Column::BlockedUntil, Expr::value(until))
        .col_expr(
            sign_in_throttle::Column::WindowStartedAt,
            Expr::value(until),
        )
        .filter(sign_in_throttle::Column::Subject.eq(subject))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn clear_attempts(tx: &Tx, subject: &str) -> Result<(), DbError> {
    sign_in_throttle::Entity::delete_by_id(subject)
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// One less; below `limit` nobody is blocked.
pub(super) async fn take_back_attempt(tx: &Tx, subject: &str, limit: i64) -> Result<(), DbError> {
    use sign_in_throttle::{Column, Entity};

    let blocked_until = CaseStatement::new()
        .case(
            Expr::col(Column::Failures).gt(limit),
            Expr::col(Column::BlockedUntil),
        )
        .finally(Expr::value(None::<Timestamp>));
    Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).sub(1))
        .col_expr(Column::BlockedUntil, blocked_until.into())
        .filter(Column::Subject.eq(subject))
        .filter(Column::Failures.gt(0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete_old_attempts(tx: &Tx, before: Timestamp) -> Result<u64, DbError> {
    let result = sign_in_throttle::Entity::delete_many()
        .filter(sign_in_throttle::Column::WindowStartedAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected)
}

fn member(row: staff::Model) -> Result<StaffMember, DbError> {
    let broken = |reason: String| DbError::row("staff", row.id, reason);
    Ok(StaffMember {
        email: Email::parse(&row.email).map_err(|error| broken(error.to_string()))?,
        role: row
            .role
            .parse()
            .map_err(|error: super::access::UnknownRole| broken(error.to_string()))?,
        id: row.id,
        name: row.name,
        active: row.active,
        version: row.version,
        created_at: row.created_at,
    })
}
