//! Collections in the admin.

use shop::attributes::{self, AttributeDraft, AttributeKind, SpecificationDraft};
use shop::catalog;
use shop::collections::{self, CollectionDraft, Order, Rule};
use shop::search::Keeper;
use shop::staff::{Actor, Role};
use testkit::{Page, TestShop, shop_test};

use crate::attributes::{add, draft};

#[shop_test]
async fn rules_are_added_looked_at_and_saved(shop: TestShop) {
    shop.product("Cheap mug").price("5").create().await;
    shop.product("Dear mug").price("50").create().await;
    let mut keeper = Keeper::open(&shop).await.unwrap();
    keeper.step().await.unwrap();
    let mut browser = shop.staff(Role::ContentManager).await;
    let new = "/admin/collections/new";

    let page = browser.get(new).await;
    let form = page.main_form(new).with("title", "Below ten");
    let page = browser
        .submit(&form.pressing("do", "add-price_at_most"))
        .await;
    page.assert_status(200).assert_says("Price at most");
    let form = page.main_form(new).with("rules.0.value", "9,90");
    let page = browser
        .submit(&form.clone().pressing("do", "preview"))
        .await;
    assert_eq!(page.texts("#preview li"), ["Cheap mug"]);
    assert_eq!(page.attribute("#title", "value"), "Below ten");
    let saved = browser.submit(&form).await;
    saved.assert_status(303);

    let url = saved.location().to_owned();
    let page = browser.get(&url).await;
    assert_eq!(page.attribute("[name='rules.0.value']", "value"), "9.90");
    let list = browser.get("/admin/collections").await;
    list.assert_says("Price at most 9.90 EUR");
    let removed = page.main_form(&url).pressing("rules.0.remove", "yes");
    let wrong = browser.submit(&removed).await;
    wrong
        .assert_status(422)
        .assert_says("A collection needs at least one rule");
}

#[shop_test]
async fn the_list_comes_in_pages_and_counts_what_each_has(shop: TestShop) {
    shop.product("Cheap mug").price("5").create().await;
    shop.product("Dear mug").price("50").create().await;
    for number in 10..38 {
        let draft = CollectionDraft {
            slug: String::new(),
            title: format!("Below {number}"),
            description: String::new(),
            seo_title: String::new(),
            seo_description: String::new(),
            sort: Order::PriceUp,
            rules: vec![Rule::PriceAtMost {
                price: commerce::Money::new(number * 100, commerce::Currency::EUR),
            }],
            any_rule: false,
            is_visible: true,
        };
        let actor = Actor::System { what: "test" };
        collections::save_collection(&shop, &actor, None, 0, &draft)
            .await
            .unwrap();
    }
    let mut browser = shop.staff(Role::ContentManager).await;
    let counts = "td:nth-child(3)";

    let first = browser.get("/admin/collections").await;
    assert_eq!(first.texts(counts)[0], "– products", "there is no index");
    Keeper::open(&shop).await.unwrap().step().await.unwrap();
    let first = browser.get("/admin/collections").await;
    let second = browser.get(&first.attribute("[rel=next]", "href")).await;

    let titles = |page: &Page| page.texts(".row-link");
    assert_eq!((titles(&first).len(), titles(&second).len()), (25, 3));
    assert_eq!(titles(&first)[0], "Below 10");
    assert_eq!(titles(&second), ["Below 35", "Below 36", "Below 37"]);
    assert_eq!(first.texts(counts)[0], "1 product");
    assert!(!second.has("[rel=next]"));
}

