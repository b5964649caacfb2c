//! Who asks, in which language, with which cart; and the page they get.
//!
//! A page of somebody's own, rendered for each request:
//!
//! ```ignore
//! async fn page(State(shop): State<Shop>, visit: Visit) -> Result<Response, PageError> {
//!     // … ask the shop, fill the view …
//!     visit.html("storefront/cart.html", &view).await
//! }
//! ```
//!
//! A page that is the same for everybody, kept in memory until something that it shows changes:
//!
//! ```ignore
//! async fn page(State(shop): State<Shop>, visit: Visit, Path(slug): Path<String>) -> Result<Response, PageError> {
//!     // Only what the page knows of the address: anything else makes no new page.
//!     let address = Address::new(&routes::brand(&slug), []);
//!     visit.shared(address, |frame| render(shop, frame, slug)).await
//! }
//!
//! async fn render(shop: Shop, frame: Frame, slug: String) -> Result<Made, NoPage> {
//!     let brand = brands::find(&shop, &slug).await?.ok_or_else(PageError::not_found)?;
//!     // … fill the view; read from `db.primary()`, for a replica's past would be kept …
//!     Ok(frame
//!         .canonical(&routes::brand(&slug))
//!         .made_of([Source::One(Change::Brand(brand.id)), Source::Any(Kind::Product)])
//!         .html("storefront/brand.html", &view)?)
//! }
//! ```

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use l10n::{Arg, Locale};
use serde::Serialize;
use shop::staff::Permission;
use shop::{Token, cart};

use super::access::Staff;
use super::cache::{Address, Hole, Kept, Key, Wish, kept};
use super::compared;
use super::cookies;
use super::errors::PageError;
use super::frame::{Frame, Made, NoPage};
use super::notices::{self, Notice};
use super::page::{Mine, Page, StaffView};
use super::redirect::is_htmx;
use super::render;
use crate::{App, routes};

/// One request as a page needs to know it. Costs no query until a page is rendered.
#[derive(Clone)]
pub struct Visit {
    app: App,
    door: FrontDoor,
    locale: Locale,
    /// Path and query, as they were asked for.
    address: String,
    cart: Option<Token>,
    /// How many products the visitor compares.
    compared: usize,
    notice: Option<String>,
    /// The same for staff, whose messages may have a way back.
    staff_notice: Option<Notice>,
    /// There was a message, whether or not we know its words.
    has_notice: bool,
    is_htmx: bool,
    staff: Option<Staff>,
    wish: Wish,
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
            | "robots.txt" | "sitemap.xml" | "sitemaps" | "feeds" => Self::Machine,
            _ => Self::Storefront,
        }
    }
}

