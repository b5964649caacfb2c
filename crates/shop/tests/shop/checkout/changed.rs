//! What is not as the customer saw it stops the order, and is told.

use commerce::Money;
use shop::{
    Shop, Token,
    catalog::ProductStatus,
    checkout::{self, Changed, PlaceError},
    payments::SANDBOX,
};
use testkit::{TestShop, shop_test, test_settings};

use crate::support::{SYSTEM, add, confirm, edit, eur, order, ready_cart, set_price, total};

/// What is told of an order that is not placed.
async fn told(shop: &Shop, token: &Token, seen: Money) -> Vec<Changed> {
    let placed = checkout::place(shop, token, &confirm(seen, SANDBOX)).await;
    let Err(PlaceError::Changed(changed)) = placed else {
        panic!("{placed:?}");
    };
    changed
}

fn blue_mug() -> String {
    "Blue mug".to_owned()
}

#[shop_test]
async fn a_new_price_refuses_the_old_total_and_accepts_the_new_one(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let token = ready_cart(&shop, mug.variant(), 2).await;
    let (seen, now) = (total(&shop, &token).await, eur("30.90"));
    set_price(&shop, &mug, "13.00").await;

    let price = Changed::Price {
        title: blue_mug(),
        before: eur("12.50"),
        now: eur("13.00"),
    };
    let expected = [price, Changed::Total { seen, now }];
    assert_eq!(told(&shop, &token, seen).await, expected);
    assert_eq!(shop.available(mug.variant()).await, 10);

    let placed = checkout::place(&shop, &token, &confirm(now, SANDBOX)).await;
    assert_eq!(placed.unwrap().order.amounts.total, now);
}

#[shop_test]
async fn a_new_shipping_price_refuses_the_old_total(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let token = ready_cart(&shop, mug.variant(), 1).await;
    let seen = total(&shop, &token).await;
    let mut settings = test_settings();
    settings.countries[0].shipping_price_minor = 590;
    shop::settings::save(&shop, &SYSTEM, &settings, 1)
        .await
        .unwrap();

    let now = eur("18.40");
    assert_eq!(
        told(&shop, &token, seen).await,
        [Changed::Total { seen, now }]
    );
}

#[shop_test]
async fn sold_out_between_the_steps_is_told(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(2).create().await.variant();
    let token = ready_cart(&shop, mug, 2).await;
    let seen = total(&shop, &token).await;

    order(&shop, mug, 1).await;
    let fewer = Changed::Fewer {
        title: blue_mug(),
        available: 1,
    };
    assert_eq!(told(&shop, &token, seen).await, [fewer]);

    order(&shop, mug, 1).await;
    let sold_out = Changed::SoldOut { title: blue_mug() };
    assert_eq!(told(&shop, &token, seen).await, [sold_out]);
    assert_eq!(shop.stock(mug).await.reserved, 2);
}

#[shop_test]
async fn taken_off_sale_between_the_steps_is_told(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let pen = shop
        .product("Red pen")
        .price("1.00")
        .create()
        .await
        .variant();
    let token = ready_cart(&shop, mug.variant(), 1).await;
    add(&shop, &token, pen, 1).await;
    let seen = total(&shop, &token).await;
    edit(&shop, &mug, |draft| draft.status = ProductStatus::Archived).await;

    let changed = told(&shop, &token, seen).await;

    assert_eq!(changed[0], Changed::NotForSale { title: blue_mug() });
    let now = eur("5.90");
    assert_eq!(changed[1], Changed::Total { seen, now });
    // Not even with the right total: the customer has to take it out first.
    let sold = [Changed::NotForSale { title: blue_mug() }];
    assert_eq!(told(&shop, &token, now).await, sold);
    assert_eq!(shop.available(pen).await, 10);
}

#[shop_test]
async fn one_line_that_is_short_leaves_the_others_alone(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let pen = shop.product("Red pen").stock(5).create().await.variant();
    let token = ready_cart(&shop, pen, 5).await;
    add(&shop, &token, mug, 1).await;
    let seen = total(&shop, &token).await;
    order(&shop, mug, 1).await;

    told(&shop, &token, seen).await;

    assert_eq!(shop.available(pen).await, 5);
    crate::support::assert_books_balance(&shop).await;
}
