//! Another amount than was asked for is nobody's payment.

use commerce::PaymentState;
use shop::{orders, payments::Source};
use testkit::{TestShop, shop_test};

use crate::support::{
    GOOD_CARD, another_attempt, assert_books_balance, eur, order, reload, run_jobs, times_told,
    type_card,
};

#[shop_test]
async fn another_amount_than_the_orders_is_not_paid_but_told_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let (payment, reference) = another_attempt(&shop, &order, eur("1.49")).await;
    type_card(&shop, &reference, GOOD_CARD).await;

    run_jobs(&shop).await;
    orders::returned(&shop, &order).await.unwrap();
    orders::settle(&shop, payment, Source::Poll).await.unwrap();

    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Pending);
    assert!(!order.is_shippable());
    assert_eq!(times_told(&shop, &order, "payment_mismatch").await, 1);
    assert!(shop.mails().await.is_empty());
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn another_currency_than_the_orders_is_not_paid(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let minor = order.amounts.total.minor();
    let yen = commerce::Money::new(minor, "JPY".parse().unwrap());
    let (_, reference) = another_attempt(&shop, &order, yen).await;
    type_card(&shop, &reference, GOOD_CARD).await;

    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Pending);
    assert_eq!(times_told(&shop, &order, "payment_mismatch").await, 1);
    assert_books_balance(&shop).await;
}
