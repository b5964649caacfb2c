use std::collections::HashMap;

use db::{DbError, Read};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

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
        .into_tuple::<(OrderId, Timestamp)>()
        .all(read.conn())
        .await?;
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(orders.iter().map(|(id, _)| *id)))
        .filter(order_line::Column::VariantId.is_not_null())
        .order_by_asc(order_line::Column::OrderId)
        .order_by_asc(order_line::Column::Position)
        .select_only()
        .columns([order_line::Column::OrderId, order_line::Column::VariantId])
        .into_tuple::<(OrderId, VariantId)>()
        .all(read.conn())
        .await?;
    let mut variants: HashMap<OrderId, Vec<VariantId>> = HashMap::new();
    for (order, variant) in lines {
        variants.entry(order).or_default().push(variant);
    }
    Ok(orders
        .into_iter()
        .map(|(id, paid_at)| PaidOrder {
            variants: variants.remove(&id).unwrap_or_default(),
            id,
            paid_at,
        })
        .collect())
}
