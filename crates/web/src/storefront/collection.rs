//! A collection: the products that its rules find.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use shop::Shop;
use shop::changes::{Change, Kind, Source};
use shop::collections::{self, BeingBuilt, Collection, Rule};
use shop::search;

use super::category::{page_number, page_word};
use super::{convert, view};
use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::paging::{Paging, with_query};
use crate::kit::visit::Visit;
use crate::routes;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// `GET /collections/{slug}`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let page = page_number(&asked.page);
    let address = Address::new(&routes::collection(&slug), [("page", page_word(page))]);
    visit
        .shared(address, |frame| render(shop, frame, slug, page))
        .await
}

async fn render(shop: Shop, frame: Frame, slug: String, page: u32) -> Result<Made, NoPage> {
    let collection = collections::visible(&shop, &slug).ok_or_else(PageError::not_found)?;
    let now = shop.clock.now();
    let query = search::Query {
        scope: Some(collections::scope(
            &shop,
            &collection.rules,
            collection.any_rule,
            now,
        )),
        sort: collection.sort.sort(),
        page,
        ..search::Query::default()
    };
    let found = search::find(&shop, &query).await?;
    if found.facets.is_none() {
        return Err(BeingBuilt.into());
    }
    if found.page > found.pages {
        return Err(PageError::not_found().into());
    }
    let path = routes::collection(&slug);
    let canonical = with_query(&path, [("page", page_word(found.page))]);
    let view = view::Collection {
        paging: Paging::new(found.page, found.pages, |page| {
            with_query(&path, [("page", page_word(page))])
        }),
        total: found.total,
        cards: found.cards.into_iter().map(convert::card).collect(),
        ..head(&collection)
    };
    let mut frame = frame.canonical(&canonical).made_of([
        Source::One(Change::Collections),
        Source::Any(Kind::Product),
        Source::Any(Kind::Index),
    ]);
    if collection
        .rules
        .iter()
        .any(|rule| matches!(rule, Rule::New { .. }))
    {
        frame = frame.until(collections::next_minute(now));
    }
    Ok(frame.html("storefront/collection.html", &view)?)
}

fn head(collection: &Collection) -> view::Collection {
    let or = |text: &str, other: &str| {
        let text = if text.is_empty() { other } else { text };
        text.to_owned()
    };
    view::Collection {
        title: collection.title.clone(),
        description: Some(collection.description.clone()).filter(|text| !text.is_empty()),
        seo_title: or(&collection.seo_title, &collection.title),
        seo_description: Some(or(&collection.seo_description, &collection.description))
            .filter(|text| !text.is_empty()),
        breadcrumb: Vec::new(),
        total: 0,
        cards: Vec::new(),
        paging: Paging::new(1, 1, |_| String::new()),
    }
}
