//! An author writes a review, or changes it.

use commerce::{Email, ReviewAction, ReviewState};
use db::{DbError, Tx};

use super::{
    Draft, Problem, Review, ReviewPicture,
    draft::Checked,
    link::{self, Purchase},
    pictures, queries,
};
use crate::{
    Failure, FailureKind, Shop, Timestamp, Token, catalog,
    changes::{self, Change},
    ids::ReviewId,
};

/// Who decided, when it was a setting.
const AT_ONCE: &str = "shown at once";

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// No link of ours, or the product is gone.
    #[error("this link opens no review")]
    NotFound,
    /// The buyer's review was written with another order, whose links alone change it.
    #[error("the review was written with another order")]
    Elsewhere,
    #[error("the review breaks {} rules", .0.len())]
    Invalid(Vec<Problem>),
    /// It was written or changed in another window since the form was opened.
    #[error("the review was changed meanwhile")]
    Stale,
    /// The media store cannot take a picture.
    #[error(transparent)]
    Store(#[from] ::media::MediaError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for WriteError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NotFound => FailureKind::NotFound,
            Self::Elsewhere | Self::Stale => FailureKind::Conflict,
            Self::Invalid(_) => FailureKind::Invalid,
            Self::Store(_) => FailureKind::Unavailable,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Stores the review of whoever has the link, or changes it. `version` is that of the form: 0 for a first review.
///
/// Sending the same again changes nothing, whatever its version: a double click is no conflict.
///
/// # Errors
/// See [`WriteError`]; after any of them the review is as it was.
pub async fn write(
    shop: &Shop,
    token: &Token,
    version: i64,
    draft: &Draft,
) -> Result<Review, WriteError> {
    let checked = draft.check().map_err(WriteError::Invalid)?;
    let purchase = link::open(shop, token).await?.ok_or(WriteError::NotFound)?;
    if purchase.is_written_elsewhere {
        return Err(WriteError::Elsewhere);
    }
    // Files are taken only from somebody who bought the product.
    let added = pictures::receive(shop, &draft.added).await?;
    let edit = Edit {
        id: ReviewId::generate(),
        version,
        checked,
        kept: &draft.kept,
        added,
        now: shop.clock.now(),
        publish_at_once: shop.settings().reviews.publish_at_once,
    };
    let (review, changed) = store(shop, token, &edit).await?;
    shop.apply(&changed).await?;
    Ok(review)
}

/// Everything that is known before the transaction.
struct Edit<'a> {
    /// Of the review, should it be a new one.
    id: ReviewId,
    version: i64,
    checked: Checked,
    kept: &'a [String],
    added: Vec<ReviewPicture>,
    now: Timestamp,
    publish_at_once: bool,
}

async fn store(
    shop: &Shop,
    token: &Token,
    edit: &Edit<'_>,
) -> Result<(Review, Vec<Change>), WriteError> {
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let purchase = link::purchase(tx, token).await?;
            let purchase = purchase.ok_or(WriteError::NotFound)?;
            let found = written(tx, &purchase).await?;
            let before = match found {
                Some(before) => before,
                None => match first(tx, &purchase, edit).await? {
                    Some(done) => return Ok(done),
                    // Of several windows that send a first review at once one has it; the others find it.
                    None => written(tx, &purchase).await?.ok_or(WriteError::Stale)?,
                },
            };
            if !purchase.has_line_of(&before) {
                return Err(WriteError::Elsewhere);
            }
            let mut review = edit.changed(&before);
            if review == before {
                return Ok((before, Vec::new()));
            }
            if before.version != edit.version {
                return Err(WriteError::Stale);
            }
            let step = before.state.after(ReviewAction::Edit);
            review.state = step.unwrap_or(ReviewState::Pending);
            // What was rejected once, or waits for whatever reason, is not shown before somebody looked at it.
            let is_trusted = before.state == ReviewState::Approved;
            edit.decide(&mut review, is_trusted);
            save(tx, &before, &review, edit.now).await
        })
        .await
}

/// The buyer's review of the product, locked.
async fn written(tx: &Tx, purchase: &Purchase) -> Result<Option<Review>, WriteError> {
    let buyer = purchase.buyer.normalised();
    Ok(queries::lock_of_buyer(tx, &buyer, purchase.product).await?)
}

