//! Tags, tax classes, planned publishing, sale prices, the history of prices, moved addresses.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, text, text_null, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

use super::{at, index, references, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What is on sale has been offered for its price since it was saved last, at least.
const SEED_HISTORY: &str = "INSERT INTO price_history (variant_id, currency, at, amount_minor) \
    SELECT price.variant_id, price.currency, product.updated_at, price.amount_minor \
    FROM price JOIN variant ON variant.id = price.variant_id \
    JOIN product ON product.id = variant.product_id \
    WHERE product.status = 'active' AND variant.active";

const SEED_OFFERED: &str = "UPDATE price SET offered_minor = amount_minor WHERE EXISTS \
    (SELECT 1 FROM price_history history WHERE history.variant_id = price.variant_id \
    AND history.currency = price.currency)";

/// The shipping of orders had the rate of its one tax row.
const SEED_SHIPPING_RATE: &str = "UPDATE sales_order SET shipping_tax_ppm = COALESCE(\
    (SELECT MAX(adjustment.rate_ppm) FROM order_adjustment adjustment \
    WHERE adjustment.order_id = sales_order.id AND adjustment.line_id IS NULL \
    AND adjustment.kind = 'tax'), 0)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in columns() {
            for column in columns {
                let mut alter = Table::alter();
                // SQLite adds one column at a time.
                manager
                    .alter_table(alter.table(table).add_column(column).take())
                    .await?;
            }
        }
        for table in [product_tag(), price_history(), moved_slug()] {
            manager.create_table(table).await?;
        }
        for index in [
            index("ix_product_publish", "product", &["publish_at"]),
            index("ix_product_tag_key", "product_tag", &["key", "product_id"]),
            index("ix_price_due", "price", &["due_at"]),
            index("ix_moved_slug_product", "moved_slug", &["product_id"]),
        ] {
            manager.create_index(index).await?;
        }
        let connection = manager.get_connection();
        for seed in [SEED_HISTORY, SEED_OFFERED, SEED_SHIPPING_RATE] {
            connection.execute_unprepared(seed).await?;
        }
        Ok(())
    }
}

fn columns() -> [(&'static str, Vec<ColumnDef>); 5] {
    [
        (
            "product",
            vec![
                text("seo_title").default("").take(),
                text("seo_description").default("").take(),
                // standard, reduced, zero
                word("tax_class").default("standard").take(),
                // When a scheduled product becomes active.
                timestamp_with_time_zone_null("publish_at"),
            ],
        ),
        (
            "variant",
            vec![
                // What the shop pays for it itself.
                big_integer_null("cost_minor"),
                text_null("cost_currency"),
                big_integer_null("length_mm"),
                big_integer_null("width_mm"),
                big_integer_null("height_mm"),
            ],
        ),
        (
            "price",
            vec![
                // A reduced price from a moment until just before another one.
                big_integer_null("sale_minor"),
                timestamp_with_time_zone_null("sale_starts_at"),
                timestamp_with_time_zone_null("sale_ends_at"),
                // From when on something else is charged; a sweep looks for it.
                timestamp_with_time_zone_null("due_at"),
                // The newest amount in the history; empty while it is not offered.
                big_integer_null("offered_minor"),
            ],
        ),
        (
            "listing_price",
            vec![timestamp_with_time_zone_null("until_at")],
        ),
        (
            "sales_order",
            vec![big_integer("shipping_tax_ppm").default(0).take()],
        ),
    ]
}

fn product_tag() -> TableCreateStatement {
    Table::create()
        .table("product_tag")
        .col(uuid("product_id"))
        // Folded, so that "Summer" and "summer" are one.
        .col(text("key"))
        // As it was written.
        .col(text("name"))
        .col(big_integer("position"))
        .primary_key(Index::create().col("product_id").col("key"))
        .foreign_key(&mut references(
            "product_tag",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// Append only: what a variant was offered for from a moment on, until the next row.
fn price_history() -> TableCreateStatement {
    Table::create()
        .table("price_history")
        .col(uuid("variant_id"))
        .col(text("currency"))
        .col(at("at"))
        // Empty: not offered any more.
        .col(big_integer_null("amount_minor"))
        .primary_key(Index::create().col("variant_id").col("currency").col("at"))
        .foreign_key(&mut references(
            "price_history",
            "variant_id",
            "variant",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// Addresses that were another's before. Without a key what was there is gone for good.
fn moved_slug() -> TableCreateStatement {
    Table::create()
        .table("moved_slug")
        // product, category
        .col(word("kind"))
        .col(text("slug"))
        .col(uuid_null("product_id"))
        .col(uuid_null("category_id"))
        .col(at("moved_at"))
        .primary_key(Index::create().col("kind").col("slug"))
        .foreign_key(&mut references(
            "moved_slug",
            "product_id",
            "product",
            ForeignKeyAction::SetNull,
        ))
        .foreign_key(&mut references(
            "moved_slug",
            "category_id",
            "category",
            ForeignKeyAction::SetNull,
        ))
        .take()
}
