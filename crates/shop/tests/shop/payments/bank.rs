//! The pretend bank's books: what two do at once happens once.

use commerce::PaymentState;
use payments::{IdempotencyKey, sandbox::SandboxState};
use shop::{
    Shop,
    payments::{HostedPage, SANDBOX},
};
use testkit::{TestShop, shop_test};

use crate::support::{
    GOOD_CARD, assert_books_balance, at_once, go_to_bank, money_of, order, paid_order, reload,
    run_jobs, run_sql, type_card,
};

#[shop_test]
async fn a_card_that_is_sent_again_and_again_at_once_is_charged_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let reference = go_to_bank(&shop, &order).await;
    let processes: [Shop; 2] = [shop.shop().clone(), shop.second_process().await];

    let accepted = at_once(8, |number| {
        let (shop, reference) = (processes[number % 2].clone(), reference.clone());
        async move {
            let page = HostedPage(&shop.gateways.sandbox_access.bank);
            page.submit_card(&reference, GOOD_CARD).await.is_ok()
        }
    })
    .await;

    assert_eq!(accepted.iter().filter(|accepted| **accepted).count(), 1);
    let page = HostedPage(&shop.gateways.sandbox_access.bank);
    let payment = page.find(&reference).await.unwrap().unwrap();
    assert_eq!((payment.state, payment.events), (SandboxState::Captured, 1));
    run_jobs(&shop).await;
    assert_eq!(money_of(&shop, &order).await, [(1490, 0)]);
    processes[1].db.close().await.unwrap();
}

#[shop_test]
async fn of_refunds_at_once_none_is_lost_and_a_repeated_one_counts_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 1).await;
    let payment = crate::support::file(&shop, order.id)
        .await
        .payments
        .remove(0);
    let reference = payments::GatewayRef::new(payment.reference.unwrap());
    let part = commerce::Money::new(100, order.currency());

    let refunded = at_once(6, |number| {
        let (shop, reference) = (shop.clone(), reference.clone());
        async move {
            let key = IdempotencyKey::new(format!("refund-{}", number % 3));
            let gateway = shop.gateways.get(SANDBOX).unwrap();
            gateway.refund(&reference, part, &key).await.is_ok()
        }
    })
    .await;

    assert_eq!(refunded, [true; 6]);
    run_jobs(&shop).await;
    assert_eq!(money_of(&shop, &order).await, [(1490, 300)]);
    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::PartiallyRefunded);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn payments_in_the_books_of_the_first_release_can_be_paid(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let reference = go_to_bank(&shop, &order).await;
    let without_version = match shop.db.engine() {
        db::Engine::Sqlite => "json_remove(record, '$.version')",
        db::Engine::Postgres => "record - 'version'",
    };
    let sql = format!("UPDATE sandbox_payment SET record = {without_version}");
    assert_eq!(run_sql(&shop, &sql).await.unwrap(), 1);

    let paid = type_card(&shop, &reference, GOOD_CARD).await;

    assert_eq!((paid.state, paid.version), (SandboxState::Captured, 1));
    run_jobs(&shop).await;
    assert_eq!(
        reload(&shop, &order).await.payment_state,
        PaymentState::Paid
    );
}
