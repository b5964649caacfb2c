//! Reduced prices that begin and end by themselves, and what is remembered of prices.

use commerce::Currency;
use shop::{
    Timestamp, cart,
    catalog::{self, ProductStatus, Sale},
    changes::Change,
    checkout::PlaceError,
    ids::VariantId,
    payments::SANDBOX,
};
use testkit::{TestProduct, TestShop, shop_test};

use super::eur;
use crate::support::{confirm, edit, place, ready_cart, set_price, total};

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn go_to(shop: &TestShop, at: Timestamp) {
    shop.clock.advance(at - shop.clock.now());
}

/// A mug for 20.00 that costs 15.00 from `starts_at` until `ends_at`.
async fn mug_on_sale(shop: &TestShop, starts_at: Timestamp, ends_at: Timestamp) -> TestProduct {
    on_sale(shop, "Blue mug", starts_at, ends_at).await
}

async fn on_sale(
    shop: &TestShop,
    title: &str,
    starts_at: Timestamp,
    ends_at: Timestamp,
) -> TestProduct {
    let mug = shop.product(title).price("20.00").create().await;
    edit(shop, &mug, |draft| {
        draft.variants[0].sale = Some(Sale {
            amount: eur(1_500),
            starts_at,
            ends_at,
        });
    })
    .await;
    mug
}

/// What the cart, the page and the listing say it costs.
async fn prices(shop: &TestShop, mug: &TestProduct, token: &shop::Token) -> [i64; 3] {
    shop.run_due_sweeps().await;
    let cart = cart::find(shop, token).await.unwrap().unwrap();
    let line = cart::view(shop, &cart).await.unwrap().lines.remove(0);
    let page = catalog::product_page(shop, &mug.slug).await.unwrap();
    let price = *page.unwrap().variants[0].price(Currency::EUR).unwrap();
    let charged = price.at(shop.clock.now());
    let card = catalog::cards(shop, &[mug.id]).await.unwrap().remove(0);
    assert_eq!(line.compare_at, charged.before);
    assert_eq!(card.compare_at, charged.before);
    [line.unit_price, charged.amount, card.from].map(commerce::Money::minor)
}

#[shop_test]
async fn a_sale_begins_and_ends_everywhere_also_while_clocks_change(shop: TestShop) {
    // From two in the night until midnight in Berlin, on the days on which clocks change there.
    let nights = [
        ("Spring mug", "2026-03-29T01:00:00Z", "2026-03-29T22:00:00Z"),
        ("Autumn mug", "2026-10-25T00:30:00Z", "2026-10-25T23:00:00Z"),
    ];
    for (title, start, end) in nights {
        let (start, end) = (moment(start), moment(end));
        let mug = on_sale(&shop, title, start, end).await;
        go_to(&shop, start - chrono::TimeDelta::minutes(30));
        let token = ready_cart(&shop, mug.variant(), 1).await;
        let second = chrono::TimeDelta::seconds(1);
        for (at, minor) in [
            (start - second, 2_000),
            (start, 1_500),
            (end - second, 1_500),
            (end, 2_000),
        ] {
            go_to(&shop, at);
            assert_eq!(prices(&shop, &mug, &token).await, [minor; 3], "{at}");
        }
    }
}

#[shop_test]
async fn an_order_costs_what_is_charged_when_it_is_placed(shop: TestShop) {
    let start = moment("2026-03-29T01:00:00Z");
    let end = moment("2026-03-29T03:00:00Z");
    let mug = mug_on_sale(&shop, start, end).await;
    go_to(&shop, start);
    let token = ready_cart(&shop, mug.variant(), 1).await;
    let seen = total(&shop, &token).await;
    go_to(&shop, end);

    let late = shop::checkout::place(&shop, &token, &confirm(seen, SANDBOX)).await;
    assert!(matches!(late, Err(PlaceError::Changed(_))));

    go_to(&shop, end);
    let order = place(&shop, &token, SANDBOX).await.unwrap().order;
    assert_eq!(order.lines[0].unit_price, eur(2_000));
}

#[shop_test]
async fn the_boundaries_of_a_sale_are_told_to_every_process(shop: TestShop) {
    let start = moment("2026-03-29T01:00:00Z");
    let end = moment("2026-03-30T01:00:00Z");
    let mug = mug_on_sale(&shop, start, end).await;
    for (at, is_reduced) in [(start, true), (end, false)] {
        go_to(&shop, at);
        let before = shop.clock.now();
        assert_eq!(catalog::follow_prices(&shop).await.unwrap(), 1);
        assert_eq!(catalog::follow_prices(&shop).await.unwrap(), 0);

        let told = shop::changes::since(shop.db.primary(), before)
            .await
            .unwrap();
        assert!(told.contains(&Change::Product(mug.id)));
        let found = catalog::indexed(shop.db.primary(), Currency::EUR, &[mug.id]).await;
        assert_eq!(found.unwrap()[0].is_reduced, is_reduced);
        let reduced = catalog::reduced(&shop, 5).await.unwrap();
        assert_eq!(reduced.len(), usize::from(is_reduced));
    }
}

async fn lowest(shop: &TestShop, variant: VariantId) -> Option<i64> {
    let now = shop.clock.now();
    let found = catalog::lowest_before(shop.db.primary(), &[variant], Currency::EUR, now).await;
    found.unwrap().get(&variant).map(|money| money.minor())
}

#[shop_test]
async fn the_lowest_price_before_a_reduction_is_remembered(shop: TestShop) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let variant = mug.variant();
    assert_eq!(lowest(&shop, variant).await, None, "never another price");
    let days = |count: i64| shop.advance(count * 24 * 60);
    days(10);
    set_price(&shop, &mug, "18.00").await;
    days(1);
    set_price(&shop, &mug, "20.00").await;
    days(5);
    set_price(&shop, &mug, "15.00").await;

    assert_eq!(lowest(&shop, variant).await, Some(1_800));
    days(40);
    assert_eq!(
        lowest(&shop, variant).await,
        Some(1_800),
        "of the time before it began"
    );
    set_price(&shop, &mug, "12.00").await;
    assert_eq!(lowest(&shop, variant).await, Some(1_500));
}

#[shop_test]
async fn a_sale_that_nobody_looked_at_is_in_the_history_at_its_own_time(shop: TestShop) {
    let start = moment("2026-03-10T08:00:00Z");
    let mug = mug_on_sale(&shop, start, moment("2026-03-12T08:00:00Z")).await;
    // Nothing ran meanwhile, and the next thing that happens is another reduction.
    go_to(&shop, moment("2026-03-20T08:00:00Z"));
    edit(&shop, &mug, |draft| {
        draft.variants[0].sale = None;
        draft.variants[0].price = eur(1_800);
    })
    .await;

    assert_eq!(lowest(&shop, mug.variant()).await, Some(1_500));
}

#[shop_test]
async fn what_is_not_on_sale_has_no_price_to_be_compared_with(shop: TestShop) {
    let draft = shop.product("Blue mug").price("10.00");
    let mug = draft.status(ProductStatus::Draft).create().await;
    shop.advance(24 * 60);
    edit(&shop, &mug, |draft| draft.status = ProductStatus::Active).await;
    set_price(&shop, &mug, "20.00").await;
    shop.advance(24 * 60);
    set_price(&shop, &mug, "15.00").await;

    assert_eq!(lowest(&shop, mug.variant()).await, Some(2_000));
}
