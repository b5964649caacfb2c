//! Collections: pages whose products are found by rules.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, json_binary, text},
};

use super::{at, index, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(collection()).await?;
        manager
            .create_index(index("ix_collection_title", "collection", &["title", "id"]))
            .await
    }
}

fn collection() -> TableCreateStatement {
    table_with_id("collection")
        .col(text("slug").unique_key())
        .col(text("title"))
        .col(text("description"))
        // Empty: made from the title and the description.
        .col(text("seo_title"))
        .col(text("seo_description"))
        // best_selling, newest, price_up, price_down
        .col(word("sort"))
        // [{"rule": "tag", "tag": "gift"}, {"rule": "on_sale"}]
        .col(json_binary("rules"))
        // Whether one of the rules is enough.
        .col(boolean("any_rule"))
        // Whether customers see it.
        .col(boolean("is_visible"))
        .col(big_integer("version"))
        .col(at("updated_at"))
        .take()
}
