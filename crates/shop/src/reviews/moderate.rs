//! Staff decide which reviews are seen, and answer them.

use commerce::{Refused, ReviewAction, ReviewState, Stars};
use db::{DbError, Read, Tx};

use super::{Reply, Review, queries, write::recount};
use crate::{
    Failure, FailureKind, Shop, Timestamp, catalog,
    changes::{self, Change},
    ids::{OrderId, OrderLineId, ProductId, ReviewId},
    staff::{Actor, Forbidden, Permission},
};

pub const REPLY_MAX: usize = 2_000;
pub const REASON_MAX: usize = 500;

/// What the queue is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<ReviewState>,
    pub stars: Option<Stars>,
    pub product: Option<ProductId>,
}

/// A review with what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub review: Review,
    pub product_title: String,
    pub product_slug: String,
    /// Where its author bought the product.
    pub order: Option<OrderId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub rows: Vec<Row>,
    /// Where the next page starts.
    pub next: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Approve,
    /// The reason is for staff.
    Reject {
        reason: String,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum ModerateError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("there is no such review")]
    NotFound,
    /// Its author or a colleague changed it since it was shown.
    #[error("the review was changed meanwhile")]
    Stale,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("at most {0} characters")]
    TooLong(usize),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for ModerateError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound => FailureKind::NotFound,
            Self::Stale | Self::Refused(_) => FailureKind::Conflict,
            Self::TooLong(_) => FailureKind::Invalid,
            Self::Db(error) => error.kind(),
        }
    }
}

/// The reviews that wait longest first when those that wait are asked for, else the newest first.
pub async fn list(
    shop: &Shop,
    actor: &Actor,
    filter: &Filter,
    after: Option<&str>,
    limit: u64,
) -> Result<Page, ModerateError> {
    actor.require(Permission::ModerateReviews)?;
    // What was decided a moment ago is not offered again.
    let read = shop.db.primary();
    let (reviews, next) = queries::queue(read, filter, after, limit).await?;
    let rows = rows(read, reviews).await?;
    Ok(Page { rows, next })
}

pub async fn find(shop: &Shop, actor: &Actor, id: ReviewId) -> Result<Row, ModerateError> {
    actor.require(Permission::ModerateReviews)?;
    let read = shop.db.primary();
    let found = queries::find(read, id).await?;
    let mut rows = rows(read, found.into_iter().collect()).await?;
    rows.pop().ok_or(ModerateError::NotFound)
}

async fn rows(read: &impl Read, reviews: Vec<Review>) -> Result<Vec<Row>, DbError> {
    let products: Vec<ProductId> = reviews.iter().map(|review| review.product).collect();
    let lines: Vec<OrderLineId> = reviews.iter().filter_map(|review| review.line).collect();
    let names = catalog::named(read, &products).await?;
    let orders = queries::orders_of_lines(read, &lines).await?;
    let row = |review: Review| {
        let product = names.get(&review.product)?.clone();
        Some(Row {
            product_title: product.title,
            product_slug: product.slug,
            order: review.line.and_then(|line| orders.get(&line).copied()),
            review,
        })
    };
    // The schema keeps the product of a review.
    Ok(reviews.into_iter().filter_map(row).collect())
}

/// How many reviews wait to be decided.
pub async fn waiting(shop: &Shop) -> Result<u64, DbError> {
    queries::waiting(shop.db.primary()).await
}

/// How many reviews a product has, whatever their state.
pub async fn reviews_of(shop: &Shop, product: ProductId) -> Result<u64, DbError> {
    queries::count_of(shop.db.primary(), product).await
}

/// Shows a review that was looked at as `version`, or hides it.
///
/// # Errors
/// See [`ModerateError`]; after any of them nothing has changed.
pub async fn decide(
    shop: &Shop,
    actor: &Actor,
    id: ReviewId,
    version: i64,
    decision: &Decision,
) -> Result<(), ModerateError> {
    actor.require(Permission::ModerateReviews)?;
    check(decision)?;
    let now = shop.clock.now();
    let changed = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let review = lock(tx, id, version).await?;
            decide_in(tx, actor, review, decision, now).await
        })
        .await?;
    shop.apply(&changed).await?;
    Ok(())
}

