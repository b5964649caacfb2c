//! The product editor: what it sends is what is kept, also of what it does not show.

use commerce::{Currency, Money};
use shop::{
    catalog::{self, ProductDraft, ProductOption, ProductPage, ProductStatus, VariantDraft},
    ids::ProductId,
    staff::{Actor, Role},
};
use testkit::{TestShop, shop_test};

const TEST: Actor = Actor::System { what: "test" };

pub async fn stored(shop: &TestShop, id: ProductId) -> ProductPage {
    let page = catalog::product_for_edit(shop.db.primary(), id).await;
    page.unwrap().unwrap()
}

#[shop_test]
async fn every_field_of_the_editor_is_kept(shop: TestShop) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::Administrator).await;
    let form = editor.get(&path).await.main_form(&path).filled(&[
        ("tags", "Summer, Salt\\, pepper"),
        ("tax_class", "reduced"),
        ("seo_title", "A mug"),
        ("seo_description", "Holds tea."),
        ("variants.0.cost", "8.40"),
        ("variants.0.length_mm", "120"),
        ("variants.0.barcode", "4006381333931"),
        ("variants.0.sale", "15.00"),
        ("variants.0.sale_starts_at", "2026-03-29T03:00"),
        ("variants.0.sale_ends_at", "2026-10-25T02:30"),
    ]);

    editor.submit(&form).await.assert_redirect(&path);

    let page = stored(&shop, mug.id).await;
    assert_eq!(page.product.tags, ["Summer", "Salt, pepper"]);
    let variant = &page.variants[0];
    assert_eq!(variant.cost, Some(Money::new(840, Currency::EUR)));
    assert_eq!(variant.length_mm, Some(120));
    let sale = variant.price(Currency::EUR).unwrap().sale.unwrap();
    assert_eq!(sale.starts_at.to_rfc3339(), "2026-03-29T01:00:00+00:00");
    // Clocks show half past two twice that night; the first is meant.
    assert_eq!(sale.ends_at.to_rfc3339(), "2026-10-25T00:30:00+00:00");
    let again = editor.get(&path).await;
    again.assert_says("Margin 55.0 %");
    // Sent as it is, nothing changes.
    editor
        .submit(&again.main_form(&path))
        .await
        .assert_redirect(&path);
    assert_eq!(stored(&shop, mug.id).await, page);

    let half = again.main_form(&path).with("variants.0.sale_ends_at", "");
    let page = editor.submit(&half).await;
    page.assert_status(422)
        .assert_says("A sale needs a price, a start and an end.");
}

#[shop_test]
async fn stock_is_counted_in_the_editor_only_from_the_number_it_showed(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::Administrator).await;
    let page = editor.get(&path).await;
    let form = page.main_form(&path).filled(&[
        ("variants.0.stock", "9"),
        ("stock_reason", "received"),
        ("stock_note", "Pallet 7"),
    ]);
    editor.submit(&form).await.assert_redirect(&path);
    assert_eq!(shop.available(mug.variant()).await, 9);
    let movements = shop::inventory::movements(shop.db.primary(), mug.variant(), 9).await;
    assert_eq!(movements.unwrap()[0].note, "Pallet 7");

    // Another form that still shows five.
    let late = page.main_form(&path).filled(&[
        ("title", "Navy mug"),
        ("variants.0.stock", "4"),
        ("stock_reason", "count"),
    ]);
    let answer = editor.submit(&late).await;
    answer.assert_status(409);
    answer.assert_says("it is 9 now");
    assert_eq!(shop.available(mug.variant()).await, 9);
    assert_eq!(stored(&shop, mug.id).await.product.title, "Navy mug");
}

/// A poster in many sizes and two colours.
async fn poster(shop: &TestShop, sizes: usize) -> ProductId {
    let sizes: Vec<String> = (1..=sizes).map(|size| format!("Size {size}")).collect();
    let colours = ["Red", "Blue"].map(str::to_owned);
    let option = |name: &str, values: &[String]| ProductOption {
        name: name.to_owned(),
        values: values.to_vec(),
    };
    let variants = sizes.iter().flat_map(|size| {
        colours.iter().map(move |colour| VariantDraft {
            options: vec![size.clone(), colour.clone()],
            stock: Some(1),
            ..VariantDraft::new(format!("{size}-{colour}"), Money::new(1_000, Currency::EUR))
        })
    });
    let draft = ProductDraft {
        title: "Poster".to_owned(),
        status: ProductStatus::Active,
        variants: variants.collect(),
        options: vec![option("Size", &sizes), option("Colour", &colours)],
        ..ProductDraft::default()
    };
    catalog::create_product(shop, &TEST, &draft).await.unwrap()
}

