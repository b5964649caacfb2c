//! A confirmed order survives: what a customer was told is true after kill -9.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use testkit::Engine;

use crate::kit::{Client, Ground, Server, eventually, ground::MUG, shopper};

/// Enough to be in the middle of things each time.
const CRASHES: usize = 3;
const SHOPPERS: usize = 8;
const CONFIRMED_BEFORE_A_CRASH: usize = 12;

/// What a customer has on the screen.
#[derive(Debug, Clone)]
struct Confirmation {
    order: String,
    says_paid: bool,
}

on_both_engines!(what_a_customer_was_told_survives_a_crash);

async fn what_a_customer_was_told_survives_a_crash(engine: Engine) {
    let ground = Ground::with_mugs(engine, 100_000).await;
    let mut confirmed = Vec::new();

    for _ in 0..CRASHES {
        confirmed.extend(until_the_crash(&ground).await);
    }

    let server = Server::start(&ground).await;
    ground.assert_books_balance();
    assert!(confirmed.len() >= CRASHES * CONFIRMED_BEFORE_A_CRASH);
    assert!(confirmed.iter().any(|order| order.says_paid));
    let mut client = Client::new(&server);
    for confirmation in confirmed {
        let page = client.get(&format!("/orders/{}", confirmation.order)).await;
        let page = page.expect("the shop runs again");
        page.assert_status(200).assert_says("Blue mug");
        if confirmation.says_paid {
            page.assert_says("your order is paid");
        }
    }
}

/// A run of checkouts, killed in its middle; returns what customers saw until then.
async fn until_the_crash(ground: &Ground) -> Vec<Confirmation> {
    let server = Server::start(ground).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let shoppers: Vec<_> = (0..SHOPPERS)
        .map(|number| {
            let (client, seen) = (Client::new(&server), Arc::clone(&seen));
            // Half of them pay at once, the others by bank transfer.
            tokio::spawn(shop_until_it_is_gone(client, number % 2 == 0, seen))
        })
        .collect();
    eventually("customers buy", Duration::from_mins(2), || async {
        let is_enough = seen.lock().unwrap().len() >= CONFIRMED_BEFORE_A_CRASH;
        let is_wrong = shoppers.iter().any(tokio::task::JoinHandle::is_finished);
        (is_enough || is_wrong).then_some(())
    })
    .await;

    server.kill();

    for shopper in shoppers {
        shopper.await.expect("a customer sees nothing but orders");
    }
    let seen = seen.lock().unwrap();
    assert!(seen.len() >= CONFIRMED_BEFORE_A_CRASH, "{seen:?}");
    seen.clone()
}

async fn shop_until_it_is_gone(
    client: Client,
    pays_at_once: bool,
    seen: Arc<Mutex<Vec<Confirmation>>>,
) {
    let note = |order: String, says_paid| {
        seen.lock().unwrap().push(Confirmation { order, says_paid });
    };
    // Ends with the first request that is not answered.
    while buy(client.clone(), pays_at_once, &note).await.is_ok() {}
}

async fn buy(
    mut client: Client,
    pays_at_once: bool,
    note: &impl Fn(String, bool),
) -> Result<(), reqwest::Error> {
    let page = shopper::ready_to_place(&mut client, MUG).await?;
    let method = if pays_at_once { "sandbox" } else { "manual" };
    let answer = client.submit(&shopper::order_form(&page, method)).await?;
    answer.assert_status(303);
    if !pays_at_once {
        note(shopper::order_token(answer.location()), false);
        return Ok(());
    }
    let answer = shopper::pay_by_card(&mut client, answer, shopper::GOOD_CARD).await?;
    let order = shopper::order_token(answer.location());
    note(order.clone(), false);
    let page = client.follow(answer).await?;
    page.assert_status(200).assert_says("your order is paid");
    note(order, true);
    Ok(())
}
