//! What amounts of a bulk edit are amounts of, and how long ago anything was done with it. And barcodes by which staff
//! find products.

use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null},
};

use super::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column in a statement. Rows that are there have neither.
        for mut column in [
            // The shop's currency when it was begun.
            text_null("currency"),
            // When it was begun, ended or undone last; it is forgotten some time after that.
            timestamp_with_time_zone_null("touched_at"),
        ] {
            let table = Table::alter()
                .table("bulk_edit")
                .add_column(&mut column)
                .take();
            manager.alter_table(table).await?;
        }
        let by_barcode = index("ix_variant_barcode", "variant", &["barcode"]);
        manager.create_index(by_barcode).await
    }
}
