//! What was changed in bulk, and which products are meant.

use commerce::Currency;
use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, TryInsertResult,
    sea_query::{Expr, ExprTrait, Func, SimpleExpr},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::admin::AdminFilter;
use crate::{
    Timestamp,
    catalog::{
        BulkAction, BulkProblem, BulkRecord, BulkState, Selection,
        bulk::Before,
        tables::{bulk_edit, bulk_edit_item, product},
    },
    ids::{BulkId, ProductId, TaskId},
};

pub(in crate::catalog) struct NewBulk<'a> {
    pub id: BulkId,
    pub action: &'a BulkAction,
    pub selection: &'a Selection,
    /// Products whose keys are higher were made later.
    pub until: ProductId,
    /// What amounts are amounts of.
    pub currency: Currency,
    pub actor: &'a str,
    pub now: Timestamp,
}

/// What became of one product.
#[derive(Debug, Clone)]
pub(in crate::catalog) struct BulkItem {
    pub bulk: BulkId,
    pub product: ProductId,
    /// How it was, if it was changed.
    pub before: Option<Before>,
    /// The version that came of it.
    pub version: Option<i64>,
    /// Why it was not changed.
    pub problem: Option<String>,
}

impl BulkItem {
    pub fn new(bulk: BulkId, product: ProductId) -> Self {
        Self {
            bulk,
            product,
            before: None,
            version: None,
            problem: None,
        }
    }
}

/// As running; `false` if it is there already. While another transaction writes it, this waits how that ends.
pub(in crate::catalog) async fn insert_bulk(tx: &Tx, new: &NewBulk<'_>) -> Result<bool, DbError> {
    let row = bulk_edit::ActiveModel {
        id: Set(new.id),
        action: Set(json(new.id, new.action)?),
        selection: Set(json(new.id, new.selection)?),
        until_id: Set(new.until),
        state: Set(BulkState::Running.as_str().to_owned()),
        task_id: Set(None),
        changed: Set(0),
        same: Set(0),
        failed: Set(0),
        undone: Set(0),
        kept: Set(0),
        actor: Set(new.actor.to_owned()),
        created_at: Set(new.now),
        currency: Set(Some(new.currency.code().to_owned())),
        touched_at: Set(Some(new.now)),
    };
    let inserted = bulk_edit::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.conn())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

fn json(id: BulkId, value: &impl serde::Serialize) -> Result<Value, DbError> {
    serde_json::to_value(value).map_err(|error| DbError::row("bulk_edit", id, error))
}

fn parsed<T: DeserializeOwned>(id: BulkId, value: Value) -> Result<T, DbError> {
    serde_json::from_value(value).map_err(|error| DbError::row("bulk_edit", id, error))
}