#[shop_test]
async fn of_many_variants_those_that_are_not_shown_stay_as_they_are(shop: TestShop) {
    let id = poster(&shop, 80).await;
    let before = stored(&shop, id).await;
    let path = format!("/admin/products/{id}");
    let mut editor = shop.staff(Role::Administrator).await;
    let page = editor.get(&format!("{path}?from=100")).await;
    assert_eq!(page.texts(".windows a"), ["1–100", "101–160"]);
    assert_eq!(page.texts("[data-row]").len(), 60);
    let form = page.main_form(&path);

    // Sent as it is, nothing changes.
    editor.submit(&form).await.assert_status(303);
    assert_eq!(stored(&shop, id).await, before);

    // One of the shown ones gets another price; a value gets another name for all.
    let values = form
        .value("options.1.values")
        .unwrap()
        .replace("Blue", "Navy");
    let form = form
        .with("variants.59.price", "12.00")
        .with("options.1.values", &values);
    editor.submit(&form).await.assert_status(303);
    let after = stored(&shop, id).await;
    assert_eq!(after.variants.len(), 160);
    let ids = |page: &ProductPage| page.variants.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(&after), ids(&before));
    assert!(after.variants.iter().all(|variant| variant.active));
    assert_eq!(after.variants[1].options, ["Size 1", "Navy"]);
    assert_eq!(after.variants[159].prices[0].amount.minor(), 1_200);
    assert_eq!(after.variants[0].prices[0].amount.minor(), 1_000);
}

#[shop_test]
async fn a_new_option_keeps_every_variant_and_prices_are_set_for_many(shop: TestShop) {
    let mug = shop.product("Mug").variant("S").variant("M").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::Administrator).await;
    let form = editor.get(&path).await.main_form(&path);
    let page = editor.submit(&form.pressing("do", "add-option")).await;
    let form = page.main_form(&path).filled(&[
        ("options.1.name", "Colour"),
        ("options.1.values", "White\r\nBlue"),
        ("bulk.price", "11.00"),
    ]);
    let page = editor.submit(&form.pressing("do", "set-many")).await;
    let form = page.main_form(&path);
    assert_eq!(form.value("variants.1.price"), Some("11.00"));

    editor
        .submit(&form.pressing("do", "save"))
        .await
        .assert_redirect(&path);

    let page = stored(&shop, mug.id).await;
    assert_eq!(page.variants[1].id, mug.size("M"));
    assert_eq!(page.variants[1].options, ["M", "White"]);
    assert_eq!(page.variants[1].prices[0].amount.minor(), 1_100);
}

#[shop_test]
async fn a_product_is_copied_and_deleted_from_its_page(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get(&path).await;
    let copied = editor
        .submit(&page.form(&format!("form[action='{path}/duplicate']")))
        .await;
    let copy = editor.follow(copied).await;
    copy.assert_says("Blue mug (copy)");

    let delete = page.form(&format!("form[action='{path}/delete']"));
    editor
        .submit(&delete)
        .await
        .assert_redirect("/admin/products");
    editor.get(&path).await.assert_status(404);

    let wanted = shop.product("Red mug").create().await;
    shop.set_stock(wanted.variant(), 2).await;
    let path = format!("/admin/products/{}", wanted.id);
    let delete = editor.get(&path).await;
    let delete = delete.form(&format!("form[action='{path}/delete']"));
    let refused = editor.submit(&delete).await;
    refused.assert_status(409).assert_says("archive it instead");
}

#[shop_test]
async fn a_preview_shows_what_is_kept_of_a_description(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get("/admin/products/new").await;
    let csrf = page.form("main form").value("csrf").unwrap().to_owned();
    let fields = [
        ("csrf", csrf.as_str()),
        ("title", "Mug"),
        ("description_html", "<p>Tea</p><script>alert(1)</script>"),
    ];

    let answer = editor.post_form("/admin/products/preview", &fields).await;

    answer.assert_status(200).assert_says("Tea");
    assert!(!answer.body.contains("alert(1)"));
}

/// What the browser misses in a form (a title) does not keep anybody from going on with the rest of it.
#[shop_test]
async fn only_saving_asks_for_what_is_required(shop: TestShop) {
    let mut browser = shop.staff(Role::Administrator).await;
    for (path, expected) in [
        ("/admin/products/new", 3),
        ("/admin/collections/new", 11),
        ("/admin/settings", 2),
    ] {
        let page = browser.get(path).await;
        let others = "main form button[name=do]:not([value=save])";
        let waiting = page.texts(&format!("{others}:not([formnovalidate])"));
        assert_eq!(waiting, [""; 0], "{path}");
        assert!(page.texts(others).len() >= expected, "{path}");
    }

    let page = browser.get("/admin/collections/new").await;
    let mut form = page.form("main form[action='/admin/collections/new']");
    form.fields.push(("do".to_owned(), "add-tag".to_owned()));
    let page = browser.submit(&form).await;
    page.assert_status(200);
    assert!(page.has("[name='rules.0.value']"));
    assert_eq!(page.attribute("#title", "value"), "");
}

