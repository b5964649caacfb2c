use l10n::Locale;
use mail::outbox::StoredMail;
use shop::{
    checkout::{self, PlaceRequest},
    fulfilment::{self, NewShipment},
    jobs::{self, State},
    orders::Order,
    payments::{MANUAL, SANDBOX},
};
use testkit::{TestShop, shop_test};

use crate::support::{
    GOOD_CARD, SYSTEM, confirm, paid_order, pay_by_card, ready_cart, reload, run_jobs, total, wait,
};

/// An order of two mugs, in the customer's language.
async fn order_in(shop: &TestShop, locale: Locale, method: &str) -> Order {
    let mug = shop
        .product("Blue mug")
        .price("1234.50")
        .create()
        .await
        .variant();
    let token = ready_cart(shop, mug, 2).await;
    let request = PlaceRequest {
        locale,
        ..confirm(total(shop, &token).await, method)
    };
    checkout::place(shop, &token, &request).await.unwrap().order
}

async fn only_mail(shop: &TestShop) -> StoredMail {
    let mut mails = shop.mails().await;
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

fn assert_says(mail: &StoredMail, words: &[&str]) {
    let written = mail.text.replace(['\u{a0}', '\u{202f}'], " ");
    let page = mail.html.replace(['\u{a0}', '\u{202f}'], " ");
    for word in words {
        assert!(written.contains(word), "{word} is not in {written}");
        assert!(page.contains(word), "{word} is not in {page}");
    }
}

#[shop_test]
async fn a_paid_order_is_confirmed_in_english(shop: TestShop) {
    let order = order_in(&shop, Locale::EN, SANDBOX).await;
    assert!(shop.mails().await.is_empty());
    pay_by_card(&shop, &order, GOOD_CARD).await;
    run_jobs(&shop).await;

    let mail = only_mail(&shop).await;

    assert_eq!(
        mail.subject,
        format!("Your order {} at Test shop", order.number)
    );
    assert_eq!(mail.to.email, "ada@example.com");
    let page = format!("http://shop.test/orders/{}", order.token);
    assert!(mail.text.contains(&page));
    assert!(mail.html.contains(&page.replace('/', "&#x2f;")));
    // 2473.90 contain 394.16 of tax in the goods and 0.78 in the shipping.
    assert_says(
        &mail,
        &[
            "Ada Lovelace",
            "Blue mug",
            "€2,469.00",
            "€4.90",
            "€2,473.90",
            "19%",
            "€394.99",
        ],
    );
}

#[shop_test]
async fn an_order_by_transfer_is_confirmed_at_once_in_german_with_the_account(shop: TestShop) {
    let order = order_in(&shop, Locale::DE, MANUAL).await;
    run_jobs(&shop).await;

    let mail = only_mail(&shop).await;

    let subject = format!("Ihre Bestellung {} bei Test shop", order.number);
    assert_eq!(mail.subject, subject);
    let number = order.number.to_string();
    let account = [
        "DE02120300000000202051",
        "BYLADEM1001",
        "Test bank",
        &number,
    ];
    assert_says(&mail, &account);
    assert_says(
        &mail,
        &["2.469,00 €", "4,90 €", "2.473,90 €", "Deutschland", "19 %"],
    );
}

#[shop_test]
async fn a_transfer_that_arrived_is_thanked_for_without_the_account(shop: TestShop) {
    let order = order_in(&shop, Locale::DE, MANUAL).await;
    run_jobs(&shop).await;
    shop::orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    run_jobs(&shop).await;

    let mails = shop.mails().await;

    assert_eq!(mails.len(), 2);
    let subject = format!(
        "Ihre Zahlung zur Bestellung {} ist eingegangen",
        order.number
    );
    assert_eq!(mails[0].subject, subject);
    assert!(!mails[0].text.contains("DE02120300000000202051"));
}

#[shop_test]
async fn an_order_by_transfer_that_is_paid_by_card_is_confirmed_once(shop: TestShop) {
    let order = order_in(&shop, Locale::EN, MANUAL).await;
    run_jobs(&shop).await;
    pay_by_card(&shop, &order, GOOD_CARD).await;
    run_jobs(&shop).await;

    let mails = shop.mails().await;

    let number = order.number;
    assert_eq!(
        mails[0].subject,
        format!("Your payment for order {number} has arrived")
    );
    assert_eq!(
        mails[1].subject,
        format!("Your order {number} at Test shop")
    );
    assert_eq!(mails.len(), 2);
}

#[shop_test]
async fn a_parcel_is_announced_with_its_number(shop: TestShop) {
    let order = order_in(&shop, Locale::DE, SANDBOX).await;
    pay_by_card(&shop, &order, GOOD_CARD).await;
    run_jobs(&shop).await;
    let order = reload(&shop, &order).await;
    let parcel = NewShipment {
        carrier: "Schneckenpost".to_owned(),
        tracking_number: "SP <1>".to_owned(),
        lines: None,
    };
    fulfilment::ship(&shop, &SYSTEM, order.id, order.version, &parcel)
        .await
        .unwrap();
    run_jobs(&shop).await;

    let mail = shop.mails().await.remove(0);

    assert_eq!(
        mail.subject,
        format!("Ihre Bestellung {} ist unterwegs", order.number)
    );
    assert_says(&mail, &["Schneckenpost"]);
    assert!(mail.text.contains("SP <1>"));
    assert!(mail.html.contains("SP &lt;1&gt;"));
}

#[shop_test]
async fn a_cancelled_order_is_told_in_the_customers_language(shop: TestShop) {
    let order = order_in(&shop, Locale::DE, SANDBOX).await;
    wait(&shop, 30).await;

    let mail = only_mail(&shop).await;

    assert_eq!(
        mail.subject,
        format!("Ihre Bestellung {} wurde storniert", order.number)
    );
    assert_says(&mail, &["2.473,90 €"]);
}

#[shop_test]
async fn what_a_mail_shows_of_names_is_text_and_never_markup(shop: TestShop) {
    let mug = shop.product("<b>Blue</b> & mug").create().await.variant();
    paid_order(&shop, mug, 1).await;

    let mail = only_mail(&shop).await;

    assert!(
        mail.html.contains("&lt;b&gt;Blue&lt;&#x2f;b&gt; &amp; mug"),
        "{}",
        mail.html
    );
    assert!(mail.text.contains("<b>Blue</b> & mug"));
}

#[shop_test]
async fn a_mail_is_sent_once_and_told_in_the_timeline(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 1).await;
    run_jobs(&shop).await;

    assert_eq!(
        crate::support::times_told(&shop, &order, "mail_sent").await,
        1
    );
    let mail = only_mail(&shop).await;
    let done = jobs::list(&shop, State::Done, 50).await.unwrap();
    let job = done.iter().find(|job| job.kind == "orders.mail").unwrap();
    assert_eq!(mail.id, job.id.to_string());
}

