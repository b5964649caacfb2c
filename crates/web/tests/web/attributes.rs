//! Attributes in the admin, in the product editor and on the product's page.

use l10n::Locale;
use shop::attributes::{
    self, AttributeDraft, AttributeKind, ChoiceDraft, Labels, ProductTypeDraft, SpecificationDraft,
};
use shop::catalog::{self, CategoryDraft};
use shop::ids::AttributeId;
use shop::search::Keeper;
use shop::staff::{Actor, Role};
use testkit::{Browser, TestShop, shop_test};

const SYSTEM: Actor = Actor::System { what: "test" };

pub async fn add(shop: &TestShop, kind: AttributeKind, english: &str, german: &str) -> AttributeId {
    let draft = draft(kind, english, german);
    let saved = attributes::save_attribute(shop, &SYSTEM, None, 0, &draft).await;
    saved.unwrap()
}

/// One that customers can filter by.
pub fn draft(kind: AttributeKind, english: &str, german: &str) -> AttributeDraft {
    let choice = |english, german, hex: &str| ChoiceDraft {
        id: None,
        labels: Labels::new([(Locale::EN, english), (Locale::DE, german)]),
        hex: hex.to_owned(),
    };
    let choices = if kind.has_choices() {
        vec![
            choice("Red", "Rot", "#dd0000"),
            choice("Moss green", "Moosgrün", "#687a3c"),
        ]
    } else {
        Vec::new()
    };
    AttributeDraft {
        key: String::new(),
        kind,
        labels: Labels::new([(Locale::EN, english), (Locale::DE, german)]),
        unit: if kind == AttributeKind::Number {
            "l"
        } else {
            ""
        }
        .to_owned(),
        is_facet: true,
        in_specification: true,
        position: 0,
        choices,
        may_drop_values: false,
    }
}

async fn editor(shop: &TestShop) -> Browser {
    shop.staff(Role::ContentManager).await
}

#[shop_test]
async fn an_attribute_is_made_in_the_admin_and_comes_back_with_what_is_wrong(shop: TestShop) {
    let mut browser = editor(&shop).await;
    let page = browser.get("/admin/attributes/new").await;
    let form = page
        .main_form("/admin/attributes/new")
        .with("labels.en", "Colour")
        .with("labels.de", "Farbe")
        .with("kind", "colour")
        .with("more", "Red #d00\nMoss green");

    let wrong = browser.submit(&form).await;
    wrong
        .assert_status(422)
        .assert_says("“Moss green”: Write the colour with six digits");
    assert_eq!(wrong.attribute("#labels", "value"), "Colour");
    let right = wrong
        .main_form("/admin/attributes/new")
        .with("more", "Red #d00\nMoss green #687a3c");
    browser
        .submit(&right)
        .await
        .assert_redirect("/admin/attributes");

    let list = browser.get("/admin/attributes").await;
    list.assert_says("Red, Moss green");
    let url = list.attribute("main .row-link", "href");
    let page = browser.get(&url).await;
    let form = page
        .main_form(&url)
        .with("choices.0.place", "2")
        .with("choices.1.place", "1")
        .with("choices.0.labels.de", "Rot");
    browser
        .submit(&form)
        .await
        .assert_redirect("/admin/attributes");
    let all = shop.attributes();
    let choices: Vec<_> = all.by_key("colour").unwrap().choices.iter().collect();
    let names: Vec<_> = choices.iter().map(|it| it.labels.get(Locale::DE)).collect();
    assert_eq!(names, ["Moss green", "Rot"]);
}

#[shop_test]
async fn a_choice_without_values_says_so_at_the_box_for_them(shop: TestShop) {
    let mut browser = editor(&shop).await;
    let new = "/admin/attributes/new";
    let form = browser.get(new).await.main_form(new);
    let form = form.filled(&[("labels.en", "Size"), ("kind", "choice")]);

    let page = browser.submit(&form).await;

    page.assert_status(422);
    let message = "Give it at least one value, one a line.";
    assert_eq!(page.texts("#errors li"), [message]);
    assert_eq!(page.attribute("#errors a", "href"), "#more");
    assert_eq!(page.attribute("textarea#more", "aria-invalid"), "true");
    assert_eq!(page.text("#more-error"), message);
}

#[shop_test]
async fn free_text_can_be_made_a_filter_and_the_form_says_what_comes_of_it(shop: TestShop) {
    let mut browser = editor(&shop).await;
    let new = "/admin/attributes/new";
    let page = browser.get(new).await;
    let hint = format!(
        "texts of more than {} characters",
        attributes::FACET_TEXT_MAX
    );
    page.assert_says(&hint);
    let form = page
        .main_form(new)
        .with("labels.en", "Origin")
        .with("kind", "text");
    browser
        .submit(&form)
        .await
        .assert_redirect("/admin/attributes");
    let is_facet = || shop.attributes().by_key("origin").unwrap().is_facet;
    assert!(is_facet());

    let list = browser.get("/admin/attributes").await;
    let url = list.attribute("main .row-link", "href");
    let page = browser.get(&url).await;
    page.assert_says(&hint);
    let mut form = page.main_form(&url);
    form.fields.retain(|(name, _)| name != "is_facet");
    browser
        .submit(&form)
        .await
        .assert_redirect("/admin/attributes");
    assert!(!is_facet());
    let page = browser.get(&url).await;
    assert!(!page.has("#is_facet[checked]"));
    let form = page.main_form(&url).with("is_facet", "yes");
    browser
        .submit(&form)
        .await
        .assert_redirect("/admin/attributes");
    assert!(is_facet());
}