#[shop_test]
async fn a_product_sold_in_one_way_gets_options_and_keeps_its_variant(shop: TestShop) {
    let mug = shop.product("Mug").price("12.50").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::Administrator).await;
    let form = editor.get(&path).await.main_form(&path);
    let page = editor.submit(&form.pressing("do", "add-option")).await;
    let form = page.main_form(&path).filled(&[
        ("options.0.name", "Size"),
        ("options.0.values", "Small\r\nLarge\r\nHuge"),
    ]);
    let page = editor.submit(&form.pressing("do", "make-variants")).await;
    let form = page.main_form(&path);
    assert_eq!(form.value("variants.0.options.0"), Some("Small"));

    editor
        .submit(&form.pressing("do", "save"))
        .await
        .assert_redirect(&path);

    let page = stored(&shop, mug.id).await;
    let variants = page.variants.iter();
    let values: Vec<_> = variants.map(|one| one.options[0].as_str()).collect();
    assert_eq!(values, ["Small", "Large", "Huge"]);
    assert_eq!(page.variants[0].id, mug.variant());
    assert!(page.variants.iter().all(|one| one.active));
    assert_eq!(page.variants[2].prices[0].amount.minor(), 1_250);
}

#[shop_test]
async fn a_price_that_is_typed_before_the_options_is_that_of_the_first_variant(shop: TestShop) {
    let path = "/admin/products/new";
    let mut editor = shop.staff(Role::Administrator).await;
    let form = editor.get(path).await.main_form(path).filled(&[
        ("title", "Blue mug"),
        ("slug", "blue-mug"),
        ("variants.0.price", "9.90"),
    ]);
    let page = editor.submit(&form.pressing("do", "add-option")).await;
    let form = page.main_form(path).filled(&[
        ("options.0.name", "Size"),
        ("options.0.values", "Small\r\nLarge"),
    ]);
    let page = editor.submit(&form.pressing("do", "make-variants")).await;
    assert_eq!(page.texts("[data-row]").len(), 2);

    let form = page.main_form(path).pressing("do", "save");
    let answer = editor.submit(&form).await;
    let page = editor.follow(answer).await;

    let skus = [0, 1].map(|row| page.attribute(&format!("[name='variants.{row}.sku']"), "value"));
    assert_eq!(skus, ["BLUE-MUG-SMALL", "BLUE-MUG-LARGE"]);
}

#[shop_test]
async fn a_variant_is_removed_and_not_shown_any_more(shop: TestShop) {
    let mug = shop.product("Mug").variant("S").variant("M").variant("L");
    let mug = mug.create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::Administrator).await;
    let form = editor.get(&path).await.main_form(&path);

    let page = editor
        .submit(&form.pressing("do", "remove-variant:1"))
        .await;
    page.assert_status(200)
        .assert_says("Removed on saving: 1 of the saved variants");
    assert_eq!(page.texts("[data-row]").len(), 2);
    assert_eq!(stored(&shop, mug.id).await.product.version, 1);
    let form = page.main_form(&path).pressing("do", "save");
    editor.submit(&form).await.assert_redirect(&path);

    let after = stored(&shop, mug.id).await;
    let kept = after.variants.iter().find(|one| one.id == mug.size("M"));
    assert!(!kept.unwrap().active, "carts and orders have it");
    let page = editor.get(&path).await;
    assert_eq!(page.texts("[data-row]").len(), 2);
    // Sent as it is, nothing changes.
    editor
        .submit(&page.main_form(&path))
        .await
        .assert_redirect(&path);
    assert_eq!(stored(&shop, mug.id).await, after);

    // The combination is made again: the same variant is back.
    let form = page.main_form(&path).pressing("do", "make-variants");
    let page = editor.submit(&form).await;
    let form = page.main_form(&path).pressing("do", "save");
    editor.submit(&form).await.assert_redirect(&path);
    let again = stored(&shop, mug.id).await;
    assert_eq!(again.variants.len(), 3);
    assert_eq!(again.variants[2].id, mug.size("M"));
    assert!(again.variants[2].active);
}

#[shop_test]
async fn a_variant_off_sale_does_not_keep_its_value_among_the_options(shop: TestShop) {
    let mug = shop.product("Mug").variant("S").variant("M").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::Administrator).await;
    let form = editor.get(&path).await.main_form(&path);
    let mut form = form.with("options.0.values", "S");
    // Still on sale, it needs its value.
    let refused = editor.submit(&form).await;
    refused.assert_status(422);
    form.fields.retain(|(name, _)| name != "variants.1.active");

    editor.submit(&form).await.assert_redirect(&path);

    let page = stored(&shop, mug.id).await;
    assert_eq!(page.product.options[0].values, ["S"]);
    let kept = page.variants.iter().find(|one| one.id == mug.size("M"));
    assert!(!kept.unwrap().active);
    assert_eq!(editor.get(&path).await.texts("[data-row]").len(), 1);
}
