//! An attribute with choices, from the form that makes it to the facet that customers filter by.

use shop::staff::Role;
use testkit::{Browser, TestShop, shop_test};

use crate::listing::{category, indexed, offered};

/// Linen or wool, as a colleague types it.
async fn make_material(editor: &mut Browser) {
    let new = "/admin/attributes/new";
    let form = editor.get(new).await.main_form(new).filled(&[
        ("labels.en", "Material"),
        ("labels.de", "Stoff"),
        ("kind", "choice"),
        ("more", "Linen\r\n\r\n Wool "),
    ]);
    let made = editor.submit(&form).await;
    made.assert_redirect("/admin/attributes");
}

#[shop_test]
async fn a_choice_of_the_editor_is_in_the_table_of_its_product_and_a_facet_of_its_category(
    shop: TestShop,
) {
    let mut editor = shop.staff(Role::ContentManager).await;
    make_material(&mut editor).await;
    let shirts = category(&shop, "Shirts", None).await;
    let material = shop.attributes().by_key("material").unwrap().id;
    let url = format!("/admin/categories/{shirts}");
    let asks = format!("{url}/attributes");
    let form = editor.get(&url).await.main_form(&asks);
    let form = form.pressing("attributes", &material.to_string());
    editor.submit(&form).await.assert_redirect(&url);

    for (title, choice) in [
        ("A shirt", "Wool"),
        ("B shirt", "Linen"),
        ("C shirt", "Wool"),
    ] {
        let shirt = shop.product(title).category(shirts).create().await;
        let url = format!("/admin/products/{}", shirt.id);
        let page = editor.get(&url).await;
        let offered = page.texts("#attributes\\.material option");
        assert_eq!(offered, ["–", "Linen", "Wool"]);
        let place = offered.iter().position(|it| it == choice).unwrap();
        let values = page.attributes("#attributes\\.material option", "value");
        let form = page
            .main_form(&url)
            .with("attributes.material", &values[place]);
        editor.submit(&form).await.assert_redirect(&url);
        let form = editor.get(&url).await.main_form(&url);
        assert_eq!(form.value("attributes.material"), Some(&*values[place]));
    }
    shop.product("D shirt").category(shirts).create().await;
    let _keeper = indexed(&shop).await;

    let mut visitor = shop.browser();
    let page = visitor.get("/products/a-shirt").await;
    assert_eq!(page.texts(".specification dl > div"), ["Material Wool"]);
    let page = visitor.get("/categories/shirts").await;
    assert_eq!(page.texts("details.facet h3"), ["Material"]);
    assert_eq!(offered(&page, "material"), ["Linen 1", "Wool 2"]);
    let page = visitor.get("/categories/shirts?material=Wool").await;
    assert_eq!(page.texts(".card-title"), ["C shirt", "A shirt"]);

    let url = format!("/admin/attributes/{material}");
    let form = editor.get(&url).await.main_form(&url);
    let form = form.filled(&[
        ("choices.0.labels.de", "Leinen"),
        ("choices.1.labels.de", "Wolle"),
    ]);
    editor
        .submit(&form)
        .await
        .assert_redirect("/admin/attributes");
    let mut german = shop.browser().with_header("accept-language", "de");
    let page = german.get("/products/a-shirt").await;
    assert_eq!(page.texts(".specification dl > div"), ["Stoff Wolle"]);
    let page = german.get("/categories/shirts").await;
    assert_eq!(page.texts("details.facet h3"), ["Stoff"]);
    assert_eq!(offered(&page, "material"), ["Leinen 1", "Wolle 2"]);
}

#[shop_test]
async fn a_product_can_be_nothing_else_than_one_of_the_choices(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    make_material(&mut editor).await;
    let shirts = category(&shop, "Shirts", None).await;
    let shirt = shop.product("Shirt").category(shirts).create().await;
    let url = format!("/admin/products/{}", shirt.id);
    let material = shop.attributes().by_key("material").unwrap().clone();
    let new = "/admin/product-types/new";
    let form = editor.get(new).await.main_form(new).with("name", "Clothes");
    let form = form.pressing("attributes", &material.id.to_string());
    editor
        .submit(&form)
        .await
        .assert_redirect("/admin/product-types");
    let clothes = shop.attributes().types()[0].id.to_string();
    let form = editor
        .get(&url)
        .await
        .main_form(&url)
        .with("product_type", &clothes);
    let page = editor.submit(&form.pressing("do", "show-attributes")).await;
    let form = page.main_form(&url);

    let wrong = form.clone().with("attributes.material", "Silk");
    let page = editor.submit(&wrong.with("title", "Silk shirt")).await;

    page.assert_status(422);
    assert_eq!(
        page.text("#attributes\\.material-error"),
        "Choose one of the values."
    );
    assert_eq!(page.main_form(&url).value("title"), Some("Silk shirt"));
    let mut visitor = shop.browser();
    let page = visitor.get("/products/shirt").await;
    assert_eq!(page.text("h1"), "Shirt");
    assert!(!page.has(".specification"));

    let linen = material.choice_named("Linen").unwrap().id.to_string();
    let right = form.with("attributes.material", &linen);
    editor.submit(&right).await.assert_redirect(&url);
    let page = visitor.get("/products/shirt").await;
    assert_eq!(page.texts(".specification dl > div"), ["Material Linen"]);
}