#[shop_test]
async fn what_products_have_is_asked_about_before_it_is_deleted(shop: TestShop) {
    let id = add(&shop, AttributeKind::Colour, "Colour", "Farbe").await;
    let mug = shop.product("Mug").create().await;
    let mut browser = editor(&shop).await;
    let url = format!("/admin/products/{}", mug.id);
    add_to_category_of(&shop, &mug.id.to_string(), id, &mut browser).await;
    let page = browser.get(&url).await;
    let red = page.texts("#attributes\\.colour option");
    assert_eq!(red, ["–", "Red", "Moss green"]);
    let value = page.attributes("#attributes\\.colour option", "value")[1].clone();
    let form = page.main_form(&url).with("attributes.colour", &value);
    browser.submit(&form).await.assert_redirect(&url);

    let address = format!("/admin/attributes/{id}");
    let page = browser.get(&address).await;
    let without_red = page.main_form(&address).pressing("choices.0.remove", "yes");
    let asked = browser.submit(&without_red).await;
    asked
        .assert_status(409)
        .assert_says("take them from 1 product");
    let delete = page.main_form(&format!("{address}/delete"));
    let asked = browser.submit(&delete).await;
    asked.assert_status(409).assert_says("Say that it may go");
    let sure = delete.pressing("confirm-delete", "yes");
    browser
        .submit(&sure)
        .await
        .assert_redirect("/admin/attributes");

    shop.run_jobs().await;
    let left = attributes::specification(shop.db.primary(), mug.id)
        .await
        .unwrap();
    assert!(left.values.is_empty());
}

/// The product in a category that asks for the attribute.
async fn add_to_category_of(
    shop: &TestShop,
    product: &str,
    attribute: AttributeId,
    browser: &mut Browser,
) {
    let draft = CategoryDraft {
        slug: None,
        title: "Kitchen".to_owned(),
        ..CategoryDraft::default()
    };
    let category = catalog::save_category(shop, &SYSTEM, None, 0, &draft).await;
    let category = category.unwrap();
    let address = format!("/admin/categories/{category}");
    let page = browser.get(&address).await;
    let form = page.main_form(&format!("{address}/attributes"));
    let form = form.pressing("attributes", &attribute.to_string());
    browser.submit(&form).await.assert_redirect(&address);

    let url = format!("/admin/products/{product}");
    let page = browser.get(&url).await;
    let form = page
        .main_form(&url)
        .pressing("categories", &category.to_string());
    browser.submit(&form).await.assert_redirect(&url);
}

#[shop_test]
async fn two_who_tick_the_attributes_of_a_category_see_what_differs(shop: TestShop) {
    let volume = add(&shop, AttributeKind::Number, "Volume", "Inhalt").await;
    let colour = add(&shop, AttributeKind::Colour, "Colour", "Farbe").await;
    let draft = CategoryDraft {
        title: "Kitchen".to_owned(),
        ..CategoryDraft::default()
    };
    let category = catalog::save_category(&shop, &SYSTEM, None, 0, &draft).await;
    let address = format!("/admin/categories/{}", category.unwrap());
    let mut browser = editor(&shop).await;
    let form = browser
        .get(&address)
        .await
        .main_form(&format!("{address}/attributes"));
    let ticking = |id: AttributeId| form.clone().pressing("attributes", &id.to_string());

    browser
        .submit(&ticking(volume))
        .await
        .assert_redirect(&address);
    let page = browser.submit(&ticking(colour)).await;

    page.assert_status(409);
    assert_eq!(
        page.texts(".conflict tbody tr"),
        [
            "Colour Asked for Not asked for",
            "Volume Not asked for Asked for"
        ]
    );
    let mine = page.main_form(&format!("{address}/attributes"));
    browser.submit(&mine).await.assert_redirect(&address);
    let page = browser.get(&address).await;
    let ticked = page.attributes("[name=attributes][checked]", "value");
    assert_eq!(ticked, [colour.to_string()]);
}

