//! Variants that the undo of an import took off sale: another import that names them puts them back.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, uuid},
};

use super::references;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(undone_variant()).await
    }
}

fn undone_variant() -> TableCreateStatement {
    Table::create()
        .table("undone_variant")
        .col(uuid("variant_id").primary_key())
        // The variant's version afterwards: with another one somebody decided about it since.
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "undone_variant",
            "variant_id",
            "variant",
            ForeignKeyAction::Cascade,
        ))
        .take()
}
