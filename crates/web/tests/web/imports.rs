//! Import and export, from the file that is sent to the one that is downloaded.

use shop::jobs;
use shop::staff::Role;
use testkit::{Browser, ChosenFile, Form, Page, TestShop, shop_test};

const GOODS: &str = "Handle,Title,Variant SKU,Variant Price\nmug,Mug,MUG,12.00\ncup,Cup,CUP,=lot\n";
const TABLE: &str = "Artikel;Preis\nBecher;12,50\n";

pub async fn send(browser: &mut Browser, name: &str, bytes: impl Into<Vec<u8>>) -> Page {
    let form = browser
        .get("/admin/imports")
        .await
        .form("form[enctype='multipart/form-data']");
    let file = ChosenFile::new("file", name, bytes);
    browser.submit_files(&form, &[file]).await
}

pub async fn press(browser: &mut Browser, path: &str, what: &str) -> Page {
    let form = step(&browser.get(path).await, path, what);
    let answer = browser.submit(&form).await;
    answer.assert_redirect(path);
    browser.follow(answer).await
}

/// What the button of a step sends: a form of its own, or that of the columns as long as they can be changed.
pub fn step(page: &Page, path: &str, what: &str) -> Form {
    let action = format!("{path}/{what}");
    let own = format!("form[action='{action}']");
    if page.has(&own) {
        return page.form(&own);
    }
    let button = format!("button[formaction='{action}']");
    assert_eq!(page.attribute(&button, "form"), "mapping");
    let mut form = page.form("form#mapping");
    form.action = action;
    form
}

pub async fn work(shop: &TestShop) {
    jobs::run_due(shop, &shop::work::registry()).await.unwrap();
}

#[shop_test]
async fn a_file_is_sent_checked_imported_and_taken_back(shop: TestShop) {
    let mut browser = shop.staff(Role::ContentManager).await;
    let sent = send(&mut browser, "goods.csv", GOODS).await;
    sent.assert_status(303);
    let path = sent.location().to_owned();
    browser
        .follow(sent)
        .await
        .assert_says("Shopify products, 2 rows");

    press(&mut browser, &path, "check")
        .await
        .assert_says("Waiting");
    work(&shop).await;
    let checked = browser.get(&path).await;
    checked
        .assert_says("Check of goods.csv")
        .assert_says("Products created")
        .assert_says("line 3");
    browser.get("/products/mug").await.assert_status(404);

    press(&mut browser, &path, "run").await;
    work(&shop).await;
    let imported = browser.get(&path).await;
    imported
        .assert_says("Import of goods.csv")
        .assert_says("2 of 2, 1 with problems");
    assert!(!imported.has(&format!("form[action='{path}/run']")));
    browser.get("/products/mug").await.assert_status(200);
    let problems = imported.attribute("a[download]", "href");
    let file = browser.get(&problems).await;
    assert!(
        file.body
            .starts_with("\"Line\",\"Key\",\"Column\",\"Problem\",\"Handle\"")
    );
    assert!(file.body.contains("\"CUP\",\"'=lot\""), "{}", file.body);
    browser.get("/admin/imports").await.assert_says("Imported");

    press(&mut browser, &path, "undo").await;
    work(&shop).await;
    browser
        .get(&path)
        .await
        .assert_says("Undo of the import of goods.csv")
        .assert_says("Products deleted");
    browser.get("/products/mug").await.assert_status(410);
}

#[shop_test]
async fn columns_of_an_unknown_table_are_named_first(shop: TestShop) {
    let mut browser = shop.staff(Role::Administrator).await;
    let sent = send(&mut browser, "liste.csv", TABLE).await;
    let path = sent.location().to_owned();
    let page = browser.follow(sent).await;
    page.assert_says("What the columns are")
        .assert_says("Becher");
    let form = page.form(&format!("form[action='{path}/mapping']"));
    assert_eq!(form.value("columns.0"), Some("Title"));

    let twice = form.clone().with("columns.1", "Title");
    let refused = browser.submit(&twice).await;
    refused
        .assert_status(422)
        .assert_says("Another column is this already");
    let nothing = form.clone().with("columns.1", "");
    let refused = browser.submit(&nothing).await;
    refused
        .assert_status(422)
        .assert_says("title and price are needed");
    browser.submit(&form).await.assert_redirect(&path);
    press(&mut browser, &path, "run").await;
    work(&shop).await;

    browser.get("/products/becher").await.assert_says("12.50");
}

