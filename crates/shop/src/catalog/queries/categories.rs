use std::collections::HashMap;

use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};

use crate::{
    Timestamp,
    catalog::{
        Category,
        tables::{category, product_category},
    },
    ids::CategoryId,
};

pub(in crate::catalog) async fn categories(read: &impl Read) -> Result<Vec<Category>, DbError> {
    let rows = category::Entity::find().all(read.conn()).await?;
    rows.into_iter().map(Category::try_from).collect()
}

/// The same, and nobody else moves a category until the transaction ends: two moves, each fine by
/// itself, could close a circle.
pub(in crate::catalog) async fn lock_categories(tx: &Tx) -> Result<Vec<Category>, DbError> {
    let rows = category::Entity::find()
        .order_by_asc(category::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(Category::try_from).collect()
}

/// Those that exist.
pub(in crate::catalog) async fn known_categories(
    read: &impl Read,
    ids: &[CategoryId],
) -> Result<Vec<CategoryId>, DbError> {
    let known = category::Entity::find()
        .filter(category::Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .column(category::Column::Id)
        .into_tuple()
        .all(read.conn())
        .await?;
    Ok(known)
}

pub(in crate::catalog) async fn insert_category(
    tx: &Tx,
    category: &Category,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = category::ActiveModel {
        id: Set(category.id),
        parent_id: Set(category.parent),
        slug: Set(category.slug.to_string()),
        title: Set(category.title.clone()),
        description: Set(category.description.clone()),
        position: Set(category.position),
        media_key: Set(category.picture.clone()),
        version: Set(category.version),
        updated_at: Set(now),
        seo_title: Set(category.seo_title.clone()),
        seo_description: Set(category.seo_description.clone()),
    };
    category::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// `false` if the stored version is not `category.version` any more.
pub(in crate::catalog) async fn update_category(
    tx: &Tx,
    category: &Category,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = category::Entity::update_many()
        .col_expr(category::Column::ParentId, Expr::value(category.parent))
        .col_expr(category::Column::Slug, Expr::value(category.slug.as_str()))
        .col_expr(
            category::Column::Title,
            Expr::value(category.title.as_str()),
        )
        .col_expr(
            category::Column::Description,
            Expr::value(category.description.as_str()),
        )
        .col_expr(
            category::Column::SeoTitle,
            Expr::value(category.seo_title.as_str()),
        )
        .col_expr(
            category::Column::SeoDescription,
            Expr::value(category.seo_description.as_str()),
        )
        .col_expr(category::Column::Position, Expr::value(category.position))
        .col_expr(
            category::Column::MediaKey,
            Expr::value(category.picture.clone()),
        )
        .col_expr(category::Column::Version, Expr::value(category.version + 1))
        .col_expr(category::Column::UpdatedAt, Expr::value(now))
        .filter(category::Column::Id.eq(category.id))
        .filter(category::Column::Version.eq(category.version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// The same category in a new version; `false` if the stored one is not `version` any more.
pub(in crate::catalog) async fn touch_category(
    tx: &Tx,
    id: CategoryId,
    version: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = category::Entity::update_many()
        .col_expr(category::Column::Version, Expr::value(version + 1))
        .col_expr(category::Column::UpdatedAt, Expr::value(now))
        .filter(category::Column::Id.eq(id))
        .filter(category::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// `false` if the stored version is not `version` any more.
pub(in crate::catalog) async fn delete_category(
    tx: &Tx,
    id: CategoryId,
    version: i64,
) -> Result<bool, DbError> {
    let result = category::Entity::delete_many()
        .filter(category::Column::Id.eq(id))
        .filter(category::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// Products of `from` are in `to` instead; those that are in both already are left as they are.
pub(in crate::catalog) async fn move_products(
    tx: &Tx,
    from: CategoryId,
    to: CategoryId,
) -> Result<(), DbError> {
    let there = Query::select()
        .column(product_category::Column::ProductId)
        .from(product_category::Entity)
        .and_where(product_category::Column::CategoryId.eq(to))
        .take();
    product_category::Entity::update_many()
        .col_expr(product_category::Column::CategoryId, Expr::value(to))
        .filter(product_category::Column::CategoryId.eq(from))
        .filter(product_category::Column::ProductId.not_in_subquery(there))
        .exec(tx.conn())
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Counted {
    category_id: CategoryId,
    products: i64,
}

/// How many products each category has itself; those without any are left out.
pub(in crate::catalog) async fn products_by_category(
    read: &impl Read,
) -> Result<HashMap<CategoryId, i64>, DbError> {
    let rows = product_category::Entity::find()
        .select_only()
        .column(product_category::Column::CategoryId)
        .column_as(product_category::Column::ProductId.count(), "products")
        .group_by(product_category::Column::CategoryId)
        .into_model::<Counted>()
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.category_id, row.products))
        .collect())
}
