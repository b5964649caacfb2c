//! The media library: one row for each original in the media store.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, json_binary, text, text_null},
};

use super::{at, index, word};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Pictures of products that are there already. Their sizes are made by jobs that a sweep writes.
const ADOPT: &str = "INSERT INTO media (key, kind, file_name, width, height, state, search_text, uploaded_by, \
                     uploaded_at, version) \
                     SELECT picture.media_key, substr(picture.media_key, 34), picture.media_key, \
                     MAX(picture.width), MAX(picture.height), \
                     CASE WHEN substr(picture.media_key, 34) = 'svg' THEN 'ready' ELSE 'found' END, \
                     picture.media_key, 'import', MIN(product.created_at), 1 \
                     FROM picture JOIN product ON product.id = picture.product_id \
                     WHERE picture.state = 'ready' AND picture.media_key IS NOT NULL \
                     AND picture.width IS NOT NULL AND picture.height IS NOT NULL \
                     GROUP BY picture.media_key";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(media()).await?;
        for index in [
            index("ix_media_newest", "media", &["uploaded_at", "key"]),
            index("ix_media_state", "media", &["state"]),
            // Where a picture is used.
            index("ix_picture_media_key", "picture", &["media_key"]),
        ] {
            manager.create_index(index).await?;
        }
        manager.get_connection().execute_unprepared(ADOPT).await?;
        Ok(())
    }
}

fn media() -> TableCreateStatement {
    Table::create()
        .table("media")
        // The original's file in the media store, named by its content.
        .col(text("key").primary_key())
        // jpg, png, gif, webp, svg
        .col(word("kind"))
        // What it was called where it came from.
        .col(text("file_name"))
        // Of the original, upright.
        .col(big_integer("width"))
        .col(big_integer("height"))
        .col(big_integer_null("bytes"))
        // Most of it has this colour, such as #c0ffee.
        .col(text_null("colour"))
        // {"en": "A blue mug"}: what it shows, for those who cannot see it.
        .col(json_binary("alt").default("{}"))
        // [160, 320]: the sizes that were made, each in every format.
        .col(json_binary("widths").default("[]"))
        // found (no job yet), waiting, ready, failed
        .col(word("state"))
        .col(text_null("error"))
        // File name and texts, folded.
        .col(text("search_text"))
        .col(text("uploaded_by"))
        .col(at("uploaded_at"))
        .col(big_integer("version"))
        .take()
}
