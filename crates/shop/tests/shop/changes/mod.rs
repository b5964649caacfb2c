//! What one process changes, the others hear of.

mod catching_up;
mod stock;

use shop::{
    Shop,
    catalog::{self, ProductStatus},
    changes::{self, Change, Follower, News},
    settings,
};
use testkit::{TestProduct, TestShop, shop_test, test_settings};
use tokio_util::sync::CancellationToken;

use crate::support::{SYSTEM, edit};

/// Everything that may have changed, when the follower cannot tell.
async fn look(follower: &mut Follower, shop: &Shop) -> News {
    let news = follower
        .look(shop.db.primary(), shop.clock.now())
        .await
        .unwrap();
    follower.applied();
    news
}

/// A follower that has its place already.
async fn follower(shop: &Shop) -> Follower {
    let mut follower = Follower::default();
    assert_eq!(look(&mut follower, shop).await, News::Everything);
    follower
}

/// What is new, when the follower was not away.
async fn news(follower: &mut Follower, shop: &Shop) -> Vec<Change> {
    match look(follower, shop).await {
        News::Changes(changes) => changes,
        News::Everything => panic!("the follower was away"),
    }
}

async fn rename(shop: &Shop, name: &str) {
    let stored = settings::load(shop.db.primary()).await.unwrap();
    let mut new = stored.settings;
    name.clone_into(&mut new.shop_name);
    settings::save(shop, &SYSTEM, &new, stored.version)
        .await
        .unwrap();
}

#[shop_test]
async fn a_follower_hears_each_change_of_others_once(shop: TestShop) {
    let second = shop.second_process().await;
    let mut follower = follower(&second).await;

    let mug = shop.product("Blue mug").create().await;
    rename(&shop, "Another name").await;

    let heard = [Change::Product(mug.id), Change::Settings];
    assert_eq!(news(&mut follower, &second).await, heard);
    assert_eq!(news(&mut follower, &second).await, []);
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_change_that_is_committed_late_is_still_heard(shop: TestShop) {
    let mut follower = follower(&shop).await;
    let began = shop.clock.now();
    shop.clock.advance(chrono::TimeDelta::seconds(20));
    rename(&shop, "Another name").await;
    assert_eq!(news(&mut follower, &shop).await, [Change::Settings]);

    // Its transaction began before that of the other one, whose row is read already.
    let late: Result<(), db::DbError> = shop
        .db
        .transaction(|tx| async move { changes::record(&tx, &[Change::Categories], began).await })
        .await;
    late.unwrap();

    assert_eq!(news(&mut follower, &shop).await, [Change::Categories]);
}

#[shop_test]
async fn a_follower_that_was_away_for_an_hour_reads_everything_again(shop: TestShop) {
    let mut follower = follower(&shop).await;

    shop.advance(10);
    rename(&shop, "Another name").await;
    shop.advance(50);

    assert_eq!(look(&mut follower, &shop).await, News::Everything);
    assert_eq!(news(&mut follower, &shop).await, []);
}

#[shop_test]
async fn what_could_not_be_applied_is_told_again(shop: TestShop) {
    let mut follower = follower(&shop).await;
    rename(&shop, "Another name").await;

    for _ in 0..2 {
        let told = follower.look(shop.db.primary(), shop.clock.now()).await;
        assert_eq!(told.unwrap(), News::Changes(vec![Change::Settings]));
    }
    follower.applied();

    assert_eq!(news(&mut follower, &shop).await, []);
}

async fn card_title(shop: &Shop, product: &TestProduct) -> String {
    let cards = catalog::cards(shop, &[product.id]).await.unwrap();
    cards[0].title.clone()
}

#[shop_test]
async fn a_second_process_sees_what_changed_once_it_applies_it(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let second = shop.second_process().await;
    let mut follower = follower(&second).await;
    let page = catalog::product_page(&second, &mug.slug)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.product.title, "Blue mug");
    assert_eq!(card_title(&second, &mug).await, "Blue mug");

    rename(&shop, "Another name").await;
    edit(&shop, &mug, |draft| {
        "Green mug".clone_into(&mut draft.title);
    })
    .await;
    assert_eq!(*second.settings(), test_settings());
    assert_eq!(card_title(&second, &mug).await, "Blue mug", "from memory");
    let heard = news(&mut follower, &second).await;
    second.apply(&heard).await.unwrap();

    assert_eq!(second.settings().shop_name, "Another name");
    let page = catalog::product_page(&second, &mug.slug)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.product.title, "Green mug");
    assert_eq!(card_title(&second, &mug).await, "Green mug");
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_product_that_is_archived_elsewhere_has_no_page_any_more(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let second = shop.second_process().await;
    let mut follower = follower(&second).await;
    catalog::product_page(&second, &mug.slug)
        .await
        .unwrap()
        .unwrap();

    edit(&shop, &mug, |draft| draft.status = ProductStatus::Archived).await;
    let heard = news(&mut follower, &second).await;
    second.apply(&heard).await.unwrap();

    let page = catalog::product_page(&second, &mug.slug).await.unwrap();
    assert!(page.is_none());
    second.db.close().await.unwrap();
}

#[shop_test]
async fn what_changes_between_loading_and_following_is_not_missed(shop: TestShop) {
    let second = shop.second_process().await;
    rename(&shop, "Another name").await;

    let stop = CancellationToken::new();
    let following = tokio::spawn(changes::follow(second.clone(), stop.clone()));
    while second.settings().shop_name != "Another name" {
        tokio::task::yield_now().await;
    }
    stop.cancel();

    following.await.unwrap();
    second.db.close().await.unwrap();
}

#[shop_test]
async fn old_changes_are_forgotten_after_two_days(shop: TestShop) {
    changes::prune(&shop).await.unwrap();
    shop.advance(2 * 24 * 60);
    rename(&shop, "Another name").await;
    assert_eq!(changes::prune(&shop).await.unwrap(), 0);
    shop.advance(1);

    // The settings of the test's beginning.
    assert_eq!(changes::prune(&shop).await.unwrap(), 1);
    assert_eq!(changes::prune(&shop).await.unwrap(), 0);
}

#[shop_test]
async fn looking_around_writes_nothing(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let before = crate::support::dump(&shop).await;
    assert!(before.len() > 20);

    catalog::product_page(&shop, &mug.slug)
        .await
        .unwrap()
        .unwrap();
    catalog::product_page(&shop, "unknown").await.unwrap();
    catalog::newest(&shop, 8).await.unwrap();
    catalog::list(&shop, &catalog::ListingQuery::default())
        .await
        .unwrap();
    catalog::sitemap_parts(shop.db.reader(), shop.settings().currency, 100)
        .await
        .unwrap();
    for token in [shop::Token::generate(), shop::Token::generate()] {
        assert_eq!(shop::cart::count(&shop, &token).await.unwrap(), 0);
        assert_eq!(shop::cart::find(&shop, &token).await.unwrap(), None);
        assert!(shop::checkout::view(&shop, &token).await.unwrap().is_none());
        assert!(shop::staff::session(&shop, &token).await.unwrap().is_none());
        let order = shop::orders::by_token(&shop, token.as_str()).await;
        assert_eq!(order.unwrap(), None);
    }

    assert_eq!(crate::support::dump(&shop).await, before);
}
