//! A few past orders, so that no screen of the demo is empty: placed, paid and shipped through the
//! same use cases, at times that lie back.

use anyhow::Context;
use chrono::{TimeDelta, Utc};
use commerce::{Money, Quantity};
use l10n::Locale;
use payments::NextStep;
use shop::{
    Clock, Shop,
    address::AddressInput,
    cart,
    catalog::{self, ListingQuery},
    checkout::{self, AddressStep, PlaceRequest, STANDARD},
    fulfilment::{self, NewShipment},
    ids::{OrderId, VariantId},
    inventory,
    jobs::{self, Registry},
    orders::{self, Order, SendOrderMail},
    payments::{HostedPage, MANUAL, SANDBOX},
};

use super::reviews;
use crate::{commands::COMMAND_LINE, config::Config, open};

/// How far a past order got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Delivered,
    Shipped,
    Paid,
    AwaitsTransfer,
    Cancelled,
}

pub struct Past {
    pub hours_ago: i64,
    pub given_name: &'static str,
    pub family_name: &'static str,
    street: &'static str,
    postal_code: &'static str,
    city: &'static str,
    country: &'static str,
    locale: Locale,
    /// Places in the catalogue, and how many.
    basket: &'static [(usize, u32)],
    pub fate: Fate,
}

const PAST: [Past; 9] = [
    past(
        312,
        ("Jonas", "Weber"),
        ("Lindenallee 4", "04109", "Leipzig", "DE"),
        Locale::DE,
        &[(0, 1), (7, 2)],
        Fate::Delivered,
    ),
    past(
        265,
        ("Amélie", "Laurent"),
        ("12 rue des Lilas", "69003", "Lyon", "FR"),
        Locale::EN,
        &[(12, 1)],
        Fate::Delivered,
    ),
    past(
        214,
        ("Mia", "Schönfeld"),
        ("Am Kanal 18", "20457", "Hamburg", "DE"),
        Locale::DE,
        &[(3, 1), (21, 1), (33, 2)],
        Fate::Delivered,
    ),
    past(
        150,
        ("Pieter", "de Vries"),
        ("Keizersgracht 220", "1016 DX", "Amsterdam", "NL"),
        Locale::EN,
        &[(18, 2)],
        Fate::Cancelled,
    ),
    past(
        98,
        ("Tereza", "Nováková"),
        ("Dlouhá 9", "110 00", "Praha", "CZ"),
        Locale::EN,
        &[(5, 1), (40, 1)],
        Fate::Delivered,
    ),
    past(
        52,
        ("Lukas", "Hofer"),
        ("Getreidegasse 30", "5020", "Salzburg", "AT"),
        Locale::DE,
        &[(27, 1), (2, 1)],
        Fate::Shipped,
    ),
    past(
        26,
        ("Hannah", "Brandt"),
        ("Goethestraße 71", "80336", "München", "DE"),
        Locale::DE,
        &[(15, 1)],
        Fate::AwaitsTransfer,
    ),
    past(
        5,
        ("Emil", "Krüger"),
        ("Schanzenstraße 2", "40549", "Düsseldorf", "DE"),
        Locale::DE,
        &[(9, 2), (30, 1)],
        Fate::Paid,
    ),
    past(
        1,
        ("Sofia", "Lindqvist"),
        ("Oranienburger Straße 65", "10117", "Berlin", "DE"),
        Locale::EN,
        &[(1, 1), (24, 1)],
        Fate::Paid,
    ),
];

pub const fn past(
    hours_ago: i64,
    (given_name, family_name): (&'static str, &'static str),
    (street, postal_code, city, country): (&'static str, &'static str, &'static str, &'static str),
    locale: Locale,
    basket: &'static [(usize, u32)],
    fate: Fate,
) -> Past {
    Past {
        hours_ago,
        given_name,
        family_name,
        street,
        postal_code,
        city,
        country,
        locale,
        basket,
        fate,
    }
}

/// Places every past order and leads it as far as it got.
pub async fn place_past_ones(config: &Config) -> anyhow::Result<()> {
    let first = reviews::first();
    let clock = Clock::still(Utc::now() - TimeDelta::hours(first));
    let shop = open::open_at(config, clock.clone()).await?;
    let mut reached = reviews::write_all(&shop, &clock).await?;
    let variants = sellable_variants(&shop).await?;
    for past in &PAST {
        clock.advance(TimeDelta::hours(reached - past.hours_ago));
        reached = past.hours_ago;
        let basket: Vec<_> = past
            .basket
            .iter()
            .map(|(place, quantity)| (variants[place % variants.len()], *quantity))
            .collect();
        let order = place(&shop, past, &basket).await?;
        lead(&shop, &order, past.fate).await?;
    }
    shop.db.close().await?;
    Ok(())
}

