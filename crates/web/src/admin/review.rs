//! One review: read whole, decided, answered.

use axum::extract::{Path, Query, State};
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
use super::conflict::{Conflict, Labelled};
use super::desk::Desk;
use super::list::told;
use super::reviews::{Asked, StarsView, decision, of_product};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::FormErrors;
use crate::kit::redirect::See;
use crate::routes;
use crate::routes::admin as paths;

/// `admin/review.html`
#[derive(Serialize)]
struct ReviewView {
    /// Where it was opened from.
    list_url: String,
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
    /// The answer that is saved, to tell whether it was changed here.
    reply_shown: String,
    replied_at: Option<DateTime<Utc>>,
    stale: bool,
    conflict: Option<Conflict>,
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
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let view = view(&shop, &desk, id, &asked).await?;
    desk.html("admin/review.html", &view).await
}

/// `POST /admin/reviews/{id}`: show or reject it, with the answer as it was typed, and on to the next that waits.
pub async fn decide(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ReviewId>,
    Query(asked): Query<Asked>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let actor = desk.actor();
    let before = reviews::find(&shop, &actor, id).await?.review.state;
    let decision = decision(&fields)?;
    let mut version = fields.version();
    let typed = typed_reply(&fields);
    if let Some(text) = &typed {
        if let Err(error) = reviews::reply(&shop, &actor, id, version, text).await {
            let view = view(&shop, &desk, id, &asked).await?;
            let view = with_reason(view, &fields);
            return again(&desk, with_reply(view, text, &error), "reply", error).await;
        }
        // The answer is a change of its own.
        version += 1;
    }
    match reviews::decide(&shop, &actor, id, version, &decision).await {
        Ok(()) => {
            let notice = match decision {
                Decision::Approve => "reviews.approved",
                Decision::Reject { .. } => "reviews.rejected",
            };
            let next = match before {
                ReviewState::Pending => next_waiting(&shop, &desk, &asked).await?,
                ReviewState::Approved | ReviewState::Rejected => asked.review(id),
            };
            Ok(See::other(next).with_notice(notice).into_response())
        }
        Err(error) => {
            let view = view(&shop, &desk, id, &asked).await?;
            again(&desk, with_reason(view, &fields), "reason", error).await
        }
    }
}

/// `POST /admin/reviews/{id}/reply`
pub async fn reply(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ReviewId>,
    Query(asked): Query<Asked>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let text = fields.lines("reply");
    match reviews::reply(&shop, &desk.actor(), id, fields.version(), &text).await {
        Ok(()) => {
            let see = See::other(asked.review(id)).with_notice("reviews.replied");
            Ok(see.into_response())
        }
        Err(error) => {
            let view = view(&shop, &desk, id, &asked).await?;
            let view = with_reason(view, &fields);
            again(&desk, with_reply(view, &text, &error), "reply", error).await
        }
    }
}

/// The answer, if it was changed on the page.
fn typed_reply(fields: &Fields) -> Option<String> {
    let text = fields.lines("reply");
    let is_changed = text.trim() != fields.lines("reply_shown").trim();
    is_changed.then_some(text)
}

/// With the reason as it was typed; that of a rejection is there to be read only.
fn with_reason(mut view: ReviewView, fields: &Fields) -> ReviewView {
    if view.state != ReviewState::Rejected.as_str() {
        view.reason = fields.text("reason");
    }
    view
}

/// With the answer as it was typed, beside that of a colleague who was faster.
fn with_reply(mut view: ReviewView, text: &str, error: &ModerateError) -> ReviewView {
    let theirs = std::mem::replace(&mut view.reply, text.to_owned());
    let answer = |text: &str| [Labelled::plain("Answer", text)];
    let conflict = Conflict::between(&answer(text), &answer(&theirs), view.action.clone());
    let is_stale = matches!(error, ModerateError::Stale);
    view.conflict = Some(conflict).filter(|it| is_stale && !it.rows.is_empty());
    view
}

/// The page with what was typed, over the review as it is now.
async fn again(
    desk: &Desk,
    mut view: ReviewView,
    field: &str,
    error: ModerateError,
) -> Result<Response, PageError> {
    let status = match error {
        ModerateError::Stale | ModerateError::Refused(_) => {
            view.stale = true;
            StatusCode::CONFLICT
        }
        ModerateError::TooLong(_) => {
            view.errors.add(field, told(&error));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        error => return Err(error.into()),
    };
    desk.html_with(status, "admin/review.html", &view).await
}

/// Where to go on among those that the list shows; the list itself when all of them are decided.
async fn next_waiting(shop: &Shop, desk: &Desk, asked: &Asked) -> Result<String, PageError> {
    let waiting = Filter {
        state: Some(ReviewState::Pending),
        ..asked.filter()
    };
    let page = reviews::list(shop, &desk.actor(), &waiting, None, 1).await?;
    let next = page.rows.first();
    Ok(next.map_or_else(|| asked.address().url(), |row| asked.review(row.review.id)))
}

async fn view(
    shop: &Shop,
    desk: &Desk,
    id: ReviewId,
    asked: &Asked,
) -> Result<ReviewView, PageError> {
    let Row {
        review,
        product_title,
        product_slug,
        order,
    } = reviews::find(shop, &desk.actor(), id).await?;
    let reply = review.reply.as_ref().map(|reply| reply.text.clone());
    let reply = reply.unwrap_or_default();
    let pictures = review
        .pictures
        .iter()
        .map(crate::storefront::review_picture);
    Ok(ReviewView {
        list_url: asked.address().url(),
        action: asked.review(id),
        reply_action: asked.reply(id),
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
        reply_shown: reply.clone(),
        reply,
        title: review.title,
        body: review.body,
        name: review.name,
        reason: review.reason,
        stale: false,
        conflict: None,
        errors: FormErrors::new(),
    })
}
