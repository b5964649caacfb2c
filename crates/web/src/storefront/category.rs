//! A category: its products, sorted and narrowed down by price.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use commerce::{Currency, Money};
use serde::Deserialize;
use shop::Shop;
use shop::catalog::{self, Card, Category, CategoryTree, Elsewhere, ListingQuery, Sort};
use shop::changes::{Kind, Source};

use super::view::{self, Link, SortChoice};
use super::{convert, data};
use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::paging::{Paging, with_query};
use crate::kit::visit::Visit;
use crate::routes;

/// Words in addresses and the order that they mean; the first is what one gets without asking.
const SORTS: [(&str, Sort); 4] = [
    ("new", Sort::Newest),
    ("price", Sort::PriceAscending),
    ("price-down", Sort::PriceDescending),
    ("title", Sort::Title),
];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    sort: String,
    min: String,
    max: String,
    page: String,
}

/// `GET /categories/{slug}`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(slug): Path<String>,
    Query(filter): Query<Filter>,
) -> Result<Response, PageError> {
    let address = filter.address(&routes::category(&slug));
    visit
        .shared(address, |frame| render(shop, frame, slug, filter))
        .await
}

impl Filter {
    /// Every order and page is kept. A range of prices can be anything, so each is for one visitor.
    fn address(&self, path: &str) -> Address {
        let pairs = [
            ("sort", self.order().to_owned()),
            ("min", self.min.clone()),
            ("max", self.max.clone()),
            ("page", page_word(page_number(&self.page))),
        ];
        let address = Address::new(path, pairs);
        if self.min.is_empty() && self.max.is_empty() {
            address
        } else {
            address.once()
        }
    }

    /// The word in the address; nothing for the usual order.
    fn order(&self) -> &'static str {
        match sort_of(&self.sort).0 {
            usual if usual == SORTS[0].0 => "",
            other => other,
        }
    }
}

async fn render(shop: Shop, frame: Frame, slug: String, filter: Filter) -> Result<Made, NoPage> {
    let tree = shop.categories();
    let Some(category) = tree.by_slug(&slug) else {
        return Err(elsewhere(&shop, &slug).await);
    };
    let range = PriceRange::read(&filter, shop.settings().currency);
    let (_, sort) = sort_of(&filter.sort);
    let listing = catalog::list(
        &shop,
        &ListingQuery {
            category: Some(category.id),
            min: range.min,
            max: range.max,
            sort,
            page: page_number(&filter.page),
            ..ListingQuery::default()
        },
    )
    .await?;
    if listing.page > listing.pages {
        return Err(PageError::not_found().into());
    }
    let address = routes::category(&slug);
    let canonical = with_query(&address, [("page", page_word(listing.page))]);
    let path: Vec<&str> = tree
        .path(category.id)
        .iter()
        .map(|above| above.slug.as_str())
        .collect();
    let frame = until_prices_end(frame, &listing.cards);
    let mut view = category_view(&tree, category, &filter, &range, listing);
    view.data = data::page([data::breadcrumb(
        &shop,
        &view.breadcrumb,
        &view.title,
        &address,
    )]);
    Ok(frame
        .canonical(&canonical)
        .in_category(&path)
        .made_of([Source::Any(Kind::Product)])
        .html("storefront/category.html", &view)?)
}

/// No category has this slug (any more).
async fn elsewhere(shop: &Shop, slug: &str) -> NoPage {
    match catalog::category_elsewhere(shop, slug).await {
        Ok(Some(Elsewhere::Moved(slug))) => NoPage::Moved(routes::category(slug.as_str())),
        Ok(Some(Elsewhere::Gone)) => PageError::gone().into(),
        Ok(None) => PageError::not_found().into(),
        Err(error) => error.into(),
    }
}

/// A page with these cards ends with the first of their prices.
pub fn until_prices_end(frame: Frame, cards: &[Card]) -> Frame {
    match cards.iter().filter_map(|card| card.until).min() {
        Some(end) => frame.until(end),
        None => frame,
    }
}

