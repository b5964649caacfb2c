//! What is there, what is promised, and why.

use shop::{
    FailureKind,
    changes::Change,
    ids::VariantId,
    inventory::{self, AdjustError, Adjustment, MovementReason, Setting},
};
use testkit::{TestShop, shop_test};

use crate::support::{SYSTEM, assert_books_balance, at_once, colleague, kind, order, paid_order};

fn count(variant: VariantId, seen: i64, on_hand: i64) -> Adjustment {
    Adjustment {
        variant,
        seen,
        on_hand,
        reason: MovementReason::Count,
        note: "shelf 7".to_owned(),
    }
}

#[shop_test]
async fn an_adjustment_is_a_movement_with_reason_and_name(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();
    let ada = colleague(shop::staff::Role::Warehouse);

    inventory::adjust(&shop, &ada, &count(mug, 3, 8))
        .await
        .unwrap();

    let moves = inventory::movements(shop.db.reader(), mug, 10)
        .await
        .unwrap();
    let mut deltas: Vec<_> = moves
        .iter()
        .map(|found| (found.delta, found.reason))
        .collect();
    deltas.sort_by_key(|(delta, _)| *delta);
    let expected = [(3, MovementReason::Initial), (5, MovementReason::Count)];
    assert_eq!(deltas, expected);
    let counted = moves.iter().find(|found| found.delta == 5).unwrap();
    assert_eq!(
        (counted.actor.as_str(), counted.note.as_str()),
        ("Ada", "shelf 7")
    );
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn a_count_that_finds_the_same_number_is_no_movement(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();

    inventory::adjust(&shop, &SYSTEM, &count(mug, 3, 3))
        .await
        .unwrap();

    let moves = inventory::movements(shop.db.reader(), mug, 10)
        .await
        .unwrap();
    assert_eq!(moves.len(), 1);
}

#[shop_test]
async fn stock_is_not_set_blindly(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();
    paid_order(&shop, mug, 2).await;

    let stale = inventory::adjust(&shop, &SYSTEM, &count(mug, 4, 9)).await;
    assert!(
        matches!(stale, Err(AdjustError::Stale { on_hand: 3 })),
        "{stale:?}"
    );
    let promised = inventory::adjust(&shop, &SYSTEM, &count(mug, 3, 1)).await;
    assert!(
        matches!(promised, Err(AdjustError::Promised { reserved: 2 })),
        "{promised:?}"
    );
    let negative = inventory::adjust(&shop, &SYSTEM, &count(mug, 3, -1)).await;
    assert_eq!(kind(negative), Some(FailureKind::Invalid));
    let unknown = inventory::adjust(&shop, &SYSTEM, &count(VariantId::generate(), 0, 1)).await;
    assert_eq!(kind(unknown), Some(FailureKind::NotFound));

    let stock = shop.stock(mug).await;
    assert_eq!((stock.on_hand, stock.reserved), (3, 2));
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn of_several_who_count_at_once_one_is_right_and_the_others_look_again(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();

    let outcomes = at_once(8, |number| {
        let shop = shop.clone();
        let found = 10 + i64::try_from(number).unwrap();
        async move { inventory::adjust(&shop, &SYSTEM, &count(mug, 3, found)).await }
    })
    .await;

    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let now = shop.stock(mug).await.on_hand;
    for refused in outcomes.into_iter().filter_map(Result::err) {
        assert!(
            matches!(refused, AdjustError::Stale { on_hand } if on_hand == now),
            "{refused:?}"
        );
    }
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn counting_and_selling_at_once_never_promise_what_is_not_there(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(10).create().await.variant();
    let carts = {
        let mut carts = Vec::new();
        for _ in 0..10 {
            carts.push(crate::support::ready_cart(&shop, mug, 1).await);
        }
        carts
    };

    at_once(11, |number| {
        let (shop, cart) = (shop.clone(), carts.get(number).cloned());
        async move {
            match cart {
                Some(cart) => {
                    let request = crate::support::confirm(crate::support::eur("14.90"), "sandbox");
                    let _ = shop::checkout::place(&shop, &cart, &request).await;
                }
                None => drop(inventory::adjust(&shop, &SYSTEM, &count(mug, 10, 5)).await),
            }
        }
    })
    .await;

    let stock = shop.stock(mug).await;
    assert!(stock.reserved <= stock.on_hand, "{stock:?}");
    assert!(stock.on_hand == 10 || stock.reserved <= 5, "{stock:?}");
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn the_database_itself_refuses_to_promise_more_than_there_is(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(2).create().await.variant();
    order(&shop, mug, 2).await;

    for sql in [
        "UPDATE stock_level SET reserved = reserved + 1",
        "UPDATE stock_level SET reserved = -1",
        "UPDATE stock_level SET on_hand = 1",
    ] {
        let outcome = crate::support::run_sql(&shop, sql).await;
        assert!(outcome.is_err(), "{sql}");
    }
    assert_books_balance(&shop).await;
}

/// Who decided what about this stock, the newest first.
async fn decisions(shop: &TestShop, variant: VariantId) -> Vec<(String, Setting)> {
    let changes = inventory::setting_changes(shop.db.primary(), variant, 10).await;
    let changes = changes.unwrap().into_iter();
    changes.map(|one| (one.actor, one.setting)).collect()
}

#[shop_test]
async fn back_orders_are_switched_under_a_name_and_everybody_is_told(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let ada = colleague(shop::staff::Role::Warehouse);
    shop.advance(1);
    let before = shop.clock.now();

    inventory::set_backorder(&shop, &ada, mug, true)
        .await
        .unwrap();
    // A second click finds it done.
    inventory::set_backorder(&shop, &SYSTEM, mug, true)
        .await
        .unwrap();

    let told = shop::changes::since(shop.db.primary(), before).await;
    assert!(told.unwrap().contains(&Change::Stock(mug)));
    let on = ("Ada".to_owned(), Setting::Backorder(true));
    assert_eq!(decisions(&shop, mug).await, std::slice::from_ref(&on));
    paid_order(&shop, mug, 3).await;

    let refused = inventory::set_backorder(&shop, &ada, mug, false).await;
    let oversold = AdjustError::Oversold {
        reserved: 3,
        on_hand: 1,
    };
    assert_eq!(refused.unwrap_err().to_string(), oversold.to_string());
    assert!(shop.stock(mug).await.backorder);
    shop.set_stock(mug, 3).await;
    assert!(shop.stock(mug).await.backorder, "counting leaves it alone");
    shop.advance(1);
    inventory::set_backorder(&shop, &ada, mug, false)
        .await
        .unwrap();
    let off = ("Ada".to_owned(), Setting::Backorder(false));
    assert_eq!(decisions(&shop, mug).await, [off, on]);
    let unknown = inventory::set_backorder(&shop, &ada, VariantId::generate(), true).await;
    assert_eq!(kind(unknown), Some(FailureKind::NotFound));
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn who_says_when_goods_are_expected_is_written_down_once(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(0).create().await.variant();
    let ada = colleague(shop::staff::Role::Warehouse);
    let day = "2026-03-20".parse().ok();

    for _ in 0..2 {
        inventory::expect(&shop, &ada, mug, day).await.unwrap();
    }
    shop.advance(1);
    inventory::expect(&shop, &ada, mug, None).await.unwrap();

    let ada = || "Ada".to_owned();
    let expected = [
        (ada(), Setting::Expected(None)),
        (ada(), Setting::Expected(day)),
    ];
    assert_eq!(decisions(&shop, mug).await, expected);
}

#[shop_test]
async fn switching_back_orders_off_and_selling_at_once_never_breaks_a_promise(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .stock(3)
        .backorder()
        .create()
        .await
        .variant();
    let mut carts = Vec::new();
    for _ in 0..8 {
        carts.push(crate::support::ready_cart(&shop, mug, 1).await);
    }

    at_once(9, |number| {
        let (shop, cart) = (shop.clone(), carts.get(number).cloned());
        async move {
            match cart {
                Some(cart) => {
                    let request = crate::support::confirm(crate::support::eur("14.90"), "sandbox");
                    let _ = shop::checkout::place(&shop, &cart, &request).await;
                }
                None => drop(inventory::set_backorder(&shop, &SYSTEM, mug, false).await),
            }
        }
    })
    .await;

    let stock = shop.stock(mug).await;
    assert!(stock.reserved >= 3, "what was there is sold: {stock:?}");
    assert!(
        stock.backorder || stock.reserved <= stock.on_hand,
        "{stock:?}"
    );
    assert!(
        !stock.backorder || stock.reserved > stock.on_hand,
        "{stock:?}"
    );
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn a_count_and_a_switch_at_once_are_both_kept(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(3).create().await.variant();

    let outcomes = at_once(2, |number| {
        let shop = shop.clone();
        async move {
            match number {
                0 => inventory::adjust(&shop, &SYSTEM, &count(mug, 3, 5)).await,
                _ => inventory::set_backorder(&shop, &SYSTEM, mug, true).await,
            }
        }
    })
    .await;

    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let stock = shop.stock(mug).await;
    assert_eq!((stock.on_hand, stock.backorder), (5, true));
}
