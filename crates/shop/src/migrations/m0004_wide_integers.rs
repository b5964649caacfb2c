//! Every number has 64 bits: SQLite knows no others, so the code reads `i64` on both engines.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        db::widen_integers(manager).await
    }
}
