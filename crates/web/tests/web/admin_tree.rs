//! The tree of categories, arranged by the buttons of its rows.

use shop::staff::Role;
use testkit::{Browser, Page, TestShop, shop_test};

async fn make(editor: &mut Browser, title: &str) {
    let form = editor.get("/admin/categories/new").await.form("main form");
    let made = editor.submit(&form.with("title", title)).await;
    made.assert_redirect("/admin/categories");
}

fn step(page: &Page, row: &str, word: &str) -> Vec<(String, String)> {
    let buttons = page.attributes("tr button[name=move]", "value");
    let titles = page.texts("tr .row-link");
    let at = titles.iter().position(|title| title == row).unwrap();
    let ids = page.attributes("tr[data-row]", "data-row");
    let value = format!("{word}:{}", ids[at]);
    assert!(buttons.contains(&value), "there is a button {value}");
    vec![
        (
            "csrf".to_owned(),
            page.attribute("form[data-tree] [name=csrf]", "value"),
        ),
        ("shape".to_owned(), page.attribute("[name=shape]", "value")),
        ("move".to_owned(), value),
    ]
}

async fn press(editor: &mut Browser, fields: &[(String, String)]) -> Page {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    editor.post_form("/admin/categories/move", &fields).await
}

#[shop_test]
async fn the_tree_is_arranged_without_script(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    for title in ["Hats", "Shirts", "Mugs"] {
        make(&mut editor, title).await;
    }
    let page = editor.get("/admin/categories").await;

    let moved = press(&mut editor, &step(&page, "Mugs", "up")).await;
    let second = editor.follow(moved).await;
    press(&mut editor, &step(&second, "Mugs", "in"))
        .await
        .assert_status(303);
    let third = editor.get("/admin/categories").await;
    let late = press(&mut editor, &step(&page, "Shirts", "up")).await;

    assert_eq!(page.texts("tr .row-link"), ["Hats", "Shirts", "Mugs"]);
    assert_eq!(second.texts("tr .row-link"), ["Hats", "Mugs", "Shirts"]);
    assert_eq!(
        third.attributes("tr[data-row]", "data-depth"),
        ["0", "1", "0"]
    );
    late.assert_status(409)
        .assert_says("Somebody else arranged the categories");
    assert_eq!(late.texts("tr .row-link"), ["Hats", "Mugs", "Shirts"]);
}

#[shop_test]
async fn a_category_is_searched_for_and_shows_its_products(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    make(&mut editor, "Hats").await;
    make(&mut editor, "Shirts").await;
    let hats = shop.categories().by_slug("hats").unwrap().id;
    shop.product("Wool hat").category(hats).create().await;

    let found = editor.get("/admin/categories?q=hat").await;
    let products = editor
        .get(&found.attribute("td.num a[href*=category]", "href"))
        .await;
    let none = editor.get("/admin/categories?q=zzz").await;

    assert_eq!(found.texts("tr .row-link"), ["Hats"]);
    assert!(!found.has(".row-steps"), "what is found is not arranged");
    assert_eq!(products.texts(".row-link"), ["Wool hat"]);
    none.assert_says("No category is called like that");
}

#[shop_test]
async fn what_search_engines_show_of_a_category_is_edited(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    make(&mut editor, "Hats").await;
    let id = shop.categories().by_slug("hats").unwrap().id;
    let path = format!("/admin/categories/{id}");
    let form = editor
        .get(&path)
        .await
        .form(&format!("form[action='{path}']"));
    let filled = form.filled(&[("seo_title", "Warm hats"), ("seo_description", "Of wool.")]);

    editor
        .submit(&filled)
        .await
        .assert_redirect("/admin/categories");
    let again = editor.get(&path).await;
    let page = shop.browser().get("/categories/hats").await;

    assert_eq!(again.attribute("#seo_title", "value"), "Warm hats");
    assert!(page.text("title").starts_with("Warm hats"));
    assert_eq!(
        page.attribute("meta[name=description]", "content"),
        "Of wool."
    );
}

#[shop_test]
async fn the_description_of_a_category_stands_above_its_products(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    make(&mut editor, "Hats").await;
    let id = shop.categories().by_slug("hats").unwrap().id;
    let path = format!("/admin/categories/{id}");
    let selector = format!("form[action='{path}']");
    let mut visitor = shop.browser();
    assert!(!visitor.get("/categories/hats").await.has(".page-head p"));
    let form = editor.get(&path).await.form(&selector);

    let text = "Of wool & <b>felt</b>.";
    editor
        .submit(&form.with("description", text))
        .await
        .assert_redirect("/admin/categories");

    let page = visitor.get("/categories/hats").await;
    assert_eq!(page.text(".page-head p"), text);
    let told = page.attribute("meta[name=description]", "content");
    assert_eq!(told, text, "nobody wrote another one for search engines");
    let form = editor.get(&path).await.form(&selector);
    assert_eq!(form.value("description").map(str::trim), Some(text));
    editor
        .submit(&form.with("description", ""))
        .await
        .assert_redirect("/admin/categories");
    assert!(!visitor.get("/categories/hats").await.has(".page-head p"));
}

#[shop_test]
async fn products_of_a_category_that_is_deleted_move_where_one_says(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    make(&mut editor, "Old").await;
    make(&mut editor, "New").await;
    let [old, new] = ["old", "new"].map(|slug| shop.categories().by_slug(slug).unwrap().id);
    shop.product("Wool hat").category(old).create().await;

    let question = editor.get(&format!("/admin/categories/{old}/delete")).await;
    let form = question.form("main form").with("choice", &new.to_string());
    editor
        .submit(&form)
        .await
        .assert_redirect("/admin/categories");

    let list = editor.get(&format!("/admin/products?category={new}")).await;
    assert_eq!(list.texts(".row-link"), ["Wool hat"]);
}
