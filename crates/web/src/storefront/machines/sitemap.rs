//! The sitemap: what search engines shall keep, under its one address, with when it changed.
//!
//! One file while it is small. Then an index of files, each with so many products in the order of their keys, so that
//! a file that was read once hardly changes any more.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::TimeDelta;
use commerce::Currency;
use shop::catalog::{self, SitemapPart};
use shop::changes::{Change, Kind, Source};
use shop::ids::ProductId;
use shop::{Shop, Timestamp};
use tokio::sync::Mutex;

use super::stream;
use super::xml::{DECLARATION, escaped};
use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage, absolute};
use crate::kit::visit::Visit;
use crate::{App, routes};

/// How the sitemap is cut into files.
#[derive(Debug, Clone, Copy)]
pub struct SitemapSize {
    /// Up to so many products everything is in one file, which is kept in memory.
    pub whole: u64,
    /// Products in one of several files. Search engines take 50,000 addresses (sitemaps.org, protocol 0.9).
    pub part: u64,
}

impl Default for SitemapSize {
    fn default() -> Self {
        Self {
            whole: 2_000,
            part: 20_000,
        }
    }
}

const OPEN: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
const CLOSE: &str = "</urlset>\n";
const XML: &str = "application/xml; charset=utf-8";

/// How long the index of a large shop is kept, whatever changes: as long as the files that it names.
const KEPT: TimeDelta = TimeDelta::minutes(15);

/// The files that the products of a large shop are in. All products are read to find them.
#[derive(Clone, Default)]
pub struct Parts(Arc<Mutex<Option<Kept>>>);

struct Kept {
    until: Timestamp,
    currency: Currency,
    parts: Arc<Vec<SitemapPart>>,
}

impl Parts {
    /// One reads them at a time; whoever else asks waits for what that one finds. With the moment at which they are read
    /// again, if they are kept.
    async fn get(
        &self,
        shop: &Shop,
        size: SitemapSize,
    ) -> Result<(Arc<Vec<SitemapPart>>, Option<Timestamp>), PageError> {
        let (now, currency) = (shop.clock.now(), shop.settings().currency);
        let mut kept = self.0.lock().await;
        let known = kept
            .as_ref()
            .filter(|kept| now < kept.until && kept.currency == currency);
        if let Some(known) = known {
            return Ok((Arc::clone(&known.parts), Some(known.until)));
        }
        let parts = catalog::sitemap_parts(shop.db.primary(), currency, size.part).await?;
        let parts = Arc::new(parts);
        *kept = (!is_small(&parts, size)).then(|| Kept {
            until: now + KEPT,
            currency,
            parts: Arc::clone(&parts),
        });
        Ok((parts, kept.as_ref().map(|kept| kept.until)))
    }
}

fn is_small(parts: &[SitemapPart], size: SitemapSize) -> bool {
    parts.iter().map(|part| part.products).sum::<u64>() <= size.whole
}

/// `GET /sitemap.xml`
pub async fn sitemap(State(app): State<App>, visit: Visit) -> Result<Response, PageError> {
    let address = Address::new(routes::SITEMAP, []);
    visit.shared(address, |frame| render(app, frame)).await
}

async fn render(app: App, mut frame: Frame) -> Result<Made, NoPage> {
    let (shop, size) = (&app.shop, app.sitemap);
    let (parts, until) = app.sitemap_parts.get(shop, size).await?;
    let text = if is_small(&parts, size) {
        let (read, currency) = (shop.db.primary(), shop.settings().currency);
        let found = catalog::sitemap_after(read, currency, None, size.whole).await?;
        whole(shop, &products(shop, &found))
    } else {
        index(shop, &parts)
    };
    if let Some(until) = until {
        frame = frame.until(until);
    }
    let sources = [Source::Any(Kind::Product), Source::One(Change::Collections)];
    Ok(frame.made_of(sources).text(XML, text))
}

