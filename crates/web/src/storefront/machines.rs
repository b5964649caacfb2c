//! What other machines read: the sitemap, feeds, and what robots are asked to leave alone.
//!
//! Small answers are kept like pages. What grows with the assortment is streamed, some products at a time, so that a
//! shop with a hundred thousand products needs no more memory for it than one with ten.

mod atom;
mod google;
mod item;
mod sitemap;
mod stream;
mod xml;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use shop::Shop;

use crate::kit::frame::absolute;
use crate::routes;

pub use atom::new_products;
pub use google::google;
pub use sitemap::{Parts as SitemapParts, SitemapSize, sitemap, sitemap_part};

/// What is nobody's business, costs without telling anything new, or is endless.
const DISALLOWED: [&str; 16] = [
    "/admin",
    "/warehouse",
    "/cart",
    "/checkout",
    "/orders/",
    "/search",
    routes::WISHLIST,
    routes::COMPARE,
    routes::BACK_IN_STOCK,
    "/reviews/",
    "/sandbox/",
    routes::CARDS,
    "/*?*sort=",
    "/*?*min=",
    "/*?*max=",
    "/*?*lang=",
];

/// `GET /robots.txt`
pub async fn robots(State(shop): State<Shop>) -> impl IntoResponse {
    let rules = DISALLOWED.join("\nDisallow: ");
    let sitemap = absolute(&shop, routes::SITEMAP);
    let text = format!("User-agent: *\nDisallow: {rules}\n\nSitemap: {sitemap}\n");
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
