//! A category: its products, sorted and narrowed down.

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use shop::Shop;
use shop::catalog::{self, Card, Category, Elsewhere};

use super::listing::{self, Asked, Part, Place};
use super::view::{self, Link};
use super::{convert, data};
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::visit::Visit;
use crate::routes;

/// `GET /categories/{slug}`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    if shop.categories().by_slug(&slug).is_none() {
        return elsewhere(&shop, &slug, query.as_deref()).await;
    }
    let asked = Asked::choices(&shop, query.as_deref());
    let path = routes::category(&slug);
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
    let tree = shop.categories();
    let category = tree.by_slug(&slug).ok_or_else(PageError::not_found)?;
    let place = Place {
        path: routes::category(&slug),
        category: Some(category.id),
        scope: None,
    };
    let mut listed = listing::list(&shop, frame.locale(), &place, &asked).await?;
    let frame = listed.canonical(frame).made_of(listed.sources());
    if part == Part::Listing {
        return listed.part(frame);
    }
    let way = tree.path(category.id);
    let slugs: Vec<&str> = way.iter().map(|above| above.slug.as_str()).collect();
    let mut breadcrumb: Vec<Link> = way.iter().map(|above| link(above)).collect();
    breadcrumb.pop();
    let here = data::breadcrumb(&shop, &breadcrumb, &category.title, &place.path);
    let view = view::Category {
        title: category.title.clone(),
        description: Some(category.description.clone()).filter(|text| !text.is_empty()),
        seo_title: Some(category.seo_title.clone()).filter(|text| !text.is_empty()),
        seo_description: Some(category.seo_description.clone()).filter(|text| !text.is_empty()),
        picture: tree
            .picture(category)
            .map(|own| convert::wordless(&own.key, own.width, own.height)),
        breadcrumb,
        subcategories: tree.children(category.id).map(link).collect(),
        listing: listed.view,
        data: data::page([here]),
    };
    Ok(frame
        .in_category(&slugs)
        .html("storefront/category.html", &view)?)
}

/// No category has this slug (any more).
async fn elsewhere(shop: &Shop, slug: &str, query: Option<&str>) -> Result<Response, PageError> {
    match catalog::category_elsewhere(shop, slug).await? {
        Some(Elsewhere::Moved(slug)) => {
            let path = routes::category(slug.as_str());
            Ok(NoPage::Moved(listing::as_asked(path, query)).into_response())
        }
        Some(Elsewhere::Gone) => Err(PageError::gone()),
        None => Err(PageError::not_found()),
    }
}

/// A page with these cards ends with the first of their prices.
pub fn until_prices_end(frame: Frame, cards: &[Card]) -> Frame {
    match cards.iter().filter_map(|card| card.until).min() {
        Some(end) => frame.until(end),
        None => frame,
    }
}

pub fn link(category: &Category) -> Link {
    Link {
        title: category.title.clone(),
        url: routes::category(category.slug.as_str()),
    }
}
