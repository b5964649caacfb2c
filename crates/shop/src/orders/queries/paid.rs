use std::collections::HashMap;

use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    Timestamp,
    ids::{OrderId, VariantId},
    orders::tables::{order_line, sales_order},
};

/// An order that was paid for, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidOrder {
    pub id: OrderId,
    pub paid_at: Timestamp,
    /// In the order of its lines.
    pub variants: Vec<VariantId>,
}

#[derive(FromQueryResult)]
struct OrderRow {
    id: OrderId,
    paid_at: Timestamp,
}

#[derive(FromQueryResult)]
struct LineRow {
    order_id: OrderId,
    variant_id: VariantId,
}

/// The next orders whose money came in after that of `after` and before `before`, in that order.
pub async fn paid_after(
    read: &impl Read,
    after: Option<(Timestamp, OrderId)>,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<PaidOrder>, DbError> {
    let mut select = sales_order::Entity::find()
        .filter(sales_order::Column::PaidAt.lt(before))
        .order_by_asc(sales_order::Column::PaidAt)
        .order_by_asc(sales_order::Column::Id)
        .limit(limit);
    if let Some((paid_at, id)) = after {
        let same = Condition::all()
            .add(sales_order::Column::PaidAt.eq(paid_at))
            .add(sales_order::Column::Id.gt(id));
        let later = sales_order::Column::PaidAt.gt(paid_at);
        // The first half is what an index can begin at.
        select = select
            .filter(sales_order::Column::PaidAt.gte(paid_at))
            .filter(Condition::any().add(later).add(same));
    }
    let orders = select
        .select_only()
        .columns([sales_order::Column::Id, sales_order::Column::PaidAt])
        .into_model::<OrderRow>()
        .all(read.conn())
        .await?;
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(orders.iter().map(|row| row.id)))
        .filter(order_line::Column::VariantId.is_not_null())
        .order_by_asc(order_line::Column::OrderId)
        .order_by_asc(order_line::Column::Position)
        .select_only()
        .columns([order_line::Column::OrderId, order_line::Column::VariantId])
        .into_model::<LineRow>()
        .all(read.conn())
        .await?;
    let mut variants: HashMap<OrderId, Vec<VariantId>> = HashMap::new();
    for line in lines {
        let of_order = variants.entry(line.order_id).or_default();
        of_order.push(line.variant_id);
    }
    Ok(orders
        .into_iter()
        .map(|row| PaidOrder {
            variants: variants.remove(&row.id).unwrap_or_default(),
            id: row.id,
            paid_at: row.paid_at,
        })
        .collect())
}
