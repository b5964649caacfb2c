//! Listings: categories, searches, and whatever else shows products that customers narrow down.
//!
//! ```ignore
//! let asked = Asked::read(&shop, query.as_deref());
//! listing::answer(&visit, &path, asked, |frame, asked, part| async move {
//!     let place = Place { path, category: Some(category.id), scope: None };
//!     let mut listed = listing::list(&shop, frame.locale(), &place, &asked).await?;
//!     let frame = listed.canonical(frame).made_of(listed.sources());
//!     match part {
//!         Part::Listing => listed.part(frame),
//!         Part::Page => Ok(frame.html("storefront/…", &view::… { listing: listed.view, … })?),
//!     }
//! })
//! ```
//!
//! The template shows it by `storefront/_listing.html`.

mod asked;
mod facets;
mod order;
mod range;

use axum::http::HeaderValue;
use axum::response::Response;
use l10n::Locale;
use shop::changes::{Change, Kind, Source};
use shop::collections::BeingBuilt;
use shop::ids::CategoryId;
use shop::search::{self, Filters, Found, Scope, Whole};
use shop::{Shop, Timestamp};

pub use asked::{Asked, Facet};

use self::facets::Making;
use self::range::Range;
use super::convert;
use super::view::{self, SortChoice};
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::headers::kept_by_nobody;
use crate::kit::paging::Paging;
use crate::kit::visit::Visit;

/// What is listed, before customers choose anything.
#[derive(Debug, Clone)]
pub struct Place {
    /// The path of the page.
    pub path: String,
    /// With everything below it.
    pub category: Option<CategoryId>,
    /// The rules of a collection; only the index can answer them.
    pub scope: Option<Scope>,
}

/// How much of a page was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Page,
    /// By a script that has the page already.
    Listing,
}

/// A listing, ready to be shown.
pub struct Listed {
    pub view: view::Listing,
    pub found: Found,
    /// Where search engines should look for it; `None` if they should not.
    canonical: String,
    is_plain: bool,
    is_filtered: bool,
    sources: Vec<Source>,
    /// When the first of the prices ends.
    until: Option<Timestamp>,
}

/// Answers a request for a page with a listing; `make` makes the page, or the part of it that a script asks for.
///
/// # Errors
/// As [`Visit::shared`].
pub async fn answer<Make, Making>(
    visit: &Visit,
    path: &str,
    asked: Asked,
    make: Make,
) -> Result<Response, PageError>
where
    Make: FnOnce(Frame, Asked, Part) -> Making,
    Making: Future<Output = Result<Made, NoPage>>,
{
    let address = asked.address(path);
    let url = HeaderValue::from_str(address.as_str()).ok();
    // A page that is kept costs less than a part of it that is not; the script takes from it what it needs.
    let part = if visit.is_htmx() && !address.is_kept() {
        Part::Listing
    } else {
        Part::Page
    };
    let mut answer = visit
        .shared(address, |frame| make(frame, asked, part))
        .await?;
    if let Some(url) = url.filter(|_| visit.is_htmx()) {
        answer.headers_mut().insert("hx-push-url", url);
    }
    if part == Part::Listing {
        // It has the address of the whole page: "back" must not find it in the browser's memory.
        answer = kept_by_nobody(answer);
    }
    Ok(answer)
}

