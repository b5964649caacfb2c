//! One review: read whole, decided, answered.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use commerce::ReviewState;
use serde::Serialize;
use shop::Shop;
use shop::ids::ReviewId;
use shop::reviews::{self, Decision, Filter, ModerateError, Row};
use shop::staff::Permission;

use super::Fields;
use super::desk::Desk;
use super::list::sentence;
use super::reviews::{StarsView, decision, of_product};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::routes;
use crate::routes::admin as paths;

/// `admin/review.html`
#[derive(Serialize)]
struct ReviewView {
    list_url: &'static str,
    action: String,
    reply_action: String,
    version: i64,
    stars: StarsView,
    title: String,
    body: String,
    name: String,
    email: String,
    language: &'static str,
    written_at: DateTime<Utc>,
    state: &'static str,
    verified: bool,
    order_url: Option<String>,
    product: String,
    product_url: String,
    product_reviews_url: String,
    pictures: Vec<PictureView>,
    helpful: i64,
    decided: Option<Decided>,
    reason: String,
    reply: String,
    replied_at: Option<DateTime<Utc>>,
    stale: bool,
    errors: FormErrors,
}

#[derive(Serialize)]
struct PictureView {
    small: String,
    large: String,
}

#[derive(Serialize)]
struct Decided {
    by: String,
    at: DateTime<Utc>,
}

/// `GET /admin/reviews/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ReviewId>,
) -> Result<Response, PageError> {
    let view = view(&shop, &desk, id).await?;
    desk.html("admin/review.html", &view).await
}

/// `POST /admin/reviews/{id}`: show or reject it, and on to the next that waits.
pub async fn decide(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ReviewId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let before = reviews::find(&shop, &desk.actor(), id).await?.review.state;
    let decision = decision(&fields)?;
    let outcome = reviews::decide(&shop, &desk.actor(), id, fields.version(), &decision).await;
    match outcome {
        Ok(()) => {
            let notice = match decision {
                Decision::Approve => "reviews.approved",
                Decision::Reject { .. } => "reviews.rejected",
            };
            let next = match before {
                ReviewState::Pending => next_waiting(&shop, &desk).await?,
                ReviewState::Approved | ReviewState::Rejected => paths::review(id),
            };
            Ok(See::other(next).with_notice(notice).into_response())
        }
        Err(error) => again(&shop, &desk, id, &fields, "reason", error).await,
    }
}

/// `POST /admin/reviews/{id}/reply`
pub async fn reply(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ReviewId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let text = fields.lines("reply");
    match reviews::reply(&shop, &desk.actor(), id, fields.version(), &text).await {
        Ok(()) => {
            let see = See::other(paths::review(id)).with_notice("reviews.replied");
            Ok(see.into_response())
        }
        Err(error) => again(&shop, &desk, id, &fields, "reply", error).await,
    }
}

/// The page with what was typed, over the review as it is now.
async fn again(
    shop: &Shop,
    desk: &Desk,
    id: ReviewId,
    fields: &Fields,
    field: &str,
    error: ModerateError,
) -> Result<Response, PageError> {
    let mut view = view(shop, desk, id).await?;
    if field == "reply" {
        view.reply = fields.lines("reply");
    } else {
        view.reason = fields.text("reason");
    }
    let status = match error {
        ModerateError::Stale | ModerateError::Refused(_) => {
            view.stale = true;
            StatusCode::CONFLICT
        }
        ModerateError::TooLong(_) => {
            let text = format!("{}.", sentence(&error.to_string()));
            view.errors.add(field, Message::text(text));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        error => return Err(error.into()),
    };
    desk.html_with(status, "admin/review.html", &view).await
}

/// Where to go on; the list when all are decided.
async fn next_waiting(shop: &Shop, desk: &Desk) -> Result<String, PageError> {
    let waiting = Filter {
        state: Some(ReviewState::Pending),
        ..Filter::default()
    };
    let page = reviews::list(shop, &desk.actor(), &waiting, None, 1).await?;
    let next = page.rows.first();
    Ok(next.map_or_else(
        || paths::REVIEWS.to_owned(),
        |row| paths::review(row.review.id),
    ))
}

async fn view(shop: &Shop, desk: &Desk, id: ReviewId) -> Result<ReviewView, PageError> {
    let Row {
        review,
        product_title,
        product_slug,
        order,
    } = reviews::find(shop, &desk.actor(), id).await?;
    let pictures = review
        .pictures
        .iter()
        .map(crate::storefront::review_picture);
    Ok(ReviewView {
        list_url: paths::REVIEWS,
        action: paths::review(id),
        reply_action: paths::review_reply(id),
        version: review.version,
        stars: StarsView::of(review.stars),
        email: review.buyer.as_str().to_owned(),
        language: review.locale.name(),
        written_at: review.written_at,
        state: review.state.as_str(),
        verified: review.is_verified(),
        order_url: order
            .filter(|_| desk.can(Permission::ViewOrders))
            .map(paths::order),
        product: product_title,
        product_url: routes::product(&product_slug),
        product_reviews_url: of_product(review.product),
        pictures: pictures
            .map(|(small, large)| PictureView { small, large })
            .collect(),
        helpful: review.helpful,
        decided: review.decided.clone().map(|(by, at)| Decided { by, at }),
        replied_at: review.reply.as_ref().map(|reply| reply.at),
        reply: review.reply.map(|reply| reply.text).unwrap_or_default(),
        title: review.title,
        body: review.body,
        name: review.name,
        reason: review.reason,
        stale: false,
        errors: FormErrors::new(),
    })
}
