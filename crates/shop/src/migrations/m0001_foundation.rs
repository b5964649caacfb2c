//! Settings, staff, jobs, and the facts that every process must hear of.

use db::create_sequence;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, json_binary, text, text_null, timestamp_with_time_zone_null,
        uuid, uuid_null,
    },
};

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_sequence(manager, "order_number", 1001).await?;
        manager.create_table(setting()).await?;
        manager.create_table(staff()).await?;
        manager.create_table(staff_session()).await?;
        manager
            .create_index(index(
                "ix_staff_session_staff",
                "staff_session",
                &["staff_id"],
            ))
            .await?;
        manager.create_table(setup_link()).await?;
        manager.create_table(sign_in_throttle()).await?;
        manager.create_table(job()).await?;
        // The claim: ready jobs in the order in which they are due.
        manager
            .create_index(index("ix_job_due", "job", &["state", "run_at", "id"]))
            .await?;
        manager
            .create_index(index("ix_job_finished", "job", &["state", "finished_at"]))
            .await?;
        manager.create_table(change()).await
    }
}

fn setting() -> TableCreateStatement {
    Table::create()
        .table("setting")
        .col(text("name").primary_key())
        .col(json_binary("value"))
        .col(integer("version"))
        .col(at("updated_at"))
        .take()
}

fn staff() -> TableCreateStatement {
    table_with_id("staff")
        .col(text("name"))
        .col(text("email"))
        // Lower case, for comparing.
        .col(text("email_normalised").unique_key())
        .col(text("password_hash"))
        .col(word("role"))
        .col(boolean("active"))
        .col(integer("version"))
        .col(at("created_at"))
        .take()
}

fn staff_session() -> TableCreateStatement {
    Table::create()
        .table("staff_session")
        // SHA-256 of the cookie's token.
        .col(text("token_hash").primary_key())
        .col(uuid("staff_id"))
        .col(text("csrf"))
        .col(at("created_at"))
        .col(at("last_seen_at"))
        .col(at("expires_at"))
        .foreign_key(&mut references(
            "staff_session",
            "staff_id",
            "staff",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

/// One-time links with which the first administrator is made.
fn setup_link() -> TableCreateStatement {
    Table::create()
        .table("setup_link")
        .col(text("token_hash").primary_key())
        .col(at("created_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .take()
}

/// Failed sign-ins by mail address and by client address; shared by all processes.
fn sign_in_throttle() -> TableCreateStatement {
    Table::create()
        .table("sign_in_throttle")
        .col(text("subject").primary_key())
        .col(integer("failures"))
        .col(at("window_started_at"))
        .col(timestamp_with_time_zone_null("blocked_until"))
        .take()
}

fn job() -> TableCreateStatement {
    table_with_id("job")
        .col(text("kind"))
        .col(json_binary("payload"))
        // ready, running, done, parked
        .col(word("state"))
        .col(at("run_at"))
        .col(integer("attempts"))
        .col(uuid_null("lease"))
        .col(timestamp_with_time_zone_null("leased_until"))
        .col(text_null("error"))
        .col(at("created_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .take()
}

fn change() -> TableCreateStatement {
    Table::create()
        .table("change")
        .col(big_integer("id").auto_increment().primary_key())
        .col(text("kind"))
        .col(text("key"))
        .col(at("at"))
        .take()
}
