//! The export of a real shop, which is not part of the repository.

use std::{
    collections::HashSet,
    fs::File,
    path::{Path, PathBuf},
};

use shop::catalog::{
    self, ProductFilter,
    import::{self, ImportOptions, ImportReport},
};
use testkit::{TestShop, shop_test};

use super::{editor, stored};

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

/// Handles, rows with a variant and picture addresses, counted without the importer.
fn counted(file: &Path) -> (usize, usize, usize) {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|one| one.contains(name)).unwrap();
    let (handle, price, image) = (place("Handle"), place("Variant Price"), place("Image Src"));
    let (mut handles, mut variants, mut pictures) = (HashSet::new(), 0, HashSet::new());
    for row in reader.records() {
        let row = row.unwrap();
        handles.insert(row[handle].to_owned());
        variants += usize::from(!row[price].is_empty());
        if !row[image].is_empty() {
            pictures.insert((row[handle].to_owned(), row[image].to_owned()));
        }
    }
    (handles.len(), variants, pictures.len())
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

    let first = import(&shop, &file).await;
    let second = import(&shop, &file).await;

    let (products, variants, pictures) = counted(&file);
    assert_eq!(first.problems, []);
    assert_eq!(first.products_created, products as u64);
    assert_eq!(first.variants_created, variants as u64);
    assert_eq!(first.pictures_created, pictures as u64);
    assert_eq!(second.products_unchanged, products as u64);
    assert_eq!((second.products_updated, second.variants_updated), (0, 0));

    let all = ProductFilter::default();
    let rows = catalog::admin_list(&shop, &all, None, 1_000)
        .await
        .unwrap()
        .rows;
    let (mut stored_variants, mut stored_pictures) = (0, 0);
    for row in &rows {
        let page = stored(&shop, row.id).await;
        stored_variants += page.variants.len();
        stored_pictures += page.pictures.len();
    }
    assert_eq!(
        (rows.len(), stored_variants, stored_pictures),
        (products, variants, pictures)
    );
}
