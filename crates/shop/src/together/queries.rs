use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::{
    ENOUGH,
    tables::{bought_together, together_progress},
};
use crate::{
    Timestamp,
    ids::{OrderId, ProductId},
};

/// The only row of `together_progress`.
const ROW: i64 = 1;

/// Rows in one statement, three parameters each; SQLite takes 32,766.
const ROWS: usize = 5_000;

/// Where counting goes on.
pub(super) type Mark = (Timestamp, OrderId);

pub(super) async fn with(
    read: &impl Read,
    product: ProductId,
    count: u64,
) -> Result<Vec<ProductId>, DbError> {
    let ids = bought_together::Entity::find()
        .filter(bought_together::Column::ProductId.eq(product))
        .filter(bought_together::Column::Orders.gte(ENOUGH))
        .order_by_desc(bought_together::Column::Orders)
        .order_by_asc(bought_together::Column::OtherId)
        .limit(count)
        .select_only()
        .column(bought_together::Column::OtherId)
        .into_tuple::<ProductId>()
        .all(read.conn())
        .await?;
    Ok(ids)
}

pub(super) async fn mark(read: &impl Read) -> Result<Option<Mark>, DbError> {
    let row = together_progress::Entity::find_by_id(ROW)
        .one(read.conn())
        .await?;
    Ok(row.map(|row| (row.paid_at, row.order_id)))
}

/// `false` if the mark is not `from` any more: somebody else has counted meanwhile.
pub(super) async fn move_mark(tx: &Tx, from: Option<Mark>, to: Mark) -> Result<bool, DbError> {
    let Some((_, order)) = from else {
        let row = together_progress::ActiveModel {
            id: Set(ROW),
            paid_at: Set(to.0),
            order_id: Set(to.1),
        };
        let nothing = OnConflict::column(together_progress::Column::Id)
            .do_nothing()
            .to_owned();
        let inserted = together_progress::Entity::insert_many([row])
            .on_conflict(nothing)
            .exec_without_returning(tx.conn())
            .await?;
        return Ok(inserted == 1);
    };
    let moved = together_progress::Entity::update_many()
        .col_expr(together_progress::Column::PaidAt, Expr::value(to.0))
        .col_expr(together_progress::Column::OrderId, Expr::value(to.1.0))
        .filter(together_progress::Column::Id.eq(ROW))
        .filter(together_progress::Column::OrderId.eq(order))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

pub(super) async fn add(tx: &Tx, pairs: &[(ProductId, ProductId, i64)]) -> Result<(), DbError> {
    let key = [
        bought_together::Column::ProductId,
        bought_together::Column::OtherId,
    ];
    for some in pairs.chunks(ROWS) {
        let rows = some
            .iter()
            .map(|(one, other, orders)| bought_together::ActiveModel {
                product_id: Set(*one),
                other_id: Set(*other),
                orders: Set(*orders),
            });
        let sum = Expr::cust("bought_together.orders + excluded.orders");
        let grow = OnConflict::columns(key)
            .value(bought_together::Column::Orders, sum)
            .to_owned();
        bought_together::Entity::insert_many(rows)
            .on_conflict(grow)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}
