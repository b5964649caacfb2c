//! SKUs that change hands within one batch of a file: each is one variant's, and no row is lost without a word.

use shop::{
    Shop,
    catalog::{
        self, Elsewhere,
        import::{ImportReport, Mode},
    },
    tasks,
};
use testkit::{TestShop, shop_test};

use super::{
    import_tasks::{count, run, send, take_back, totals},
    importing::{file, import, skus},
    stored_by_slug,
};

const TAKEN: &str = "belongs to another product";

const NOTHING_LEFT: &str = "the product is left out, since none of its variants can be used";

/// "line handle: message" of each problem.
fn told(report: &ImportReport) -> Vec<String> {
    let problems = report.problems.iter();
    problems
        .map(|one| format!("{} {}: {}", one.line, one.handle, one.message))
        .collect()
}

async fn skus_of(shop: &TestShop, slug: &str) -> Vec<String> {
    let page = stored_by_slug(shop, slug).await;
    skus(&page).into_iter().map(str::to_owned).collect()
}

async fn is_there(shop: &Shop, slug: &str) -> bool {
    catalog::product_page(shop, slug).await.unwrap().is_some()
}

const MUG: &str = "mug,Mug,Title,Default Title,ONE,5,shopify,1,";
const MUG_WITH_ANOTHER: &str = "mug,Mug,Title,Default Title,TWO,5,shopify,1,";
const CUP_WITH_ITS_OLD_ONE: &str = "cup,Cup,Title,Default Title,ONE,3,shopify,7,";

#[shop_test]
async fn a_sku_that_one_product_gives_up_is_free_for_the_next(shop: TestShop) {
    import(&shop, &file(&[MUG])).await;
    let mug = stored_by_slug(&shop, "mug").await.variants[0].id;

    let both = file(&[MUG_WITH_ANOTHER, CUP_WITH_ITS_OLD_ONE]);
    let report = import(&shop, &both).await;

    assert_eq!(told(&report), [""; 0]);
    assert_eq!((report.products_created, report.products_updated), (1, 1));
    assert_eq!(skus_of(&shop, "mug").await, ["TWO"]);
    assert_eq!(skus_of(&shop, "cup").await, ["ONE"]);
    let after = stored_by_slug(&shop, "mug").await;
    assert_eq!(after.variants[0].id, mug, "it is the same variant");
    let cup = stored_by_slug(&shop, "cup").await.variants[0].id;
    assert_eq!(
        (shop.available(mug).await, shop.available(cup).await),
        (1, 7)
    );
    let again = import(&shop, &both).await;
    assert_eq!(again.products_unchanged, 2);
}

#[shop_test]
async fn a_sku_that_a_later_row_gives_up_is_taken_by_a_second_run(shop: TestShop) {
    import(&shop, &file(&[MUG])).await;
    let both = file(&[CUP_WITH_ITS_OLD_ONE, MUG_WITH_ANOTHER]);

    let first = import(&shop, &both).await;

    assert_eq!(
        told(&first),
        [
            format!("2 cup: the SKU \"ONE\" {TAKEN}"),
            format!("2 cup: {NOTHING_LEFT}"),
        ]
    );
    assert_eq!((first.products_created, first.products_updated), (0, 1));
    assert_eq!(skus_of(&shop, "mug").await, ["TWO"]);
    assert!(!is_there(&shop, "cup").await);

    let second = import(&shop, &both).await;

    assert_eq!(told(&second), [""; 0]);
    assert_eq!((second.products_created, second.products_unchanged), (1, 1));
    assert_eq!(skus_of(&shop, "cup").await, ["ONE"]);
}

#[shop_test]
async fn two_products_that_trade_their_skus_keep_them_and_both_rows_are_named(shop: TestShop) {
    let rows = |mug: &str, cup: &str, price: &str| {
        let mug = format!("mug,Mug,Title,Default Title,{mug},{price},shopify,1,");
        let cup = format!("cup,Cup,Title,Default Title,{cup},{price},shopify,1,");
        file(&[&mug, &cup])
    };
    import(&shop, &rows("ONE", "TWO", "5")).await;

    let report = import(&shop, &rows("TWO", "ONE", "6")).await;

    assert_eq!(
        told(&report),
        [
            format!("2 mug: the SKU \"TWO\" {TAKEN}"),
            format!("3 cup: the SKU \"ONE\" {TAKEN}"),
        ]
    );
    assert_eq!(report.products_unchanged, 2);
    for (slug, sku) in [("mug", "ONE"), ("cup", "TWO")] {
        let page = stored_by_slug(&shop, slug).await;
        assert_eq!(skus(&page), [sku]);
        assert_eq!(page.variants[0].prices[0].amount, super::eur(500));
    }
}

