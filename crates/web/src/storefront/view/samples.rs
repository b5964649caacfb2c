//! One of everything, for the tests that render every template.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use commerce::{Money, Rate};
use serde_json::json;

use super::*;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::page::{Language, Links, Mine, NavigationItem, Page};

mod checkout;
mod collection;
mod listing;
mod reviews;
mod wishes;

pub(crate) use checkout::*;
pub(crate) use collection::*;
pub(crate) use listing::*;
pub(crate) use reviews::*;
pub(crate) use wishes::*;

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn picture(number: usize, alt: &str) -> Picture {
    // Photographs and drawings.
    let kind = if number.is_multiple_of(3) {
        "svg"
    } else {
        "jpg"
    };
    Picture::new(&format!("{number:032x}.{kind}"), alt, 1200, 1000)
}

fn link(title: &str, url: &str) -> Link {
    Link {
        title: title.to_owned(),
        url: url.to_owned(),
    }
}

pub(crate) fn page(locale: l10n::Locale) -> Page {
    let item = |title: &str, current| NavigationItem {
        title: title.to_owned(),
        url: format!("/categories/{}", title.to_lowercase()),
        current,
        children: Vec::new(),
    };
    let mut kitchen = item("Kitchen", true);
    kitchen.children = vec![item("Mugs", false), item("Pans", false)];
    Page {
        locale,
        time_zone: chrono_tz::Europe::Berlin,
        currency: "EUR".to_owned(),
        shop_name: "Fieldnote Supply".to_owned(),
        path: "/categories/kitchen?sort=new".to_owned(),
        canonical: Some("https://shop.example/categories/kitchen".to_owned()),
        robots: None,
        navigation: vec![
            kitchen,
            item("Desk", false),
            item("Outdoors", false),
            item("Clothing", false),
            item("Lighting", false),
            item("Textiles", false),
        ],
        languages: l10n::Locale::ALL
            .iter()
            .map(|other| Language {
                code: other.code().to_owned(),
                name: other.name().to_owned(),
                url: format!("?lang={other}"),
                current: *other == locale,
            })
            .collect(),
        notice: None,
        csrf: String::new(),
        sandbox: true,
        prices_include_tax: true,
        links: Links {
            home: "/".to_owned(),
            search: "/search".to_owned(),
            suggest: "/search/suggest".to_owned(),
            cart: "/cart".to_owned(),
            wishlist: "/wishlist".to_owned(),
            compare: "/compare".to_owned(),
            feed: "/feeds/new.atom".to_owned(),
        },
        staff: None,
        mine: Mine {
            cart_count: 3,
            compared: 2,
            compare_url: "/compare",
            notice: Some("Added to your cart.".to_owned()),
        },
    }
}

pub(crate) fn cards() -> Vec<ProductCard> {
    let titles = [
        ("Enamel mug, 350 ml", 1490, None),
        (
            "Pour-over kettle with a long gooseneck spout",
            6900,
            Some(8900),
        ),
        ("Waxed canvas tote", 5400, None),
        ("Linen cushion, stone washed", 3900, None),
        ("Wool blanket “Harz”", 12900, None),
        ("Pocket notebook, set of three", 1250, None),
        ("Brass desk lamp", 14900, Some(17900)),
        (
            "Gießkanne aus verzinktem Stahlblech für drinnen und draußen, 1,5 Liter",
            4450,
            None,
        ),
    ];
    titles
        .into_iter()
        .enumerate()
        .map(|(at, (title, amount, before))| ProductCard {
            title: title.to_owned(),
            url: "/products/enamel-mug".to_owned(),
            brand: (at % 3 == 0).then(|| "Riess".to_owned()),
            picture: (at != 5).then(|| picture(at + 1, title)),
            price: Some(PriceTag {
                amount: eur(amount),
                compare_at: before.map(eur),
                from: at == 4,
            }),
            badge: before.map(|_| "reduced"),
            rating: (at % 2 == 0).then(rating),
        })
        .collect()
}

pub(crate) fn home() -> Home {
    let tile = |number, title: &str| CategoryTile {
        title: title.to_owned(),
        url: "/categories/kitchen".to_owned(),
        picture: Some(picture(number, title)),
    };
    Home {
        hero: Some(Picture {
            width: 1600,
            height: 900,
            ..picture(9, "Mugs, a kettle and a plant on a table")
        }),
        browse_url: "/categories/kitchen".to_owned(),
        categories: vec![
            tile(1, "Kitchen"),
            tile(6, "Desk"),
            tile(3, "Bags"),
            tile(4, "Textiles"),
            tile(7, "Lighting"),
            tile(8, "Garden"),
        ],
        new: cards(),
        reduced: cards()
            .into_iter()
            .filter(|card| card.badge == Some("reduced"))
            .collect(),
        data: json!({ "@graph": [{ "@type": "WebSite", "name": "Fieldnote </script>" }] }),
    }
}

fn stock(state: StockState, left: u32) -> StockLine {
    StockLine {
        state,
        left,
        expected: (state == StockState::Backorder).then(|| day(24)),
    }
}

