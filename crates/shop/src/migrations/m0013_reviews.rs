//! What customers say of what they bought.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, text_null, timestamp_with_time_zone_null, uuid, uuid_null},
};

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            review(),
            review_picture(),
            review_vote(),
            review_link(),
            review_invitation(),
            review_refusal(),
            product_rating(),
        ] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let of_product = |name, column| index(name, "review", &["product_id", "state", column, "id"]);
    vec![
        of_product("ix_review_helpful", "helpful"),
        of_product("ix_review_written", "written_at"),
        of_product("ix_review_stars", "stars"),
        index("ix_review_queue", "review", &["state", "written_at", "id"]),
        index("ix_review_all", "review", &["written_at", "id"]),
        index("ix_review_picture_key", "review_picture", &["media_key"]),
        // Which orders are to be asked about next.
        index(
            "ix_review_invitation_delivered",
            "review_invitation",
            &["delivered_at"],
        ),
        index("ix_order_closed", "sales_order", &["closed_at", "id"]),
    ]
}

fn review() -> TableCreateStatement {
    table_with_id("review")
        .col(uuid("product_id"))
        // The author's normalised mail address: an account that proves the address can claim the review.
        .col(text("buyer"))
        // The delivered line that proves the purchase.
        .col(uuid_null("order_line_id"))
        .col(big_integer("stars"))
        .col(text("title"))
        .col(text("body"))
        // As the author wants to be called.
        .col(text("name"))
        .col(text("locale"))
        // pending, approved, rejected
        .col(word("state"))
        // Why it was rejected; for staff.
        .col(text("reason"))
        .col(text_null("reply"))
        .col(timestamp_with_time_zone_null("replied_at"))
        // Counted in the transaction that writes the vote.
        .col(big_integer("helpful"))
        .col(at("written_at"))
        .col(text_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(big_integer("version"))
        .index(
            Index::create()
                .unique()
                .name("ux_review_buyer_product")
                .col("buyer")
                .col("product_id"),
        )
        .foreign_key(&mut references(
            "review",
            "product_id",
            "product",
            ForeignKeyAction::Restrict,
        ))
        .foreign_key(&mut references(
            "review",
            "order_line_id",
            "order_line",
            ForeignKeyAction::Restrict,
        ))
        .check(Expr::cust("stars >= 1 AND stars <= 5"))
        .check(Expr::col("helpful").gte(0))
        .check(Expr::cust("state IN ('pending', 'approved', 'rejected')"))
        .take()
}

fn review_picture() -> TableCreateStatement {
    Table::create()
        .table("review_picture")
        .col(uuid("review_id"))
        .col(big_integer("position"))
        // Of its original in the media store; not in the library, which is staff's.
        .col(text("media_key"))
        .col(big_integer("width"))
        .col(big_integer("height"))
        .primary_key(Index::create().col("review_id").col("position"))
        .foreign_key(&mut references(
            "review_picture",
            "review_id",
            "review",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn review_vote() -> TableCreateStatement {
    Table::create()
        .table("review_vote")
        .col(uuid("review_id"))
        // SHA-256 of the visitor's token.
        .col(text("voter"))
        .col(at("at"))
        .primary_key(Index::create().col("review_id").col("voter"))
        .foreign_key(&mut references(
            "review_vote",
            "review_id",
            "review",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// Opens the form of one line of an order; each line has one link at most.
fn review_link() -> TableCreateStatement {
    Table::create()
        .table("review_link")
        // SHA-256 of the token.
        .col(text("token_hash").primary_key())
        .col(uuid("order_line_id").unique_key())
        .col(uuid("order_id"))
        .foreign_key(&mut references(
            "review_link",
            "order_line_id",
            "order_line",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// Orders that were looked at to ask for reviews: each once, whether or not a mail was written.
fn review_invitation() -> TableCreateStatement {
    Table::create()
        .table("review_invitation")
        .col(uuid("order_id").primary_key())
        .col(at("delivered_at"))
        .foreign_key(&mut references(
            "review_invitation",
            "order_id",
            "sales_order",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// Who does not want to be asked for reviews, by normalised mail address.
fn review_refusal() -> TableCreateStatement {
    Table::create()
        .table("review_refusal")
        .col(text("buyer").primary_key())
        .col(at("at"))
        .take()
}

/// How many visible reviews with each number of stars a product has; changed together with them.
fn product_rating() -> TableCreateStatement {
    Table::create()
        .table("product_rating")
        .col(uuid("product_id").primary_key())
        .col(big_integer("one_star"))
        .col(big_integer("two_stars"))
        .col(big_integer("three_stars"))
        .col(big_integer("four_stars"))
        .col(big_integer("five_stars"))
        .foreign_key(&mut references(
            "product_rating",
            "product_id",
            "product",
            ForeignKeyAction::Cascade,
        ))
        .check(Expr::cust(
            "one_star >= 0 AND two_stars >= 0 AND three_stars >= 0 AND four_stars >= 0 AND five_stars >= 0",
        ))
        .take()
}
