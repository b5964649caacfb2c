//! What merchants tell the search; how often what is searched for is in [`counts`].

pub(super) mod counts;

use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use super::{
    rules::{Pins, Synonym, SynonymDraft},
    tables::{pin, pins, synonym},
};
use crate::{
    Timestamp,
    ids::{PinsId, SynonymId},
};

pub(super) async fn synonyms(read: &impl Read) -> Result<Vec<Synonym>, DbError> {
    let rows = synonym::Entity::find()
        .order_by_asc(synonym::Column::Id)
        .all(read.conn())
        .await?;
    rows.into_iter().map(synonym_of).collect()
}

pub(super) async fn find_synonym(
    read: &impl Read,
    id: SynonymId,
) -> Result<Option<Synonym>, DbError> {
    let row = synonym::Entity::find_by_id(id).one(read.conn()).await?;
    row.map(synonym_of).transpose()
}

fn synonym_of(row: synonym::Model) -> Result<Synonym, DbError> {
    let words = serde_json::from_value(row.words)
        .map_err(|error| DbError::row("search_synonym", row.id, error))?;
    Ok(Synonym {
        id: row.id,
        draft: SynonymDraft {
            from: row.one_way_from,
            words,
        },
        version: row.version,
    })
}

pub(super) async fn count_synonyms(tx: &Tx) -> Result<u64, DbError> {
    Ok(synonym::Entity::find().count(tx.conn()).await?)
}

pub(super) async fn insert_synonym(
    tx: &Tx,
    id: SynonymId,
    draft: &SynonymDraft,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = synonym::ActiveModel {
        id: Set(id),
        one_way_from: Set(draft.from.clone()),
        words: Set(draft.words.clone().into()),
        updated_at: Set(now),
        version: Set(1),
    };
    synonym::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// `false` if the stored version is not `version` any more.
pub(super) async fn update_synonym(
    tx: &Tx,
    id: SynonymId,
    version: i64,
    draft: &SynonymDraft,
    now: Timestamp,
) -> Result<bool, DbError> {
    let words: serde_json::Value = draft.words.clone().into();
    let result = synonym::Entity::update_many()
        .col_expr(synonym::Column::OneWayFrom, Expr::value(draft.from.clone()))
        .col_expr(synonym::Column::Words, Expr::value(words))
        .col_expr(synonym::Column::UpdatedAt, Expr::value(now))
        .col_expr(synonym::Column::Version, Expr::value(version + 1))
        .filter(synonym::Column::Id.eq(id))
        .filter(synonym::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn delete_synonym(tx: &Tx, id: SynonymId, version: i64) -> Result<bool, DbError> {
    let result = synonym::Entity::delete_many()
        .filter(synonym::Column::Id.eq(id))
        .filter(synonym::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// All lists by their text, each in its order.
pub(super) async fn all_pins(read: &impl Read) -> Result<Vec<Pins>, DbError> {
    let lists = pins::Entity::find()
        .order_by_asc(pins::Column::Text)
        .all(read.conn())
        .await?;
    let rows = pin::Entity::find()
        .order_by_asc(pin::Column::Position)
        .all(read.conn())
        .await?;
    let mut lists: Vec<Pins> = lists.into_iter().map(empty).collect();
    for row in rows {
        if let Some(list) = lists.iter_mut().find(|list| list.id == row.pins_id) {
            list.products.push(row.product_id);
        }
    }
    Ok(lists)
}

pub(super) async fn find_pins(read: &impl Read, id: PinsId) -> Result<Option<Pins>, DbError> {
    let Some(list) = pins::Entity::find_by_id(id).one(read.conn()).await? else {
        return Ok(None);
    };
    let rows = pin::Entity::find()
        .filter(pin::Column::PinsId.eq(id))
        .order_by_asc(pin::Column::Position)
        .all(read.conn())
        .await?;
    Ok(Some(Pins {
        products: rows.into_iter().map(|row| row.product_id).collect(),
        ..empty(list)
    }))
}

fn empty(list: pins::Model) -> Pins {
    Pins {
        id: list.id,
        text: list.text,
        products: Vec::new(),
        version: list.version,
    }
}

pub(super) async fn count_pins(tx: &Tx) -> Result<u64, DbError> {
    Ok(pins::Entity::find().count(tx.conn()).await?)
}

/// `false` if there is a list for this text.
pub(super) async fn insert_pins(
    tx: &Tx,
    id: PinsId,
    text: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let row = pins::ActiveModel {
        id: Set(id),
        text: Set(text.to_owned()),
        updated_at: Set(now),
        version: Set(1),
    };
    let is_known = OnConflict::column(pins::Column::Text)
        .do_nothing()
        .to_owned();
    let inserted = pins::Entity::insert(row)
        .on_conflict(is_known)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(inserted == 1)
}

/// `false` if the stored version is not `version` any more.
pub(super) async fn save_pins(
    tx: &Tx,
    list: &Pins,
    version: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = pins::Entity::update_many()
        .col_expr(pins::Column::UpdatedAt, Expr::value(now))
        .col_expr(pins::Column::Version, Expr::value(version + 1))
        .filter(pins::Column::Id.eq(list.id))
        .filter(pins::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if result.rows_affected != 1 {
        return Ok(false);
    }
    pin::Entity::delete_many()
        .filter(pin::Column::PinsId.eq(list.id))
        .exec(tx.conn())
        .await?;
    let rows = (0i64..)
        .zip(&list.products)
        .map(|(position, product)| pin::ActiveModel {
            pins_id: Set(list.id),
            position: Set(position),
            product_id: Set(*product),
        });
    insert_all(tx, rows.collect()).await?;
    Ok(true)
}

pub(super) async fn delete_pins(tx: &Tx, id: PinsId, version: i64) -> Result<bool, DbError> {
    let result = pins::Entity::delete_many()
        .filter(pins::Column::Id.eq(id))
        .filter(pins::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}
