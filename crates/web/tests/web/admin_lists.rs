//! The parts that lists of staff are made of, as they are with and without script.

use shop::{catalog::ProductStatus, staff::Role};
use testkit::{TestShop, shop_test};

#[shop_test]
async fn a_list_is_narrowed_in_its_address_and_each_part_can_be_taken_off(shop: TestShop) {
    shop.product("Blue mug")
        .brand("Acme")
        .stock(2)
        .create()
        .await;
    shop.product("Blue bowl").brand("Other").create().await;
    shop.product("Blue draft")
        .status(ProductStatus::Draft)
        .create()
        .await;
    let mut editor = shop.staff(Role::ContentManager).await;

    let page = editor
        .get("/admin/products?q=blue&status=active&brand=Acme&stock=low")
        .await;

    assert_eq!(page.texts(".row-link"), ["Blue mug"]);
    assert_eq!(
        page.texts("a.chip"),
        [
            "Text blue Take off",
            "Status Active Take off",
            "Brand Acme Take off",
            "Stock Low Take off"
        ]
    );
    let without = page.attributes("a.chip", "href");
    assert_eq!(
        without[3],
        "/admin/products?q=blue&status=active&brand=Acme"
    );
    let more = editor.get(&without[2]).await;
    assert_eq!(more.texts(".row-link"), ["Blue mug"]);
    let none = editor.get("/admin/products?brand=Nobody").await;
    none.assert_says("No product fits these filters");
    assert_eq!(none.attribute(".empty-state a", "href"), "/admin/products");
}

#[shop_test]
async fn a_category_is_chosen_by_its_name_where_there_is_no_script(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let new = editor.get("/admin/categories/new").await;
    let form = new.form("main form").with("title", "Mugs");
    editor.submit(&form).await;
    let mugs = shop.categories().by_slug("mugs").unwrap().id;
    shop.product("Blue mug").category(mugs).create().await;
    shop.product("Hat").create().await;

    let list = editor.get("/admin/products").await;
    let typed = editor
        .submit(&list.form("form.filters").with("category", "mugs"))
        .await;
    let unknown = editor.get("/admin/products?category=nonsense").await;

    assert_eq!(typed.texts(".row-link"), ["Blue mug"]);
    assert_eq!(typed.texts("a.chip"), ["Category Mugs Take off"]);
    assert_eq!(
        typed.attribute(".picker input[type=checkbox]", "value"),
        mugs.to_string()
    );
    // The box that is ticked and the empty one are both sent.
    let again = editor.submit(&typed.form("form.filters")).await;
    assert_eq!(again.texts(".row-link"), ["Blue mug"]);
    assert!(unknown.texts(".row-link").is_empty());
    unknown.assert_says("Nothing fits");
    assert_eq!(unknown.attribute("#category", "value"), "nonsense");
}

#[shop_test]
async fn nothing_fits_a_filter_that_is_not_known_and_it_can_be_taken_off(shop: TestShop) {
    shop.product("Blue mug").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;

    let page = editor
        .get("/admin/products?q=blue&status=actve&category=zzz&stock=many")
        .await;
    let without = page.attributes("a.chip", "href");
    let less = editor.get(&without[1]).await;
    let known = editor.get("/admin/products?q=blue&status=active").await;

    assert!(page.texts(".row-link").is_empty());
    page.assert_says("Nothing fits")
        .assert_says("The shop does not know what is marked so above");
    assert_eq!(
        page.texts("a.chip"),
        [
            "Text blue Take off",
            "Status actve (not known) Take off",
            "Category zzz (not known) Take off",
            "Stock many (not known) Take off"
        ]
    );
    assert_eq!(without[1], "/admin/products?q=blue&category=zzz&stock=many");
    less.assert_says("Nothing fits");
    assert_eq!(less.texts("a.chip").len(), 3);
    assert_eq!(known.texts(".row-link"), ["Blue mug"]);
}

#[shop_test]
async fn a_picker_offers_what_is_called_like_that(shop: TestShop) {
    shop.product("Blue mug").brand("Acme").create().await;
    shop.product("Blue <b>bowl</b>")
        .brand("Nordlicht")
        .create()
        .await;
    let mut editor = shop.staff(Role::ContentManager).await;

    let products = editor.get("/admin/pick/products?q=blue+b").await;
    let brands = editor.get("/admin/pick/brands?q=nord").await;
    let none = editor.get("/admin/pick/categories?q=x").await;

    assert_eq!(
        products.texts("[role=option]"),
        ["Blue <b>bowl</b> Nordlicht", "Blue mug Acme"]
    );
    assert_eq!(
        brands.attributes("[role=option]", "data-value"),
        ["Nordlicht"]
    );
    none.assert_says("Nothing is called like that.");
    editor.get("/admin/pick/secrets").await.assert_status(404);
    let mut nobody = shop.browser();
    nobody.get("/admin/pick/products").await.assert_status(303);
}

#[shop_test]
async fn the_list_says_in_which_order_it_comes(shop: TestShop) {
    for title in ["Bowl", "Apron", "Cup"] {
        shop.product(title).create().await;
        shop.advance(1);
    }
    let mut editor = shop.staff(Role::ContentManager).await;

    let page = editor.get("/admin/products").await;
    let sorted = editor.get(&page.attributes("th .sort", "href")[0]).await;
    let back = editor.get(&sorted.attributes("th .sort", "href")[0]).await;

    assert_eq!(page.texts(".row-link"), ["Cup", "Apron", "Bowl"]);
    assert_eq!(page.texts("th[aria-sort=descending]"), ["Changed"]);
    assert_eq!(sorted.texts(".row-link"), ["Apron", "Bowl", "Cup"]);
    assert_eq!(sorted.texts("th[aria-sort=ascending]"), ["Product"]);
    assert_eq!(back.texts(".row-link"), ["Cup", "Bowl", "Apron"]);
}

#[shop_test]
async fn a_question_has_a_page_of_its_own_for_those_without_script(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get("/admin/categories/new").await.form("main form");
    editor.submit(&form.with("title", "Mugs")).await;
    let id = shop.categories().by_slug("mugs").unwrap().id;

    let page = editor.get(&format!("/admin/categories/{id}")).await;
    let question = editor.get(&page.attribute("a[data-confirm]", "href")).await;
    let done = editor.submit(&question.form("main form")).await;

    assert!(page.has("dialog form"), "the same question opens in place");
    question.assert_says("Delete “Mugs”?");
    done.assert_redirect("/admin/categories");
    assert!(shop.categories().is_empty());
}