#[shop_test]
async fn a_made_sku_makes_way_for_that_of_a_product_which_waits(shop: TestShop) {
    let rows = [
        "jar,Jar,Title,Default Title,POT-RED,5,shopify,1,",
        "pot,Pot,Colour,Red,,9,shopify,2,",
        "pot,,,Blue,,9,shopify,3,",
    ];

    let report = import(&shop, &file(&rows)).await;

    assert_eq!(told(&report), [""; 0]);
    assert_eq!(
        (
            report.products_created,
            report.variants_created,
            report.skus_made
        ),
        (2, 3, 2)
    );
    assert_eq!(skus_of(&shop, "jar").await, ["POT-RED"]);
    let pot = skus_of(&shop, "pot").await;
    assert_eq!(pot[1], "POT-BLUE");
    assert!(pot[0].starts_with("POT-") && pot[0] != "POT-RED", "{pot:?}");
    let ids = stored_by_slug(&shop, "pot").await.variants;
    let stock = [
        shop.available(ids[0].id).await,
        shop.available(ids[1].id).await,
    ];
    assert_eq!(stock, [2, 3]);
    let again = import(&shop, &file(&rows)).await;
    assert_eq!((again.products_unchanged, again.skus_made), (2, 0));
    assert_eq!(skus_of(&shop, "pot").await, pot, "the same as before");
}

#[shop_test]
async fn a_row_whose_sku_was_made_for_a_product_which_waits_is_named(shop: TestShop) {
    let rows = [
        "pot,Pot,Colour,Red,,9,shopify,2,",
        "jar,Jar,Size,S,POT-RED,5,shopify,1,",
        "jar,,,M,JAR-M,5,shopify,4,",
        "lid,Lid,Title,Default Title,LID,2,shopify,5,",
    ];

    let report = import(&shop, &file(&rows)).await;

    assert_eq!(
        told(&report),
        [format!("3 jar: the SKU \"POT-RED\" {TAKEN}")]
    );
    assert_eq!((report.products_created, report.variants_created), (3, 3));
    assert_eq!(skus_of(&shop, "pot").await, ["POT-RED"]);
    assert_eq!(skus_of(&shop, "jar").await, ["JAR-M"]);
    assert_eq!(skus_of(&shop, "lid").await, ["LID"]);
}

#[shop_test]
async fn a_sku_made_for_a_stored_product_makes_way_for_that_of_one_which_waits(shop: TestShop) {
    import(&shop, &file(&["pot,Pot,Colour,Red,OLD,9,shopify,2,"])).await;
    let rows = [
        "jar,Jar,Title,Default Title,POT-BLUE,5,shopify,1,",
        "pot,Pot,Colour,Red,OLD,9,shopify,2,",
        "pot,,,Blue,,9,shopify,3,",
    ];

    let report = import(&shop, &file(&rows)).await;

    assert_eq!(told(&report), [""; 0]);
    assert_eq!(
        (
            report.products_created,
            report.products_updated,
            report.skus_made
        ),
        (1, 1, 1)
    );
    assert_eq!(skus_of(&shop, "jar").await, ["POT-BLUE"]);
    let pot = skus_of(&shop, "pot").await;
    assert_eq!(pot.len(), 2);
    assert!(
        pot[1].starts_with("POT-") && pot[1] != "POT-BLUE",
        "{pot:?}"
    );
}

#[shop_test]
async fn a_task_hands_a_sku_over_as_well_and_its_undo_hands_it_back(shop: TestShop) {
    let first = send(&shop, "1.csv", &file(&[MUG])).await.unwrap();
    run(&shop, first, Mode::Run).await;
    let both = file(&[MUG_WITH_ANOTHER, CUP_WITH_ITS_OLD_ONE]);
    let second = send(&shop, "2.csv", &both).await.unwrap();

    let done = run(&shop, second, Mode::Run).await;

    assert_eq!((done.done, done.failed), (2, 0));
    assert_eq!(totals(&done).products_created, 1);
    assert_eq!(skus_of(&shop, "mug").await, ["TWO"]);
    assert_eq!(skus_of(&shop, "cup").await, ["ONE"]);

    let undone = take_back(&shop, second).await;

    let told = tasks::problems(&shop, undone.id, 9).await.unwrap();
    assert_eq!(told, []);
    assert_eq!(skus_of(&shop, "mug").await, ["ONE"]);
    let cup = catalog::product_elsewhere(&shop, "cup").await.unwrap();
    assert_eq!(cup, Some(Elsewhere::Gone));
    assert_eq!(count(&shop).await, 1);
}

