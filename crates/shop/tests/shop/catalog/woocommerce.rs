//! Products of a WooCommerce export.

use std::{
    fs::File,
    io::Cursor,
    path::{Path, PathBuf},
};

use commerce::TaxClass;
use csv::StringRecord;
use shop::{
    Shop,
    catalog::{
        self, ProductStatus,
        import::{self, ImportOptions, ImportReport},
    },
    inventory,
};
use testkit::{TestShop, shop_test};

use super::{editor, eur, stored, stored_by_slug};
use crate::support;

const QUIRKS: &str = include_str!("files/woocommerce.csv");

async fn import(shop: &Shop, file: &str) -> ImportReport {
    let file = Cursor::new(file.as_bytes().to_vec());
    let options = ImportOptions::default();
    let report = import::woocommerce(shop, &editor(), file, &options, &mut |_| {}).await;
    report.unwrap()
}

/// Whatever its status.
async fn any(shop: &TestShop, title: &str) -> Vec<catalog::ProductPage> {
    let filter = catalog::ProductFilter {
        text: Some(title.to_owned()),
        ..catalog::ProductFilter::default()
    };
    let page = catalog::admin_list(shop, &filter, None, 100).await.unwrap();
    let mut pages = Vec::new();
    for row in page.rows {
        pages.push(stored(shop, row.id).await);
    }
    pages
}

#[shop_test]
async fn a_variable_product_has_the_options_of_its_variations(shop: TestShop) {
    shop.may_leave_jobs();
    import(&shop, QUIRKS).await;

    let page = stored_by_slug(&shop, "harbour-tee").await;
    let options: Vec<_> = page
        .product
        .options
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(options, ["Color", "Size"]);
    let variants: Vec<_> = page
        .variants
        .iter()
        .map(|one| (one.sku.as_str(), one.options.join("/"), one.weight_grams))
        .collect();
    // Red is for any size, and weighs more.
    let expected = [
        ("tee-blue-s", "Blue/S", Some(200)),
        ("tee-red-s", "Red/S", Some(250)),
        ("tee-red-m", "Red/M", Some(250)),
    ];
    assert_eq!(
        variants,
        expected.map(|(sku, of, grams)| (sku, of.to_owned(), grams))
    );
    let red = &page.variants[1].prices[0];
    assert_eq!((red.amount, red.compare_at), (eur(2_000), Some(eur(2_500))));
    assert_eq!(page.product.tags, ["summer", "\"sea\""]);
    assert_eq!(
        page.product.description_html,
        "<p>Soft.</p><p>One.</p><p>Two.</p>"
    );
    assert_eq!(page.pictures.len(), 2);
    assert_eq!(page.variants[0].picture, Some(page.pictures[1].id));
    let tree = catalog::category_tree(shop.db.reader()).await.unwrap();
    let paths: Vec<String> = page
        .product
        .categories
        .iter()
        .map(|id| {
            let titles: Vec<_> = tree.path(*id).iter().map(|one| one.title.clone()).collect();
            titles.join(" > ")
        })
        .collect();
    assert_eq!(paths, ["Clothing > Tees", "Sale"]);
    let ids: Vec<_> = page.variants.iter().map(|one| one.id).collect();
    let stock = inventory::availability(shop.db.reader(), &ids)
        .await
        .unwrap();
    assert_eq!(
        (stock[&ids[0]].on_hand, stock[&ids[0]].backorder),
        (3, false)
    );
    // It is not counted there, so it can always be bought.
    assert_eq!(
        (stock[&ids[1]].on_hand, stock[&ids[1]].backorder),
        (0, true)
    );
}

#[shop_test]
async fn a_simple_product_keeps_its_sale_and_its_measures(shop: TestShop) {
    shop.may_leave_jobs();
    import(&shop, QUIRKS).await;

    let page = stored_by_slug(&shop, "enamel-mug").await;
    let mug = &page.variants[0];
    let price = mug.prices[0];
    let sale = price.sale.unwrap();
    assert_eq!((price.amount, sale.amount), (eur(1_250), eur(990)));
    assert_eq!(sale.starts_at.to_rfc3339(), "2026-03-31T22:00:00+00:00");
    assert_eq!(sale.ends_at.to_rfc3339(), "2026-04-30T22:00:00+00:00");
    assert_eq!(
        (mug.weight_grams, mug.length_mm, mug.height_mm),
        (Some(350), Some(90), Some(85))
    );
    assert_eq!(page.product.tax_class, TaxClass::Reduced);
    assert!(
        page.product
            .description_html
            .contains("<li>Material: Enamel</li>")
    );
    let stock = inventory::availability(shop.db.reader(), &[mug.id])
        .await
        .unwrap();
    assert_eq!(
        (stock[&mug.id].on_hand, stock[&mug.id].backorder),
        (12, true)
    );
}

