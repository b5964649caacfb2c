//! The media library with what only the catalogue knows: where each picture is used.

use std::{collections::HashMap, time::Duration};

use db::{DbError, Tx};
use serde::{Deserialize, Serialize};

use super::queries;
use crate::{
    Failure, FailureKind, Shop,
    changes::{self, Change},
    ids::{PictureId, ProductId},
    jobs::{self, Attempt, Job, JobError},
    media::{self, Media, UploadError},
    staff::{Actor, Forbidden, Permission},
};

/// Pages that are open, and caches of others, may still ask for a picture that was deleted.
const KEPT: Duration = Duration::from_hours(1);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryPage {
    pub rows: Vec<LibraryRow>,
    /// Where the next page starts.
    pub next: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryRow {
    pub media: Media,
    pub uses: Vec<Use>,
}

/// A product that shows a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub picture: PictureId,
    pub product: ProductId,
    pub title: String,
    /// The SKUs of those of its variants that show it.
    pub variants: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("this picture does not exist any more")]
    NotFound,
    #[error("this picture is shown by {}", titles(.0))]
    InUse(Vec<Use>),
    #[error(transparent)]
    Upload(#[from] UploadError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for LibraryError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound => FailureKind::NotFound,
            Self::InUse(_) => FailureKind::Conflict,
            Self::Upload(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }
}

fn titles(uses: &[Use]) -> String {
    let titles: Vec<_> = uses.iter().map(|one| one.title.as_str()).collect();
    titles.join(", ")
}

/// Pictures with their uses, the newest first; see [`media::list`].
pub async fn library(
    shop: &Shop,
    text: &str,
    after: Option<&str>,
    limit: u64,
) -> Result<LibraryPage, DbError> {
    // Not a replica: people look here for what they just sent.
    let read = shop.db.primary();
    let page = media::list(read, text, after, limit).await?;
    let keys = page.media.iter().map(|media| media.key.clone()).collect();
    let mut uses: HashMap<String, Vec<Use>> = HashMap::new();
    for (key, one) in queries::uses(read, keys).await? {
        uses.entry(key).or_default().push(one);
    }
    let rows = page.media.into_iter().map(|media| LibraryRow {
        uses: uses.remove(&media.key).unwrap_or_default(),
        media,
    });
    Ok(LibraryPage {
        rows: rows.collect(),
        next: page.next,
    })
}

/// Puts another picture wherever this one is shown, and takes this one out of the library. The texts of product
/// pictures stay; those of the library go along to a picture that has none.
///
/// # Errors
/// See [`LibraryError`]; after any of them every product shows what it showed.
pub async fn replace_media(
    shop: &Shop,
    actor: &Actor,
    key: &str,
    bytes: Vec<u8>,
    file_name: &str,
) -> Result<Media, LibraryError> {
    actor.require(Permission::ManageCatalogue)?;
    if media::find(shop.db.primary(), key).await?.is_none() {
        return Err(LibraryError::NotFound);
    }
    let new = media::upload(shop, actor, bytes, file_name).await?;
    if new.key == key {
        return Ok(new);
    }
    let now = shop.clock.now();
    let target = &new;
    let changes = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let uses = queries::uses(tx, vec![key.to_owned()]).await?;
            queries::show_instead(tx, key, target).await?;
            media::inherit(tx, key, &target.key).await?;
            take_out(tx, key, now).await?;
            let mut changes: Vec<_> = uses
                .into_iter()
                .map(|(_, one)| Change::Product(one.product))
                .collect();
            changes.dedup();
            changes::record(tx, &changes, now).await?;
            Ok::<_, LibraryError>(changes)
        })
        .await?;
    shop.apply(&changes).await?;
    let new = media::find(shop.db.primary(), &new.key).await?;
    new.ok_or(LibraryError::NotFound)
}

/// Takes a picture that nobody shows out of the library.
///
/// # Errors
/// See [`LibraryError`]; [`LibraryError::InUse`] says by whom it is shown.
pub async fn delete_media(shop: &Shop, actor: &Actor, key: &str) -> Result<(), LibraryError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let uses = queries::uses(tx, vec![key.to_owned()]).await?;
            if !uses.is_empty() {
                let uses = uses.into_iter().map(|(_, one)| one).collect();
                return Err(LibraryError::InUse(uses));
            }
            if !take_out(tx, key, now).await? {
                return Err(LibraryError::NotFound);
            }
            Ok(())
        })
        .await
}

async fn take_out(tx: &Tx, key: &str, now: crate::Timestamp) -> Result<bool, DbError> {
    if !media::forget(tx, key).await? {
        return Ok(false);
    }
    let key = key.to_owned();
    jobs::enqueue(tx, &DeleteMediaFiles { key }, now + KEPT).await?;
    Ok(true)
}

/// Deletes the files of a picture that was taken out, unless it came back or somebody shows it after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteMediaFiles {
    pub key: String,
}

impl Job for DeleteMediaFiles {
    const KIND: &'static str = "catalog.delete_media_files";

    async fn run(self, shop: &Shop, _: Attempt) -> Result<(), JobError> {
        let read = shop.db.primary();
        let is_back = media::find(read, &self.key).await?.is_some();
        let uses = queries::uses(read, vec![self.key.clone()]).await?;
        if is_back || !uses.is_empty() {
            return Ok(());
        }
        let deleted = shop.media.delete(&self.key).await;
        deleted.map(drop).map_err(JobError::retry)
    }
}
