//! Who did what, and through which door.

use shop::{
    fulfilment::{self, NewShipment},
    orders::{self, Event},
    staff::Role,
};
use testkit::{TestShop, shop_test};

use crate::support::{colleague, eur, file, order, paid_order, reload, run_jobs, wait};

/// Source, actor and event of everything that happened.
async fn told(shop: &TestShop, order: &orders::Order) -> Vec<(String, String, Event)> {
    let timeline = file(shop, order.id).await.timeline.into_iter();
    timeline
        .map(|entry| (entry.source, entry.actor, entry.event))
        .collect()
}

#[shop_test]
async fn every_step_of_an_order_is_told_with_its_actor(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 1).await;
    shop.advance(5);
    let ada = colleague(Role::Warehouse);
    let all = NewShipment {
        carrier: "Snail post".to_owned(),
        ..NewShipment::default()
    };
    fulfilment::ship(&shop, &ada, order.id, order.version, &all)
        .await
        .unwrap();
    run_jobs(&shop).await;

    let (gateway, amount) = ("sandbox".to_owned(), eur("14.90"));
    let mail = |template: &str| Event::MailSent {
        template: template.to_owned(),
    };
    let shipped = Event::Shipped {
        carrier: "Snail post".to_owned(),
        tracking_number: String::new(),
    };
    let expected = [
        ("customer", "customer", Event::Placed),
        ("gateway", "sandbox", Event::Paid { amount, gateway }),
        ("job", "mail", mail("confirmation")),
        ("staff", "Ada", shipped),
        ("job", "mail", mail("shipped")),
    ]
    .map(|(source, actor, event)| (source.to_owned(), actor.to_owned(), event));
    assert_eq!(told(&shop, &order).await, expected);
    let at: Vec<_> = file(&shop, order.id)
        .await
        .timeline
        .iter()
        .map(|entry| entry.at)
        .collect();
    assert!(at.is_sorted() && at[4] - at[0] == chrono::TimeDelta::minutes(5));
}

#[shop_test]
async fn who_cancels_says_why_and_the_expiry_is_the_shops_own(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let cancelled = order(&shop, mug, 1).await;
    let expired = order(&shop, mug, 1).await;
    let ada = colleague(Role::Administrator);
    let version = cancelled.version;
    orders::cancel(&shop, &ada, cancelled.id, version, " a joke ")
        .await
        .unwrap();
    wait(&shop, 30).await;

    let reason = "a joke".to_owned();
    let by_ada = (
        "staff".to_owned(),
        "Ada".to_owned(),
        Event::Cancelled { reason },
    );
    assert!(told(&shop, &cancelled).await.contains(&by_ada));
    let by_itself = ("job".to_owned(), "expiry".to_owned(), Event::Expired);
    assert!(told(&shop, &expired).await.contains(&by_itself));
    assert!(reload(&shop, &expired).await.closed_at > reload(&shop, &cancelled).await.closed_at);
}
