//! Changes of many products at once, with what is needed to take them back.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, json_binary, json_binary_null, text, text_null, uuid,
        uuid_null,
    },
};

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(bulk_edit()).await?;
        manager.create_table(bulk_edit_item()).await?;
        let by_product = index(
            "ix_bulk_edit_item_product",
            "bulk_edit_item",
            &["product_id"],
        );
        manager.create_index(by_product).await
    }
}

fn bulk_edit() -> TableCreateStatement {
    table_with_id("bulk_edit")
        .col(json_binary("action"))
        // Keys of products, or the filter that they fit.
        .col(json_binary("selection"))
        // Products with higher keys were made after it began.
        .col(uuid("until_id"))
        // running, done, undoing, undone
        .col(word("state"))
        // What does it or undoes it, when that takes longer.
        .col(uuid_null("task_id"))
        .col(big_integer("changed"))
        .col(big_integer("same"))
        .col(big_integer("failed"))
        .col(big_integer("undone"))
        .col(big_integer("kept"))
        .col(text("actor"))
        .col(at("created_at"))
        .take()
}

fn bulk_edit_item() -> TableCreateStatement {
    Table::create()
        .table("bulk_edit_item")
        .col(uuid("bulk_id"))
        .col(uuid("product_id"))
        // The part that was changed, as it was; none if nothing was changed.
        .col(json_binary_null("before"))
        // The product's version after the change: one that has another by now is not taken back.
        .col(big_integer_null("version"))
        // Why it was not changed.
        .col(text_null("problem"))
        .primary_key(Index::create().col("bulk_id").col("product_id"))
        .foreign_key(&mut references(
            "bulk_edit_item",
            "bulk_id",
            "bulk_edit",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "bulk_edit_item",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .take()
}
