//! Pages tell the stock, so who keeps pages hears of it when it is told differently, and only then.

use shop::{
    changes::Change,
    inventory::{Told, availability},
    orders,
    payments::MANUAL,
};
use testkit::{TestShop, shop_test};

use super::{follower, news};
use crate::support::{self, SYSTEM};

async fn told(shop: &TestShop, variant: shop::ids::VariantId) -> Told {
    let levels = availability(shop.db.primary(), &[variant]).await.unwrap();
    levels[&variant].told()
}

#[shop_test]
async fn an_order_is_heard_of_when_it_leaves_few(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(10).create().await.variant();
    let mut follower = follower(&shop).await;
    let cases = [
        (5, Told::Plenty, false),
        (1, Told::Plenty, false),
        (2, Told::Few(2), true),
        (1, Told::Few(1), true),
        (1, Told::SoldOut, true),
    ];

    for (units, expected, is_news) in cases {
        support::order_by_transfer(&shop, mug, units).await;

        let heard = news(&mut follower, &shop).await;
        let stock = Change::Stock(mug);
        assert_eq!(heard.contains(&stock), is_news, "{units} to {expected:?}");
        assert_eq!(told(&shop, mug).await, expected);
    }
    shop.run_jobs().await;
}

#[shop_test]
async fn what_comes_back_is_heard_of_too(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(2).create().await.variant();
    let order = support::order_by_transfer(&shop, mug, 2).await;
    let mut follower = follower(&shop).await;

    let order = support::reload(&shop, &order).await;
    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();

    assert_eq!(order.payment_method, MANUAL);
    assert_eq!(news(&mut follower, &shop).await, [Change::Stock(mug)]);
    assert_eq!(told(&shop, mug).await, Told::Few(2));
    shop.run_jobs().await;
}

#[shop_test]
async fn a_count_by_staff_is_heard_of_here_at_once_and_elsewhere_soon(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(20).create().await.variant();
    let mut follower = follower(&shop).await;
    let before = shop.heard().now();

    shop.set_stock(mug, 15).await;

    let source = [shop::changes::Source::One(Change::Stock(mug))];
    assert!(!shop.heard().is_unchanged(&source, before));
    assert_eq!(news(&mut follower, &shop).await, [Change::Stock(mug)]);
}
