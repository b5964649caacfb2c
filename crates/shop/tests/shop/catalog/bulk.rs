//! Changing many products in one go, and taking it back.

use commerce::{Currency, Money};
use shop::{
    Shop,
    catalog::{
        self, BulkAction, BulkError, BulkRecord, BulkState, CompareAt, Price, PriceChange,
        PriceStep, ProductFilter, ProductStatus, Selection, StartedBulk,
    },
    ids::{BulkId, BulkKey, ProductId},
    settings,
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{as_shown, category, editor, eur, staff, stored};
use crate::support::SYSTEM;

const FIVE_PERCENT_MORE: BulkAction = BulkAction::Price(PriceChange {
    step: PriceStep::PartsPerMillion(50_000),
    compare_at: CompareAt::Keep,
});

pub(super) async fn start(shop: &TestShop, selection: &Selection, action: &BulkAction) -> BulkId {
    send(shop, BulkKey::generate(), selection, action).await.id
}

async fn send(
    shop: &Shop,
    key: BulkKey,
    selection: &Selection,
    action: &BulkAction,
) -> StartedBulk {
    let started = catalog::start_bulk(shop, &editor(), key, selection, action).await;
    started.unwrap()
}

pub(super) async fn these(shop: &TestShop, ids: &[ProductId], action: &BulkAction) -> BulkRecord {
    let id = start(shop, &Selection::These(ids.to_vec()), action).await;
    record(shop, id).await
}

pub(super) async fn record(shop: &TestShop, id: BulkId) -> BulkRecord {
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

pub(super) async fn many(shop: &TestShop, count: usize) -> Vec<ProductId> {
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
        catalog::start_bulk(&shop, &person, BulkKey::generate(), &selection, &tag),
        catalog::start_bulk(
            &shop,
            &person,
            BulkKey::generate(),
            &selection,
            &price_change
        ),
        catalog::update_product(&shop, &person, ids[3], page.product.version, &draft),
    );

    let (tagged, priced) = (tagged.unwrap().id, priced.unwrap().id);
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

    let nothing = catalog::start_bulk(
        &shop,
        &editor(),
        BulkKey::generate(),
        &none,
        &BulkAction::Archive,
    )
    .await;
    let refused = catalog::start_bulk(
        &shop,
        &packer,
        BulkKey::generate(),
        &one,
        &BulkAction::Archive,
    )
    .await;

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

#[shop_test]
async fn what_is_sent_twice_is_done_once(shop: TestShop) {
    let few = many(&shop, 3).await;
    let few = Selection::These(few);
    let drafts = Selection::Matching(ProductFilter {
        status: Some(ProductStatus::Draft),
        ..ProductFilter::default()
    });
    // After the second one nothing fits any more, which is no reason to say that nothing was selected.
    for (selection, action) in [(&few, FIVE_PERCENT_MORE), (&drafts, BulkAction::Publish)] {
        let key = BulkKey::generate();

        let first = send(&shop, key, selection, &action).await;
        let second = send(&shop, key, selection, &action).await;

        assert!(!first.was_there && second.was_there, "{action:?}");
        assert_eq!(first.id, second.id, "{action:?}");
        assert_eq!(record(&shop, first.id).await.changed, 3, "{action:?}");
    }
    let Selection::These(few) = few else { return };
    assert_eq!(price(&shop, few[0]).await, 1_050);
}

#[shop_test]
async fn what_is_sent_twice_at_the_same_moment_is_done_once(shop: TestShop) {
    let other = shop.second_process().await;
    let ids = many(&shop, 60).await;
    let few = Selection::These(ids[..20].to_vec());
    let all = Selection::Matching(ProductFilter::default());
    for selection in [few, all] {
        let before = price(&shop, ids[0]).await;
        let key = BulkKey::generate();

        let (one, two) = tokio::join!(
            send(&shop, key, &selection, &FIVE_PERCENT_MORE),
            send(&other, key, &selection, &FIVE_PERCENT_MORE),
        );
        shop.run_jobs().await;

        assert_eq!(one.id, two.id);
        assert_ne!(one.was_there, two.was_there, "one of them did it");
        let raised = before + (before * 5 + 50) / 100;
        assert_eq!(price(&shop, ids[0]).await, raised);
    }
    other.db.close().await.unwrap();
}

#[shop_test]
async fn something_else_with_the_same_key_is_another_change(shop: TestShop) {
    let ids = many(&shop, 2).await;
    let (one, both) = (
        Selection::These(vec![ids[0]]),
        Selection::These(ids.clone()),
    );
    let key = BulkKey::generate();

    let first = send(&shop, key, &one, &FIVE_PERCENT_MORE).await;
    let wider = send(&shop, key, &both, &FIVE_PERCENT_MORE).await;
    let other = send(&shop, key, &both, &BulkAction::Publish).await;
    let again = send(&shop, key, &both, &BulkAction::Publish).await;

    assert!(!wider.was_there && !other.was_there && again.was_there);
    assert_ne!(first.id, wider.id);
    assert_eq!(again.id, other.id, "also of the others each is done once");
    assert_eq!(price(&shop, ids[1]).await, 1_050);
    assert_eq!(price(&shop, ids[0]).await, 1_103);
}

/// From now on the shop counts in francs; euros are another currency of it.
async fn count_in_francs(shop: &TestShop) {
    let mut all = settings::load(shop.db.primary()).await.unwrap();
    all.settings.currency = Currency::parse("CHF").unwrap();
    all.settings.more_currencies = vec![Currency::EUR];
    settings::save(shop, &SYSTEM, &all.settings, all.version)
        .await
        .unwrap();
}

fn chf(minor: i64) -> Money {
    Money::new(minor, Currency::parse("CHF").unwrap())
}

/// So many products at 10.00 euros and 11.00 francs.
async fn in_two_currencies(shop: &TestShop, count: usize) -> Vec<ProductId> {
    let mut all = settings::load(shop.db.primary()).await.unwrap();
    all.settings.more_currencies = vec![chf(0).currency()];
    settings::save(shop, &SYSTEM, &all.settings, all.version)
        .await
        .unwrap();
    let ids = many(shop, count).await;
    for id in &ids {
        let page = stored(shop, *id).await;
        let mut draft = as_shown(&page);
        draft.variants[0].more_prices = Some(vec![Price {
            amount: chf(1_100),
            compare_at: None,
            sale: None,
        }]);
        let version = page.product.version;
        catalog::update_product(shop, &editor(), *id, version, &draft)
            .await
            .unwrap();
    }
    ids
}

async fn price_in(shop: &TestShop, id: ProductId, currency: Currency) -> Money {
    let page = stored(shop, id).await;
    page.variants[0].price(currency).unwrap().amount
}

#[shop_test]
async fn prices_in_another_currency_are_not_put_back(shop: TestShop) {
    let ids = in_two_currencies(&shop, 1).await;
    let done = these(&shop, &ids, &FIVE_PERCENT_MORE).await;
    count_in_francs(&shop).await;

    let undone = catalog::undo_bulk(&shop, &editor(), done.id).await.unwrap();

    assert_eq!((undone.undone, undone.kept), (0, 1));
    let francs = price_in(&shop, ids[0], chf(0).currency()).await;
    assert_eq!(francs, chf(1_100), "ten euros are not ten francs");
    let euros = price_in(&shop, ids[0], Currency::EUR).await;
    assert_eq!(euros, eur(1_050));
}

#[shop_test]
async fn an_amount_of_euros_is_not_added_to_francs(shop: TestShop) {
    let ids = in_two_currencies(&shop, 60).await;
    let all = Selection::Matching(ProductFilter::default());
    let step = PriceStep::Amount(500);
    let compare_at = CompareAt::Keep;
    let dearer = BulkAction::Price(PriceChange { step, compare_at });
    let id = start(&shop, &all, &dearer).await;
    let percent = start(&shop, &all, &FIVE_PERCENT_MORE).await;
    count_in_francs(&shop).await;

    shop.run_jobs().await;

    let amount = record(&shop, id).await;
    assert_eq!((amount.changed, amount.failed), (0, 60));
    let problems = catalog::bulk_problems(&shop, id, 1).await.unwrap();
    assert!(problems[0].reason.contains("currency was changed"));
    // Percent are percent of anything.
    assert_eq!(record(&shop, percent).await.changed, 60);
    let francs = price_in(&shop, ids[7], chf(0).currency()).await;
    assert_eq!(francs, chf(1_155));
}

const DAY: i64 = 24 * 60;

#[shop_test]
async fn bulk_edits_are_forgotten_after_thirty_days(shop: TestShop) {
    let ids = many(&shop, 60).await;
    let old = these(&shop, &ids[..5], &FIVE_PERCENT_MORE).await.id;
    let undone = these(&shop, &ids[..5], &BulkAction::Publish).await.id;
    shop.advance(10 * DAY);
    let young = these(&shop, &ids[5..9], &FIVE_PERCENT_MORE).await.id;
    catalog::undo_bulk(&shop, &editor(), undone).await.unwrap();
    let too_early = catalog::forget_old_bulks(&shop).await.unwrap();
    shop.advance(20 * DAY + 1);

    // Also before the sweep comes by: an undo of half of it would be none.
    let page = catalog::bulk(&shop, old).await.unwrap();
    let refused = catalog::undo_bulk(&shop, &editor(), old).await;
    let forgotten = catalog::forget_old_bulks(&shop).await.unwrap();
    let again = catalog::forget_old_bulks(&shop).await.unwrap();

    assert_eq!(too_early, 0);
    assert!(page.is_none());
    assert!(matches!(refused, Err(BulkError::NotFound)), "{refused:?}");
    assert_eq!((forgotten, again), (1, 0));
    assert_eq!(record(&shop, undone).await.state, BulkState::Undone);
    let taken_back = catalog::undo_bulk(&shop, &editor(), young).await.unwrap();
    assert_eq!(taken_back.undone, 4);
}

#[shop_test]
async fn a_bulk_edit_that_waits_is_not_forgotten(shop: TestShop) {
    let ids = many(&shop, 60).await;
    let all = Selection::Matching(ProductFilter::default());
    start(&shop, &all, &FIVE_PERCENT_MORE).await;
    // No worker ran.
    shop.advance(40 * DAY);

    let forgotten = catalog::forget_old_bulks(&shop).await.unwrap();
    shop.run_jobs().await;

    assert_eq!(forgotten, 0);
    assert_eq!(price(&shop, ids[0]).await, 1_050);
}