/// The same for many, each with the version it was shown; returns how many were decided. Those that were changed
/// meanwhile or are so already stay as they are.
pub async fn decide_all(
    shop: &Shop,
    actor: &Actor,
    reviews: &[(ReviewId, i64)],
    decision: &Decision,
) -> Result<usize, ModerateError> {
    actor.require(Permission::ModerateReviews)?;
    check(decision)?;
    let now = shop.clock.now();
    let mut sorted = reviews.to_vec();
    // In one order, so that two colleagues do not wait for each other.
    sorted.sort_unstable();
    sorted.dedup_by_key(|(id, _)| *id);
    let sorted = &sorted;
    let (decided, changed) = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let mut changed = Vec::new();
            let mut decided = 0;
            for (id, version) in sorted {
                let outcome = match lock(tx, *id, *version).await {
                    Ok(review) => decide_in(tx, actor, review, decision, now).await,
                    Err(error) => Err(error),
                };
                match outcome {
                    Ok(news) => {
                        decided += 1;
                        changed.extend(news);
                    }
                    Err(
                        ModerateError::NotFound | ModerateError::Stale | ModerateError::Refused(_),
                    ) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok((decided, changed))
        })
        .await?;
    shop.apply(&changed).await?;
    Ok(decided)
}

fn check(decision: &Decision) -> Result<(), ModerateError> {
    match decision {
        Decision::Reject { reason } if reason.chars().count() > REASON_MAX => {
            Err(ModerateError::TooLong(REASON_MAX))
        }
        Decision::Reject { .. } | Decision::Approve => Ok(()),
    }
}

async fn lock(tx: &Tx, id: ReviewId, version: i64) -> Result<Review, ModerateError> {
    let review = queries::lock(tx, id)
        .await?
        .ok_or(ModerateError::NotFound)?;
    if review.version == version {
        Ok(review)
    } else {
        Err(ModerateError::Stale)
    }
}

async fn decide_in(
    tx: &Tx,
    actor: &Actor,
    before: Review,
    decision: &Decision,
    now: Timestamp,
) -> Result<Vec<Change>, ModerateError> {
    let (action, reason) = match decision {
        Decision::Approve => (ReviewAction::Approve, ""),
        Decision::Reject { reason } => (ReviewAction::Reject, reason.trim()),
    };
    let review = Review {
        state: before.state.after(action)?,
        reason: reason.to_owned(),
        decided: Some((actor.name().to_owned(), now)),
        version: before.version + 1,
        ..before.clone()
    };
    if !queries::update(tx, &review, before.version).await? {
        return Err(ModerateError::Stale);
    }
    Ok(recount(tx, &before, &review, now).await?)
}

/// Answers a review for everybody to read; an empty text takes the answer back.
///
/// # Errors
/// See [`ModerateError`]; after any of them nothing has changed.
pub async fn reply(
    shop: &Shop,
    actor: &Actor,
    id: ReviewId,
    version: i64,
    text: &str,
) -> Result<(), ModerateError> {
    actor.require(Permission::ModerateReviews)?;
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > REPLY_MAX {
        return Err(ModerateError::TooLong(REPLY_MAX));
    }
    let now = shop.clock.now();
    let text = &text;
    let changed = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let mut review = lock(tx, id, version).await?;
            review.reply = (!text.is_empty()).then(|| Reply {
                text: text.clone(),
                at: now,
            });
            review.version += 1;
            if !queries::update(tx, &review, version).await? {
                return Err(ModerateError::Stale);
            }
            if !review.is_visible() {
                return Ok(Vec::new());
            }
            let changed = vec![Change::Reviews(review.product)];
            changes::record(tx, &changed, now).await?;
            Ok(changed)
        })
        .await?;
    shop.apply(&changed).await?;
    Ok(())
}
