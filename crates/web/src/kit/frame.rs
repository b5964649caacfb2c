//! What is around every page of the shop, and what a page that many may see is made from.
//!
//! Nothing here knows who asks: no cookie, no cart, no session. So what is made from a frame can be kept for everybody.

use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use commerce::PricesInclude;
use l10n::Locale;
use serde::Serialize;
use shop::catalog::{Category, CategoryTree};
use shop::changes::{Change, Source};
use shop::{Failure, Shop, Timestamp};

use super::cache::{Filled, Hole};
use super::errors::PageError;
use super::page::{Language, Links, Mine, NavigationItem, Page};
use super::render::RenderError;
use super::visit::FrontDoor;
use crate::{App, routes};

/// A page to be made: under which address, in which language, and of what.
#[derive(Clone)]
pub struct Frame {
    app: App,
    /// Path and query.
    address: String,
    locale: Locale,
    canonical: Option<String>,
    is_indexed: bool,
    is_followed: bool,
    /// Categories that are marked in the menu.
    current: Vec<String>,
    sources: Vec<Source>,
    until: Option<Timestamp>,
}

/// A page that is made, as a visitor without cart and message sees it.
#[derive(Debug, Clone)]
pub struct Made {
    pub(super) filled: Filled,
    pub(super) content_type: HeaderValue,
    pub(super) language: Option<HeaderValue>,
    pub(super) sources: Vec<Source>,
    pub(super) until: Option<Timestamp>,
}

/// Why there is no page at an address. Never kept.
#[derive(Debug, Clone)]
pub enum NoPage {
    Error(PageError),
    /// It has another address now (301).
    Moved(String),
}

impl<E: Failure> From<E> for NoPage {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl From<PageError> for NoPage {
    fn from(error: PageError) -> Self {
        Self::Error(error)
    }
}

impl IntoResponse for NoPage {
    fn into_response(self) -> Response {
        match self {
            Self::Error(error) => error.into_response(),
            Self::Moved(to) => {
                let headers = [
                    (header::LOCATION, to),
                    (header::CACHE_CONTROL, "no-cache".to_owned()),
                ];
                (StatusCode::MOVED_PERMANENTLY, headers).into_response()
            }
        }
    }
}

impl Frame {
    pub(super) fn new(app: &App, address: &str, locale: Locale) -> Self {
        Self {
            app: app.clone(),
            address: address.to_owned(),
            locale,
            canonical: None,
            is_indexed: true,
            is_followed: true,
            current: Vec::new(),
            // The name of the shop, its currency and languages; the menu; names of facets and properties.
            sources: vec![
                Source::One(Change::Settings),
                Source::One(Change::Categories),
                Source::One(Change::Attributes),
            ],
            until: None,
        }
    }

    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// A page that search engines keep, under this path. Without it a page asks not to be kept.
    #[must_use]
    pub fn canonical(mut self, path: &str) -> Self {
        self.canonical = Some(self.absolute(path)).filter(|url| !url.is_empty());
        self
    }

    /// A page that search engines do not keep, but read as one more way to look at another one.
    #[must_use]
    pub fn variant_of(self, path: &str) -> Self {
        Self {
            is_indexed: false,
            ..self.canonical(path)
        }
    }

    /// A page from which search engines are not to go on: there are more of its kind than there are stars, and all that
    /// it links to is linked elsewhere.
    #[must_use]
    pub fn unfollowed(self) -> Self {
        Self {
            is_followed: false,
            ..self
        }
    }

    /// Marks a category and those above it in the menu.
    #[must_use]
    pub fn in_category(mut self, slugs: &[&str]) -> Self {
        self.current = slugs.iter().map(|slug| routes::category(slug)).collect();
        self
    }

    /// The same path at the shop's public address, for machines that read the page.
    pub fn absolute(&self, path: &str) -> String {
        absolute(&self.app.shop, path)
    }

    /// What the page shows, besides settings and categories: when one of these changes it is made again.
    #[must_use]
    pub fn made_of(mut self, sources: impl IntoIterator<Item = Source>) -> Self {
        self.sources.extend(sources);
        self
    }

    /// The page shows something that ends then: a reduced price, a countdown.
    #[must_use]
    pub fn until(mut self, end: Timestamp) -> Self {
        self.until = Some(self.until.map_or(end, |until| until.min(end)));
        self
    }

