//! What customers say of what they bought.

mod invitations;
mod moderation;
mod ratings;
mod votes;
mod writing;

use commerce::Stars;
use l10n::Locale;
use shop::{
    Shop, Token, checkout, fulfilment,
    fulfilment::NewShipment,
    ids::{ProductId, VariantId},
    orders::{self, Order},
    payments::MANUAL,
    reviews::{self, Decision, Draft, Review, Sort, VisibleQuery, WriteError},
};
use testkit::TestShop;

use crate::support::{SYSTEM, address_in, cart_with, place, reload, run_jobs};

/// An order of this buyer that has left the house.
async fn shipped(shop: &TestShop, variant: VariantId, buyer: &str) -> Order {
    let token = cart_with(shop, variant, 1).await;
    let mut step = address_in("DE");
    buyer.clone_into(&mut step.email);
    checkout::save_address(shop, &token, &step, Locale::EN)
        .await
        .unwrap();
    checkout::choose_shipping(shop, &token, checkout::STANDARD, Locale::EN)
        .await
        .unwrap();
    let order = place(shop, &token, MANUAL).await.unwrap().order;
    orders::mark_paid(shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    let order = reload(shop, &order).await;
    fulfilment::ship(
        shop,
        &SYSTEM,
        order.id,
        order.version,
        &NewShipment::default(),
    )
    .await
    .unwrap();
    run_jobs(shop).await;
    reload(shop, &order).await
}

async fn arrive(shop: &Shop, order: &Order) {
    for shipment in fulfilment::of_order(shop.db.primary(), order.id)
        .await
        .unwrap()
    {
        fulfilment::mark_delivered(shop, &SYSTEM, shipment.id)
            .await
            .unwrap();
    }
}

pub(crate) async fn delivered(shop: &TestShop, variant: VariantId, buyer: &str) -> Order {
    let order = shipped(shop, variant, buyer).await;
    arrive(shop, &order).await;
    reload(shop, &order).await
}

/// The link of the order's first line.
pub(crate) async fn link(shop: &Shop, order: &Order) -> Token {
    let link = reviews::link_of_line(shop, order, order.lines[0].id).await;
    link.unwrap().unwrap()
}

fn stars(number: i64) -> Stars {
    Stars::new(number).unwrap()
}

pub(crate) fn draft(number: i64, text: &str) -> Draft {
    Draft {
        stars: Some(stars(number)),
        title: "In one line".to_owned(),
        body: text.to_owned(),
        name: "Ada L.".to_owned(),
        locale: Locale::EN,
        kept: Vec::new(),
        added: Vec::new(),
    }
}

/// The review that this link opens.
async fn mine(shop: &Shop, link: &Token) -> Option<Review> {
    reviews::open(shop, link).await.unwrap().unwrap().review
}

/// Writes, or changes what is there.
pub(crate) async fn say(shop: &Shop, link: &Token, draft: &Draft) -> Result<Review, WriteError> {
    let version = mine(shop, link).await.map_or(0, |review| review.version);
    reviews::write(shop, link, version, draft).await
}

async fn approve(shop: &Shop, review: &Review) {
    reviews::decide(shop, &SYSTEM, review.id, review.version, &Decision::Approve)
        .await
        .unwrap();
}

fn rejection() -> Decision {
    Decision::Reject {
        reason: "Advertising".to_owned(),
    }
}

/// The texts that everybody sees, in this order.
async fn seen(shop: &Shop, product: ProductId, sort: Sort) -> Vec<String> {
    let query = VisibleQuery {
        product,
        stars: None,
        sort,
        after: None,
        limit: 100,
    };
    let page = reviews::visible(shop.db.primary(), &query).await.unwrap();
    page.reviews.into_iter().map(|review| review.body).collect()
}
