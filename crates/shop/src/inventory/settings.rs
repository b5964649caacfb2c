//! What staff decide about a stock without any unit coming or going.

use chrono::NaiveDate;

use super::{
    adjust::AdjustError,
    levels::availability,
    queries::{self, NewSetting},
};
use crate::{
    Shop,
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
            let setting = NewSetting {
                variant,
                setting: Setting::Backorder(is_allowed),
                actor: actor.name(),
            };
            queries::insert_settings(tx, vec![setting], now).await?;
            changes::record(tx, changed, now).await?;
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
            let levels = availability(tx, &[variant]).await?;
            let level = levels.get(&variant).ok_or(AdjustError::NotFound)?;
            if level.restock_on == day {
                return Ok(());
            }
            queries::set_restock_on(tx, variant, day).await?;
            let setting = NewSetting {
                variant,
                setting: Setting::Expected(day),
                actor: actor.name(),
            };
            queries::insert_settings(tx, vec![setting], now).await?;
            changes::record(tx, changed, now).await?;
            Ok::<_, AdjustError>(())
        })
        .await?;
    shop.apply(changed).await?;
    Ok(())
}
