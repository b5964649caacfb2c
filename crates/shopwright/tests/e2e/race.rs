//! Nothing is sold twice, however many buyers race on however many processes.

use std::{collections::HashSet, sync::Arc, time::Instant};

use futures_util::{StreamExt, future::join_all, stream};
use testkit::{Engine, Form, Page};
use tokio::sync::Barrier;

use crate::kit::{Client, Ground, Server, ground::MUG, records::mugs_left, shopper};

const UNITS: u32 = 50;
const BUYERS: usize = 200;

on_both_engines!(
    two_hundred_buyers_get_fifty_mugs,
    a_cart_placed_twenty_times_at_once_is_one_order
);

async fn two_hundred_buyers_get_fifty_mugs(engine: Engine) {
    race(engine, 1).await;
}

/// Only PostgreSQL lets several processes serve one shop.
#[test]
fn two_hundred_buyers_at_two_processes_get_fifty_mugs() {
    crate::kit::run(Engine::Postgres, |engine| race(engine, 2));
}

async fn race(engine: Engine, processes: usize) {
    let ground = Ground::with_mugs(engine, UNITS).await;
    let servers = start(&ground, processes).await;
    let buyers = prepared(&servers).await;

    let started = Instant::now();
    let answers = all_at_once(buyers).await;
    println!("{BUYERS} buyers are answered in {:?}", started.elapsed());

    let (placed, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|page| page.status == 303);
    for page in &refused {
        page.assert_status(409).assert_says("Blue mug is sold out.");
    }
    let orders: HashSet<_> = placed
        .iter()
        .map(|page| shopper::order_token(page.location()))
        .collect();
    assert_eq!((placed.len(), refused.len()), (50, 150));
    assert_eq!(orders.len(), 50);
    assert_eq!(left(&ground).await, 0);
    ground.assert_books_balance();
}

async fn a_cart_placed_twenty_times_at_once_is_one_order(engine: Engine) {
    twenty_clicks(engine, 1).await;
}

#[test]
fn a_cart_placed_twenty_times_at_two_processes_is_one_order() {
    crate::kit::run(Engine::Postgres, |engine| twenty_clicks(engine, 2));
}

async fn twenty_clicks(engine: Engine, processes: usize) {
    let ground = Ground::with_mugs(engine, UNITS).await;
    let servers = start(&ground, processes).await;
    let (client, form) = prepare(&servers[0], 0).await;
    let clicks = servers
        .iter()
        .cycle()
        .map(|server| (client.clone().at(server), form.clone()));

    let answers = all_at_once(clicks.take(20).collect()).await;

    let orders: HashSet<_> = answers
        .iter()
        .map(|page| shopper::order_token(page.assert_status(303).location()))
        .collect();
    assert_eq!(orders.len(), 1, "{orders:?}");
    assert_eq!(left(&ground).await, i64::from(UNITS) - 1);
    ground.assert_books_balance();
}

async fn start(ground: &Ground, processes: usize) -> Vec<Server> {
    join_all((0..processes).map(|_| Server::start(ground))).await
}

/// Everybody has seen that there are mugs, and has only the last button left to press.
async fn prepared(servers: &[Server]) -> Vec<(Client, Form)> {
    stream::iter(0..BUYERS)
        .map(|number| prepare(&servers[number % servers.len()], number))
        .buffer_unordered(16)
        .collect()
        .await
}

async fn prepare(server: &Server, number: usize) -> (Client, Form) {
    let mut client = Client::new(server);
    let page = shopper::ready_to_place(&mut client, MUG).await;
    let page = page.unwrap_or_else(|error| panic!("buyer {number} gets no answer: {error}"));
    let form = shopper::order_form(&page, "manual");
    (client, form)
}

async fn all_at_once(buyers: Vec<(Client, Form)>) -> Vec<Page> {
    let barrier = Arc::new(Barrier::new(buyers.len()));
    let placing = buyers.into_iter().map(|(mut client, form)| {
        let barrier = Arc::clone(&barrier);
        tokio::spawn(async move {
            barrier.wait().await;
            client.submit(&form).await.expect("everybody is answered")
        })
    });
    join_all(placing)
        .await
        .into_iter()
        .map(|page| page.expect("nobody panics"))
        .collect()
}

/// Mugs that can still be sold.
async fn left(ground: &Ground) -> i64 {
    let shop = ground.open().await;
    let available = mugs_left(&shop).await;
    shop.db.close().await.expect("the database closes");
    available
}
