//! Files with products that were sent, and what each import changed.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, json_binary, json_binary_null, text, text_null, uuid, uuid_null},
};

use super::{at, index, references, table_with_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(import()).await?;
        manager.create_table(import_change()).await?;
        manager
            .create_index(index(
                "ix_import_change_product",
                "import_change",
                &["product_id"],
            ))
            .await
    }
}

fn import() -> TableCreateStatement {
    table_with_id("import")
        .col(text("file_name"))
        .col(big_integer("bytes"))
        // Without the header.
        .col(big_integer("rows"))
        // shopwright, shopify, woo_commerce; null for a file whose columns a person names
        .col(text_null("format"))
        // ["Handle", "Title"]
        .col(json_binary("header"))
        // The first rows.
        .col(json_binary("samples"))
        // {"columns": ["Handle", null], "decimal_comma": false}
        .col(json_binary_null("mapping"))
        .col(uuid_null("check_task"))
        .col(uuid_null("run_task"))
        .col(uuid_null("undo_task"))
        .col(text("created_by"))
        .col(at("created_at"))
        .col(big_integer("version"))
        .take()
}

/// What an import did to a product, for taking it back.
fn import_change() -> TableCreateStatement {
    Table::create()
        .table("import_change")
        .col(uuid("import_id"))
        .col(uuid("product_id"))
        // The product before; null when the import made it.
        .col(json_binary_null("before"))
        // Its version when the import was done with it.
        .col(big_integer("version"))
        // Stock before and after, of variants that were counted.
        .col(json_binary("stock"))
        .primary_key(Index::create().col("import_id").col("product_id"))
        .foreign_key(&mut references(
            "import_change",
            "import_id",
            "import",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "import_change",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .take()
}
