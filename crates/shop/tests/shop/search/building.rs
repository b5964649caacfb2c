use std::{fs, path::Path};

use shop::{
    Shop,
    catalog::ProductStatus,
    search::{self, Keeper, Lag, Query, Reindexed},
    settings,
};
use testkit::{TestProduct, TestShop, shop_test};
use tokio_util::sync::CancellationToken;

use super::{assert_is_database, find, indexed, text};
use crate::support::{SYSTEM, edit};

const FIRST: &str = "1";

/// Where a process has its index when another one has the first place.
const SECOND: &str = "2";

/// What is on the disk at this moment, as a process that is killed leaves it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            // Files of a running writer may go while they are copied.
            let _ = fs::copy(entry.path(), target);
        }
    }
}

pub(super) fn copy_to_second_place(shop: &TestShop) {
    let folder = shop.search.folder();
    copy(&folder.join(FIRST), &folder.join(SECOND));
}

async fn products(shop: &TestShop, count: usize) -> Vec<TestProduct> {
    let mut products = Vec::new();
    for number in 0..count {
        let title = format!("Bowl {number}");
        products.push(shop.product(&title).create().await);
    }
    products
}

/// Every kind of change, so that an index without one of them differs.
async fn change_everything(shop: &Shop, products: &[TestProduct]) {
    edit(shop, &products[0], |draft| {
        "Jug".clone_into(&mut draft.title);
    })
    .await;
    edit(shop, &products[1], |draft| {
        draft.status = ProductStatus::Archived;
    })
    .await;
    edit(shop, &products[2], |draft| {
        "Potter".clone_into(&mut draft.brand);
    })
    .await;
}

async fn change_back(shop: &Shop, products: &[TestProduct]) {
    edit(shop, &products[0], |draft| {
        "Bowl".clone_into(&mut draft.title);
    })
    .await;
    edit(shop, &products[1], |draft| {
        draft.status = ProductStatus::Active;
    })
    .await;
    edit(shop, &products[2], |draft| {
        "Acme".clone_into(&mut draft.brand);
    })
    .await;
}

