//! Products that the database refuses: each is left out by itself, and the file is read once.

use std::fs;

use serde::{Deserialize, Serialize};
use shop::{
    Shop,
    catalog::import::{self, ImportProducts, Mode},
    jobs::{self, Registry},
    tasks::{self, Run, Task, TaskError, TaskState, Turn},
};
use testkit::{TestShop, shop_test};

use super::{editor, receive};
use crate::support::run_sql;

/// An import whose file nobody can open again after its first chunk.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
struct OpenedOnce(ImportProducts);

impl Task for OpenedOnce {
    const KIND: &'static str = ImportProducts::KIND;
    const LANE: Option<&'static str> = ImportProducts::LANE;

    fn title(&self) -> String {
        self.0.title()
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let outcome = self.0.chunk(shop, turn).await;
        let _ = fs::remove_dir_all(shop.media.root().join("imports"));
        outcome
    }
}

fn file(products: std::ops::Range<usize>, price: &str) -> String {
    let rows = products.map(|number| format!("p-{number},P {number},P-{number},{price}\n"));
    let rows: String = rows.collect();
    format!("Handle,Title,Variant SKU,Variant Price\n{rows},No handle,X,1.00\n")
}

async fn run(shop: &Shop, text: &str, mode: Mode, registry: &Registry) -> tasks::TaskRecord {
    let id = receive(shop, "goods.csv", text.as_bytes()).await.unwrap();
    let task = import::start(shop, &editor(), id, mode).await.unwrap();
    jobs::run_due(shop, registry).await.unwrap();
    let task = tasks::find(shop, task).await.unwrap().unwrap();
    assert_eq!(task.state, TaskState::Done, "{:?}", task.error);
    task
}

#[shop_test]
async fn many_refused_products_do_not_make_a_file_be_read_again(shop: TestShop) {
    shop.may_leave_jobs();
    let registry = Registry::default().with::<Run<ImportProducts>>();
    run(&shop, &file(0..60, "1.00"), Mode::Run, &registry).await;
    // What somebody did to the database by hand.
    let broken = "UPDATE product SET status = 'broken' WHERE slug IN ('p-3', 'p-20', 'p-57')";
    assert_eq!(run_sql(&shop, broken).await.unwrap(), 3);

    let once = Registry::default().with::<Run<OpenedOnce>>();
    for mode in [Mode::Check, Mode::Run] {
        let task = run(&shop, &file(0..70, "2.00"), mode, &once).await;

        assert_eq!((task.done, task.failed), (67, 4), "{mode:?}");
        let told = tasks::problems(&shop, task.id, 9).await.unwrap();
        let lines: Vec<_> = told.iter().filter_map(|one| one.line).collect();
        assert_eq!(lines, [5, 22, 59, 72], "each once: {told:#?}");
        assert!(told[0].message.starts_with("the product is left out: "));
        assert_eq!(task.result["products_updated"], 57, "{mode:?}");
        assert_eq!(task.result["products_created"], 10, "{mode:?}");
    }
}
