//! A product file of WooCommerce that staff send: checked, imported by a task, taken back.

use std::collections::BTreeSet;

use shop::{
    Shop,
    catalog::{
        self, Elsewhere, ProductFilter, ProductPage,
        import::{self, Format, ImportProducts, Mode},
    },
    tasks,
};
use testkit::{TestShop, shop_test};

use super::{
    as_shown, editor, eur,
    import_tasks::{count, run, send, take_back, totals},
    interrupted::{begin_and_die, go_on_elsewhere},
    stored, stored_by_slug,
};
use crate::support::dump;

const QUIRKS: &str = include_str!("files/woocommerce.csv");

/// Rows of it that cannot be sold here.
const LEFT_OUT: [u64; 4] = [5, 6, 7, 10];

/// Everything but what a task says of itself.
async fn goods(shop: &Shop) -> Vec<(String, Vec<serde_json::Value>)> {
    let is_of_tasks = |name: &str| ["import", "job", "task", "task_problem"].contains(&name);
    let mut tables = dump(shop).await;
    tables.retain(|(name, _)| !is_of_tasks(name));
    tables
}

async fn lines(shop: &Shop, task: shop::ids::TaskId) -> Vec<u64> {
    let problems = tasks::problems(shop, task, 99).await.unwrap();
    problems.iter().filter_map(|one| one.line).collect()
}

fn categories(shop: &Shop) -> Vec<String> {
    let tree = shop.categories();
    let mut titles: Vec<_> = tree.iter().map(|(_, one)| one.title.clone()).collect();
    titles.sort();
    titles
}

#[shop_test]
async fn a_check_of_a_woocommerce_file_counts_everything_and_writes_nothing(shop: TestShop) {
    let id = send(&shop, "export.csv", QUIRKS).await.unwrap();
    let sent = import::find(&shop, id).await.unwrap().unwrap();
    let before = goods(&shop).await;

    let check = run(&shop, id, Mode::Check).await;

    assert_eq!((sent.format, sent.rows), (Some(Format::WooCommerce), 9));
    let found = totals(&check);
    assert_eq!((found.products_created, found.variants_created), (3, 5));
    assert_eq!((found.pictures_created, found.categories_created), (3, 4));
    assert_eq!((check.done, check.failed), (5, 4));
    assert_eq!(lines(&shop, check.id).await, LEFT_OUT);
    assert_eq!(goods(&shop).await, before);
    assert_eq!(categories(&shop), [""; 0]);
}

#[shop_test]
async fn a_woocommerce_file_is_imported_by_a_task_and_only_once(shop: TestShop) {
    shop.may_leave_jobs();
    let first = send(&shop, "export.csv", QUIRKS).await.unwrap();

    let task = run(&shop, first, Mode::Run).await;

    let made = totals(&task);
    assert_eq!((made.products_created, made.variants_created), (3, 5));
    assert_eq!((task.done, task.failed), (5, 4));
    assert_eq!(lines(&shop, task.id).await, LEFT_OUT);
    assert_eq!(count(&shop).await, 3);
    let tee = stored_by_slug(&shop, "harbour-tee").await;
    let variants = tee.variants.iter();
    let variants: Vec<_> = variants
        .map(|one| (one.options.join("/"), one.prices[0].amount))
        .collect();
    let expected = [
        ("Blue/S", eur(2_500)),
        ("Red/S", eur(2_000)),
        ("Red/M", eur(2_000)),
    ];
    assert_eq!(variants, expected.map(|(of, price)| (of.to_owned(), price)));
    assert_eq!(tee.pictures.len(), 2);
    assert_eq!(shop.stock(tee.variants[0].id).await.on_hand, 3);
    assert_eq!(categories(&shop), ["Clothing", "Kitchen", "Sale", "Tees"]);

    let before = goods(&shop).await;
    let second = send(&shop, "export.csv", QUIRKS).await.unwrap();
    let again = run(&shop, second, Mode::Run).await;

    let unchanged = import::Totals {
        products_unchanged: 3,
        ..import::Totals::default()
    };
    assert_eq!(totals(&again), unchanged);
    assert_eq!(lines(&shop, again.id).await, LEFT_OUT);
    assert_eq!(goods(&shop).await, before);
}

#[shop_test]
async fn the_import_of_a_woocommerce_file_is_taken_back(shop: TestShop) {
    shop.may_leave_jobs();
    let id = send(&shop, "export.csv", QUIRKS).await.unwrap();
    run(&shop, id, Mode::Run).await;

    let undone = take_back(&shop, id).await;

    assert_eq!((undone.done, undone.failed), (3, 0));
    assert_eq!(undone.result["products_deleted"], 3);
    assert_eq!(count(&shop).await, 0);
    for slug in ["harbour-tee", "enamel-mug"] {
        let gone = catalog::product_elsewhere(&shop, slug).await.unwrap();
        assert_eq!(gone, Some(Elsewhere::Gone), "{slug}");
    }
    assert_eq!(undone.result["categories_removed"], 4);
    assert_eq!(categories(&shop), [""; 0]);
}

