//! Long work whose process ends in the middle: another one goes on, and each product is changed once.

use std::time::Duration;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shop::{
    Shop,
    catalog::{
        self, BulkAction, BulkEdit, BulkError, BulkState, BulkUndo, CompareAt, PriceChange,
        PriceStep, ProductFilter, ProductStatus, Selection,
        export::{self, ExportFilter, ExportProducts, FileKind},
        import::{self, ImportProducts, Mode},
    },
    ids::{BulkKey, ProductId, TaskId},
    jobs::{self, Registry},
    tasks::{self, Run, Task, TaskError, TaskRecord, TaskState, Turn},
    undo::{self, UndoImport},
};
use testkit::{TestShop, shop_test};
use tokio::sync::Notify;

use super::{editor, receive, stored};

/// Told when the process that was away comes back; one for each engine, since both may be tried at a time.
static BACK: [Notify; 2] = [Notify::const_new(), Notify::const_new()];

fn back(shop: &Shop) -> &'static Notify {
    &BACK[usize::from(shop.db.engine() == db::Engine::Sqlite)]
}

/// A task whose process does not do well.
#[derive(Debug, Serialize, Deserialize)]
#[serde(
    transparent,
    bound(serialize = "T: Serialize", deserialize = "T: DeserializeOwned")
)]
struct Broken<T, const IS_AWAY: bool>(T);

/// Does its first piece; then the process is gone.
type Dying<T> = Broken<T, false>;

/// Is away before its first piece for longer than anybody waits, and then goes on as if nothing had happened.
type Away<T> = Broken<T, true>;

impl<T: Task, const IS_AWAY: bool> Task for Broken<T, IS_AWAY> {
    const KIND: &'static str = T::KIND;
    const LANE: Option<&'static str> = T::LANE;

    fn title(&self) -> String {
        self.0.title()
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        if IS_AWAY {
            back(shop).notified().await;
        } else if found(shop, turn.task()).await.done > 0 {
            return Err(TaskError::Retry("the process is gone".to_owned()));
        }
        self.0.chunk(shop, turn).await
    }
}