fn category_view(
    tree: &CategoryTree,
    category: &Category,
    filter: &Filter,
    range: &PriceRange,
    listing: catalog::Listing,
) -> view::Category {
    let address = routes::category(category.slug.as_str());
    let (word, _) = sort_of(&filter.sort);
    let chosen = filter.order().to_owned();
    let to_page = |page| {
        let pairs = [
            ("sort", chosen.clone()),
            ("min", filter.min.clone()),
            ("max", filter.max.clone()),
            ("page", page_word(page)),
        ];
        with_query(&address, pairs)
    };
    let mut breadcrumb: Vec<Link> = tree.path(category.id).into_iter().map(link).collect();
    breadcrumb.pop();
    view::Category {
        title: category.title.clone(),
        description: Some(category.description.clone()).filter(|text| !text.is_empty()),
        seo_title: Some(category.seo_title.clone()).filter(|text| !text.is_empty()),
        seo_description: Some(category.seo_description.clone()).filter(|text| !text.is_empty()),
        picture: tree.picture(category).map(convert::category_picture),
        breadcrumb,
        subcategories: tree.children(category.id).map(link).collect(),
        sorts: SORTS
            .map(|(value, _)| SortChoice {
                value,
                selected: value == word,
            })
            .to_vec(),
        min: filter.min.clone(),
        max: filter.max.clone(),
        range_error: range.is_wrong,
        reset_url: (!filter.min.is_empty() || !filter.max.is_empty())
            .then(|| with_query(&address, [("sort", chosen.clone())])),
        total: listing.total,
        paging: Paging::new(listing.page, listing.pages, to_page),
        cards: listing.cards.into_iter().map(convert::card).collect(),
        action: address,
        data: serde_json::Value::Null,
    }
}

pub fn link(category: &Category) -> Link {
    Link {
        title: category.title.clone(),
        url: routes::category(category.slug.as_str()),
    }
}

fn sort_of(word: &str) -> (&'static str, Sort) {
    SORTS
        .into_iter()
        .find(|(name, _)| *name == word)
        .unwrap_or(SORTS[0])
}

/// From 1; what is no number is the first page.
pub fn page_number(text: &str) -> u32 {
    text.parse().unwrap_or(1).max(1)
}

/// The first page has no number in its address.
pub fn page_word(page: u32) -> String {
    if page > 1 {
        page.to_string()
    } else {
        String::new()
    }
}

struct PriceRange {
    min: Option<Money>,
    max: Option<Money>,
    is_wrong: bool,
}

impl PriceRange {
    /// A range that makes no sense limits nothing, and the page says so.
    fn read(filter: &Filter, currency: Currency) -> Self {
        let (min, max) = (amount(&filter.min, currency), amount(&filter.max, currency));
        let is_upside_down =
            matches!((&min, &max), (Ok(Some(min)), Ok(Some(max))) if min.minor() > max.minor());
        match (min, max) {
            (Ok(min), Ok(max)) if !is_upside_down => Self {
                min,
                max,
                is_wrong: false,
            },
            _ => Self {
                min: None,
                max: None,
                is_wrong: true,
            },
        }
    }
}

/// People write 19.90 or 19,90; nothing at all is no limit.
fn amount(text: &str, currency: Currency) -> Result<Option<Money>, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match Money::parse_decimal(&text.replace(',', "."), currency) {
        Ok(amount) if !amount.is_negative() => Ok(Some(amount)),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_range_is_read_as_people_write_it() {
        let cases = [
            ("", "", Some((None, None))),
            ("10", "", Some((Some(1000), None))),
            (" 9,50 ", "19.90", Some((Some(950), Some(1990)))),
            ("20", "10", None),
            ("ten", "", None),
            ("-5", "", None),
        ];
        for (min, max, expected) in cases {
            let filter = Filter {
                min: min.to_owned(),
                max: max.to_owned(),
                ..Filter::default()
            };
            let range = PriceRange::read(&filter, Currency::EUR);
            let minor = |amount: Option<Money>| amount.map(Money::minor);
            let found = (!range.is_wrong).then(|| (minor(range.min), minor(range.max)));
            assert_eq!(found, expected, "{min:?} to {max:?}");
        }
    }

    #[test]
    fn a_page_has_one_address_however_it_is_written() {
        let cases = [
            ("", "", "", "/c", true),
            ("new", "", "1", "/c", true),
            ("cheapest", "", "x", "/c", true),
            ("price", "", "02", "/c?sort=price&page=2", true),
            ("price", "10", "", "/c?sort=price&min=10", false),
        ];
        for (sort, min, page, expected, is_kept) in cases {
            let filter = Filter {
                sort: sort.to_owned(),
                min: min.to_owned(),
                page: page.to_owned(),
                ..Filter::default()
            };
            let address = filter.address("/c");
            assert_eq!((address.as_str(), address.is_kept()), (expected, is_kept));
        }
    }

    #[test]
    fn an_unknown_order_is_the_usual_one() {
        assert_eq!(sort_of("price-down"), ("price-down", Sort::PriceDescending));
        assert_eq!(sort_of("cheap; drop table"), ("new", Sort::Newest));
    }
}
