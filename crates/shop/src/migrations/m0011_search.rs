//! What merchants tell the search, and how often what is searched for.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, json_binary, text, text_null, uuid},
};

use super::{at, index, references, table_with_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [synonym(), pins(), pin(), count()] {
            manager.create_table(table).await?;
        }
        manager
            .create_index(index(
                "ix_search_pin_product",
                "search_pin",
                &["product_id"],
            ))
            .await
    }
}

fn synonym() -> TableCreateStatement {
    table_with_id("search_synonym")
        // What finds the others as well, and not the other way round; none where each finds each.
        .col(text_null("one_way_from"))
        // ["sofa", "couch"]
        .col(json_binary("words"))
        .col(at("updated_at"))
        .col(big_integer("version"))
        .take()
}

fn pins() -> TableCreateStatement {
    table_with_id("search_pins")
        // Folded, with single spaces.
        .col(text("text").unique_key())
        .col(at("updated_at"))
        .col(big_integer("version"))
        .take()
}

fn pin() -> TableCreateStatement {
    let table = "search_pin";
    Table::create()
        .table(table)
        .col(uuid("pins_id"))
        .col(big_integer("position"))
        .col(uuid("product_id"))
        .primary_key(Index::create().col("pins_id").col("position"))
        .foreign_key(&mut references(
            table,
            "pins_id",
            "search_pins",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            table,
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn count() -> TableCreateStatement {
    Table::create()
        .table("search_count")
        // 2026-11-28, in the shop's time zone
        .col(text("day"))
        // Folded, with single spaces.
        .col(text("text"))
        .col(big_integer("searches"))
        .col(big_integer("without_result"))
        .primary_key(Index::create().col("day").col("text"))
        .take()
}
