//! Facts that every process must hear of: a row each, written in the transaction that made them so.
//!
//! Each process follows the table and brings what it keeps in memory up to date, within a second: see [`Heard`].

mod heard;
mod tables;

use std::{collections::HashSet, time::Duration};

use chrono::TimeDelta;
use db::{DbError, Read, Tx, insert_all};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tables::change;
use tokio_util::sync::CancellationToken;

use crate::{
    Shop, Timestamp,
    ids::{ProductId, VariantId},
};

pub use heard::{Heard, MadeOf, Moment, Source};

/// How often a process looks for changes made by others.
const PERIOD: Duration = Duration::from_millis(400);

/// Rows commit out of order of their numbers on PostgreSQL, so what is younger than this is read
/// again; no transaction of ours lives that long.
const OVERLAP: TimeDelta = TimeDelta::seconds(60);

/// How long rows are kept; a process that slept longer than the overlap starts afresh anyway.
const RETENTION: TimeDelta = TimeDelta::days(2);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Change {
    Settings,
    Categories,
    /// Attributes, or the product types and categories that they belong to.
    Attributes,
    /// Which collections there are, and their rules; not which products they find.
    Collections,
    Product(ProductId),
    /// What customers are told of a variant's stock is different now; not every sale.
    Stock(VariantId),
    /// The reviews of a product look different, and nothing else of it does: somebody found one helpful.
    Reviews(ProductId),
    /// As a row: the search index is to be built anew. In a process's own memory: its index says
    /// something else now.
    Index,
    /// What staff tell the search: synonyms, pinned products.
    SearchRules,
}

/// All changes of one sort, for what is made of many things: a listing shows any product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Settings,
    Categories,
    Attributes,
    Collections,
    Product,
    Stock,
    Reviews,
    Index,
    SearchRules,
}

impl Change {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Settings => Kind::Settings,
            Self::Categories => Kind::Categories,
            Self::Attributes => Kind::Attributes,
            Self::Collections => Kind::Collections,
            Self::Product(_) => Kind::Product,
            Self::Stock(_) => Kind::Stock,
            Self::Reviews(_) => Kind::Reviews,
            Self::Index => Kind::Index,
            Self::SearchRules => Kind::SearchRules,
        }
    }

    fn kind_and_key(&self) -> (&'static str, String) {
        match self {
            Self::Settings => ("settings", String::new()),
            Self::Categories => ("categories", String::new()),
            Self::Attributes => ("attributes", String::new()),
            Self::Collections => ("collections", String::new()),
            Self::Product(id) => ("product", id.to_string()),
            Self::Stock(id) => ("stock", id.to_string()),
            Self::Reviews(id) => ("reviews", id.to_string()),
            Self::Index => ("index", String::new()),
            Self::SearchRules => ("search_rules", String::new()),
        }
    }

    /// `None` for a kind that a newer release writes and this one does not know.
    fn parse(kind: &str, key: &str) -> Option<Self> {
        match kind {
            "settings" => Some(Self::Settings),
            "categories" => Some(Self::Categories),
            "attributes" => Some(Self::Attributes),
            "collections" => Some(Self::Collections),
            "product" => key.parse().ok().map(Self::Product),
            "stock" => key.parse().ok().map(Self::Stock),
            "reviews" => key.parse().ok().map(Self::Reviews),
            "index" => Some(Self::Index),
            "search_rules" => Some(Self::SearchRules),
            _ => None,
        }
    }
}

/// Writes the facts down; they are heard of once the transaction is committed.
pub async fn record(tx: &Tx, changes: &[Change], now: Timestamp) -> Result<(), DbError> {
    let rows = changes.iter().map(|change| {
        let (kind, key) = change.kind_and_key();
        change::ActiveModel {
            id: sea_orm::ActiveValue::NotSet,
            kind: Set(kind.to_owned()),
            key: Set(key),
            at: Set(now),
        }
    });
    insert_all(tx, rows.collect()).await
}

/// What a look at the table brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Too long ago since the last look, or the first one: whatever is in memory may be old.
    Everything,
    Changes(Vec<Change>),
}

/// A reader's place in the table.
#[derive(Debug)]
pub struct Follower {
    heard: HashSet<i64>,
    looked_at: Option<Timestamp>,
    /// Of the last look, until it is said to be applied.
    pending: Option<(HashSet<i64>, Timestamp)>,
    /// How long it may have been away and is still told each change.
    patience: TimeDelta,
}

impl Default for Follower {
    /// For what is quickly read again.
    fn default() -> Self {
        Self {
            heard: HashSet::new(),
            looked_at: None,
            pending: None,
            patience: OVERLAP / 2,
        }
    }
}

impl Follower {
    /// For what is costly to make again: it is told everything at its first look only, and when rows
    /// that it has not read may be deleted by then.
    pub fn patient() -> Self {
        Self {
            patience: RETENTION / 2,
            ..Self::default()
        }
    }

    /// A patient one that goes on after another process has looked and applied; what was told during
    /// the overlap before that look is told again.
    pub fn resume(looked_at: Timestamp) -> Self {
        Self {
            looked_at: Some(looked_at),
            ..Self::patient()
        }
    }

    /// What was committed since the last look that was [`applied`](Self::applied).
    pub async fn look(&mut self, read: &impl Read, now: Timestamp) -> Result<News, DbError> {
        let in_time = self
            .looked_at
            .filter(|looked_at| now - *looked_at < self.patience);
        let from = in_time.map_or(now, |looked_at| looked_at.min(now)) - OVERLAP;
        let rows = rows_since(read, from).await?;
        let fresh = rows
            .iter()
            .filter(|row| !self.heard.contains(&row.id))
            .filter_map(|row| Change::parse(&row.kind, &row.key))
            .collect();
        self.pending = Some((rows.iter().map(|row| row.id).collect(), now));
        Ok(if in_time.is_some() {
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

async fn rows_since(read: &impl Read, from: Timestamp) -> Result<Vec<change::Model>, DbError> {
    let mut rows = change::Entity::find()
        .filter(change::Column::At.gte(from))
        .all(read.conn())
        .await?;
    // Asked for in this order, SQLite goes through the whole table instead of the index by time.
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows)
}

/// What was written down since then, and is committed.
pub async fn since(read: &impl Read, from: Timestamp) -> Result<Vec<Change>, DbError> {
    let rows = rows_since(read, from).await?;
    Ok(rows
        .iter()
        .filter_map(|row| Change::parse(&row.kind, &row.key))
        .collect())
}

/// How many changes a follower that resumes there will be told.
pub async fn count_since(read: &impl Read, looked_at: Timestamp) -> Result<u64, DbError> {
    let rows = change::Entity::find().filter(change::Column::At.gte(looked_at - OVERLAP));
    Ok(rows.count(read.conn()).await?)
}

/// Whether rows since then may have been deleted.
pub fn is_forgotten(looked_at: Timestamp, now: Timestamp) -> bool {
    now - looked_at >= RETENTION / 2
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