#[shop_test]
async fn after_a_crash_the_index_goes_on_where_it_was_and_ends_equal(shop: TestShop) {
    let bowls = products(&shop, 5).await;
    let mut keeper = indexed(&shop).await;
    shop.advance(30);
    change_everything(&shop, &bowls).await;
    copy_to_second_place(&shop);
    keeper.step().await.unwrap();
    shop.advance(30);

    let second = shop.second_process().await;
    let mut there = Keeper::open(&second).await.unwrap();
    // As at the last commit: it answers at once, with what was.
    assert_eq!(find(&second, &Query::default()).await.total, 5);
    there.step().await.unwrap();

    assert_is_database(&second, 4).await;
    assert_eq!(find(&second, &text("jug")).await.total, 1);
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_crash_in_the_middle_of_applying_loses_nothing(shop: TestShop) {
    let bowls = products(&shop, 5).await;
    indexed(&shop).await;
    for round in 0..6 {
        change_everything(&shop, &bowls).await;
        cut_short(&shop, SECOND, round * 3).await;

        let after = shop.second_process().await;
        let mut keeper = Keeper::open(&after).await.unwrap();
        keeper.step().await.unwrap();
        assert_is_database(&after, 4).await;

        drop(keeper);
        end(after, SECOND).await;
        change_back(&shop, &bowls).await;
        shop.advance(1);
    }
}

#[shop_test]
async fn a_crash_in_the_middle_of_building_is_built_again(shop: TestShop) {
    products(&shop, 5).await;
    for round in 0..8 {
        cut_short(&shop, FIRST, round * 2).await;
    }

    indexed(&shop).await;

    assert_is_database(&shop, 5).await;
}

/// A process that takes a step and is stopped somewhere inside it, sooner or later.
async fn cut_short(shop: &TestShop, place: &str, patience: usize) {
    let process = shop.second_process().await;
    let mut keeper = Keeper::open(&process).await.unwrap();
    let stop = CancellationToken::new();
    let cut = async {
        for _ in 0..patience {
            tokio::task::yield_now().await;
        }
        stop.cancel();
    };
    let (_, ()) = tokio::join!(stop.run_until_cancelled(keeper.step()), cut);
    drop(keeper);
    end(process, place).await;
}

/// What runs on other threads is waited for, as the system does when a process dies.
async fn end(process: Shop, place: &str) {
    let lock = process.search.folder().join(place).join("LOCK");
    process.db.close().await.unwrap();
    drop(process);
    while fs::File::open(&lock).unwrap().try_lock().is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[shop_test]
async fn one_who_was_away_for_days_builds_anew(shop: TestShop) {
    let bowls = products(&shop, 3).await;
    let keeper = indexed(&shop).await;
    change_everything(&shop, &bowls).await;
    copy_to_second_place(&shop);
    drop(keeper);
    shop.advance(3 * 24 * 60);
    shop::changes::prune(&shop).await.unwrap();

    let second = shop.second_process().await;
    let mut there = Keeper::open(&second).await.unwrap();
    assert_eq!(find(&second, &Query::default()).await.total, 3);
    there.step().await.unwrap();

    assert_is_database(&second, 2).await;
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_damaged_index_is_told_by_the_audit_and_built_at_the_next_start(shop: TestShop) {
    products(&shop, 3).await;
    drop(indexed(&shop).await);
    copy_to_second_place(&shop);
    let place = shop.search.folder().join(SECOND);
    let current = fs::read_to_string(place.join("CURRENT")).unwrap();
    fs::write(place.join(current.trim()).join("meta.json"), "{").unwrap();

    let second = shop.second_process().await;
    let findings = search::audit(&second, Lag::Excused).await.unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with("the index in place 2 is damaged"));
    let mut there = Keeper::open(&second).await.unwrap();
    let found = search::find(&second, &text("bowl")).await.unwrap();
    assert_eq!(
        (found.total, found.facets),
        (3, None),
        "the database answers"
    );
    there.step().await.unwrap();

    assert_is_database(&second, 3).await;
    second.db.close().await.unwrap();
}

#[shop_test]
async fn the_audit_reads_the_index_of_a_running_shop(shop: TestShop) {
    products(&shop, 3).await;
    shop.advance(1);
    let _keeper = indexed(&shop).await;

    // Another process, such as the command `audit`, which opens no index of its own.
    let second = shop.second_process().await;
    let findings = search::audit(&second, Lag::Excused).await.unwrap();
    assert_eq!(findings, Vec::<String>::new());
    shop.advance(1);
    crate::support::run_sql(
        &shop,
        "UPDATE product SET brand = 'Other' WHERE title = 'Bowl 1'",
    )
    .await
    .unwrap();
    let findings = search::audit(&second, Lag::Excused).await.unwrap();

    assert_eq!(findings, ["product bowl-1: is another one in the index"]);
    let left: Vec<_> = fs::read_dir(shop.search.folder()).unwrap().collect();
    assert_eq!(left.len(), 1, "the copies are gone");
    second.db.close().await.unwrap();
}

#[shop_test]
async fn reindex_builds_itself_or_asks_the_running_shop(shop: TestShop) {
    let bowls = products(&shop, 3).await;
    let built = search::reindex(&shop).await.unwrap();
    assert_eq!(built, Reindexed::Here { products: 3 });
    assert_is_database(&shop, 3).await;

    let second = shop.second_process().await;
    let mut keeper = indexed(&second).await;
    let asked = search::reindex(&second).await.unwrap();
    assert_eq!(asked, Reindexed::ByOthers);
    edit(&shop, &bowls[0], |draft| "Jug".clone_into(&mut draft.title)).await;
    keeper.step().await.unwrap();
    keeper.step().await.unwrap();

    assert_is_database(&second, 3).await;
    assert_eq!(find(&second, &text("jug")).await.total, 1);
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_shop_that_changes_its_language_gets_another_index(shop: TestShop) {
    products(&shop, 2).await;
    let stop = CancellationToken::new();
    let following = tokio::spawn(search::follow(shop.shop().clone(), stop.clone()));
    let answers = async || {
        let found = search::find(&shop, &text("bowl")).await.unwrap();
        assert_eq!(found.total, 2);
        found.facets.is_some()
    };
    while !answers().await {
        tokio::task::yield_now().await;
    }

    let stored = settings::load(shop.db.primary()).await.unwrap();
    let mut german = stored.settings;
    german.default_locale = l10n::Locale::DE;
    settings::save(&shop, &SYSTEM, &german, stored.version)
        .await
        .unwrap();

    assert!(!answers().await, "the database answers");
    while !answers().await {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    following.await.unwrap();
}
