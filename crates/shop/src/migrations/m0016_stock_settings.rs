//! Who decided what about a variant's stock, and which pictures orders show.

use sea_orm_migration::{
    prelude::*,
    schema::{text, uuid},
};

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(stock_setting()).await?;
        for index in [
            index(
                "ix_stock_setting_variant",
                "stock_setting",
                &["variant_id", "created_at"],
            ),
            // Before files of pictures are deleted.
            index("ix_order_line_picture", "order_line", &["picture_key"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Append only: what staff decided about a stock without any unit coming or going, which are movements.
fn stock_setting() -> TableCreateStatement {
    table_with_id("stock_setting")
        .col(uuid("variant_id"))
        .col(uuid("location_id"))
        // backorder, expected
        .col(word("what"))
        // yes or no; a day such as 2026-03-31, or nothing
        .col(text("value"))
        .col(text("actor"))
        .col(at("created_at"))
        .foreign_key(&mut references(
            "stock_setting",
            "variant_id",
            "variant",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "stock_setting",
            "location_id",
            "stock_location",
            ForeignKeyAction::Restrict,
        ))
        .check(Expr::cust("what IN ('backorder', 'expected')"))
        .take()
}
