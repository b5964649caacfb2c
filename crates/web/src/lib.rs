//! The front doors of the shop over HTTP: storefront, admin, warehouse, webhooks.
//!
//! `kit` holds what they share; a front door is one folder with its handlers and views, and hands its routes over as
//! [`kit::access::Routes`], each with who may call it. Nothing else builds routes. Handlers are thin: read the request, call
//! one use case of `shop`, render a template.

mod admin;
mod health;
pub mod kit;
mod media;
pub mod routes;
mod sandbox_bank;
mod storefront;
mod warehouse;
mod webhooks;
#[cfg(test)]
mod words_test;

use std::path::PathBuf;

use axum::Router;
use axum::extract::FromRef;
use shop::Shop;

use kit::access::Routes;
use kit::assets::Assets;
use kit::cache::{PageCache, Today};
use kit::client::{Network, Proxies};
use kit::limits::Limits;
use kit::render::Pages;

pub use storefront::SitemapSize;

/// What every handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub shop: Shop,
    pub pages: Pages,
    pub assets: Assets,
    /// Rendered pages; tests and metrics look at its size.
    pub cache: PageCache,
    pub(crate) proxies: Proxies,
    pub(crate) limits: Limits,
    /// Tests have fewer products than a sitemap is cut for.
    pub sitemap: SitemapSize,
    tiles: storefront::Tiles,
    sitemap_parts: storefront::SitemapParts,
}

/// What the binary decides about the web.
#[derive(Debug, Clone)]
pub struct WebOptions {
    /// The folder `theme` of the data folder: its `templates/` and `assets/` win over the embedded ones.
    pub theme: Option<PathBuf>,
    /// Proxies on other machines that say whom they speak for.
    pub trusted_proxies: Vec<Network>,
    /// Rendered pages may take so many bytes of memory.
    pub page_cache: u64,
}

impl Default for WebOptions {
    fn default() -> Self {
        Self {
            theme: None,
            trusted_proxies: Vec::new(),
            page_cache: kit::cache::BYTES,
        }
    }
}

impl App {
    /// # Errors
    /// If a file of the theme cannot be read.
    pub fn new(shop: Shop, options: &WebOptions) -> std::io::Result<Self> {
        let theme = |folder: &str| options.theme.as_ref().map(|theme| theme.join(folder));
        let assets = Assets::load(theme("assets").as_deref())?;
        let templates = theme("templates").filter(|folder| folder.is_dir());
        let pages = Pages::new(assets.clone(), templates);
        Ok(Self {
            limits: Limits::new(&shop),
            proxies: Proxies::new(options.trusted_proxies.clone()),
            shop,
            pages,
            assets,
            cache: PageCache::new(options.page_cache),
            sitemap: SitemapSize::default(),
            tiles: storefront::Tiles::default(),
            sitemap_parts: storefront::SitemapParts::default(),
        })
    }

    /// What decides whether a page that was rendered before can still be used.
    pub(crate) fn today(&self) -> Today<'_> {
        Today {
            heard: self.shop.heard(),
            now: self.shop.clock.now(),
            theme: self.pages.theme_stamp(),
        }
    }

    /// Whether cookies are to be sent over TLS only.
    pub(crate) fn is_secure(&self) -> bool {
        self.shop.public_url.scheme() == "https"
    }
}

impl FromRef<App> for Shop {
    fn from_ref(app: &App) -> Self {
        app.shop.clone()
    }
}

impl FromRef<App> for SitemapSize {
    fn from_ref(app: &App) -> Self {
        app.sitemap
    }
}

impl FromRef<App> for Assets {
    fn from_ref(app: &App) -> Self {
        app.assets.clone()
    }
}

/// Every route of every front door, with who may call it.
pub fn all_routes() -> Routes {
    Routes::new()
        .merge(storefront::routes())
        .merge(admin::routes())
        .merge(warehouse::routes())
        .merge(sandbox_bank::routes())
        .merge(webhooks::routes())
        .merge(media::routes())
        .merge(health::routes())
        .merge(kit::assets::routes())
}

/// The whole web side of the shop, ready to be served.
pub fn router(app: App) -> Router {
    kit::layers::around(all_routes().into_router(&app), app)
}
