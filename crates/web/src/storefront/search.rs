//! Search over title, brand and SKU.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use shop::Shop;
use shop::catalog::{self, ListingQuery};

use super::category::{page_number, page_word};
use super::{convert, view};
use crate::kit::errors::PageError;
use crate::kit::paging::{Paging, with_query};
use crate::kit::visit::Visit;
use crate::routes;

/// Longer than anybody types; what is beyond helps nobody to find anything.
const MAX_CHARS: usize = 100;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    page: String,
}

/// `GET /search?q=`: kept by no search engine, so it names no canonical address.
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let text: String = asked.q.trim().chars().take(MAX_CHARS).collect();
    let (total, found, page, pages) = if text.is_empty() {
        (0, Vec::new(), 1, 1)
    } else {
        let query = ListingQuery {
            text: Some(text.clone()),
            page: page_number(&asked.page),
            ..ListingQuery::default()
        };
        let listing = catalog::list(&shop, &query).await?;
        (listing.total, listing.cards, listing.page, listing.pages)
    };
    let to_page = |page| {
        with_query(
            routes::SEARCH,
            [("q", text.clone()), ("page", page_word(page))],
        )
    };
    let view = view::Search {
        total,
        cards: found.into_iter().map(convert::card).collect(),
        paging: Paging::new(page, pages, to_page),
        query: text,
    };
    visit.html("storefront/search.html", &view).await
}
