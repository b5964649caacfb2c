//! Files that were sent, what imports changed, and what an export goes through.
use std::ops::Range;

use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Timestamp,
    catalog::{
        ProductStatus,
        import::{Import, Mapping},
        tables::{product, product_category},
    },
    ids::{AttributeId, CategoryId, ImportId, ProductId, ProductTypeId, TaskId},
};

mod import {
    use sea_orm::entity::prelude::*;

    use crate::ids::{ImportId, TaskId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ImportId,
        pub file_name: String,
        pub bytes: i64,
        pub rows: i64,
        pub format: Option<String>,
        pub header: Json,
        pub samples: Json,
        pub mapping: Option<Json>,
        pub check_task: Option<TaskId>,
        pub run_task: Option<TaskId>,
        pub undo_task: Option<TaskId>,
        pub created_by: String,
        pub created_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod import_change {
    use sea_orm::entity::prelude::*;

    use crate::ids::{ImportId, ProductId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_change")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub import_id: ImportId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        pub before: Option<Json>,
        pub version: i64,
        pub stock: Json,
        pub position: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod import_made {
    use sea_orm::entity::prelude::*;

    use crate::ids::ImportId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_made")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub import_id: ImportId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub made_id: Uuid,
        pub kind: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something besides products that an import made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::catalog) enum MadeBy {
    Category(CategoryId),
    Attribute(AttributeId),
    ProductType(ProductTypeId),
}

/// What an import did to a product.
#[derive(Debug, Clone)]
pub(crate) struct ImportChange {
    pub product: ProductId,
    /// The product before, as JSON; `None` when the import made it.
    pub before: Option<Value>,
    pub version: i64,
    pub stock: Value,
    /// Greater for what was done later; no two of an import have the same.
    pub position: i64,
}

/// Which of an import's tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::catalog) enum Part {
    Check,
    Run,
    Undo,
}

pub(in crate::catalog) async fn insert(tx: &Tx, import: &Import) -> Result<(), DbError> {
    let wrong = |error| DbError::row("import", import.id, error);
    let row = import::ActiveModel {
        id: Set(import.id),
        file_name: Set(import.file_name.clone()),
        bytes: Set(signed(import.bytes)),
        rows: Set(signed(import.rows)),
        format: Set(import.format.map(|format| format.as_str().to_owned())),
        header: Set(json!(import.header)),
        samples: Set(json!(import.samples)),
        mapping: Set(import
            .mapping
            .as_ref()
            .map(serde_json::to_value)
            .transpose()
            .map_err(wrong)?),
        check_task: Set(None),
        run_task: Set(None),
        undo_task: Set(None),
        created_by: Set(import.created_by.clone()),
        created_at: Set(import.created_at),
        version: Set(import.version),
    };
    import::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::catalog) async fn find(
    read: &impl Read,
    id: ImportId,
) -> Result<Option<Import>, DbError> {
    let row = import::Entity::find_by_id(id).one(read.conn()).await?;
    row.map(Import::try_from).transpose()
}

/// Newer keys are greater.
pub(in crate::catalog) async fn list(
    read: &impl Read,
    after: Option<ImportId>,
    limit: u64,
) -> Result<Vec<Import>, DbError> {
    let mut query = import::Entity::find()
        .order_by_desc(import::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(import::Column::Id.lt(after));
    }
    let rows = query.all(read.conn()).await?;
    rows.into_iter().map(Import::try_from).collect()
}

/// `false` if it is not any more as it was read.
pub(in crate::catalog) async fn set_task(
    tx: &Tx,
    import: &Import,
    part: Part,
    task: TaskId,
) -> Result<bool, DbError> {
    let column = match part {
        Part::Check => import::Column::CheckTask,
        Part::Run => import::Column::RunTask,
        Part::Undo => import::Column::UndoTask,
    };
    let outcome = import::Entity::update_many()
        .col_expr(column, Expr::value(task))
        .col_expr(import::Column::Version, Expr::value(import.version + 1))
        .filter(import::Column::Id.eq(import.id))
        .filter(import::Column::Version.eq(import.version))
        .exec(tx.conn())
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// `false` if it is not any more as it was read.
pub(in crate::catalog) async fn set_mapping(
    tx: &Tx,
    import: &Import,
    mapping: &Mapping,
) -> Result<bool, DbError> {
    let outcome = import::Entity::update_many()
        .col_expr(import::Column::Mapping, Expr::value(json!(mapping)))
        // What was checked was another reading of the file.
        .col_expr(import::Column::CheckTask, Expr::value(None::<TaskId>))
        .col_expr(import::Column::Version, Expr::value(import.version + 1))
        .filter(import::Column::Id.eq(import.id))
        .filter(import::Column::Version.eq(import.version))
        .exec(tx.conn())
        .await?;
    Ok(outcome.rows_affected == 1)
}

pub(in crate::catalog) async fn older_than(
    read: &impl Read,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<ImportId>, DbError> {
    let rows = import::Entity::find()
        .filter(import::Column::CreatedAt.lt(before))
        .limit(limit)
        .all(read.conn())
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub(in crate::catalog) async fn delete(tx: &Tx, id: ImportId) -> Result<(), DbError> {
    import::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

/// What an import did to each of these products so far.
pub(in crate::catalog) async fn changes_of(
    tx: &Tx,
    import: ImportId,
    products: Vec<ProductId>,
) -> Result<Vec<ImportChange>, DbError> {
    let rows = import_change::Entity::find()
        .filter(import_change::Column::ImportId.eq(import))
        .filter(import_change::Column::ProductId.is_in(products))
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(ImportChange::from).collect())
}

/// Each product once; what is said of it replaces what was said before.
pub(in crate::catalog) async fn put_changes(
    tx: &Tx,
    import: ImportId,
    changes: impl IntoIterator<Item = ImportChange>,
) -> Result<(), DbError> {
    let rows: Vec<_> = changes
        .into_iter()
        .map(|change| import_change::ActiveModel {
            import_id: Set(import),
            product_id: Set(change.product),
            before: Set(change.before),
            version: Set(change.version),
            stock: Set(change.stock),
            position: Set(change.position),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let again = OnConflict::columns([
        import_change::Column::ImportId,
        import_change::Column::ProductId,
    ])
    .update_columns([
        import_change::Column::Before,
        import_change::Column::Version,
        import_change::Column::Stock,
        import_change::Column::Position,
    ])
    .to_owned();
    import_change::Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Those with these positions, the latest first.
pub(in crate::catalog) async fn changes(
    read: &impl Read,
    import: ImportId,
    positions: Range<i64>,
    limit: u64,
) -> Result<Vec<ImportChange>, DbError> {
    let position = import_change::Column::Position;
    let rows = import_change::Entity::find()
        .filter(import_change::Column::ImportId.eq(import))
        .filter(position.gte(positions.start))
        .filter(position.lt(positions.end))
        .order_by_desc(position)
        .limit(limit)
        .all(read.conn())
        .await?;
    Ok(rows.into_iter().map(ImportChange::from).collect())
}

/// The positions of an import's changes: of the first and of the last.
pub(in crate::catalog) async fn positions(
    tx: &Tx,
    import: ImportId,
) -> Result<Option<(i64, i64)>, DbError> {
    let position = || Expr::col(import_change::Column::Position);
    let found: Option<(Option<i64>, Option<i64>)> = import_change::Entity::find()
        .select_only()
        .column_as(position().min(), "first")
        .column_as(position().max(), "last")
        .filter(import_change::Column::ImportId.eq(import))
        .into_tuple()
        .one(tx.conn())
        .await?;
    Ok(found.and_then(|(first, last)| first.zip(last)))
}

pub(in crate::catalog) async fn set_position(
    tx: &Tx,
    import: ImportId,
    product: ProductId,
    position: i64,
) -> Result<(), DbError> {
    set(
        tx,
        import,
        product,
        import_change::Column::Position,
        position,
    )
    .await
}

impl From<import_change::Model> for ImportChange {
    fn from(row: import_change::Model) -> Self {
        Self {
            product: row.product_id,
            before: row.before,
            version: row.version,
            stock: row.stock,
            position: row.position,
        }
    }
}

/// They are taken back.
pub(in crate::catalog) async fn delete_changes(
    tx: &Tx,
    import: ImportId,
    products: &[ProductId],
) -> Result<(), DbError> {
    if products.is_empty() {
        return Ok(());
    }
    import_change::Entity::delete_many()
        .filter(import_change::Column::ImportId.eq(import))
        .filter(import_change::Column::ProductId.is_in(products.iter().copied()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// A product that the import made is in the archive now, as this version.
pub(in crate::catalog) async fn note_archived(
    tx: &Tx,
    import: ImportId,
    product: ProductId,
    version: i64,
) -> Result<(), DbError> {
    set(tx, import, product, import_change::Column::Version, version).await
}

async fn set(
    tx: &Tx,
    import: ImportId,
    product: ProductId,
    column: import_change::Column,
    value: i64,
) -> Result<(), DbError> {
    import_change::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(import_change::Column::ImportId.eq(import))
        .filter(import_change::Column::ProductId.eq(product))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Whether a product is as the undo of the import that made it left it: in the archive.
pub(in crate::catalog) async fn is_taken_back(
    read: &impl Read,
    product: ProductId,
    version: i64,
) -> Result<bool, DbError> {
    let undone = import::Entity::find()
        .select_only()
        .column(import::Column::Id)
        .filter(import::Column::UndoTask.is_not_null());
    let undone = sea_orm::QueryTrait::into_query(undone);
    let found = import_change::Entity::find()
        .filter(import_change::Column::ProductId.eq(product))
        .filter(import_change::Column::Version.eq(version))
        .filter(import_change::Column::Before.is_null())
        .filter(Expr::col(import_change::Column::ImportId).in_subquery(undone))
        .one(read.conn())
        .await?;
    Ok(found.is_some())
}

pub(in crate::catalog) async fn insert_made(
    tx: &Tx,
    import: ImportId,
    made: &[MadeBy],
) -> Result<(), DbError> {
    let rows = made.iter().map(|one| {
        let (kind, id) = one.stored();
        import_made::ActiveModel {
            import_id: Set(import),
            made_id: Set(id),
            kind: Set(kind.to_owned()),
        }
    });
    insert_all(tx, rows.collect()).await
}

pub(in crate::catalog) async fn made(
    read: &impl Read,
    import: ImportId,
) -> Result<Vec<MadeBy>, DbError> {
    let rows = import_made::Entity::find()
        .filter(import_made::Column::ImportId.eq(import))
        .order_by_asc(import_made::Column::MadeId)
        .all(read.conn())
        .await?;
    rows.into_iter().map(MadeBy::try_from).collect()
}

pub(in crate::catalog) async fn types_made(
    read: &impl Read,
    import: ImportId,
) -> Result<Vec<ProductTypeId>, DbError> {
    let made = made(read, import).await?;
    Ok(made.iter().filter_map(MadeBy::product_type).collect())
}

/// It is taken back.
pub(in crate::catalog) async fn delete_made(tx: &Tx, import: ImportId) -> Result<(), DbError> {
    import_made::Entity::delete_many()
        .filter(import_made::Column::ImportId.eq(import))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::catalog) async fn count_changes(
    read: &impl Read,
    import: ImportId,
) -> Result<u64, DbError> {
    use sea_orm::PaginatorTrait;

    let count = import_change::Entity::find()
        .filter(import_change::Column::ImportId.eq(import))
        .count(read.conn())
        .await?;
    Ok(count)
}

/// Keys of products in the order in which they were made.
pub(in crate::catalog) async fn products_after(
    read: &impl Read,
    status: Option<ProductStatus>,
    categories: Option<&[CategoryId]>,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<ProductId>, DbError> {
    let mut query = exported(status, categories)
        .order_by_asc(product::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(product::Column::Id.gt(after));
    }
    let rows = query
        .select_only()
        .column(product::Column::Id)
        .into_tuple::<ProductId>()
        .all(read.conn())
        .await?;
    Ok(rows)
}

pub(in crate::catalog) async fn count_products(
    read: &impl Read,
    status: Option<ProductStatus>,
    categories: Option<&[CategoryId]>,
) -> Result<u64, DbError> {
    use sea_orm::PaginatorTrait;

    Ok(exported(status, categories).count(read.conn()).await?)
}

fn exported(
    status: Option<ProductStatus>,
    categories: Option<&[CategoryId]>,
) -> sea_orm::Select<product::Entity> {
    let mut query = product::Entity::find();
    if let Some(status) = status {
        query = query.filter(product::Column::Status.eq(status.as_str()));
    }
    if let Some(categories) = categories {
        let members = product_category::Entity::find()
            .select_only()
            .column(product_category::Column::ProductId)
            .filter(product_category::Column::CategoryId.is_in(categories.iter().copied()));
        let members = sea_orm::QueryTrait::into_query(members);
        query = query.filter(Expr::col(product::Column::Id).in_subquery(members));
    }
    query
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl MadeBy {
    /// The words never change.
    fn stored(self) -> (&'static str, Uuid) {
        match self {
            Self::Category(id) => ("category", id.0),
            Self::Attribute(id) => ("attribute", id.0),
            Self::ProductType(id) => ("product_type", id.0),
        }
    }

    pub fn attribute(&self) -> Option<AttributeId> {
        match self {
            Self::Attribute(id) => Some(*id),
            Self::Category(_) | Self::ProductType(_) => None,
        }
    }

    pub fn product_type(&self) -> Option<ProductTypeId> {
        match self {
            Self::ProductType(id) => Some(*id),
            Self::Category(_) | Self::Attribute(_) => None,
        }
    }
}

impl TryFrom<import_made::Model> for MadeBy {
    type Error = DbError;

    fn try_from(row: import_made::Model) -> Result<Self, DbError> {
        match row.kind.as_str() {
            "category" => Ok(Self::Category(CategoryId(row.made_id))),
            "attribute" => Ok(Self::Attribute(AttributeId(row.made_id))),
            "product_type" => Ok(Self::ProductType(ProductTypeId(row.made_id))),
            kind => {
                let problem = format!("unknown kind {kind}");
                Err(DbError::row("import_made", row.made_id, problem))
            }
        }
    }
}

impl TryFrom<import::Model> for Import {
    type Error = DbError;

    fn try_from(row: import::Model) -> Result<Self, DbError> {
        let wrong = |error: serde_json::Error| DbError::row("import", row.id, error);
        let format = row
            .format
            .map(|word| serde_json::from_value(Value::String(word)));
        Ok(Self {
            id: row.id,
            file_name: row.file_name,
            bytes: row.bytes.try_into().unwrap_or(0),
            rows: row.rows.try_into().unwrap_or(0),
            format: format.transpose().map_err(wrong)?,
            header: serde_json::from_value(row.header).map_err(wrong)?,
            samples: serde_json::from_value(row.samples).map_err(wrong)?,
            mapping: row
                .mapping
                .map(serde_json::from_value)
                .transpose()
                .map_err(wrong)?,
            check_task: row.check_task,
            run_task: row.run_task,
            undo_task: row.undo_task,
            created_by: row.created_by,
            created_at: row.created_at,
            version: row.version,
        })
    }
}
