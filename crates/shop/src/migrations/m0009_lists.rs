//! What the lists of staff are found and ordered by, at a hundred thousand products.

use sea_orm_migration::{
    prelude::*,
    schema::uuid,
    sea_orm::{FromQueryResult, Statement},
};
use uuid::Uuid;

use super::{index, references};
use crate::catalog::search_words;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Few rows are short of stock, so that they are found without looking at all the others.
const AVAILABLE: &str =
    "CREATE INDEX ix_stock_level_available ON stock_level ((on_hand - reserved), variant_id)";

/// Rows in one statement.
const ROWS: usize = 500;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(product_word()).await?;
        fill(manager).await?;
        for index in [
            index(
                "ix_product_word_word",
                "product_word",
                &["word", "product_id"],
            ),
            index(
                "ix_product_status_updated",
                "product",
                &["status", "updated_at", "id"],
            ),
            index(
                "ix_product_brand_updated",
                "product",
                &["brand", "updated_at", "id"],
            ),
            index("ix_product_by_title", "product", &["title", "id"]),
            index("ix_picture_state", "picture", &["state", "product_id"]),
        ] {
            manager.create_index(index).await?;
        }
        let connection = manager.get_connection();
        connection.execute_unprepared(AVAILABLE).await?;
        Ok(())
    }
}

/// What a product is found by.
fn product_word() -> TableCreateStatement {
    Table::create()
        .table("product_word")
        .col(uuid("product_id"))
        // Folded, in UTF-8: bytes are ordered alike on every engine, text is not.
        .col(ColumnDef::new("word").blob().not_null())
        .primary_key(Index::create().col("product_id").col("word"))
        .foreign_key(&mut references(
            "product_word",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    search_text: String,
}

/// The words of products that are there already.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let mut after = Uuid::nil();
    loop {
        let some = Query::select()
            .columns(["id", "search_text"])
            .from("product")
            .and_where(Expr::col("id").gt(after))
            .order_by("id", Order::Asc)
            .limit(ROWS as u64)
            .take();
        let statement: Statement = manager.get_database_backend().build(&some);
        let found = Found::find_by_statement(statement).all(connection).await?;
        let Some(last) = found.last() else {
            return Ok(());
        };
        after = last.id;
        let rows: Vec<(Uuid, Vec<u8>)> = found
            .iter()
            .flat_map(|product| {
                let words = search_words(&product.search_text);
                words
                    .into_iter()
                    .map(|word| (product.id, word.into_bytes()))
            })
            .collect();
        for some in rows.chunks(ROWS) {
            let mut insert = Query::insert();
            insert
                .into_table("product_word")
                .columns(["product_id", "word"]);
            for (product, word) in some {
                insert.values_panic([(*product).into(), word.clone().into()]);
            }
            manager.execute(insert).await?;
        }
    }
}
