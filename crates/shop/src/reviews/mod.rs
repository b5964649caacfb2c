//! What customers say of what they bought: one review per buyer and product, shown once staff approved it.
//!
//! Who may write is proved by a delivered line of an order: its link opens the form, from the order's page or from the
//! mail that invites. The author is kept as the normalised mail address of that order, so that an account with this
//! address can claim the reviews.
//!
//! An edited review waits like a new one, and is not seen meanwhile: nobody has looked at the new words, and nobody is
//! quoted with words that they took back.

mod draft;
mod invite;
mod link;
mod mail;
mod moderate;
mod pictures;
mod queries;
mod tables;
mod visible;
mod vote;
mod write;

use commerce::{Email, ReviewState, Stars};
use db::{DbError, Read};
use l10n::Locale;

use crate::{
    Timestamp,
    ids::{OrderLineId, ProductId, ReviewId},
};

pub use draft::{
    BODY_MAX, Draft, NAME_MAX, NewPicture, PICTURE_BYTES, PICTURES_MAX, Problem, TITLE_MAX,
};
pub use invite::{SendInvitation, invite};
pub use link::{LineReview, Purchase, link_of_line, of_order, open, refuse_mails};
pub use moderate::{
    Decision, Filter, ModerateError, Page, Row, decide, decide_all, find, list, reply, reviews_of,
    waiting,
};
pub(crate) use pictures::show_picture;
pub use pictures::{DeletePicture, MakePictureSizes};
pub use queries::audit_ratings;
pub use visible::{Sort, VisiblePage, VisibleQuery, summary, visible};
pub use vote::{Vote, vote};
pub use write::{WriteError, write};

#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    pub id: ReviewId,
    pub product: ProductId,
    /// Its author's address, normalised.
    pub buyer: Email,
    /// The delivered line that proves the purchase.
    pub line: Option<OrderLineId>,
    pub stars: Stars,
    /// May be empty.
    pub title: String,
    /// Plain text with line breaks; never shown as HTML.
    pub body: String,
    /// As its author wants to be called.
    pub name: String,
    /// In which it is written.
    pub locale: Locale,
    pub state: ReviewState,
    /// Why it was rejected; for staff.
    pub reason: String,
    pub reply: Option<Reply>,
    pub pictures: Vec<ReviewPicture>,
    /// How many visitors found it helpful.
    pub helpful: i64,
    /// When its author last changed it.
    pub written_at: Timestamp,
    /// Who decided last whether it is seen, and when.
    pub decided: Option<(String, Timestamp)>,
    pub version: i64,
}

/// What the shop says to a review, for everybody to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPicture {
    /// Of its original in the media store.
    pub key: String,
    pub width: i64,
    pub height: i64,
}

impl Review {
    /// Whether its author is known to have bought and received the product.
    pub fn is_verified(&self) -> bool {
        self.line.is_some()
    }

    pub fn is_visible(&self) -> bool {
        self.state == ReviewState::Approved
    }
}

/// Whether anybody wrote of a product, seen or not.
pub(crate) async fn are_of(read: &impl Read, product: ProductId) -> Result<bool, DbError> {
    queries::are_of(read, product).await
}
