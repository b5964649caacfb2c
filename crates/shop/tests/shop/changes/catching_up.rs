//! Thousands of changes that are committed late: each is heard once, and nothing in memory stays old.

use std::collections::HashMap;

use chrono::TimeDelta;
use db::DbError;
use shop::{
    Shop, Timestamp, catalog,
    changes::{self, Change, Follower, News},
    ids::ProductId,
};
use testkit::{TestShop, shop_test};

use super::{card_title, follower, look, news, rename};
use crate::support::{edit, run_sql};

const LATE: usize = 5_000;

/// Written down by a transaction that began at this moment.
async fn record(shop: &Shop, changes: &[Change], began: Timestamp) {
    let recorded: Result<(), DbError> = shop
        .db
        .transaction(|tx| async move { changes::record(&tx, changes, began).await })
        .await;
    recorded.unwrap();
}

fn late_changes() -> Vec<Change> {
    (0..LATE)
        .map(|_| Change::Product(ProductId::generate()))
        .collect()
}

fn counted(changes: Vec<Change>) -> HashMap<Change, usize> {
    let mut counted = HashMap::new();
    for change in changes {
        *counted.entry(change).or_default() += 1;
    }
    counted
}

#[shop_test]
async fn five_thousand_changes_that_are_committed_late_are_each_heard_once(shop: TestShop) {
    let late = late_changes();
    for (mut follower, title) in [(Follower::default(), "Mug"), (Follower::patient(), "Pan")] {
        assert_eq!(look(&mut follower, &shop).await, News::Everything);
        let began = shop.clock.now();
        shop.clock.advance(TimeDelta::seconds(20));
        rename(&shop, title).await;
        assert_eq!(news(&mut follower, &shop).await, [Change::Settings]);

        record(&shop, &late[..LATE / 2], began).await;
        let new = shop.product(title).create().await;
        record(&shop, &late[LATE / 2..], began).await;
        let heard = news(&mut follower, &shop).await;

        assert_eq!(heard.len(), LATE + 1);
        let all = late.iter().cloned().chain([Change::Product(new.id)]);
        assert_eq!(counted(heard), counted(all.collect()));
        for _ in 0..5 {
            assert_eq!(news(&mut follower, &shop).await, []);
            shop.clock.advance(TimeDelta::seconds(20));
        }
    }
}

#[shop_test]
async fn what_a_process_remembers_is_fresh_after_five_thousand_late_changes(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let pan = shop.product("Pan").create().await;
    let second = shop.second_process().await;
    let mut follower = follower(&second).await;
    let title = async |slug: &str| {
        let page = catalog::product_page(&second, slug).await.unwrap();
        page.unwrap().product.title.clone()
    };
    let began = shop.clock.now();
    shop.clock.advance(TimeDelta::seconds(20));
    rename(&shop, "Another name").await;
    let heard = news(&mut follower, &second).await;
    second.apply(&heard).await.unwrap();
    assert_eq!(card_title(&second, &mug).await, "Blue mug");
    assert_eq!(title(&pan.slug).await, "Pan");

    let sql = "UPDATE product SET title = 'Wok' WHERE slug = 'pan'";
    assert_eq!(run_sql(&shop, sql).await.unwrap(), 1);
    let mut late = late_changes();
    late.insert(LATE / 3, Change::Product(pan.id));
    record(&shop, &late, began).await;
    edit(&shop, &mug, |draft| {
        "Green mug".clone_into(&mut draft.title);
    })
    .await;
    rename(&shop, "A third name").await;
    assert_eq!(card_title(&second, &mug).await, "Blue mug", "from memory");
    assert_eq!(title(&pan.slug).await, "Pan", "from memory");
    let heard = news(&mut follower, &second).await;
    second.apply(&heard).await.unwrap();

    assert_eq!(card_title(&second, &mug).await, "Green mug");
    assert_eq!(title(&pan.slug).await, "Wok");
    assert_eq!(second.settings().shop_name, "A third name");
    second.db.close().await.unwrap();
}
