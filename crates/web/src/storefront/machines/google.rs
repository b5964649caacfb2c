//! The assortment for Google Merchant Center: RSS 2.0 with its own elements, one item for each variant.
//!
//! <https://support.google.com/merchants/answer/7052112> says what each element means.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use shop::catalog::{self, ProductPage};
use shop::ids::{ProductId, VariantId};
use shop::inventory::{self, Availability};
use shop::{Settings, Shop};

use super::item::Item;
use super::stream;
use super::xml::{DECLARATION, element};
use crate::kit::errors::PageError;
use crate::kit::frame::absolute;
use crate::routes;

/// `GET /feeds/google.xml`
pub async fn google(State(shop): State<Shop>) -> Result<Response, PageError> {
    let mut head = format!(
        "{DECLARATION}<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n"
    );
    let settings = shop.settings();
    element(&mut head, "title", &settings.shop_name);
    element(&mut head, "link", &absolute(&shop, routes::HOME));
    element(&mut head, "description", &settings.shop_name);
    let next = move |after: Option<ProductId>| {
        let shop = shop.clone();
        async move { items(&shop, after).await }
    };
    stream::answer(head, None, next, "</channel>\n</rss>\n")
}

/// The items of the next products, and after which one to go on.
async fn items(
    shop: &Shop,
    after: Option<ProductId>,
) -> Result<Option<(String, Option<ProductId>)>, PageError> {
    let read = shop.db.reader();
    let settings = shop.settings();
    let pages = catalog::pages_after(read, settings.currency, after, stream::SOME).await?;
    let Some(last) = pages.last().map(|page| page.product.id) else {
        return Ok(None);
    };
    let variants = pages.iter().flat_map(|page| &page.variants);
    let ids: Vec<VariantId> = variants.map(|variant| variant.id).collect();
    let levels = inventory::availability(read, &ids).await?;
    let mut xml = String::new();
    for page in &pages {
        write(&mut xml, shop, &settings, page, &levels);
    }
    Ok(Some((xml, Some(last))))
}

fn write(
    xml: &mut String,
    shop: &Shop,
    settings: &Settings,
    page: &ProductPage,
    levels: &HashMap<VariantId, Availability>,
) {
    let now = shop.clock.now();
    let today = settings.today(now);
    let tree = shop.categories();
    let category = page.product.categories.first();
    let path: Vec<&str> = category
        .map(|id| tree.path(*id))
        .unwrap_or_default()
        .into_iter()
        .map(|category| category.title.as_str())
        .collect();
    let product_type = path.join(" > ");
    for variant in &page.variants {
        let Some(price) = variant.price(settings.currency) else {
            continue;
        };
        Item {
            shop,
            settings,
            page,
            variant,
            price: *price,
            level: levels.get(&variant.id).copied().unwrap_or_default(),
            now,
            today,
            product_type: &product_type,
        }
        .write(xml);
    }
}
