//! The queue of reviews: looked through, shown or rejected, one or many at a time.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use commerce::{ReviewState, Stars};
use serde::{Deserialize, Serialize};
use shop::ids::{ProductId, ReviewId};
use shop::reviews::{self, Counts, Decision, Row};
use shop::{Shop, catalog};

use super::Fields;
use super::desk::Desk;
use super::list::{Choice, ListAddress, Pager};
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
struct Tab {
    label: &'static str,
    url: String,
    current: bool,
    count: Option<i64>,
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

impl From<Row> for RowView {
    fn from(row: Row) -> Self {
        let review = row.review;
        Self {
            url: paths::review(review.id),
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
    let counts = reviews::counts(&shop).await?;
    let product = match filter.product {
        Some(id) => catalog::named(shop.db.primary(), &[id]).await?.remove(&id),
        None => None,
    };
    let pairs = [
        ("state", asked.state.clone()),
        ("stars", asked.stars.clone()),
        ("product", asked.product.clone()),
    ];
    let address = ListAddress::new(paths::REVIEWS, pairs);
    let view = ReviewsView {
        list_url: paths::REVIEWS,
        decide_url: paths::DECIDE_REVIEWS,
        here: asked.url(&asked.state, &asked.product),
        tabs: asked.tabs(filter.state, counts),
        filtered: filter.stars.is_some() || filter.product.is_some(),
        stars: star_choices(),
        product: product.map(|product| ProductView {
            title: product.title,
            clear_url: asked.url(&asked.state, ""),
        }),
        is_done: counts.pending == 0,
        pager_links: address.pager(&asked.after, page.next),
        rows: page.rows.into_iter().map(RowView::from).collect(),
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
    fn filter(&self) -> reviews::Filter {
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

    fn url(&self, state: &str, product: &str) -> String {
        let pairs = [
            ("state", state.to_owned()),
            ("stars", self.stars.clone()),
            ("product", product.to_owned()),
        ];
        with_query(paths::REVIEWS, pairs)
    }

    /// Changing the state keeps the rest of the filter.
    fn tabs(&self, current: Option<ReviewState>, counts: Counts) -> Vec<Tab> {
        let tab = |label, word: &str, state: Option<ReviewState>, count| Tab {
            label,
            url: self.url(word, &self.product),
            current: state == current,
            count,
        };
        let of = |label, state: ReviewState, count| tab(label, state.as_str(), Some(state), count);
        vec![
            of("Waiting", ReviewState::Pending, Some(counts.pending)),
            of("In the shop", ReviewState::Approved, None),
            of("Rejected", ReviewState::Rejected, None),
            tab("All", ALL, None, None),
        ]
    }
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
