use commerce::{CustomerStatus, OrderState, PaymentState};
use shop::{
    Failure, FailureKind,
    fulfilment::{self, NewShipment},
    ids::OrderId,
    orders::{self, CancelError, PayError},
    payments::SANDBOX,
};
use testkit::{TestShop, shop_test};

use crate::support::{
    GOOD_CARD, SYSTEM, assert_books_balance, at_once, file, go_to_bank, money_of, order,
    order_by_transfer, paid_order, pay_by_card, reload, run_jobs, story, subjects, times_told,
};

#[shop_test]
async fn cancelling_an_order_releases_its_stock_once(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();
    let order = order(&shop, mug, 2).await;
    assert_eq!(shop.available(mug).await, 1);

    orders::cancel(&shop, &SYSTEM, order.id, order.version, " changed mind ")
        .await
        .unwrap();

    assert_eq!(shop.available(mug).await, 3);
    let order = reload(&shop, &order).await;
    assert_eq!(order.status(), CustomerStatus::Cancelled);
    assert_eq!(order.payment_state, PaymentState::Voided);
    assert_eq!(
        (order.closed_at, order.hold_until),
        (Some(shop.clock.now()), None)
    );
    let again = orders::cancel(&shop, &SYSTEM, order.id, order.version, "").await;
    assert!(matches!(again, Err(CancelError::Refused(_))), "{again:?}");
    assert_eq!(shop.stock(mug).await.reserved, 0);
    assert_books_balance(&shop).await;
    run_jobs(&shop).await;
}

#[shop_test]
async fn cancelled_by_two_colleagues_at_once_it_is_released_once(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await.variant();
    order(&shop, mug, 1).await;
    let order = order(&shop, mug, 2).await;

    let outcomes = at_once(6, |_| {
        let (shop, order) = (shop.clone(), order.clone());
        async move {
            orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
                .await
                .is_ok()
        }
    })
    .await;

    assert_eq!(outcomes.iter().filter(|done| **done).count(), 1);
    assert_eq!(shop.stock(mug).await.reserved, 1);
    assert_eq!(times_told(&shop, &order, "cancelled").await, 1);
    run_jobs(&shop).await;
    assert_eq!(subjects(&shop).await.len(), 1);
}

#[shop_test]
async fn a_cancelled_order_that_was_paid_by_card_is_refunded(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .create()
        .await
        .variant();
    let order = paid_order(&shop, mug, 2).await;

    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();
    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    assert_eq!(money_of(&shop, &order).await, [(2990, 2990)]);
    assert_eq!(order.payment_state, PaymentState::Refunded);
    let story = story(&shop, &order).await;
    let end = ["cancelled", "refund_started"];
    assert_eq!(story[story.len() - 4..][..2], end);
    assert_eq!(times_told(&shop, &order, "refunded").await, 1);
    assert_eq!(shop.available(mug).await, 10);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn nobody_can_pay_a_cancelled_order_at_the_bank_any_more(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let reference = go_to_bank(&shop, &order).await;
    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();
    run_jobs(&shop).await;

    let bank = &shop.gateways.sandbox_access.bank;
    let card = shop::payments::HostedPage(bank)
        .submit_card(&reference, GOOD_CARD)
        .await;

    assert_eq!(card.unwrap_err().kind(), FailureKind::Invalid);
    let order = reload(&shop, &order).await;
    let again = orders::pay(&shop, &order, None).await;
    assert!(matches!(again, Err(PayError::NotPayable)), "{again:?}");
}

#[shop_test]
async fn an_order_that_is_paid_while_it_is_cancelled_stays_cancelled_and_is_refunded(
    shop: TestShop,
) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    pay_by_card(&shop, &order, GOOD_CARD).await;

    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();
    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    let outcome = (order.state, order.payment_state);
    assert_eq!(outcome, (OrderState::Cancelled, PaymentState::Refunded));
    assert_eq!(money_of(&shop, &order).await, [(1490, 1490)]);
    assert_eq!(times_told(&shop, &order, "paid_after_cancelled").await, 1);
    assert_eq!(times_told(&shop, &order, "reserved_again").await, 0);
    assert_eq!(shop.stock(mug).await.reserved, 0);
    let subjects = subjects(&shop).await;
    let refunded = subjects.iter().filter(|said| said.contains("we refund"));
    assert_eq!(refunded.count(), 1, "{subjects:?}");
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn a_transfer_for_an_order_that_staff_cancelled_is_noted_and_sent_back_by_hand(
    shop: TestShop,
) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order_by_transfer(&shop, mug, 1).await;
    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();
    let order = reload(&shop, &order).await;

    orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    let outcome = (order.state, order.payment_state);
    assert_eq!(outcome, (OrderState::Cancelled, PaymentState::Paid));
    assert_eq!(shop.stock(mug).await.reserved, 0);
    let attempts = file(&shop, order.id).await.payments;
    assert!(orders::to_refund_by_hand(&order, &attempts).is_some());
    orders::mark_refunded(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    let order = reload(&shop, &order).await;
    assert_eq!(order.status(), CustomerStatus::Refunded);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn a_page_that_is_older_than_the_order_cancels_nothing(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    pay_by_card(&shop, &order, GOOD_CARD).await;
    run_jobs(&shop).await;

    let stale = orders::cancel(&shop, &SYSTEM, order.id, order.version, "").await;
    assert!(matches!(stale, Err(CancelError::Stale)), "{stale:?}");
    let unknown = orders::cancel(&shop, &SYSTEM, OrderId::generate(), 1, "").await;
    assert!(matches!(unknown, Err(CancelError::NotFound)), "{unknown:?}");

    assert_eq!(reload(&shop, &order).await.state, OrderState::Open);
    assert_eq!(shop.available(mug).await, 9);
}

#[shop_test]
async fn what_has_left_the_house_cannot_be_cancelled(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 2).await;
    let part = NewShipment {
        lines: Some(vec![(order.lines[0].id, 1)]),
        ..NewShipment::default()
    };
    fulfilment::ship(&shop, &SYSTEM, order.id, order.version, &part)
        .await
        .unwrap();
    let order = reload(&shop, &order).await;

    let outcome = orders::cancel(&shop, &SYSTEM, order.id, order.version, "").await;

    assert!(matches!(outcome, Err(CancelError::Shipped)), "{outcome:?}");
    assert_eq!(shop.stock(mug).await.reserved, 1);
    run_jobs(&shop).await;
}

#[shop_test]
async fn a_transfer_goes_back_by_hand_after_the_order_was_cancelled(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order_by_transfer(&shop, mug, 1).await;
    orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    let order = reload(&shop, &order).await;
    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();
    run_jobs(&shop).await;
    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Paid);

    orders::mark_refunded(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();

    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Refunded);
    assert_eq!(money_of(&shop, &order).await, [(1490, 1490)]);
    let again = orders::mark_refunded(&shop, &SYSTEM, order.id, order.version).await;
    assert!(matches!(again, Err(PayError::NothingToRefund)), "{again:?}");
    assert_books_balance(&shop).await;
    run_jobs(&shop).await;
    assert_ne!(order.payment_method, SANDBOX);
}
