use l10n::Locale;
use shop::{
    Token,
    cart::{self, CartError},
    catalog::ProductStatus,
    ids::{CartLineId, VariantId},
    payments::SANDBOX,
};
use testkit::{TestShop, shop_test};

use super::{first_line, quantities};
use crate::support::{add, at_once, cart_with, place, ready_cart, run_jobs, units};

#[shop_test]
async fn fifty_parallel_clicks_on_add_one_give_exactly_fifty(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(60).create().await;
    let pen = shop.product("Red pen").create().await.variant();
    let token = cart_with(&shop, pen, 1).await;
    let mug = mug.variant();

    at_once(50, |_| {
        let (shop, token) = (shop.clone(), token.clone());
        async move { add(&shop, &token, mug, 1).await }
    })
    .await;

    assert_eq!(quantities(&shop, &token).await, [1, 50]);
    assert_eq!(cart::count(&shop, &token).await.unwrap(), 51);
}

#[shop_test]
async fn the_same_variant_is_one_line_and_another_size_is_another(shop: TestShop) {
    let shirt = shop.product("Plain shirt").variant("S").variant("M");
    let shirt = shirt.create().await;

    let token = cart_with(&shop, shirt.size("S"), 2).await;
    add(&shop, &token, shirt.size("M"), 1).await;
    add(&shop, &token, shirt.size("S"), 3).await;

    assert_eq!(quantities(&shop, &token).await, [5, 1]);
}

#[shop_test]
async fn more_than_there_is_cannot_be_added_and_nothing_is_changed(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();
    let token = cart_with(&shop, mug, 2).await;

    let more = cart::add(&shop, Some(&token), mug, units(2), Locale::EN).await;
    assert!(matches!(more, Err(CartError::NotEnough { available: 3 })));
    let line = first_line(&shop, &token).await;
    let more = cart::set_quantity(&shop, &token, line, 4).await;
    assert!(matches!(more, Err(CartError::NotEnough { available: 3 })));

    assert_eq!(quantities(&shop, &token).await, [2]);
}

#[shop_test]
async fn a_cart_that_would_start_with_too_much_does_not_start(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();
    let unknown = Token::generate();

    let more = cart::add(&shop, Some(&unknown), mug, units(4), Locale::EN).await;

    assert!(matches!(more, Err(CartError::NotEnough { available: 3 })));
    assert_eq!(cart::find(&shop, &unknown).await.unwrap(), None);
}

#[shop_test]
async fn what_may_be_sold_beyond_the_stock_still_has_a_limit(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(0).backorder().create().await;
    let token = cart_with(&shop, mug.variant(), 9_999).await;

    let more = cart::add(&shop, Some(&token), mug.variant(), units(1), Locale::EN).await;
    assert!(matches!(more, Err(CartError::TooMany)));
    let line = first_line(&shop, &token).await;
    let more = cart::set_quantity(&shop, &token, line, 10_000).await;
    assert!(matches!(more, Err(CartError::TooMany)));

    assert_eq!(quantities(&shop, &token).await, [9_999]);
}

#[shop_test]
async fn only_what_is_for_sale_goes_into_a_cart(shop: TestShop) {
    let draft = shop.product("Blue mug").status(ProductStatus::Draft);
    let draft = draft.create().await.variant();
    let old = shop.product("Old mug").status(ProductStatus::Archived);
    let old = old.create().await.variant();

    for variant in [draft, old, VariantId::generate()] {
        let added = cart::add(&shop, None, variant, units(1), Locale::EN).await;
        assert!(matches!(added, Err(CartError::NotForSale)), "{added:?}");
    }
}

#[shop_test]
async fn a_line_is_set_to_a_number_and_removed_by_zero(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await.variant();
    let token = cart_with(&shop, mug, 2).await;
    let line = first_line(&shop, &token).await;

    cart::set_quantity(&shop, &token, line, 5).await.unwrap();
    assert_eq!(quantities(&shop, &token).await, [5]);

    cart::set_quantity(&shop, &token, line, 0).await.unwrap();
    assert!(quantities(&shop, &token).await.is_empty());
    assert_eq!(cart::count(&shop, &token).await.unwrap(), 0);
}

#[shop_test]
async fn nobody_changes_the_lines_of_another_cart(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let mine = cart_with(&shop, mug, 1).await;
    let theirs = cart_with(&shop, mug, 1).await;
    let line = first_line(&shop, &theirs).await;

    for (token, line) in [
        (&mine, line),
        (&mine, CartLineId::generate()),
        (&Token::generate(), line),
    ] {
        let outcome = cart::set_quantity(&shop, token, line, 0).await;
        assert!(matches!(outcome, Err(CartError::NotFound)), "{outcome:?}");
    }

    assert_eq!(quantities(&shop, &theirs).await, [1]);
}

#[shop_test]
async fn an_ordered_cart_is_closed_and_the_next_product_starts_a_new_one(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let old = ready_cart(&shop, mug, 2).await;
    let line = first_line(&shop, &old).await;
    place(&shop, &old, SANDBOX).await.unwrap();

    let more = cart::set_quantity(&shop, &old, line, 1).await;
    assert!(matches!(more, Err(CartError::NotFound)), "{more:?}");
    let added = cart::add(&shop, Some(&old), mug, units(1), Locale::EN).await;
    let fresh = added.unwrap().token;

    assert_ne!(fresh, old);
    assert_eq!(quantities(&shop, &fresh).await, [1]);
    assert_eq!(cart::count(&shop, &old).await.unwrap(), 0);
    run_jobs(&shop).await;
}
