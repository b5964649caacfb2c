//! Addresses that were another's before.

use std::collections::HashMap;

use commerce::Slug;
use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationDef,
    sea_query::{OnConflict, Query},
};

use super::rows;
use crate::{
    Timestamp,
    catalog::{
        ProductStatus,
        tables::{moved_slug, product},
    },
    ids::{CategoryId, CollectionId, ProductId},
};

/// Whose an address was.
#[derive(Clone, Copy)]
pub(in crate::catalog) enum Moved {
    Product(ProductId),
    Category(CategoryId),
    Collection(CollectionId),
}

impl Moved {
    const PRODUCT: &'static str = "product";
    const CATEGORY: &'static str = "category";
    const COLLECTION: &'static str = "collection";

    fn kind(self) -> &'static str {
        match self {
            Self::Product(_) => Self::PRODUCT,
            Self::Category(_) => Self::CATEGORY,
            Self::Collection(_) => Self::COLLECTION,
        }
    }
}

/// From `old` people are led on to whatever address it has by then, so chains are never longer than
/// one step. What was known of `new` is forgotten: who has an address now is who it leads to.
pub(in crate::catalog) async fn note_moved(
    tx: &Tx,
    what: Moved,
    old: &str,
    new: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    moved_slug::Entity::delete_many()
        .filter(moved_slug::Column::Kind.eq(what.kind()))
        .filter(moved_slug::Column::Slug.eq(new))
        .exec(tx.conn())
        .await?;
    let mut row = gone(what, old, now);
    match what {
        Moved::Product(id) => row.product_id = Set(Some(id)),
        Moved::Category(id) => row.category_id = Set(Some(id)),
        Moved::Collection(id) => row.collection_id = Set(Some(id)),
    }
    insert(tx, row).await
}

/// Who asks for `slug` is told that it is gone for good. Older addresses of the same lose their key
/// with the row itself, so they are gone, too.
pub(in crate::catalog) async fn note_gone(
    tx: &Tx,
    what: Moved,
    slug: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    insert(tx, gone(what, slug, now)).await
}

/// Without a key.
fn gone(what: Moved, slug: &str, now: Timestamp) -> moved_slug::ActiveModel {
    moved_slug::ActiveModel {
        kind: Set(what.kind().to_owned()),
        slug: Set(slug.to_owned()),
        product_id: Set(None),
        category_id: Set(None),
        collection_id: Set(None),
        moved_at: Set(now),
    }
}

async fn insert(tx: &Tx, row: moved_slug::ActiveModel) -> Result<(), DbError> {
    let replace = OnConflict::columns([moved_slug::Column::Kind, moved_slug::Column::Slug])
        .update_columns([
            moved_slug::Column::ProductId,
            moved_slug::Column::CategoryId,
            moved_slug::Column::CollectionId,
            moved_slug::Column::MovedAt,
        ])
        .to_owned();
    moved_slug::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The product that had the slug before; inside, `None` for one that is gone.
pub(in crate::catalog) async fn product_before(
    read: &impl Read,
    slug: &str,
) -> Result<Option<Option<ProductId>>, DbError> {
    let row = moved_slug::Entity::find_by_id((Moved::PRODUCT.to_owned(), slug.to_owned()))
        .one(read.conn())
        .await?;
    Ok(row.map(|row| row.product_id))
}

#[derive(FromQueryResult)]
struct MovedRow {
    before: String,
    now: String,
}

/// Those of the slugs that a product had before and none has now, each with the one it has now.
pub(in crate::catalog) async fn products_before(
    read: &impl Read,
    slugs: &[&str],
) -> Result<HashMap<String, String>, DbError> {
    let moved: RelationDef = moved_slug::Entity::belongs_to(product::Entity)
        .from(moved_slug::Column::ProductId)
        .to(product::Column::Id)
        .into();
    let taken = Query::select()
        .column(product::Column::Slug)
        .from(product::Entity)
        .and_where(product::Column::Slug.is_in(slugs.iter().copied()))
        .take();
    let rows = moved_slug::Entity::find()
        .join(JoinType::InnerJoin, moved)
        .filter(moved_slug::Column::Kind.eq(Moved::PRODUCT))
        .filter(moved_slug::Column::Slug.is_in(slugs.iter().copied()))
        .filter(moved_slug::Column::Slug.not_in_subquery(taken))
        .select_only()
        .column_as(moved_slug::Column::Slug, "before")
        .column_as(product::Column::Slug, "now")
        .into_model::<MovedRow>()
        .all(read.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.before, row.now)).collect())
}

/// The category that had the slug before; inside, `None` for one that is gone.
pub(in crate::catalog) async fn category_before(
    read: &impl Read,
    slug: &str,
) -> Result<Option<Option<CategoryId>>, DbError> {
    let row = moved_slug::Entity::find_by_id((Moved::CATEGORY.to_owned(), slug.to_owned()))
        .one(read.conn())
        .await?;
    Ok(row.map(|row| row.category_id))
}

/// The collection that had the slug before; inside, `None` for one that is gone.
pub(in crate::catalog) async fn collection_before(
    read: &impl Read,
    slug: &str,
) -> Result<Option<Option<CollectionId>>, DbError> {
    let row = moved_slug::Entity::find_by_id((Moved::COLLECTION.to_owned(), slug.to_owned()))
        .one(read.conn())
        .await?;
    Ok(row.map(|row| row.collection_id))
}

#[derive(FromQueryResult)]
struct AddressRow {
    slug: String,
    status: String,
    published_at: Option<Timestamp>,
}

/// Where a product is found, or was.
pub(in crate::catalog) struct Address {
    pub slug: Slug,
    pub status: ProductStatus,
    /// Whether customers could see it at some time.
    pub was_published: bool,
}

pub(in crate::catalog) async fn address_of(
    read: &impl Read,
    id: ProductId,
) -> Result<Option<Address>, DbError> {
    let row = product::Entity::find_by_id(id)
        .select_only()
        .columns([
            product::Column::Slug,
            product::Column::Status,
            product::Column::PublishedAt,
        ])
        .into_model::<AddressRow>()
        .one(read.conn())
        .await?;
    row.map(|row| {
        Ok(Address {
            slug: rows::slug("product", id, &row.slug)?,
            status: rows::word("product", id, &row.status)?,
            was_published: row.published_at.is_some(),
        })
    })
    .transpose()
}
