//! The queue of reviews: looked through, shown or rejected, one or many at a time.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use commerce::{ReviewState, Stars};
use serde::{Deserialize, Serialize};
use shop::ids::{ProductId, ReviewId};
use shop::reviews::{self, Decision, Row};
use shop::{Shop, catalog};

use super::Fields;
use super::desk::Desk;
use super::list::{Choice, ListAddress, Pager, Tab};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::paging::with_query;
use crate::kit::redirect::{See, is_local};
use crate::routes;
use crate::routes::admin as paths;

const PAGE: u64 = 25;
const ALL: &str = "all";

/// The filter as it stands in the address. Without a state it is those that wait.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    stars: String,
    product: String,
    #[serde(skip_serializing)]
    after: String,
}

/// `admin/reviews.html`
#[derive(Serialize)]
struct ReviewsView {
    list_url: &'static str,
    decide_url: &'static str,
    /// This page, to come back to.
    here: String,
    tabs: Vec<Tab>,
    filter: Asked,
    filtered: bool,
    stars: Vec<Choice>,
    product: Option<ProductView>,
    rows: Vec<RowView>,
    /// Whether nothing is left to be decided.
    is_done: bool,
    pager_links: Pager,
}

#[derive(Serialize)]
struct ProductView {
    title: String,
    /// The same list for all products.
    clear_url: String,
}

#[derive(Serialize)]
struct RowView {
    url: String,
    /// Key and version, as the box sends them.
    value: String,
    stars: StarsView,
    title: String,
    body: String,
    name: String,
    product: String,
    product_url: String,
    written_at: DateTime<Utc>,
    state: &'static str,
    pictures: usize,
    has_reply: bool,
}

impl RowView {
    fn new(row: Row, asked: &Asked) -> Self {
        let review = row.review;
        Self {
            url: asked.review(review.id),
            value: format!("{}.{}", review.id, review.version),
            stars: StarsView::of(review.stars),
            title: review.title,
            body: review.body,
            name: review.name,
            product: row.product_title,
            product_url: routes::product(&row.product_slug),
            written_at: review.written_at,
            state: review.state.as_str(),
            pictures: review.pictures.len(),
            has_reply: review.reply.is_some(),
        }
    }
}

/// The reviews of one product, for its page.
pub fn of_product(product: ProductId) -> String {
    let pairs = [("state", ALL.to_owned()), ("product", product.to_string())];
    with_query(paths::REVIEWS, pairs)
}

/// `GET /admin/reviews`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let filter = asked.filter();
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let page = reviews::list(&shop, &desk.actor(), &filter, after, PAGE).await?;
    let waiting = reviews::waiting(&shop).await?;
    let product = match filter.product {
        Some(id) => catalog::named(shop.db.primary(), &[id]).await?.remove(&id),
        None => None,
    };
    let address = asked.address();
    let view = ReviewsView {
        list_url: paths::REVIEWS,
        decide_url: paths::DECIDE_REVIEWS,
        here: address.with("after", &asked.after),
        tabs: tabs(&address, filter.state, waiting),
        filtered: filter.stars.is_some() || filter.product.is_some(),
        stars: star_choices(),
        product: product.map(|product| ProductView {
            title: product.title,
            clear_url: address.with("product", ""),
        }),
        is_done: waiting == 0,
        pager_links: address.pager(&asked.after, page.next),
        rows: page
            .rows
            .into_iter()
            .map(|row| RowView::new(row, &asked))
            .collect(),
        filter: asked,
    };
    desk.html("admin/reviews.html", &view).await
}

/// `POST /admin/reviews/decide`: those that were ticked.
pub async fn decide(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let chosen: Vec<(ReviewId, i64)> = fields
        .all("review")
        .iter()
        .filter_map(|value| {
            let (id, version) = value.split_once('.')?;
            Some((id.parse().ok()?, version.parse().ok()?))
        })
        .take(usize::try_from(PAGE).unwrap_or(usize::MAX))
        .collect();
    let back = Some(fields.text("back")).filter(|back| is_local(back));
    let see = See::other(back.unwrap_or_else(|| paths::REVIEWS.to_owned()));
    if chosen.is_empty() {
        return Ok(see.with_notice("reviews.none-chosen").into_response());
    }
    let decision = decision(&fields)?;
    let decided = reviews::decide_all(&shop, &desk.actor(), &chosen, &decision).await?;
    let notice = match decision {
        _ if decided < chosen.len() => "reviews.decided",
        Decision::Approve => "reviews.approved",
        Decision::Reject { .. } => "reviews.rejected",
    };
    Ok(see.with_notice(notice).into_response())
}

/// The button that was pressed.
pub fn decision(fields: &Fields) -> Result<Decision, PageError> {
    match fields.text("do").as_str() {
        "approve" => Ok(Decision::Approve),
        "reject" => Ok(Decision::Reject {
            reason: fields.text("reason"),
        }),
        _ => Err(PageError::not_found()),
    }
}

impl Asked {
    /// What cannot be understood narrows nothing.
    pub fn filter(&self) -> reviews::Filter {
        let stars = self.stars.parse().ok();
        reviews::Filter {
            state: match self.state.as_str() {
                ALL => None,
                word => Some(word.parse().unwrap_or(ReviewState::Pending)),
            },
            stars: stars.and_then(|stars| Stars::new(stars).ok()),
            product: self.product.parse().ok(),
        }
    }

    fn pairs(&self) -> [(&'static str, String); 3] {
        [
            ("state", self.state.clone()),
            ("stars", self.stars.clone()),
            ("product", self.product.clone()),
        ]
    }

    /// The list, from its start.
    pub fn address(&self) -> ListAddress {
        ListAddress::new(paths::REVIEWS, self.pairs())
    }

    /// A review that remembers the list it was opened from, so that deciding goes on there.
    pub fn review(&self, id: ReviewId) -> String {
        with_query(&paths::review(id), self.pairs())
    }

    /// The same for where its answer is sent.
    pub fn reply(&self, id: ReviewId) -> String {
        with_query(&paths::review_reply(id), self.pairs())
    }
}

/// Changing the state keeps the rest of the filter.
fn tabs(address: &ListAddress, current: Option<ReviewState>, waiting: u64) -> Vec<Tab> {
    let tab = |label, word: &str, state: Option<ReviewState>| {
        Tab::new(label, address.with("state", word), state == current)
    };
    let of = |label, state: ReviewState| tab(label, state.as_str(), Some(state));
    let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
    vec![
        of("Waiting", ReviewState::Pending).counting(waiting),
        of("In the shop", ReviewState::Approved),
        of("Rejected", ReviewState::Rejected),
        tab("All", ALL, None),
    ]
}

fn star_choices() -> Vec<Choice> {
    let of = |stars: Stars| Choice::new(stars.to_string(), stars_in_words(stars));
    std::iter::once(Choice::new("", "Any"))
        .chain(Stars::ALL.into_iter().rev().map(of))
        .collect()
}

fn stars_in_words(stars: Stars) -> String {
    match stars.get() {
        1 => "1 star".to_owned(),
        more => format!("{more} stars"),
    }
}

/// Stars as they are drawn with letters.
#[derive(Serialize)]
pub struct StarsView {
    text: String,
    full: String,
    hollow: String,
}

impl StarsView {
    pub fn of(stars: Stars) -> Self {
        let full = usize::from(stars.get());
        Self {
            text: stars_in_words(stars),
            full: "★".repeat(full),
            hollow: "★".repeat(Stars::ALL.len() - full),
        }
    }
}
