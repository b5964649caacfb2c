//! What staff decide about a stock without any unit coming or going.

use chrono::NaiveDate;
use db::{DbError, Tx};

use super::{
    adjust::AdjustError,
    levels::{Availability, availability},
    queries::{self, NewSetting},
};
use crate::{
    Shop, Timestamp,
    changes::{self, Change},
    ids::VariantId,
    staff::{Actor, Permission},
};

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Whether more may be sold than is there.
    Backorder(bool),
    /// When goods are expected; `None` when nobody knows.
    Expected(Option<NaiveDate>),
}

/// From now on more of a variant may be sold than is there, or not any more. Saying what holds already changes
/// nothing.
///
/// # Errors
/// See [`AdjustError`]; [`AdjustError::Oversold`] while more is promised than is there.
pub async fn set_backorder(
    shop: &Shop,
    actor: &Actor,
    variant: VariantId,
    is_allowed: bool,
) -> Result<(), AdjustError> {
    actor.require(Permission::AdjustStock)?;
    let now = shop.clock.now();
    let changed = &[Change::Stock(variant)];
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if !queries::set_backorder(tx, variant, is_allowed).await? {
                let levels = availability(tx, &[variant]).await?;
                let level = levels.get(&variant).ok_or(AdjustError::NotFound)?;
                if level.backorder == is_allowed {
                    return Ok(());
                }
                return Err(AdjustError::Oversold {
                    reserved: level.reserved,
                    on_hand: level.on_hand,
                });
            }
            let setting = Setting::Backorder(is_allowed);
            write_down(tx, actor, variant, setting, now).await?;
            Ok(())
        })
        .await?;
    shop.apply(changed).await?;
    Ok(())
}

/// Says when goods of a variant are expected; `None` when nobody knows.
///
/// # Errors
/// See [`AdjustError`].
pub async fn expect(
    shop: &Shop,
    actor: &Actor,
    variant: VariantId,
    day: Option<NaiveDate>,
) -> Result<(), AdjustError> {
    actor.require(Permission::AdjustStock)?;
    let now = shop.clock.now();
    let changed = &[Change::Stock(variant)];
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            // Of two who say the same at once, one does.
            let levels = queries::lock_levels(tx, &[variant]).await?;
            let level = levels.first().ok_or(AdjustError::NotFound)?;
            if Availability::from(level).restock_on == day {
                return Ok(());
            }
            queries::set_restock_on(tx, variant, day).await?;
            write_down(tx, actor, variant, Setting::Expected(day), now).await?;
            Ok::<_, AdjustError>(())
        })
        .await?;
    shop.apply(changed).await?;
    Ok(())
}

async fn write_down(
    tx: &Tx,
    actor: &Actor,
    variant: VariantId,
    setting: Setting,
    now: Timestamp,
) -> Result<(), DbError> {
    let setting = NewSetting {
        variant,
        setting,
        actor: actor.name(),
    };
    queries::insert_settings(tx, vec![setting], now).await?;
    changes::record(tx, &[Change::Stock(variant)], now).await
}
