//! What the shop has on record: for what no page shows.

use std::{cell::Cell, time::Duration};

use shop::{
    Shop, catalog, inventory,
    jobs::{self, State},
    orders::{self, Event, OrderFile},
    staff::Actor,
};

use super::{Ground, eventually, ground::MUG};

/// Who prepares a test's shop, and looks at it.
pub const TEST: Actor = Actor::System { what: "test" };

/// Until every job that was written is done.
pub async fn until_quiet(shop: &Shop) {
    let done_before = Cell::new(None);
    eventually("every job is done", Duration::from_secs(30), || async {
        let count = async |state| jobs::count(shop, state).await.unwrap();
        let left = count(State::Ready).await + count(State::Running).await;
        // A job may have moved on between two counts: then more are done at the next look.
        let done = count(State::Done).await;
        let is_quiet = left == 0 && done_before.replace(Some(done)) == Some(done);
        is_quiet.then_some(())
    })
    .await;
}

/// Everything about the order whose page has this token.
pub async fn file_of(shop: &Shop, token: &str) -> OrderFile {
    let order = orders::by_token(shop, token).await.unwrap();
    let order = order.expect("there is such an order");
    orders::file(shop, &TEST, order.id).await.unwrap()
}

pub fn times_paid(file: &OrderFile) -> usize {
    let is_paid = |event: &Event| matches!(event, Event::Paid { .. });
    file.timeline
        .iter()
        .filter(|entry| is_paid(&entry.event))
        .count()
}

/// One capture of the whole amount, and nothing back.
#[track_caller]
pub fn assert_paid_once(file: &OrderFile) {
    assert_eq!(times_paid(file), 1, "{:?}", file.timeline);
    assert_eq!(file.payments.len(), 1);
    assert_eq!(file.payments[0].captured, file.order.amounts.total);
    assert!(file.payments[0].refunded.is_zero());
}

/// The subjects of all mails in the outbox.
pub async fn subjects(ground: &Ground) -> Vec<String> {
    let mails = mail::outbox::list(&ground.data_dir().join("outbox"), 100, None).await;
    let mails = mails.expect("the outbox can be read");
    mails.into_iter().map(|mail| mail.subject).collect()
}

/// Mugs that can still be sold.
pub async fn mugs_left(shop: &Shop) -> i64 {
    let product = catalog::product_page(shop, MUG).await;
    let product = product
        .expect("the shop can be read")
        .expect("the mug is there");
    let variant = product.variants[0].id;
    let stock = inventory::availability(shop.db.primary(), &[variant]).await;
    stock.expect("stock can be read")[&variant].available()
}
