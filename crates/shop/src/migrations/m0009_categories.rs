//! What search engines show of a category.

use sea_orm_migration::{prelude::*, schema::text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Empty: made from its title and description.
        for name in ["seo_title", "seo_description"] {
            let column = Table::alter()
                .table("category")
                .add_column(text(name).default(""))
                .take();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
