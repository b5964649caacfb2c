//! Files of other shops and of programs for spreadsheets: sent, checked, imported and taken back by the form.

use rust_xlsxwriter::Workbook;
use shop::{
    catalog::{self, ProductFilter},
    staff::Role,
};
use testkit::{Browser, TestShop, shop_test};

use crate::imports::{self, press, send, work};

const WOOCOMMERCE: &str = "\
ID,Type,SKU,Name,Published,Description,Stock,Regular price,Sale price,Categories,Parent,\
Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global
1,variable,tee,Harbour Tee,1,<p>Soft.</p>,,,,Clothing > Tees,,Color,\"Blue, Red\",1,1
2,simple,mug,Enamel Mug,1,,12,12.50,9.90,Kitchen,,,,,
3,external,link,Sold Elsewhere,1,,,9.00,,Kitchen,,,,,
11,variation,tee-blue,Harbour Tee - Blue,1,,3,25.00,,,tee,Color,Blue,,1
12,variation,tee-red,Harbour Tee - Red,1,,0,26.00,,,tee,Color,Red,,1
";

/// Goods with prices as numbers and as text, one of them no price; the header says little.
fn spreadsheet() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Ware", "Preis", "Fach"]) {
        sheet.write(0, column, name).unwrap();
    }
    sheet.write(1, 0, "Becher").unwrap();
    sheet.write(1, 1, 12.5).unwrap();
    sheet.write(1, 2, 7).unwrap();
    sheet.write(2, 0, "Schale").unwrap();
    sheet.write(2, 1, "8.90").unwrap();
    sheet.write(3, 0, "Kanne").unwrap();
    sheet.write(3, 1, "viel").unwrap();
    book.save_to_buffer().unwrap()
}

/// Titles in the order of the alphabet, whatever the status.
async fn products(shop: &TestShop) -> Vec<String> {
    let filter = ProductFilter::default();
    let page = catalog::admin_list(shop, &filter, None, 10).await.unwrap();
    let mut titles: Vec<_> = page.rows.into_iter().map(|row| row.title).collect();
    titles.sort_unstable();
    titles
}

async fn statuses(shop: &TestShop, paths: [&str; 2]) -> [u16; 2] {
    let mut visitor = shop.browser();
    let mut statuses = [0; 2];
    for (status, path) in statuses.iter_mut().zip(paths) {
        *status = visitor.get(path).await.status.as_u16();
    }
    statuses
}

/// Sends the file and gives its address.
async fn sent(browser: &mut Browser, name: &str, bytes: Vec<u8>) -> String {
    let sent = send(browser, name, bytes).await;
    sent.assert_status(303);
    sent.location().to_owned()
}

#[shop_test]
async fn a_spreadsheet_is_mapped_checked_imported_and_taken_back(shop: TestShop) {
    let pages = ["/products/becher", "/products/schale"];
    let mut browser = shop.staff(Role::ContentManager).await;
    let path = sent(&mut browser, "waren.xlsx", spreadsheet()).await;
    let page = browser.get(&path).await;
    page.assert_says("Table, 3 rows")
        .assert_says("What the columns are")
        .assert_says("Ware Becher Schale Kanne");
    let step = |what: &str| format!("form[action='{path}/{what}']");
    let early = browser.submit(&imports::step(&page, &path, "check")).await;
    early
        .assert_status(422)
        .assert_says("title and price are needed");
    let form = page.form(&step("mapping"));
    let columns = ["columns.0", "columns.1", "columns.2"].map(|name| form.value(name));
    assert_eq!(columns, [Some(""), Some("Variant Price"), Some("")]);

    let mapped = browser.submit(&form.with("columns.0", "Title")).await;
    mapped.assert_redirect(&path);
    let page = browser.follow(mapped).await;
    let form = page.form(&step("mapping"));
    assert_eq!(form.value("columns.0"), Some("Title"));

    press(&mut browser, &path, "check").await;
    work(&shop).await;
    browser
        .get(&path)
        .await
        .assert_says("Check of waren.xlsx")
        .assert_says("3 of 3, 1 with problems")
        .assert_says("Products created 2")
        .assert_says("line 4");
    assert!(products(&shop).await.is_empty(), "it was only a check");

    press(&mut browser, &path, "run").await;
    work(&shop).await;
    let page = browser.get(&path).await;
    page.assert_says("Import of waren.xlsx")
        .assert_says("Products created 2");
    assert!(!page.has(&step("run")) && !page.has(&step("mapping")));
    assert_eq!(products(&shop).await, ["Becher", "Schale"]);
    assert_eq!(statuses(&shop, pages).await, [200, 200]);
    let becher = shop.browser().get(pages[0]).await;
    assert_eq!(becher.text(".buy-price .now"), "€12.50");

    press(&mut browser, &path, "undo").await;
    work(&shop).await;
    browser
        .get(&path)
        .await
        .assert_says("Undo of the import of waren.xlsx")
        .assert_says("Products deleted 2");
    assert!(products(&shop).await.is_empty());
    assert_eq!(statuses(&shop, pages).await, [410, 410]);
}

#[shop_test]
async fn a_file_of_woocommerce_is_known_checked_imported_and_taken_back(shop: TestShop) {
    let pages = ["/products/harbour-tee", "/products/enamel-mug"];
    let mut browser = shop.staff(Role::ContentManager).await;
    let path = sent(&mut browser, "woo.csv", WOOCOMMERCE.into()).await;
    let page = browser.get(&path).await;
    page.assert_says("WooCommerce products, 5 rows");
    let step = |what: &str| format!("form[action='{path}/{what}']");
    assert!(!page.has(&step("mapping")), "its columns are known");

    press(&mut browser, &path, "check").await;
    work(&shop).await;
    browser
        .get(&path)
        .await
        .assert_says("Check of woo.csv")
        .assert_says("5 of 5, 1 with problems")
        .assert_says("Products created 2")
        .assert_says("line 4");
    assert!(products(&shop).await.is_empty(), "it was only a check");
    assert!(shop.categories().is_empty());

    press(&mut browser, &path, "run").await;
    work(&shop).await;
    browser
        .get(&path)
        .await
        .assert_says("Import of woo.csv")
        .assert_says("Products created 2");
    assert_eq!(products(&shop).await, ["Enamel Mug", "Harbour Tee"]);
    let mut visitor = shop.browser();
    let tee = visitor.get("/products/harbour-tee?option1=Red").await;
    assert_eq!(tee.texts(".crumbs a"), ["Home", "Clothing", "Tees"]);
    assert_eq!(tee.texts(".choice-word"), ["Blue", "Red"]);
    assert_eq!(tee.text(".buy-price .now"), "€26.00");
    tee.assert_says("Sold out").assert_says("Soft.");
    let mug = visitor.get("/categories/kitchen").await;
    assert_eq!(mug.texts(".card .now, .card s"), ["€9.90", "€12.50"]);

    press(&mut browser, &path, "undo").await;
    work(&shop).await;
    browser
        .get(&path)
        .await
        .assert_says("Undo of the import of woo.csv")
        .assert_says("Products deleted 2");
    assert!(products(&shop).await.is_empty());
    assert_eq!(statuses(&shop, pages).await, [410, 410]);
    assert!(shop.categories().is_empty(), "they came with the file");
}
