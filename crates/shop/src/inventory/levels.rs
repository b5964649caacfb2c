//! Reading stock, and setting it up.

use std::collections::HashMap;

use chrono::NaiveDate;
use db::{DbError, Read, Tx};

use super::{
    MAIN, MovementReason, Setting,
    queries::{self, Level, NewMovement, NewSetting},
};
use crate::{
    Timestamp,
    changes::{self, Change},
    ids::VariantId,
};

/// How much of a variant there is and may be sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Availability {
    pub on_hand: i64,
    pub reserved: i64,
    /// Whether more may be sold than is there.
    pub backorder: bool,
    /// When goods are expected, on the shop's calendar; may be past.
    pub restock_on: Option<NaiveDate>,
}

impl Availability {
    /// Units that can be promised from stock; never below zero.
    pub fn available(self) -> i64 {
        (self.on_hand - self.reserved).max(0)
    }

    pub fn allows(self, quantity: u32) -> bool {
        self.backorder || self.available() >= i64::from(quantity)
    }
}

/// The stock of a variant as a form or a file gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewStock {
    pub variant: VariantId,
    pub on_hand: i64,
    pub backorder: bool,
}

/// Stock of the given variants. One that was never stocked is not in the answer.
pub async fn availability(
    read: &impl Read,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, Availability>, DbError> {
    let levels = queries::levels(read, variants).await?;
    Ok(levels
        .into_iter()
        .map(|level| (level.variant_id, Availability::from(&level)))
        .collect())
}

/// Starts keeping stock of variants that have none yet; others are left as they are. Returns those
/// that were started; the caller says that their product changed.
///
/// Beside each stands what brought the goods; with the variant's key it is the movement's unique cause.
pub async fn open(
    tx: &Tx,
    stock: &[(NewStock, &str)],
    reason: MovementReason,
    actor: &str,
    now: Timestamp,
) -> Result<Vec<VariantId>, DbError> {
    let variants: Vec<_> = stock.iter().map(|(new, _)| new.variant).collect();
    let existing = availability(tx, &variants).await?;
    let fresh: Vec<_> = stock
        .iter()
        .filter(|(new, _)| !existing.contains_key(&new.variant))
        .collect();
    let levels = fresh.iter().map(|(new, _)| Level {
        variant_id: new.variant,
        location_id: MAIN,
        on_hand: new.on_hand,
        reserved: 0,
        backorder: new.backorder,
        restock_on: None,
    });
    queries::insert_levels(tx, levels.collect()).await?;
    let movements = fresh
        .iter()
        .filter(|(new, _)| new.on_hand != 0)
        .map(|(new, cause)| NewMovement {
            variant: new.variant,
            delta: new.on_hand,
            reason,
            note: "",
            cause: format!("{cause}:{}", new.variant),
            actor,
        });
    queries::insert_movements(tx, movements.collect(), now).await?;
    Ok(fresh.iter().map(|(new, _)| new.variant).collect())
}

/// Sets the stock of variants to what a file says, by a movement of the difference. An unchanged
/// number makes no movement.
///
/// Returns the variants that were left alone because more of them is promised than the file says.
pub async fn set_counted(
    tx: &Tx,
    stock: &[NewStock],
    reason: MovementReason,
    actor: &str,
    cause: &str,
    now: Timestamp,
) -> Result<Vec<VariantId>, DbError> {
    let started: Vec<_> = stock.iter().map(|new| (*new, cause)).collect();
    let mut changed = open(tx, &started, reason, actor, now).await?;
    let variants: Vec<_> = stock.iter().map(|new| new.variant).collect();
    // Locked: who switches back-orders meanwhile is heard before or after, and not lost.
    let levels = queries::lock_levels(tx, &variants).await?;
    let levels = levels.iter();
    let existing: HashMap<_, _> = levels
        .map(|level| (level.variant_id, Availability::from(level)))
        .collect();
    let mut refused = Vec::new();
    let mut movements = Vec::new();
    let mut settings = Vec::new();
    for new in stock {
        let Some(level) = existing.get(&new.variant) else {
            continue;
        };
        if level.on_hand == new.on_hand && level.backorder == new.backorder {
            continue;
        }
        let is_set = queries::set_on_hand(
            tx,
            new.variant,
            level.on_hand,
            new.on_hand,
            Some(new.backorder),
        )
        .await?;
        if !is_set {
            refused.push(new.variant);
            continue;
        }
        changed.push(new.variant);
        if level.backorder != new.backorder {
            settings.push(NewSetting {
                variant: new.variant,
                setting: Setting::Backorder(new.backorder),
                actor,
            });
        }
        if level.on_hand != new.on_hand {
            movements.push(NewMovement {
                variant: new.variant,
                delta: new.on_hand - level.on_hand,
                reason,
                note: "",
                cause: format!("{cause}:{}", new.variant),
                actor,
            });
        }
    }
    queries::insert_movements(tx, movements, now).await?;
    queries::insert_settings(tx, settings, now).await?;
    let changed: Vec<_> = changed.into_iter().map(Change::Stock).collect();
    changes::record(tx, &changed, now).await?;
    Ok(refused)
}