/// `None` if there is a review by now. A form that knew one writes no first one.
async fn first(
    tx: &Tx,
    purchase: &Purchase,
    edit: &Edit<'_>,
) -> Result<Option<(Review, Vec<Change>)>, WriteError> {
    if edit.version != 0 {
        return Err(WriteError::Stale);
    }
    let mut review = edit.fresh(purchase);
    edit.decide(&mut review, true);
    if !queries::insert(tx, &review).await? {
        return Ok(None);
    }
    pictures::replace(tx, review.id, &[], &review.pictures, edit.now).await?;
    let changed = come_into_view(tx, &review, edit.now).await?;
    Ok(Some((review, changed)))
}

async fn come_into_view(tx: &Tx, review: &Review, now: Timestamp) -> Result<Vec<Change>, DbError> {
    if !review.is_visible() {
        return Ok(Vec::new());
    }
    catalog::count_review(tx, review.product, review.stars).await?;
    told(tx, review, now).await
}

async fn told(tx: &Tx, review: &Review, now: Timestamp) -> Result<Vec<Change>, DbError> {
    let changed = vec![Change::Product(review.product)];
    changes::record(tx, &changed, now).await?;
    Ok(changed)
}

async fn save(
    tx: &Tx,
    before: &Review,
    review: &Review,
    now: Timestamp,
) -> Result<(Review, Vec<Change>), WriteError> {
    let mut review = review.clone();
    review.version += 1;
    if !queries::update(tx, &review, before.version).await? {
        return Err(WriteError::Stale);
    }
    pictures::replace(tx, review.id, &before.pictures, &review.pictures, now).await?;
    let changed = recount(tx, before, &review, now).await?;
    Ok((review, changed))
}

/// Counts what is seen now instead of what was seen before; in the transaction that makes it so.
pub(super) async fn recount(
    tx: &Tx,
    before: &Review,
    after: &Review,
    now: Timestamp,
) -> Result<Vec<Change>, DbError> {
    let (was, is) = (before.is_visible(), after.is_visible());
    if was {
        catalog::uncount_review(tx, before.product, before.stars).await?;
    }
    if is {
        catalog::count_review(tx, after.product, after.stars).await?;
    }
    if was || is {
        told(tx, after, now).await
    } else {
        Ok(Vec::new())
    }
}

/// As it is kept, and compared.
fn normalised(email: &Email) -> Email {
    Email::parse(&email.normalised()).unwrap_or_else(|_| email.clone())
}

impl Edit<'_> {
    fn fresh(&self, purchase: &Purchase) -> Review {
        Review {
            id: self.id,
            product: purchase.product,
            buyer: normalised(&purchase.buyer),
            line: Some(purchase.line),
            stars: self.checked.stars,
            title: self.checked.title.clone(),
            body: self.checked.body.clone(),
            name: self.checked.name.clone(),
            locale: self.checked.locale,
            state: ReviewState::Pending,
            reason: String::new(),
            reply: None,
            pictures: self.added.clone(),
            helpful: 0,
            written_at: self.now,
            decided: None,
            version: 1,
        }
    }

    fn changed(&self, before: &Review) -> Review {
        let mut pictures = before.pictures.clone();
        pictures.retain(|picture| self.kept.contains(&picture.key));
        for picture in &self.added {
            // The same file twice is one picture.
            if !pictures.contains(picture) {
                pictures.push(picture.clone());
            }
        }
        let mut review = Review {
            stars: self.checked.stars,
            title: self.checked.title.clone(),
            body: self.checked.body.clone(),
            name: self.checked.name.clone(),
            locale: self.checked.locale,
            pictures,
            ..before.clone()
        };
        if review != *before {
            review.written_at = self.now;
        }
        review
    }

    /// Where the shop shows reviews at once, this one may be shown: no picture and no link that nobody has seen.
    fn decide(&self, review: &mut Review, is_trusted: bool) {
        review.decided = None;
        review.reason.clear();
        let is_harmless = review.pictures.is_empty() && !self.checked.has_link();
        if self.publish_at_once && is_trusted && is_harmless {
            review.state = ReviewState::Approved;
            review.decided = Some((AT_ONCE.to_owned(), self.now));
        }
    }
}
