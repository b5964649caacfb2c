//! Typed attributes of products, and the types and categories that say which products have which.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, boolean_null, json_binary, text, text_null, uuid,
        uuid_null,
    },
};

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            attribute(),
            attribute_choice(),
            product_type(),
            product_type_attribute(),
            category_attribute(),
            typed_product(),
            product_attribute(),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            index(
                "ix_attribute_choice_attribute",
                "attribute_choice",
                &["attribute_id", "position"],
            ),
            index(
                "ix_product_type_attribute_attribute",
                "product_type_attribute",
                &["attribute_id"],
            ),
            index(
                "ix_category_attribute_attribute",
                "category_attribute",
                &["attribute_id"],
            ),
            index(
                "ix_typed_product_type",
                "typed_product",
                &["product_type_id", "product_id"],
            ),
            index(
                "ix_product_attribute_attribute",
                "product_attribute",
                &["attribute_id", "product_id"],
            ),
            index(
                "ix_product_attribute_choice",
                "product_attribute",
                &["choice_id", "product_id"],
            ),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn attribute() -> TableCreateStatement {
    table_with_id("attribute")
        // Stands in addresses of listings; never changes.
        .col(text("key").unique_key())
        // text, number, flag, choice, colour; never changes.
        .col(word("kind"))
        // {"en": "Colour", "de": "Farbe"}
        .col(json_binary("labels"))
        // Of a number; empty without one.
        .col(text("unit"))
        .col(boolean("is_facet"))
        .col(boolean("in_specification"))
        .col(big_integer("position"))
        // Deleted; a job takes its values away and then the row.
        .col(boolean("is_going"))
        .col(big_integer("version"))
        .col(at("updated_at"))
        .take()
}

fn attribute_choice() -> TableCreateStatement {
    table_with_id("attribute_choice")
        .col(uuid("attribute_id"))
        .col(big_integer("position"))
        .col(json_binary("labels"))
        // Of a colour, such as #c0ffee.
        .col(text_null("hex"))
        // As of an attribute.
        .col(boolean("is_going"))
        .foreign_key(&mut references(
            "attribute_choice",
            "attribute_id",
            "attribute",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn product_type() -> TableCreateStatement {
    table_with_id("product_type")
        .col(text("name").unique_key())
        .col(big_integer("version"))
        .col(at("updated_at"))
        .take()
}

fn product_type_attribute() -> TableCreateStatement {
    Table::create()
        .table("product_type_attribute")
        .col(uuid("product_type_id"))
        .col(uuid("attribute_id"))
        .col(big_integer("position"))
        .primary_key(Index::create().col("product_type_id").col("attribute_id"))
        .foreign_key(&mut references(
            "product_type_attribute",
            "product_type_id",
            "product_type",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "product_type_attribute",
            "attribute_id",
            "attribute",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn category_attribute() -> TableCreateStatement {
    Table::create()
        .table("category_attribute")
        .col(uuid("category_id"))
        .col(uuid("attribute_id"))
        .primary_key(Index::create().col("category_id").col("attribute_id"))
        .foreign_key(&mut references(
            "category_attribute",
            "category_id",
            "category",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "category_attribute",
            "attribute_id",
            "attribute",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// The type of each product that has one.
fn typed_product() -> TableCreateStatement {
    Table::create()
        .table("typed_product")
        .col(uuid("product_id").primary_key())
        .col(uuid("product_type_id"))
        .foreign_key(&mut references(
            "typed_product",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "typed_product",
            "product_type_id",
            "product_type",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// A product's value of an attribute, in the column of its kind.
fn product_attribute() -> TableCreateStatement {
    Table::create()
        .table("product_attribute")
        .col(uuid("product_id"))
        .col(uuid("attribute_id"))
        .col(text_null("text_value"))
        // 1500000 is 1.5
        .col(big_integer_null("number_millionths"))
        .col(boolean_null("flag_value"))
        .col(uuid_null("choice_id"))
        .primary_key(Index::create().col("product_id").col("attribute_id"))
        .foreign_key(&mut references(
            "product_attribute",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "product_attribute",
            "attribute_id",
            "attribute",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "product_attribute",
            "choice_id",
            "attribute_choice",
            ForeignKeyAction::Cascade,
        ))
        .check(Expr::cust(
            "(CASE WHEN text_value IS NULL THEN 0 ELSE 1 END) \
             + (CASE WHEN number_millionths IS NULL THEN 0 ELSE 1 END) \
             + (CASE WHEN flag_value IS NULL THEN 0 ELSE 1 END) \
             + (CASE WHEN choice_id IS NULL THEN 0 ELSE 1 END) = 1",
        ))
        .take()
}
