//! Files that staff send: looked at, checked, imported by a task, taken back.

use shop::{
    FailureKind, Shop,
    catalog::{
        self,
        import::{self, Format, ImportError, Mapping, Mode, Totals},
    },
    ids::{ImportId, TaskId},
    inventory::{self, Adjustment, MovementReason},
    jobs::{self, Registry},
    staff::{Actor, Role},
    tasks::{self, Run, TaskRecord, TaskState},
    undo,
};
use testkit::{TestShop, shop_test};

use super::{as_shown, editor, eur, receive, staff, stored, stored_by_slug};

const SYSTEM: Actor = Actor::System { what: "test" };

const GOODS: &str = "Handle,Title,Vendor,Variant SKU,Variant Price,Variant Inventory Qty\n\
                     mug,Mug,Harbour,MUG,12.00,5\n\
                     cup,Cup,Harbour,CUP,a lot,5\n\
                     pot,Pot,Harbour,POT,30.00,2\n";

pub(super) async fn send(shop: &Shop, name: &str, text: &str) -> Result<ImportId, ImportError> {
    receive(shop, name, text.as_bytes()).await
}

async fn work(shop: &Shop) {
    let registry = Registry::default()
        .with::<Run<import::ImportProducts>>()
        .with::<Run<undo::UndoImport>>();
    jobs::run_due(shop, &registry).await.unwrap();
}

async fn finished(shop: &Shop, task: TaskId) -> TaskRecord {
    work(shop).await;
    let task = tasks::find(shop, task).await.unwrap().unwrap();
    assert_eq!(task.state, TaskState::Done, "{:?}", task.error);
    task
}

pub(super) fn totals(task: &TaskRecord) -> Totals {
    serde_json::from_value(task.result.clone()).unwrap()
}

pub(super) async fn run(shop: &Shop, id: ImportId, mode: Mode) -> TaskRecord {
    let task = import::start(shop, &editor(), id, mode).await.unwrap();
    finished(shop, task).await
}

pub(super) async fn take_back(shop: &Shop, id: ImportId) -> TaskRecord {
    let task = undo::import(shop, &editor(), id).await.unwrap();
    finished(shop, task).await
}

pub(super) async fn count(shop: &Shop) -> usize {
    let all = catalog::ProductFilter::default();
    let page = catalog::admin_list(shop, &all, None, 500).await.unwrap();
    page.rows.len()
}

#[shop_test]
async fn a_row_with_a_nul_is_named_and_the_others_come_in(shop: TestShop) {
    let text = format!("{GOODS}tin,T\0in,Harbour,TIN,3.00,1\n");
    let id = send(&shop, "goo\0ds.csv", &text).await.unwrap();

    let task = run(&shop, id, Mode::Run).await;

    assert_eq!((task.done, task.failed, count(&shop).await), (2, 2, 2));
    let problems = tasks::problems(&shop, task.id, 9).await.unwrap();
    assert_eq!(problems[0].line, Some(3));
    let last = problems.last().unwrap();
    assert_eq!((last.line, last.cells[1].as_str()), (Some(5), "Tin"));
}

#[shop_test]
async fn a_check_says_what_an_import_would_do_and_changes_nothing(shop: TestShop) {
    let id = send(&shop, "goods.csv", GOODS).await.unwrap();
    let sent = import::find(&shop, id).await.unwrap().unwrap();
    assert_eq!((sent.format, sent.rows), (Some(Format::Shopify), 3));

    let check = run(&shop, id, Mode::Check).await;

    assert_eq!(count(&shop).await, 0);
    assert_eq!(totals(&check).products_created, 2);
    assert_eq!((check.total, check.done, check.failed), (Some(3), 2, 1));
    let problems = tasks::problems(&shop, check.id, 9).await.unwrap();
    assert_eq!(problems[0].line, Some(3));
    assert_eq!(
        problems[0].cells,
        ["cup", "Cup", "Harbour", "CUP", "a lot", "5"]
    );
    let done = run(&shop, id, Mode::Run).await;
    assert_eq!(totals(&done).products_created, 2);
    assert_eq!(count(&shop).await, 2);
    let again = import::start(&shop, &editor(), id, Mode::Run).await;
    assert!(matches!(again, Err(ImportError::Stale)));
}

#[shop_test]
async fn an_import_that_loses_its_process_goes_on_where_it_was(shop: TestShop) {
    let rows: Vec<String> = (0..180)
        .map(|number| format!("p-{number},P {number},,P-{number},1.00,1\n"))
        .collect();
    let header = GOODS.lines().next().unwrap();
    let id = send(&shop, "many.csv", &format!("{header}\n{}", rows.concat()))
        .await
        .unwrap();
    let task = import::start(&shop, &editor(), id, Mode::Run)
        .await
        .unwrap();

    // Another process takes it over in the middle: it has read nothing of the file.
    let other = shop.second_process().await;
    let registry = Registry::default().with::<Run<import::ImportProducts>>();
    let both = tokio::join!(jobs::run_due(&shop, &registry), async {
        tasks::revive(&other).await.unwrap();
        jobs::run_due(&other, &registry).await
    });
    both.0.unwrap();
    both.1.unwrap();
    other.db.close().await.unwrap();

    let task = finished(&shop, task).await;
    assert_eq!((task.done, task.failed), (180, 0));
    assert_eq!(totals(&task).products_created, 180);
    assert_eq!(count(&shop).await, 180);
}

