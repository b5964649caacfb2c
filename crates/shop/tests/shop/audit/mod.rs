//! The books balance, and when somebody tampers with them it shows.

use sea_orm::ConnectionTrait;
use shop::{inventory, orders, payments, search::Lag};
use testkit::{TestShop, shop_test};

use crate::support::{
    SYSTEM, assert_books_balance, order, order_by_transfer, paid_order, run_jobs, run_sql,
};

/// A shop in which everything has happened that can.
async fn lively_shop(shop: &TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .stock(20)
        .create()
        .await
        .variant();
    order(shop, mug, 1).await;
    let expired = order(shop, mug, 2).await;
    let cancelled = paid_order(shop, mug, 3).await;
    let version = cancelled.version;
    shop::orders::cancel(shop, &SYSTEM, cancelled.id, version, "")
        .await
        .unwrap();
    run_jobs(shop).await;
    crate::support::wait(shop, 30).await;
    let shipped = paid_order(shop, mug, 4).await;
    let all = shop::fulfilment::NewShipment::default();
    shop::fulfilment::ship(shop, &SYSTEM, shipped.id, shipped.version, &all)
        .await
        .unwrap();
    order_by_transfer(shop, mug, 5).await;
    run_jobs(shop).await;
    assert_eq!(
        crate::support::reload(shop, &expired).await.closed_at,
        Some(shop.clock.now())
    );
}

#[shop_test]
async fn a_lively_shop_has_nothing_to_find(shop: TestShop) {
    assert_books_balance(&shop).await;
    lively_shop(&shop).await;

    assert_books_balance(&shop).await;
    let checks = shop::audit::audit(&shop, Lag::Excused).await.unwrap();
    assert_eq!(checks.len(), 8);
}

/// What somebody with a database client might do, and what is then found.
const TAMPERINGS: &[(&str, &str)] = &[
    (
        "UPDATE stock_level SET on_hand = on_hand + 1",
        "BLUE-MUG: stock on hand",
    ),
    (
        "UPDATE stock_movement SET delta = delta + 1",
        "BLUE-MUG: stock on hand",
    ),
    (
        "DELETE FROM stock_movement WHERE reason = 'shipped'",
        "BLUE-MUG: stock on hand",
    ),
    (
        "UPDATE stock_level SET reserved = reserved - 1",
        "BLUE-MUG: reserved stock",
    ),
    (
        "UPDATE reservation SET quantity = 9",
        "BLUE-MUG: reserved stock",
    ),
    (
        "UPDATE reservation SET state = 'open' WHERE state = 'released'",
        "BLUE-MUG: reserved stock",
    ),
    (
        "UPDATE sales_order SET total_minor = total_minor - 1",
        "its total",
    ),
    ("UPDATE sales_order SET discount_minor = 100", "its total"),
    (
        "UPDATE sales_order SET shipping_net_minor = shipping_net_minor + 1",
        "its total",
    ),
    (
        "UPDATE sales_order SET tax_minor = tax_minor + 1",
        "its tax is",
    ),
    ("UPDATE sales_order SET subtotal_minor = 0", "its subtotal"),
    (
        "UPDATE order_line SET gross_minor = gross_minor + 1, net_minor = net_minor + 1",
        "its total",
    ),
    ("DELETE FROM order_adjustment", "its tax rows"),
    (
        "UPDATE payment SET captured_minor = captured_minor + 1",
        "its ledger says",
    ),
    ("UPDATE payment SET refunded_minor = 0", "its ledger says"),
    (
        "DELETE FROM payment_entry WHERE kind = 'captured'",
        "its ledger says",
    ),
    (
        "UPDATE payment_entry SET amount_minor = 1 WHERE kind = 'refunded'",
        "its ledger says",
    ),
    (
        "UPDATE sales_order SET payment_state = 'paid' WHERE payment_state = 'pending'",
        "its payment is said to be paid",
    ),
    (
        "UPDATE sales_order SET payment_state = 'pending' WHERE payment_state = 'paid'",
        "its payment is said to be pending",
    ),
    (
        "UPDATE sales_order SET payment_state = 'refunded' WHERE payment_state = 'paid'",
        "its payment is said to be refunded",
    ),
    (
        "UPDATE sales_order SET payment_state = 'partially_refunded' WHERE payment_state = 'refunded'",
        "its payment is said to be partially_refunded",
    ),
    (
        "UPDATE sales_order SET payment_state = 'failed' WHERE payment_state = 'pending'",
        "its payment is said to be failed",
    ),
    (
        "UPDATE sales_order SET payment_state = 'authorized' WHERE payment_state = 'pending'",
        "its payment is said to be authorized",
    ),
    (
        "UPDATE order_line SET shipped = shipped - 1 WHERE shipped > 0",
        "of BLUE-MUG 3 have left, its shipments hold 4",
    ),
    (
        "UPDATE shipment_line SET quantity = quantity + 1",
        "of BLUE-MUG 4 have left, its shipments hold 5",
    ),
    (
        "DELETE FROM shipment_line",
        "of BLUE-MUG 4 have left, its shipments hold 0",
    ),
    (
        "UPDATE sales_order SET fulfilment = 'none' WHERE fulfilment = 'shipped'",
        "its fulfilment is said to be none, but 4 of 4",
    ),
    (
        "UPDATE sales_order SET fulfilment = 'shipped' WHERE fulfilment = 'none'",
        "its fulfilment is said to be shipped, but 0 of",
    ),
];

#[shop_test]
async fn every_kind_of_tampering_is_found(shop: TestShop) {
    lively_shop(&shop).await;

    for (sql, found) in TAMPERINGS {
        let told = found_after(&shop, sql).await;
        assert!(
            told.iter().any(|line| line.contains(found)),
            "{sql}: {told:?}"
        );
    }
    assert_books_balance(&shop).await;
}

/// What the audit finds after `sql`, which is then taken back.
async fn found_after(shop: &TestShop, sql: &str) -> Vec<String> {
    let outcome: Result<(), Look> = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let result = tx.conn().execute_unprepared(sql).await;
            assert!(result.unwrap().rows_affected() > 0, "{sql}");
            let mut findings = inventory::audit_levels(tx).await?;
            findings.extend(inventory::audit_reservations(tx).await?);
            findings.extend(orders::audit_totals(tx).await?);
            findings.extend(orders::audit_payments(tx).await?);
            findings.extend(orders::audit_shipped(tx).await?);
            findings.extend(payments::audit_ledger(tx).await?);
            Err(Look::Found(findings))
        })
        .await;
    match outcome.unwrap_err() {
        Look::Found(findings) => findings,
        Look::Db(error) => panic!("{sql}: {error}"),
    }
}

/// An error, so that the transaction is rolled back.
#[derive(Debug, thiserror::Error)]
enum Look {
    #[error("{} findings", .0.len())]
    Found(Vec<String>),
    #[error(transparent)]
    Db(#[from] db::DbError),
}

#[shop_test]
async fn the_database_itself_keeps_the_order_of_every_payment(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    paid_order(&shop, mug, 1).await;

    for sql in [
        "DELETE FROM sales_order",
        "DELETE FROM payment",
        "DELETE FROM variant",
        "UPDATE payment SET refunded_minor = captured_minor + 1",
        "UPDATE order_line SET tax_minor = tax_minor + 1",
        "UPDATE order_line SET shipped = quantity + 1",
        "INSERT INTO sales_order SELECT * FROM sales_order",
    ] {
        assert!(run_sql(&shop, sql).await.is_err(), "{sql}");
    }
    assert_books_balance(&shop).await;
}