#[shop_test]
async fn the_editor_has_the_fields_of_the_type_and_says_what_is_wrong_at_the_field(shop: TestShop) {
    let volume = add(&shop, AttributeKind::Number, "Volume", "Inhalt").await;
    let colour = add(&shop, AttributeKind::Colour, "Colour", "Farbe").await;
    let draft = ProductTypeDraft {
        name: "Mugs".to_owned(),
        attributes: vec![volume, colour],
    };
    let mugs = attributes::save_product_type(&shop, &SYSTEM, None, 0, &draft).await;
    let mugs = mugs.unwrap().to_string();
    let mug = shop.product("Mug").create().await;
    let url = format!("/admin/products/{}", mug.id);
    let mut browser = editor(&shop).await;

    let page = browser.get(&url).await;
    assert!(page.texts("#attributes\\.volume").is_empty());
    let chosen = page.main_form(&url).with("product_type", &mugs);
    let page = browser
        .submit(&chosen.pressing("do", "show-attributes"))
        .await;
    page.assert_status(200);
    let form = page.main_form(&url);
    let wrong = browser
        .submit(&form.clone().with("attributes.volume", "large"))
        .await;
    wrong.assert_status(422);
    let message = wrong.texts("#attributes\\.volume-error");
    assert!(
        message[0].contains("Write a number such as 12.5"),
        "{message:?}"
    );
    assert_eq!(wrong.attribute("#attributes\\.volume", "value"), "large");
    browser
        .submit(&form.clone().with("attributes.volume", "0,33"))
        .await
        .assert_redirect(&url);

    let late = browser.submit(&form.with("attributes.volume", "0.5")).await;
    late.assert_status(409);
    let rows = late.texts(".conflict tbody tr");
    assert!(
        rows.iter()
            .any(|row| row.contains("Volume") && row.contains("0.33")),
        "{rows:?}"
    );
}

#[shop_test]
async fn the_products_page_has_the_table_in_the_readers_language_and_follows_changes(
    shop: TestShop,
) {
    let volume = add(&shop, AttributeKind::Number, "Volume", "Inhalt").await;
    let colour = add(&shop, AttributeKind::Colour, "Colour", "Farbe").await;
    let mug = shop.product("Mug").create().await;
    let mut browser = shop.browser();
    let page = browser.get("/products/mug").await;
    assert!(page.texts(".specification").is_empty());

    let mut staff = editor(&shop).await;
    for id in [volume, colour] {
        attach_directly(&shop, id, &mug.id.to_string(), &mut staff).await;
    }
    let rows = browser
        .get("/products/mug")
        .await
        .texts(".specification dl > div");
    assert_eq!(rows, ["Colour Moss green", "Volume 1.5 l"]);
    let page = browser.get("/products/mug?lang=de").await;
    let page = browser.follow(page).await;
    let rows = page.texts(".specification dl > div");
    assert_eq!(rows, ["Farbe Moosgrün", "Inhalt 1,5 l"]);
    assert_eq!(page.attribute(".specification circle", "fill"), "#687a3c");

    let address = format!("/admin/attributes/{colour}");
    let form = staff.get(&address).await;
    let form = form
        .main_form(&address)
        .with("labels.de", "Farbton")
        .with("choices.1.labels.de", "Moos");
    staff
        .submit(&form)
        .await
        .assert_redirect("/admin/attributes");
    let rows = browser
        .get("/products/mug")
        .await
        .texts(".specification dl > div");
    assert_eq!(rows[0], "Farbton Moos");
}

/// Gives the product a value through the shop's use cases.
async fn attach_directly(shop: &TestShop, id: AttributeId, product: &str, browser: &mut Browser) {
    let url = format!("/admin/products/{product}");
    let page = browser.get(&url).await;
    let all = shop.attributes();
    let attribute = all.get(id).unwrap();
    let value = match attribute.choice_named("Moss green") {
        Some(choice) => choice.id.to_string(),
        None => "1.5".to_owned(),
    };
    let form = page.main_form(&url);
    let form = form.pressing(&format!("attributes.{}", attribute.key), &value);
    browser.submit(&form).await.assert_redirect(&url);
}

#[shop_test]
async fn facets_have_the_names_the_colours_and_the_order_of_their_attribute(shop: TestShop) {
    let colour = add(&shop, AttributeKind::Colour, "Colour", "Farbe").await;
    for (title, value) in [("A", "Moss green"), ("B", "Moss green"), ("C", "Red")] {
        let product = shop.product(title).create().await;
        let draft = SpecificationDraft {
            product_type: None,
            values: vec![(colour, value.to_owned())],
        };
        let saved = catalog::specify(&shop, &SYSTEM, product.id, 1, &draft).await;
        saved.unwrap();
    }
    Keeper::open(&shop).await.unwrap().step().await.unwrap();
    let mut browser = shop.browser();

    let page = browser.get("/search?q=acme&lang=de").await;
    let page = browser.follow(page).await;
    let labels: Vec<String> = page
        .texts("input[name=colour] ~ .facet-label")
        .into_iter()
        .collect();
    assert_eq!(labels, ["Rot", "Moosgrün"]);
    let dots = page.attributes(".facet-dot circle", "fill");
    assert_eq!(dots, ["#dd0000", "#687a3c"]);
    page.assert_says("Farbe");
    let page = browser.get("/search?q=acme&colour=Red").await;
    assert_eq!(page.texts(".grid .card-title"), ["C"]);
}
