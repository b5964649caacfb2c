//! Who works here.

use commerce::Email;
use db::{DbError, Read};

use super::{
    access::{Actor, Forbidden, Permission, Role},
    password::{self, StaffProblem},
    queries,
};
use crate::{Failure, FailureKind, Shop, Timestamp, ids::StaffId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    pub id: StaffId,
    pub name: String,
    pub email: Email,
    pub role: Role,
    /// Whether they can sign in.
    pub active: bool,
    pub version: i64,
    pub created_at: Timestamp,
}

impl StaffMember {
    pub fn actor(&self) -> Actor {
        Actor::Staff {
            id: self.id,
            name: self.name.clone(),
            role: self.role,
        }
    }

    /// Whether the shop cannot be without one of these.
    fn is_in_charge(&self) -> bool {
        self.active && self.role == Role::Administrator
    }
}

/// A new colleague, as typed. Not `Debug`: a password never reaches a log.
#[derive(Clone)]
pub struct NewStaff {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub password: String,
}

/// What can be changed of a colleague.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffChanges {
    pub name: String,
    pub role: Role,
    pub active: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("staff member {0} does not exist")]
    NotFound(StaffId),
    /// Fields by their names in the form.
    #[error("{} fields about the staff member are wrong", .0.len())]
    Invalid(Vec<(&'static str, StaffProblem)>),
    /// Somebody else saved since the form was opened.
    #[error("the staff member was changed by somebody else meanwhile")]
    Stale,
    #[error("the last administrator has to stay one")]
    LastAdministrator,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for StaffError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound(_) => FailureKind::NotFound,
            Self::Invalid(_) => FailureKind::Invalid,
            Self::Stale | Self::LastAdministrator => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Everybody, by name.
pub async fn list(read: &impl Read) -> Result<Vec<StaffMember>, DbError> {
    queries::list(read).await
}

pub async fn find(read: &impl Read, id: StaffId) -> Result<Option<StaffMember>, DbError> {
    queries::find(read, id).await
}

/// # Errors
/// See [`StaffError`]; an address that is taken is [`StaffError::Invalid`] at `email`.
pub async fn add(shop: &Shop, actor: &Actor, new: NewStaff) -> Result<StaffId, StaffError> {
    actor.require(Permission::ManageStaff)?;
    let (name, email) = check(&new.name, &new.email, &new.password).map_err(StaffError::Invalid)?;
    let member = StaffMember {
        id: StaffId::generate(),
        name,
        email,
        role: new.role,
        active: true,
        version: 1,
        created_at: shop.clock.now(),
    };
    // Before the transaction: hashing takes long on purpose.
    let hash = password::hash(&new.password).await?;
    let (member, hash) = (&member, &hash);
    let outcome = shop
        .db
        .transaction(|tx| async move { queries::insert(&tx, member, hash).await })
        .await;
    match outcome {
        Ok(()) => Ok(member.id),
        Err(error) if error.is_unique_violation() => Err(StaffError::Invalid(vec![(
            "email",
            StaffProblem::EmailTaken,
        )])),
        Err(error) => Err(error.into()),
    }
}

/// Changes what a form showed as `version`. A new role, or being switched off, ends the colleague's
/// sessions.
///
/// # Errors
/// See [`StaffError`]; after any of them nothing has changed.
pub async fn update(
    shop: &Shop,
    actor: &Actor,
    id: StaffId,
    version: i64,
    changes: StaffChanges,
) -> Result<(), StaffError> {
    actor.require(Permission::ManageStaff)?;
    let name = check_name(&changes.name)
        .map_err(|problem| StaffError::Invalid(vec![("name", problem)]))?;
    let name = &name;
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            // Locked first, so that two administrators cannot demote each other at once.
            let in_charge = queries::lock_administrators(tx).await?;
            let before = queries::find(tx, id)
                .await?
                .ok_or(StaffError::NotFound(id))?;
            let after = StaffMember {
                name: name.clone(),
                role: changes.role,
                active: changes.active,
                ..before.clone()
            };
            if in_charge == [id] && !after.is_in_charge() {
                return Err(StaffError::LastAdministrator);
            }
            if !queries::update(tx, &after, version).await? {
                return Err(StaffError::Stale);
            }
            if (before.role, before.active) != (after.role, after.active) {
                queries::delete_sessions_of(tx, id).await?;
            }
            Ok(())
        })
        .await
}

/// Sets a new password and ends all sessions. One's own needs no permission.
///
/// # Errors
/// See [`StaffError`]; after any of them nothing has changed.
pub async fn change_password(
    shop: &Shop,
    actor: &Actor,
    id: StaffId,
    new: &str,
) -> Result<(), StaffError> {
    let is_own = matches!(actor, Actor::Staff { id: own, .. } if *own == id);
    if !is_own {
        actor.require(Permission::ManageStaff)?;
    }
    let member = queries::find(shop.db.reader(), id)
        .await?
        .ok_or(StaffError::NotFound(id))?;
    if let Some(problem) = password::problem_with(new, Some(&member.email)) {
        return Err(StaffError::Invalid(vec![("password", problem)]));
    }
    let hash = &password::hash(new).await?;
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if !queries::set_password(tx, id, hash).await? {
                return Err(StaffError::NotFound(id));
            }
            Ok(queries::delete_sessions_of(tx, id).await?)
        })
        .await
}

/// The name and the address as they are kept, or every field that is wrong.
pub(super) fn check(
    name: &str,
    email: &str,
    password: &str,
) -> Result<(String, Email), Vec<(&'static str, StaffProblem)>> {
    let name = check_name(name);
    let email = Email::parse(email).map_err(|_| StaffProblem::EmailInvalid);
    let password = match password::problem_with(password, email.as_ref().ok()) {
        None => Ok(()),
        Some(problem) => Err(problem),
    };
    match (name, email, password) {
        (Ok(name), Ok(email), Ok(())) => Ok((name, email)),
        (name, email, password) => Err([
            name.err().map(|problem| ("name", problem)),
            email.err().map(|problem| ("email", problem)),
            password.err().map(|problem| ("password", problem)),
        ]
        .into_iter()
        .flatten()
        .collect()),
    }
}

fn check_name(name: &str) -> Result<String, StaffProblem> {
    let name = name.trim();
    if name.is_empty() {
        return Err(StaffProblem::NameMissing);
    }
    if name.chars().count() > 100 {
        return Err(StaffProblem::NameTooLong);
    }
    Ok(name.to_owned())
}