#[shop_test]
async fn what_the_shop_cannot_sell_is_named(shop: TestShop) {
    shop.may_leave_jobs();
    let report = import(&shop, QUIRKS).await;

    let named: Vec<(u64, &str)> = report
        .problems
        .iter()
        .map(|problem| (problem.line, problem.message.split(',').next().unwrap()))
        .collect();
    assert_eq!(
        named,
        [
            (5, "products that are not shipped are not supported"),
            (
                6,
                "groups of products are not supported; its products go in by themselves"
            ),
            (7, "products that are sold elsewhere are not supported"),
            (
                10,
                "the product \"nowhere\" of this variation is not in the file"
            ),
        ]
    );
    assert_eq!(report.products_created, 3);
    // The second mug has an address of its own, and is hidden.
    let mugs = any(&shop, "Enamel Mug").await;
    let hidden: Vec<_> = mugs
        .iter()
        .filter(|page| page.product.status == ProductStatus::Draft)
        .map(|page| page.product.slug.as_str())
        .collect();
    assert_eq!(hidden, ["enamel-mug-mug-2"]);
}

#[shop_test]
async fn a_second_run_changes_nothing(shop: TestShop) {
    shop.may_leave_jobs();
    let first = import(&shop, QUIRKS).await;
    let second = import(&shop, QUIRKS).await;

    assert_eq!(second.products_unchanged, first.products_created);
    assert_eq!((second.products_updated, second.variants_updated), (0, 0));
    assert_eq!(second.problems, first.problems);
}

/// The real file, or our own when it is not there.
fn export() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("SHOPWRIGHT_SHARED_DATA")
        .map_or_else(|| crates.join("../../../shared/data"), PathBuf::from);
    let file = shared.join("catalogues/woocommerce-sample_products.csv");
    if file.is_file() {
        return file;
    }
    println!("{} is not there: our own is read instead", file.display());
    crates.join("tests/shop/catalog/files/woocommerce.csv")
}

/// How much of everything there is.
#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    products: u64,
    variants: u64,
    prices_minor: i64,
    /// Lines of what cannot be sold here.
    left_out: Vec<u64>,
}

/// Counted without the importer. A variation for "any" value is one variant for each.
fn counted(file: &Path) -> Figures {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let names = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let cell = |row: &StringRecord, name: &str| {
        let place = names.iter().position(|one| one.ends_with(name)).unwrap();
        row[place].to_owned()
    };
    let is_sold = |row: &StringRecord| {
        let kind = cell(row, "Type");
        ["simple", "variable"].contains(&kind.as_str())
    };
    let mut figures = Figures::default();
    for row in &rows {
        let parent = cell(row, "Parent");
        let parent = rows.iter().find(|one| {
            let names = [cell(one, "SKU"), format!("id:{}", &one[0])];
            !parent.is_empty() && names.contains(&parent)
        });
        let variants = match cell(row, "Type").as_str() {
            "variation" => parent.map(|parent| {
                let values = ["Attribute 1", "Attribute 2"].map(|attribute| {
                    let value = format!("{attribute} value(s)");
                    let is_any = cell(row, &value).is_empty();
                    let of_parent = cell(parent, &value);
                    if is_any {
                        of_parent.split(',').count()
                    } else {
                        1
                    }
                });
                values.iter().product()
            }),
            "variable" => Some(0),
            "simple" => Some(1),
            _ => None,
        };
        let Some(variants) = variants else {
            figures.left_out.push(row.position().unwrap().line());
            continue;
        };
        let (sale, regular) = (cell(row, "Sale price"), cell(row, "Regular price"));
        let is_for_ever = cell(row, "Date sale price ends").is_empty();
        let price = if is_for_ever && !sale.is_empty() {
            sale
        } else {
            regular
        };
        if variants > 0 {
            let times = i64::try_from(variants).unwrap();
            figures.prices_minor += times * support::eur(&price).minor();
        }
        figures.products += u64::from(is_sold(row));
        figures.variants += variants as u64;
    }
    figures
}

async fn in_shop(shop: &TestShop, left_out: Vec<u64>) -> Figures {
    let pages = any(shop, "").await;
    let variants = || pages.iter().flat_map(|page| &page.variants);
    let prices = variants().map(|one| one.prices[0].amount.minor());
    Figures {
        products: pages.len() as u64,
        variants: variants().count() as u64,
        prices_minor: prices.sum(),
        left_out,
    }
}

#[shop_test]
async fn a_real_export_goes_in_and_only_once(shop: TestShop) {
    shop.may_leave_jobs();
    let options = ImportOptions::default();
    let expected = counted(&export());
    assert!(expected.products >= 3, "{expected:?}");
    let mut reports = Vec::new();
    for _ in 0..2 {
        let file = File::open(export()).unwrap();
        let report = import::woocommerce(&shop, &editor(), file, &options, &mut |_| {}).await;
        let report = report.unwrap();
        let left_out = report.problems.iter().map(|one| one.line).collect();
        assert_eq!(in_shop(&shop, left_out).await, expected);
        reports.push(report);
    }

    assert_eq!(reports[0].products_created, expected.products);
    assert_eq!(reports[0].variants_created, expected.variants);
    assert_eq!(reports[1].products_unchanged, expected.products);
    assert_eq!(
        (reports[1].products_updated, reports[1].variants_updated),
        (0, 0)
    );
}

#[shop_test]
async fn a_file_of_another_kind_is_refused(shop: TestShop) {
    let file = Cursor::new(b"Handle,Title\nmug,Mug\n".to_vec());
    let options = ImportOptions::default();
    let refused = import::woocommerce(&shop, &editor(), file, &options, &mut |_| {}).await;

    assert!(refused.unwrap_err().to_string().contains("Regular price"));
}
