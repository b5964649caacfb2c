use std::str::FromStr;

use commerce::{
    AdjustmentKind, Currency, Email, Fulfilment, Money, OrderState, PaymentState, PricesInclude,
    Quantity, Rate,
};
use db::{DbError, Read};
use l10n::Locale;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use super::super::{
    Order, OrderAdjustment, OrderAmounts, OrderLine, TimelineEntry,
    tables::{order_adjustment, order_event, order_line, sales_order},
};
use crate::{
    Timestamp,
    ids::{CartId, OrderId, OrderLineId},
};

pub(in crate::orders) async fn find(
    read: &impl Read,
    id: OrderId,
) -> Result<Option<Order>, DbError> {
    match sales_order::Entity::find_by_id(id).one(read.conn()).await? {
        Some(row) => to_order(read, row).await.map(Some),
        None => Ok(None),
    }
}

pub(in crate::orders) async fn by_token(
    read: &impl Read,
    token: &str,
) -> Result<Option<Order>, DbError> {
    let row = sales_order::Entity::find()
        .filter(sales_order::Column::Token.eq(token))
        .one(read.conn())
        .await?;
    match row {
        Some(row) => to_order(read, row).await.map(Some),
        None => Ok(None),
    }
}

pub(in crate::orders) async fn id_by_cart(
    read: &impl Read,
    cart: CartId,
) -> Result<Option<OrderId>, DbError> {
    let id = sales_order::Entity::find()
        .select_only()
        .column(sales_order::Column::Id)
        .filter(sales_order::Column::CartId.eq(cart))
        .into_tuple::<OrderId>()
        .one(read.conn())
        .await?;
    Ok(id)
}

pub(in crate::orders) async fn expired(
    read: &impl Read,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<OrderId>, DbError> {
    let ids = sales_order::Entity::find()
        .select_only()
        .column(sales_order::Column::Id)
        .filter(sales_order::Column::HoldUntil.lte(now))
        .order_by_asc(sales_order::Column::HoldUntil)
        .limit(limit)
        .into_tuple::<OrderId>()
        .all(read.conn())
        .await?;
    Ok(ids)
}

#[derive(FromQueryResult)]
struct Delivered {
    id: OrderId,
    closed_at: Option<Timestamp>,
}

/// By the time of delivery, then by key; those after `after`.
pub(in crate::orders) async fn delivered(
    read: &impl Read,
    after: (Timestamp, OrderId),
    until: Timestamp,
    limit: u64,
) -> Result<Vec<(OrderId, Timestamp)>, DbError> {
    use sales_order::Column::{ClosedAt, Fulfilment as Parcels, Id};

    let (at, id) = after;
    let beyond = Condition::any()
        .add(ClosedAt.gt(at))
        .add(Condition::all().add(ClosedAt.eq(at)).add(Id.gt(id)));
    let rows = sales_order::Entity::find()
        .filter(beyond)
        .filter(ClosedAt.lte(until))
        .filter(Parcels.eq(Fulfilment::Delivered.as_str()))
        .order_by_asc(ClosedAt)
        .order_by_asc(Id)
        .limit(limit)
        .select_only()
        .columns([Id, ClosedAt])
        .into_model::<Delivered>()
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.id, row.closed_at?)))
        .collect())
}

/// Paid orders that have something to ship, oldest first.
pub(in crate::orders) async fn todo_list(
    read: &impl Read,
    limit: u64,
) -> Result<Vec<Order>, DbError> {
    let rows = sales_order::Entity::find()
        .filter(sales_order::Column::State.eq(OrderState::Open.as_str()))
        .filter(sales_order::Column::PaymentState.eq(PaymentState::Paid.as_str()))
        .filter(
            sales_order::Column::Fulfilment
                .is_in([Fulfilment::None.as_str(), Fulfilment::Partial.as_str()]),
        )
        .order_by_asc(sales_order::Column::PlacedAt)
        .order_by_asc(sales_order::Column::Id)
        .limit(limit)
        .all(read.conn())
        .await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut lines = lines_of(read, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let (own, rest) = lines.drain(..).partition(|line| line.order_id == row.id);
            lines = rest;
            assemble(row, own)
        })
        .collect()
}

pub(in crate::orders) async fn adjustments(
    read: &impl Read,
    order: OrderId,
    currency: Currency,
) -> Result<Vec<OrderAdjustment>, DbError> {
    let rows = order_adjustment::Entity::find()
        .filter(order_adjustment::Column::OrderId.eq(order))
        .order_by_asc(order_adjustment::Column::Id)
        .all(read.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            let broken =
                |error: &dyn std::fmt::Display| DbError::row("order_adjustment", row.id, error);
            let kind = AdjustmentKind::from_str(&row.kind).map_err(|error| broken(&error))?;
            Ok(OrderAdjustment {
                line: row.line_id,
                kind,
                rate: row.rate_ppm.map(|ppm| rate(row.id, ppm)).transpose()?,
                amount: Money::new(row.amount_minor, currency),
                reason: row.reason.clone(),
            })
        })
        .collect()
}

