//! Products, variants, prices, pictures, categories, stock.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, integer_null, json_binary, text,
        text_null, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use crate::inventory::MAIN;

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            category(),
            product(),
            product_category(),
            picture(),
            variant(),
            price(),
            listing_price(),
            stock_location(),
            stock_level(),
            stock_movement(),
        ] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let main = Query::insert()
            .into_table("stock_location")
            .columns(["id", "code", "name"])
            .values_panic([MAIN.0.into(), "main".into(), "Main warehouse".into()])
            .take();
        manager.execute(main).await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("ix_category_parent", "category", &["parent_id", "position"]),
        index(
            "ix_product_newest",
            "product",
            &["status", "published_at", "id"],
        ),
        index("ix_product_title", "product", &["status", "title", "id"]),
        index("ix_product_updated", "product", &["updated_at", "id"]),
        index(
            "ix_product_category_category",
            "product_category",
            &["category_id", "product_id"],
        ),
        index("ix_picture_product", "picture", &["product_id", "position"]),
        index("ix_variant_product", "variant", &["product_id", "position"]),
        index(
            "ix_listing_price_from",
            "listing_price",
            &["currency", "from_minor", "product_id"],
        ),
        index(
            "ix_stock_movement_variant",
            "stock_movement",
            &["variant_id", "created_at"],
        ),
    ]
}

fn category() -> TableCreateStatement {
    table_with_id("category")
        .col(uuid_null("parent_id"))
        .col(text("slug").unique_key())
        .col(text("title"))
        .col(text("description"))
        .col(integer("position"))
        .col(integer("version"))
        .col(at("updated_at"))
        .foreign_key(&mut references(
            "category",
            "parent_id",
            "category",
            ForeignKeyAction::Restrict,
        ))
        .take()
}

fn product() -> TableCreateStatement {
    table_with_id("product")
        .col(text("slug").unique_key())
        .col(text("title"))
        // Sanitised when saved.
        .col(text("description_html"))
        .col(text("brand"))
        // draft, active, archived
        .col(word("status"))
        // [{"name": "Size", "values": ["S", "M"]}], in the order in which they are shown.
        .col(json_binary("options"))
        // Title, brand and SKUs, folded for the simple search.
        .col(text("search_text"))
        .col(integer("version"))
        .col(at("created_at"))
        .col(at("updated_at"))
        // When it first became active.
        .col(timestamp_with_time_zone_null("published_at"))
        .take()
}

fn product_category() -> TableCreateStatement {
    Table::create()
        .table("product_category")
        .col(uuid("product_id"))
        .col(uuid("category_id"))
        // The first one is the product's own place, shown in its breadcrumb.
        .col(integer("position"))
        .primary_key(Index::create().col("product_id").col("category_id"))
        .foreign_key(&mut references(
            "product_category",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "product_category",
            "category_id",
            "category",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn picture() -> TableCreateStatement {
    table_with_id("picture")
        .col(uuid("product_id"))
        .col(integer("position"))
        .col(text("alt"))
        .col(text_null("source_url"))
        // The file in the media store, once there is one.
        .col(text_null("media_key"))
        .col(integer_null("width"))
        .col(integer_null("height"))
        // waiting, ready, failed
        .col(word("state"))
        .col(text_null("error"))
        .foreign_key(&mut references(
            "picture",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn variant() -> TableCreateStatement {
    table_with_id("variant")
        .col(uuid("product_id"))
        .col(integer("position"))
        .col(text("sku").unique_key())
        .col(text_null("barcode"))
        // One value for each option of the product, in the same order.
        .col(json_binary("options"))
        // The same values as one text, so that a combination exists once.
        .col(text("option_key"))
        .col(integer_null("weight_grams"))
        .col(uuid_null("picture_id"))
        // A variant that was taken off sale stays for the carts and orders that name it.
        .col(boolean("active"))
        .col(integer("version"))
        .index(
            Index::create()
                .unique()
                .name("ux_variant_options")
                .col("product_id")
                .col("option_key"),
        )
        .foreign_key(&mut references(
            "variant",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "variant",
            "picture_id",
            "picture",
            ForeignKeyAction::SetNull,
        ))
        .take()
}

fn price() -> TableCreateStatement {
    Table::create()
        .table("price")
        .col(uuid("variant_id"))
        .col(text("currency"))
        .col(big_integer("amount_minor"))
        .col(big_integer_null("compare_at_minor"))
        .primary_key(Index::create().col("variant_id").col("currency"))
        .foreign_key(&mut references(
            "price",
            "variant_id",
            "variant",
            ForeignKeyAction::Cascade,
        ))
        .check(Expr::col("amount_minor").gte(0))
        .check(Expr::col("compare_at_minor").gt(Expr::col("amount_minor")))
        .take()
}

/// What a listing shows and sorts by, kept with every change of a product's prices.
fn listing_price() -> TableCreateStatement {
    Table::create()
        .table("listing_price")
        .col(uuid("product_id"))
        .col(text("currency"))
        .col(big_integer("from_minor"))
        .col(big_integer("to_minor"))
        // Of the cheapest variant, when it is reduced.
        .col(big_integer_null("compare_at_minor"))
        .primary_key(Index::create().col("product_id").col("currency"))
        .foreign_key(&mut references(
            "listing_price",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn stock_location() -> TableCreateStatement {
    table_with_id("stock_location")
        .col(text("code").unique_key())
        .col(text("name"))
        .take()
}

fn stock_level() -> TableCreateStatement {
    Table::create()
        .table("stock_level")
        .col(uuid("variant_id"))
        .col(uuid("location_id"))
        .col(big_integer("on_hand"))
        .col(big_integer("reserved"))
        // Whether more may be sold than is there.
        .col(boolean("backorder"))
        .primary_key(Index::create().col("variant_id").col("location_id"))
        .foreign_key(&mut references(
            "stock_level",
            "variant_id",
            "variant",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "stock_level",
            "location_id",
            "stock_location",
            ForeignKeyAction::Restrict,
        ))
        // The last line of defence behind the conditional updates: nothing is sold twice.
        .check(Expr::cust(
            "reserved >= 0 AND (reserved <= on_hand OR backorder)",
        ))
        .take()
}

/// Append only: why every unit came or went.
fn stock_movement() -> TableCreateStatement {
    table_with_id("stock_movement")
        .col(uuid("variant_id"))
        .col(uuid("location_id"))
        .col(big_integer("delta"))
        .col(word("reason"))
        .col(text("note"))
        // What caused it, such as "shipment:…"; the same cause never counts twice.
        .col(text("cause").unique_key())
        .col(text("actor"))
        .col(at("created_at"))
        .foreign_key(&mut references(
            "stock_movement",
            "variant_id",
            "variant",
            ForeignKeyAction::Cascade,
        ))
        .check(Expr::col("delta").ne(0))
        .take()
}
