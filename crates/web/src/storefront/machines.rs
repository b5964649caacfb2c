//! What search engines read.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use shop::changes::{Kind, Source};
use shop::{Shop, catalog};

use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::visit::Visit;
use crate::routes;

/// `GET /sitemap.xml`: every product and category that has a page.
pub async fn sitemap(State(shop): State<Shop>, visit: Visit) -> Result<Response, PageError> {
    let address = Address::new("/sitemap.xml", []);
    visit.shared(address, |frame| render(shop, frame)).await
}

async fn render(shop: Shop, frame: Frame) -> Result<Made, NoPage> {
    let products = catalog::sitemap(shop.db.primary(), shop.settings().currency).await?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let absolute = |path: &str| {
        shop.public_url
            .join(path)
            .map(|url| escaped(url.as_str()))
            .unwrap_or_default()
    };
    let _ = writeln!(xml, "<url><loc>{}</loc></url>", absolute(routes::HOME));
    for (_, category) in shop.categories().iter() {
        let _ = writeln!(
            xml,
            "<url><loc>{}</loc></url>",
            absolute(&routes::category(category.slug.as_str()))
        );
    }
    for product in products {
        let address = absolute(&routes::product(product.slug.as_str()));
        let day = product.updated_at.format("%Y-%m-%d");
        let _ = writeln!(
            xml,
            "<url><loc>{address}</loc><lastmod>{day}</lastmod></url>"
        );
    }
    xml.push_str("</urlset>\n");
    Ok(frame
        .made_of([Source::Any(Kind::Product)])
        .text("application/xml; charset=utf-8", xml))
}

/// `GET /robots.txt`: what is nobody's business, and endless combinations of filters.
pub async fn robots(State(shop): State<Shop>) -> impl IntoResponse {
    let sitemap = shop
        .public_url
        .join("/sitemap.xml")
        .map(|url| url.to_string())
        .unwrap_or_default();
    let text = format!(
        "User-agent: *\n\
         Disallow: /admin\nDisallow: /warehouse\nDisallow: /cart\nDisallow: /checkout\nDisallow: /orders/\n\
         Disallow: /search\nDisallow: /sandbox/\nDisallow: /*?*min=\nDisallow: /*?*max=\nDisallow: /*?*sort=\n\n\
         Sitemap: {sitemap}\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}

fn escaped(address: &str) -> String {
    address
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\'', "&apos;")
        .replace('"', "&quot;")
}
