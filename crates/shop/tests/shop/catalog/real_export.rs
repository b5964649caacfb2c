//! The export of a real shop, which is not part of the repository.

use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
};

use commerce::Money;
use csv::StringRecord;
use shop::catalog::{
    self, ProductFilter, ProductStatus,
    import::{self, ImportOptions, ImportReport},
};
use testkit::{TestShop, shop_test};

use super::{editor, stored};
use crate::support;

/// The real file, or our own when it is not there.
fn export() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("SHOPWRIGHT_SHARED_DATA")
        .map_or_else(|| crates.join("../../../shared/data"), PathBuf::from);
    let file = shared.join("catalogues/shopify-apparel.csv");
    if file.is_file() {
        return file;
    }
    println!(
        "{} is not there: our own small export is read instead",
        file.display()
    );
    crates.join("tests/shop/catalog/files/clean.csv")
}

/// What both the file and the shop say of a product.
#[derive(Debug, Default, PartialEq, Eq)]
struct Goods {
    title: String,
    brand: String,
    is_active: bool,
    categories: Vec<String>,
    tags: Vec<String>,
    /// With their values.
    options: Vec<(String, Vec<String>)>,
    variants: Vec<Sold>,
    pictures: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
struct Sold {
    options: Vec<String>,
    price: Money,
    compare_at: Option<Money>,
    on_hand: i64,
    backorder: bool,
}

/// By handle.
type Contents = BTreeMap<String, Goods>;

/// How much of everything there is.
#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    products: usize,
    variants: usize,
    option_values: usize,
    tags: usize,
    pictures: usize,
    prices_minor: i64,
    on_hand: i64,
}

impl Figures {
    fn of(contents: &Contents) -> Self {
        let mut figures = Self::default();
        for goods in contents.values() {
            let values = goods.options.iter().map(|(_, values)| values.len());
            let prices = goods.variants.iter().map(|one| one.price.minor());
            figures.products += 1;
            figures.variants += goods.variants.len();
            figures.option_values += values.sum::<usize>();
            figures.tags += goods.tags.len();
            figures.pictures += goods.pictures.len();
            figures.prices_minor += prices.sum::<i64>();
            figures.on_hand += goods.variants.iter().map(|one| one.on_hand).sum::<i64>();
        }
        figures
    }
}

/// Read without the importer: a row with a price is a variant, each address of a picture counts once.
fn in_file(file: &Path) -> Contents {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let cell = |row: &StringRecord, name: &str| {
        let place = header.iter().position(|one| one == name);
        place.map_or_else(String::new, |place| row[place].to_owned())
    };
    let mut contents = Contents::new();
    for row in reader.records() {
        let row = row.unwrap();
        let cell = |name: &str| cell(&row, name);
        let goods = contents.entry(cell("Handle")).or_default();
        if !cell("Title").is_empty() {
            goods.title = cell("Title");
            goods.brand = cell("Vendor");
            goods.is_active = cell("Published") == "true";
            let filled = |text: String| Some(text).filter(|text| !text.is_empty());
            goods.categories = filled(cell("Type")).into_iter().collect();
            let tags = cell("Tags");
            let tags = tags.split(',').map(str::trim).map(str::to_owned);
            goods.tags = tags.filter_map(filled).collect();
            let names = (1..=3).map(|at| cell(&format!("Option{at} Name")));
            let names = names.filter(|name| !name.is_empty() && name != "Title");
            goods.options = names.map(|name| (name, Vec::new())).collect();
        }
        if !cell("Variant Price").is_empty() {
            let sold = Sold {
                options: (1..=goods.options.len())
                    .map(|at| cell(&format!("Option{at} Value")))
                    .collect(),
                price: support::eur(&cell("Variant Price")),
                compare_at: Some(cell("Variant Compare At Price"))
                    .filter(|text| !text.is_empty())
                    .map(|text| support::eur(&text)),
                on_hand: cell("Variant Inventory Qty").parse().unwrap(),
                backorder: cell("Variant Inventory Tracker").is_empty()
                    || cell("Variant Inventory Policy") == "continue",
            };
            for ((_, values), value) in goods.options.iter_mut().zip(&sold.options) {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            goods.variants.push(sold);
        }
        let picture = cell("Image Src");
        if !picture.is_empty() && !goods.pictures.contains(&picture) {
            goods.pictures.push(picture);
        }
    }
    contents
}

async fn in_shop(shop: &TestShop) -> Contents {
    let all = ProductFilter::default();
    let list = catalog::admin_list(shop, &all, None, 1_000).await.unwrap();
    let tree = catalog::category_tree(shop.db.reader()).await.unwrap();
    let mut contents = Contents::new();
    for row in list.rows {
        let page = stored(shop, row.id).await;
        let product = page.product;
        let mut variants = Vec::new();
        for variant in page.variants {
            let stock = shop.stock(variant.id).await;
            assert_eq!(variant.prices.len(), 1, "{}", variant.sku);
            variants.push(Sold {
                options: variant.options,
                price: variant.prices[0].amount,
                compare_at: variant.prices[0].compare_at,
                on_hand: stock.on_hand,
                backorder: stock.backorder,
            });
        }
        let categories = product.categories.iter();
        let options = product.options.into_iter();
        let pictures = page.pictures.into_iter();
        let goods = Goods {
            title: product.title,
            brand: product.brand,
            is_active: product.status == ProductStatus::Active,
            categories: categories
                .map(|id| tree.get(*id).unwrap().title.clone())
                .collect(),
            tags: product.tags,
            options: options.map(|one| (one.name, one.values)).collect(),
            variants,
            pictures: pictures.filter_map(|one| one.source_url).collect(),
        };
        contents.insert(product.slug.to_string(), goods);
    }
    contents
}

async fn import(shop: &TestShop, file: &Path) -> ImportReport {
    let options = ImportOptions::default();
    let file = File::open(file).unwrap();
    let report = import::shopify(shop, &editor(), file, &options, &mut |_| {}).await;
    report.unwrap()
}

#[shop_test]
async fn a_real_export_goes_in_whole_and_only_once(shop: TestShop) {
    let file = export();
    shop.may_leave_jobs();
    let expected = in_file(&file);
    let figures = Figures::of(&expected);
    assert!(figures.on_hand > 0 && figures.tags > 0, "{figures:?}");

    let first = import(&shop, &file).await;
    let after_first = in_shop(&shop).await;
    let second = import(&shop, &file).await;

    assert_eq!(first.problems, []);
    assert_eq!(first.products_created, figures.products as u64);
    assert_eq!(first.variants_created, figures.variants as u64);
    assert_eq!(first.pictures_created, figures.pictures as u64);
    assert_eq!(Figures::of(&after_first), figures);
    assert_eq!(after_first, expected);
    assert_eq!(second.products_unchanged, figures.products as u64);
    assert_eq!((second.products_updated, second.variants_updated), (0, 0));
    assert_eq!(in_shop(&shop).await, expected);
}
