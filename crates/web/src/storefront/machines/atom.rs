//! What is new in the shop, for feed readers (RFC 4287).

use axum::extract::State;
use axum::response::Response;
use chrono::SecondsFormat;
use shop::catalog::{self, ProductPage};
use shop::changes::{Kind, Source};
use shop::text::plain;
use shop::{Shop, Timestamp};

use super::xml::{DECLARATION, element, escaped};
use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage, absolute};
use crate::kit::visit::Visit;
use crate::routes;
use crate::storefront::product::words::cut;

/// Products in the feed; a reader asks often enough to miss none.
const NEW: u64 = 40;
const SUMMARY: usize = 400;

/// `GET /feeds/new.atom`
pub async fn new_products(State(shop): State<Shop>, visit: Visit) -> Result<Response, PageError> {
    let address = Address::new(routes::FEED_NEW, []);
    visit.shared(address, |frame| render(shop, frame)).await
}

async fn render(shop: Shop, frame: Frame) -> Result<Made, NoPage> {
    let settings = shop.settings();
    let read = shop.db.primary();
    let pages = catalog::newest_pages(read, settings.currency, NEW).await?;
    let title = l10n::t(
        frame.locale(),
        "storefront-feed-new",
        &[("shop", l10n::Arg::Text(settings.shop_name.clone()))],
    );
    let changed = pages.iter().map(|page| page.product.updated_at).max();
    let mut xml = format!(
        "{DECLARATION}<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        frame.locale()
    );
    let here = absolute(&shop, routes::FEED_NEW);
    element(&mut xml, "id", &here);
    element(&mut xml, "title", &title);
    element(
        &mut xml,
        "updated",
        &moment(changed.unwrap_or(Timestamp::UNIX_EPOCH)),
    );
    link(&mut xml, "self", &here);
    link(&mut xml, "alternate", &absolute(&shop, routes::HOME));
    xml.push_str("<author>\n");
    element(&mut xml, "name", &settings.shop_name);
    xml.push_str("</author>\n");
    for page in &pages {
        entry(&mut xml, &shop, page);
    }
    xml.push_str("</feed>\n");
    let sources = [Source::Any(Kind::Product)];
    Ok(frame
        .made_of(sources)
        .text("application/atom+xml; charset=utf-8", xml))
}

fn entry(xml: &mut String, shop: &Shop, page: &ProductPage) {
    let product = &page.product;
    xml.push_str("<entry>\n");
    // The address may change, the key does not.
    element(xml, "id", &format!("urn:uuid:{}", product.id));
    element(xml, "title", &product.title);
    let published = product.published_at.unwrap_or(product.created_at);
    element(xml, "published", &moment(published));
    element(xml, "updated", &moment(product.updated_at));
    link(
        xml,
        "alternate",
        &absolute(shop, &routes::product(product.slug.as_str())),
    );
    let summary = cut(&plain(&product.description_html), SUMMARY);
    if !summary.is_empty() {
        element(xml, "summary", &summary);
    }
    xml.push_str("</entry>\n");
}

fn link(xml: &mut String, relation: &str, address: &str) {
    xml.push_str("<link rel=\"");
    xml.push_str(relation);
    xml.push_str("\" href=\"");
    xml.push_str(&escaped(address));
    xml.push_str("\"/>\n");
}

fn moment(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
