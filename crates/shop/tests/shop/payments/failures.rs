//! An order that fails to be paid again and again is left alone for a while.

use chrono::TimeDelta;
use commerce::PaymentState;
use payments::sandbox::{Event, EventPayment, bank::DECLINED};
use shop::{
    Failure, FailureKind, Shop,
    orders::{self, Order, PayError},
    payments::HostedPage,
};
use testkit::{TestShop, shop_test};

use crate::support::{
    DECLINED_CARD, GOOD_CARD, SYSTEM, assert_books_balance, deliver, file, go_to_bank, order,
    pay_by_card, reload, run_jobs, signed, type_card,
};

async fn give_up(shop: &Shop, order: &Order) {
    let page = go_to_bank(shop, order).await;
    let bank = HostedPage(&shop.gateways.sandbox_access.bank);
    bank.cancel(&page).await.unwrap();
    run_jobs(shop).await;
}

#[shop_test]
async fn five_declined_cards_close_the_page_and_make_a_pause_that_every_process_keeps(
    shop: TestShop,
) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let page = go_to_bank(&shop, &order).await;
    for tried in 1..=5 {
        type_card(&shop, &page, DECLINED_CARD).await;
        run_jobs(&shop).await;
        let paused = orders::paused_until(&shop, &order).await.unwrap();
        assert_eq!(paused.is_some(), tried == 5, "after {tried}");
    }

    let bank = HostedPage(&shop.gateways.sandbox_access.bank);
    let sixth = bank.submit_card(&page, GOOD_CARD).await;
    assert_eq!(sixth.unwrap_err().kind(), FailureKind::Invalid);
    let payments = file(&shop, order.id).await.payments;
    assert_eq!(payments[0].state, PaymentState::Voided);
    let order = reload(&shop, &order).await;
    let second = shop.second_process().await;
    let again = orders::pay(&second, &order, None).await;
    let expected = shop.clock.now() + TimeDelta::minutes(10);
    assert!(
        matches!(again, Err(PayError::Paused { until }) if until == expected),
        "{again:?}"
    );
    second.db.close().await.unwrap();

    shop.advance(10);
    let other_page = pay_by_card(&shop, &order, GOOD_CARD).await;
    run_jobs(&shop).await;
    assert_ne!(other_page, page);
    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Paid);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn giving_up_at_the_bank_counts_too_and_other_orders_are_not_touched(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let (tried, other) = (order(&shop, mug, 1).await, order(&shop, mug, 1).await);
    for _ in 0..5 {
        give_up(&shop, &tried).await;
    }

    let again = orders::pay(&shop, &tried, None).await;

    assert!(matches!(again, Err(PayError::Paused { .. })), "{again:?}");
    assert_eq!(file(&shop, tried.id).await.payments.len(), 5);
    go_to_bank(&shop, &other).await;
    // Money that comes another way is welcome all the same.
    let tried = reload(&shop, &tried).await;
    orders::mark_paid(&shop, &SYSTEM, tried.id, tried.version)
        .await
        .unwrap();
    run_jobs(&shop).await;
}

#[shop_test]
async fn a_decline_that_is_told_again_and_again_counts_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let page = go_to_bank(&shop, &order).await;
    type_card(&shop, &page, DECLINED_CARD).await;
    run_jobs(&shop).await;

    let event = Event {
        id: format!("evt_{page}_1"),
        kind: DECLINED.to_owned(),
        created: 0,
        data: EventPayment { payment: page },
    };
    for _ in 0..6 {
        let (signed, body) = (signed(&shop, &event), event.body());
        deliver(&shop, &signed, body.as_bytes()).await.unwrap();
    }
    run_jobs(&shop).await;

    let payment = file(&shop, order.id).await.payments[0].id;
    let told = shop::payments::entries(shop.db.reader(), payment).await;
    let kinds: Vec<_> = told.unwrap().into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, ["declined"]);
    assert_eq!(orders::paused_until(&shop, &order).await.unwrap(), None);
}
