//! Search, and all products of the shop.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use shop::Shop;

use super::convert;
use super::listing::{self, Asked, Part, Place};
use super::view::{self, Link};
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::paging::with_query;
use crate::kit::visit::Visit;
use crate::routes;

/// `GET /search?q=`: kept by no search engine, so it names no canonical address.
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let asked = Asked::read(&shop, query.as_deref());
    listing::answer(&visit, routes::SEARCH, asked, |frame, asked, part| {
        render(shop, frame, asked, part)
    })
    .await
}

async fn render(shop: Shop, frame: Frame, asked: Asked, part: Part) -> Result<Made, NoPage> {
    let place = Place {
        path: routes::SEARCH.to_owned(),
        category: None,
        scope: None,
    };
    let mut listed = listing::list(&shop, frame.locale(), &place, &asked).await?;
    let frame = listed.until(frame).made_of(listed.sources());
    if part == Part::Listing {
        return listed.part(frame);
    }
    let corrections = listed.found.corrections.iter();
    let view = view::Search {
        corrections: corrections.map(|text| search_for(text)).collect(),
        popular: listed
            .found
            .popular
            .into_iter()
            .map(convert::card)
            .collect(),
        listing: listed.view,
    };
    Ok(frame.html("storefront/search.html", &view)?)
}

fn search_for(text: &str) -> Link {
    Link {
        title: text.to_owned(),
        url: with_query(routes::SEARCH, [("q", text.to_owned())]),
    }
}
