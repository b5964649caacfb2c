use commerce::PricesInclude;
use db::{DbError, Tx};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, UpdateMany,
    sea_query::Expr,
};
use serde::Serialize;

use super::{
    super::{
        Event, Order, OrderAdjustment,
        tables::{order_adjustment, order_event, order_line, sales_order},
    },
    read::to_order,
};
use crate::{
    Timestamp,
    ids::{OrderId, OrderLineId, RowId},
    staff::Actor,
    text::fold,
};

/// Writes a whole order: three statements, however many lines.
pub(in crate::orders) async fn insert(
    tx: &Tx,
    order: &Order,
    adjustments: &[OrderAdjustment],
) -> Result<(), DbError> {
    sales_order::Entity::insert(order_row(order)?)
        .exec_without_returning(tx.conn())
        .await?;
    let mut lines = Vec::with_capacity(order.lines.len());
    for (position, line) in (0..).zip(&order.lines) {
        lines.push(order_line::ActiveModel {
            id: Set(line.id),
            order_id: Set(order.id),
            position: Set(position),
            variant_id: Set(line.variant),
            product_slug: Set(line.product_slug.clone()),
            sku: Set(line.sku.clone()),
            title: Set(line.title.clone()),
            options: Set(json(order.id, &line.options)?),
            picture_key: Set(line.picture_key.clone()),
            weight_grams: Set(line.weight_grams),
            quantity: Set(i64::from(line.quantity.get())),
            unit_minor: Set(line.unit_price.minor()),
            compare_at_minor: Set(line.compare_at.map(commerce::Money::minor)),
            net_minor: Set(line.net.minor()),
            tax_minor: Set(line.tax.minor()),
            gross_minor: Set(line.gross.minor()),
            tax_name: Set(line.tax_name.clone()),
            tax_rate_ppm: Set(i64::from(line.tax_rate.ppm())),
            shipped: Set(0),
        });
    }
    order_line::Entity::insert_many(lines)
        .exec_without_returning(tx.conn())
        .await?;
    let rows = adjustments
        .iter()
        .map(|adjustment| order_adjustment::ActiveModel {
            id: Set(RowId::generate()),
            order_id: Set(order.id),
            line_id: Set(adjustment.line),
            kind: Set(adjustment.kind.as_str().to_owned()),
            reason: Set(adjustment.reason.clone()),
            rate_ppm: Set(adjustment.rate.map(|rate| i64::from(rate.ppm()))),
            amount_minor: Set(adjustment.amount.minor()),
        });
    order_adjustment::Entity::insert_many(rows)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

fn order_row(order: &Order) -> Result<sales_order::ActiveModel, DbError> {
    let amounts = &order.amounts;
    let name = order.shipping_address.full_name();
    let prices_include = match order.prices_include {
        PricesInclude::Tax => "tax",
        PricesInclude::NoTax => "no_tax",
    };
    let billing = order
        .billing_address
        .as_ref()
        .map(|address| json(order.id, address))
        .transpose()?;
    Ok(sales_order::ActiveModel {
        id: Set(order.id),
        number: Set(order.number),
        token: Set(order.token.clone()),
        cart_id: Set(order.cart),
        email: Set(order.email.as_str().to_owned()),
        email_normalised: Set(order.email.normalised()),
        search_text: Set(fold(&format!("{} {} {name}", order.number, order.email))),
        customer_name: Set(name),
        locale: Set(order.locale.code().to_owned()),
        currency: Set(order.currency().code().to_owned()),
        prices_include: Set(prices_include.to_owned()),
        shipping_address: Set(json(order.id, &order.shipping_address)?),
        billing_address: Set(billing),
        shipping_name: Set(amounts.shipping_name.clone()),
        shipping_net_minor: Set(amounts.shipping_net.minor()),
        shipping_tax_minor: Set(amounts.shipping_tax.minor()),
        shipping_tax_ppm: Set(i64::from(amounts.shipping_rate.ppm())),
        subtotal_minor: Set(amounts.subtotal.minor()),
        discount_minor: Set(amounts.discount.minor()),
        shipping_minor: Set(amounts.shipping.minor()),
        tax_minor: Set(amounts.tax.minor()),
        total_minor: Set(amounts.total.minor()),
        state: Set(order.state.as_str().to_owned()),
        payment_state: Set(order.payment_state.as_str().to_owned()),
        fulfilment: Set(order.fulfilment.as_str().to_owned()),
        payment_method: Set(order.payment_method.clone()),
        placed_at: Set(order.placed_at),
        hold_until: Set(order.hold_until),
        paid_at: Set(order.paid_at),
        closed_at: Set(order.closed_at),
        version: Set(order.version),
    })
}

fn json(order: OrderId, value: &impl Serialize) -> Result<serde_json::Value, DbError> {
    serde_json::to_value(value).map_err(|error| DbError::row("sales_order", order, error))
}

/// The order with its row locked: what is decided from it stays true until the commit.
pub(in crate::orders) async fn lock(tx: &Tx, id: OrderId) -> Result<Option<Order>, DbError> {
    let row = sales_order::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    match row {
        Some(row) => to_order(tx, row).await.map(Some),
        None => Ok(None),
    }
}

/// Stores the three states and what belongs to them. The caller holds the lock.
pub(in crate::orders) async fn save_state(tx: &Tx, order: &Order) -> Result<(), DbError> {
    state_of(order).exec(tx.conn()).await?;
    Ok(())
}

/// The same for an order that was read before the transaction; `false` if somebody else changed it
/// since. With `true` its row is locked until the commit.
pub(in crate::orders) async fn save_state_if_unchanged(
    tx: &Tx,
    order: &Order,
) -> Result<bool, DbError> {
    let result = state_of(order)
        .filter(sales_order::Column::Version.eq(order.version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

fn state_of(order: &Order) -> UpdateMany<sales_order::Entity> {
    sales_order::Entity::update_many()
        .col_expr(
            sales_order::Column::State,
            Expr::value(order.state.as_str()),
        )
        .col_expr(
            sales_order::Column::PaymentState,
            Expr::value(order.payment_state.as_str()),
        )
        .col_expr(
            sales_order::Column::Fulfilment,
            Expr::value(order.fulfilment.as_str()),
        )
        .col_expr(
            sales_order::Column::HoldUntil,
            Expr::value(order.hold_until),
        )
        .col_expr(sales_order::Column::PaidAt, Expr::value(order.paid_at))
        .col_expr(sales_order::Column::ClosedAt, Expr::value(order.closed_at))
        .col_expr(
            sales_order::Column::PaymentMethod,
            Expr::value(order.payment_method.as_str()),
        )
        .col_expr(
            sales_order::Column::Version,
            Expr::col(sales_order::Column::Version).add(1),
        )
        .filter(sales_order::Column::Id.eq(order.id))
}

pub(in crate::orders) async fn add_shipped(
    tx: &Tx,
    line: OrderLineId,
    quantity: u32,
) -> Result<(), DbError> {
    let more = i64::from(quantity);
    order_line::Entity::update_many()
        .col_expr(
            order_line::Column::Shipped,
            Expr::col(order_line::Column::Shipped).add(more),
        )
        .filter(order_line::Column::Id.eq(line))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::orders) async fn add_event(
    tx: &Tx,
    order: OrderId,
    actor: &Actor,
    event: &Event,
    now: Timestamp,
) -> Result<(), DbError> {
    let event = NewEvent {
        order,
        actor: actor.clone(),
        event: event.clone(),
        at: now,
    };
    add_events(tx, &[event]).await
}

/// A row of a timeline that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::orders) struct NewEvent {
    pub order: OrderId,
    pub actor: Actor,
    pub event: Event,
    pub at: Timestamp,
}

/// Many events, of one order or of several, in one statement.
pub(in crate::orders) async fn add_events(tx: &Tx, events: &[NewEvent]) -> Result<(), DbError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events
        .iter()
        .map(|new| {
            Ok(order_event::ActiveModel {
                id: Set(RowId::generate()),
                order_id: Set(new.order),
                at: Set(new.at),
                source: Set(new.actor.source().to_owned()),
                actor: Set(new.actor.name().to_owned()),
                event: Set(json(new.order, &new.event)?),
            })
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    order_event::Entity::insert_many(rows)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}
