//! Changing many products in one go, and taking it back.

use shop::{
    catalog::{
        self, BulkAction, BulkError, BulkRecord, BulkState, CompareAt, PriceChange, PriceStep,
        ProductFilter, ProductStatus, Selection,
    },
    ids::{BulkId, ProductId},
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{as_shown, category, editor, eur, staff, stored};

const FIVE_PERCENT_MORE: BulkAction = BulkAction::Price(PriceChange {
    step: PriceStep::PartsPerMillion(50_000),
    compare_at: CompareAt::Keep,
});

async fn start(shop: &TestShop, selection: &Selection, action: &BulkAction) -> BulkId {
    let started = catalog::start_bulk(shop, &editor(), selection, action).await;
    started.unwrap()
}

async fn these(shop: &TestShop, ids: &[ProductId], action: &BulkAction) -> BulkRecord {
    let id = start(shop, &Selection::These(ids.to_vec()), action).await;
    record(shop, id).await
}

async fn record(shop: &TestShop, id: BulkId) -> BulkRecord {
    catalog::bulk(shop, id).await.unwrap().unwrap()
}

async fn price(shop: &TestShop, id: ProductId) -> i64 {
    stored(shop, id).await.variants[0].prices[0].amount.minor()
}

/// Rename it, as a colleague does.
async fn rename(shop: &TestShop, id: ProductId, title: &str) {
    let page = stored(shop, id).await;
    let mut draft = as_shown(&page);
    title.clone_into(&mut draft.title);
    catalog::update_product(shop, &editor(), id, page.product.version, &draft)
        .await
        .unwrap();
}

async fn many(shop: &TestShop, count: usize) -> Vec<ProductId> {
    let mut ids = Vec::new();
    for number in 0..count {
        let product = shop.product(&format!("Thing {number}"));
        ids.push(product.status(ProductStatus::Draft).create().await.id);
    }
    ids
}

#[shop_test]
async fn selected_products_are_changed_at_once_and_taken_back(shop: TestShop) {
    let mug = shop
        .product("Mug")
        .status(ProductStatus::Draft)
        .create()
        .await
        .id;
    let bowl = shop.product("Bowl").create().await.id;
    let hats = catalog::save_category(&shop, &editor(), None, 0, &category("Hats", None))
        .await
        .unwrap();
    let actions = [
        BulkAction::Publish,
        BulkAction::Archive,
        BulkAction::AddCategory(hats),
        BulkAction::SetCategory(hats),
        BulkAction::AddTag("New".to_owned()),
        FIVE_PERCENT_MORE,
    ];
    for action in actions {
        let before = [stored(&shop, mug).await, stored(&shop, bowl).await];

        let done = these(&shop, &[mug, bowl], &action).await;
        let changed = stored(&shop, mug).await;
        let undone = catalog::undo_bulk(&shop, &editor(), done.id).await.unwrap();

        assert_eq!(
            (done.state, done.failed),
            (BulkState::Done, 0),
            "{action:?}"
        );
        assert_ne!(
            changed.product.version, before[0].product.version,
            "{action:?}"
        );
        assert_eq!(
            (undone.state, undone.kept),
            (BulkState::Undone, 0),
            "{action:?}"
        );
        for (id, before) in [mug, bowl].into_iter().zip(before) {
            let after = stored(&shop, id).await;
            assert_eq!(after.product.status, before.product.status, "{action:?}");
            assert_eq!(
                after.product.categories, before.product.categories,
                "{action:?}"
            );
            assert_eq!(after.product.tags, before.product.tags, "{action:?}");
            assert_eq!(
                after.variants[0].prices, before.variants[0].prices,
                "{action:?}"
            );
        }
    }
}

#[shop_test]
async fn what_is_like_that_already_is_not_changed(shop: TestShop) {
    let active = shop.product("Active").create().await.id;
    let draft = shop
        .product("Draft")
        .status(ProductStatus::Draft)
        .create()
        .await
        .id;
    let version = stored(&shop, active).await.product.version;

    let done = these(&shop, &[active, draft], &BulkAction::Publish).await;

    assert_eq!((done.changed, done.same, done.failed), (1, 1, 0));
    assert_eq!(stored(&shop, active).await.product.version, version);
    let page = catalog::product_page(&shop, "draft").await.unwrap();
    assert!(page.is_some(), "it is in the shop at once");
}

#[shop_test]
async fn a_price_that_would_break_a_rule_stays_and_the_reason_is_told(shop: TestShop) {
    let cheap = shop.product("Cheap").price("2.00").create().await.id;
    let dear = shop.product("Dear").price("20.00").create().await.id;
    let reduced = shop
        .product("Reduced")
        .price("20.00")
        .compare_at("21.00")
        .create()
        .await
        .id;
    let change = |step| {
        BulkAction::Price(PriceChange {
            step,
            compare_at: CompareAt::Keep,
        })
    };

    let lowered = these(&shop, &[cheap, dear], &change(PriceStep::Amount(-500))).await;
    let raised = these(&shop, &[reduced], &change(PriceStep::Amount(100))).await;

    assert_eq!((lowered.changed, lowered.failed), (1, 1));
    assert_eq!(
        (price(&shop, cheap).await, price(&shop, dear).await),
        (200, 1_500)
    );
    let problems = catalog::bulk_problems(&shop, lowered.id, 9).await.unwrap();
    let problems: Vec<_> = problems
        .iter()
        .map(|one| (one.title.as_str(), one.reason.as_str()))
        .collect();
    assert_eq!(problems, [("Cheap", "the price would be below zero")]);
    assert_eq!((raised.changed, raised.failed), (0, 1));
}

#[shop_test]
async fn a_preview_shows_what_becomes_of_prices_and_changes_nothing(shop: TestShop) {
    let mug = shop.product("Mug").price("19.99").create().await.id;
    let change = PriceChange {
        step: PriceStep::PartsPerMillion(-50_000),
        compare_at: CompareAt::OldPrice,
    };
    let all = Selection::Matching(ProductFilter::default());

    let preview = catalog::preview_bulk(&shop, &editor(), &all, Some(&change))
        .await
        .unwrap();

    assert_eq!(preview.products, 1);
    assert_eq!(preview.examples[0].before, eur(1_999));
    assert_eq!(
        preview.examples[0].after,
        Ok((eur(1_899), Some(eur(1_999))))
    );
    assert_eq!(price(&shop, mug).await, 1_999);
}

#[shop_test]
async fn all_that_fit_a_filter_are_changed_by_a_task(shop: TestShop) {
    let drafts = many(&shop, 120).await;
    let active = shop.product("Active").create().await.id;
    let version = stored(&shop, active).await.product.version;
    let selection = Selection::Matching(ProductFilter {
        status: Some(ProductStatus::Draft),
        ..ProductFilter::default()
    });

    let id = start(&shop, &selection, &BulkAction::Publish).await;
    let begun = record(&shop, id).await;
    let late = shop
        .product("Late")
        .status(ProductStatus::Draft)
        .create()
        .await
        .id;
    shop.run_jobs().await;
    let done = record(&shop, id).await;

    assert!(begun.task.is_some() && begun.changed == 0, "{begun:?}");
    assert_eq!((done.state, done.changed), (BulkState::Done, 120));
    assert_eq!(
        stored(&shop, drafts[119]).await.product.status,
        ProductStatus::Active
    );
    assert_eq!(stored(&shop, active).await.product.version, version);
    let late = stored(&shop, late).await.product.status;
    assert_eq!(late, ProductStatus::Draft, "made after it began");
}

#[shop_test]
async fn undoing_leaves_alone_what_was_changed_since(shop: TestShop) {
    let ids = many(&shop, 60).await;
    let all = Selection::Matching(ProductFilter::default());
    let id = start(&shop, &all, &FIVE_PERCENT_MORE).await;
    let too_early = catalog::undo_bulk(&shop, &editor(), id).await;
    shop.run_jobs().await;
    rename(&shop, ids[7], "Renamed").await;

    catalog::undo_bulk(&shop, &editor(), id).await.unwrap();
    shop.run_jobs().await;
    let undone = record(&shop, id).await;
    let twice = catalog::undo_bulk(&shop, &editor(), id).await;

    assert!(matches!(too_early, Err(BulkError::NotNow)), "{too_early:?}");
    assert_eq!((undone.undone, undone.kept), (59, 1));
    assert_eq!(undone.state, BulkState::Undone);
    assert_eq!(price(&shop, ids[7]).await, 1_050);
    assert_eq!(price(&shop, ids[8]).await, 1_000);
    assert!(matches!(twice, Err(BulkError::NotNow)), "{twice:?}");
}

#[shop_test]
async fn two_bulk_edits_and_an_editor_do_not_lose_each_others_work(shop: TestShop) {
    let ids = many(&shop, 20).await;
    let selection = Selection::These(ids.clone());
    let (tag, price_change) = (BulkAction::AddTag("Sale".to_owned()), FIVE_PERCENT_MORE);
    let person = editor();
    let page = stored(&shop, ids[3]).await;
    let mut draft = as_shown(&page);
    "Other".clone_into(&mut draft.brand);

    let (tagged, priced, saved) = tokio::join!(
        catalog::start_bulk(&shop, &person, &selection, &tag),
        catalog::start_bulk(&shop, &person, &selection, &price_change),
        catalog::update_product(&shop, &person, ids[3], page.product.version, &draft),
    );

    let (tagged, priced) = (tagged.unwrap(), priced.unwrap());
    for id in &ids {
        let after = stored(&shop, *id).await;
        assert_eq!(after.product.tags, ["Sale"]);
        assert_eq!(after.variants[0].prices[0].amount, eur(1_050));
    }
    let brand = stored(&shop, ids[3]).await.product.brand;
    assert_eq!(
        brand == "Other",
        saved.is_ok(),
        "saved, or told that it is stale"
    );
    // The first of the two was changed since, so it cannot be taken back; the second one can.
    let one = catalog::undo_bulk(&shop, &editor(), tagged).await.unwrap();
    let other = catalog::undo_bulk(&shop, &editor(), priced).await.unwrap();
    assert!(one.undone == 20 || other.undone == 20, "{one:?} {other:?}");
}

#[shop_test]
async fn nothing_selected_and_no_permission_change_nothing(shop: TestShop) {
    let id = shop.product("Mug").create().await.id;
    let none = Selection::These(Vec::new());
    let one = Selection::These(vec![id]);
    let packer = staff(Role::Warehouse);

    let nothing = catalog::start_bulk(&shop, &editor(), &none, &BulkAction::Archive).await;
    let refused = catalog::start_bulk(&shop, &packer, &one, &BulkAction::Archive).await;

    assert!(matches!(nothing, Err(BulkError::Nothing)), "{nothing:?}");
    assert!(
        matches!(refused, Err(BulkError::Forbidden(_))),
        "{refused:?}"
    );
    assert_eq!(
        stored(&shop, id).await.product.status,
        ProductStatus::Active
    );
}
