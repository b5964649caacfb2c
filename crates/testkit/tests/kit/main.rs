//! The shop that tests get.

#[cfg(feature = "http")]
mod http;

use shop::{
    settings,
    staff::{self, Role},
};
use testkit::{TestShop, shop_test, start_of_time};

#[shop_test]
async fn a_test_shop_sells_at_home_and_stands_still(shop: TestShop) {
    let stored = settings::load(shop.db.reader()).await.unwrap();
    let settings = shop.settings();

    assert_eq!(stored.settings, *settings);
    assert_eq!(settings.problems(), []);
    assert_eq!(settings.countries.len(), 2);
    assert!(settings.sandbox_payments && settings.bank_transfer.is_some());
    assert_eq!(shop.clock.now(), start_of_time());
    shop.advance(30);
    assert_eq!((shop.clock.now() - start_of_time()).num_minutes(), 30);
}

#[shop_test]
async fn a_product_is_there_as_it_was_described(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .stock(3)
        .create()
        .await;
    let shirt = shop
        .product("Plain shirt")
        .variant("S")
        .stock(1)
        .variant("M")
        .stock(0)
        .create()
        .await;

    assert_eq!(
        (mug.slug.as_str(), mug.variants[0].sku.as_str()),
        ("blue-mug", "BLUE-MUG")
    );
    assert_eq!(shop.available(mug.variant()).await, 3);
    assert_eq!(shop.available(shirt.size("S")).await, 1);
    assert_eq!(shop.available(shirt.size("M")).await, 0);

    shop.set_stock(mug.variant(), 5).await;
    assert_eq!(shop.available(mug.variant()).await, 5);
}

#[shop_test]
async fn a_second_process_sees_the_same_shop(shop: TestShop) {
    let second = shop.second_process().await;
    shop.hire(Role::Warehouse).await;

    let seen = staff::list(second.db.reader()).await.unwrap();

    assert_eq!(seen[0].email.as_str(), "warehouse@example.com");
    assert_eq!(second.settings(), shop.settings());
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_quiet_shop_has_no_jobs_and_its_sweeps_find_nothing(shop: TestShop) {
    shop.run_jobs().await;
    shop.run_due_sweeps().await;

    assert!(shop.mails().await.is_empty());
}
