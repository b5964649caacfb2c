//! Every process looks several times a second for changes of the last minute; a large import leaves a million others.

use sea_orm_migration::prelude::*;

use super::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_time = index("ix_change_at", "change", &["at"]);
        manager.create_index(by_time).await
    }
}
