//! Who asks, in which language, with which cart; and the page they get.
//!
//! ```ignore
//! async fn category(State(shop): State<Shop>, visit: Visit, Path(slug): Path<String>) -> Result<Response, PageError> {
//!     // … ask the shop, fill the view …
//!     visit.canonical(&routes::category(&slug)).html("storefront/category.html", &view).await
//! }
//! ```

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use commerce::PricesInclude;
use l10n::{Arg, Locale};
use serde::Serialize;
use shop::catalog::{Category, CategoryTree};
use shop::staff::Permission;
use shop::{Token, cart};

use super::access::Staff;
use super::cookies;
use super::errors::PageError;
use super::notices;
use super::page::{Language, Links, NavigationItem, Page, StaffView};
use super::redirect::is_htmx;
use crate::{App, routes};

/// One request as a page needs to know it. Costs no query until a page is rendered.
#[derive(Clone)]
pub struct Visit {
    app: App,
    page: Page,
    cart: Option<Token>,
    has_notice: bool,
    is_htmx: bool,
}

/// Which part of the shop a path belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontDoor {
    Storefront,
    /// Admin and warehouse: English, never cached.
    Staff,
    Sandbox,
    /// Assets, pictures, webhooks, health: no pages.
    Machine,
}

impl FrontDoor {
    pub fn of(path: &str) -> Self {
        match path.split('/').nth(1).unwrap_or_default() {
            "admin" | "warehouse" => Self::Staff,
            "sandbox" => Self::Sandbox,
            "assets" | "media" | "webhooks" | "healthz" | "readyz" | "favicon.ico"
            | "robots.txt" | "sitemap.xml" => Self::Machine,
            _ => Self::Storefront,
        }
    }
}

impl Visit {
    pub fn locale(&self) -> Locale {
        self.page.locale
    }

    /// The token of the visitor's cart, if the browser sent one.
    pub fn cart(&self) -> Option<&Token> {
        self.cart.as_ref()
    }

    pub fn is_htmx(&self) -> bool {
        self.is_htmx
    }

    /// Whether cookies are to be sent over TLS only.
    pub fn is_secure(&self) -> bool {
        self.app.is_secure()
    }

    /// A page that search engines keep, under this path. Without it a page asks not to be kept.
    #[must_use]
    pub fn canonical(mut self, path: &str) -> Self {
        self.page.canonical = self
            .app
            .shop
            .public_url
            .join(path)
            .ok()
            .map(|url| url.to_string());
        self
    }

    /// Marks a category and those above it in the menu.
    #[must_use]
    pub fn in_category(mut self, slugs: &[&str]) -> Self {
        let paths: Vec<String> = slugs.iter().map(|slug| routes::category(slug)).collect();
        for item in &mut self.page.navigation {
            mark(item, &paths);
        }
        self
    }

