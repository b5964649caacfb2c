//! Many at once, in one process and in two.

use std::collections::BTreeSet;

use l10n::Locale;
use shop::{
    Shop,
    checkout::{Changed, PlaceError, Placed, STANDARD, choose_shipping, save_address},
    ids::VariantId,
    payments::SANDBOX,
};
use testkit::{TestShop, shop_test};

use crate::support::{add, address_in, assert_books_balance, at_once, place, ready_cart};

/// Every buyer wants one; answers who got it and who was told that it is sold out.
async fn buy_at_once(processes: &[Shop], buyers: usize, variant: VariantId) -> (usize, usize) {
    let mut carts = Vec::new();
    for number in 0..buyers {
        let shop = processes[number % processes.len()].clone();
        carts.push((ready_cart(&shop, variant, 1).await, shop));
    }
    let outcomes = at_once(buyers, |number| {
        let (token, shop) = carts[number].clone();
        // The price of all is the same, and was looked at before the rush.
        let request = crate::support::confirm(crate::support::eur("14.90"), SANDBOX);
        async move { shop::checkout::place(&shop, &token, &request).await }
    })
    .await;
    let orders: BTreeSet<_> = outcomes
        .iter()
        .flatten()
        .map(|placed| placed.order.number)
        .collect();
    let refused = outcomes
        .iter()
        .filter(|outcome| is_told_sold_out(outcome))
        .count();
    (orders.len(), refused)
}

fn is_told_sold_out(outcome: &Result<Placed, PlaceError>) -> bool {
    let Err(PlaceError::Changed(changed)) = outcome else {
        return false;
    };
    let title = "Blue mug".to_owned();
    *changed == [Changed::SoldOut { title }]
}

#[shop_test]
async fn sixty_buyers_at_once_for_fifteen_units_get_fifteen(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(15).create().await.variant();

    let outcome = buy_at_once(&[shop.shop().clone()], 60, mug).await;

    assert_eq!(outcome, (15, 45));
    let stock = shop.stock(mug).await;
    assert_eq!((stock.on_hand, stock.reserved), (15, 15));
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn two_processes_do_not_sell_more_than_one(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(15).create().await.variant();
    let processes = [shop.shop().clone(), shop.second_process().await];

    let outcome = buy_at_once(&processes, 60, mug).await;

    assert_eq!(outcome, (15, 45));
    assert_books_balance(&processes[1]).await;
    processes[1].db.close().await.unwrap();
}

#[shop_test]
async fn one_cart_placed_twenty_times_at_once_is_one_order(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let token = ready_cart(&shop, mug, 2).await;
    let processes = [shop.shop().clone(), shop.second_process().await];

    let outcomes = at_once(20, |number| {
        let (shop, token) = (processes[number % 2].clone(), token.clone());
        async move {
            let request = crate::support::confirm(crate::support::eur("24.90"), SANDBOX);
            shop::checkout::place(&shop, &token, &request)
                .await
                .unwrap()
        }
    })
    .await;

    let numbers: BTreeSet<_> = outcomes.iter().map(|placed| placed.order.number).collect();
    assert_eq!(numbers.len(), 1);
    assert_eq!(outcomes.iter().filter(|placed| placed.is_new).count(), 1);
    assert_eq!(shop.available(mug).await, 8);
    assert_books_balance(&shop).await;
    processes[1].db.close().await.unwrap();
}

#[shop_test]
async fn carts_with_the_same_products_in_another_order_do_not_block_each_other(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(40).create().await.variant();
    let pen = shop.product("Red pen").stock(40).create().await.variant();
    let mut carts = Vec::new();
    for number in 0..20 {
        let (first, second) = if number % 2 == 0 {
            (mug, pen)
        } else {
            (pen, mug)
        };
        let token = ready_cart(&shop, first, 1).await;
        add(&shop, &token, second, 2).await;
        carts.push(token);
    }

    let orders = at_once(20, |number| {
        let (shop, token) = (shop.clone(), carts[number].clone());
        async move { place(&shop, &token, SANDBOX).await.unwrap().order }
    })
    .await;

    let numbers: BTreeSet<_> = orders.iter().map(|order| order.number).collect();
    assert_eq!(numbers.len(), 20);
    assert!(numbers.iter().all(|number| *number >= 1001), "{numbers:?}");
    assert_eq!(
        (shop.available(mug).await, shop.available(pen).await),
        (10, 10)
    );
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn adding_while_ordering_is_in_the_order_or_in_the_next_cart(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(10).create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;

    let (placed, added) = tokio::join!(place(&shop, &token, SANDBOX), async {
        let locale = l10n::Locale::EN;
        shop::cart::add(&shop, Some(&token), mug, crate::support::units(1), locale).await
    });

    let added = added.unwrap();
    match placed {
        // Ordered first: the new unit is in a cart of its own.
        Ok(placed) if added.token != token => {
            assert_eq!(placed.order.lines[0].quantity.get(), 1);
            assert_eq!(added.quantity, 1);
        }
        // Added before the payment page was looked at.
        Ok(placed) => assert_eq!(placed.order.lines[0].quantity.get(), 2),
        // Added in between: the total is not what was seen, and nothing is placed.
        Err(error) => {
            assert!(matches!(error, PlaceError::Changed(_)), "{error:?}");
            assert_eq!(shop.stock(mug).await.reserved, 0);
        }
    }
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn an_address_from_another_tab_is_not_overwritten_by_the_choice_of_shipping(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(99).create().await.variant();
    let token = ready_cart(&shop, mug, 1).await;
    for round in 0..8 {
        let street = format!("Nebenstraße {round}");

        at_once(6, |number| {
            let (shop, token) = (shop.clone(), token.clone());
            let mut moved = address_in("DE");
            moved.shipping.line1.clone_from(&street);
            async move {
                match number {
                    0 => save_address(&shop, &token, &moved, Locale::EN)
                        .await
                        .unwrap(),
                    1 => add(&shop, &token, mug, 1).await,
                    _ => choose_shipping(&shop, &token, STANDARD, Locale::EN)
                        .await
                        .unwrap(),
                }
            }
        })
        .await;

        let cart = shop::cart::find(&shop, &token).await.unwrap().unwrap();
        assert_eq!(cart.details.shipping.unwrap().line1, street);
        assert!(cart.details.shipping_chosen);
    }
}
