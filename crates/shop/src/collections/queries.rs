use commerce::Slug;
use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::{Collection, tables::collection};
use crate::{Timestamp, ids::CollectionId};

/// By title.
pub(super) async fn all(read: &impl Read) -> Result<Vec<Collection>, DbError> {
    let rows = collection::Entity::find()
        .order_by_asc(collection::Column::Title)
        .order_by_asc(collection::Column::Id)
        .all(read.conn())
        .await?;
    rows.into_iter().map(Collection::try_from).collect()
}

/// By title, those after `after`.
pub(super) async fn page(
    read: &impl Read,
    after: Option<&Collection>,
    limit: u64,
) -> Result<Vec<Collection>, DbError> {
    use collection::Column::{Id, Title};

    let mut select = collection::Entity::find();
    if let Some(after) = after {
        let same = Title.eq(after.title.as_str()).and(Id.gt(after.id));
        select = select.filter(Title.gt(after.title.as_str()).or(same));
    }
    let rows = select
        .order_by_asc(Title)
        .order_by_asc(Id)
        .limit(limit)
        .all(read.conn())
        .await?;
    rows.into_iter().map(Collection::try_from).collect()
}

pub(super) async fn find(
    read: &impl Read,
    id: CollectionId,
) -> Result<Option<Collection>, DbError> {
    let row = collection::Entity::find_by_id(id).one(read.conn()).await?;
    row.map(Collection::try_from).transpose()
}

pub(super) async fn by_slug(read: &impl Read, slug: &str) -> Result<Option<Collection>, DbError> {
    let row = collection::Entity::find()
        .filter(collection::Column::Slug.eq(slug))
        .one(read.conn())
        .await?;
    row.map(Collection::try_from).transpose()
}

impl TryFrom<collection::Model> for Collection {
    type Error = DbError;

    fn try_from(row: collection::Model) -> Result<Self, DbError> {
        let wrong = |reason: String| DbError::row("collection", row.id, reason);
        Ok(Self {
            slug: Slug::parse(&row.slug).map_err(|error| wrong(error.to_string()))?,
            sort: row
                .sort
                .parse()
                .map_err(|error| wrong(format!("{error}")))?,
            rules: serde_json::from_value(row.rules).map_err(|error| wrong(error.to_string()))?,
            id: row.id,
            title: row.title,
            description: row.description,
            seo_title: row.seo_title,
            seo_description: row.seo_description,
            any_rule: row.any_rule,
            is_visible: row.is_visible,
            version: row.version,
        })
    }
}

pub(super) async fn insert(
    tx: &Tx,
    collection: &Collection,
    now: Timestamp,
) -> Result<(), DbError> {
    let mut row = columns(collection, now);
    row.id = Set(collection.id);
    collection::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// `false` if the stored version is not the one before `collection.version` any more.
pub(super) async fn update(
    tx: &Tx,
    collection: &Collection,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = collection::Entity::update_many()
        .set(columns(collection, now))
        .filter(collection::Column::Id.eq(collection.id))
        .filter(collection::Column::Version.eq(collection.version - 1))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

fn columns(collection: &Collection, now: Timestamp) -> collection::ActiveModel {
    collection::ActiveModel {
        slug: Set(collection.slug.to_string()),
        title: Set(collection.title.clone()),
        description: Set(collection.description.clone()),
        seo_title: Set(collection.seo_title.clone()),
        seo_description: Set(collection.seo_description.clone()),
        sort: Set(collection.sort.as_str().to_owned()),
        rules: Set(json!(collection.rules)),
        any_rule: Set(collection.any_rule),
        is_visible: Set(collection.is_visible),
        version: Set(collection.version),
        updated_at: Set(now),
        ..Default::default()
    }
}

/// `false` if the stored version is not `version` any more.
pub(super) async fn delete(tx: &Tx, id: CollectionId, version: i64) -> Result<bool, DbError> {
    let result = collection::Entity::delete_many()
        .filter(collection::Column::Id.eq(id))
        .filter(collection::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}
