//! Long work with progress, and what went wrong in it.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, json_binary, json_binary_null, text, text_null,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use super::{at, index, references, table_with_id, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(task()).await?;
        manager.create_table(task_problem()).await?;
        for index in [
            index("ix_task_state", "task", &["state", "touched_at"]),
            index("ix_task_problem", "task_problem", &["task_id", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn task() -> TableCreateStatement {
    table_with_id("task")
        // Also the kind of its jobs.
        .col(text("kind"))
        .col(text("title"))
        .col(json_binary("payload"))
        // queued, running, done, failed, cancelled
        .col(word("state"))
        // Of the tasks in a lane one runs at a time.
        .col(text_null("lane"))
        // The lane, as long as it runs.
        .col(text_null("running_lane").unique_key())
        // How many things there are to be done, when that is known.
        .col(big_integer_null("total"))
        .col(big_integer("done"))
        .col(big_integer("failed"))
        // How many problems were found; not all of them need be in task_problem.
        .col(big_integer("problems"))
        // Where it goes on, in its own words.
        .col(json_binary("cursor"))
        .col(json_binary("result"))
        .col(text_null("error"))
        // Jobs that began on it since it last got anywhere.
        .col(big_integer("tries"))
        .col(text("started_by"))
        .col(uuid_null("staff_id"))
        .col(text_null("role"))
        // Grows with each chunk.
        .col(big_integer("version"))
        .col(at("created_at"))
        .col(at("touched_at"))
        .col(timestamp_with_time_zone_null("started_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .take()
}

fn task_problem() -> TableCreateStatement {
    table_with_id("task_problem")
        .col(uuid("task_id"))
        // Of a file, from 1.
        .col(big_integer_null("line"))
        // What it is about: a handle, a SKU, a title.
        .col(text("subject"))
        // A column of a file, a field of a product.
        .col(text_null("field"))
        .col(text("message"))
        // What the row of the file said: ["mug", "Mug", "12,50"].
        .col(json_binary_null("cells"))
        .foreign_key(&mut references(
            "task_problem",
            "task_id",
            "task",
            ForeignKeyAction::Cascade,
        ))
        .take()
}