/// One variant that is in stock of each product, in the order of the shop's pages.
async fn sellable_variants(shop: &Shop) -> anyhow::Result<Vec<VariantId>> {
    let mut variants = Vec::new();
    for page in 1..=2 {
        let query = ListingQuery {
            page,
            ..ListingQuery::default()
        };
        for card in catalog::list(shop, &query).await?.cards {
            let Some(product) = catalog::product_page(shop, card.slug.as_str()).await? else {
                continue;
            };
            let ids: Vec<_> = product.variants.iter().map(|variant| variant.id).collect();
            let stock = inventory::availability(shop.db.primary(), &ids).await?;
            let plenty = |id: &&VariantId| stock.get(id).is_some_and(|stock| stock.allows(4));
            variants.extend(ids.iter().find(plenty));
        }
    }
    Ok(variants)
}

pub async fn place(shop: &Shop, past: &Past, basket: &[(VariantId, u32)]) -> anyhow::Result<Order> {
    let mut token = None;
    for (variant, quantity) in basket {
        let quantity = Quantity::new(*quantity)?;
        let added = cart::add(shop, token.as_ref(), *variant, quantity, past.locale).await?;
        token = Some(added.token);
    }
    let token = token.context("a past order without a product")?;
    let step = AddressStep {
        email: format!(
            "{}@customer.example",
            past.given_name.to_lowercase().replace('é', "e")
        ),
        shipping: AddressInput {
            given_name: past.given_name.to_owned(),
            family_name: past.family_name.to_owned(),
            line1: past.street.to_owned(),
            postal_code: past.postal_code.to_owned(),
            city: past.city.to_owned(),
            country: past.country.to_owned(),
            ..AddressInput::default()
        },
        billing: None,
    };
    checkout::save_address(shop, &token, &step, past.locale).await?;
    checkout::choose_shipping(shop, &token, STANDARD, past.locale).await?;
    let view = checkout::view(shop, &token)
        .await?
        .context("nothing to check out")?;
    let total: Money = view.view.totals.context("nothing to pay")?.total;
    let method = match past.fate {
        Fate::AwaitsTransfer | Fate::Cancelled => MANUAL,
        Fate::Delivered | Fate::Shipped | Fate::Paid => SANDBOX,
    };
    let request = PlaceRequest {
        total,
        payment_method: method.to_owned(),
        locale: past.locale,
    };
    Ok(checkout::place(shop, &token, &request).await?.order)
}

pub async fn lead(shop: &Shop, order: &Order, fate: Fate) -> anyhow::Result<()> {
    match fate {
        Fate::AwaitsTransfer => {}
        Fate::Cancelled => {
            let reason = "The customer changed their mind";
            orders::cancel(shop, &COMMAND_LINE, order.id, order.version, reason).await?;
        }
        Fate::Paid => pay(shop, order).await?,
        Fate::Shipped => {
            pay(shop, order).await?;
            ship(shop, order.id).await?;
        }
        Fate::Delivered => {
            pay(shop, order).await?;
            ship(shop, order.id).await?;
            for shipment in fulfilment::of_order(shop.db.primary(), order.id).await? {
                fulfilment::mark_delivered(shop, &COMMAND_LINE, shipment.id).await?;
            }
        }
    }
    // The mails are written now, so that they carry the time of their order. The pretend provider's
    // webhooks wait for the shop to be served; by then they are old news.
    jobs::run_due(shop, &Registry::default().with::<SendOrderMail>()).await?;
    Ok(())
}

/// As a customer pays: on the pretend provider's page, and back through the return page.
async fn pay(shop: &Shop, order: &Order) -> anyhow::Result<()> {
    let NextStep::Redirect(page) = orders::pay(shop, order, None).await? else {
        anyhow::bail!("the pretend provider has no page");
    };
    let reference = page.rsplit('/').next().unwrap_or_default();
    let bank = &shop.gateways.sandbox_access.bank;
    HostedPage(bank)
        .submit_card(reference, "4242424242424242")
        .await?;
    orders::returned(shop, order).await?;
    Ok(())
}

async fn ship(shop: &Shop, order: OrderId) -> anyhow::Result<()> {
    let current = orders::find(shop.db.primary(), order)
        .await?
        .context("the order is gone")?;
    let parcel = NewShipment {
        carrier: "DHL".to_owned(),
        tracking_number: format!("0034043{:013}", current.number * 7919),
        lines: None,
    };
    fulfilment::ship(shop, &COMMAND_LINE, order, current.version, &parcel).await?;
    Ok(())
}
