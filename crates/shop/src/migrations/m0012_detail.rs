//! What a product page tells besides the product: when goods come again, what is bought with it.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, uuid},
};

use super::{at, index, references};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// `2026-03-31`, on the shop's calendar.
const RESTOCK_ON: &str = "ALTER TABLE stock_level ADD COLUMN restock_on TEXT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared(RESTOCK_ON).await?;
        manager.create_table(bought_together()).await?;
        manager.create_table(together_progress()).await?;
        for index in [
            index(
                "ix_bought_together_best",
                "bought_together",
                &["product_id", "orders", "other_id"],
            ),
            index("ix_order_paid", "sales_order", &["paid_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// In how many paid orders two products are; each pair has two rows.
fn bought_together() -> TableCreateStatement {
    Table::create()
        .table("bought_together")
        .col(uuid("product_id"))
        .col(uuid("other_id"))
        .col(big_integer("orders"))
        .primary_key(Index::create().col("product_id").col("other_id"))
        .foreign_key(&mut references(
            "bought_together",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "bought_together",
            "other_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .check(Expr::col("orders").gte(1))
        .take()
}

/// The last order that was counted; one row, once there is one.
fn together_progress() -> TableCreateStatement {
    Table::create()
        .table("together_progress")
        .col(big_integer("id").primary_key())
        .col(at("paid_at"))
        .col(uuid("order_id"))
        .take()
}
