//! Banks that take their time, and customers who never pay.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use commerce::Quantity;
use futures_util::future::join3;
use l10n::Locale;
use payments::NextStep;
use shop::{
    Clock, Shop,
    address::AddressInput,
    cart, catalog,
    checkout::{self, AddressStep, PlaceRequest, STANDARD},
    orders::{self, Order},
    payments::{SANDBOX, Source},
};
use testkit::{Engine, Page};

use crate::kit::{
    Client, Ground, Server, eventually,
    ground::MUG,
    records::{assert_paid_once, file_of, mugs_left, subjects, until_quiet},
    shopper,
};

/// The late card takes twenty seconds, and a payment is asked after for the first time as late.
const WITHIN: Duration = Duration::from_mins(1);
const LATE_CARD: &str = "4000 0000 0000 0077";
const TWICE_CARD: &str = "4000 0000 0000 0093";
const SILENT_CARD: &str = "4000 0000 0000 0119";

const WAITING: &str = "Waiting for payment";
const PAID: &str = "your order is paid";

on_both_engines!(
    customers_of_a_slow_bank_see_that_they_wait_and_pay_once,
    an_order_that_nobody_pays_gives_its_stock_back,
);

async fn customers_of_a_slow_bank_see_that_they_wait_and_pay_once(engine: Engine) {
    let ground = Ground::with_mugs(engine, 10).await;
    let server = Server::start(&ground).await;

    let orders = join3(
        pay_and_come_back_before_the_answer(&server),
        pay_and_come_back_while_the_bank_repeats_itself(&server),
        pay_and_close_the_window_of_a_silent_bank(&server),
    );
    let (late, twice, silent) = orders.await;

    let shop = ground.open().await;
    until_quiet(&shop).await;
    for order in [&late, &twice, &silent] {
        assert_paid_once(&file_of(&shop, order).await);
    }
    assert_eq!(heard_from(&shop, &silent).await, [Source::Poll.as_str()]);
    assert_eq!(subjects(&ground).await.len(), 3, "one confirmation each");
    assert_eq!(mugs_left(&shop).await, 7);
    ground.assert_books_balance();
    shop.db.close().await.unwrap();
}

/// The card is typed; what is answered leads back to the shop.
async fn pay(client: &mut Client, card: &str) -> Page {
    let page = shopper::ready_to_place(client, MUG).await.unwrap();
    let form = shopper::order_form(&page, SANDBOX);
    let bank = client.submit(&form).await.unwrap();
    let answer = shopper::pay_by_card(client, bank, card).await;
    answer.unwrap()
}

async fn pay_and_come_back_before_the_answer(server: &Server) -> String {
    let mut client = Client::new(server);
    let answer = pay(&mut client, LATE_CARD).await;
    let order = shopper::order_token(answer.location());

    let page = client.follow(answer).await.unwrap();

    assert_waits(&page);
    until_paid(&client, &order).await;
    order
}

async fn pay_and_come_back_while_the_bank_repeats_itself(server: &Server) -> String {
    let mut client = Client::new(server);
    let answer = pay(&mut client, TWICE_CARD).await;
    let order = shopper::order_token(answer.location());

    let page = client.follow(answer).await.unwrap();

    page.assert_status(200).assert_says(PAID);
    order
}

/// Whoever came back would be asked for at once; this one never does.
async fn pay_and_close_the_window_of_a_silent_bank(server: &Server) -> String {
    let mut client = Client::new(server);
    let answer = pay(&mut client, SILENT_CARD).await;
    let order = shopper::order_token(answer.location());

    let page = client.get(&format!("/orders/{order}")).await.unwrap();

    assert_waits(&page);
    until_paid(&client, &order).await;
    order
}

/// The page says so, and looks again by itself.
#[track_caller]
fn assert_waits(page: &Page) {
    page.assert_status(200)
        .assert_says(WAITING)
        .assert_says("The payment is being confirmed.");
    assert!(!page.words().contains(PAID), "{}", page.words());
    assert!(page.has("meta[http-equiv='refresh']"));
}

