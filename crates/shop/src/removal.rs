//! Deleting what nobody needs: products (ADR 0019), and files of pictures. An area of its own because stock, carts,
//! orders and reviews have a say in it.

mod files;

use db::{DbError, Tx};

use crate::{
    Failure, FailureKind, Shop, cart,
    catalog::{self, Doomed, EditError},
    changes::Change,
    ids::ProductId,
    inventory,
    staff::{Actor, Forbidden, Permission},
};

pub use files::{Remembered, remembered};

#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("this does not exist any more")]
    NotFound,
    /// Somebody else saved since the page was opened.
    #[error("this was changed by somebody else meanwhile")]
    Stale,
    /// Orders, invoices and the books of the stock name it.
    #[error("this was ordered, reserved or counted before, so it is kept; archive it instead")]
    Needed,
    #[error("this is in the cart of a customer; archive it instead")]
    InCart,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for RemoveError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound => FailureKind::NotFound,
            Self::Stale | Self::Needed | Self::InCart => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

impl From<EditError> for RemoveError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Forbidden(error) => Self::Forbidden(error),
            EditError::NotFound => Self::NotFound,
            EditError::Stale | EditError::Invalid(_) => Self::Stale,
            EditError::Db(error) => Self::Db(error),
        }
    }
}

/// Deletes a product that nobody ever ordered, reserved, or counted beyond its first stock, and that
/// is in no cart. Its address answers that it is gone; its pictures stay in the library.
///
/// # Errors
/// See [`RemoveError`]; after any of them nothing has changed.
pub async fn delete_product(
    shop: &Shop,
    actor: &Actor,
    id: ProductId,
    version: i64,
) -> Result<(), RemoveError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    let outcome = shop
        .db
        .transaction(|tx| async move {
            let doomed = doomed(&tx, id, version).await?;
            catalog::delete(&tx, id, version, &doomed, now).await?;
            Ok(())
        })
        .await;
    match outcome {
        // Somebody ordered it between our look and our write.
        Err(RemoveError::Db(error)) if error.is_foreign_key_violation() => {
            return Err(RemoveError::Needed);
        }
        outcome => outcome?,
    }
    shop.apply(&[Change::Product(id)]).await?;
    Ok(())
}

/// A product that may be deleted, locked until the end of the transaction.
///
/// # Errors
/// See [`RemoveError`]; nothing has been written.
pub(crate) async fn doomed(tx: &Tx, id: ProductId, version: i64) -> Result<Doomed, RemoveError> {
    let doomed = catalog::lock_doomed(tx, id, version).await?;
    if !inventory::is_untouched(tx, &doomed.variants).await? {
        return Err(RemoveError::Needed);
    }
    if cart::holds(tx, &doomed.variants).await? {
        return Err(RemoveError::InCart);
    }
    Ok(doomed)
}
