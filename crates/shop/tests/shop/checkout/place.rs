use commerce::{CustomerStatus, OrderState, PaymentState};
use shop::{
    checkout::{self, PlaceError},
    orders,
    payments::{MANUAL, SANDBOX},
};
use testkit::{TestShop, shop_test};

use crate::support::{
    add, assert_books_balance, confirm, eur, file, order, place, ready_cart, reload, story, total,
};

#[shop_test]
async fn an_order_is_what_the_customer_saw(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .create()
        .await
        .variant();
    let pen = shop
        .product("Red pen")
        .price("1.00")
        .create()
        .await
        .variant();
    let token = ready_cart(&shop, mug, 2).await;
    add(&shop, &token, pen, 3).await;

    let order = place(&shop, &token, SANDBOX).await.unwrap().order;

    let lines: Vec<_> = order
        .lines
        .iter()
        .map(|line| (line.title.as_str(), line.quantity.get(), line.gross))
        .collect();
    assert_eq!(
        lines,
        [("Blue mug", 2, eur("25.00")), ("Red pen", 3, eur("3.00"))]
    );
    assert_eq!(order.amounts.total, eur("32.90"));
    assert_eq!(order.status(), CustomerStatus::AwaitingPayment);
    assert_eq!(reload(&shop, &order).await, order);
    assert_eq!(
        (shop.available(mug).await, shop.available(pen).await),
        (8, 7)
    );
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn an_order_says_why_every_amount_is_what_it_is(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .create()
        .await
        .variant();
    let order = order(&shop, mug, 2).await;

    let rows = file(&shop, order.id).await.adjustments;

    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.line, row.reason.as_str(), row.amount))
        .collect();
    let line = order.lines[0].id;
    // 25.00 and 4.90 contain 19 %.
    let expected = [
        (Some(line), "MwSt.", eur("3.99")),
        (None, "MwSt.", eur("0.78")),
    ];
    assert_eq!(told, expected);
    assert_eq!(order.amounts.tax, eur("4.77"));
    let taxes = order.taxes();
    assert_eq!((taxes.len(), taxes[0].tax), (1, order.amounts.tax));
}

#[shop_test]
async fn a_second_click_finds_the_order_of_the_first(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;
    let request = confirm(total(&shop, &token).await, SANDBOX);

    let first = checkout::place(&shop, &token, &request).await.unwrap();
    shop.advance(60);
    let second = checkout::place(&shop, &token, &request).await.unwrap();

    assert!(first.is_new && !second.is_new);
    assert_eq!(first.order, second.order);
    assert_eq!(shop.available(mug).await, 9);
    let by_token = orders::by_token(&shop, &first.order.token).await.unwrap();
    assert_eq!(by_token.unwrap().id, first.order.id);
    let of_cart = orders::of_cart(shop.db.primary(), first.order.cart).await;
    assert_eq!(of_cart.unwrap(), Some(first.order.id));
}

#[shop_test]
async fn the_stock_is_kept_for_as_long_as_the_way_of_paying_needs(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();

    for (method, minutes) in [(SANDBOX, 30), (MANUAL, 7 * 24 * 60)] {
        let token = ready_cart(&shop, mug, 1).await;
        let order = place(&shop, &token, method).await.unwrap().order;
        let kept = order.hold_until.unwrap() - order.placed_at;
        assert_eq!(kept.num_minutes(), minutes, "{method}");
        assert_eq!(order.state, OrderState::Open);
        assert_eq!(order.payment_state, PaymentState::Pending);
        assert_eq!(story(&shop, &order).await, ["placed"]);
    }
    crate::support::run_jobs(&shop).await;
}

#[shop_test]
async fn what_may_be_sold_beyond_the_stock_is_sold(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).backorder().create().await;

    order(&shop, mug.variant(), 3).await;

    let stock = shop.stock(mug.variant()).await;
    assert_eq!(
        (stock.on_hand, stock.reserved, stock.available()),
        (1, 3, 0)
    );
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn another_currency_than_the_shops_is_not_the_total(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;
    let minor = total(&shop, &token).await.minor();
    let dollars = commerce::Money::new(minor, "USD".parse().unwrap());

    let placed = checkout::place(&shop, &token, &confirm(dollars, SANDBOX)).await;

    assert!(matches!(placed, Err(PlaceError::Changed(_))), "{placed:?}");
    assert_eq!(shop.available(mug).await, 10);
}

#[shop_test]
async fn an_order_that_costs_nothing_is_paid_as_it_is_placed(shop: TestShop) {
    let mut settings = testkit::test_settings();
    settings.countries[0].shipping_price_minor = 0;
    shop::settings::save(&shop, &crate::support::SYSTEM, &settings, 1)
        .await
        .unwrap();
    let sample = shop
        .product("Sample")
        .price("0.00")
        .create()
        .await
        .variant();

    let order = order(&shop, sample, 1).await;
    crate::support::run_jobs(&shop).await;
    crate::support::wait(&shop, 60).await;

    assert_eq!(reload(&shop, &order).await, order);
    assert!(order.is_shippable());
    assert_eq!(order.status(), CustomerStatus::Processing);
    assert!(file(&shop, order.id).await.payments.is_empty());
    assert_eq!(crate::support::subjects(&shop).await.len(), 1);
    assert_books_balance(&shop).await;
}
