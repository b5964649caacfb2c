//! The staff's list of orders: filters, search, pages by key.

use commerce::{Currency, CustomerStatus, Fulfilment, Money, OrderState, PaymentState, status};
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Select, Statement,
};

use super::super::tables::sales_order;
use crate::{Timestamp, ids::OrderId, text::fold};

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of the number, mail address or name.
    pub text: String,
    pub status: Option<StatusFilter>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// Groups of orders that staff look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFilter {
    Unpaid,
    ToShip,
    Shipped,
    Completed,
    Cancelled,
    Refunded,
}

impl StatusFilter {
    pub const ALL: [Self; 6] = [
        Self::Unpaid,
        Self::ToShip,
        Self::Shipped,
        Self::Completed,
        Self::Cancelled,
        Self::Refunded,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::ToShip => "to-ship",
            Self::Shipped => "shipped",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.as_str() == text)
    }

    fn condition(self) -> Condition {
        let state = |state: OrderState| sales_order::Column::State.eq(state.as_str());
        let payment = |states: &[PaymentState]| {
            sales_order::Column::PaymentState.is_in(states.iter().map(|state| state.as_str()))
        };
        let fulfilment = |states: &[Fulfilment]| {
            sales_order::Column::Fulfilment.is_in(states.iter().map(|state| state.as_str()))
        };
        let all = Condition::all();
        match self {
            Self::Unpaid => all
                .add(state(OrderState::Open))
                .add(payment(&[PaymentState::Pending, PaymentState::Failed])),
            Self::ToShip => all
                .add(state(OrderState::Open))
                .add(payment(&[PaymentState::Paid]))
                .add(fulfilment(&[Fulfilment::None, Fulfilment::Partial])),
            Self::Shipped => all.add(fulfilment(&[Fulfilment::Shipped, Fulfilment::Delivered])),
            Self::Completed => all.add(state(OrderState::Completed)),
            Self::Cancelled => all.add(state(OrderState::Cancelled)),
            Self::Refunded => all.add(payment(&[
                PaymentState::Refunded,
                PaymentState::PartiallyRefunded,
            ])),
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: OrderId,
    pub number: i64,
    pub customer_name: String,
    pub email: String,
    pub placed_at: Timestamp,
    pub total: Money,
    pub status: CustomerStatus,
    pub payment_state: PaymentState,
    pub fulfilment: Fulfilment,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub orders: Vec<Listed>,
    /// For the next page: the key of the last order of this one.
    pub next: Option<String>,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "sales_order::Entity")]
struct Row {
    id: OrderId,
    number: i64,
    customer_name: String,
    email: String,
    placed_at: Timestamp,
    currency: String,
    total_minor: i64,
    state: String,
    payment_state: String,
    fulfilment: String,
}

/// Newest first; `after` is [`Page::next`] of the page before.
pub(in crate::orders) async fn list(
    read: &impl Read,
    filter: &Filter,
    after: Option<&str>,
    limit: u64,
) -> Result<Page, DbError> {
    let mut query = filtered(filter);
    if let Some((placed_at, id)) = after.and_then(parse_cursor) {
        query = query.filter(
            Condition::any()
                .add(sales_order::Column::PlacedAt.lt(placed_at))
                .add(
                    Condition::all()
                        .add(sales_order::Column::PlacedAt.eq(placed_at))
                        .add(sales_order::Column::Id.lt(id)),
                ),
        );
    }
    let mut rows = query
        .order_by_desc(sales_order::Column::PlacedAt)
        .order_by_desc(sales_order::Column::Id)
        .limit(limit + 1)
        .into_partial_model::<Row>()
        .all(read.conn())
        .await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > wanted;
    rows.truncate(wanted);
    let next = rows
        .last()
        .filter(|_| has_more)
        .map(|row| format!("{}.{}", row.placed_at.timestamp_micros(), row.id));
    let orders = rows.into_iter().map(to_listed).collect::<Result<_, _>>()?;
    Ok(Page { orders, next })
}

fn filtered(filter: &Filter) -> Select<sales_order::Entity> {
    let mut query = sales_order::Entity::find();
    for word in fold(&filter.text).split_whitespace() {
        // contains() would leave % and _ in the word their meaning.
        let escaped = word
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let like = sea_orm::sea_query::LikeExpr::new(format!("%{escaped}%")).escape('\\');
        query = query.filter(sales_order::Column::SearchText.like(like));
    }
    if let Some(status) = filter.status {
        query = query.filter(status.condition());
    }
    if let Some(from) = filter.from {
        query = query.filter(sales_order::Column::PlacedAt.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(sales_order::Column::PlacedAt.lt(until));
    }
    query
}

/// A cursor that was tampered with shows the first page.
fn parse_cursor(text: &str) -> Option<(Timestamp, OrderId)> {
    let (micros, id) = text.split_once('.')?;
    let at = Timestamp::from_timestamp_micros(micros.parse().ok()?)?;
    Some((at, id.parse().ok()?))
}

fn to_listed(row: Row) -> Result<Listed, DbError> {
    let broken = |error: &dyn std::fmt::Display| DbError::row("sales_order", row.id, error);
    let currency: Currency = row.currency.parse().map_err(|error| broken(&error))?;
    let state: OrderState = row.state.parse().map_err(|error| broken(&error))?;
    let payment_state: PaymentState = row.payment_state.parse().map_err(|error| broken(&error))?;
    let fulfilment: Fulfilment = row.fulfilment.parse().map_err(|error| broken(&error))?;
    Ok(Listed {
        id: row.id,
        number: row.number,
        placed_at: row.placed_at,
        total: Money::new(row.total_minor, currency),
        status: status(state, payment_state, fulfilment),
        payment_state,
        fulfilment,
        customer_name: row.customer_name,
        email: row.email,
    })
}

/// What the dashboard shows first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct TodaysFigures {
    /// Orders placed in the period that were not cancelled.
    pub placed: i64,
    pub unpaid: i64,
    pub to_ship: i64,
}

pub(in crate::orders) async fn figures(
    read: &impl Read,
    from: Timestamp,
    until: Timestamp,
) -> Result<TodaysFigures, DbError> {
    let sql = "SELECT \
        CAST((SELECT COUNT(*) FROM sales_order WHERE placed_at >= $1 AND placed_at < $2 \
            AND state <> 'cancelled') AS BIGINT) AS placed, \
        CAST((SELECT COUNT(*) FROM sales_order WHERE state = 'open' \
            AND payment_state IN ('pending', 'failed')) AS BIGINT) AS unpaid, \
        CAST((SELECT COUNT(*) FROM sales_order WHERE state = 'open' AND payment_state = 'paid' \
            AND fulfilment IN ('none', 'partial')) AS BIGINT) AS to_ship";
    let backend = read.conn().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [from.into(), until.into()]);
    let row = TodaysFigures::find_by_statement(statement)
        .one(read.conn())
        .await?;
    Ok(row.unwrap_or(TodaysFigures {
        placed: 0,
        unpaid: 0,
        to_ship: 0,
    }))
}
