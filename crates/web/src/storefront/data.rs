//! What machines read from a page: schema.org, as JSON-LD.
//!
//! Templates write it by `storefront/_data.html`. A page tells machines what it shows people, and nothing else.

use serde_json::{Value, json};
use shop::{Settings, Shop};

use super::view::Link;
use crate::kit::frame::absolute;
use crate::routes;

/// All that a page tells.
pub fn page(things: impl IntoIterator<Item = Value>) -> Value {
    let things: Vec<Value> = things.into_iter().collect();
    json!({ "@context": "https://schema.org", "@graph": things })
}

/// The front page: who has the shop, and how to search it.
pub fn website(shop: &Shop, settings: &Settings) -> Value {
    let home = absolute(shop, routes::HOME);
    let search = format!(
        "{}?q={{search_term_string}}",
        absolute(shop, routes::SEARCH)
    );
    page([
        json!({
            "@type": "Organization",
            "@id": format!("{home}#organization"),
            "name": settings.shop_name,
            "url": home,
            "email": settings.contact_email,
        }),
        json!({
            "@type": "WebSite",
            "@id": format!("{home}#website"),
            "name": settings.shop_name,
            "url": home,
            "publisher": { "@id": format!("{home}#organization") },
            "potentialAction": {
                "@type": "SearchAction",
                "target": { "@type": "EntryPoint", "urlTemplate": search },
                "query-input": "required name=search_term_string",
            },
        }),
    ])
}

/// The way to a page, which is its end.
pub fn breadcrumb(shop: &Shop, above: &[Link], title: &str, path: &str) -> Value {
    let home = shop.settings().shop_name.clone();
    let ways = std::iter::once((home.as_str(), routes::HOME))
        .chain(
            above
                .iter()
                .map(|link| (link.title.as_str(), link.url.as_str())),
        )
        .chain([(title, path)]);
    let items: Vec<Value> = (1..)
        .zip(ways)
        .map(|(position, (name, path))| {
            json!({
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": absolute(shop, path),
            })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}
