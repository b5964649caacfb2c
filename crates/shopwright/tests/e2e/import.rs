//! `shopwright import`: a real export goes in complete, and only once.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt::Write as _,
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use shop::{
    Shop,
    catalog::{
        self, ProductFilter,
        import::{self, Mode, Totals},
    },
    ids::TaskId,
    inventory,
    staff::Actor,
    tasks::{self, TaskRecord, TaskState},
};
use testkit::Engine;

use crate::kit::{Ground, Server, eventually};

on_both_engines!(
    a_real_export_goes_in_complete_and_a_second_run_changes_nothing,
    a_bad_row_is_named_by_its_line_while_the_rest_goes_in,
    an_import_goes_on_after_a_crash_and_brings_each_row_in_once,
    an_export_of_the_command_line_comes_back_unchanged,
    a_woocommerce_file_goes_in_by_its_command_and_only_once,
    a_woocommerce_row_that_cannot_be_sold_is_named_and_other_files_are_refused,
);

/// What a catalogue holds, product by product.
type Contents = BTreeMap<String, Counts>;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    variants: usize,
    pictures: usize,
}

async fn a_real_export_goes_in_complete_and_a_second_run_changes_nothing(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let file = real_export();
    let expected = count(&file);

    let rehearsal = ground.run(&["import", "shopify", "--dry-run", file.to_str().unwrap()]);
    rehearsal.assert_success();
    assert_eq!(
        reported(&rehearsal.stdout, "products created"),
        expected.len()
    );
    assert_eq!(stored(&ground).await, Contents::new());

    let first = ground.import(&file);
    first.assert_success();
    let after_first = stored(&ground).await;
    let second = ground.import(&file);
    second.assert_success();

    let sum = |of: fn(&Counts) -> usize| expected.values().map(of).sum::<usize>();
    assert_eq!(after_first, expected);
    assert_eq!(reported(&first.stdout, "products created"), expected.len());
    assert_eq!(
        reported(&first.stdout, "variants created"),
        sum(|counts| counts.variants)
    );
    assert_eq!(
        reported(&first.stdout, "pictures created"),
        sum(|counts| counts.pictures)
    );
    let unchanged = reported(&second.stdout, "products unchanged");
    assert_eq!(unchanged, expected.len());
    for what in ["created", "updated"] {
        assert_eq!(reported(&second.stdout, &format!("products {what}")), 0);
        assert_eq!(reported(&second.stdout, &format!("variants {what}")), 0);
    }
    assert_eq!(stored(&ground).await, expected);
    ground.assert_books_balance();
}

async fn a_bad_row_is_named_by_its_line_while_the_rest_goes_in(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let file = ground.write(
        "some.csv",
        "Handle,Title,Published,Variant SKU,Variant Price\n\
         lamp,Lamp,true,LAMP,20.00\n\
         chair,Chair,true,CHAIR,a lot\n\
         table,Table,true,TABLE,80.00\n",
    );

    let import = ground.import(&file);

    assert_eq!(import.code, 1, "{}", import.stdout);
    let complaint = import.stderr.lines().find(|line| line.contains("line 3"));
    let complaint = complaint.unwrap_or_else(|| panic!("no line 3 in {}", import.stderr));
    assert!(complaint.contains("chair") && complaint.contains("Variant Price"));
    let names: Vec<_> = stored(&ground).await.into_keys().collect();
    assert_eq!(names, ["lamp", "table"]);
}

/// An export from a real shop; it lies beside the repository. Without it the catalogue's own file
/// of quirks is read, never nothing.
fn real_export() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("SHOPWRIGHT_SHARED_DATA")
        .map_or_else(|| workspace.join("../shared/data"), PathBuf::from);
    let real = shared.join("catalogues/shopify-apparel.csv");
    if real.exists() {
        return real;
    }
    println!("{} is not there: our own file instead", real.display());
    workspace.join("crates/shop/tests/shop/catalog/files/clean.csv")
}

/// Counted with nothing of ours: a row with a title or an option value is a variant, each address
/// of a picture counts once for its product.
fn count(file: &Path) -> Contents {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| {
        let found = header.iter().position(|column| column == name);
        found.unwrap_or_else(|| panic!("no column {name}"))
    };
    let (handle, title) = (place("Handle"), place("Title"));
    let (option, picture) = (place("Option1 Value"), place("Image Src"));
    let mut contents = Contents::new();
    let mut pictures = HashSet::new();
    for row in reader.records() {
        let row = row.unwrap();
        let counts = contents.entry(row[handle].to_owned()).or_default();
        if !row[title].is_empty() || !row[option].is_empty() {
            counts.variants += 1;
        }
        let is_new = pictures.insert((row[handle].to_owned(), row[picture].to_owned()));
        if is_new && !row[picture].is_empty() {
            counts.pictures += 1;
        }
    }
    contents
}

