//! What goes through all products that are sold, some at a time, in the order of their keys: the search index, the
//! sitemap and the feeds. Without this SQLite sorts all that are left for each of the parts.

use sea_orm_migration::prelude::*;

use super::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_key = index("ix_product_status_key", "product", &["status", "id"]);
        manager.create_index(by_key).await
    }
}