#[shop_test]
async fn a_rule_that_cannot_be_read_is_told_at_its_row(shop: TestShop) {
    let mut browser = shop.staff(Role::ContentManager).await;
    let new = "/admin/collections/new";
    let cases = [
        ("price_at_most", "cheap", "Write an amount such as 19.90."),
        ("new", "some", "Write a number of days, such as 30."),
        ("category", "", "Choose one of the categories."),
        ("attribute", "", "Choose one of the values."),
        ("number", "1", "Choose an attribute."),
        ("text", "Oak", "Choose an attribute."),
        ("tag", " ", "This is missing."),
        ("new", "0", "This must be between 1 and 3650 days."),
    ];
    for (kind, value, text) in cases {
        let page = browser.get(new).await;
        let form = page.main_form(new).with("title", "New");
        let page = browser
            .submit(&form.pressing("do", &format!("add-{kind}")))
            .await;
        let form = page.main_form(new).with("rules.0.value", value);
        let page = browser.submit(&form).await;
        page.assert_status(422);
        assert_eq!(page.texts("#rules\\.0-error"), [text], "{kind}");
    }
    let none = collections::list(shop.db.primary()).await.unwrap();
    assert!(none.is_empty());
}

#[shop_test]
async fn a_rule_about_a_text_is_written_beside_its_attribute(shop: TestShop) {
    let wood = add(&shop, AttributeKind::Text, "Wood", "Holz").await;
    let board = shop.product("Board").create().await;
    let spec = SpecificationDraft {
        product_type: None,
        values: vec![(wood, "Oak, \"oiled\"".to_owned())],
    };
    let actor = Actor::System { what: "test" };
    let saved = catalog::specify(&shop, &actor, board.id, 1, &spec).await;
    saved.unwrap();
    shop.product("Mug").create().await;
    Keeper::open(&shop).await.unwrap().step().await.unwrap();
    let mut browser = shop.staff(Role::ContentManager).await;
    let new = "/admin/collections/new";

    let form = browser.get(new).await.main_form(new).with("title", "Oak");
    let page = browser.submit(&form.pressing("do", "add-text")).await;
    let form = page
        .main_form(new)
        .with("rules.0.attribute", &wood.to_string())
        .with("rules.0.value", " Oak, \"oiled\"");
    let page = browser
        .submit(&form.clone().pressing("do", "preview"))
        .await;
    assert_eq!(page.texts("#preview li"), ["Board"]);
    let saved = browser.submit(&form).await;
    saved.assert_status(303);

    let page = browser.get(saved.location()).await;
    let value = page.attribute("[name='rules.0.value']", "value");
    assert_eq!(value, "Oak, \"oiled\"");
    assert_eq!(page.texts("#rules\\.0 option[selected]"), ["Wood"]);
    let list = browser.get("/admin/collections").await;
    list.assert_says("Text is Wood: Oak, \"oiled\"");

    let no_filter = AttributeDraft {
        is_facet: false,
        ..draft(AttributeKind::Text, "Wood", "Holz")
    };
    let changed = attributes::save_attribute(&shop, &actor, Some(wood), 1, &no_filter).await;
    changed.unwrap();
    let page = browser.get(saved.location()).await;
    assert_eq!(page.texts("#rules\\.0 option[selected]"), ["Wood"]);
    let form = page.main_form(saved.location()).with("title", "Oaks");
    let refused = browser.submit(&form).await;
    refused.assert_status(422);
    let problem = refused.text("#rules\\.0-error");
    assert!(
        problem.contains("cannot filter by this attribute"),
        "{problem}"
    );
    assert_eq!(refused.texts("#rules\\.0 option[selected]"), ["Wood"]);
}

#[shop_test]
async fn two_who_edit_a_collection_see_what_differs(shop: TestShop) {
    let mut browser = shop.staff(Role::ContentManager).await;
    let new = "/admin/collections/new";
    let form = browser.get(new).await.main_form(new).with("title", "Sale");
    let page = browser.submit(&form.pressing("do", "add-on_sale")).await;
    let saved = browser.submit(&page.main_form(new)).await;
    let url = saved.location().to_owned();

    let mine = browser
        .get(&url)
        .await
        .main_form(&url)
        .with("title", "Mine");
    let theirs = mine.clone().with("title", "Theirs");
    browser.submit(&theirs).await.assert_redirect(&url);
    let page = browser.submit(&mine).await;
    page.assert_status(409);
    assert_eq!(page.texts(".conflict tbody tr"), ["Title Mine Theirs"]);
    browser
        .submit(&page.main_form(&url))
        .await
        .assert_redirect(&url);

    let page = browser.get(&url).await;
    let delete = page.main_form(&format!("{url}/delete"));
    browser
        .submit(&delete)
        .await
        .assert_redirect("/admin/collections");
    browser.get(&url).await.assert_status(404);
}

