//! Parcels leave the house and arrive.

use commerce::{CustomerStatus, Fulfilment, OrderState, ShipmentState};
use shop::{
    FailureKind,
    fulfilment::{self, NewShipment, ShipError},
    ids::{OrderId, OrderLineId, ShipmentId},
    inventory::{self, MovementReason},
    orders::{self, Order},
};
use testkit::{TestShop, shop_test};

use crate::support::{
    SYSTEM, add, assert_books_balance, at_once, kind, order, paid_order, pay_by_card, place,
    ready_cart, reload, run_jobs, story, subjects,
};

fn parcel(lines: &[(OrderLineId, u32)]) -> NewShipment {
    NewShipment {
        carrier: " Snail post ".to_owned(),
        tracking_number: "SP 1".to_owned(),
        lines: Some(lines.to_vec()),
    }
}

async fn ship(shop: &TestShop, order: &Order, new: &NewShipment) -> Result<ShipmentId, ShipError> {
    let version = reload(shop, order).await.version;
    fulfilment::ship(shop, &SYSTEM, order.id, version, new).await
}

#[shop_test]
async fn a_paid_order_is_shipped_and_its_reservation_becomes_a_movement(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await.variant();
    let order = paid_order(&shop, mug, 2).await;

    let shipment = ship(&shop, &order, &NewShipment::default()).await.unwrap();
    run_jobs(&shop).await;

    let order = reload(&shop, &order).await;
    assert_eq!(order.status(), CustomerStatus::Shipped);
    assert_eq!((order.lines[0].shipped, order.state), (2, OrderState::Open));
    let stock = shop.stock(mug).await;
    assert_eq!((stock.on_hand, stock.reserved), (3, 0));
    let moves = inventory::movements(shop.db.reader(), mug, 10)
        .await
        .unwrap();
    let shipped = moves
        .iter()
        .find(|found| found.reason == MovementReason::Shipped)
        .unwrap();
    assert_eq!(shipped.delta, -2);
    assert!(shipped.cause.starts_with(&format!("shipment:{shipment}:")));
    assert_eq!(orders::to_ship(&shop, &SYSTEM, 10).await.unwrap(), []);
    assert_eq!(subjects(&shop).await.len(), 2);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn an_order_is_shipped_in_parts_and_then_the_rest(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await.variant();
    let pen = shop.product("Red pen").stock(5).create().await.variant();
    let token = ready_cart(&shop, mug, 3).await;
    add(&shop, &token, pen, 1).await;
    let order = place(&shop, &token, "sandbox").await.unwrap().order;
    pay_by_card(&shop, &order, crate::support::GOOD_CARD).await;
    run_jobs(&shop).await;
    let (mugs, pens) = (order.lines[0].id, order.lines[1].id);

    ship(&shop, &order, &parcel(&[(mugs, 2), (pens, 0)]))
        .await
        .unwrap();
    let part = reload(&shop, &order).await;
    assert_eq!(
        (part.fulfilment, part.status()),
        (Fulfilment::Partial, CustomerStatus::PartlyShipped)
    );
    assert_eq!(orders::to_ship(&shop, &SYSTEM, 10).await.unwrap(), [part]);
    let stock = shop.stock(mug).await;
    assert_eq!((stock.on_hand, stock.reserved), (3, 1));
    assert_books_balance(&shop).await;

    ship(&shop, &order, &NewShipment::default()).await.unwrap();
    let whole = reload(&shop, &order).await;
    assert_eq!(whole.fulfilment, Fulfilment::Shipped);
    let parcels = fulfilment::of_order(shop.db.reader(), order.id)
        .await
        .unwrap();
    assert_eq!(parcels[0].lines, [(mugs, 2)]);
    assert_eq!(parcels[0].carrier, "Snail post");
    let mut rest = parcels[1].lines.clone();
    rest.sort_unstable();
    assert_eq!(rest, [(mugs, 1), (pens, 1)]);
    assert_books_balance(&shop).await;
    run_jobs(&shop).await;
}

#[shop_test]
async fn more_than_was_ordered_cannot_be_shipped(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await.variant();
    let order = paid_order(&shop, mug, 2).await;
    let other = paid_order(&shop, mug, 1).await;
    let line = order.lines[0].id;
    ship(&shop, &order, &parcel(&[(line, 1)])).await.unwrap();

    for lines in [
        vec![(line, 2)],
        vec![(line, 1), (line, 1)],
        vec![(other.lines[0].id, 1)],
        vec![(OrderLineId::generate(), 1)],
    ] {
        let outcome = ship(&shop, &order, &parcel(&lines)).await;
        assert!(
            matches!(outcome, Err(ShipError::TooMany)),
            "{lines:?}: {outcome:?}"
        );
    }
    for lines in [vec![], vec![(line, 0)]] {
        let outcome = ship(&shop, &order, &parcel(&lines)).await;
        assert!(
            matches!(outcome, Err(ShipError::Nothing)),
            "{lines:?}: {outcome:?}"
        );
    }

    assert_eq!(reload(&shop, &order).await.lines[0].shipped, 1);
    let stock = shop.stock(mug).await;
    assert_eq!((stock.on_hand, stock.reserved), (4, 2));
    assert_books_balance(&shop).await;
    run_jobs(&shop).await;
}

#[shop_test]
async fn only_what_is_paid_and_open_is_shipped(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let unpaid = order(&shop, mug, 1).await;
    let cancelled = paid_order(&shop, mug, 1).await;
    let version = cancelled.version;
    orders::cancel(&shop, &SYSTEM, cancelled.id, version, "")
        .await
        .unwrap();
    let shipped = paid_order(&shop, mug, 1).await;
    ship(&shop, &shipped, &NewShipment::default())
        .await
        .unwrap();

    for order in [unpaid, cancelled, shipped] {
        let outcome = ship(&shop, &order, &NewShipment::default()).await;
        assert!(
            matches!(outcome, Err(ShipError::NotShippable)),
            "{outcome:?}"
        );
    }
    let outcome = fulfilment::ship(&shop, &SYSTEM, OrderId::generate(), 1, &parcel(&[])).await;
    assert_eq!(kind(outcome), Some(FailureKind::NotFound));
    assert_eq!(shop.stock(mug).await.on_hand, 9);
    run_jobs(&shop).await;
}

#[shop_test]
async fn two_who_ship_the_same_order_at_once_send_it_once(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(9).create().await.variant();
    paid_order(&shop, mug, 3).await;
    let order = paid_order(&shop, mug, 2).await;

    let outcomes = at_once(6, |_| {
        let (shop, order) = (shop.clone(), order.clone());
        async move {
            let all = NewShipment::default();
            fulfilment::ship(&shop, &SYSTEM, order.id, order.version, &all).await
        }
    })
    .await;

    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert!(matches!(refused, ShipError::Stale), "{refused:?}");
    }
    let stock = shop.stock(mug).await;
    assert_eq!((stock.on_hand, stock.reserved), (7, 3));
    assert_books_balance(&shop).await;
    run_jobs(&shop).await;
}

