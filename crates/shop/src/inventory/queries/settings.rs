//! What staff decided about stock, and the columns that say what holds.

use chrono::NaiveDate;
use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::{
    Timestamp,
    ids::{StockSettingId, VariantId},
    inventory::{
        MAIN, Setting,
        tables::{stock_level, stock_setting},
    },
};

/// One decision, as staff read it.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingChange {
    pub setting: Setting,
    pub actor: String,
    pub at: Timestamp,
}

pub(in crate::inventory) struct NewSetting<'a> {
    pub variant: VariantId,
    pub setting: Setting,
    pub actor: &'a str,
}

const BACKORDER: &str = "backorder";
const EXPECTED: &str = "expected";
const YES: &str = "yes";
const NO: &str = "no";

impl Setting {
    fn written(self) -> (&'static str, String) {
        match self {
            Self::Backorder(true) => (BACKORDER, YES.to_owned()),
            Self::Backorder(false) => (BACKORDER, NO.to_owned()),
            Self::Expected(day) => {
                let day = day.map(|day| day.to_string());
                (EXPECTED, day.unwrap_or_default())
            }
        }
    }

    fn read(what: &str, value: &str) -> Option<Self> {
        match (what, value) {
            (BACKORDER, YES) => Some(Self::Backorder(true)),
            (BACKORDER, NO) => Some(Self::Backorder(false)),
            (EXPECTED, "") => Some(Self::Expected(None)),
            (EXPECTED, day) => Some(Self::Expected(Some(day.parse().ok()?))),
            _ => None,
        }
    }
}

/// `false` if it is so already, if there is no stock record, or if more is promised than is there and that is to be
/// allowed no more.
///
/// Check and write are one statement: however many orders come in meanwhile, nothing stays promised that must not be.
pub(in crate::inventory) async fn set_backorder(
    tx: &Tx,
    variant: VariantId,
    is_allowed: bool,
) -> Result<bool, DbError> {
    let on_hand = Expr::col(stock_level::Column::OnHand);
    let fits = Expr::col(stock_level::Column::Reserved).lte(on_hand);
    let result = stock_level::Entity::update_many()
        .col_expr(stock_level::Column::Backorder, Expr::value(is_allowed))
        .filter(stock_level::Column::VariantId.eq(variant))
        .filter(stock_level::Column::LocationId.eq(MAIN))
        .filter(stock_level::Column::Backorder.eq(!is_allowed))
        .filter(fits.or(Expr::value(is_allowed)))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(in crate::inventory) async fn set_restock_on(
    tx: &Tx,
    variant: VariantId,
    day: Option<NaiveDate>,
) -> Result<(), DbError> {
    let day = day.map(|day| day.to_string());
    stock_level::Entity::update_many()
        .col_expr(stock_level::Column::RestockOn, Expr::value(day))
        .filter(stock_level::Column::VariantId.eq(variant))
        .filter(stock_level::Column::LocationId.eq(MAIN))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::inventory) async fn insert_settings(
    tx: &Tx,
    settings: Vec<NewSetting<'_>>,
    now: Timestamp,
) -> Result<(), DbError> {
    let rows = settings.into_iter().map(|new| {
        let (what, value) = new.setting.written();
        stock_setting::ActiveModel {
            id: Set(StockSettingId::generate()),
            variant_id: Set(new.variant),
            location_id: Set(MAIN),
            what: Set(what.to_owned()),
            value: Set(value),
            actor: Set(new.actor.to_owned()),
            created_at: Set(now),
        }
    });
    insert_all(tx, rows.collect()).await
}

pub(in crate::inventory) async fn setting_changes(
    read: &impl Read,
    variant: VariantId,
    limit: u64,
) -> Result<Vec<SettingChange>, DbError> {
    let rows = stock_setting::Entity::find()
        .filter(stock_setting::Column::VariantId.eq(variant))
        .order_by_desc(stock_setting::Column::CreatedAt)
        .order_by_desc(stock_setting::Column::Id)
        .limit(limit)
        .all(read.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            let setting = Setting::read(&row.what, &row.value)
                .ok_or_else(|| DbError::row("stock_setting", row.id, "unknown setting"))?;
            Ok(SettingChange {
                setting,
                actor: row.actor,
                at: row.created_at,
            })
        })
        .collect()
}
