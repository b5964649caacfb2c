//! Thousands of changes that an index hears of late, with new ones in between.

use std::fmt::Write as _;

use chrono::TimeDelta;
use db::DbError;
use shop::{
    Shop, Timestamp,
    catalog::{self, ProductFilter, ProductStatus, import},
    changes::{self, Change},
    ids::ProductId,
    search::{Keeper, Query},
};
use testkit::{TestShop, shop_test};

use super::{assert_is_database, building::copy_to_second_place, find, indexed, text, titles};
use crate::support::{SYSTEM, edit, run_sql};

const PRODUCTS: u64 = 1_250;

/// Late changes of each product.
const EACH: usize = 4;

async fn many(shop: &TestShop) -> Vec<ProductId> {
    let mut file = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\n".to_owned();
    for number in 0..PRODUCTS {
        writeln!(file, "bowl-{number},Bowl {number},B-{number},10.00,3").unwrap();
    }
    let (file, options) = (std::io::Cursor::new(file), import::ImportOptions::default());
    let report = import::shopify(shop, &SYSTEM, file, &options, &mut |_| {}).await;
    assert_eq!(report.unwrap().products_created, PRODUCTS);
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let all = ProductFilter::default();
        let page = catalog::admin_list(shop, &all, after.as_deref(), 500).await;
        let page = page.unwrap();
        ids.extend(page.rows.iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

/// Somebody changes all products in one transaction that began at this moment and is committed only now.
async fn change_all(shop: &Shop, ids: &[ProductId], began: Timestamp) {
    let sql = "UPDATE product SET brand = 'Potter', version = version + 1";
    assert_eq!(run_sql(shop, sql).await.unwrap(), PRODUCTS + 1);
    let changes: Vec<_> = (0..EACH)
        .flat_map(|_| ids)
        .map(|id| Change::Product(*id))
        .collect();
    assert_eq!(changes.len(), 5_000);
    let changes = changes.as_slice();
    let recorded: Result<(), DbError> = shop
        .db
        .transaction(|tx| async move { changes::record(&tx, changes, began).await })
        .await;
    recorded.unwrap();
}

#[shop_test]
async fn five_thousand_changes_that_are_committed_late_and_new_ones_are_in_the_index(
    shop: TestShop,
) {
    let ids = many(&shop).await;
    let mug = shop.product("Mug").create().await;
    shop.advance(1);
    let mut keeper = indexed(&shop).await;
    assert_is_database(&shop, PRODUCTS + 1).await;
    let began = shop.clock.now();
    shop.clock.advance(TimeDelta::seconds(20));
    rename(&shop, &mug, "Jug").await;
    keeper.step().await.unwrap();
    assert_eq!(titles(&find(&shop, &text("jug")).await), ["Jug"]);

    // Older than what the index knows of already.
    change_all(&shop, &ids, began).await;
    rename(&shop, &mug, "Teapot").await;
    archive(&shop, ids[700]).await;
    shop.product("Pan").create().await;
    keeper.step().await.unwrap();

    assert_is_database(&shop, PRODUCTS + 1).await;
    assert_eq!(find(&shop, &text("potter")).await.total, PRODUCTS);
    assert_eq!(titles(&find(&shop, &text("teapot")).await), ["Teapot"]);
    assert_eq!(titles(&find(&shop, &text("pan")).await), ["Pan"]);
}

#[shop_test]
async fn a_process_that_was_away_catches_up_with_five_thousand_changes(shop: TestShop) {
    let ids = many(&shop).await;
    let mug = shop.product("Mug").create().await;
    shop.advance(1);
    let keeper = indexed(&shop).await;
    copy_to_second_place(&shop);
    drop(keeper);
    shop.advance(30);
    change_all(&shop, &ids, shop.clock.now()).await;
    shop.advance(90);
    rename(&shop, &mug, "Teapot").await;
    archive(&shop, ids[700]).await;

    let second = shop.second_process().await;
    let mut keeper = Keeper::open(&second).await.unwrap();
    let before = find(&second, &Query::default()).await;
    assert_eq!(before.total, PRODUCTS + 1, "it answers at once, as it was");
    keeper.step().await.unwrap();

    assert_is_database(&second, PRODUCTS).await;
    assert_eq!(find(&second, &text("potter")).await.total, PRODUCTS);
    assert_eq!(titles(&find(&second, &text("teapot")).await), ["Teapot"]);
    second.db.close().await.unwrap();
}

async fn rename(shop: &Shop, product: &testkit::TestProduct, title: &str) {
    edit(shop, product, |draft| title.clone_into(&mut draft.title)).await;
}

async fn archive(shop: &Shop, id: ProductId) {
    let page = catalog::product_for_edit(shop.db.primary(), id).await;
    let version = page.unwrap().unwrap().product.version;
    let archived = ProductStatus::Archived;
    let changed = catalog::set_status(shop, &SYSTEM, id, version, archived).await;
    changed.unwrap();
}
