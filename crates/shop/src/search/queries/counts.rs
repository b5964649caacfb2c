//! How often what is searched for.

use std::collections::{HashMap, HashSet};

use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, FromQueryResult, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::search::{
    counts::{Counted, Period, Tally},
    tables::count,
};

/// Texts in one statement; engines limit parameters.
const TEXTS: usize = 500;

/// Adds to what was counted on this day. Of texts that the day does not know yet, as many as fit.
pub(in crate::search) async fn add(
    tx: &Tx,
    day: &str,
    counts: &HashMap<String, Tally>,
    most: u64,
) -> Result<(), DbError> {
    let there = count::Entity::find().filter(count::Column::Day.eq(day));
    let mut room = most.saturating_sub(there.count(tx.conn()).await?);
    // In one order everywhere, so that two processes do not wait for each other.
    let mut texts: Vec<&String> = counts.keys().collect();
    texts.sort_unstable();
    for some in texts.chunks(TEXTS) {
        let known = known(tx, day, some).await?;
        let rows: Vec<count::ActiveModel> = some
            .iter()
            .filter(|text| {
                let fits = known.contains(**text) || room > 0;
                if fits && !known.contains(**text) {
                    room -= 1;
                }
                fits
            })
            .filter_map(|text| Some(row(day, text, counts.get(*text)?)))
            .collect();
        if rows.is_empty() {
            continue;
        }
        count::Entity::insert_many(rows)
            .on_conflict(added())
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

async fn known(tx: &Tx, day: &str, texts: &[&String]) -> Result<HashSet<String>, DbError> {
    let rows = count::Entity::find()
        .filter(count::Column::Day.eq(day))
        .filter(count::Column::Text.is_in(texts.iter().map(|text| text.as_str())))
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

fn row(day: &str, text: &str, tally: &Tally) -> count::ActiveModel {
    count::ActiveModel {
        day: Set(day.to_owned()),
        text: Set(text.to_owned()),
        searches: Set(tally.searches),
        without_result: Set(tally.without_result),
    }
}

fn added() -> OnConflict {
    let sum = |column: count::Column, name: &'static str| {
        let stored = Expr::col((count::Entity, column));
        stored.add(Expr::col(("excluded", name)))
    };
    OnConflict::columns([count::Column::Day, count::Column::Text])
        .value(
            count::Column::Searches,
            sum(count::Column::Searches, "searches"),
        )
        .value(
            count::Column::WithoutResult,
            sum(count::Column::WithoutResult, "without_result"),
        )
        .to_owned()
}

#[derive(FromQueryResult)]
struct CountedRow {
    text: String,
    searches: i64,
    without_result: i64,
}

/// What was searched most often, or most often without finding anything.
pub(in crate::search) async fn most(
    read: &impl Read,
    period: &Period,
    only_without_result: bool,
    limit: u64,
) -> Result<Vec<Counted>, DbError> {
    let sum = |column: count::Column| Expr::col(column).sum().cast_as("BIGINT");
    let mut select = count::Entity::find()
        .select_only()
        .column(count::Column::Text)
        .column_as(sum(count::Column::Searches), "searches")
        .column_as(sum(count::Column::WithoutResult), "without_result")
        .filter(count::Column::Day.gte(period.first.clone()))
        .group_by(count::Column::Text);
    let by = if only_without_result {
        select = select.filter(count::Column::WithoutResult.gt(0));
        count::Column::WithoutResult
    } else {
        count::Column::Searches
    };
    let rows = select
        .order_by(sum(by), Order::Desc)
        .order_by_asc(count::Column::Text)
        .limit(limit)
        .into_model::<CountedRow>()
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Counted {
            text: row.text,
            tally: Tally {
                searches: row.searches,
                without_result: row.without_result,
            },
        })
        .collect())
}

/// All searches of a period.
pub(in crate::search) async fn total(read: &impl Read, period: &Period) -> Result<Tally, DbError> {
    #[derive(FromQueryResult)]
    struct Sums {
        searches: Option<i64>,
        without_result: Option<i64>,
    }
    let sum = |column: count::Column| Expr::col(column).sum().cast_as("BIGINT");
    let sums = count::Entity::find()
        .select_only()
        .column_as(sum(count::Column::Searches), "searches")
        .column_as(sum(count::Column::WithoutResult), "without_result")
        .filter(count::Column::Day.gte(period.first.clone()))
        .into_model::<Sums>()
        .one(read.conn())
        .await?;
    Ok(sums.map_or_else(Tally::default, |sums| Tally {
        searches: sums.searches.unwrap_or_default(),
        without_result: sums.without_result.unwrap_or_default(),
    }))
}

pub(in crate::search) async fn prune(tx: &Tx, before: &str) -> Result<u64, DbError> {
    let result = count::Entity::delete_many()
        .filter(count::Column::Day.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected)
}