/// `false` if it is not in the state `from` any more.
pub(in crate::catalog) async fn set_bulk_state(
    tx: &Tx,
    id: BulkId,
    from: BulkState,
    to: BulkState,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = bulk_edit::Entity::update_many()
        .col_expr(bulk_edit::Column::State, Expr::value(to.as_str()))
        .col_expr(bulk_edit::Column::TouchedAt, Expr::value(now))
        .filter(bulk_edit::Column::Id.eq(id))
        .filter(bulk_edit::Column::State.eq(from.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// Begins to undo it, or goes on; `false` if somebody else did since it was looked at.
pub(in crate::catalog) async fn begin_bulk_undo(
    tx: &Tx,
    seen: &BulkRecord,
    now: Timestamp,
) -> Result<bool, DbError> {
    let task = match seen.task {
        Some(task) => bulk_edit::Column::TaskId.eq(task.0),
        None => bulk_edit::Column::TaskId.is_null(),
    };
    let result = bulk_edit::Entity::update_many()
        .col_expr(
            bulk_edit::Column::State,
            Expr::value(BulkState::Undoing.as_str()),
        )
        .col_expr(bulk_edit::Column::TouchedAt, Expr::value(now))
        .filter(bulk_edit::Column::Id.eq(seen.id))
        .filter(bulk_edit::Column::State.eq(seen.state.as_str()))
        .filter(task)
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(in crate::catalog) async fn set_bulk_task(
    tx: &Tx,
    id: BulkId,
    task: TaskId,
) -> Result<(), DbError> {
    bulk_edit::Entity::update_many()
        .col_expr(bulk_edit::Column::TaskId, Expr::value(Some(task.0)))
        .filter(bulk_edit::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::catalog) async fn insert_bulk_items(
    tx: &Tx,
    items: &[BulkItem],
) -> Result<(), DbError> {
    let told = items
        .iter()
        .filter(|item| item.before.is_some() || item.problem.is_some());
    let mut rows = Vec::new();
    for item in told {
        let before = item.before.as_ref().map(|before| json(item.bulk, before));
        rows.push(bulk_edit_item::ActiveModel {
            bulk_id: Set(item.bulk),
            product_id: Set(item.product),
            before: Set(before.transpose()?),
            version: Set(item.version),
            problem: Set(item.problem.clone()),
        });
    }
    insert_all(tx, rows).await
}

/// Adds to what is counted of a bulk edit.
pub(in crate::catalog) async fn count_bulk_items(
    tx: &Tx,
    id: BulkId,
    items: &[BulkItem],
) -> Result<(), DbError> {
    let changed = count(items.iter().filter(|item| item.before.is_some()));
    let failed = count(items.iter().filter(|item| item.problem.is_some()));
    let same = count(items.iter()) - changed - failed;
    let more = |column: bulk_edit::Column, more: i64| Expr::col(column).add(more);
    bulk_edit::Entity::update_many()
        .col_expr(
            bulk_edit::Column::Changed,
            more(bulk_edit::Column::Changed, changed),
        )
        .col_expr(
            bulk_edit::Column::Failed,
            more(bulk_edit::Column::Failed, failed),
        )
        .col_expr(bulk_edit::Column::Same, more(bulk_edit::Column::Same, same))
        .filter(bulk_edit::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn count<T>(things: impl Iterator<Item = T>) -> i64 {
    i64::try_from(things.count()).unwrap_or(i64::MAX)
}

pub(in crate::catalog) async fn count_bulk_undone(
    tx: &Tx,
    id: BulkId,
    undone: u64,
    kept: u64,
) -> Result<(), DbError> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    bulk_edit::Entity::update_many()
        .col_expr(
            bulk_edit::Column::Undone,
            Expr::col(bulk_edit::Column::Undone).add(number(undone)),
        )
        .col_expr(
            bulk_edit::Column::Kept,
            Expr::col(bulk_edit::Column::Kept).add(number(kept)),
        )
        .filter(bulk_edit::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::catalog) async fn bulk(
    read: &impl Read,
    id: BulkId,
) -> Result<Option<BulkRecord>, DbError> {
    let found = bulk_with_end(read, id).await?;
    Ok(found.map(|(record, _)| record))
}

/// With the key up to which products are meant.
pub(in crate::catalog) async fn bulk_with_end(
    read: &impl Read,
    id: BulkId,
) -> Result<Option<(BulkRecord, ProductId)>, DbError> {
    let row = bulk_edit::Entity::find_by_id(id).one(read.conn()).await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    let state = BulkState::ALL
        .into_iter()
        .find(|state| state.as_str() == row.state)
        .ok_or_else(|| DbError::row("bulk_edit", id, "its state is unknown"))?;
    let record = BulkRecord {
        id,
        action: parsed(id, row.action)?,
        selection: parsed(id, row.selection)?,
        state,
        task: row.task_id.map(TaskId),
        changed: number(row.changed),
        same: number(row.same),
        failed: number(row.failed),
        undone: number(row.undone),
        kept: number(row.kept),
        actor: row.actor,
        currency: row.currency.and_then(|code| Currency::parse(&code).ok()),
        created_at: row.created_at,
        touched_at: row.touched_at.unwrap_or(row.created_at),
    };
    Ok(Some((record, row.until_id)))
}

/// Those that were changed and are not settled by an undo yet, by key.
pub(in crate::catalog) async fn bulk_items_after(
    read: &impl Read,
    id: BulkId,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<BulkItem>, DbError> {
    let later = after.map(|after| bulk_edit_item::Column::ProductId.gt(after));
    let rows = bulk_edit_item::Entity::find()
        .filter(bulk_edit_item::Column::BulkId.eq(id))
        .filter(bulk_edit_item::Column::Version.is_not_null())
        .filter(Condition::all().add_option(later))
        .order_by_asc(bulk_edit_item::Column::ProductId)
        .limit(limit)
        .all(read.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(BulkItem {
                bulk: id,
                product: row.product_id,
                before: row.before.map(|before| parsed(id, before)).transpose()?,
                version: row.version,
                problem: row.problem,
            })
        })
        .collect()
}

/// An undo decided these, so one that goes on later passes them by: taken back they have another version.
pub(in crate::catalog) async fn settle_bulk_items(
    tx: &Tx,
    id: BulkId,
    products: &[ProductId],
) -> Result<(), DbError> {
    bulk_edit_item::Entity::update_many()
        .col_expr(bulk_edit_item::Column::Before, Expr::value(None::<Value>))
        .col_expr(bulk_edit_item::Column::Version, Expr::value(None::<i64>))
        .filter(bulk_edit_item::Column::BulkId.eq(id))
        .filter(bulk_edit_item::Column::ProductId.is_in(products.iter().copied()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn touched_at() -> SimpleExpr {
    let both = [
        Expr::col(bulk_edit::Column::TouchedAt),
        Expr::col(bulk_edit::Column::CreatedAt),
    ];
    Func::coalesce(both).into()
}

/// Those of which nothing was heard since, each with its task.
pub(in crate::catalog) async fn bulks_before(
    read: &impl Read,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<(BulkId, Option<TaskId>)>, DbError> {
    let rows: Vec<(BulkId, Option<TaskId>)> = bulk_edit::Entity::find()
        .filter(touched_at().lt(before))
        .order_by_asc(bulk_edit::Column::CreatedAt)
        .limit(limit)
        .select_only()
        .columns([bulk_edit::Column::Id, bulk_edit::Column::TaskId])
        .into_tuple()
        .all(read.conn())
        .await?;
    Ok(rows)
}

/// Deletes some of the items of an old one, and itself with the last of them; `false` if there is more to do.
pub(in crate::catalog) async fn delete_some_of_bulk(
    tx: &Tx,
    id: BulkId,
    before: Timestamp,
    limit: u64,
) -> Result<bool, DbError> {
    let old = bulk_edit::Entity::find_by_id(id)
        .filter(touched_at().lt(before))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    if old.is_none() {
        return Ok(true);
    }
    let some: Vec<ProductId> = bulk_edit_item::Entity::find()
        .filter(bulk_edit_item::Column::BulkId.eq(id))
        .limit(limit)
        .select_only()
        .column(bulk_edit_item::Column::ProductId)
        .into_tuple()
        .all(tx.conn())
        .await?;
    let is_last = (some.len() as u64) < limit;
    bulk_edit_item::Entity::delete_many()
        .filter(bulk_edit_item::Column::BulkId.eq(id))
        .filter(bulk_edit_item::Column::ProductId.is_in(some))
        .exec(tx.conn())
        .await?;
    if is_last {
        bulk_edit::Entity::delete_by_id(id).exec(tx.conn()).await?;
    }
    Ok(is_last)
}

#[derive(FromQueryResult)]
struct ProblemRow {
    product_id: ProductId,
    title: String,
    problem: String,
}

pub(in crate::catalog) async fn bulk_problems(
    read: &impl Read,
    id: BulkId,
    limit: u64,
) -> Result<Vec<BulkProblem>, DbError> {
    let of_product: RelationDef = bulk_edit_item::Entity::belongs_to(product::Entity)
        .from(bulk_edit_item::Column::ProductId)
        .to(product::Column::Id)
        .into();
    let rows = bulk_edit_item::Entity::find()
        .join(JoinType::InnerJoin, of_product)
        .filter(bulk_edit_item::Column::BulkId.eq(id))
        .filter(bulk_edit_item::Column::Problem.is_not_null())
        .order_by_asc(bulk_edit_item::Column::ProductId)
        .limit(limit)
        .select_only()
        .columns([
            bulk_edit_item::Column::ProductId,
            bulk_edit_item::Column::Problem,
        ])
        .column(product::Column::Title)
        .into_model::<ProblemRow>()
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| BulkProblem {
            product: row.product_id,
            title: row.title,
            reason: row.problem,
        })
        .collect())
}

/// Nobody else changes one of these until the transaction ends.
pub(in crate::catalog) async fn lock_products(tx: &Tx, ids: &[ProductId]) -> Result<(), DbError> {
    product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(product::Column::Id)
        .select_only()
        .column(product::Column::Id)
        .lock_exclusive()
        .into_tuple::<ProductId>()
        .all(tx.conn())
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Counted {
    products: i64,
}

pub(in crate::catalog) async fn count_matching(
    read: &impl Read,
    filter: &AdminFilter<'_>,
) -> Result<u64, DbError> {
    let narrowed = filter.narrowed(read).await?;
    let counted = product::Entity::find()
        .filter(filter.condition())
        .filter(narrowed.condition())
        .select_only()
        .column_as(product::Column::Id.count(), "products")
        .into_model::<Counted>()
        .one(read.conn())
        .await?;
    Ok(counted.map_or(0, |row| u64::try_from(row.products).unwrap_or(0)))
}

/// The next ones by key, up to and with `until`.
pub(in crate::catalog) async fn matching_ids(
    read: &impl Read,
    filter: &AdminFilter<'_>,
    after: Option<ProductId>,
    until: ProductId,
    limit: u64,
) -> Result<Vec<ProductId>, DbError> {
    let narrowed = filter.narrowed(read).await?;
    let later = after.map(|after| product::Column::Id.gt(after));
    let ids = product::Entity::find()
        .filter(filter.condition())
        .filter(narrowed.condition())
        .filter(Condition::all().add_option(later))
        .filter(product::Column::Id.lte(until))
        .order_by_asc(product::Column::Id)
        .limit(limit)
        .select_only()
        .column(product::Column::Id)
        .into_tuple()
        .all(read.conn())
        .await?;
    Ok(ids)
}