#[shop_test]
async fn an_order_is_complete_when_its_last_parcel_arrived(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 2).await;
    let line = order.lines[0].id;
    let first = ship(&shop, &order, &parcel(&[(line, 1)])).await.unwrap();
    fulfilment::mark_delivered(&shop, &SYSTEM, first)
        .await
        .unwrap();
    assert_eq!(reload(&shop, &order).await.fulfilment, Fulfilment::Partial);
    let second = ship(&shop, &order, &parcel(&[(line, 1)])).await.unwrap();
    assert_eq!(reload(&shop, &order).await.fulfilment, Fulfilment::Shipped);

    fulfilment::mark_delivered(&shop, &SYSTEM, second)
        .await
        .unwrap();

    let order = reload(&shop, &order).await;
    assert_eq!(
        (order.state, order.fulfilment),
        (OrderState::Completed, Fulfilment::Delivered)
    );
    assert_eq!(order.closed_at, Some(shop.clock.now()));
    assert_eq!(story(&shop, &order).await.last().unwrap(), "delivered");
    let parcels = fulfilment::of_order(shop.db.reader(), order.id)
        .await
        .unwrap();
    assert!(
        parcels
            .iter()
            .all(|parcel| parcel.state == ShipmentState::Delivered)
    );
    run_jobs(&shop).await;
}

#[shop_test]
async fn what_arrived_or_is_unknown_does_not_arrive_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 1).await;
    let parcel = ship(&shop, &order, &NewShipment::default()).await.unwrap();
    fulfilment::mark_delivered(&shop, &SYSTEM, parcel)
        .await
        .unwrap();

    let again = fulfilment::mark_delivered(&shop, &SYSTEM, parcel).await;
    assert!(matches!(again, Err(ShipError::Refused(_))), "{again:?}");
    let unknown = fulfilment::mark_delivered(&shop, &SYSTEM, ShipmentId::generate()).await;
    assert!(matches!(unknown, Err(ShipError::NotFound)), "{unknown:?}");
    // A completed order is not cancelled, paid or shipped any more.
    let order = reload(&shop, &order).await;
    let cancelled = orders::cancel(&shop, &SYSTEM, order.id, order.version, "").await;
    assert!(
        matches!(cancelled, Err(orders::CancelError::Refused(_))),
        "{cancelled:?}"
    );
    let paid = orders::mark_paid(&shop, &SYSTEM, order.id, order.version).await;
    assert!(
        matches!(paid, Err(orders::PayError::NotPayable)),
        "{paid:?}"
    );
    let shipped = ship(&shop, &order, &NewShipment::default()).await;
    assert!(
        matches!(shipped, Err(ShipError::NotShippable)),
        "{shipped:?}"
    );
    run_jobs(&shop).await;
}

#[shop_test]
async fn two_parcels_that_arrive_at_once_complete_the_order_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = paid_order(&shop, mug, 2).await;
    let line = order.lines[0].id;
    let mut parcels = Vec::new();
    for _ in 0..2 {
        parcels.push(ship(&shop, &order, &parcel(&[(line, 1)])).await.unwrap());
    }

    at_once(2, |number| {
        let (shop, parcel) = (shop.clone(), parcels[number]);
        async move {
            fulfilment::mark_delivered(&shop, &SYSTEM, parcel)
                .await
                .unwrap();
        }
    })
    .await;

    assert_eq!(reload(&shop, &order).await.state, OrderState::Completed);
    assert_eq!(
        crate::support::times_told(&shop, &order, "delivered").await,
        1
    );
    run_jobs(&shop).await;
}