#[shop_test]
async fn what_a_later_woocommerce_file_changed_is_put_back(shop: TestShop) {
    shop.may_leave_jobs();
    let first = send(&shop, "export.csv", QUIRKS).await.unwrap();
    run(&shop, first, Mode::Run).await;
    let before = as_shown(&stored_by_slug(&shop, "enamel-mug").await);
    let dearer = QUIRKS
        .replace("9.90,12.50", "9.90,13.50")
        .replace(",1,12,notify,", ",1,4,notify,");
    let second = send(&shop, "dearer.csv", &dearer).await.unwrap();
    run(&shop, second, Mode::Run).await;
    let mug = stored_by_slug(&shop, "enamel-mug").await;
    let variant = mug.variants[0].id;
    assert_eq!(mug.variants[0].prices[0].amount, eur(1_350));
    assert_eq!(shop.stock(variant).await.on_hand, 4);

    let undone = take_back(&shop, second).await;

    assert_eq!((undone.done, undone.failed), (1, 0));
    let after = stored_by_slug(&shop, "enamel-mug").await;
    assert_eq!(as_shown(&after), before);
    assert_eq!(shop.stock(variant).await.on_hand, 12);
    assert_eq!(count(&shop).await, 3);
}

const COLUMNS: &str = "ID,Type,SKU,Name,Published,Stock,Regular price,Parent,\
                       Attribute 1 name,Attribute 1 value(s)\n";

/// 40 cups of one kind, two of them with the same name, and 30 shirts whose sizes are far behind.
fn long_file() -> String {
    let cups = (0..40).map(|n| {
        let name = n.max(1);
        format!("{n},simple,CUP-{n},Cup {name},1,{n},5.00,,,\n")
    });
    let shirts =
        (0..30).map(|n| format!("{},variable,TEE-{n},Tee {n},1,,,,Size,\"S, M\"\n", 100 + n));
    let sizes = (0..30).flat_map(|n| {
        ["S", "M"].map(|size| {
            let (id, sku) = (1_000 + n, format!("TEE-{n}-{size}"));
            format!("{id},variation,{sku},Tee {n} {size},1,{n},20.00,TEE-{n},Size,{size}\n")
        })
    });
    let lost = "9999,variation,LOST,Lost,1,1,20.00,NOWHERE,Size,S\n".to_owned();
    let rows = cups.chain(shirts).chain(sizes).chain([lost]);
    COLUMNS.to_owned() + &rows.collect::<String>()
}

async fn all(shop: &TestShop) -> Vec<ProductPage> {
    let all = ProductFilter::default();
    let page = catalog::admin_list(shop, &all, None, 500).await.unwrap();
    let mut pages = Vec::new();
    for row in page.rows {
        pages.push(stored(shop, row.id).await);
    }
    pages
}

#[shop_test]
async fn the_import_of_a_woocommerce_file_goes_on_in_another_process(shop: TestShop) {
    let id = send(&shop, "long.csv", &long_file()).await.unwrap();
    let started = import::start(&shop, &editor(), id, Mode::Run).await;
    let started = started.unwrap();

    let begun = begin_and_die::<ImportProducts>(&shop).await;
    assert_eq!(begun.id, started);
    assert_eq!(count(&shop).await, 50, "in the middle");
    let done = go_on_elsewhere(&shop, &begun).await;

    let made = totals(&done);
    assert_eq!((made.products_created, made.variants_created), (70, 100));
    assert_eq!((made.products_updated, made.products_unchanged), (0, 0));
    assert_eq!(lines(&shop, done.id).await, [132], "once");
    let pages = all(&shop).await;
    assert_eq!(pages.len(), 70);
    let variants = pages.iter().flat_map(|page| &page.variants);
    let skus: BTreeSet<String> = variants.map(|one| one.sku.to_string()).collect();
    let cups = (0..40).map(|n| format!("CUP-{n}"));
    let tees = (0..30).flat_map(|n| ["S", "M"].map(|size| format!("TEE-{n}-{size}")));
    assert_eq!(skus, cups.chain(tees).collect());
    for page in &pages {
        let number = |sku: &str| sku.split('-').nth(1).unwrap().parse::<i64>().unwrap();
        for variant in &page.variants {
            let on_hand = shop.stock(variant.id).await.on_hand;
            assert_eq!(on_hand, number(variant.sku.as_str()), "{}", variant.sku);
        }
    }
    let last = stored_by_slug(&shop, "tee-29").await;
    let sizes = last.variants.iter().map(|one| one.options[0].as_str());
    assert_eq!(sizes.collect::<Vec<_>>(), ["S", "M"]);
    let namesake = stored_by_slug(&shop, "cup-1-cup-1").await;
    assert_eq!(namesake.variants[0].sku.as_str(), "CUP-1");
    assert_eq!(crate::support::findings(&shop).await, [""; 0]);
}
