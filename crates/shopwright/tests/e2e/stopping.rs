//! A process that is told to stop finishes what it began, and leaves the rest for the next one.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use shop::{
    Shop,
    jobs::{self, State},
};
use testkit::Engine;

use crate::kit::{
    Client, Ground, MailServer, Server, eventually, ground::MUG, records::until_quiet, shopper,
};

/// More than a worker does at the same time.
const ORDERS: usize = 12;
const WITHIN: Duration = Duration::from_secs(30);
/// Far less than service managers wait.
const END: Duration = Duration::from_secs(15);

on_both_engines!(
    a_shop_told_to_stop_sends_the_mails_it_began_and_leaves_the_others,
    a_worker_told_to_stop_sends_the_mails_it_began_and_leaves_the_others,
);

async fn a_shop_told_to_stop_sends_the_mails_it_began_and_leaves_the_others(engine: Engine) {
    stop_while_mails_are_sent(engine, "serve").await;
}

async fn a_worker_told_to_stop_sends_the_mails_it_began_and_leaves_the_others(engine: Engine) {
    stop_while_mails_are_sent(engine, "worker").await;
}

async fn stop_while_mails_are_sent(engine: Engine, command: &str) {
    let ground = Ground::with_mugs(engine, 50).await;
    let mails = MailServer::start_slow().await;
    ground.write(
        "shopwright.toml",
        &format!("smtp_url = \"{}\"\n", mails.url),
    );
    order_while_nobody_works(&ground).await;

    let mut process = Server::start_and_go_on(&ground, command);
    eventually("mails are on their way", WITHIN, || async {
        (!mails.received().is_empty()).then_some(())
    })
    .await;
    process.ask_to_stop();
    eventually("the process has heard", WITHIN, || async {
        process.stderr().contains("stopping").then_some(())
    })
    .await;
    mails.answer();
    let asked = Instant::now();
    let status = process.ends().await;

    assert_eq!(status.code(), Some(0), "{}", process.stderr());
    assert!(asked.elapsed() < END, "{:?}", asked.elapsed());
    let begun = mails.received().len();
    assert!(begun < ORDERS, "all {begun} mails were sent before the end");
    let shop = ground.open().await;
    assert_eq!(count(&shop, State::Done).await, begun);
    assert_eq!(count(&shop, State::Ready).await, ORDERS - begun);

    let _server = Server::start(&ground).await;
    until_quiet(&shop).await;

    assert_eq!(count(&shop, State::Done).await, ORDERS);
    let received = mails.received();
    assert_eq!(received.len(), ORDERS);
    assert_eq!(received.iter().collect::<BTreeSet<_>>().len(), ORDERS);
    shop.db.close().await.unwrap();
}

/// Orders by bank transfer, of which nobody has told the customers yet.
async fn order_while_nobody_works(ground: &Ground) {
    let mut server = Server::start_with(ground, &["serve", "--no-worker"]).await;
    join_all((0..ORDERS).map(|_| async {
        let mut client = Client::new(&server);
        let page = shopper::ready_to_place(&mut client, MUG).await.unwrap();
        let form = shopper::order_form(&page, "manual");
        client.submit(&form).await.unwrap().assert_status(303);
    }))
    .await;
    server.ask_to_stop();
    assert_eq!(server.ends().await.code(), Some(0));
}

async fn count(shop: &Shop, state: State) -> usize {
    let count = jobs::count(shop, state).await.unwrap();
    usize::try_from(count).unwrap()
}

/// This is about time, not about the database, so that one engine is enough.
#[test]
fn a_mail_server_that_says_nothing_keeps_nobody_from_stopping() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let ground = Ground::with_mugs(engine, 50).await;
        let mails = MailServer::start_slow().await;
        ground.write(
            "shopwright.toml",
            &format!("smtp_url = \"{}\"\n", mails.url),
        );
        order_while_nobody_works(&ground).await;
        let mut process = Server::start_and_go_on(&ground, "serve");
        eventually("mails are on their way", WITHIN, || async {
            (!mails.received().is_empty()).then_some(())
        })
        .await;

        process.ask_to_stop();
        let status = process.ends().await;

        assert_eq!(status.code(), Some(0), "{}", process.stderr());
        let shop = ground.open().await;
        assert_eq!(count(&shop, State::Done).await, 0);
        assert_eq!(count(&shop, State::Ready).await, ORDERS);
        shop.db.close().await.unwrap();
    });
}