pub(in crate::orders) async fn timeline(
    read: &impl Read,
    order: OrderId,
) -> Result<Vec<TimelineEntry>, DbError> {
    let rows = order_event::Entity::find()
        .filter(order_event::Column::OrderId.eq(order))
        .order_by_asc(order_event::Column::At)
        .order_by_asc(order_event::Column::Id)
        .all(read.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            let event = serde_json::from_value(row.event)
                .map_err(|error| DbError::row("order_event", row.id, error))?;
            Ok(TimelineEntry {
                at: row.at,
                source: row.source,
                actor: row.actor,
                event,
            })
        })
        .collect()
}

async fn lines_of(read: &impl Read, orders: &[OrderId]) -> Result<Vec<order_line::Model>, DbError> {
    let rows = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(order_line::Column::OrderId)
        .order_by_asc(order_line::Column::Position)
        .all(read.conn())
        .await?;
    Ok(rows)
}

pub(super) async fn to_order(read: &impl Read, row: sales_order::Model) -> Result<Order, DbError> {
    let lines = lines_of(read, &[row.id]).await?;
    assemble(row, lines)
}

fn assemble(row: sales_order::Model, lines: Vec<order_line::Model>) -> Result<Order, DbError> {
    let id = row.id;
    let currency: Currency = parse(id, &row.currency)?;
    let money = |minor| Money::new(minor, currency);
    let broken = |error: serde_json::Error| DbError::row("sales_order", id, error);
    Ok(Order {
        id,
        number: row.number,
        token: row.token,
        cart: row.cart_id,
        email: parse::<Email>(id, &row.email)?,
        locale: Locale::parse(&row.locale).unwrap_or(Locale::EN),
        prices_include: parse::<PricesInclude>(id, &row.prices_include)?,
        shipping_address: serde_json::from_value(row.shipping_address).map_err(broken)?,
        billing_address: row
            .billing_address
            .map(serde_json::from_value)
            .transpose()
            .map_err(broken)?,
        amounts: OrderAmounts {
            subtotal: money(row.subtotal_minor),
            discount: money(row.discount_minor),
            shipping_name: row.shipping_name,
            shipping: money(row.shipping_minor),
            shipping_net: money(row.shipping_net_minor),
            shipping_tax: money(row.shipping_tax_minor),
            shipping_rate: rate(id, row.shipping_tax_ppm)?,
            tax: money(row.tax_minor),
            total: money(row.total_minor),
        },
        state: parse::<OrderState>(id, &row.state)?,
        payment_state: parse::<PaymentState>(id, &row.payment_state)?,
        fulfilment: parse::<Fulfilment>(id, &row.fulfilment)?,
        payment_method: row.payment_method,
        placed_at: row.placed_at,
        hold_until: row.hold_until,
        paid_at: row.paid_at,
        closed_at: row.closed_at,
        version: row.version,
        lines: lines
            .into_iter()
            .map(|line| to_line(line, currency))
            .collect::<Result<_, _>>()?,
    })
}

/// Whether a line of an order shows this picture.
pub(in crate::orders) async fn shows(read: &impl Read, key: &str) -> Result<bool, DbError> {
    let one = order_line::Entity::find()
        .select_only()
        .column(order_line::Column::Id)
        .filter(order_line::Column::PictureKey.eq(key))
        .into_tuple::<OrderLineId>()
        .one(read.conn())
        .await?;
    Ok(one.is_some())
}

fn to_line(row: order_line::Model, currency: Currency) -> Result<OrderLine, DbError> {
    let broken = |error: &dyn std::fmt::Display| DbError::row("order_line", row.id, error);
    let quantity = u32::try_from(row.quantity).map_err(|error| broken(&error))?;
    let options = serde_json::from_value(row.options.clone()).map_err(|error| broken(&error))?;
    let money = |minor| Money::new(minor, currency);
    Ok(OrderLine {
        id: row.id,
        variant: row.variant_id,
        quantity: Quantity::new(quantity).map_err(|error| broken(&error))?,
        shipped: u32::try_from(row.shipped).map_err(|error| broken(&error))?,
        tax_rate: rate(row.id, row.tax_rate_ppm)?,
        product_slug: row.product_slug,
        sku: row.sku,
        title: row.title,
        options,
        picture_key: row.picture_key,
        weight_grams: row.weight_grams,
        unit_price: money(row.unit_minor),
        compare_at: row.compare_at_minor.map(money),
        net: money(row.net_minor),
        tax: money(row.tax_minor),
        gross: money(row.gross_minor),
        tax_name: row.tax_name,
    })
}

fn parse<T: FromStr<Err: std::fmt::Display>>(order: OrderId, text: &str) -> Result<T, DbError> {
    text.parse()
        .map_err(|error| DbError::row("sales_order", order, error))
}

fn rate(key: impl std::fmt::Display, ppm: i64) -> Result<Rate, DbError> {
    u32::try_from(ppm)
        .ok()
        .and_then(|ppm| Rate::from_ppm(ppm).ok())
        .ok_or_else(|| DbError::row("order_line", key, "tax rate out of range"))
}