/// The number that the report of the import gives for `what`.
#[track_caller]
fn reported(report: &str, what: &str) -> usize {
    let line = report.lines().find(|line| line.starts_with(what));
    let number = line.and_then(|line| line.split_whitespace().last());
    let number = number.and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("no {what:?} in {report}"))
}

/// What the shop has, drafts among it.
async fn stored(ground: &Ground) -> Contents {
    let shop = ground.open().await;
    let mut contents = Contents::new();
    let mut after = None;
    loop {
        let filter = ProductFilter::default();
        let page = catalog::admin_list(&shop, &filter, after.as_deref(), 100).await;
        let page = page.unwrap();
        for row in page.rows {
            contents.insert(row.slug.to_string(), counts(&shop, row.id).await);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    shop.db.close().await.unwrap();
    contents
}

async fn counts(shop: &Shop, product: shop::ids::ProductId) -> Counts {
    let page = catalog::product_for_edit(shop.db.primary(), product).await;
    let page = page.unwrap().expect("it was listed");
    let skus: BTreeSet<_> = page.variants.iter().map(|variant| &variant.sku).collect();
    assert_eq!(skus.len(), page.variants.len(), "a SKU twice");
    Counts {
        variants: page.variants.len(),
        pictures: page.pictures.len(),
    }
}

/// Of the file that is being imported when the process ends.
const PRODUCTS: u64 = 900;

async fn an_import_goes_on_after_a_crash_and_brings_each_row_in_once(engine: Engine) {
    let ground = Ground::empty(engine).await;
    ground.run(&["migrate"]).assert_success();
    let mut rows = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\n".to_owned();
    for number in 0..PRODUCTS {
        writeln!(rows, "p-{number},Product {number},P-{number},1.00,3").unwrap();
    }
    let file = File::open(ground.write("many.csv", &rows)).unwrap();
    let shop = ground.open().await;
    let who = Actor::System { what: "test" };
    let id = import::receive(&shop, &who, "many.csv", file)
        .await
        .unwrap();
    let task = import::start(&shop, &who, id, Mode::Run).await.unwrap();

    for _ in 0..2 {
        let before = found(&shop, task).await.done;
        let server = Server::start(&ground).await;
        eventually("the import gets on", Duration::from_mins(2), || async {
            let now = found(&shop, task).await;
            (now.done > before).then_some(())
        })
        .await;
        server.kill();
    }
    let in_the_middle = found(&shop, task).await;
    let _server = Server::start(&ground).await;
    eventually("the import ends", Duration::from_mins(4), || async {
        let now = found(&shop, task).await;
        (now.state == TaskState::Done).then_some(())
    })
    .await;

    assert_eq!(in_the_middle.state, TaskState::Running);
    let done = found(&shop, task).await;
    let totals: Totals = serde_json::from_value(done.result).unwrap();
    assert_eq!((done.done, done.failed), (PRODUCTS, 0));
    assert_eq!(totals.products_created, PRODUCTS);
    assert_eq!(stored(&ground).await.len() as u64, PRODUCTS);
    ground.assert_books_balance();
}

async fn found(shop: &Shop, task: TaskId) -> TaskRecord {
    tasks::find(shop, task).await.unwrap().unwrap()
}

async fn an_export_of_the_command_line_comes_back_unchanged(engine: Engine) {
    let ground = Ground::empty(engine).await;
    ground.import(&real_export()).assert_success();

    let export = ground.run(&["export", "all.csv"]);
    export.assert_success();
    let again = ground.import(&ground.folder().join("all.csv"));
    again.assert_success();

    let products = stored(&ground).await.len();
    assert_eq!(reported(&export.stdout, "products written"), products);
    assert_eq!(reported(&again.stdout, "products unchanged"), products);
    assert_eq!(reported(&again.stdout, "variants updated"), 0);
}

const WOOCOMMERCE: &str = "ID,Type,SKU,Name,Published,Stock,Regular price,Categories,Parent,\
     Attribute 1 name,Attribute 1 value(s)\n";

async fn a_woocommerce_file_goes_in_by_its_command_and_only_once(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let rows = "1,variable,TEE,Harbour Tee,1,,,Clothing > Tees,,Size,\"S, M\"\n\
         2,simple,MUG,Enamel Mug,1,12,12.50,Kitchen,,,\n\
         11,variation,TEE-S,Harbour Tee - S,1,3,25.00,,TEE,Size,S\n\
         12,variation,TEE-M,Harbour Tee - M,1,4,26.00,,id:1,Size,M\n";
    let file = ground.write("export.csv", &format!("{WOOCOMMERCE}{rows}"));
    let file = file.to_str().unwrap();

    let rehearsal = ground.run(&["import", "woocommerce", "--dry-run", file]);
    rehearsal.assert_success();
    assert_eq!(reported(&rehearsal.stdout, "products created"), 2);
    assert_eq!(stored(&ground).await, Contents::new());

    let first = ground.run(&["import", "woocommerce", file]);
    first.assert_success();
    let second = ground.run(&["import", "woocommerce", file]);
    second.assert_success();

    assert_eq!(reported(&first.stdout, "products created"), 2);
    assert_eq!(reported(&first.stdout, "variants created"), 3);
    assert_eq!(reported(&first.stdout, "categories created"), 3);
    assert_eq!(reported(&second.stdout, "products unchanged"), 2);
    for what in ["products created", "products updated", "variants updated"] {
        assert_eq!(reported(&second.stdout, what), 0, "{what}");
    }
    let variants: Vec<_> = stored(&ground)
        .await
        .into_iter()
        .map(|(slug, counts)| (slug, counts.variants))
        .collect();
    let expected = [("enamel-mug".to_owned(), 1), ("harbour-tee".to_owned(), 2)];
    assert_eq!(variants, expected);
    assert_eq!(
        for_sale(&ground, "harbour-tee").await,
        [
            ("TEE-S".to_owned(), 2_500, 3),
            ("TEE-M".to_owned(), 2_600, 4)
        ]
    );
    assert_eq!(
        for_sale(&ground, "enamel-mug").await,
        [("MUG".to_owned(), 1_250, 12)]
    );
    ground.assert_books_balance();
}

/// SKU, price and stock of what customers can buy of a product.
async fn for_sale(ground: &Ground, slug: &str) -> Vec<(String, i64, i64)> {
    let shop = ground.open().await;
    let page = catalog::product_page(&shop, slug).await.unwrap();
    let page = page.unwrap_or_else(|| panic!("{slug} is on sale"));
    let ids: Vec<_> = page.variants.iter().map(|one| one.id).collect();
    let stock = inventory::availability(shop.db.reader(), &ids)
        .await
        .unwrap();
    shop.db.close().await.unwrap();
    let variants = page.variants.iter();
    let all = variants.map(|one| {
        let price = one.prices[0].amount.minor();
        (one.sku.to_string(), price, stock[&one.id].on_hand)
    });
    all.collect()
}

async fn a_woocommerce_row_that_cannot_be_sold_is_named_and_other_files_are_refused(
    engine: Engine,
) {
    let ground = Ground::empty(engine).await;
    let rows = "1,simple,MUG,Enamel Mug,1,12,12.50,Kitchen,,,\n\
         2,external,LINK,Sold Elsewhere,1,,9.00,Kitchen,,,\n\
         3,simple,POT,Pot,1,2,30.00,Kitchen,,,\n";
    let file = ground.write("export.csv", &format!("{WOOCOMMERCE}{rows}"));
    let other = ground.write("shopify.csv", "Handle,Title\nlamp,Lamp\n");

    let import = ground.run(&["import", "woocommerce", file.to_str().unwrap()]);
    let refused = ground.run(&["import", "woocommerce", other.to_str().unwrap()]);

    assert_eq!(import.code, 1, "{}", import.stdout);
    let complaint = import.stderr.lines().find(|line| line.contains("line 3"));
    let complaint = complaint.unwrap_or_else(|| panic!("no line 3 in {}", import.stderr));
    assert!(complaint.contains("sold elsewhere"), "{complaint}");
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("Regular price"),
        "{}",
        refused.stderr
    );
    let names: Vec<_> = stored(&ground).await.into_keys().collect();
    assert_eq!(names, ["enamel-mug", "pot"]);
}
