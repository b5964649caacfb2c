//! Orders that are not paid in time, and money that comes after that.

use commerce::{CustomerStatus, OrderState, PaymentState};
use shop::{Shop, orders};
use testkit::{TestShop, shop_test};

use crate::support::{
    GOOD_CARD, LATE_CARD, SILENT_CARD, another_attempt, assert_books_balance, at_once, go_to_bank,
    money_of, order, order_by_transfer, paid_order, pay_by_card, reload, run_jobs, story, subjects,
    times_told, type_card, wait,
};

#[shop_test]
async fn an_order_that_is_not_paid_in_time_gives_its_stock_back(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();
    let order = order(&shop, mug, 2).await;
    shop.advance(29);
    assert_eq!(orders::expire_unpaid(&shop).await.unwrap(), 0);
    shop.advance(1);

    assert_eq!(orders::expire_unpaid(&shop).await.unwrap(), 1);

    assert_eq!(orders::expire_unpaid(&shop).await.unwrap(), 0);
    assert_eq!(shop.available(mug).await, 3);
    let order = reload(&shop, &order).await;
    assert_eq!(order.status(), CustomerStatus::Cancelled);
    assert_eq!(story(&shop, &order).await, ["placed", "expired"]);
    assert_books_balance(&shop).await;
    run_jobs(&shop).await;
    assert_eq!(
        subjects(&shop).await,
        [format!("Your order {} was cancelled", order.number)]
    );
}

#[shop_test]
async fn a_transfer_has_a_week(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order_by_transfer(&shop, mug, 2).await;
    wait(&shop, 7 * 24 * 60 - 1).await;
    assert_eq!(reload(&shop, &order).await.state, OrderState::Open);

    wait(&shop, 1).await;

    assert_eq!(reload(&shop, &order).await.state, OrderState::Cancelled);
}

#[shop_test]
async fn two_processes_that_expire_at_once_release_once(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(10).create().await.variant();
    paid_order(&shop, mug, 1).await;
    for _ in 0..3 {
        order(&shop, mug, 2).await;
    }
    shop.advance(30);
    let processes: [Shop; 2] = [shop.shop().clone(), shop.second_process().await];

    let expired = at_once(6, |number| {
        let shop = processes[number % 2].clone();
        async move { orders::expire_unpaid(&shop).await.unwrap() }
    })
    .await;

    assert_eq!(expired.iter().sum::<u64>(), 3);
    assert_eq!(shop.stock(mug).await.reserved, 1);
    assert_books_balance(&shop).await;
    run_jobs(&shop).await;
    processes[1].db.close().await.unwrap();
}

#[shop_test]
async fn paying_and_expiring_at_once_end_with_the_order_paid(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let order = order(&shop, mug, 1).await;
    let reference = go_to_bank(&shop, &order).await;
    type_card(&shop, &reference, GOOD_CARD).await;
    shop.advance(30);

    let (expired, returned) = tokio::join!(
        orders::expire_unpaid(&shop),
        orders::returned(&shop, &order)
    );

    returned.unwrap();
    run_jobs(&shop).await;
    let order = reload(&shop, &order).await;
    let outcome = (order.state, order.payment_state);
    assert_eq!(
        outcome,
        (OrderState::Open, PaymentState::Paid),
        "{expired:?}"
    );
    assert_eq!(money_of(&shop, &order).await, [(1490, 0)]);
    assert_eq!(shop.stock(mug).await.reserved, 1);
    assert_books_balance(&shop).await;
}

/// The card is charged while the order expires.
async fn expired_while_the_bank_thinks(shop: &TestShop, card: &str) -> orders::Order {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let order = order(shop, mug, 1).await;
    shop.advance(30);
    pay_by_card(shop, &order, card).await;
    assert_eq!(orders::expire_unpaid(shop).await.unwrap(), 1);
    run_jobs(shop).await;
    reload(shop, &order).await
}

#[shop_test]
async fn money_that_comes_after_the_expiry_gets_the_stock_back(shop: TestShop) {
    let order = expired_while_the_bank_thinks(&shop, LATE_CARD).await;
    assert_eq!(order.state, OrderState::Cancelled);
    let mug = order.lines[0].variant.unwrap();

    wait(&shop, 1).await;

    let order = reload(&shop, &order).await;
    assert_eq!(order.status(), CustomerStatus::Processing);
    assert_eq!((order.closed_at, shop.available(mug).await), (None, 0));
    assert_eq!(times_told(&shop, &order, "reserved_again").await, 1);
    let number = order.number;
    let expected = [
        format!("Your order {number} was cancelled"),
        format!("Your order {number} at Test shop"),
    ];
    assert_eq!(subjects(&shop).await, expected);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn money_that_comes_after_the_stock_was_sold_goes_back_by_itself(shop: TestShop) {
    let late = expired_while_the_bank_thinks(&shop, LATE_CARD).await;
    let mug = late.lines[0].variant.unwrap();
    let lucky = paid_order(&shop, mug, 1).await;

    wait(&shop, 1).await;

    let late = reload(&shop, &late).await;
    assert_eq!(late.status(), CustomerStatus::Refunded);
    assert_eq!(late.state, OrderState::Cancelled);
    assert_eq!(money_of(&shop, &late).await, [(1490, 1490)]);
    assert_eq!(times_told(&shop, &late, "stock_gone").await, 1);
    let told = format!("Your order {}: we refund your payment", late.number);
    assert!(subjects(&shop).await.contains(&told));
    assert_eq!(
        reload(&shop, &lucky).await.payment_state,
        PaymentState::Paid
    );
    assert_eq!(shop.stock(mug).await.reserved, 1);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn an_order_with_one_part_gone_is_refunded_whole_and_holds_nothing(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await.variant();
    let pen = shop.product("Red pen").stock(1).create().await.variant();
    let token = crate::support::ready_cart(&shop, mug, 2).await;
    crate::support::add(&shop, &token, pen, 1).await;
    let placed = crate::support::place(&shop, &token, "sandbox")
        .await
        .unwrap();
    shop.advance(30);
    pay_by_card(&shop, &placed.order, LATE_CARD).await;
    orders::expire_unpaid(&shop).await.unwrap();
    order(&shop, pen, 1).await;

    wait(&shop, 1).await;

    let late = reload(&shop, &placed.order).await;
    assert_eq!(late.status(), CustomerStatus::Refunded);
    assert_eq!(shop.stock(mug).await.reserved, 0);
    assert_eq!(shop.stock(pen).await.reserved, 1);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn the_expiry_itself_finds_money_that_no_webhook_told_of(shop: TestShop) {
    let order = expired_while_the_bank_thinks(&shop, SILENT_CARD).await;

    let outcome = (order.state, order.payment_state);
    assert_eq!(outcome, (OrderState::Open, PaymentState::Paid));
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn two_late_payments_of_one_order_keep_one(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let order = order(&shop, mug, 1).await;
    let first = go_to_bank(&shop, &order).await;
    let (_, second) = another_attempt(&shop, &order, order.amounts.total).await;
    shop.advance(30);
    type_card(&shop, &first, LATE_CARD).await;
    type_card(&shop, &second, LATE_CARD).await;
    orders::expire_unpaid(&shop).await.unwrap();
    run_jobs(&shop).await;

    wait(&shop, 1).await;

    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Paid);
    let mut money = money_of(&shop, &order).await;
    money.sort_unstable();
    assert_eq!(money, [(1490, 0), (1490, 1490)]);
    assert_eq!(shop.stock(mug).await.reserved, 1);
    assert_books_balance(&shop).await;
}