#[shop_test]
async fn columns_of_an_unknown_table_are_named_by_a_person(shop: TestShop) {
    let table = "Artikel;Größe;Preis;Bestand;?\nBecher;S;12,50;3;x\nBecher;M;13,50;4;x\n";
    let id = send(&shop, "liste.csv", table).await.unwrap();
    let sent = import::find(&shop, id).await.unwrap().unwrap();
    let guessed = sent.mapping.clone().unwrap();
    assert_eq!(sent.format, None);
    assert!(guessed.decimal_comma && sent.is_ready(), "{guessed:?}");

    let nothing = Mapping::default();
    let refused = import::save_mapping(&shop, &editor(), id, &nothing).await;
    assert!(matches!(refused, Err(ImportError::NotMapped)));
    import::save_mapping(&shop, &editor(), id, &guessed)
        .await
        .unwrap();
    run(&shop, id, Mode::Run).await;

    let page = stored_by_slug(&shop, "becher").await;
    assert_eq!(page.product.options[0].name, "Größe");
    let prices: Vec<_> = page
        .variants
        .iter()
        .map(|one| one.prices[0].amount)
        .collect();
    assert_eq!(prices, [eur(1_250), eur(1_350)]);
}

#[shop_test]
async fn an_import_is_taken_back(shop: TestShop) {
    let first = send(&shop, "1.csv", GOODS).await.unwrap();
    run(&shop, first, Mode::Run).await;
    let mug = stored_by_slug(&shop, "mug").await;
    let before = as_shown(&mug);
    let changed = GOODS
        .replace("Mug,Harbour", "Better Mug,Sea")
        .replace(",5\n", ",9\n")
        + "jug,Jug,Harbour,JUG,20.00,1\n";
    let second = send(&shop, "2.csv", &changed).await.unwrap();
    run(&shop, second, Mode::Run).await;
    assert_eq!(
        stored(&shop, mug.product.id).await.product.title,
        "Better Mug"
    );

    let undone = take_back(&shop, second).await;

    assert_eq!((undone.done, undone.failed), (2, 0));
    let after = stored(&shop, mug.product.id).await;
    assert_eq!(as_shown(&after), before);
    let variant = mug.variants[0].id;
    let stock = inventory::availability(shop.db.reader(), &[variant])
        .await
        .unwrap();
    assert_eq!(stock[&variant].on_hand, 5);
    let jug = catalog::product_elsewhere(&shop, "jug").await.unwrap();
    assert_eq!(jug, Some(catalog::Elsewhere::Gone));
    let again = undo::import(&shop, &editor(), second).await;
    assert!(matches!(again, Err(ImportError::NothingToUndo)));
}

#[shop_test]
async fn what_somebody_changed_since_is_not_taken_back(shop: TestShop) {
    let first = send(&shop, "1.csv", GOODS).await.unwrap();
    run(&shop, first, Mode::Run).await;
    let dearer = GOODS
        .replace("12.00", "15.00")
        .replace("30.00,2", "30.00,8");
    let second = send(&shop, "2.csv", &dearer).await.unwrap();
    run(&shop, second, Mode::Run).await;
    let mug = stored_by_slug(&shop, "mug").await;
    let mut draft = as_shown(&mug);
    "Blue mug".clone_into(&mut draft.title);
    let edited =
        catalog::update_product(&shop, &SYSTEM, mug.product.id, mug.product.version, &draft).await;
    edited.unwrap();
    let pot = stored_by_slug(&shop, "pot").await.variants[0].id;
    let counted = Adjustment {
        variant: pot,
        seen: 8,
        on_hand: 6,
        reason: MovementReason::Count,
        note: String::new(),
    };
    inventory::adjust(&shop, &SYSTEM, &counted).await.unwrap();

    let undone = take_back(&shop, second).await;

    assert_eq!((undone.done, undone.failed), (0, 2));
    let problems = tasks::problems(&shop, undone.id, 9).await.unwrap();
    let named: Vec<_> = problems.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!(named.len(), 2, "{named:?}");
    let mug = stored(&shop, mug.product.id).await;
    assert_eq!(mug.product.title, "Blue mug");
    assert_eq!(mug.variants[0].prices[0].amount, eur(1_500));
    let stock = inventory::availability(shop.db.reader(), &[pot])
        .await
        .unwrap();
    assert_eq!(stock[&pot].on_hand, 6);
}

#[shop_test]
async fn files_that_are_no_table_are_refused_and_old_ones_forgotten(shop: TestShop) {
    let empty = send(&shop, "empty.csv", "Handle,Title\n").await;
    assert!(matches!(empty, Err(ImportError::Empty)));
    let blank = send(&shop, "blank.csv", "").await;
    assert!(matches!(blank, Err(ImportError::Blank)));
    let binary = send(&shop, "x.csv", "\u{1}\0\0\u{2}\n\0\0").await;
    assert!(matches!(binary, Err(ImportError::NoTable)));
    let misnamed = send(&shop, "x.XLSX", "nothing").await;
    assert!(matches!(misnamed, Err(ImportError::Spreadsheet(_))));
    let archive = send(&shop, "x.xlsx", "PK\u{3}\u{4}nothing").await;
    assert!(matches!(archive, Err(ImportError::Spreadsheet(_))));
    let stranger = staff(Role::Warehouse);
    let file = tempfile::tempfile().unwrap();
    let refused = import::receive(&shop, &stranger, "x.csv", file).await;
    assert_eq!(
        refused.map_err(|error| shop::Failure::kind(&error)),
        Err(FailureKind::Forbidden)
    );
    let id = send(&shop, "goods.csv", GOODS).await.unwrap();

    assert_eq!(import::forget_old(&shop).await.unwrap(), 0);
    shop.advance(43 * 24 * 60);
    assert_eq!(import::forget_old(&shop).await.unwrap(), 1);
    assert_eq!(import::find(&shop, id).await.unwrap(), None);
}