async fn until_paid(client: &Client, order: &str) {
    let path = format!("/orders/{order}");
    eventually("the page says that it is paid", WITHIN, || async {
        let page = client.clone().get(&path).await.unwrap();
        page.words().contains(PAID).then_some(())
    })
    .await;
}

/// How the shop heard of each step of the order's only payment.
async fn heard_from(shop: &Shop, order: &str) -> Vec<String> {
    let payment = file_of(shop, order).await.payments[0].id;
    let entries = shop::payments::entries(shop.db.primary(), payment).await;
    let entries = entries.unwrap();
    entries.into_iter().map(|entry| entry.source).collect()
}

/// The time that an order is kept is minutes at least, so it is placed by a shop whose clock is slow.
async fn an_order_that_nobody_pays_gives_its_stock_back(engine: Engine) {
    let ground = Ground::with_mugs(engine, 3).await;
    let server = Server::start(&ground).await;
    let shop = ground.open().await;
    let kept_for = TimeDelta::minutes(i64::from(shop.settings().online_hold_minutes));
    let slow = Clock::still(Utc::now() - kept_for + TimeDelta::seconds(10));
    let slow = ground.open_at(slow, server.origin.clone()).await;
    let (order, bank) = order_two_and_go_to_the_bank(&slow).await;
    let mut client = Client::new(&server);
    let page = format!("/orders/{}", order.token);

    client.get(&page).await.unwrap().assert_says(WAITING);
    assert_eq!(mugs_left(&shop).await, 1);
    client.get(&bank).await.unwrap().assert_status(200);
    eventually("the order's time is over", WITHIN, || async {
        let page = client.clone().get(&page).await.unwrap();
        page.words().contains("Cancelled").then_some(())
    })
    .await;
    until_quiet(&shop).await;

    assert_eq!(mugs_left(&shop).await, 3);
    let closed = client.get(&bank).await.unwrap();
    closed.assert_says("This payment is closed");
    let told = format!("Your order {} was cancelled", order.number);
    assert_eq!(subjects(&ground).await, [told]);
    ground.assert_books_balance();
    for shop in [shop, slow] {
        shop.db.close().await.unwrap();
    }
}

/// The order, and the path of the page on which it could be paid.
async fn order_two_and_go_to_the_bank(shop: &Shop) -> (Order, String) {
    let product = catalog::product_page(shop, MUG).await.unwrap().unwrap();
    let two = Quantity::new(2).unwrap();
    let added = cart::add(shop, None, product.variants[0].id, two, Locale::EN).await;
    let token = added.unwrap().token;
    checkout::save_address(shop, &token, &at_home(), Locale::EN)
        .await
        .unwrap();
    checkout::choose_shipping(shop, &token, STANDARD, Locale::EN)
        .await
        .unwrap();
    let view = checkout::view(shop, &token).await.unwrap().unwrap();
    let request = PlaceRequest {
        total: view.view.totals.unwrap().total,
        payment_method: SANDBOX.to_owned(),
        locale: Locale::EN,
    };
    let placed = checkout::place(shop, &token, &request).await.unwrap();
    let next = orders::pay(shop, &placed.order, None).await.unwrap();
    let NextStep::Redirect(url) = next else {
        panic!("a card is paid on the bank's page");
    };
    let url = url::Url::parse(&url).unwrap();
    (placed.order, url.path().to_owned())
}

fn at_home() -> AddressStep {
    AddressStep {
        email: "ada@customer.example".to_owned(),
        shipping: AddressInput {
            given_name: "Ada".to_owned(),
            family_name: "Lovelace".to_owned(),
            line1: "Lindenallee 4".to_owned(),
            postal_code: "10115".to_owned(),
            city: "Berlin".to_owned(),
            country: "DE".to_owned(),
            ..AddressInput::default()
        },
        billing: None,
    }
}