#[shop_test]
async fn the_page_of_a_collection_follows_its_rules_and_its_products(shop: TestShop) {
    let mug = shop.product("Cheap mug").price("5").create().await;
    shop.product("Dear mug").price("50").create().await;
    let price = commerce::Money::new(1_000, commerce::Currency::EUR);
    let draft = CollectionDraft {
        slug: String::new(),
        title: "Below ten".to_owned(),
        description: "Small things.".to_owned(),
        seo_title: "Cheap things".to_owned(),
        seo_description: String::new(),
        sort: Order::PriceUp,
        rules: vec![Rule::PriceAtMost { price }],
        any_rule: false,
        is_visible: true,
    };
    let actor = Actor::System { what: "test" };
    let id = collections::save_collection(&shop, &actor, None, 0, &draft).await;
    let id = id.unwrap();
    let mut browser = shop.browser();
    let early = browser.get("/collections/below-ten").await;
    early.assert_status(503);
    let mut keeper = Keeper::open(&shop).await.unwrap();
    keeper.step().await.unwrap();

    let page = browser.get("/collections/below-ten").await;
    page.assert_status(200).assert_says("Small things.");
    assert!(page.words().contains("Cheap mug") && !page.words().contains("Dear mug"));
    assert!(page.texts("title")[0].starts_with("Cheap things"));
    let canonical = page.attribute("link[rel=canonical]", "href");
    assert_eq!(canonical, "http://shop.test/collections/below-ten");

    let mut staff = shop.staff(Role::ContentManager).await;
    let url = format!("/admin/products/{}", mug.id);
    let form = staff
        .get(&url)
        .await
        .main_form(&url)
        .with("variants.0.price", "11");
    staff.submit(&form).await.assert_redirect(&url);
    keeper.step().await.unwrap();
    let page = browser.get("/collections/below-ten").await;
    page.assert_status(200).assert_says("Nothing here");

    let hidden = CollectionDraft {
        is_visible: false,
        ..draft
    };
    let saved = collections::save_collection(&shop, &actor, Some(id), 1, &hidden).await;
    saved.unwrap();
    browser
        .get("/collections/below-ten")
        .await
        .assert_status(404);
}

#[shop_test]
async fn a_collection_has_facets_of_its_own_products_and_its_own_usual_order(shop: TestShop) {
    for (title, brand, price) in [
        ("Dear cup", "Kiln", "9"),
        ("Cheap cup", "Kiln", "5"),
        ("Steel cup", "Emmerling", "7"),
        ("Golden cup", "Midas", "900"),
    ] {
        let product = shop.product(title).brand(brand).price(price);
        product.create().await;
    }
    let price = commerce::Money::new(1_000, commerce::Currency::EUR);
    let draft = CollectionDraft {
        slug: String::new(),
        title: "Below ten".to_owned(),
        description: String::new(),
        seo_title: String::new(),
        seo_description: String::new(),
        sort: Order::PriceUp,
        rules: vec![Rule::PriceAtMost { price }],
        any_rule: false,
        is_visible: true,
    };
    let actor = Actor::System { what: "test" };
    let saved = collections::save_collection(&shop, &actor, None, 0, &draft).await;
    saved.unwrap();
    Keeper::open(&shop).await.unwrap().step().await.unwrap();
    let mut browser = shop.browser();
    let titles = |page: &Page| page.texts(".grid .card-title");

    let page = browser.get("/collections/below-ten").await;
    assert_eq!(titles(&page), ["Cheap cup", "Steel cup", "Dear cup"]);
    assert!(!page.words().contains("Midas"));
    let page = browser.get("/collections/below-ten?sort=price-down").await;
    assert_eq!(titles(&page), ["Dear cup", "Steel cup", "Cheap cup"]);
    let page = browser.get("/collections/below-ten?brand=Kiln").await;
    assert_eq!(titles(&page), ["Cheap cup", "Dear cup"]);
    assert!(
        page.words().contains("Emmerling"),
        "its own choice is ignored"
    );
}
