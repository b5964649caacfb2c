use db::{DbError, Read, Tx};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Settings, Versioned, tables::setting};
use crate::Timestamp;

/// The one row; more names may follow when settings are split.
const NAME: &str = "shop";

pub(super) async fn find(read: &impl Read) -> Result<Option<Versioned>, DbError> {
    let Some(row) = setting::Entity::find_by_id(NAME).one(read.conn()).await? else {
        return Ok(None);
    };
    let settings =
        serde_json::from_value(row.value).map_err(|error| DbError::row("setting", NAME, error))?;
    Ok(Some(Versioned {
        settings,
        version: row.version,
    }))
}

/// `false` if the stored version is not `version` any more.
pub(super) async fn save(
    tx: &Tx,
    settings: &Settings,
    version: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let value =
        serde_json::to_value(settings).map_err(|error| DbError::row("setting", NAME, error))?;
    if version == 0 {
        return insert(tx, value, now).await;
    }
    let result = setting::Entity::update_many()
        .col_expr(setting::Column::Value, Expr::value(value))
        .col_expr(setting::Column::Version, Expr::value(version + 1))
        .col_expr(setting::Column::UpdatedAt, Expr::value(now))
        .filter(setting::Column::Name.eq(NAME))
        .filter(setting::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn keep_first_text(tx: &Tx, name: &str, text: &str) -> Result<String, DbError> {
    let row = setting::ActiveModel {
        name: Set(name.to_owned()),
        value: Set(serde_json::Value::String(text.to_owned())),
        version: Set(1),
        // Nobody reads when a secret was made.
        updated_at: Set(Timestamp::UNIX_EPOCH),
    };
    setting::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    let row = setting::Entity::find_by_id(name).one(tx.conn()).await?;
    row.and_then(|row| row.value.as_str().map(str::to_owned))
        .ok_or_else(|| DbError::row("setting", name, "it is not a text"))
}

async fn insert(tx: &Tx, value: serde_json::Value, now: Timestamp) -> Result<bool, DbError> {
    let row = setting::ActiveModel {
        name: Set(NAME.to_owned()),
        value: Set(value),
        version: Set(1),
        updated_at: Set(now),
    };
    let inserted = setting::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    Ok(matches!(inserted, sea_orm::TryInsertResult::Inserted(1)))
}
