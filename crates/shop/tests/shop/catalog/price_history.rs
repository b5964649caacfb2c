//! Whatever changes a price, the history says so: of it the lowest price of the last 30 days is told.

use commerce::Currency;
use shop::{
    catalog::{
        self, BulkAction, CompareAt, PriceChange, PriceStep, ProductFilter, ProductStatus, Sale,
        Selection,
        import::{self, Mode},
    },
    ids::{BulkId, BulkKey, ImportId},
    undo,
};
use testkit::{TestProduct, TestShop, shop_test};

use super::{editor, eur, receive};
use crate::support::{edit, set_price};

/// How a price of 20.00 becomes 15.00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Form,
    /// From a moment on.
    Sale,
    Import,
    /// Of a few, in the request.
    BulkEdit,
    /// Of many, by a task.
    BulkTask,
}

/// What can take it back.
enum Undo {
    Import(ImportId),
    Bulk(BulkId),
}

async fn lowest(shop: &TestShop, mug: &TestProduct) -> Option<i64> {
    let (now, variant) = (shop.clock.now(), mug.variant());
    let found = catalog::lowest_before(shop.db.primary(), &[variant], Currency::EUR, now).await;
    found.unwrap().get(&variant).map(|money| money.minor())
}

async fn price(shop: &TestShop, mug: &TestProduct) -> i64 {
    let page = catalog::product_page(shop, &mug.slug).await.unwrap();
    let price = *page.unwrap().variants[0].price(Currency::EUR).unwrap();
    price.at(shop.clock.now()).amount.minor()
}

async fn days(shop: &TestShop, count: i64) {
    shop.advance(count * 24 * 60);
    shop.run_due_sweeps().await;
}

impl Way {
    const ALL: [Self; 5] = [
        Self::Form,
        Self::Sale,
        Self::Import,
        Self::BulkEdit,
        Self::BulkTask,
    ];

    async fn reduce(self, shop: &TestShop, mug: &TestProduct) -> Option<Undo> {
        match self {
            Self::Form => {
                set_price(shop, mug, "15.00").await;
                None
            }
            Self::Sale => {
                let starts_at = shop.clock.now() + chrono::TimeDelta::hours(1);
                edit(shop, mug, |draft| {
                    draft.variants[0].sale = Some(Sale {
                        amount: eur(1_500),
                        starts_at,
                        ends_at: starts_at + chrono::TimeDelta::days(300),
                    });
                })
                .await;
                shop.advance(61);
                shop.run_due_sweeps().await;
                None
            }
            Self::Import => Some(Undo::Import(bring(shop, mug).await)),
            Self::BulkEdit => {
                let these = Selection::These(vec![mug.id]);
                Some(Undo::Bulk(cheaper(shop, &these).await))
            }
            Self::BulkTask => {
                for number in 0..50 {
                    let other = shop.product(&format!("Other {number}")).price("20.00");
                    other.create().await;
                }
                let all = Selection::Matching(ProductFilter::default());
                let id = cheaper(shop, &all).await;
                shop.run_jobs().await;
                let bulk = catalog::bulk(shop, id).await.unwrap().unwrap();
                assert!(bulk.task.is_some());
                Some(Undo::Bulk(id))
            }
        }
    }
}

async fn cheaper(shop: &TestShop, selection: &Selection) -> BulkId {
    let action = BulkAction::Price(PriceChange {
        step: PriceStep::Amount(-500),
        compare_at: CompareAt::Remove,
    });
    let started =
        catalog::start_bulk(shop, &editor(), BulkKey::generate(), selection, &action).await;
    started.unwrap().id
}

async fn bring(shop: &TestShop, mug: &TestProduct) -> ImportId {
    let (slug, sku) = (&mug.slug, &mug.variants[0].sku);
    let rows = format!("Handle,Title,Variant SKU,Variant Price\n{slug},Mug,{sku},15.00\n");
    let id = receive(shop, "goods.csv", rows.as_bytes()).await.unwrap();
    import::start(shop, &editor(), id, Mode::Run).await.unwrap();
    shop.run_jobs().await;
    id
}

impl Undo {
    async fn take_back(self, shop: &TestShop) {
        let taken = match self {
            Self::Import(id) => undo::import(shop, &editor(), id).await.is_ok(),
            Self::Bulk(id) => catalog::undo_bulk(shop, &editor(), id).await.is_ok(),
        };
        assert!(taken);
        shop.run_jobs().await;
    }
}

#[shop_test]
async fn each_way_to_change_a_price_and_to_take_it_back_is_in_the_history(shop: TestShop) {
    for (number, way) in Way::ALL.into_iter().enumerate() {
        let mug = shop.product(&format!("Mug {number}")).price("20.00");
        let mug = mug.create().await;
        days(&shop, 1).await;

        let undo = way.reduce(&shop, &mug).await;

        assert_eq!(price(&shop, &mug).await, 1_500, "{way:?}");
        assert_eq!(lowest(&shop, &mug).await, Some(2_000), "{way:?}");
        days(&shop, 1).await;
        let Some(undo) = undo else { continue };
        undo.take_back(&shop).await;
        assert_eq!(price(&shop, &mug).await, 2_000, "{way:?}");
        assert_eq!(lowest(&shop, &mug).await, None, "{way:?}: not reduced");
        days(&shop, 1).await;
        set_price(&shop, &mug, "18.00").await;
        assert_eq!(
            lowest(&shop, &mug).await,
            Some(1_500),
            "{way:?}: it was offered for that before it was taken back"
        );
    }
}

#[shop_test]
async fn each_way_to_begin_and_end_an_offer_is_in_the_history(shop: TestShop) {
    let at = shop.clock.now() + chrono::TimeDelta::hours(2);
    let planned = shop.product("Planned").price("20.00");
    let planned = planned.status(ProductStatus::Draft).create().await;
    edit(&shop, &planned, |draft| {
        draft.status = ProductStatus::Scheduled;
        draft.publish_at = Some(at);
    })
    .await;
    let bulk = shop.product("Bulk").price("20.00");
    let bulk = bulk.status(ProductStatus::Draft).create().await;
    let these = Selection::These(vec![bulk.id]);
    let publish = BulkAction::Publish;
    catalog::start_bulk(&shop, &editor(), BulkKey::generate(), &these, &publish)
        .await
        .unwrap();
    let by_hand = shop.product("By hand").price("20.00");
    let by_hand = by_hand.status(ProductStatus::Draft).create().await;
    catalog::set_status(&shop, &editor(), by_hand.id, 1, ProductStatus::Active)
        .await
        .unwrap();
    let never = shop.product("Never").price("20.00");
    let never = never.status(ProductStatus::Draft).create().await;

    days(&shop, 1).await;
    days(&shop, 1).await;
    let all = [planned, bulk, by_hand, never];
    for mug in &all {
        set_price(&shop, mug, "15.00").await;
    }

    let mut found = Vec::new();
    for mug in &all {
        found.push(lowest(&shop, mug).await);
    }
    let offered = Some(2_000);
    assert_eq!(found, [offered, offered, offered, None]);
}
