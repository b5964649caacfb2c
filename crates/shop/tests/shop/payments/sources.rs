//! Return page, webhook and poller converge.

use commerce::PaymentState;
use shop::{orders, payments::Source};
use testkit::{TestShop, shop_test};

use crate::support::{
    DECLINED_CARD, GOOD_CARD, LATE_CARD, SILENT_CARD, assert_books_balance, at_once, dump, file,
    go_to_bank, money_of, order, pay_by_card, reload, run_jobs, subjects, times_told, type_card,
};

async fn heard_from(shop: &TestShop, order: &orders::Order) -> Vec<String> {
    let payment = file(shop, order.id).await.payments.remove(0);
    let entries = shop::payments::entries(shop.db.reader(), payment.id).await;
    entries
        .unwrap()
        .into_iter()
        .map(|entry| entry.source)
        .collect()
}

#[shop_test]
async fn return_page_webhook_and_poller_at_once_capture_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    pay_by_card(&shop, &order, GOOD_CARD).await;
    shop.clock.advance(chrono::TimeDelta::seconds(30));
    let processes = [shop.shop().clone(), shop.second_process().await];

    at_once(12, |number| {
        let (shop, order) = (processes[number % 2].clone(), order.clone());
        async move {
            match number % 3 {
                0 => orders::returned(&shop, &order).await.unwrap(),
                1 => run_jobs(&shop).await,
                _ => drop(orders::poll_payments(&shop).await.unwrap()),
            }
        }
    })
    .await;
    run_jobs(&shop).await;

    assert_eq!(money_of(&shop, &order).await, [(1490, 0)]);
    assert_eq!(times_told(&shop, &order, "paid").await, 1);
    assert_eq!(subjects(&shop).await.len(), 1);
    assert_eq!(heard_from(&shop, &order).await.len(), 1);
    assert_books_balance(&shop).await;
    processes[1].db.close().await.unwrap();
}

#[shop_test]
async fn the_return_page_does_not_wait_for_the_webhook(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    pay_by_card(&shop, &order, GOOD_CARD).await;

    orders::returned(&shop, &order).await.unwrap();

    assert_eq!(
        reload(&shop, &order).await.payment_state,
        PaymentState::Paid
    );
    assert_eq!(
        heard_from(&shop, &order).await,
        [Source::ReturnPage.as_str()]
    );
    run_jobs(&shop).await;
}

#[shop_test]
async fn the_poller_finds_what_no_webhook_told_of(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    pay_by_card(&shop, &order, SILENT_CARD).await;
    assert_eq!(orders::poll_payments(&shop).await.unwrap(), 0);
    shop.clock.advance(chrono::TimeDelta::seconds(20));

    assert_eq!(orders::poll_payments(&shop).await.unwrap(), 1);

    assert_eq!(
        reload(&shop, &order).await.payment_state,
        PaymentState::Paid
    );
    assert_eq!(heard_from(&shop, &order).await, [Source::Poll.as_str()]);
    shop.advance(120);
    assert_eq!(orders::poll_payments(&shop).await.unwrap(), 0);
    run_jobs(&shop).await;
}

#[shop_test]
async fn the_poller_asks_ever_later_and_gives_up_after_three_days(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    go_to_bank(&shop, &order).await;

    for pause in [20, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600] {
        shop.clock.advance(chrono::TimeDelta::seconds(pause - 1));
        assert_eq!(orders::poll_payments(&shop).await.unwrap(), 0, "{pause}");
        shop.clock.advance(chrono::TimeDelta::seconds(1));
        assert_eq!(orders::poll_payments(&shop).await.unwrap(), 1, "{pause}");
    }
    shop.advance(3 * 24 * 60);
    assert_eq!(orders::poll_payments(&shop).await.unwrap(), 1);
    shop.advance(24 * 60);

    assert_eq!(orders::poll_payments(&shop).await.unwrap(), 0);
}

#[shop_test]
async fn a_bank_that_answers_late_is_heard_when_it_does(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    pay_by_card(&shop, &order, LATE_CARD).await;
    orders::returned(&shop, &order).await.unwrap();
    assert_eq!(
        reload(&shop, &order).await.payment_state,
        PaymentState::Pending
    );
    shop.clock.advance(chrono::TimeDelta::seconds(20));

    assert_eq!(shop::payments::answer_late(&shop).await.unwrap(), 1);
    assert_eq!(shop::payments::answer_late(&shop).await.unwrap(), 0);
    run_jobs(&shop).await;

    assert_eq!(
        reload(&shop, &order).await.payment_state,
        PaymentState::Paid
    );
    assert_eq!(heard_from(&shop, &order).await, [Source::Webhook.as_str()]);
}

#[shop_test]
async fn after_a_declined_card_another_one_pays(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let reference = pay_by_card(&shop, &order, DECLINED_CARD).await;
    run_jobs(&shop).await;
    let declined = file(&shop, order.id).await.payments.remove(0);
    assert_eq!(declined.failure.as_deref(), Some("the card was declined"));
    assert!(reload(&shop, &order).await.is_payable());

    type_card(&shop, &reference, GOOD_CARD).await;
    run_jobs(&shop).await;

    let paid = file(&shop, order.id).await.payments;
    assert_eq!((paid.len(), paid[0].state), (1, PaymentState::Paid));
    assert_eq!(paid[0].failure, None);
    assert_eq!(subjects(&shop).await.len(), 1);
}

#[shop_test]
async fn what_is_known_already_is_not_written_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    pay_by_card(&shop, &order, GOOD_CARD).await;
    orders::returned(&shop, &order).await.unwrap();
    let payment = file(&shop, order.id).await.payments.remove(0).id;
    let before = dump(&shop).await;
    shop.clock.advance(chrono::TimeDelta::seconds(10));

    for source in [Source::ReturnPage, Source::Webhook, Source::Poll] {
        orders::settle(&shop, payment, source).await.unwrap();
    }

    assert_eq!(dump(&shop).await, before);
    run_jobs(&shop).await;
}