#[shop_test]
async fn a_mail_whose_worker_died_is_the_same_mail_again_and_told_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;
    let order = crate::support::place(&shop, &token, MANUAL).await.unwrap();
    enqueue_endless(&shop).await;
    let registry = crate::support::registry().with::<Endless>();
    // The mail is out, but its batch is not recorded when the process ends.
    tokio::select! {
        done = jobs::run_due(&shop, &registry) => panic!("{done:?} jobs ended"),
        () = somebody_sends(&shop) => {}
    }
    assert_eq!(
        crate::support::times_told(&shop, &order.order, "mail_sent").await,
        0
    );
    let first = only_mail(&shop).await;

    shop.advance(6);
    run_jobs(&shop).await;

    assert_eq!(only_mail(&shop).await.id, first.id);
    assert_eq!(
        crate::support::times_told(&shop, &order.order, "mail_sent").await,
        1
    );
    shop.may_leave_jobs();
}

async fn somebody_sends(shop: &TestShop) {
    while shop.mails().await.is_empty() {
        tokio::task::yield_now().await;
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Endless {}

impl jobs::Job for Endless {
    const KIND: &'static str = "test.endless";

    async fn run(self, _: &shop::Shop, _: jobs::Attempt) -> Result<(), jobs::JobError> {
        std::future::pending().await
    }
}

async fn enqueue_endless(shop: &TestShop) {
    let now = shop.clock.now();
    let stored: Result<_, db::DbError> = shop
        .db
        .transaction(|tx| async move { jobs::enqueue(&tx, &Endless {}, now).await })
        .await;
    stored.unwrap();
}
