use commerce::Currency;
use l10n::Locale;
use shop::{
    cart::{self, LineProblem},
    catalog::ProductStatus,
};
use testkit::{TestShop, shop_test};

use super::{problems, view};
use crate::support::{SYSTEM, add, address_in, cart_with, edit, eur, fill_in, order, set_price};

#[shop_test]
async fn a_price_change_is_told_until_the_customer_has_seen_it(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let token = cart_with(&shop, mug.variant(), 2).await;
    set_price(&shop, &mug, "13.00").await;

    let told = view(&shop, &token).await;
    let before = eur("12.50");
    assert_eq!(
        told.lines[0].problem,
        Some(LineProblem::PriceChanged { before })
    );
    assert_eq!(told.lines[0].total, eur("26.00"));
    assert!(!told.is_blocked());

    cart::note_seen(&shop, &token, &told.seen()).await.unwrap();
    assert_eq!(problems(&shop, &token).await, [None]);
}

#[shop_test]
async fn what_others_bought_meanwhile_is_told(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();
    let pen = shop.product("Red pen").stock(1).create().await.variant();
    let token = cart_with(&shop, mug, 3).await;
    add(&shop, &token, pen, 1).await;

    order(&shop, mug, 1).await;
    order(&shop, pen, 1).await;

    let fewer = LineProblem::Fewer { available: 2 };
    let expected = [Some(fewer), Some(LineProblem::SoldOut)];
    assert_eq!(problems(&shop, &token).await, expected);
    assert!(view(&shop, &token).await.is_blocked());
}

#[shop_test]
async fn what_is_taken_off_sale_stays_visible_but_does_not_count(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let pen = shop
        .product("Red pen")
        .price("1.00")
        .create()
        .await
        .variant();
    let token = cart_with(&shop, mug.variant(), 1).await;
    add(&shop, &token, pen, 1).await;
    edit(&shop, &mug, |draft| draft.status = ProductStatus::Archived).await;

    let told = view(&shop, &token).await;

    assert_eq!(told.lines[0].problem, Some(LineProblem::NotForSale));
    assert_eq!(told.lines[0].item.as_ref().unwrap().title, "Blue mug");
    assert_eq!(told.totals.as_ref().unwrap().total, eur("1.00"));
    assert!(told.is_blocked());
}

#[shop_test]
async fn shipping_and_tax_are_those_of_the_country_once_it_is_known(shop: TestShop) {
    let mug = shop.product("Blue mug").price("119.00").create().await;
    let token = cart_with(&shop, mug.variant(), 1).await;

    let before = view(&shop, &token).await;
    assert!(!before.with_shipping);
    let totals = before.totals.unwrap();
    assert_eq!((totals.total, totals.tax), (eur("119.00"), eur("19.00")));

    for (country, total, tax) in [("DE", "123.90", "19.78"), ("AT", "128.90", "21.48")] {
        fill_in(&shop, &token, country).await;
        let totals = view(&shop, &token).await.totals.unwrap();
        assert_eq!(
            (totals.total, totals.tax),
            (eur(total), eur(tax)),
            "{country}"
        );
    }
}

#[shop_test]
async fn a_price_in_another_currency_is_none(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let token = cart_with(&shop, mug.variant(), 1).await;
    let mut settings = testkit::test_settings();
    settings.currency = "CHF".parse::<Currency>().unwrap();
    shop::settings::save(&shop, &SYSTEM, &settings, 1)
        .await
        .unwrap();

    assert_eq!(
        problems(&shop, &token).await,
        [Some(LineProblem::NotForSale)]
    );
    let step = address_in("DE");
    shop::checkout::save_address(&shop, &token, &step, Locale::EN)
        .await
        .unwrap();
    assert!(view(&shop, &token).await.totals.is_none());
}
