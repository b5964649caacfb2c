//! Product types in the admin: made, changed, refused and deleted.

use shop::attributes::{self, AttributeKind, ProductTypeDraft, SpecificationDraft};
use shop::catalog;
use shop::ids::{AttributeId, ProductTypeId};
use shop::staff::{Actor, Role};
use testkit::{Form, TestShop, shop_test};

use crate::attributes::add;

const TEST: Actor = Actor::System { what: "test" };
const LIST: &str = "/admin/product-types";
const NEW: &str = "/admin/product-types/new";

async fn volume_and_colour(shop: &TestShop) -> [AttributeId; 2] {
    [
        add(shop, AttributeKind::Number, "Volume", "Inhalt").await,
        add(shop, AttributeKind::Colour, "Colour", "Farbe").await,
    ]
}

async fn product_type(shop: &TestShop, name: &str, attributes: &[AttributeId]) -> ProductTypeId {
    let draft = ProductTypeDraft {
        name: name.to_owned(),
        attributes: attributes.to_vec(),
    };
    let saved = attributes::save_product_type(shop, &TEST, None, 0, &draft).await;
    saved.unwrap()
}

/// Name and attributes of every type.
async fn stored(shop: &TestShop) -> Vec<(String, Vec<AttributeId>)> {
    let all = attributes::load(shop.db.primary()).await.unwrap();
    let types = all.types().iter();
    types
        .map(|one| (one.name.clone(), one.attributes.clone()))
        .collect()
}

fn ticking(form: Form, attribute: AttributeId, place: &str) -> Form {
    let form = form.with(&format!("place.{attribute}"), place);
    form.pressing("attributes", &attribute.to_string())
}

fn without(mut form: Form, attribute: AttributeId) -> Form {
    let id = attribute.to_string();
    form.fields
        .retain(|(name, value)| name != "attributes" || *value != id);
    form
}

#[shop_test]
async fn a_product_type_is_made_and_changed(shop: TestShop) {
    let [volume, colour] = volume_and_colour(&shop).await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let list = editor.get(LIST).await;
    list.assert_says("No product types yet");
    let form = editor.get(NEW).await.main_form(NEW).with("name", " Mugs ");
    let form = ticking(ticking(form, volume, "2"), colour, "1");

    let made = editor.submit(&form).await;

    made.assert_redirect(LIST);
    let list = editor.follow(made).await;
    list.assert_says("The product type is saved.");
    assert_eq!(list.texts("tbody tr"), ["Mugs Colour, Volume 0 products"]);
    let mugs = ("Mugs".to_owned(), vec![colour, volume]);
    assert_eq!(stored(&shop).await, [mugs]);

    let url = list.attribute("main .row-link", "href");
    let page = editor.get(&url).await;
    assert_eq!(page.text("h1"), "Mugs");
    let form = page.main_form(&url);
    assert_eq!(form.value("name"), Some("Mugs"));
    let ticked = page.attributes("[name=attributes][checked]", "value");
    assert_eq!(ticked, [colour.to_string(), volume.to_string()]);
    let form = without(form.with("name", "Cups"), colour);
    editor.submit(&form).await.assert_redirect(LIST);
    let list = editor.get(LIST).await;
    assert_eq!(list.texts("tbody tr"), ["Cups Volume 0 products"]);
    let cups = ("Cups".to_owned(), vec![volume]);
    assert_eq!(stored(&shop).await, [cups]);
}