/// Rows of products with one variant each, at a price.
fn each(rows: &[(&str, &str, &str)]) -> String {
    let row = |(slug, sku, price): &(&str, &str, &str)| {
        format!("{slug},{slug},Title,Default Title,{sku},{price},shopify,1,")
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    file(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

/// SKU and price in minor units.
async fn offered(shop: &TestShop, slug: &str) -> (String, i64) {
    let page = stored_by_slug(shop, slug).await;
    let variant = &page.variants[0];
    (
        variant.sku.as_str().to_owned(),
        variant.prices[0].amount.minor(),
    )
}

#[shop_test]
async fn skus_that_went_from_one_to_the_next_are_taken_back_by_all(shop: TestShop) {
    let names: Vec<String> = (10..70).map(|n| format!("p{n}")).collect();
    let skus: Vec<String> = (9..70).map(|n| format!("S{n}")).collect();
    let rows = |shift: usize, price| -> Vec<(&str, &str, &str)> {
        let rows = names.iter().enumerate();
        rows.map(|(at, slug)| (slug.as_str(), skus[at + shift].as_str(), price))
            .collect()
    };
    let first = send(&shop, "1.csv", &each(&rows(1, "5"))).await.unwrap();
    run(&shop, first, Mode::Run).await;
    // Each takes the SKU of the one before it, which has just given it up.
    let second = send(&shop, "2.csv", &each(&rows(0, "6"))).await.unwrap();
    let done = run(&shop, second, Mode::Run).await;
    assert_eq!((done.done, done.failed), (60, 0));
    assert_eq!(offered(&shop, "p69").await, ("S68".to_owned(), 600));

    let undone = take_back(&shop, second).await;

    assert_eq!(
        tasks::problems(&shop, undone.id, 99).await.unwrap(),
        [],
        "nothing stays"
    );
    assert_eq!((undone.done, undone.failed), (60, 0));
    for (slug, sku, _) in rows(1, "5") {
        assert_eq!(offered(&shop, slug).await, (sku.to_owned(), 500));
    }
}

/// Rows that are brought in after `stored`, with as many between the first and the last as do not go in together; and
/// the undo of that.
async fn changed_twice(
    shop: &TestShop,
    stored: &[(&str, &str, &str)],
    first: &[(&'static str, &'static str, &'static str)],
    last: &[(&'static str, &'static str, &'static str)],
) -> tasks::TaskRecord {
    let before = send(shop, "1.csv", &each(stored)).await.unwrap();
    run(shop, before, Mode::Run).await;
    let between: Vec<String> = (100..250).map(|n| format!("b{n}")).collect();
    let mut rows = first.to_vec();
    rows.extend(between.iter().map(|b| (b.as_str(), b.as_str(), "1")));
    rows.extend(last);
    let import = send(shop, "2.csv", &each(&rows)).await.unwrap();
    let done = run(shop, import, Mode::Run).await;
    assert_eq!((done.done, done.failed), (rows.len() as u64, 0));
    for (slug, _, _) in last {
        assert_eq!(offered(shop, slug).await.1, 700);
    }
    take_back(shop, import).await
}

const MUG_AND_CUP: [(&str, &str, &str); 2] = [("mug", "ONE", "5"), ("cup", "TWO", "5")];

#[shop_test]
async fn a_product_that_must_wait_for_one_before_it_is_taken_back_last(shop: TestShop) {
    let first = [("mug", "OTHER", "6"), ("cup", "ONE", "6")];
    let last = [("mug", "THREE", "7")];
    let undone = changed_twice(&shop, &MUG_AND_CUP, &first, &last).await;

    assert_eq!(tasks::problems(&shop, undone.id, 9).await.unwrap(), []);
    assert_eq!((undone.done, undone.failed), (152, 0));
    assert_eq!(offered(&shop, "mug").await, ("ONE".to_owned(), 500));
    assert_eq!(offered(&shop, "cup").await, ("TWO".to_owned(), 500));
    assert_eq!(count(&shop).await, 2);
}

#[shop_test]
async fn one_that_waits_for_another_that_waits_is_taken_back_too(shop: TestShop) {
    let stored = [("mug", "ONE", "5"), ("cup", "TWO", "5"), ("bowl", "X", "5")];
    let first = [
        ("mug", "OTHER", "6"),
        ("cup", "ONE", "6"),
        ("bowl", "TWO", "6"),
    ];
    // Without a SKU they keep the one they have; a file names each once.
    let last = [("cup", "", "7"), ("mug", "", "7")];
    let undone = changed_twice(&shop, &stored, &first, &last).await;

    assert_eq!(tasks::problems(&shop, undone.id, 9).await.unwrap(), []);
    assert_eq!((undone.done, undone.failed), (153, 0));
    for (slug, sku, _) in stored {
        assert_eq!(offered(&shop, slug).await, (sku.to_owned(), 500));
    }
}

#[shop_test]
async fn two_that_hold_what_the_other_had_stay_and_are_named(shop: TestShop) {
    let first = [("mug", "OTHER", "6"), ("cup", "ONE", "6")];
    let last = [("mug", "TWO", "7")];
    let undone = changed_twice(&shop, &MUG_AND_CUP, &first, &last).await;

    let told = tasks::problems(&shop, undone.id, 9).await.unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|one| (one.subject.as_str(), one.message.as_str()))
        .collect();
    let collides = "what it was collides with what is there now: a SKU, an address or a category";
    assert_eq!(told, [("mug", collides), ("cup", collides)]);
    assert_eq!((undone.done, undone.failed), (150, 2));
    assert_eq!(offered(&shop, "mug").await, ("TWO".to_owned(), 700));
    assert_eq!(offered(&shop, "cup").await, ("ONE".to_owned(), 600));
    assert_eq!(count(&shop).await, 2, "what it made is gone");
}
