//! Carts, orders, payments, shipments.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, integer, integer_null, json_binary, json_binary_null, text,
        text_null, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            cart(),
            cart_line(),
            sales_order(),
            order_line(),
            order_adjustment(),
            order_event(),
            reservation(),
            payment(),
            payment_entry(),
            webhook_event(),
            sandbox_payment(),
            shipment(),
            shipment_line(),
        ] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("ix_cart_updated", "cart", &["updated_at"]),
        index("ix_order_placed", "sales_order", &["placed_at", "id"]),
        index("ix_order_hold", "sales_order", &["hold_until"]),
        index(
            "ix_order_queue",
            "sales_order",
            &["state", "payment_state", "fulfilment", "placed_at"],
        ),
        index("ix_order_email", "sales_order", &["email_normalised"]),
        index(
            "ix_order_line_order",
            "order_line",
            &["order_id", "position"],
        ),
        index(
            "ix_order_adjustment_order",
            "order_adjustment",
            &["order_id"],
        ),
        index("ix_order_event_order", "order_event", &["order_id", "at"]),
        index("ix_reservation_order", "reservation", &["order_id"]),
        index(
            "ix_reservation_variant",
            "reservation",
            &["variant_id", "state"],
        ),
        index("ix_payment_order", "payment", &["order_id"]),
        index("ix_payment_poll", "payment", &["poll_at"]),
        index("ix_payment_entry_at", "payment_entry", &["at"]),
        index("ix_payment_entry_payment", "payment_entry", &["payment_id"]),
        index("ix_sandbox_due", "sandbox_payment", &["answer_at"]),
        index("ix_shipment_order", "shipment", &["order_id"]),
    ]
}

fn cart() -> TableCreateStatement {
    table_with_id("cart")
        // SHA-256 of the cookie's token.
        .col(text("token_hash").unique_key())
        .col(text("currency"))
        .col(text("locale"))
        // What the customer filled in so far at the checkout.
        .col(json_binary("details"))
        .col(integer("version"))
        .col(at("created_at"))
        .col(at("updated_at"))
        // Set in the transaction that places the order; such a cart is closed.
        .col(uuid_null("order_id"))
        .take()
}

fn cart_line() -> TableCreateStatement {
    table_with_id("cart_line")
        .col(uuid("cart_id"))
        .col(uuid("variant_id"))
        .col(integer("quantity"))
        // The price the customer last saw, to be told when it changes.
        .col(big_integer("seen_minor"))
        .index(
            Index::create()
                .unique()
                .name("ux_cart_line_variant")
                .col("cart_id")
                .col("variant_id"),
        )
        .foreign_key(&mut references(
            "cart_line",
            "cart_id",
            "cart",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "cart_line",
            "variant_id",
            "variant",
            ForeignKeyAction::Cascade,
        ))
        .check(Expr::col("quantity").gte(1))
        .take()
}

