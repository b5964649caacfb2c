use commerce::PricesInclude;
use l10n::Locale;
use shop::{
    Shop, Token,
    address::{AddressField, AddressInput, AddressProblem},
    checkout::{
        self, AddressStep, PlaceError, STANDARD, Step, StepError, StepProblem, save_address,
    },
    payments::{MANUAL, SANDBOX},
};
use testkit::{TestShop, shop_test, test_settings};

use crate::support::{
    SYSTEM, address_in, cart_with, confirm, eur, fill_in, order, place, ready_cart, run_jobs, total,
};

async fn next(shop: &Shop, token: &Token) -> Step {
    checkout::view(shop, token).await.unwrap().unwrap().next
}

async fn saved(shop: &Shop, token: &Token, step: &AddressStep) -> Result<(), StepError> {
    save_address(shop, token, step, Locale::EN).await
}

#[shop_test]
async fn the_checkout_leads_from_step_to_step(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = cart_with(&shop, mug, 1).await;
    assert_eq!(next(&shop, &token).await, Step::Address);

    let early = checkout::choose_shipping(&shop, &token, STANDARD, Locale::EN).await;
    assert!(matches!(early, Err(StepError::NoAddress)), "{early:?}");
    saved(&shop, &token, &address_in("DE")).await.unwrap();
    assert_eq!(next(&shop, &token).await, Step::Shipping);

    let other = checkout::choose_shipping(&shop, &token, "pigeon", Locale::EN).await;
    assert!(
        matches!(other, Err(StepError::UnknownShipping)),
        "{other:?}"
    );
    checkout::choose_shipping(&shop, &token, STANDARD, Locale::EN)
        .await
        .unwrap();
    assert_eq!(next(&shop, &token).await, Step::Payment);
    let view = checkout::view(&shop, &token).await.unwrap().unwrap();
    assert_eq!(view.payment_methods, [SANDBOX, MANUAL]);
}

#[shop_test]
async fn another_country_has_its_shipping_chosen_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;

    let mut moved = address_in("DE");
    "Nebenstraße 2".clone_into(&mut moved.shipping.line1);
    saved(&shop, &token, &moved).await.unwrap();
    assert_eq!(next(&shop, &token).await, Step::Payment);

    saved(&shop, &token, &address_in("AT")).await.unwrap();
    assert_eq!(next(&shop, &token).await, Step::Shipping);
    let view = checkout::view(&shop, &token).await.unwrap().unwrap();
    assert_eq!(view.shipping_options[0].price, eur("9.90"));
}

#[shop_test]
async fn every_wrong_field_is_told_at_once_and_nothing_is_stored(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = cart_with(&shop, mug, 1).await;
    let mut step = address_in("FR");
    "ada@".clone_into(&mut step.email);
    step.billing = Some(AddressInput {
        postal_code: "1".to_owned(),
        ..address_in("DE").shipping
    });

    let Err(StepError::Invalid(problems)) = saved(&shop, &token, &step).await else {
        panic!("it is refused");
    };

    let expected = [
        StepProblem::Email,
        StepProblem::Shipping(AddressField::Country, AddressProblem::CountryNotServed),
        StepProblem::Billing(AddressField::PostalCode, AddressProblem::PostalCodeShape),
    ];
    assert_eq!(problems, expected);
    assert_eq!(next(&shop, &token).await, Step::Address);
}

#[shop_test]
async fn an_order_needs_every_step_before_it(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = cart_with(&shop, mug, 1).await;

    let early = place(&shop, &token, SANDBOX).await;
    assert!(matches!(early, Err(PlaceError::Incomplete(Step::Address))));
    saved(&shop, &token, &address_in("DE")).await.unwrap();
    let early = place(&shop, &token, SANDBOX).await;
    assert!(matches!(early, Err(PlaceError::Incomplete(Step::Shipping))));

    let none = checkout::place(&shop, &Token::generate(), &confirm(eur("0.01"), SANDBOX)).await;
    assert!(matches!(none, Err(PlaceError::Empty)));
}

#[shop_test]
async fn a_way_of_paying_that_is_not_offered_is_refused(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;
    let mut settings = test_settings();
    settings.sandbox_payments = false;
    shop::settings::save(&shop, &SYSTEM, &settings, 1)
        .await
        .unwrap();

    for method in [SANDBOX, "barter", ""] {
        let placed = place(&shop, &token, method).await;
        assert!(matches!(placed, Err(PlaceError::NotOffered)), "{method}");
    }
    assert_eq!(shop.available(mug).await, 10);
}

#[shop_test]
async fn an_emptied_cart_has_nothing_to_check_out(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;
    let seen = total(&shop, &token).await;
    let line = checkout::view(&shop, &token)
        .await
        .unwrap()
        .unwrap()
        .cart
        .lines[0]
        .id;
    shop::cart::set_quantity(&shop, &token, line, 0)
        .await
        .unwrap();

    assert!(checkout::view(&shop, &token).await.unwrap().is_none());
    let placed = checkout::place(&shop, &token, &confirm(seen, SANDBOX)).await;
    assert!(matches!(placed, Err(PlaceError::Empty)), "{placed:?}");
}

#[shop_test]
async fn a_shop_whose_prices_are_without_tax_adds_it(shop: TestShop) {
    let mut settings = test_settings();
    settings.prices_include = PricesInclude::NoTax;
    shop::settings::save(&shop, &SYSTEM, &settings, 1)
        .await
        .unwrap();
    let mug = shop
        .product("Blue mug")
        .price("100.00")
        .create()
        .await
        .variant();

    let amounts = order(&shop, mug, 2).await.amounts;

    assert_eq!(
        (amounts.subtotal, amounts.shipping),
        (eur("200.00"), eur("4.90"))
    );
    // 38.00 of the goods and 0.93 of the shipping, each rounded by itself.
    assert_eq!(amounts.tax, eur("38.93"));
    assert_eq!(amounts.total, eur("243.83"));
    crate::support::assert_books_balance(&shop).await;
    run_jobs(&shop).await;
}

#[shop_test]
async fn a_billing_address_of_its_own_is_kept_with_the_order(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;
    fill_in(&shop, &token, "DE").await;
    let mut step = address_in("DE");
    let mut billing = address_in("AT").shipping;
    "Žofie".clone_into(&mut billing.given_name);
    step.billing = Some(billing);
    saved(&shop, &token, &step).await.unwrap();

    let order = place(&shop, &token, SANDBOX).await.unwrap().order;

    assert_eq!(order.shipping_address.full_name(), "Ada Lovelace");
    assert_eq!(order.billing().full_name(), "Žofie Lovelace");
    assert_eq!(order.billing().country.as_str(), "AT");
    // Tax and shipping follow the goods.
    assert_eq!(order.amounts.shipping, eur("4.90"));
}

#[shop_test]
async fn an_address_in_a_country_that_is_no_longer_served_has_to_be_given_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = cart_with(&shop, mug, 1).await;
    fill_in(&shop, &token, "AT").await;
    let mut settings = test_settings();
    settings
        .countries
        .retain(|rules| rules.country == settings.home_country);
    shop::settings::save(&shop, &SYSTEM, &settings, 1)
        .await
        .unwrap();

    assert_eq!(next(&shop, &token).await, Step::Address);
    let placed = place(&shop, &token, SANDBOX).await;
    assert!(
        matches!(placed, Err(PlaceError::Incomplete(Step::Address))),
        "{placed:?}"
    );
}
