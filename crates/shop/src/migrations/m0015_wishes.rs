//! Wishlists, and who wants to hear when something is back in stock.

use sea_orm_migration::{
    prelude::*,
    schema::{text, text_null, timestamp_with_time_zone_null, uuid},
};

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [wishlist(), wish(), stock_alert()] {
            manager.create_table(table).await?;
        }
        for index in [
            index("ix_wishlist_updated", "wishlist", &["updated_at"]),
            // Products that are deleted take their wishes along.
            index("ix_wish_product", "wish", &["product_id"]),
            index(
                "ix_stock_alert_state",
                "stock_alert",
                &["state", "variant_id", "id"],
            ),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn wishlist() -> TableCreateStatement {
    table_with_id("wishlist")
        // Of the cookie; hashed like that of a cart.
        .col(text("token_hash").unique_key())
        // Of the link to show to others. It is shown again and again, and opens nothing but the list.
        .col(text_null("share_token").unique_key())
        .col(at("created_at"))
        .col(at("updated_at"))
        .take()
}

fn wish() -> TableCreateStatement {
    Table::create()
        .table("wish")
        .col(uuid("wishlist_id"))
        .col(uuid("product_id"))
        .col(at("added_at"))
        .primary_key(Index::create().col("wishlist_id").col("product_id"))
        .foreign_key(&mut references(
            "wish",
            "wishlist_id",
            "wishlist",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "wish",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn stock_alert() -> TableCreateStatement {
    table_with_id("stock_alert")
        .col(uuid("variant_id"))
        // As it was typed, and to compare.
        .col(text("email"))
        .col(text("email_normalised"))
        .col(text("locale"))
        // asked, confirmed, sent
        .col(word("state"))
        // In the links of its mails, so it is stored as it is (ADR 0011).
        .col(text("token").unique_key())
        // When the mail that asks for confirmation was written last.
        .col(at("asked_at"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .index(
            Index::create()
                .unique()
                .name("ux_stock_alert_variant_email")
                .col("variant_id")
                .col("email_normalised"),
        )
        .foreign_key(&mut references(
            "stock_alert",
            "variant_id",
            "variant",
            ForeignKeyAction::Cascade,
        ))
        .take()
}
