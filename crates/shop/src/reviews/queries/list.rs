//! Pages of reviews, by key: what everybody sees, and the queue of staff.

use commerce::ReviewState;
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};

use super::read::with_pictures;
use crate::{
    Timestamp,
    ids::{ProductId, ReviewId},
    reviews::{
        Filter, Review, Sort, VisiblePage, VisibleQuery,
        tables::review::{self, Column},
    },
};

pub(in crate::reviews) async fn visible(
    read: &impl Read,
    query: &VisibleQuery,
) -> Result<VisiblePage, DbError> {
    let mut select = review::Entity::find()
        .filter(Column::ProductId.eq(query.product))
        .filter(Column::State.eq(ReviewState::Approved.as_str()));
    if let Some(stars) = query.stars {
        select = select.filter(Column::Stars.eq(i64::from(stars.get())));
    }
    let (column, order) = match query.sort {
        Sort::Helpful => (Column::Helpful, Order::Desc),
        Sort::Newest => (Column::WrittenAt, Order::Desc),
        Sort::Highest => (Column::Stars, Order::Desc),
        Sort::Lowest => (Column::Stars, Order::Asc),
    };
    let keyset = Keyset { column, order };
    let (reviews, next) = keyset
        .page(read, select, query.after.as_deref(), query.limit)
        .await?;
    Ok(VisiblePage { reviews, next })
}

/// Those that wait come in the order in which they came; others, the newest first.
pub(in crate::reviews) async fn queue(
    read: &impl Read,
    filter: &Filter,
    after: Option<&str>,
    limit: u64,
) -> Result<(Vec<Review>, Option<String>), DbError> {
    let mut select = review::Entity::find();
    if let Some(state) = filter.state {
        select = select.filter(Column::State.eq(state.as_str()));
    }
    if let Some(stars) = filter.stars {
        select = select.filter(Column::Stars.eq(i64::from(stars.get())));
    }
    if let Some(product) = filter.product {
        select = select.filter(Column::ProductId.eq(product));
    }
    let order = match filter.state {
        Some(ReviewState::Pending) => Order::Asc,
        Some(ReviewState::Approved | ReviewState::Rejected) | None => Order::Desc,
    };
    let keyset = Keyset {
        column: Column::WrittenAt,
        order,
    };
    keyset.page(read, select, after, limit).await
}

/// An order of reviews: by a column, then by their keys, the later ones first (in a queue that goes up: last).
struct Keyset {
    column: Column,
    order: Order,
}

impl Keyset {
    async fn page(
        self,
        read: &impl Read,
        select: Select<review::Entity>,
        after: Option<&str>,
        limit: u64,
    ) -> Result<(Vec<Review>, Option<String>), DbError> {
        let id_order = match self.column {
            Column::WrittenAt => self.order.clone(),
            _ => Order::Desc,
        };
        let mut select = select
            .order_by(self.column, self.order.clone())
            .order_by(Column::Id, id_order.clone());
        if let Some((value, id)) = after.and_then(|after| self.read_place(after)) {
            let beyond = match self.order {
                Order::Asc => Expr::col(self.column).gt(value.clone()),
                _ => Expr::col(self.column).lt(value.clone()),
            };
            let beyond_id = match id_order {
                Order::Asc => Column::Id.gt(id),
                _ => Column::Id.lt(id),
            };
            let tie = Condition::all()
                .add(Expr::col(self.column).eq(value))
                .add(beyond_id);
            select = select.filter(Condition::any().add(beyond).add(tie));
        }
        let mut rows = select.limit(limit + 1).all(read.conn()).await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > wanted;
        rows.truncate(wanted);
        let next = rows.last().filter(|_| has_more).map(|row| self.place(row));
        Ok((with_pictures(read, rows).await?, next))
    }

    fn place(&self, row: &review::Model) -> String {
        let value = match self.column {
            Column::Helpful => row.helpful,
            Column::Stars => row.stars,
            _ => row.written_at.timestamp_micros(),
        };
        format!("{value}.{}", row.id)
    }

    /// A place that was tampered with shows the first page.
    fn read_place(&self, text: &str) -> Option<(sea_orm::Value, ReviewId)> {
        let (number, id) = text.split_once('.')?;
        let number: i64 = number.parse().ok()?;
        let value = match self.column {
            Column::WrittenAt => Timestamp::from_timestamp_micros(number)?.into(),
            _ => number.into(),
        };
        Some((value, id.parse().ok()?))
    }
}

/// How many reviews wait to be decided; an index holds them.
pub(in crate::reviews) async fn waiting(read: &impl Read) -> Result<u64, DbError> {
    let waiting = review::Entity::find().filter(Column::State.eq(ReviewState::Pending.as_str()));
    Ok(waiting.count(read.conn()).await?)
}

/// How many reviews a product has, whatever their state.
pub(in crate::reviews) async fn count_of(
    read: &impl Read,
    product: ProductId,
) -> Result<u64, DbError> {
    let all = review::Entity::find().filter(Column::ProductId.eq(product));
    Ok(all.count(read.conn()).await?)
}
