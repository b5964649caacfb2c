use commerce::ShipmentState;
use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use super::{
    Shipment,
    tables::{shipment, shipment_line},
};
use crate::{
    Timestamp,
    ids::{OrderId, ShipmentId},
};

pub(super) async fn insert(tx: &Tx, new: &Shipment) -> Result<(), DbError> {
    let row = shipment::ActiveModel {
        id: Set(new.id),
        order_id: Set(new.order),
        state: Set(new.state.as_str().to_owned()),
        carrier: Set(new.carrier.clone()),
        tracking_number: Set(new.tracking_number.clone()),
        created_at: Set(new.created_at),
        shipped_at: Set(new.shipped_at),
        delivered_at: Set(new.delivered_at),
    };
    shipment::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    let mut lines = Vec::with_capacity(new.lines.len());
    for (line, quantity) in &new.lines {
        lines.push(shipment_line::ActiveModel {
            shipment_id: Set(new.id),
            order_line_id: Set(*line),
            quantity: Set(i64::from(*quantity)),
        });
    }
    shipment_line::Entity::insert_many(lines)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn find(read: &impl Read, id: ShipmentId) -> Result<Option<Shipment>, DbError> {
    let row = shipment::Entity::find_by_id(id).one(read.conn()).await?;
    let found = with_lines(read, row.into_iter().collect()).await?;
    Ok(found.into_iter().next())
}

pub(super) async fn of_order(read: &impl Read, order: OrderId) -> Result<Vec<Shipment>, DbError> {
    let rows = shipment::Entity::find()
        .filter(shipment::Column::OrderId.eq(order))
        .order_by_asc(shipment::Column::Id)
        .all(read.conn())
        .await?;
    with_lines(read, rows).await
}

async fn with_lines(
    read: &impl Read,
    rows: Vec<shipment::Model>,
) -> Result<Vec<Shipment>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let lines = shipment_line::Entity::find()
        .filter(shipment_line::Column::ShipmentId.is_in(rows.iter().map(|row| row.id)))
        .all(read.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |error: &dyn std::fmt::Display| DbError::row("shipment", row.id, error);
            let own = lines.iter().filter(|line| line.shipment_id == row.id);
            let lines = own
                .map(|line| {
                    let quantity = u32::try_from(line.quantity).map_err(|error| broken(&error))?;
                    Ok((line.order_line_id, quantity))
                })
                .collect::<Result<_, DbError>>()?;
            Ok(Shipment {
                id: row.id,
                order: row.order_id,
                state: row.state.parse().map_err(|error| broken(&error))?,
                lines,
                carrier: row.carrier,
                tracking_number: row.tracking_number,
                created_at: row.created_at,
                shipped_at: row.shipped_at,
                delivered_at: row.delivered_at,
            })
        })
        .collect()
}

/// `false` if its state is not `from` any more.
pub(super) async fn deliver(
    tx: &Tx,
    id: ShipmentId,
    from: ShipmentState,
    to: ShipmentState,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = shipment::Entity::update_many()
        .col_expr(shipment::Column::State, Expr::value(to.as_str()))
        .col_expr(shipment::Column::DeliveredAt, Expr::value(Some(now)))
        .filter(shipment::Column::Id.eq(id))
        .filter(shipment::Column::State.eq(from.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}