    /// Renders a page.
    ///
    /// # Errors
    /// If the template fails, or the cart cannot be counted because the database cannot be reached.
    pub async fn html(&self, template: &str, view: impl Serialize) -> Result<Response, PageError> {
        let mut page = self.page.clone();
        if let Some(token) = &self.cart
            && page.staff.is_none()
        {
            let count = cart::count(&self.app.shop, token).await?;
            page.cart_count = u32::try_from(count).unwrap_or(u32::MAX);
        }
        let mut answer = self.app.pages.html(template, &page, view)?;
        if self.has_notice {
            cookies::forget(cookies::NOTICE, false).add_to(answer.headers_mut());
        }
        // A page is checked again each time: stock and prices move.
        let headers = answer.headers_mut();
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        );
        Ok(answer)
    }

    /// A page with another status than 200: 422 for a form that comes back.
    ///
    /// # Errors
    /// As [`Visit::html`].
    pub async fn html_with(
        &self,
        status: StatusCode,
        template: &str,
        view: impl Serialize,
    ) -> Result<Response, PageError> {
        let mut answer = self.html(template, view).await?;
        *answer.status_mut() = status;
        Ok(answer)
    }

    /// The frame without anything that needs a query.
    pub(super) fn bare_page(&self) -> &Page {
        &self.page
    }

    pub(super) fn of_asked(app: &App, uri: &Uri, headers: &HeaderMap) -> Self {
        Self::new(app, uri, headers, None)
    }

    fn new(app: &App, uri: &Uri, headers: &HeaderMap, staff: Option<&Staff>) -> Self {
        let settings = app.shop.settings();
        let door = FrontDoor::of(uri.path());
        let locale = match door {
            FrontDoor::Staff => Locale::EN,
            _ => chosen_locale(headers, &settings),
        };
        let notice = cookies::get(headers, cookies::NOTICE);
        let is_storefront = matches!(door, FrontDoor::Storefront | FrontDoor::Machine);
        let page = Page {
            locale,
            time_zone: settings.time_zone,
            currency: settings.currency.code().to_owned(),
            shop_name: settings.shop_name.clone(),
            path: uri
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
            canonical: None,
            navigation: if is_storefront {
                navigation(&app.shop.categories())
            } else {
                Vec::new()
            },
            languages: settings
                .locales
                .iter()
                .map(|other| language(*other, locale, uri))
                .collect(),
            cart_count: 0,
            notice: notice.and_then(|key| notice_text(key, locale, door)),
            csrf: staff
                .map(|staff| staff.session.csrf.clone())
                .unwrap_or_default(),
            sandbox: settings.sandbox_payments,
            prices_include_tax: settings.prices_include == PricesInclude::Tax,
            links: Links {
                home: routes::HOME.to_owned(),
                search: routes::SEARCH.to_owned(),
                cart: routes::CART.to_owned(),
            },
            staff: staff.map(staff_view),
        };
        Self {
            app: app.clone(),
            page,
            cart: cookies::get(headers, cookies::CART).and_then(Token::parse),
            has_notice: notice.is_some(),
            is_htmx: is_htmx(headers),
        }
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::new(
            app,
            &parts.uri,
            &parts.headers,
            parts.extensions.get::<Staff>(),
        ))
    }
}

fn chosen_locale(headers: &HeaderMap, settings: &shop::Settings) -> Locale {
    let chosen = cookies::get(headers, cookies::LANGUAGE).and_then(Locale::parse);
    chosen
        .filter(|locale| settings.locales.contains(locale))
        .unwrap_or_else(|| {
            let accepted = headers
                .get(header::ACCEPT_LANGUAGE)
                .and_then(|value| value.to_str().ok());
            l10n::negotiate(accepted, &settings.locales, settings.default_locale)
        })
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

/// `key`, or `key:3` for a message that names how many are left.
fn notice_text(cookie: &str, locale: Locale, door: FrontDoor) -> Option<String> {
    let (key, left) = cookie
        .split_once(':')
        .map_or((cookie, None), |(key, left)| (key, left.parse().ok()));
    if door == FrontDoor::Staff {
        return notices::staff(key).map(ToOwned::to_owned);
    }
    if !key.starts_with("storefront-notice-") {
        return None;
    }
    l10n::try_t(locale, key, &[("left", Arg::Number(left.unwrap_or(0)))])
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

fn staff_view(staff: &Staff) -> StaffView {
    let member = &staff.session.staff;
    let permissions = Permission::ALL
        .into_iter()
        .filter(|permission| staff.can(*permission));
    StaffView {
        name: member.name.clone(),
        role: member.role.label().to_owned(),
        permissions: permissions
            .map(|permission| permission.as_str().to_owned())
            .collect(),
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

    #[test]
    fn a_notice_says_only_what_we_know() {
        let text = |cookie| notice_text(cookie, Locale::EN, FrontDoor::Storefront);

        assert_eq!(
            text("storefront-notice-added").as_deref(),
            Some("Added to your cart.")
        );
        assert!(text("storefront-notice-fewer:3").is_some_and(|text| text.contains('3')));
        assert_eq!(text("common-search"), None);
        assert_eq!(text("storefront-notice-<b>"), None);
        assert_eq!(
            notice_text("storefront-notice-added", Locale::EN, FrontDoor::Staff),
            None
        );
    }

    #[test]
    fn every_path_has_its_front_door() {
        let cases = [
            ("/", FrontDoor::Storefront),
            ("/products/mug", FrontDoor::Storefront),
            ("/administer", FrontDoor::Storefront),
            ("/admin", FrontDoor::Staff),
            ("/warehouse/orders", FrontDoor::Staff),
            ("/sandbox/payments/x", FrontDoor::Sandbox),
            ("/media/x.png", FrontDoor::Machine),
            ("/webhooks/sandbox", FrontDoor::Machine),
        ];
        for (path, door) in cases {
            assert_eq!(FrontDoor::of(path), door, "{path}");
        }
    }
}
