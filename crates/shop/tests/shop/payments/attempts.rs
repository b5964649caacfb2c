use std::collections::BTreeSet;

use commerce::{CustomerStatus, PaymentState};
use payments::NextStep;
use shop::{
    orders::{self, PayError},
    payments::{HostedPage, MANUAL, SANDBOX},
};
use testkit::{TestShop, shop_test, test_settings};

use crate::support::{
    GOOD_CARD, SYSTEM, another_attempt, assert_books_balance, at_once, file, go_to_bank, money_of,
    order, paid_order, pay_by_card, reload, run_jobs, story, subjects, times_told, type_card,
};

#[shop_test]
async fn however_often_the_customer_clicks_there_is_one_payment(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;

    let pages = at_once(8, |_| {
        let (shop, order) = (shop.clone(), order.clone());
        async move { go_to_bank(&shop, &order).await }
    })
    .await;

    assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(go_to_bank(&shop, &order).await, pages[0]);
    let payments = file(&shop, order.id).await.payments;
    assert_eq!(payments.len(), 1);
    assert_eq!(payments[0].reference.as_ref(), Some(&pages[0]));
}

#[shop_test]
async fn who_gives_up_at_the_bank_may_try_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let first = go_to_bank(&shop, &order).await;
    HostedPage(&shop.gateways.sandbox_access.bank)
        .cancel(&first)
        .await
        .unwrap();
    orders::returned(&shop, &order).await.unwrap();
    let failed = reload(&shop, &order).await;
    assert_eq!(failed.status(), CustomerStatus::PaymentFailed);

    let second = pay_by_card(&shop, &failed, GOOD_CARD).await;
    run_jobs(&shop).await;

    assert_ne!(first, second);
    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Paid);
    assert_eq!(money_of(&shop, &order).await, [(0, 0), (1490, 0)]);
    let story = story(&shop, &order).await;
    assert_eq!(
        story[..4],
        ["placed", "payment_failed", "payment_started", "paid"]
    );
}

#[shop_test]
async fn another_attempt_is_opened_once_however_many_ask_for_it(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = crate::support::order_by_transfer(&shop, mug, 1).await;

    let pages = at_once(8, |_| {
        let (shop, order) = (shop.clone(), order.clone());
        async move { go_to_bank(&shop, &order).await }
    })
    .await;

    assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), 1);
    let methods = file(&shop, order.id).await.payments.into_iter();
    let methods: Vec<_> = methods.map(|payment| payment.gateway).collect();
    assert_eq!(methods, [MANUAL, SANDBOX]);
    run_jobs(&shop).await;
}

