//! What imports made besides products, for taking it back.

use sea_orm_migration::{prelude::*, schema::uuid};

use super::{references, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(import_made()).await
    }
}

fn import_made() -> TableCreateStatement {
    Table::create()
        .table("import_made")
        .col(uuid("import_id"))
        // Somebody may delete it meanwhile, so it is no foreign key.
        .col(uuid("made_id"))
        // category, attribute, product_type
        .col(word("kind"))
        .primary_key(Index::create().col("import_id").col("made_id"))
        .foreign_key(&mut references(
            "import_made",
            "import_id",
            "import",
            ForeignKeyAction::Cascade,
        ))
        .take()
}
