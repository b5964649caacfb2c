//! What customers say of a product: on its page, on a page of its own, and the form to write it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Picture;
use crate::kit::forms::FormErrors;

/// `storefront/_rating.html`: stars, the average, how many reviews.
#[derive(Debug, Clone, Serialize)]
pub struct RatingView {
    /// Of a star, on average.
    pub tenths: u32,
    /// How much of the stars is filled, in percent.
    pub fill: u32,
    pub count: i64,
}

/// `storefront/_reviews.html`: part of the product's page.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewsBlock {
    /// None when there is no review.
    pub rating: Option<RatingView>,
    pub bars: Vec<Bar>,
    /// The first few.
    pub reviews: Vec<ReviewView>,
    pub all_url: String,
}

/// How many reviews have so many stars, as a link that shows these.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    pub stars: u8,
    pub count: i64,
    pub percent: u32,
    pub url: String,
    pub selected: bool,
}

/// `storefront/_review.html`
#[derive(Debug, Clone, Serialize)]
pub struct ReviewView {
    pub id: String,
    pub stars: u8,
    pub fill: u32,
    pub title: String,
    /// Plain text; its line breaks are kept by the style sheet.
    pub body: String,
    pub name: String,
    /// The language it is written in.
    pub lang: &'static str,
    pub written_at: DateTime<Utc>,
    pub verified: bool,
    pub reply: Option<ReplyView>,
    pub pictures: Vec<ReviewPicture>,
    pub helpful: i64,
    pub helpful_url: String,
    /// Where the vote leads back to.
    pub back: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ReplyView {
    pub text: String,
    pub at: DateTime<Utc>,
}

/// A small picture that leads to the whole one.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewPicture {
    pub small: String,
    pub large: String,
    pub key: String,
}

/// `storefront/reviews.html`
#[derive(Debug, Clone, Serialize)]
pub struct ReviewsPage {
    pub title: String,
    pub product_url: String,
    pub picture: Option<Picture>,
    pub rating: Option<RatingView>,
    pub bars: Vec<Bar>,
    pub sorts: Vec<SortLink>,
    /// Only reviews with so many stars are shown.
    pub stars: Option<u8>,
    /// Shows all again.
    pub all_url: String,
    pub reviews: Vec<ReviewView>,
    pub more_url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SortLink {
    pub value: &'static str,
    pub url: String,
    pub selected: bool,
}

/// `storefront/review_form.html`
#[derive(Debug, Clone, Serialize)]
pub struct ReviewForm {
    pub title: String,
    pub product_url: String,
    pub picture: Option<Picture>,
    pub action: String,
    /// Of the review that the form shows; 0 for a new one.
    pub version: i64,
    /// `pending`, `approved`, `rejected`; none when nothing is written yet.
    pub state: Option<&'static str>,
    pub stars: String,
    pub choices: Vec<StarChoice>,
    pub review_title: String,
    pub body: String,
    pub name: String,
    pub pictures: Vec<KeptPicture>,
    pub limits: Limits,
    /// It was changed in another window.
    pub stale: bool,
    pub errors: FormErrors,
}

/// A picture of the review, and whether it stays.
#[derive(Debug, Clone, Serialize)]
pub struct KeptPicture {
    pub picture: ReviewPicture,
    pub kept: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct StarChoice {
    pub stars: u8,
    pub fill: u32,
    pub selected: bool,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct Limits {
    pub title: usize,
    pub body: usize,
    pub name: usize,
    pub pictures: usize,
    pub megabytes: usize,
}

/// `storefront/review_elsewhere.html`: the same buyer wrote it with another order.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewElsewhere {
    pub title: String,
}

/// `storefront/review_mails.html`
#[derive(Debug, Clone, Serialize)]
pub struct ReviewMails {
    pub email: String,
    pub action: String,
    pub refused: bool,
    pub home_url: &'static str,
}