/// `GET /sitemaps/{file}`: a file that the index names.
pub async fn sitemap_part(
    State(shop): State<Shop>,
    State(size): State<SitemapSize>,
    visit: Visit,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let name = file.strip_suffix(".xml").unwrap_or_default();
    match (name, name.strip_prefix("products-")) {
        ("pages", _) => {
            let address = Address::new(&routes::sitemap_part(name), []);
            let make = async |frame: Frame| {
                let frame = frame.made_of([Source::One(Change::Collections)]);
                Ok(frame.text(XML, whole(&shop, "")))
            };
            visit.shared(address, make).await
        }
        ("products", _) => part(&shop, size, None),
        (_, Some(key)) => {
            let after = key.parse().map_err(|_| PageError::not_found())?;
            part(&shop, size, Some(after))
        }
        _ => Err(PageError::not_found()),
    }
}

/// So many products after this one.
fn part(shop: &Shop, size: SitemapSize, after: Option<ProductId>) -> Result<Response, PageError> {
    let shop_ = shop.clone();
    let next = move |(after, left): (Option<ProductId>, u64)| {
        let shop = shop_.clone();
        async move {
            let currency = shop.settings().currency;
            let limit = left.min(stream::SOME * 10);
            if limit == 0 {
                return Ok(None);
            }
            let found = catalog::sitemap_after(shop.db.reader(), currency, after, limit).await?;
            let Some(last) = found.last() else {
                return Ok(None);
            };
            let state = (Some(last.id), left - limit);
            Ok(Some((products(&shop, &found), state)))
        }
    };
    let head = format!("{DECLARATION}{OPEN}");
    stream::answer(head, (after, size.part), next, CLOSE)
}

/// Home, categories and collections, and these products.
fn whole(shop: &Shop, products: &str) -> String {
    let mut xml = format!("{DECLARATION}{OPEN}");
    location(&mut xml, &absolute(shop, routes::HOME), None);
    for (_, category) in shop.categories().iter() {
        location(
            &mut xml,
            &absolute(shop, &routes::category(category.slug.as_str())),
            Some(category.updated_at),
        );
    }
    let collections = shop.collections();
    for collection in collections.iter().filter(|one| one.is_visible) {
        let path = routes::collection(collection.slug.as_str());
        location(&mut xml, &absolute(shop, &path), None);
    }
    xml.push_str(products);
    xml.push_str(CLOSE);
    xml
}

/// Where it is not known when a page changed, nothing is said: a date that is made up makes all of them worthless.
fn location(xml: &mut String, address: &str, changed: Option<Timestamp>) {
    let address = escaped(address);
    let changed = changed.map_or_else(String::new, last_change);
    // Writing into a string cannot fail.
    let _ = writeln!(xml, "<url><loc>{address}</loc>{changed}</url>");
}

fn last_change(at: Timestamp) -> String {
    format!("<lastmod>{}</lastmod>", at.format("%Y-%m-%dT%H:%M:%SZ"))
}

fn products(shop: &Shop, found: &[catalog::SitemapEntry]) -> String {
    let mut xml = String::with_capacity(found.len() * 128);
    for product in found {
        let address = absolute(shop, &routes::product(product.slug.as_str()));
        location(&mut xml, &address, Some(product.updated_at));
    }
    xml
}

fn index(shop: &Shop, parts: &[SitemapPart]) -> String {
    let mut xml = format!(
        "{DECLARATION}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    let pages = absolute(shop, &routes::sitemap_part("pages"));
    let _ = writeln!(xml, "<sitemap><loc>{}</loc></sitemap>", escaped(&pages));
    for part in parts {
        let name = match part.after {
            Some(key) => format!("products-{key}"),
            None => "products".to_owned(),
        };
        let address = absolute(shop, &routes::sitemap_part(&name));
        let changed = last_change(part.updated_at);
        let _ = writeln!(
            xml,
            "<sitemap><loc>{}</loc>{changed}</sitemap>",
            escaped(&address)
        );
    }
    xml.push_str("</sitemapindex>\n");
    xml
}
