//! The schema, written once for both engines. Append only: what a release shipped is never edited.

mod m0001_foundation;
mod m0002_catalogue;
mod m0003_sales;
mod m0004_wide_integers;
mod m0005_media;
mod m0006_products;
mod m0007_attributes;
mod m0008_collections;
mod m0009_bulk;
mod m0009_categories;
mod m0009_lists;
mod m0010_pictures;
mod m0011_search;
mod m0012_detail;
mod m0013_reviews;
mod m0014_imports;
mod m0014_tasks;
mod m0015_wishes;
mod m0016_stock_settings;
mod m0017_imports;
mod m0018_by_key;
mod m0019_desk;
mod m0020_collection_addresses;
mod m0020_undone_variants;
mod m0021_changes_by_time;
mod m0022_import_order;

use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid},
};

pub struct Migrations;

#[async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_foundation::Migration),
            Box::new(m0002_catalogue::Migration),
            Box::new(m0003_sales::Migration),
            Box::new(m0004_wide_integers::Migration),
            Box::new(m0005_media::Migration),
            Box::new(m0006_products::Migration),
            Box::new(m0007_attributes::Migration),
            Box::new(m0008_collections::Migration),
            Box::new(m0009_lists::Migration),
            Box::new(m0009_categories::Migration),
            Box::new(m0009_bulk::Migration),
            Box::new(m0010_pictures::Migration),
            Box::new(m0011_search::Migration),
            Box::new(m0012_detail::Migration),
            Box::new(m0013_reviews::Migration),
            Box::new(m0014_tasks::Migration),
            Box::new(m0014_imports::Migration),
            Box::new(m0015_wishes::Migration),
            Box::new(m0016_stock_settings::Migration),
            Box::new(m0017_imports::Migration),
            Box::new(m0018_by_key::Migration),
            Box::new(m0019_desk::Migration),
            Box::new(m0020_collection_addresses::Migration),
            Box::new(m0020_undone_variants::Migration),
            Box::new(m0021_changes_by_time::Migration),
            Box::new(m0022_import_order::Migration),
        ]
    }
}

/// A table whose key is a UUID named `id`.
fn table_with_id(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(uuid("id").primary_key())
        .take()
}

/// A foreign key from `column` to `id` of `target`.
fn references(
    table: &'static str,
    column: &'static str,
    target: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to(target, "id")
        .on_delete(on_delete)
        .take()
}

fn index(
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index.take()
}

/// A column that holds one of a few words.
fn word(name: &'static str) -> ColumnDef {
    text(name)
}

fn at(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone(name)
}