#[shop_test]
async fn a_name_that_cannot_be_is_said_at_its_field_and_the_form_comes_back(shop: TestShop) {
    let [volume, colour] = volume_and_colour(&shop).await;
    product_type(&shop, "Mugs", &[volume]).await;
    let bowls = product_type(&shop, "Bowls", &[volume]).await;
    let before = stored(&shop).await;
    let bowls = format!("{LIST}/{bowls}");
    let long = "x".repeat(81);
    let mut editor = shop.staff(Role::ContentManager).await;

    for path in [NEW, bowls.as_str()] {
        let form = editor.get(path).await.main_form(path);
        for (name, said) in [
            ("", "This is missing."),
            ("  ", "This is missing."),
            ("mugs", "This is taken already."),
            (long.as_str(), "This is longer than 80 characters."),
        ] {
            let form = form.clone().with("name", name);
            let page = editor.submit(&ticking(form, colour, "1")).await;

            page.assert_status(422);
            assert_eq!(page.text("#name-error"), said, "{path} {name:?}");
            let back = page.main_form(path);
            assert_eq!(back.value("name"), Some(name), "{path}");
            let ticked = page.attributes("[name=attributes][checked]", "value");
            assert_eq!(ticked[0], colour.to_string(), "{path} {name:?}");
        }
    }
    assert_eq!(stored(&shop).await, before);
}

#[shop_test]
async fn two_who_change_a_product_type_see_what_differs(shop: TestShop) {
    let [volume, colour] = volume_and_colour(&shop).await;
    let mugs = product_type(&shop, "Mugs", &[volume]).await;
    let url = format!("{LIST}/{mugs}");
    let mut editor = shop.staff(Role::ContentManager).await;
    let shown = editor.get(&url).await.main_form(&url);
    let theirs = shown.clone().with("name", "Cups");
    editor.submit(&theirs).await.assert_redirect(LIST);

    let mine = ticking(shown.with("name", "Beakers"), colour, "2");
    let page = editor.submit(&mine).await;

    page.assert_status(409);
    assert_eq!(
        page.texts(".conflict tbody tr"),
        ["Name Beakers Cups", "Attributes Volume Colour Volume"]
    );
    assert_eq!(stored(&shop).await[0].0, "Cups");
    let again = page.main_form(&url);
    editor.submit(&again).await.assert_redirect(LIST);
    let beakers = ("Beakers".to_owned(), vec![volume, colour]);
    assert_eq!(stored(&shop).await, [beakers]);
}

#[shop_test]
async fn a_product_type_is_deleted_and_asked_about_when_products_are_of_it(shop: TestShop) {
    let [volume, _] = volume_and_colour(&shop).await;
    let mugs = product_type(&shop, "Mugs", &[volume]).await;
    let bowls = product_type(&shop, "Bowls", &[volume]).await;
    let mug = shop.product("Blue mug").create().await;
    let draft = SpecificationDraft {
        product_type: Some(mugs),
        values: vec![(volume, "0.3".to_owned())],
    };
    let specified = catalog::specify(&shop, &TEST, mug.id, 1, &draft).await;
    specified.unwrap();
    let mut editor = shop.staff(Role::ContentManager).await;
    let url_of = |id: ProductTypeId| format!("{LIST}/{id}");

    let url = url_of(bowls);
    let delete = editor.get(&url).await.main_form(&format!("{url}/delete"));
    let deleted = editor.submit(&delete).await;
    deleted.assert_redirect(LIST);
    let list = editor.follow(deleted).await;
    list.assert_says("The product type is deleted.");
    assert_eq!(list.texts("tbody tr"), ["Mugs Volume 1 product"]);
    editor.get(&url).await.assert_status(404);

    let url = url_of(mugs);
    let delete = editor.get(&url).await.main_form(&format!("{url}/delete"));
    let asked = editor.submit(&delete).await;
    asked.assert_status(409);
    assert_eq!(
        asked.text("#confirm-delete-error"),
        "One product is of this type. Say that it may go."
    );
    assert_eq!(stored(&shop).await.len(), 1);
    let sure = delete.with("confirm-delete", "yes");
    editor.submit(&sure).await.assert_redirect(LIST);

    assert!(stored(&shop).await.is_empty());
    let left = attributes::specification(shop.db.primary(), mug.id).await;
    let left = left.unwrap();
    assert_eq!((left.product_type, left.values.len()), (None, 1));
    let page = shop.browser().get("/products/blue-mug").await;
    assert_eq!(page.texts(".specification dl > div"), ["Volume 0.3 l"]);
}