fn specification(label: &str, text: &str, hex: Option<&str>) -> SpecificationRow {
    SpecificationRow {
        label: label.to_owned(),
        text: text.to_owned(),
        hex: hex.map(str::to_owned),
    }
}

#[expect(clippy::too_many_lines, reason = "a product has as many fields")]
pub(crate) fn product() -> Product {
    let colours = ["Cream", "Moss", "Night blue"];
    let sizes = ["S", "M", "L", "XL"];
    let mut variants = Vec::new();
    for (at, colour) in colours.iter().enumerate() {
        for size in sizes {
            let state = match (at, size) {
                (1, "L") => StockState::SoldOut,
                (_, "S") => StockState::Low,
                (2, "XL") => StockState::Backorder,
                _ => StockState::InStock,
            };
            variants.push(VariantView {
                id: format!("0192f0c1-0000-7000-8000-00000000{at}{}", size.len()),
                sku: format!("FN-JUMPER-{at}{size}"),
                options: vec![(*colour).to_owned(), size.to_owned()],
                price: PriceTag {
                    amount: eur(8900),
                    compare_at: (at == 1).then(|| eur(11900)),
                    from: false,
                },
                lowest: (at == 1).then(|| eur(9900)),
                stock: stock(state, 2),
                can_buy: state != StockState::SoldOut,
                most: 10,
                picture: Some(at),
                delivery: (state != StockState::SoldOut).then_some(0),
            });
        }
    }
    Product {
        slug: "lambswool-jumper".to_owned(),
        url: "/products/lambswool-jumper".to_owned(),
        add_url: "/cart/lines".to_owned(),
        title: "Lambswool jumper with a saddle shoulder".to_owned(),
        brand: Some("Fieldnote".to_owned()),
        title_for_search: "Lambswool jumper, undyed".to_owned(),
        summary: "Knitted in one piece from undyed lambswool.".to_owned(),
        description_html: "<p>Knitted in one piece from Scottish lambswool, so there is no seam to come apart. Warm enough \
             for a November morning, thin enough for under a coat.</p><ul><li>100 % lambswool, mulesing-free</li><li>Hand wash \
             at 30 °C, dry flat</li><li>Falls true to size; take one larger for a loose fit</li></ul>"
            .to_owned(),
        specification: vec![
            specification("Colour", "Moss green", Some("#687a3c")),
            specification("Weight", "420\u{a0}g", None),
            specification("Material", "Lambswool, undyed, spun and knitted by people who have done it for a long time", None),
        ],
        breadcrumb: vec![link("Clothing", "/categories/clothing"), link("Knitwear", "/categories/knitwear")],
        pictures: vec![picture(1, "The jumper in cream"), picture(2, "In moss"), picture(3, "In night blue"), picture(4, "The shoulder from near")],
        price: Some(PriceTag { amount: eur(8900), compare_at: Some(eur(11900)), from: false }),
        lowest: Some(eur(9900)),
        options: vec![
            OptionGroup {
                name: "Colour".to_owned(),
                field: "option1".to_owned(),
                chosen: "Moss".to_owned(),
                choices: colours
                    .iter()
                    .enumerate()
                    .map(|(at, colour)| OptionChoice {
                        value: (*colour).to_owned(),
                        selected: at == 1,
                        available: true,
                        picture: (at != 2).then(|| picture(at + 1, colour)),
                        colour: (at == 2).then(|| "#1b2a4e".to_owned()),
                    })
                    .collect(),
            },
            OptionGroup {
                name: "Size".to_owned(),
                field: "option2".to_owned(),
                chosen: "S".to_owned(),
                choices: sizes
                    .map(|size| OptionChoice {
                        value: size.to_owned(),
                        selected: size == "S",
                        available: size != "L",
                        picture: None,
                        colour: None,
                    })
                    .to_vec(),
            },
        ],
        variant: Some(variants[4].id.clone()),
        sku: Some("FN-JUMPER-1S".to_owned()),
        stock: stock(StockState::Low, 2),
        can_buy: true,
        most: 2,
        variants,
        reviews: reviews_block(),
        delivery: Some(0),
        deliveries: vec![["DE", "AT", "NL"].map(|country| DeliveryLine {
            country: country.to_owned(),
            first: day(24),
            last: day(if country == "NL" { 24 } else { 26 }),
        }).to_vec()],
        together: cards().into_iter().take(3).collect(),
        related: cards(),
        cards_url: "/cards".to_owned(),
        social: Social {
            url: "https://shop.example/products/lambswool-jumper".to_owned(),
            picture: Some(SocialPicture {
                url: "https://shop.example/media/0123-1600.jpg".to_owned(),
                width: 1600,
                height: 1200,
                alt: "The jumper in cream".to_owned(),
            }),
            price: Some("89.00".to_owned()),
            availability: "in stock",
        },
        data: json!({ "@graph": [{ "@type": "Product", "name": "</script><b>" }] }),
    }
}