#[shop_test]
async fn columns_that_were_chosen_and_not_saved_go_along_with_each_step(shop: TestShop) {
    let table = "Ware;Preis;Nummer\nBecher;12,50;B-1\n";
    let mut browser = shop.staff(Role::ContentManager).await;
    let sent = send(&mut browser, "liste.csv", table).await;
    let path = sent.location().to_owned();
    let page = browser.follow(sent).await;
    page.assert_says("Table, 1 row.")
        .assert_says("Import 1 row");

    let wrong = step(&page, &path, "check").filled(&[
        ("columns.0", "Title"),
        ("columns.1", "Variant Price"),
        ("columns.2", "Title"),
    ]);
    let refused = browser.submit(&wrong).await;
    refused
        .assert_status(422)
        .assert_says("Another column is this already");
    let again = step(&refused, &path, "check");
    assert_eq!(again.value("columns.2"), Some("Title"), "as it was chosen");
    let unsaved = browser.get(&path).await.form("form#mapping");
    assert_ne!(unsaved.value("columns.2"), Some("Title"));

    let right = again.with("columns.2", "");
    browser.submit(&right).await.assert_redirect(&path);
    work(&shop).await;
    let checked = browser.get(&path).await;
    checked
        .assert_says("Check of liste.csv")
        .assert_says("Products created 1");
    let run = step(&checked, &path, "run");
    assert_eq!(run.value("columns.2"), Some(""));
    let run = run.with("columns.2", "Variant SKU");
    browser.submit(&run).await.assert_redirect(&path);
    work(&shop).await;
    browser
        .get(&path)
        .await
        .assert_says("Import of liste.csv")
        .assert_says("Products created 1");

    let found = browser.get("/admin/products?q=B-1").await;
    assert_eq!(found.texts(".row-link"), ["Becher"]);
}

#[shop_test]
async fn saving_columns_as_they_were_keeps_the_last_check(shop: TestShop) {
    let mut browser = shop.staff(Role::Administrator).await;
    let sent = send(&mut browser, "liste.csv", TABLE).await;
    let path = sent.location().to_owned();
    press(&mut browser, &path, "check").await;
    work(&shop).await;

    let page = browser.get(&path).await;
    let save = page.form("form#mapping");
    browser.submit(&save).await.assert_redirect(&path);

    browser.get(&path).await.assert_says("Check of liste.csv");
}

#[shop_test]
async fn a_file_that_is_no_table_is_refused_at_its_field(shop: TestShop) {
    let mut browser = shop.staff(Role::Administrator).await;

    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x02\0\0\0\n\n\n";
    let cases: [(&str, &[u8], &str); 5] = [
        ("empty.csv", b"", "The file is empty."),
        (
            "header.csv",
            b"Handle,Title\n",
            "The file has no rows below its header.",
        ),
        (
            "mug.png",
            picture,
            "This is neither a CSV nor an XLSX file.",
        ),
        (
            "goods.xlsx",
            b"PK\x03\x04broken",
            "This file cannot be read as XLSX: ",
        ),
        (
            "words.xlsx",
            b"I am none",
            "This file cannot be read as XLSX: only its name says that it is one.",
        ),
    ];

    for (name, bytes, message) in cases {
        let page = send(&mut browser, name, bytes).await;
        page.assert_status(422);
        let told = page.text("#file-error");
        assert!(told.starts_with(message), "{name}: {told}");
    }
    // Only its name is wrong.
    let sent = send(&mut browser, "goods.xlsx", GOODS).await;
    sent.assert_status(303);
}

#[shop_test]
async fn the_catalogue_is_exported_and_downloaded(shop: TestShop) {
    shop.product("Blue mug").create().await;
    let mut browser = shop.staff(Role::ContentManager).await;
    let form = browser
        .get("/admin/imports")
        .await
        .form("form[action='/admin/exports']");

    let begun = browser.submit(&form).await;
    let task = begun.location().to_owned();
    work(&shop).await;
    let page = browser.get(&task).await;
    let download = page.attribute("a[download]", "href");
    let file = browser.get(&download).await;

    file.assert_status(200);
    assert!(
        file.header("content-disposition")
            .contains("products-2026-03-02.csv")
    );
    assert!(file.body.contains("Blue mug"));
}
