//! The first administrator of an empty shop, made through a link that only its console shows.

use chrono::TimeDelta;
use db::DbError;

use super::{
    access::Role,
    members::{self, StaffMember},
    password::{self, StaffProblem},
    queries, sessions,
};
use crate::{Failure, FailureKind, Shop, Timestamp, Token, ids::StaffId};

const VALID_FOR: TimeDelta = TimeDelta::hours(24);

/// The first administrator, as typed. Not `Debug`: a password never reaches a log.
#[derive(Clone)]
pub struct NewAdministrator {
    pub name: String,
    pub email: String,
    pub password: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Fields by their names in the form.
    #[error("{} fields about the administrator are wrong", .0.len())]
    Invalid(Vec<(&'static str, StaffProblem)>),
    /// Never given out, used, replaced by a newer one, or older than a day.
    #[error("this link is not valid any more; start the shop again to get a new one")]
    LinkInvalid,
    #[error("the shop has its administrator already")]
    AlreadySetUp,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for SetupError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Invalid(_) => FailureKind::Invalid,
            Self::LinkInvalid => FailureKind::NotFound,
            Self::AlreadySetUp => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// A fresh one-time token when the shop has no staff at all; older ones end.
pub async fn setup_link(shop: &Shop) -> Result<Option<Token>, DbError> {
    let now = shop.clock.now();
    let token = &Token::generate();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if queries::anybody(tx).await? {
                return Ok(None);
            }
            queries::delete_unused_links(tx).await?;
            queries::insert_link(tx, &token.hash(), now).await?;
            Ok(Some(token.clone()))
        })
        .await
}

/// Whether the form behind the link is worth showing.
pub async fn setup_link_is_usable(shop: &Shop, token: &Token) -> Result<bool, DbError> {
    let oldest = shop.clock.now() - VALID_FOR;
    queries::link_is_usable(shop.db.primary(), &token.hash(), oldest).await
}

/// Makes the first administrator and signs them in; the token belongs into the cookie.
///
/// # Errors
/// See [`SetupError`]; after any of them nothing has changed, and the link still works unless that
/// was the error.
pub async fn use_setup_link(
    shop: &Shop,
    link: &Token,
    new: NewAdministrator,
) -> Result<Token, SetupError> {
    let now = shop.clock.now();
    let (name, email) =
        members::check(&new.name, &new.email, &new.password).map_err(SetupError::Invalid)?;
    // Asked before hashing, which is dear: this page is open to everybody.
    if !setup_link_is_usable(shop, link).await? {
        return Err(refusal(shop).await?);
    }
    let hash = &password::hash(&new.password).await?;
    let member = &StaffMember {
        id: StaffId::generate(),
        name,
        email,
        role: Role::Administrator,
        active: true,
        version: 1,
        created_at: now,
    };
    let (token, csrf) = &(Token::generate(), Token::generate());
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            take_link(tx, link, now).await?;
            queries::insert(tx, member, hash).await?;
            sessions::start(tx, member.id, token, csrf, now).await?;
            Ok(())
        })
        .await
        .map(|()| token.clone())
}

async fn take_link(tx: &db::Tx, link: &Token, now: Timestamp) -> Result<(), SetupError> {
    // All of them are locked: two links, used at once, must not make two administrators.
    queries::lock_links(tx).await?;
    if queries::anybody(tx).await? {
        return Err(SetupError::AlreadySetUp);
    }
    if queries::use_link(tx, &link.hash(), now, now - VALID_FOR).await? {
        Ok(())
    } else {
        Err(SetupError::LinkInvalid)
    }
}

async fn refusal(shop: &Shop) -> Result<SetupError, DbError> {
    let is_set_up = queries::anybody(shop.db.primary()).await?;
    Ok(if is_set_up {
        SetupError::AlreadySetUp
    } else {
        SetupError::LinkInvalid
    })
}
