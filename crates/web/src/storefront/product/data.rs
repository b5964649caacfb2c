//! A product as machines read it from its page: schema.org and Open Graph.

use chrono::SecondsFormat;
use commerce::{Charged, Gtin, PricesInclude};
use serde_json::{Value, json};
use shop::Shop;
use shop::catalog::Variant;
use shop::inventory::Told;
use shop::text::plain;

use super::words::cut;
use super::{MAX_SENT_ALONG, Offer, option_field};
use crate::kit::frame::absolute;
use crate::kit::paging::with_query;
use crate::routes;
use crate::storefront::view::{self, Picture, Social, SocialPicture};

/// What search engines take of a description.
const DESCRIPTION: usize = 5_000;

/// The address of a variant: the page of its product with its choice.
pub fn variant_path(slug: &str, options: &[String]) -> String {
    let fields: Vec<String> = (0..options.len()).map(option_field).collect();
    let pairs = fields
        .iter()
        .map(String::as_str)
        .zip(options.iter().cloned());
    with_query(&routes::product(slug), pairs)
}

pub(super) fn product(shop: &Shop, offer: &Offer<'_>, page: &view::Product) -> Value {
    let product = &offer.page.product;
    let path = routes::product(product.slug.as_str());
    let url = absolute(shop, &path);
    let mut data = json!({
        "@type": "Product",
        "@id": format!("{url}#product"),
        "name": product.title,
        "url": url,
    });
    let description = cut(&plain(&product.description_html), DESCRIPTION);
    if !description.is_empty() {
        data["description"] = description.into();
    }
    if !product.brand.is_empty() {
        data["brand"] = json!({ "@type": "Brand", "name": product.brand });
    }
    if !page.pictures.is_empty() {
        let urls = page
            .pictures
            .iter()
            .map(|picture| absolute(shop, &picture.url));
        data["image"] = urls.collect();
    }
    if let Some(rating) = &page.reviews.rating {
        data["aggregateRating"] = json!({
            "@type": "AggregateRating",
            "ratingValue": format!("{}.{}", rating.tenths / 10, rating.tenths % 10),
            "reviewCount": rating.count,
        });
    }
    let sold: Vec<(&Variant, Charged)> = offer
        .page
        .variants
        .iter()
        .filter_map(|variant| Some((variant, variant.price(offer.currency)?.at(offer.now))))
        .collect();
    match sold.as_slice() {
        [] => {}
        [(variant, price)] => {
            data["sku"] = variant.sku.as_str().into();
            if let Some(gtin) = gtin(variant) {
                data["gtin"] = gtin.into();
            }
            data["offers"] = one(shop, offer, variant, *price, &path);
        }
        several => data["offers"] = all(shop, offer, several),
    }
    data
}

fn all(shop: &Shop, offer: &Offer<'_>, sold: &[(&Variant, Charged)]) -> Value {
    let amounts = || sold.iter().map(|(_, price)| price.amount);
    let decimal = |money: Option<commerce::Money>| money.map(commerce::Money::to_decimal_string);
    let slug = offer.page.product.slug.as_str();
    let offers: Vec<Value> = sold
        .iter()
        .take(MAX_SENT_ALONG)
        .map(|(variant, price)| {
            let path = variant_path(slug, &variant.options);
            one(shop, offer, variant, *price, &path)
        })
        .collect();
    json!({
        "@type": "AggregateOffer",
        "priceCurrency": offer.currency.code(),
        "lowPrice": decimal(amounts().min_by_key(|amount| amount.minor())),
        "highPrice": decimal(amounts().max_by_key(|amount| amount.minor())),
        "offerCount": sold.len(),
        "offers": offers,
    })
}

fn one(shop: &Shop, offer: &Offer<'_>, variant: &Variant, price: Charged, path: &str) -> Value {
    let currency = offer.currency.code();
    let level = offer.level(variant);
    let state = match level.told() {
        Told::Plenty => "InStock",
        Told::Few(_) => "LimitedAvailability",
        Told::Backorder => "BackOrder",
        Told::SoldOut => "OutOfStock",
    };
    let mut data = json!({
        "@type": "Offer",
        "url": absolute(shop, path),
        "sku": variant.sku.as_str(),
        "price": price.amount.to_decimal_string(),
        "priceCurrency": currency,
        "availability": format!("https://schema.org/{state}"),
        "itemCondition": "https://schema.org/NewCondition",
    });
    if !variant.options.is_empty() {
        data["name"] = format!(
            "{}, {}",
            offer.page.product.title,
            variant.options.join(", ")
        )
        .into();
    }
    if let Some(gtin) = gtin(variant) {
        data["gtin"] = gtin.into();
    }
    if let Some(day) = level.expected(offer.today) {
        data["availabilityStarts"] = day.to_string().into();
    }
    if let Some(end) = sale_ends(offer, variant) {
        data["priceValidUntil"] = end.into();
    }
    let has_tax = shop.settings().prices_include == PricesInclude::Tax;
    let specification = |amount: commerce::Money| {
        json!({
            "@type": "UnitPriceSpecification",
            "price": amount.to_decimal_string(),
            "priceCurrency": currency,
            "valueAddedTaxIncluded": has_tax,
        })
    };
    // What the price alone does not tell.
    let mut specifications = Vec::new();
    if !has_tax {
        specifications.push(specification(price.amount));
    }
    if let Some(before) = price.before {
        let mut before = specification(before);
        before["priceType"] = "https://schema.org/StrikethroughPrice".into();
        specifications.push(before);
    }
    if !specifications.is_empty() {
        data["priceSpecification"] = specifications.into();
    }
    data
}

/// The last moment of the price, while it is the one of a sale.
fn sale_ends(offer: &Offer<'_>, variant: &Variant) -> Option<String> {
    let price = variant.price(offer.currency)?;
    let sale = price.sale.filter(|sale| sale.runs(offer.now))?;
    let is_charged = price.at(offer.now).amount == sale.amount;
    is_charged.then(|| sale.ends_at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn gtin(variant: &Variant) -> Option<&str> {
    Gtin::parse(variant.barcode.as_deref()?.trim()).map(Gtin::as_str)
}

/// `variant` is the chosen one.
pub(super) fn social(
    shop: &Shop,
    offer: &Offer<'_>,
    variant: Option<&Variant>,
    pictures: &[Picture],
) -> Social {
    let told = variant.map(|variant| offer.level(variant).told());
    let price = variant.and_then(|variant| variant.price(offer.currency));
    Social {
        url: absolute(shop, &routes::product(offer.page.product.slug.as_str())),
        picture: pictures.iter().find_map(|picture| {
            let file = picture.for_machines()?;
            Some(SocialPicture {
                url: absolute(shop, &file.url),
                width: file.width,
                height: file.height,
                alt: picture.alt.clone(),
            })
        }),
        price: price.map(|price| price.at(offer.now).amount.to_decimal_string()),
        availability: match told {
            Some(Told::Plenty | Told::Few(_)) => "in stock",
            Some(Told::Backorder) => "backorder",
            Some(Told::SoldOut) | None => "out of stock",
        },
    }
}
