use std::time::{Duration, Instant};

use shop::{
    Shop,
    catalog::{self, CategoryDraft, ProductStatus},
    changes::{Kind, Source},
    ids::CategoryId,
    orders,
    search::{self, Filters, Keeper, Lag, Query, Sort},
};
use testkit::{TestShop, shop_test};
use tokio_util::sync::CancellationToken;

use super::{assert_is_database, find, indexed, text, titles};
use crate::support::{
    SYSTEM, edit, order_by_transfer, paid_order, reload, run_jobs, run_sql, set_price,
};

async fn save(
    shop: &Shop,
    id: Option<CategoryId>,
    version: i64,
    title: &str,
    parent: Option<CategoryId>,
) -> CategoryId {
    let draft = CategoryDraft {
        slug: None,
        title: title.to_owned(),
        description: String::new(),
        parent,
        position: 0,
        ..CategoryDraft::default()
    };
    let saved = catalog::save_category(shop, &SYSTEM, id, version, &draft).await;
    saved.unwrap()
}

async fn in_stock(shop: &Shop) -> u32 {
    find(shop, &Query::default()).await.facets.unwrap().in_stock
}

/// What has been committed since is in the index after one look.
async fn step(keeper: &mut Keeper, shop: &TestShop, products: u64) {
    keeper.step().await.unwrap();
    assert_is_database(shop, products).await;
}

#[shop_test]
async fn whatever_happens_to_a_product_is_in_the_index_after_one_look(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(2).create().await;
    let mut keeper = indexed(&shop).await;
    step(&mut keeper, &shop, 1).await;

    edit(&shop, &mug, |draft| {
        "Green mug".clone_into(&mut draft.title);
    })
    .await;
    step(&mut keeper, &shop, 1).await;
    assert_eq!(titles(&find(&shop, &text("green")).await), ["Green mug"]);

    set_price(&shop, &mug, "99").await;
    step(&mut keeper, &shop, 1).await;
    let facets = find(&shop, &Query::default()).await.facets.unwrap();
    assert_eq!(facets.prices.unwrap().0.minor(), 9_900);

    let pan = shop.product("Pan").create().await;
    step(&mut keeper, &shop, 2).await;
    edit(&shop, &pan, |draft| draft.status = ProductStatus::Archived).await;
    step(&mut keeper, &shop, 1).await;
    edit(&shop, &pan, |draft| draft.status = ProductStatus::Active).await;
    step(&mut keeper, &shop, 2).await;
}

#[shop_test]
async fn what_is_sold_out_and_comes_back_is_known_to_the_index(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(2).create().await.variant();
    let mut keeper = indexed(&shop).await;
    assert_eq!(in_stock(&shop).await, 1);

    let order = order_by_transfer(&shop, mug, 2).await;
    step(&mut keeper, &shop, 1).await;
    assert_eq!(in_stock(&shop).await, 0);

    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();
    run_jobs(&shop).await;
    step(&mut keeper, &shop, 1).await;
    assert_eq!(in_stock(&shop).await, 1);

    shop.set_stock(mug, 0).await;
    step(&mut keeper, &shop, 1).await;
    assert_eq!(in_stock(&shop).await, 0);
}

#[shop_test]
async fn a_category_that_is_renamed_moved_or_removed_takes_its_products_along(shop: TestShop) {
    let home = save(&shop, None, 0, "Home", None).await;
    let mugs = save(&shop, None, 0, "Mugs", Some(home)).await;
    let mug = shop.product("Blue mug").category(mugs).create().await;
    shop.product("Pan").category(home).create().await;
    let mut keeper = indexed(&shop).await;
    step(&mut keeper, &shop, 2).await;
    let inside = async |category| {
        let query = Query {
            category: Some(category),
            ..Query::default()
        };
        find(&shop, &query).await.total
    };
    assert_eq!((inside(home).await, inside(mugs).await), (2, 1));

    save(&shop, Some(home), 1, "Household", None).await;
    step(&mut keeper, &shop, 2).await;
    assert_eq!(find(&shop, &text("household")).await.total, 2);
    save(&shop, Some(mugs), 1, "Mugs", None).await;
    step(&mut keeper, &shop, 2).await;
    assert_eq!((inside(home).await, inside(mugs).await), (1, 1));

    let gifts = save(&shop, None, 0, "Gifts", None).await;
    edit(&shop, &mug, |draft| draft.categories.push(gifts)).await;
    step(&mut keeper, &shop, 2).await;
    assert_eq!(inside(gifts).await, 1);
    catalog::delete_category(&shop, &SYSTEM, mugs, 2, None)
        .await
        .unwrap();
    step(&mut keeper, &shop, 2).await;
    assert_eq!((inside(mugs).await, inside(gifts).await), (0, 1));
}