    /// Renders the page, with nothing of anybody in it.
    ///
    /// # Errors
    /// If the template fails.
    pub fn html(self, template: &str, view: impl Serialize) -> Result<Made, RenderError> {
        let pages = &self.app.pages;
        let skeleton = pages.skeleton(template, &self.page(), view)?;
        let nobody = Mine::default();
        let filled = skeleton.fill(|hole| pages.hole(hole, self.locale, &nobody))?;
        Ok(Made {
            language: Some(HeaderValue::from_static(self.locale.code())),
            ..self.of(filled, HeaderValue::from_static("text/html; charset=utf-8"))
        })
    }

    /// Something that is not for people: a sitemap.
    pub fn text(self, content_type: &'static str, text: String) -> Made {
        let holes = Vec::new();
        self.of(
            Filled { text, holes },
            HeaderValue::from_static(content_type),
        )
    }

    fn of(self, filled: Filled, content_type: HeaderValue) -> Made {
        Made {
            filled,
            content_type,
            language: None,
            sources: self.sources,
            until: self.until,
        }
    }

    /// As templates know it.
    pub(super) fn page(&self) -> Page {
        let app = &self.app;
        let settings = app.shop.settings();
        let uri: Uri = self.address.parse().unwrap_or_default();
        let door = FrontDoor::of(uri.path());
        let has_menu = matches!(door, FrontDoor::Storefront | FrontDoor::Machine);
        let mut navigation = if has_menu {
            navigation(&app.shop.categories())
        } else {
            Vec::new()
        };
        for item in &mut navigation {
            mark(item, &self.current);
        }
        let languages = settings.locales.iter();
        Page {
            locale: self.locale,
            time_zone: settings.time_zone,
            currency: settings.currency.code().to_owned(),
            shop_name: settings.shop_name.clone(),
            canonical: self.canonical.clone(),
            robots: match (
                self.is_indexed && self.canonical.is_some(),
                self.is_followed,
            ) {
                (true, _) => None,
                (false, true) => Some("noindex"),
                (false, false) => Some("noindex, nofollow"),
            },
            navigation,
            languages: languages
                .map(|other| language(*other, self.locale, &uri))
                .collect(),
            path: self.address.clone(),
            notice: None,
            csrf: String::new(),
            sandbox: settings.sandbox_payments,
            prices_include_tax: settings.prices_include == PricesInclude::Tax,
            links: Links {
                home: routes::HOME.to_owned(),
                search: routes::SEARCH.to_owned(),
                suggest: routes::SUGGEST.to_owned(),
                cart: routes::CART.to_owned(),
                wishlist: routes::WISHLIST.to_owned(),
                compare: routes::COMPARE.to_owned(),
                feed: routes::FEED_NEW.to_owned(),
            },
            staff: None,
            mine: Mine::default(),
        }
    }
}

impl Made {
    /// For one visitor, when the page is not kept.
    pub(super) fn into_text<E>(
        self,
        content: impl Fn(Hole) -> Result<String, E>,
    ) -> Result<Vec<u8>, E> {
        let Filled { text, holes } = self.filled;
        super::cache::hole::refill(text.as_bytes(), &holes, content)
    }
}

/// A path of ours at the shop's public address; empty when it is no path.
pub fn absolute(shop: &Shop, path: &str) -> String {
    let url = shop.public_url.join(path);
    url.map(|url| url.to_string()).unwrap_or_default()
}

fn language(other: Locale, current: Locale, uri: &Uri) -> Language {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    query.extend_pairs(pairs.filter(|(name, _)| name != "lang"));
    query.append_pair("lang", other.code());
    Language {
        code: other.code().to_owned(),
        name: other.name().to_owned(),
        url: format!("?{}", query.finish()),
        current: other == current,
    }
}

fn navigation(tree: &CategoryTree) -> Vec<NavigationItem> {
    let item = |category: &Category| NavigationItem {
        title: category.title.clone(),
        url: routes::category(category.slug.as_str()),
        current: false,
        children: Vec::new(),
    };
    tree.roots()
        .map(|root| NavigationItem {
            children: tree.children(root.id).map(item).collect(),
            ..item(root)
        })
        .collect()
}

fn mark(item: &mut NavigationItem, paths: &[String]) {
    item.current = paths.contains(&item.url);
    for child in &mut item.children {
        mark(child, paths);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_link_keeps_the_page() {
        let uri: Uri = "/search?q=blue+%26+white&lang=de&page=2".parse().unwrap();

        let link = language(Locale::EN, Locale::DE, &uri);

        assert_eq!(link.url, "?q=blue+%26+white&page=2&lang=en");
        assert!(!link.current);
    }
}
