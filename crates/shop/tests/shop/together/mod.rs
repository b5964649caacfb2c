//! What is bought together, counted in paid orders.

use shop::{Shop, cart, ids::VariantId, orders, together};
use testkit::{TestProduct, TestShop, shop_test};

use crate::support::{SYSTEM, add, cart_with, fill_in, place, run_jobs};

/// Paid by transfer.
async fn buy(shop: &Shop, products: &[&TestProduct]) -> orders::Order {
    let first: VariantId = products[0].variant();
    let token = cart_with(shop, first, 1).await;
    for product in &products[1..] {
        add(shop, &token, product.variant(), 1).await;
    }
    assert!(cart::count(shop, &token).await.unwrap() > 0);
    fill_in(shop, &token, "DE").await;
    let order = place(shop, &token, "manual").await.unwrap().order;
    orders::mark_paid(shop, &SYSTEM, order.id, order.version)
        .await
        .unwrap();
    run_jobs(shop).await;
    order
}

async fn with(shop: &Shop, product: &TestProduct) -> Vec<shop::ids::ProductId> {
    together::with(shop.db.primary(), product.id, 8)
        .await
        .unwrap()
}

#[shop_test]
async fn the_more_orders_hold_both_the_closer_they_are(shop: TestShop) {
    let lamp = shop.product("Lamp").stock(99).create().await;
    let bulb = shop.product("Bulb").stock(99).create().await;
    let hook = shop
        .product("Hook")
        .variant("S")
        .stock(99)
        .variant("L")
        .stock(99)
        .create()
        .await;
    let rope = shop.product("Rope").stock(99).create().await;
    for basket in [
        vec![&lamp, &hook],
        vec![&lamp, &hook, &bulb],
        vec![&lamp, &bulb],
        vec![&lamp, &bulb, &rope],
    ] {
        buy(&shop, &basket).await;
    }
    shop.advance(2);

    assert_eq!(together::count(&shop).await.unwrap(), 4);

    assert_eq!(
        with(&shop, &lamp).await,
        [bulb.id, hook.id],
        "three orders before two"
    );
    assert_eq!(with(&shop, &bulb).await, [lamp.id]);
    assert_eq!(with(&shop, &rope).await, [], "one order is chance");
    let one = together::with(shop.db.primary(), lamp.id, 1).await.unwrap();
    assert_eq!(one, [bulb.id]);
}

#[shop_test]
async fn an_order_is_counted_once_whoever_counts(shop: TestShop) {
    let lamp = shop.product("Lamp").stock(99).create().await;
    let bulb = shop.product("Bulb").stock(99).create().await;
    buy(&shop, &[&lamp, &bulb]).await;
    shop.advance(2);
    let second = shop.second_process().await;

    let (here, there) = tokio::join!(together::count(&shop), together::count(&second));

    assert_eq!(here.unwrap() + there.unwrap(), 1);
    assert_eq!(with(&shop, &lamp).await, [], "it is one order still");
    // Two in the same microsecond, and one later: counting goes on behind the last.
    buy(&shop, &[&lamp, &bulb]).await;
    buy(&shop, &[&lamp, &bulb]).await;
    shop.advance(2);
    assert_eq!(together::count(&shop).await.unwrap(), 2);
    assert_eq!(together::count(&second).await.unwrap(), 0);
    assert_eq!(with(&shop, &bulb).await, [lamp.id]);
}

#[shop_test]
async fn variants_of_one_product_are_not_bought_together(shop: TestShop) {
    let hook = shop
        .product("Hook")
        .variant("S")
        .stock(9)
        .variant("L")
        .stock(9)
        .create()
        .await;
    for _ in 0..2 {
        let token = cart_with(&shop, hook.size("S"), 1).await;
        add(&shop, &token, hook.size("L"), 1).await;
        fill_in(&shop, &token, "DE").await;
        let order = place(&shop, &token, "manual").await.unwrap().order;
        orders::mark_paid(&shop, &SYSTEM, order.id, order.version)
            .await
            .unwrap();
    }
    run_jobs(&shop).await;
    shop.advance(2);

    assert_eq!(together::count(&shop).await.unwrap(), 2);

    assert_eq!(with(&shop, &hook).await, []);
}