#[shop_test]
async fn an_order_that_is_paid_twice_gives_the_second_payment_back(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let first = go_to_bank(&shop, &order).await;
    let (_, second) = another_attempt(&shop, &order, order.amounts.total).await;
    type_card(&shop, &first, GOOD_CARD).await;
    run_jobs(&shop).await;

    type_card(&shop, &second, GOOD_CARD).await;
    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    let mut money = money_of(&shop, &order).await;
    money.sort_unstable();
    assert_eq!(money, [(1490, 0), (1490, 1490)]);
    assert_eq!(order.payment_state, PaymentState::Paid);
    assert!(order.is_shippable());
    assert_eq!(times_told(&shop, &order, "refunded").await, 1);
    assert_eq!(subjects(&shop).await.len(), 1);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn two_payments_at_the_same_moment_keep_one(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let first = go_to_bank(&shop, &order).await;
    let (_, second) = another_attempt(&shop, &order, order.amounts.total).await;
    type_card(&shop, &first, GOOD_CARD).await;
    type_card(&shop, &second, GOOD_CARD).await;

    at_once(4, |_| {
        let (shop, order) = (shop.clone(), order.clone());
        async move { orders::returned(&shop, &order).await.unwrap() }
    })
    .await;
    run_jobs(&shop).await;

    let mut money = money_of(&shop, &order).await;
    money.sort_unstable();
    assert_eq!(money, [(1490, 0), (1490, 1490)]);
    assert_eq!(
        reload(&shop, &order).await.payment_state,
        PaymentState::Paid
    );
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn a_paid_order_is_not_paid_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let stale = order(&shop, mug, 1).await;
    pay_by_card(&shop, &stale, GOOD_CARD).await;
    run_jobs(&shop).await;
    let paid = reload(&shop, &stale).await;

    let again = orders::pay(&shop, &paid, None).await;
    assert!(matches!(again, Err(PayError::NotPayable)), "{again:?}");
    // A page that was opened before opens no transfer either.
    let other = orders::pay(&shop, &stale, Some(MANUAL)).await;
    assert!(matches!(other, Err(PayError::NotPayable)), "{other:?}");
    assert_eq!(file(&shop, paid.id).await.payments.len(), 1);
}

#[shop_test]
async fn the_way_of_paying_can_be_changed_to_what_is_offered(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let next = orders::pay(&shop, &order, Some(MANUAL)).await.unwrap();
    assert_eq!(next, NextStep::Instructions);

    let mut settings = test_settings();
    settings.bank_transfer = None;
    shop::settings::save(&shop, &SYSTEM, &settings, 1)
        .await
        .unwrap();
    let other = crate::support::order(&shop, mug, 1).await;
    for method in [MANUAL, "barter"] {
        let next = orders::pay(&shop, &other, Some(method)).await;
        assert!(
            matches!(next, Err(PayError::NotOffered)),
            "{method}: {next:?}"
        );
    }
}

#[shop_test]
async fn the_bank_is_asked_for_the_total_in_the_units_of_its_currency(shop: TestShop) {
    for (version, code, price, total) in [
        (1, "JPY", "1234", 1_234 + 500),
        (2, "KWD", "1.234", 1_234 + 500),
    ] {
        let mut settings = test_settings();
        settings.currency = code.parse().unwrap();
        settings.countries[0].shipping_price_minor = 500;
        shop::settings::save(&shop, &SYSTEM, &settings, version)
            .await
            .unwrap();
        let mug = shop
            .product(&format!("{code} mug"))
            .price(price)
            .create()
            .await;
        let order = order(&shop, mug.variant(), 1).await;

        let reference = pay_by_card(&shop, &order, GOOD_CARD).await;
        run_jobs(&shop).await;

        let bank = HostedPage(&shop.gateways.sandbox_access.bank);
        let charged = bank.find(&reference).await.unwrap().unwrap();
        assert_eq!(charged.captured, order.amounts.total);
        assert_eq!(charged.captured.minor(), total, "{code}");
        assert_eq!(charged.captured.currency().code(), code);
        assert_eq!(
            reload(&shop, &order).await.payment_state,
            PaymentState::Paid
        );
    }
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn refunds_never_exceed_what_came_in(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 1).await;
    let payment = file(&shop, order.id).await.payments.remove(0);
    let refund = &orders::RefundOrder {
        payment: payment.id,
        amount: payment.captured,
    };
    let now = shop.clock.now();
    let twice: Result<(), db::DbError> = shop
        .db
        .transaction(|tx| async move {
            shop::jobs::enqueue(&tx, refund, now).await?;
            shop::jobs::enqueue(&tx, refund, now).await?;
            Ok(())
        })
        .await;
    twice.unwrap();

    shop::jobs::run_due(&shop, &crate::support::registry())
        .await
        .unwrap();

    assert_eq!(money_of(&shop, &order).await, [(1490, 1490)]);
    assert_eq!(times_told(&shop, &order, "refund_failed").await, 1);
    let parked = shop::jobs::list(&shop, shop::jobs::State::Parked, 9)
        .await
        .unwrap();
    assert_eq!(parked.len(), 1);
    assert_books_balance(&shop).await;
    shop.may_leave_jobs();
}
