//! Pictures that were replaced and can be put back, and pictures of categories.

use sea_orm_migration::{
    prelude::*,
    schema::{json_binary_null, text_null, timestamp_with_time_zone_null},
};

use super::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            // The key of the picture that took its place.
            ("media", text_null("replaced_by")),
            // ["0192…"]: the product pictures that showed it.
            ("media", json_binary_null("replaced_in")),
            ("media", timestamp_with_time_zone_null("replaced_at")),
            // Of its picture in the media library.
            ("category", text_null("media_key")),
        ];
        // One at a time, because SQLite cannot do more.
        for (table, column) in columns {
            let alter = Table::alter().table(table).add_column(column).take();
            manager.alter_table(alter).await?;
        }
        let replaced = index("ix_media_replaced_by", "media", &["replaced_by"]);
        manager.create_index(replaced).await
    }
}
