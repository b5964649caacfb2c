//! Selling more than there is: switched where staff look for it, and seen by customers at once.

use shop::{inventory, staff::Role};
use testkit::{Form, TestShop, shop_test};

use crate::buying::{add, to_payment};

fn without(mut form: Form, name: &str) -> Form {
    form.fields.retain(|(field, _)| field != name);
    form
}

#[shop_test]
async fn back_orders_are_switched_on_the_page_of_the_stock(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(0).create().await;
    let path = format!("/admin/stock/{}", mug.variant());
    let switch = format!("{path}/backorders");
    let product = format!("/products/{}", mug.slug);
    let mut keeper = shop.staff(Role::Warehouse).await;
    let mut visitor = shop.browser();
    visitor.get(&product).await.assert_says("Sold out");

    let form = keeper.get(&path).await.main_form(&switch);
    let answer = keeper.submit(&form.with("backorder", "yes")).await;
    answer.assert_redirect(&path);
    let page = keeper.follow(answer).await;
    page.assert_says("and more: back-orders are taken");
    let newest = &page.texts("tbody tr")[0];
    assert!(
        newest.contains("Back-orders are taken Warehouse"),
        "{newest}"
    );
    visitor.get(&product).await.assert_says("On order");

    // The day on which more is expected stands beside it, and who said so, too.
    let form = page.main_form(&format!("{path}/expected"));
    let form = form.with("restock_on", "2026-03-20");
    keeper.submit(&form).await.assert_redirect(&path);
    visitor.get(&product).await.assert_says("we expect it on");
    let page = keeper.get(&path).await;
    let newest = &page.texts("tbody tr")[0];
    assert!(
        newest.contains("Goods are expected on 2026-03-20 Warehouse"),
        "{newest}"
    );

    let form = without(page.main_form(&switch), "backorder");
    keeper.submit(&form).await.assert_redirect(&path);
    visitor.get(&product).await.assert_says("Sold out");
}

#[shop_test]
async fn back_orders_are_switched_in_the_editor(shop: TestShop) {
    let mug = shop
        .product("Mug")
        .variant("S")
        .stock(0)
        .variant("M")
        .create()
        .await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::Administrator).await;
    let page = editor.get(&path).await;
    let form = page
        .main_form(&path)
        .filled(&[("title", "Large mug"), ("variants.0.backorder", "yes")]);

    editor.submit(&form).await.assert_redirect(&path);

    assert!(shop.stock(mug.size("S")).await.backorder);
    assert!(!shop.stock(mug.size("M")).await.backorder);
    let changes = inventory::setting_changes(shop.db.primary(), mug.size("S"), 9).await;
    let changes = changes.unwrap();
    assert_eq!(changes[0].actor, "Administrator");
    // Sent as it is, nothing more is written down.
    let form = editor.get(&path).await.main_form(&path);
    assert_eq!(form.value("variants.0.backorder"), Some("yes"));
    editor.submit(&form).await.assert_redirect(&path);
    let again = inventory::setting_changes(shop.db.primary(), mug.size("S"), 9).await;
    assert_eq!(again.unwrap(), changes);

    // Who may not correct the stock is not asked.
    let page = shop.staff(Role::ContentManager).await.get(&path).await;
    assert!(!page.has("[name='variants.0.backorder']"));
}

#[shop_test]
async fn more_is_promised_than_there_is_so_back_orders_go_on(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(0).backorder().create().await;
    let mut customer = shop.browser();
    add(&mut customer, &mug.slug).await;
    let review = to_payment(&mut customer).await;
    let form = review.form(".step form").with("payment", "manual");
    customer.submit(&form).await.assert_status(303);
    let stock = format!("/admin/stock/{}", mug.variant());
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::Administrator).await;

    let form = editor
        .get(&stock)
        .await
        .main_form(&format!("{stock}/backorders"));
    let page = editor.submit(&without(form, "backorder")).await;
    page.assert_status(422)
        .assert_says("1 are promised to customers and 0 are there");
    assert!(!page.has("#backorder[checked]"), "as it was sent");

    let form = editor
        .get(&path)
        .await
        .main_form(&path)
        .with("title", "Navy mug");
    let page = editor.submit(&without(form, "variants.0.backorder")).await;
    page.assert_status(409)
        .assert_says("Everything else is saved. 1 are promised to customers");
    assert!(shop.stock(mug.variant()).await.backorder);

    // With the goods that came in, both at once.
    let form = page
        .main_form(&path)
        .filled(&[("variants.0.stock", "4"), ("stock_reason", "received")]);
    editor.submit(&form).await.assert_redirect(&path);
    assert!(!shop.stock(mug.variant()).await.backorder);
    assert_eq!(shop.available(mug.variant()).await, 3);
    shop.run_jobs().await;
}
