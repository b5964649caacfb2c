use payments::sandbox::{Event, EventPayment};
use shop::{FailureKind, Shop, orders, payments::ReceiveError};
use testkit::{TestShop, shop_test};

use crate::support::{
    GOOD_CARD, assert_books_balance, at_once, deliver, go_to_bank, kind, money_of, order, reload,
    run_jobs, signed, subjects, times_told, type_card,
};

fn event(reference: &str, number: u32) -> Event {
    Event {
        id: format!("evt_{reference}_{number}"),
        kind: "payment.captured".to_owned(),
        created: 0,
        data: EventPayment {
            payment: reference.to_owned(),
        },
    }
}

/// Sends an event as the bank does.
async fn send(shop: &Shop, event: &Event) -> Result<(), ReceiveError> {
    deliver(shop, &signed(shop, event), event.body().as_bytes()).await
}

/// An order whose card is charged, though the shop did not hear of it.
async fn charged(shop: &TestShop) -> (orders::Order, String) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(shop, mug, 1).await;
    let reference = go_to_bank(shop, &order).await;
    type_card(shop, &reference, GOOD_CARD).await;
    (order, reference)
}

async fn assert_paid_once(shop: &TestShop, order: &orders::Order) {
    assert_eq!(money_of(shop, order).await, [(1490, 0)]);
    assert_eq!(times_told(shop, order, "paid").await, 1);
    assert_eq!(subjects(shop).await.len(), 1);
    assert_books_balance(shop).await;
}

#[shop_test]
async fn a_webhook_that_comes_ten_times_captures_once(shop: TestShop) {
    let (order, reference) = charged(&shop).await;
    let event = event(&reference, 1);

    at_once(10, |_| {
        let (shop, event) = (shop.clone(), event.clone());
        async move { send(&shop, &event).await.unwrap() }
    })
    .await;
    run_jobs(&shop).await;
    send(&shop, &event).await.unwrap();
    run_jobs(&shop).await;

    assert_paid_once(&shop, &order).await;
}

#[shop_test]
async fn webhooks_in_any_order_end_the_same(shop: TestShop) {
    let (order, reference) = charged(&shop).await;
    let mut late = event(&reference, 7);
    "payment.declined".clone_into(&mut late.kind);

    for number in [3, 1, 2] {
        send(&shop, &event(&reference, number)).await.unwrap();
        run_jobs(&shop).await;
    }
    send(&shop, &late).await.unwrap();
    run_jobs(&shop).await;

    assert_paid_once(&shop, &order).await;
}

#[shop_test]
async fn what_a_webhook_says_is_not_believed_but_looked_up(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let reference = go_to_bank(&shop, &order).await;

    send(&shop, &event(&reference, 1)).await.unwrap();
    run_jobs(&shop).await;

    assert_eq!(reload(&shop, &order).await, order);
    assert_eq!(money_of(&shop, &order).await, [(0, 0)]);
}

#[shop_test]
async fn forged_webhooks_are_refused_and_change_nothing(shop: TestShop) {
    let (order, reference) = charged(&shop).await;
    let event = event(&reference, 1);
    let (body, good) = (event.body(), signed(&shop, &event));
    let other = body.replace("captured", "refunded");
    let now = shop.clock.now().timestamp();
    let forged = payments::sandbox::sign("a guess", now, body.as_bytes());

    for (name, signature, body) in [
        ("another secret", forged.as_str(), &body),
        ("another body", &good, &other),
        ("no signature", "", &body),
        ("nonsense", "t=x,v1=zz", &body),
    ] {
        let outcome = deliver(&shop, signature, body.as_bytes()).await;
        assert_eq!(kind(outcome), Some(FailureKind::Invalid), "{name}");
    }
    let unreadable = payments::sandbox::sign(&shop.gateways.sandbox_access.secret, now, b"{}");
    let outcome = deliver(&shop, &unreadable, b"{}").await;
    assert_eq!(kind(outcome), Some(FailureKind::Invalid));

    shop.may_leave_jobs();
    assert_eq!(reload(&shop, &order).await, order);
    // The refused ones did not use the event up.
    send(&shop, &event).await.unwrap();
    run_jobs(&shop).await;
    assert_paid_once(&shop, &order).await;
}

#[shop_test]
async fn a_webhook_that_was_recorded_cannot_be_played_again_later(shop: TestShop) {
    let (_, reference) = charged(&shop).await;
    let event = event(&reference, 1);
    let recorded = signed(&shop, &event);
    shop.advance(6);

    let replayed = deliver(&shop, &recorded, event.body().as_bytes()).await;

    assert_eq!(kind(replayed), Some(FailureKind::Invalid));
    run_jobs(&shop).await;
}

#[shop_test]
async fn a_webhook_about_a_payment_of_somebody_else_is_taken_and_ignored(shop: TestShop) {
    let event = event("sbx_unknown", 1);

    send(&shop, &event).await.unwrap();
    send(&shop, &event).await.unwrap();

    let ready = shop::jobs::count(&shop, shop::jobs::State::Ready).await;
    assert_eq!(ready.unwrap(), 0);
}

#[shop_test]
async fn a_webhook_for_a_gateway_that_is_not_there_is_refused(shop: TestShop) {
    for gateway in ["barter", "manual"] {
        let none = |_: &str| None;
        let outcome = orders::receive_webhook(&shop, gateway, &none, b"{}").await;
        assert!(outcome.is_err(), "{gateway}");
    }
    let none = |_: &str| None;
    let outcome = orders::receive_webhook(&shop, "barter", &none, b"{}").await;
    assert_eq!(kind(outcome), Some(FailureKind::NotFound));
}

#[shop_test]
async fn a_webhook_that_is_three_days_late_still_counts(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let reference = go_to_bank(&shop, &order).await;
    type_card(&shop, &reference, GOOD_CARD).await;
    // Neither worker nor poller ran: the shop was switched off.
    shop.advance(3 * 24 * 60);

    send(&shop, &event(&reference, 1)).await.unwrap();
    run_jobs(&shop).await;
    shop.run_due_sweeps().await;
    run_jobs(&shop).await;

    assert_paid_once(&shop, &order).await;
    let order = reload(&shop, &order).await;
    assert_eq!(order.state, commerce::OrderState::Open);
}
