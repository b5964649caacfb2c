use shop::{cart, payments::SANDBOX};
use testkit::{TestShop, shop_test};

use crate::support::{add, cart_with, place, ready_cart, run_jobs};

const DAY: i64 = 24 * 60;

#[shop_test]
async fn a_cart_is_forgotten_sixty_days_after_it_was_touched(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let old = cart_with(&shop, mug, 1).await;
    let kept = cart_with(&shop, mug, 1).await;
    shop.advance(59 * DAY);
    assert_eq!(cart::prune(&shop).await.unwrap(), 0);
    add(&shop, &kept, mug, 1).await;
    shop.advance(2 * DAY);

    assert_eq!(cart::prune(&shop).await.unwrap(), 1);

    assert_eq!(cart::find(&shop, &old).await.unwrap(), None);
    assert_eq!(cart::count(&shop, &kept).await.unwrap(), 2);
}

#[shop_test]
async fn forgetting_a_cart_leaves_its_order_alone(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;
    let order = place(&shop, &token, SANDBOX).await.unwrap().order;
    run_jobs(&shop).await;
    shop.advance(61 * DAY);

    assert_eq!(cart::prune(&shop).await.unwrap(), 1);

    let kept = shop::orders::by_token(&shop, &order.token).await.unwrap();
    assert_eq!(kept, Some(order));
}