/// The new path of a listing with the query of the old one, as it was asked for: what is chosen stays chosen.
pub fn as_asked(path: String, query: Option<&str>) -> String {
    match query.filter(|query| !query.is_empty()) {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}

/// Finds what was asked for, in one place of the shop.
///
/// # Errors
/// "Not found" for a page after the last one.
pub async fn list(
    shop: &Shop,
    locale: Locale,
    place: &Place,
    asked: &Asked,
) -> Result<Listed, NoPage> {
    let tree = shop.categories();
    let range = Range::read(&asked.min, &asked.max, shop.settings().currency);
    let query = search::Query {
        text: asked.text.clone(),
        category: place.category,
        scope: place.scope.clone(),
        filters: filters(shop, asked, range),
        sort: asked.sort().1,
        exact: asked.exact,
        whole: asked.whole.as_ref().and_then(whole),
        page: asked.page(),
    };
    let mut found = search::find(shop, &query).await?;
    if found.facets.is_none() && place.scope.is_some() {
        return Err(BeingBuilt.into());
    }
    if found.page > found.pages {
        return Err(PageError::not_found().into());
    }
    let cards = std::mem::take(&mut found.cards);
    let is_preparing = found.facets.is_none() && asked.needs_index();
    let until = if is_preparing {
        // Should the index have failed since the address was read, nobody else is to see that nothing is narrowed down.
        Some(shop.clock.now())
    } else {
        cards.iter().filter_map(|card| card.until).min()
    };
    let mut sources: Vec<Source> = cards
        .iter()
        .map(|card| Source::One(Change::Product(card.id)))
        .collect();
    sources.push(Source::Any(Kind::Index));
    if found.facets.is_none() {
        sources.push(Source::Any(Kind::Product));
    }
    let attributes = shop.attributes();
    let making = Making {
        asked,
        path: &place.path,
        found: &found,
        range,
        tree: &tree,
        attributes: &attributes,
        category: place.category,
        locale,
    };
    let facets = found.facets.as_ref();
    let view = view::Listing {
        action: place.path.clone(),
        query: asked.text.clone(),
        is_exact: asked.exact,
        total: found.total,
        sorts: sorts(asked),
        facets: facets.map_or_else(Vec::new, |facets| making.facets(facets)),
        available: facets.and_then(|facets| making.available(facets)),
        sale: facets.and_then(|facets| making.sale(facets)),
        price: making.price(facets),
        chosen: making.chips(facets),
        retry_url: is_preparing.then(|| asked.url(&place.path)),
        reset_url: asked
            .is_filtered()
            .then(|| asked.unfiltered().url(&place.path)),
        is_plain: asked.is_plain(),
        paging: Paging::new(found.page, found.pages, |page| {
            asked.on_page(page).url(&place.path)
        }),
        cards: convert::cards(cards, locale),
    };
    let plain = Asked::default();
    let canonical = if asked.is_plain() {
        plain.on_page(asked.page()).url(&place.path)
    } else {
        plain.url(&place.path)
    };
    Ok(Listed {
        view,
        canonical,
        is_plain: asked.is_plain(),
        is_filtered: asked.is_filtered(),
        sources,
        until,
        found,
    })
}

impl Listed {
    /// Search engines keep a whole listing and its pages. What is filtered or sorted is one more way to look at it.
    pub fn canonical(&self, frame: Frame) -> Frame {
        let frame = self.framed(frame);
        if self.is_plain {
            frame.canonical(&self.canonical)
        } else {
            frame.variant_of(&self.canonical)
        }
    }

    /// The page ends with the first of its prices. Combinations of choices have no end, and what they show is linked
    /// from the whole listing: nobody crawls on from one.
    pub fn framed(&self, frame: Frame) -> Frame {
        let frame = if self.is_filtered {
            frame.unfollowed()
        } else {
            frame
        };
        match self.until {
            Some(end) => frame.until(end),
            None => frame,
        }
    }

    /// What the page is made of.
    pub fn sources(&mut self) -> Vec<Source> {
        std::mem::take(&mut self.sources)
    }

    /// What a script asked for.
    ///
    /// # Errors
    /// If the template fails.
    pub fn part(self, frame: Frame) -> Result<Made, NoPage> {
        let part = view::ListingPart { listing: self.view };
        Ok(frame.html("storefront/_listing.html", &part)?)
    }
}

fn sorts(asked: &Asked) -> Vec<SortChoice> {
    let (chosen, _) = asked.sort();
    let all = asked.sorts().into_iter();
    all.map(|(word, _)| SortChoice {
        word,
        selected: word == chosen,
    })
    .collect()
}

fn whole(facet: &Facet) -> Option<Whole> {
    match facet {
        Facet::Category => None,
        Facet::Brand => Some(Whole::Brands),
        Facet::Attribute(key) => Some(Whole::Attribute(key.clone())),
    }
}

fn filters(shop: &Shop, asked: &Asked, range: Range) -> Filters {
    let tree = shop.categories();
    let mut filters = Filters {
        min: range.min,
        max: range.max,
        in_stock: asked.available,
        on_sale: asked.sale,
        ..Filters::default()
    };
    for choice in &asked.choices {
        let value = choice.value.clone();
        match &choice.facet {
            // One that is gone limits nothing; its chip says what was chosen.
            Facet::Category => filters
                .categories
                .extend(tree.by_slug(&value).map(|category| category.id)),
            Facet::Brand => filters.brands.push(value),
            // What was an attribute while there was no index to say that it is none.
            Facet::Attribute(key) if !search::is_facet(shop, key) => {}
            // Sorted, so those of one key stand together.
            Facet::Attribute(key) => match filters.options.last_mut() {
                Some((last, values)) if last == key => values.push(value),
                _ => filters.options.push((key.clone(), vec![value])),
            },
        }
    }
    // A chosen category offers those below it: who chooses one of these means it, and not both.
    let chosen = filters.categories.clone();
    filters.categories.retain(|id| {
        let below = tree.subtree(*id);
        !chosen
            .iter()
            .any(|other| other != id && below.contains(other))
    });
    filters
}
