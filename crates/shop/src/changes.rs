//! Facts that every process must hear of: a row each, written in the transaction that made them so.
//!
//! Each process follows the table and brings what it keeps in memory up to date, within a second.

mod tables;

use std::{collections::HashSet, time::Duration};

use chrono::TimeDelta;
use db::{DbError, Read, Tx};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tables::change;
use tokio_util::sync::CancellationToken;

use crate::{Shop, Timestamp, ids::ProductId};

/// How often a process looks for changes made by others.
const PERIOD: Duration = Duration::from_millis(400);

/// Rows commit out of order of their numbers on PostgreSQL, so what is younger than this is read
/// again; no transaction of ours lives that long.
const OVERLAP: TimeDelta = TimeDelta::seconds(60);

/// How long rows are kept; a process that slept longer than the overlap starts afresh anyway.
const RETENTION: TimeDelta = TimeDelta::days(2);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Settings,
    Categories,
    Product(ProductId),
}

impl Change {
    fn kind_and_key(&self) -> (&'static str, String) {
        match self {
            Self::Settings => ("settings", String::new()),
            Self::Categories => ("categories", String::new()),
            Self::Product(id) => ("product", id.to_string()),
        }
    }

    /// `None` for a kind that a newer release writes and this one does not know.
    fn parse(kind: &str, key: &str) -> Option<Self> {
        match kind {
            "settings" => Some(Self::Settings),
            "categories" => Some(Self::Categories),
            "product" => key.parse().ok().map(Self::Product),
            _ => None,
        }
    }
}

/// Writes the facts down; they are heard of once the transaction is committed.
pub async fn record(tx: &Tx, changes: &[Change], now: Timestamp) -> Result<(), DbError> {
    if changes.is_empty() {
        return Ok(());
    }
    let rows = changes.iter().map(|change| {
        let (kind, key) = change.kind_and_key();
        change::ActiveModel {
            id: sea_orm::ActiveValue::NotSet,
            kind: Set(kind.to_owned()),
            key: Set(key),
            at: Set(now),
        }
    });
    change::Entity::insert_many(rows)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// What a look at the table brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Too long ago since the last look, or the first one: whatever is in memory may be old.
    Everything,
    Changes(Vec<Change>),
}

/// A reader's place in the table.
#[derive(Debug, Default)]
pub struct Follower {
    heard: HashSet<i64>,
    looked_at: Option<Timestamp>,
    /// Of the last look, until it is said to be applied.
    pending: Option<(HashSet<i64>, Timestamp)>,
}

impl Follower {
    /// What was committed since the last look that was [`applied`](Self::applied).
    pub async fn look(&mut self, read: &impl Read, now: Timestamp) -> Result<News, DbError> {
        let rows = change::Entity::find()
            .filter(change::Column::At.gte(now - OVERLAP))
            .order_by_asc(change::Column::Id)
            .all(read.conn())
            .await?;
        let in_time = self
            .looked_at
            .is_some_and(|looked_at| now - looked_at < OVERLAP / 2);
        let fresh = rows
            .iter()
            .filter(|row| !self.heard.contains(&row.id))
            .filter_map(|row| Change::parse(&row.kind, &row.key))
            .collect();
        self.pending = Some((rows.iter().map(|row| row.id).collect(), now));
        Ok(if in_time {
            News::Changes(fresh)
        } else {
            News::Everything
        })
    }

    /// The news of the last look need not be told again.
    pub fn applied(&mut self) {
        if let Some((heard, looked_at)) = self.pending.take() {
            self.heard = heard;
            self.looked_at = Some(looked_at);
        }
    }
}

/// Keeps this process's memory up to date until `stop`.
pub async fn follow(shop: Shop, stop: CancellationToken) {
    let mut follower = Follower::default();
    loop {
        match hear(&shop, &mut follower).await {
            Ok(()) => follower.applied(),
            // Not applied, so the next look tells the same again.
            Err(error) => tracing::warn!(%error, "changes cannot be followed for the moment"),
        }
        let pause = tokio::time::sleep(PERIOD);
        if stop.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}

async fn hear(shop: &Shop, follower: &mut Follower) -> Result<(), DbError> {
    match follower.look(shop.db.primary(), shop.clock.now()).await? {
        News::Everything => shop.refresh().await,
        News::Changes(changes) if changes.is_empty() => Ok(()),
        News::Changes(changes) => shop.apply(&changes).await,
    }
}

/// Deletes rows that every living process has read; returns how many.
pub async fn prune(shop: &Shop) -> Result<u64, DbError> {
    let before = shop.clock.now() - RETENTION;
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let result = change::Entity::delete_many()
                .filter(change::Column::At.lt(before))
                .exec(tx.conn())
                .await?;
            Ok(result.rows_affected)
        })
        .await
}
