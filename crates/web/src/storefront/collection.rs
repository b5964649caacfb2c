//! A collection: the products that its rules find, sorted and narrowed down.

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use shop::Shop;
use shop::catalog::Elsewhere;
use shop::changes::{Change, Source};
use shop::collections::{self, Collection, Order, Rule};

use super::listing::{self, Asked, Part, Place};
use super::view;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::visit::Visit;
use crate::routes;

/// `GET /collections/{slug}`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let Some(known) = collections::visible(&shop, &slug) else {
        return elsewhere(&shop, &slug, query.as_deref()).await;
    };
    let path = routes::collection(&slug);
    let asked = Asked::choices_of(&shop, word(known.sort), query.as_deref());
    listing::answer(&visit, &path, asked, |frame, asked, part| {
        render(shop, frame, slug, asked, part)
    })
    .await
}

async fn render(
    shop: Shop,
    frame: Frame,
    slug: String,
    asked: Asked,
    part: Part,
) -> Result<Made, NoPage> {
    let collection = collections::visible(&shop, &slug).ok_or_else(PageError::not_found)?;
    let now = shop.clock.now();
    let rules = &collection.rules;
    let place = Place {
        path: routes::collection(&slug),
        category: None,
        scope: Some(collections::scope(&shop, rules, collection.any_rule, now)),
    };
    let mut listed = listing::list(&shop, frame.locale(), &place, &asked).await?;
    let mut frame = listed
        .canonical(frame)
        .made_of(listed.sources())
        .made_of([Source::One(Change::Collections)]);
    if rules.iter().any(|rule| matches!(rule, Rule::New { .. })) {
        frame = frame.until(collections::next_minute(now));
    }
    if part == Part::Listing {
        return listed.part(frame);
    }
    let view = of(collection, listed.view);
    Ok(frame.html("storefront/collection.html", &view)?)
}

/// Customers see no collection at this address (any more).
async fn elsewhere(shop: &Shop, slug: &str, query: Option<&str>) -> Result<Response, PageError> {
    match collections::elsewhere(shop, slug).await? {
        Some(Elsewhere::Moved(slug)) => {
            let path = routes::collection(slug.as_str());
            Ok(NoPage::Moved(listing::as_asked(path, query)).into_response())
        }
        Some(Elsewhere::Gone) => Err(PageError::gone()),
        None => Err(PageError::not_found()),
    }
}

/// The order in the words of addresses.
fn word(order: Order) -> &'static str {
    match order {
        Order::BestSelling => "best-selling",
        Order::Newest => "new",
        Order::PriceUp => "price",
        Order::PriceDown => "price-down",
    }
}

fn of(collection: Collection, listing: view::Listing) -> view::Collection {
    let or = |text: String, other: &str| {
        if text.is_empty() {
            other.to_owned()
        } else {
            text
        }
    };
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    view::Collection {
        seo_title: or(collection.seo_title, &collection.title),
        seo_description: some(or(collection.seo_description, &collection.description)),
        title: collection.title,
        description: some(collection.description),
        breadcrumb: Vec::new(),
        listing,
    }
}
