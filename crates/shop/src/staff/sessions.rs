//! Signing in, being signed in, signing out.

use chrono::TimeDelta;
use commerce::Email;
use db::DbError;

use super::{
    access::Actor,
    members::StaffMember,
    password, queries,
    throttle::{self, Attempt},
};
use crate::{Failure, FailureKind, Shop, Timestamp, Token, ids::StaffId};

/// A session ends when nothing was asked for so long,
const IDLE: TimeDelta = TimeDelta::hours(12);

/// and whatever happens after so long.
const ABSOLUTE: TimeDelta = TimeDelta::days(7);

/// How exactly the shop remembers when it last saw a session: a page view is no reason to write.
const SEEN_PRECISION: TimeDelta = TimeDelta::minutes(5);

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub staff: StaffMember,
    /// Comes back in a hidden field of every form.
    pub csrf: String,
}

impl Session {
    pub fn actor(&self) -> Actor {
        self.staff.actor()
    }
}

/// A session as it is stored.
pub(super) struct StoredSession {
    pub session: Session,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// One answer for an unknown address, a wrong password, and a colleague who left.
    #[error("mail address and password do not belong together")]
    Wrong,
    #[error("too many attempts to sign in; the next is possible at {until}")]
    Throttled { until: Timestamp },
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for SignInError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Wrong => FailureKind::Invalid,
            Self::Throttled { .. } => FailureKind::Unavailable,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Starts a session; its token belongs into the cookie. `client` is the IP address.
///
/// The attempt is counted before the password is looked at: many at once do not get past the limit.
///
/// # Errors
/// See [`SignInError`].
pub async fn sign_in(
    shop: &Shop,
    email: &str,
    password: &str,
    client: &str,
) -> Result<Token, SignInError> {
    let now = shop.clock.now();
    let attempt = &Attempt::new(email, client);
    let address = &Email::parse(email).map(|email| email.normalised()).ok();

    let known = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            if shop.rate_limits {
                throttle::count(tx, attempt, now).await?;
            }
            match address {
                Some(address) => Ok::<_, SignInError>(queries::lock_password(tx, address).await?),
                None => Ok(None),
            }
        })
        .await?;

    let stored = known.as_ref().map(|(_, stored)| stored.as_str());
    if !password::verify(password, stored).await? {
        return Err(SignInError::Wrong);
    }

    let (token, csrf) = &(Token::generate(), Token::generate());
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            // Read again: the colleague may have been switched off while the password was checked.
            let address = address.as_deref().unwrap_or_default();
            match queries::lock_password(tx, address).await? {
                Some((member, now_stored)) if member.active && Some(&*now_stored) == stored => {
                    throttle::forget(tx, attempt).await?;
                    start(tx, member.id, token, csrf, now).await?;
                    Ok(())
                }
                _ => Err(SignInError::Wrong),
            }
        })
        .await?;
    Ok(token.clone())
}

/// Writes the row of a new session.
pub(super) async fn start(
    tx: &db::Tx,
    staff: StaffId,
    token: &Token,
    csrf: &Token,
    now: Timestamp,
) -> Result<(), DbError> {
    queries::insert_session(tx, &token.hash(), staff, csrf.as_str(), now, now + ABSOLUTE).await
}

/// Who is signed in with this token. Reads one row; only every few minutes it also writes when the
/// session was last seen.
pub async fn session(shop: &Shop, token: &Token) -> Result<Option<Session>, DbError> {
    let now = shop.clock.now();
    let hash = &token.hash();
    let Some(stored) = queries::find_session(shop.db.primary(), hash).await? else {
        return Ok(None);
    };
    let is_over = now >= stored.expires_at || now >= stored.last_seen_at + IDLE;
    if is_over || !stored.session.staff.active {
        return Ok(None);
    }
    if now >= stored.last_seen_at + SEEN_PRECISION {
        let refreshed = shop
            .db
            .transaction(|tx| async move { queries::see_session(&tx, hash, now).await })
            .await;
        // Not worth refusing a page for; the next view tries again.
        if let Err(error) = refreshed {
            tracing::warn!(%error, "a session cannot be marked as seen");
        }
    }
    Ok(Some(stored.session))
}

pub async fn sign_out(shop: &Shop, token: &Token) -> Result<(), DbError> {
    let hash = &token.hash();
    shop.db
        .transaction(|tx| async move { queries::delete_session(&tx, hash).await })
        .await
}

/// Ends every session of a member of staff.
pub async fn sign_out_everywhere(shop: &Shop, id: StaffId) -> Result<(), DbError> {
    shop.db
        .transaction(|tx| async move { queries::delete_sessions_of(&tx, id).await })
        .await
}

/// Deletes sessions that are over and attempts long forgotten; returns how many rows. For a sweep.
pub async fn prune(shop: &Shop) -> Result<u64, DbError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let sessions = queries::delete_ended_sessions(tx, now, now - IDLE).await?;
            let attempts = throttle::prune(tx, now).await?;
            Ok(sessions + attempts)
        })
        .await
}
