//! Collections have addresses that change, too.

use sea_orm_migration::{prelude::*, schema::uuid_null};

use super::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = uuid_null("collection_id");
        // SQLite adds a key to a table that is there only as a part of its column.
        column.extra("REFERENCES collection (id) ON DELETE SET NULL");
        let alter = Table::alter().table("moved_slug").add_column(column).take();
        manager.alter_table(alter).await?;
        let by_collection = index("ix_moved_slug_collection", "moved_slug", &["collection_id"]);
        manager.create_index(by_collection).await
    }
}