pub(crate) fn product_cards() -> Cards {
    Cards { cards: cards() }
}

/// One variant, sold out, without a picture, a brand or a description.
pub(crate) fn product_bare() -> Product {
    Product {
        brand: None,
        summary: String::new(),
        description_html: String::new(),
        specification: Vec::new(),
        breadcrumb: Vec::new(),
        pictures: Vec::new(),
        price: None,
        lowest: None,
        options: Vec::new(),
        variant: None,
        sku: None,
        stock: stock(StockState::SoldOut, 0),
        can_buy: false,
        variants: Vec::new(),
        reviews: reviews_none(),
        delivery: None,
        deliveries: Vec::new(),
        together: Vec::new(),
        related: Vec::new(),
        social: Social {
            picture: None,
            price: None,
            availability: "out of stock",
            ..product().social
        },
        ..product()
    }
}

pub(crate) fn cart() -> Cart {
    let line =
        |number: usize, title: &str, variant: &str, unit: i64, quantity: u32, problem| CartLine {
            id: format!("line{number}"),
            title: title.to_owned(),
            variant: variant.to_owned(),
            url: "/products/enamel-mug".to_owned(),
            picture: Some(picture(number, title)),
            unit_price: eur(unit),
            quantity,
            most: 10,
            total: eur(unit).checked_mul(quantity).unwrap(),
            update_url: format!("/cart/lines/line{number}"),
            problem,
        };
    Cart {
        lines: vec![
            line(1, "Enamel mug, 350 ml", "Moss", 1490, 2, None),
            line(
                2,
                "Pour-over kettle with a long gooseneck spout",
                "",
                6900,
                3,
                Some(Message::key("storefront-cart-problem-fewer").with("left", 2_u32)),
            ),
        ],
        notices: vec![
            Message::key("storefront-cart-notice-price")
                .with("title", "Enamel mug")
                .with("before", "€12.90")
                .with("now", "€14.90"),
        ],
        subtotal: Some(eur(23680)),
        can_check_out: true,
        checkout_url: "/checkout".to_owned(),
    }
}

pub(crate) fn cart_blocked() -> Cart {
    Cart {
        can_check_out: false,
        notices: Vec::new(),
        ..cart()
    }
}

pub(crate) fn cart_empty() -> Cart {
    Cart {
        lines: Vec::new(),
        notices: Vec::new(),
        subtotal: None,
        ..cart()
    }
}

pub(crate) fn order(status: &'static str) -> Order {
    Order {
        number: "1042".to_owned(),
        placed_at: noon(),
        status,
        email: "ada@example.org".to_owned(),
        lines: cart()
            .lines
            .into_iter()
            .map(|line| OrderLine {
                title: line.title,
                variant: line.variant,
                quantity: line.quantity,
                unit_price: line.unit_price,
                total: line.total,
                picture: line.picture,
                url: Some(line.url),
                review: None,
            })
            .collect(),
        totals: totals(true),
        shipping_address: [
            "Ada Lovelace",
            "Unter den Linden 1",
            "10117 Berlin",
            "Germany",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        billing_address: [
            "Ada Lovelace",
            "Unter den Linden 1",
            "10117 Berlin",
            "Germany",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        payment_method: "manual".to_owned(),
        payment_state: "pending",
        shipments: Vec::new(),
        pay_url: None,
        review_url: "/orders/token/reviews".to_owned(),
        paused_until: None,
        transfer: None,
        refresh: false,
    }
}

pub(crate) fn order_transfer() -> Order {
    Order {
        transfer: Some(Transfer {
            amount: eur(10370),
            reference: "1042".to_owned(),
            account: "Fieldnote Supply GmbH\nDE02 1203 0000 0000 2020 51\nBYLADEM1001".to_owned(),
        }),
        ..order("awaiting_payment")
    }
}

pub(crate) fn order_unpaid() -> Order {
    Order {
        pay_url: Some("/orders/token/pay".to_owned()),
        payment_method: "sandbox".to_owned(),
        payment_state: "failed",
        refresh: true,
        ..order("payment_failed")
    }
}

pub(crate) fn order_paused() -> Order {
    Order {
        paused_until: Some(noon()),
        payment_method: "sandbox".to_owned(),
        payment_state: "failed",
        ..order("payment_failed")
    }
}

pub(crate) fn order_shipped() -> Order {
    let mut order = order("shipped");
    order.payment_state = "paid";
    order.totals.prices_include_tax = false;
    order.shipments = vec![ShipmentView {
        shipped_at: noon(),
        carrier: "DHL".to_owned(),
        tracking_number: "00340434161094042557".to_owned(),
    }];
    order
}

pub(crate) fn order_delivered() -> Order {
    let mut order = order("delivered");
    order.payment_state = "paid";
    for (at, line) in order.lines.iter_mut().enumerate() {
        line.review = Some(LineReview {
            line: format!("0192f0c1-0000-7000-8000-00000000000{at}"),
            is_written: at == 0,
        });
    }
    order
}
