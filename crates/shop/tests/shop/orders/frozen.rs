//! History does not change.

use shop::catalog::ProductStatus;
use testkit::{TestShop, shop_test, test_settings};

use crate::support::{
    SYSTEM, assert_books_balance, draft_of, edit, file, order, paid_order, reload, set_price,
};

#[shop_test]
async fn an_order_keeps_what_it_says_of_a_product_that_is_changed(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let order = order(&shop, mug.variant(), 2).await;

    set_price(&shop, &mug, "99.00").await;
    edit(&shop, &mug, |draft| {
        "Green mug".clone_into(&mut draft.title);
        draft.slug = Some("green-mug".to_owned());
        "GREEN".clone_into(&mut draft.variants[0].sku);
        draft.status = ProductStatus::Archived;
    })
    .await;

    assert_eq!(reload(&shop, &order).await, order);
    assert_eq!(order.lines[0].title, "Blue mug");
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn an_order_keeps_a_variant_that_is_taken_away(shop: TestShop) {
    let shirt = shop
        .product("Plain shirt")
        .variant("S")
        .variant("M")
        .create()
        .await;
    let small = order(&shop, shirt.size("S"), 1).await;
    assert_eq!(small.lines[0].options, ["S"]);

    edit(&shop, &shirt, |draft| {
        draft.variants.retain(|variant| variant.options == ["M"]);
        draft.options[0].values = vec!["M".to_owned()];
    })
    .await;

    let (_, draft) = draft_of(&shop, &shirt).await;
    let on_sale: Vec<_> = draft
        .variants
        .iter()
        .filter(|variant| variant.active)
        .collect();
    assert_eq!((on_sale.len(), on_sale[0].options[0].as_str()), (1, "M"));
    assert_eq!(reload(&shop, &small).await.lines, small.lines);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn an_order_keeps_the_tax_and_shipping_of_its_day(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("119.00")
        .create()
        .await
        .variant();
    let order = paid_order(&shop, mug, 1).await;
    let before = file(&shop, order.id).await.adjustments;
    let mut settings = test_settings();
    settings.countries[0].tax_rate = commerce::Rate::from_ppm(210_000).unwrap();
    settings.countries[0].shipping_price_minor = 999;
    settings.prices_include = commerce::PricesInclude::NoTax;
    shop::settings::save(&shop, &SYSTEM, &settings, 1)
        .await
        .unwrap();

    assert_eq!(reload(&shop, &order).await, order);
    assert_eq!(file(&shop, order.id).await.adjustments, before);
    assert_books_balance(&shop).await;
}
