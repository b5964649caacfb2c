//! What is there, what is promised, and why.

use shop::{
    FailureKind,
    ids::VariantId,
    inventory::{self, AdjustError, Adjustment, MovementReason},
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
