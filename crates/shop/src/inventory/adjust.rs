//! Staff correct the stock: a reason, and the number they saw.

use db::{DbError, Tx};

use super::{
    MovementReason,
    levels::availability,
    queries::{self, NewMovement},
};
use crate::{
    Failure, FailureKind, Shop,
    changes::{self, Change},
    ids::{MovementId, VariantId},
    staff::{Actor, Forbidden, Permission},
};

/// What a person found or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    pub variant: VariantId,
    /// Stock on hand as the form showed it.
    pub seen: i64,
    /// What it shall be.
    pub on_hand: i64,
    pub reason: MovementReason,
    pub note: String,
}

#[derive(Debug, thiserror::Error)]
pub enum AdjustError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("this variant has no stock record")]
    NotFound,
    #[error("stock cannot be below zero")]
    Negative,
    /// The number changed while the form was open.
    #[error("the stock changed meanwhile; it is {on_hand} now")]
    Stale { on_hand: i64 },
    #[error("{reserved} are promised to customers, so the stock cannot be below that")]
    Promised { reserved: i64 },
    #[error(
        "{reserved} are promised to customers and {on_hand} are there, so back-orders go on until more goods came in"
    )]
    Oversold { reserved: i64, on_hand: i64 },
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for AdjustError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound => FailureKind::NotFound,
            Self::Negative => FailureKind::Invalid,
            Self::Stale { .. } | Self::Promised { .. } | Self::Oversold { .. } => {
                FailureKind::Conflict
            }
            Self::Db(error) => error.kind(),
        }
    }
}

/// Sets the stock of a variant by a movement of the difference.
pub async fn adjust(
    shop: &Shop,
    actor: &Actor,
    adjustment: &Adjustment,
) -> Result<(), AdjustError> {
    actor.require(Permission::AdjustStock)?;
    if adjustment.on_hand < 0 {
        return Err(AdjustError::Negative);
    }
    let now = shop.clock.now();
    let cause = &format!("adjustment:{}", MovementId::generate());
    // Whatever it was: who corrects the stock looks at the page next.
    let changed = &[Change::Stock(adjustment.variant)];
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let levels = availability(tx, &[adjustment.variant]).await?;
            let level = levels
                .get(&adjustment.variant)
                .ok_or(AdjustError::NotFound)?;
            if level.on_hand != adjustment.seen {
                return Err(AdjustError::Stale {
                    on_hand: level.on_hand,
                });
            }
            if level.on_hand == adjustment.on_hand {
                return Ok(());
            }
            let is_set = queries::set_on_hand(
                tx,
                adjustment.variant,
                adjustment.seen,
                adjustment.on_hand,
                None,
            )
            .await?;
            if !is_set {
                return Err(refusal(tx, adjustment).await?);
            }
            let movement = NewMovement {
                variant: adjustment.variant,
                delta: adjustment.on_hand - adjustment.seen,
                reason: adjustment.reason,
                note: &adjustment.note,
                cause: cause.clone(),
                actor: actor.name(),
            };
            queries::insert_movements(tx, vec![movement], now).await?;
            changes::record(tx, changed, now).await?;
            Ok(())
        })
        .await?;
    shop.apply(changed).await?;
    Ok(())
}

/// Why the stock cannot be set: somebody came between our look and our write, or too much is
/// promised.
async fn refusal(tx: &Tx, adjustment: &Adjustment) -> Result<AdjustError, DbError> {
    let levels = availability(tx, &[adjustment.variant]).await?;
    Ok(match levels.get(&adjustment.variant) {
        None => AdjustError::NotFound,
        Some(level) if level.on_hand != adjustment.seen => AdjustError::Stale {
            on_hand: level.on_hand,
        },
        Some(level) => AdjustError::Promised {
            reserved: level.reserved,
        },
    })
}
