//! Money that staff see on the shop's bank account.

use commerce::{CustomerStatus, OrderState, PaymentState};
use payments::NextStep;
use shop::{
    ids::OrderId,
    orders::{self, PayError},
    payments::{MANUAL, SANDBOX},
};
use testkit::{TestShop, shop_test};

use crate::support::{
    GOOD_CARD, SYSTEM, assert_books_balance, at_once, file, money_of, order, order_by_transfer,
    paid_order, pay_by_card, reload, run_jobs, story, subjects, times_told, wait,
};

#[shop_test]
async fn a_transfer_is_marked_paid_and_the_order_goes_to_the_warehouse(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order_by_transfer(&shop, mug, 1).await;
    let next = orders::pay(&shop, &order, None).await.unwrap();
    assert_eq!(next, NextStep::Instructions);
    shop.advance(600);

    orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    assert_eq!(order.status(), CustomerStatus::Processing);
    assert_eq!(
        (order.paid_at, order.hold_until),
        (Some(shop.clock.now()), None)
    );
    assert_eq!(
        orders::to_ship(&shop, &SYSTEM, 10).await.unwrap(),
        std::slice::from_ref(&order)
    );
    let entries = ledger(&shop, &order).await;
    assert_eq!(entries, [("captured".to_owned(), 1490, "staff".to_owned())]);
    assert_eq!(subjects(&shop).await.len(), 2);
    assert_books_balance(&shop).await;
}

async fn ledger(shop: &TestShop, order: &orders::Order) -> Vec<(String, i64, String)> {
    let mut rows = Vec::new();
    for payment in file(shop, order.id).await.payments {
        let entries = shop::payments::entries(shop.db.reader(), payment.id).await;
        rows.extend(entries.unwrap());
    }
    let rows = rows.into_iter();
    rows.map(|row| (row.kind, row.amount_minor, row.source))
        .collect()
}

#[shop_test]
async fn what_is_paid_or_unknown_cannot_be_marked_paid(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order_by_transfer(&shop, mug, 1).await;
    let stale = orders::mark_paid(&shop, &SYSTEM, order.id, order.version + 1).await;
    assert!(matches!(stale, Err(PayError::Stale)), "{stale:?}");
    let unknown = orders::mark_paid(&shop, &SYSTEM, OrderId::generate(), 1).await;
    assert!(matches!(unknown, Err(PayError::NotFound)), "{unknown:?}");
    orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    let order = reload(&shop, &order).await;

    let again = orders::mark_paid(&shop, &SYSTEM, order.id, order.version).await;

    assert!(matches!(again, Err(PayError::NotPayable)), "{again:?}");
    assert_eq!(money_of(&shop, &order).await, [(1490, 0)]);
    run_jobs(&shop).await;
}

#[shop_test]
async fn marked_paid_by_two_colleagues_at_once_the_money_counts_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    // Placed to be paid by card, so that the transfer has no record yet.
    let order = order(&shop, mug, 1).await;

    at_once(6, |_| {
        let (shop, order) = (shop.clone(), order.clone());
        async move {
            let outcome = orders::mark_paid(&shop, &SYSTEM, order.id, order.version).await;
            assert!(
                matches!(
                    outcome,
                    Ok(()) | Err(PayError::Stale | PayError::NotPayable)
                ),
                "{outcome:?}"
            );
        }
    })
    .await;

    assert_eq!(money_of(&shop, &order).await, [(0, 0), (1490, 0)]);
    assert_eq!(times_told(&shop, &order, "paid").await, 1);
    assert_books_balance(&shop).await;
    run_jobs(&shop).await;
    assert_eq!(subjects(&shop).await.len(), 1);
}

#[shop_test]
async fn a_card_that_is_charged_after_the_transfer_came_is_refunded(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order_by_transfer(&shop, mug, 1).await;
    pay_by_card(&shop, &order, GOOD_CARD).await;
    orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();

    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    assert_eq!(money_of(&shop, &order).await, [(1490, 0), (1490, 1490)]);
    assert_eq!(order.payment_state, PaymentState::Paid);
    assert_eq!(order.payment_method, MANUAL);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn a_transfer_that_is_late_gets_its_stock_back_when_it_is_there(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let order = order_by_transfer(&shop, mug, 1).await;
    wait(&shop, 7 * 24 * 60).await;
    let order = reload(&shop, &order).await;
    assert_eq!(order.state, OrderState::Cancelled);

    orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    assert_eq!(order.status(), CustomerStatus::Processing);
    assert_eq!((shop.available(mug).await, order.closed_at), (0, None));
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn a_transfer_that_is_late_and_finds_no_stock_is_sent_back_by_hand(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let late = order_by_transfer(&shop, mug, 1).await;
    wait(&shop, 7 * 24 * 60).await;
    paid_order(&shop, mug, 1).await;
    let late = reload(&shop, &late).await;

    orders::mark_paid(&shop, &SYSTEM, late.id, late.version)
        .await
        .unwrap();
    run_jobs(&shop).await;

    let late = reload(&shop, &late).await;
    let outcome = (late.state, late.payment_state);
    assert_eq!(outcome, (OrderState::Cancelled, PaymentState::Paid));
    assert_eq!(times_told(&shop, &late, "stock_gone").await, 1);
    orders::mark_refunded(&shop, &SYSTEM, late.id, late.version)
        .await
        .unwrap();
    let late = reload(&shop, &late).await;
    assert_eq!(late.payment_state, PaymentState::Refunded);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn only_transfers_are_refunded_by_hand(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 1).await;

    let outcome = orders::mark_refunded(&shop, &SYSTEM, order.id, order.version).await;

    assert!(
        matches!(outcome, Err(PayError::NothingToRefund)),
        "{outcome:?}"
    );
    assert_eq!(order.payment_method, SANDBOX);
    assert!(!story(&shop, &order).await.contains(&"refunded".to_owned()));
}

#[shop_test]
async fn an_order_that_is_paid_and_not_shipped_is_cancelled_before_its_money_goes_back(
    shop: TestShop,
) {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let order = order_by_transfer(&shop, mug, 1).await;
    orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    run_jobs(&shop).await;
    let order = reload(&shop, &order).await;

    let outcome = orders::mark_refunded(&shop, &SYSTEM, order.id, order.version).await;

    assert!(matches!(outcome, Err(PayError::CancelFirst)), "{outcome:?}");
    let same = reload(&shop, &order).await;
    assert_eq!(
        (same.version, same.payment_state),
        (order.version, PaymentState::Paid)
    );
    let attempts = file(&shop, order.id).await.payments;
    assert_eq!(orders::to_refund_by_hand(&order, &attempts), None);

    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();
    let order = reload(&shop, &order).await;
    orders::mark_refunded(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    run_jobs(&shop).await;
    assert_eq!(money_of(&shop, &order).await, [(1490, 1490)]);
    assert_eq!(shop.available(mug).await, 1);
    assert_books_balance(&shop).await;
}
