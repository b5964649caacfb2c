//! What could be meant, while somebody types.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use shop::{Shop, search};
use url::form_urlencoded;

use super::category::link;
use super::convert;
use super::search::search_for;
use super::view;
use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::visit::Visit;
use crate::routes;

/// Going back a letter asks nobody; a price is as old as this at most.
const FRESH: &str = "private, max-age=15";

/// `GET /search/suggest?q=`: a part of a page, for a script.
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let text = pairs
        .find(|(name, _)| name == "q")
        .map(|(_, text)| text.into_owned())
        .unwrap_or_default();
    let address = Address::new(routes::SUGGEST, []).once();
    let mut answer = visit
        .shared(address, |frame| render(shop, frame, text))
        .await?;
    let fresh = HeaderValue::from_static(FRESH);
    answer.headers_mut().insert(header::CACHE_CONTROL, fresh);
    Ok(answer)
}

async fn render(shop: Shop, frame: Frame, text: String) -> Result<Made, NoPage> {
    let suggested = search::suggest(&shop, &text).await?;
    let completions = suggested.completions.iter();
    let view = view::Suggestions {
        count: suggested.completions.len() + suggested.categories.len() + suggested.products.len(),
        completions: completions.map(|text| search_for(text)).collect(),
        categories: suggested.categories.iter().map(link).collect(),
        products: convert::cards(suggested.products, frame.locale()),
    };
    Ok(frame.html("storefront/_suggestions.html", &view)?)
}