fn sales_order() -> TableCreateStatement {
    table_with_id("sales_order")
        .col(big_integer("number").unique_key())
        // Opens the customer's page of this order.
        .col(text("token").unique_key())
        // One order per cart, however often it is sent.
        .col(uuid("cart_id").unique_key())
        .col(text("email"))
        .col(text("email_normalised"))
        .col(text("customer_name"))
        // Number, mail address and name, folded for the staff's search.
        .col(text("search_text"))
        .col(text("locale"))
        .col(text("currency"))
        .col(word("prices_include"))
        .col(json_binary("shipping_address"))
        .col(json_binary_null("billing_address"))
        .col(text("shipping_name"))
        .col(big_integer("shipping_net_minor"))
        .col(big_integer("shipping_tax_minor"))
        .col(big_integer("subtotal_minor"))
        .col(big_integer("discount_minor"))
        .col(big_integer("shipping_minor"))
        .col(big_integer("tax_minor"))
        .col(big_integer("total_minor"))
        .col(word("state"))
        .col(word("payment_state"))
        // none, partial, shipped, delivered, returned
        .col(word("fulfilment"))
        .col(word("payment_method"))
        .col(at("placed_at"))
        // Until when the stock of an unpaid order is kept.
        .col(timestamp_with_time_zone_null("hold_until"))
        .col(timestamp_with_time_zone_null("paid_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .col(integer("version"))
        .take()
}

fn order_line() -> TableCreateStatement {
    table_with_id("order_line")
        .col(uuid("order_id"))
        .col(integer("position"))
        // Where it came from, as long as that exists; everything shown is frozen in this row.
        .col(uuid_null("variant_id"))
        .col(text("product_slug"))
        .col(text("sku"))
        .col(text("title"))
        .col(json_binary("options"))
        .col(text_null("picture_key"))
        .col(integer_null("weight_grams"))
        .col(integer("quantity"))
        .col(big_integer("unit_minor"))
        .col(big_integer_null("compare_at_minor"))
        .col(big_integer("net_minor"))
        .col(big_integer("tax_minor"))
        .col(big_integer("gross_minor"))
        .col(text("tax_name"))
        .col(big_integer("tax_rate_ppm"))
        .col(integer("shipped"))
        .foreign_key(&mut references(
            "order_line",
            "order_id",
            "sales_order",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "order_line",
            "variant_id",
            "variant",
            ForeignKeyAction::SetNull,
        ))
        .check(Expr::cust(
            "quantity >= 1 AND shipped >= 0 AND shipped <= quantity",
        ))
        .check(Expr::cust("net_minor + tax_minor = gross_minor"))
        .take()
}

/// Why every amount is what it is: taxes, discounts and fees of lines and of the shipping.
fn order_adjustment() -> TableCreateStatement {
    table_with_id("order_adjustment")
        .col(uuid("order_id"))
        // Empty for the shipping.
        .col(uuid_null("line_id"))
        .col(word("kind"))
        .col(text("reason"))
        .col(big_integer_null("rate_ppm"))
        .col(big_integer("amount_minor"))
        .foreign_key(&mut references(
            "order_adjustment",
            "order_id",
            "sales_order",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// The timeline; append only.
fn order_event() -> TableCreateStatement {
    table_with_id("order_event")
        .col(uuid("order_id"))
        .col(at("at"))
        // staff, customer, gateway, job
        .col(word("source"))
        .col(text("actor"))
        .col(json_binary("event"))
        .foreign_key(&mut references(
            "order_event",
            "order_id",
            "sales_order",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn reservation() -> TableCreateStatement {
    Table::create()
        .table("reservation")
        .col(uuid("order_line_id").primary_key())
        .col(uuid("order_id"))
        .col(uuid("variant_id"))
        .col(uuid("location_id"))
        // Still to be shipped.
        .col(big_integer("quantity"))
        // open, released, shipped
        .col(word("state"))
        .col(at("created_at"))
        .foreign_key(&mut references(
            "reservation",
            "order_line_id",
            "order_line",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "reservation",
            "variant_id",
            "variant",
            ForeignKeyAction::Restrict,
        ))
        .check(Expr::col("quantity").gte(0))
        .take()
}

fn payment() -> TableCreateStatement {
    table_with_id("payment")
        .col(uuid("order_id"))
        .col(word("gateway"))
        // The gateway's name for it, once it answered.
        .col(text_null("reference"))
        .col(text_null("redirect_url"))
        .col(text("currency"))
        .col(big_integer("amount_minor"))
        .col(word("state"))
        .col(big_integer("captured_minor"))
        .col(big_integer("refunded_minor"))
        .col(text_null("failure"))
        .col(at("created_at"))
        .col(at("updated_at"))
        // When to ask the gateway if no webhook came.
        .col(timestamp_with_time_zone_null("poll_at"))
        .col(integer("polls"))
        .index(
            Index::create()
                .unique()
                .name("ux_payment_reference")
                .col("gateway")
                .col("reference"),
        )
        .foreign_key(&mut references(
            "payment",
            "order_id",
            "sales_order",
            ForeignKeyAction::Restrict,
        ))
        .check(Expr::cust(
            "captured_minor >= 0 AND refunded_minor >= 0 AND refunded_minor <= captured_minor",
        ))
        .take()
}

/// The ledger; append only. The same fact has the same `cause` and counts once.
fn payment_entry() -> TableCreateStatement {
    table_with_id("payment_entry")
        .col(uuid("payment_id"))
        // authorized, captured, refunded, failed, voided
        .col(word("kind"))
        .col(big_integer("amount_minor"))
        .col(text("cause").unique_key())
        .col(word("source"))
        .col(at("at"))
        .foreign_key(&mut references(
            "payment_entry",
            "payment_id",
            "payment",
            ForeignKeyAction::Restrict,
        ))
        .take()
}

fn webhook_event() -> TableCreateStatement {
    Table::create()
        .table("webhook_event")
        .col(word("gateway"))
        .col(text("event_id"))
        .col(text("reference"))
        .col(text("kind"))
        .col(at("received_at"))
        .primary_key(Index::create().col("gateway").col("event_id"))
        .take()
}

/// The books of the pretend bank. It keeps them here so that several processes share it.
fn sandbox_payment() -> TableCreateStatement {
    Table::create()
        .table("sandbox_payment")
        .col(text("id").primary_key())
        .col(text("key").unique_key())
        .col(json_binary("record"))
        .col(timestamp_with_time_zone_null("answer_at"))
        .take()
}

fn shipment() -> TableCreateStatement {
    table_with_id("shipment")
        .col(uuid("order_id"))
        .col(word("state"))
        .col(text("carrier"))
        .col(text("tracking_number"))
        .col(at("created_at"))
        .col(timestamp_with_time_zone_null("shipped_at"))
        .col(timestamp_with_time_zone_null("delivered_at"))
        .foreign_key(&mut references(
            "shipment",
            "order_id",
            "sales_order",
            ForeignKeyAction::Restrict,
        ))
        .take()
}

fn shipment_line() -> TableCreateStatement {
    Table::create()
        .table("shipment_line")
        .col(uuid("shipment_id"))
        .col(uuid("order_line_id"))
        .col(integer("quantity"))
        .primary_key(Index::create().col("shipment_id").col("order_line_id"))
        .foreign_key(&mut references(
            "shipment_line",
            "shipment_id",
            "shipment",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "shipment_line",
            "order_line_id",
            "order_line",
            ForeignKeyAction::Cascade,
        ))
        .check(Expr::col("quantity").gte(1))
        .take()
}