impl Visit {
    pub fn locale(&self) -> Locale {
        self.locale
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

    /// A page that is the same for everybody, but for its holes: from memory, or made by `make`.
    ///
    /// `make` is called once, however many ask for the same page at the same time, and not at all while the page is there. It
    /// gets no more than a [`Frame`], so nothing of this visit can get into the page.
    ///
    /// # Errors
    /// Those of `make`, or the cart cannot be counted.
    pub async fn shared<Make, Making>(
        &self,
        address: Address,
        make: Make,
    ) -> Result<Response, PageError>
    where
        Make: FnOnce(Frame) -> Making,
        Making: Future<Output = Result<Made, NoPage>>,
    {
        let make = || make(Frame::new(&self.app, address.as_str(), self.locale));
        if !address.is_kept() {
            return match make().await {
                Ok(made) => self.once(made).await,
                Err(instead) => no_page(instead),
            };
        }
        let key = Key {
            address: address.as_str().to_owned(),
            locale: self.locale,
            currency: self.app.shop.settings().currency,
        };
        match self.app.cache.get(&key, self.app.today(), make).await {
            Ok(kept) => self.answer(&key, &kept).await,
            Err(instead) => no_page(instead),
        }
    }

    async fn answer(&self, key: &Key, kept: &Arc<Kept>) -> Result<Response, PageError> {
        let mine = self.mine(kept.has_holes()).await?;
        let is_everybodys = Hole::ALL.iter().all(|hole| hole.is_empty_for(&mine));
        let mut answer = if is_everybodys {
            self.app.cache.compress(key, kept, &self.wish).await;
            let is_known = self.cart.is_some() || self.has_notice;
            let cache_control = is_known.then_some(kept::PRIVATE);
            kept.answer(&self.wish, cache_control, self.app.shop.clock.now())?
        } else {
            kept.answer_with(|hole| self.app.pages.hole(hole, self.locale, &mine))?
        };
        self.forget_notice(&mut answer);
        Ok(answer)
    }

    /// A page that is not kept.
    async fn once(&self, made: Made) -> Result<Response, PageError> {
        let mine = self.mine(!made.filled.holes.is_empty()).await?;
        let content_type = made.content_type.clone();
        let text = made.into_text(|hole| self.app.pages.hole(hole, self.locale, &mine))?;
        let mut answer = text.into_response();
        answer
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
        render::mark(&mut answer, self.locale);
        self.forget_notice(&mut answer);
        Ok(answer)
    }

    /// Renders a page for this visitor.
    ///
    /// # Errors
    /// If the template fails, or the cart cannot be counted because the database cannot be reached.
    pub async fn html(&self, template: &str, view: impl Serialize) -> Result<Response, PageError> {
        let page = self.bare_page();
        let skeleton = self.app.pages.skeleton(template, &page, view)?;
        let mine = self.mine(skeleton.has(Hole::CartCount)).await?;
        let filled = skeleton.fill(|hole| self.app.pages.hole(hole, self.locale, &mine))?;
        let mut answer = Html(filled.text).into_response();
        render::mark(&mut answer, self.locale);
        self.forget_notice(&mut answer);
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

    /// The frame with whoever is signed in, and without anything that needs a query.
    pub(super) fn bare_page(&self) -> Page {
        let mut page = Frame::new(&self.app, &self.address, self.locale).page();
        if let Some(staff) = &self.staff {
            page.csrf.clone_from(&staff.session.csrf);
            page.staff = Some(staff_view(staff));
        }
        if self.door == FrontDoor::Staff {
            page.notice.clone_from(&self.staff_notice);
        }
        page
    }

    pub(super) fn of_asked(app: &App, uri: &Uri, headers: &HeaderMap) -> Self {
        Self::new(app, uri, headers, None)
    }

    /// One statement, for a visitor with a cart on a page that says so.
    async fn mine(&self, is_cart_shown: bool) -> Result<Mine, PageError> {
        let count = match self.cart.as_ref().filter(|_| is_cart_shown) {
            Some(token) => cart::count(&self.app.shop, token).await?,
            None => 0,
        };
        Ok(Mine {
            cart_count: u32::try_from(count).unwrap_or(u32::MAX),
            compared: self.compared,
            compare_url: routes::COMPARE,
            notice: self.notice.clone(),
        })
    }

    fn forget_notice(&self, answer: &mut Response) {
        if self.has_notice {
            cookies::forget(cookies::NOTICE, false).add_to(answer.headers_mut());
        }
    }

    fn new(app: &App, uri: &Uri, headers: &HeaderMap, staff: Option<Staff>) -> Self {
        let door = FrontDoor::of(uri.path());
        let locale = match door {
            FrontDoor::Staff => Locale::EN,
            _ => chosen_locale(headers, &app.shop.settings()),
        };
        let notice = cookies::get(headers, cookies::NOTICE);
        Self {
            app: app.clone(),
            door,
            locale,
            address: uri
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
            cart: cookies::get(headers, cookies::CART).and_then(Token::parse),
            compared: compared::chosen(headers).len(),
            notice: notice.and_then(|key| notice_text(key, locale)),
            staff_notice: notice
                .filter(|_| door == FrontDoor::Staff)
                .and_then(notices::staff),
            has_notice: notice.is_some(),
            is_htmx: is_htmx(headers),
            staff,
            wish: Wish::of(headers),
        }
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let staff = parts.extensions.get::<Staff>().cloned();
        Ok(Self::new(app, &parts.uri, &parts.headers, staff))
    }
}

fn no_page(instead: NoPage) -> Result<Response, PageError> {
    match instead {
        NoPage::Error(error) => Err(error),
        moved @ NoPage::Moved(_) => Ok(moved.into_response()),
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

/// `key`, or `key:3` for a message that names how many are left.
fn notice_text(cookie: &str, locale: Locale) -> Option<String> {
    let (key, left) = cookie
        .split_once(':')
        .map_or((cookie, None), |(key, left)| (key, left.parse().ok()));
    if !key.starts_with("storefront-notice-") {
        return None;
    }
    l10n::try_t(locale, key, &[("left", Arg::Number(left.unwrap_or(0)))])
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
    fn a_notice_says_only_what_we_know() {
        let text = |cookie| notice_text(cookie, Locale::EN);

        assert_eq!(
            text("storefront-notice-added").as_deref(),
            Some("Added to your cart.")
        );
        assert!(text("storefront-notice-fewer:3").is_some_and(|text| text.contains('3')));
        assert_eq!(text("common-search"), None);
        assert_eq!(text("storefront-notice-<b>"), None);
        assert_eq!(notices::staff("storefront-notice-added"), None);
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
            ("/feeds/google.xml", FrontDoor::Machine),
        ];
        for (path, door) in cases {
            assert_eq!(FrontDoor::of(path), door, "{path}");
        }
    }
}