#[shop_test]
async fn a_process_that_was_away_leaves_an_export_alone_that_another_one_finished(shop: TestShop) {
    let mug = shop.product("Mug").create().await;
    shop.product("Bowl").create().await;
    let filter = ExportFilter::default();
    let task = export::start(&shop, &editor(), filter, FileKind::Csv).await;
    let task = task.unwrap();
    let other = shop.second_process().await;
    let (away, quick) = (
        Registry::default().with::<Run<Away<ExportProducts>>>(),
        Registry::default().with::<Run<ExportProducts>>(),
    );
    let meanwhile = async {
        while found(&other, task).await.state != TaskState::Running {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        shop.advance(1);
        tasks::revive(&other).await.unwrap();
        jobs::run_due(&other, &quick).await.unwrap();
        let (path, ..) = export::file_of(&other, task).await.unwrap().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        // What the first one would write is another text by now.
        catalog::set_status(&other, &editor(), mug.id, 1, ProductStatus::Archived)
            .await
            .unwrap();
        back(&other).notify_one();
        (path, text)
    };

    let (first, (path, text)) = tokio::join!(jobs::run_due(&shop, &away), meanwhile);

    first.unwrap();
    assert_eq!(text.lines().count(), 3);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    assert_eq!(found(&shop, task).await.state, TaskState::Done);
    other.db.close().await.unwrap();
}

async fn found(shop: &Shop, id: TaskId) -> TaskRecord {
    tasks::find(shop, id).await.unwrap().unwrap()
}

/// The task that was begun last.
async fn newest(shop: &Shop) -> TaskId {
    tasks::list(shop, None, None, 1).await.unwrap().tasks[0].id
}

/// One process begins the newest task and is gone.
pub(super) async fn begin_and_die<T: Task>(shop: &TestShop) -> TaskRecord {
    let dying = Registry::default().with::<Run<Dying<T>>>();
    jobs::run_due(shop, &dying).await.unwrap();
    let task = found(shop, newest(shop).await).await;
    assert_eq!(task.state, TaskState::Running, "{:?}", task.error);
    task
}

/// A second one finds it, and so does a job of the first that comes again.
pub(super) async fn go_on_elsewhere(shop: &TestShop, task: &TaskRecord) -> TaskRecord {
    let other = shop.second_process().await;
    shop.advance(1);
    tasks::revive(&other).await.unwrap();
    let registry = shop::work::registry();
    let both = tokio::join!(
        jobs::run_due(shop, &registry),
        jobs::run_due(&other, &registry)
    );
    both.0.unwrap();
    both.1.unwrap();
    other.db.close().await.unwrap();
    let task = found(shop, task.id).await;
    assert_eq!(task.state, TaskState::Done, "{:?}", task.error);
    task
}

async fn price(shop: &TestShop, id: ProductId) -> i64 {
    stored(shop, id).await.variants[0].prices[0].amount.minor()
}

/// How many of these cost so much.
async fn costing(shop: &TestShop, ids: &[ProductId], minor: i64) -> usize {
    let mut count = 0;
    for id in ids {
        count += usize::from(price(shop, *id).await == minor);
    }
    count
}

#[shop_test]
async fn a_bulk_edit_and_its_undo_go_on_in_another_process(shop: TestShop) {
    let mut ids = Vec::new();
    for number in 0..130 {
        let product = shop.product(&format!("Thing {number}"));
        ids.push(product.status(ProductStatus::Draft).create().await.id);
    }
    let all = Selection::Matching(ProductFilter::default());
    // Done twice it would be seen: it is another euro each time.
    let dearer = BulkAction::Price(PriceChange {
        step: PriceStep::Amount(100),
        compare_at: CompareAt::Keep,
    });
    let bulk = catalog::start_bulk(&shop, &editor(), BulkKey::generate(), &all, &dearer).await;
    let bulk = bulk.unwrap().id;

    let begun = begin_and_die::<BulkEdit>(&shop).await;
    assert_eq!((begun.done, begun.total), (50, Some(130)));
    assert_eq!(costing(&shop, &ids, 1_100).await, 50, "in the middle");
    let done = go_on_elsewhere(&shop, &begun).await;

    assert_eq!((done.done, done.failed), (130, 0));
    assert_eq!(costing(&shop, &ids, 1_100).await, 130);
    let record = catalog::bulk(&shop, bulk).await.unwrap().unwrap();
    assert_eq!((record.state, record.changed), (BulkState::Done, 130));

    catalog::undo_bulk(&shop, &editor(), bulk).await.unwrap();
    let begun = begin_and_die::<BulkUndo>(&shop).await;
    assert!(costing(&shop, &ids, 1_100).await > 0, "in the middle");
    let done = go_on_elsewhere(&shop, &begun).await;

    assert_eq!(done.done, 130);
    assert_eq!(costing(&shop, &ids, 1_000).await, 130);
    let record = catalog::bulk(&shop, bulk).await.unwrap().unwrap();
    assert_eq!(
        (record.state, record.undone, record.kept),
        (BulkState::Undone, 130, 0)
    );
}

#[shop_test]
async fn an_undo_that_was_cancelled_goes_on_and_counts_each_product_once(shop: TestShop) {
    let mut ids = Vec::new();
    for number in 0..130 {
        let product = shop.product(&format!("Thing {number}"));
        ids.push(product.status(ProductStatus::Draft).create().await.id);
    }
    let all = Selection::Matching(ProductFilter::default());
    let dearer = BulkAction::Price(PriceChange {
        step: PriceStep::Amount(100),
        compare_at: CompareAt::Keep,
    });
    let key = BulkKey::generate();
    let bulk = catalog::start_bulk(&shop, &editor(), key, &all, &dearer).await;
    let bulk = bulk.unwrap().id;
    shop.run_jobs().await;
    // Of those that are looked at first, somebody changed one meanwhile, and of the others one as well.
    for id in [ids[3], ids[100]] {
        let version = stored(&shop, id).await.product.version;
        let archived = ProductStatus::Archived;
        let changed = catalog::set_status(&shop, &editor(), id, version, archived).await;
        changed.unwrap();
    }
    let first = catalog::undo_bulk(&shop, &editor(), bulk).await.unwrap();
    let begun = begin_and_die::<BulkUndo>(&shop).await;
    let too_early = catalog::undo_bulk(&shop, &editor(), bulk).await;
    tasks::cancel(&shop, &editor(), begun.id).await.unwrap();
    let stopped = catalog::bulk(&shop, bulk).await.unwrap().unwrap();

    let person = editor();
    let (one, two) = tokio::join!(
        catalog::undo_bulk(&shop, &person, bulk),
        catalog::undo_bulk(&shop, &person, bulk),
    );
    shop.run_jobs().await;

    assert_eq!(first.state, BulkState::Undoing);
    assert!(matches!(too_early, Err(BulkError::NotNow)), "{too_early:?}");
    assert_eq!((stopped.undone, stopped.kept), (49, 1));
    assert!(one.is_ok() != two.is_ok(), "one of them: {one:?} {two:?}");
    let record = catalog::bulk(&shop, bulk).await.unwrap().unwrap();
    assert_eq!(
        (record.state, record.undone, record.kept),
        (BulkState::Undone, 128, 2)
    );
    assert_eq!(costing(&shop, &ids, 1_000).await, 128);
    let task = found(&shop, record.task.unwrap()).await;
    assert_eq!((task.total, task.done, task.failed), (Some(80), 79, 1));
}

#[shop_test]
async fn the_rest_of_a_cancelled_undo_is_done_at_once_where_it_is_small(shop: TestShop) {
    let mut ids = Vec::new();
    for number in 0..70 {
        let product = shop.product(&format!("Thing {number}"));
        ids.push(product.status(ProductStatus::Draft).create().await.id);
    }
    let all = Selection::Matching(ProductFilter::default());
    let tag = BulkAction::AddTag("New".to_owned());
    let key = BulkKey::generate();
    let bulk = catalog::start_bulk(&shop, &editor(), key, &all, &tag).await;
    let bulk = bulk.unwrap().id;
    shop.run_jobs().await;
    catalog::undo_bulk(&shop, &editor(), bulk).await.unwrap();
    let begun = begin_and_die::<BulkUndo>(&shop).await;
    tasks::cancel(&shop, &editor(), begun.id).await.unwrap();

    let record = catalog::undo_bulk(&shop, &editor(), bulk).await.unwrap();

    assert_eq!(
        (record.state, record.undone, record.kept),
        (BulkState::Undone, 70, 0)
    );
    assert!(stored(&shop, ids[69]).await.product.tags.is_empty());
}

/// A file with products at this price.
fn file(count: usize, price: &str) -> String {
    let rows = (0..count).map(|number| format!("p-{number},P {number},P-{number},{price},7\n"));
    let header = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\n";
    header.to_owned() + &rows.collect::<String>()
}

async fn bring(shop: &TestShop, text: &str) -> shop::ids::ImportId {
    let id = receive(shop, "goods.csv", text.as_bytes()).await.unwrap();
    import::start(shop, &editor(), id, Mode::Run).await.unwrap();
    let registry = Registry::default().with::<Run<ImportProducts>>();
    jobs::run_due(shop, &registry).await.unwrap();
    id
}

#[shop_test]
async fn the_undo_of_an_import_goes_on_in_another_process(shop: TestShop) {
    bring(&shop, &file(60, "10.00")).await;
    let all = ProductFilter::default();
    let page = catalog::admin_list(&shop, &all, None, 500).await.unwrap();
    let old: Vec<_> = page.rows.into_iter().map(|row| row.id).collect();
    assert_eq!(old.len(), 60);
    // Changes sixty and makes ten.
    let second = bring(&shop, &file(70, "12.00")).await;
    assert_eq!(costing(&shop, &old, 1_200).await, 60);

    undo::import(&shop, &editor(), second).await.unwrap();
    let begun = begin_and_die::<UndoImport>(&shop).await;
    assert_eq!(begun.done, 25);
    assert!(costing(&shop, &old, 1_200).await > 0, "in the middle");
    let done = go_on_elsewhere(&shop, &begun).await;

    assert_eq!((done.done, done.failed), (70, 0));
    assert_eq!(done.result["products_restored"], 60);
    assert_eq!(done.result["products_deleted"], 10);
    assert_eq!(costing(&shop, &old, 1_000).await, 60);
    let page = catalog::admin_list(&shop, &all, None, 500).await;
    assert_eq!(page.unwrap().rows.len(), 60);
}