#[shop_test]
async fn best_sellers_are_counted_again_every_hour(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    shop.advance(1);
    shop.product("Pan").create().await;
    let mut keeper = indexed(&shop).await;
    let selling = Query {
        sort: Sort::BestSelling,
        ..Query::default()
    };
    assert_eq!(titles(&find(&shop, &selling).await), ["Pan", "Blue mug"]);

    let order = paid_order(&shop, mug, 3).await;
    shop.advance(60);
    step(&mut keeper, &shop, 2).await;
    assert_eq!(titles(&find(&shop, &selling).await), ["Blue mug", "Pan"]);

    let order = reload(&shop, &order).await;
    orders::cancel(&shop, &SYSTEM, order.id, order.version, "")
        .await
        .unwrap();
    run_jobs(&shop).await;
    shop.advance(60);
    step(&mut keeper, &shop, 2).await;
    assert_eq!(titles(&find(&shop, &selling).await), ["Pan", "Blue mug"]);
}

#[shop_test]
async fn another_process_has_an_index_of_its_own_and_hears_of_everything(shop: TestShop) {
    shop.product("Blue mug").create().await;
    let mut here = indexed(&shop).await;
    let second = shop.second_process().await;
    let mut there = indexed(&second).await;

    shop.product("Pan").create().await;
    for (keeper, shop) in [(&mut here, shop.shop()), (&mut there, &second)] {
        keeper.step().await.unwrap();
        assert_is_database(shop, 2).await;
    }
    second.db.close().await.unwrap();
}

#[shop_test]
async fn pages_made_of_the_index_are_old_after_a_commit_and_not_before(shop: TestShop) {
    shop.product("Blue mug").create().await;
    let mut keeper = indexed(&shop).await;
    let listing = [Source::Any(Kind::Index)];
    let made = shop.heard().now();

    shop.product("Pan").create().await;
    assert!(shop.heard().is_unchanged(&listing, made));
    keeper.step().await.unwrap();
    assert!(!shop.heard().is_unchanged(&listing, made));

    let made = shop.heard().now();
    keeper.step().await.unwrap();
    assert!(
        shop.heard().is_unchanged(&listing, made),
        "nothing happened"
    );
}

#[shop_test]
async fn a_serving_process_follows_by_itself(shop: TestShop) {
    shop.product("Blue mug").create().await;
    let stop = CancellationToken::new();
    let following = tokio::spawn(search::follow(shop.shop().clone(), stop.clone()));
    let finds = async |word: &str, products: u64| {
        let started = Instant::now();
        loop {
            let found = search::find(&shop, &text(word)).await.unwrap();
            if found.facets.is_some() && found.total == products {
                return;
            }
            assert!(started.elapsed() < Duration::from_mins(1), "{word}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    finds("mug", 1).await;

    shop.product("Red mug").create().await;
    finds("mug", 2).await;

    stop.cancel();
    following.await.unwrap();
}

#[shop_test]
async fn the_audit_tells_what_the_index_does_not_know(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    shop.product("Pan").create().await;
    shop.advance(1);
    indexed(&shop).await;
    shop.advance(1);
    assert_is_database(&shop, 2).await;

    run_sql(
        &shop,
        "UPDATE product SET title = 'Jug' WHERE title = 'Pan'",
    )
    .await
    .unwrap();
    run_sql(
        &shop,
        "UPDATE product SET status = 'draft' WHERE title = 'Blue mug'",
    )
    .await
    .unwrap();

    let findings = search::audit(&shop, Lag::Excused).await.unwrap();
    assert_eq!(
        findings,
        [
            format!("product {} cannot be bought, but is found", mug.id),
            "product pan: is another one in the index".to_owned()
        ]
    );
    let checks = shop::audit::audit(&shop, Lag::Excused).await.unwrap();
    assert_eq!(checks.last().unwrap().findings, findings);
}

#[shop_test]
async fn what_was_not_looked_for_yet_is_no_finding(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    shop.advance(1);
    let mut keeper = indexed(&shop).await;
    shop.advance(1);

    edit(&shop, &mug, |draft| {
        "Green mug".clone_into(&mut draft.title);
    })
    .await;
    shop.product("Pan").create().await;

    let findings = search::audit(&shop, Lag::Excused).await.unwrap();
    assert_eq!(findings, Vec::<String>::new());
    let mut findings = search::audit(&shop, Lag::Told).await.unwrap();
    findings.sort_unstable();
    assert_eq!(
        findings,
        [
            "product blue-mug: is another one in the index",
            "product pan: is not found",
        ]
    );
    let filtered = Query {
        filters: Filters {
            in_stock: true,
            ..Filters::default()
        },
        ..Query::default()
    };
    assert_eq!(find(&shop, &filtered).await.total, 1);
    step(&mut keeper, &shop, 2).await;
}
