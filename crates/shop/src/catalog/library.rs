//! The media library with what only the catalogue knows: where each picture is used.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use db::{DbError, Read, Tx};
use l10n::Locale;
use serde::{Deserialize, Serialize};

use super::queries;
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    changes::{self, Change},
    ids::{CategoryId, PictureId, ProductId},
    jobs,
    media::{self, DescribeError, Media, MediaFilter, Replaced, UploadError},
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
    pub uses: Uses,
}

/// One picture of the library, with all there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryPicture {
    pub media: Media,
    pub uses: Uses,
    /// The one whose place it took last, which can be put back.
    pub replaced: Option<Media>,
}

/// Where a picture is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uses {
    pub products: Vec<Use>,
    pub categories: Vec<CategoryUse>,
}

/// A category that shows a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryUse {
    pub category: CategoryId,
    pub title: String,
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
    #[error("this picture is shown by {}", .0.titles().join(", "))]
    InUse(Uses),
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

impl Uses {
    pub fn len(&self) -> usize {
        self.products.len() + self.categories.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn titles(&self) -> Vec<&str> {
        let products = self.products.iter().map(|one| one.title.as_str());
        let categories = self.categories.iter().map(|one| one.title.as_str());
        products.chain(categories).collect()
    }

    /// What [`Replaced::places`] remembers.
    fn places(&self) -> Vec<String> {
        let products = self.products.iter().map(|one| one.picture.to_string());
        let categories = self.categories.iter().map(|one| one.category.to_string());
        products.chain(categories).collect()
    }

    /// Only those that are remembered.
    fn retain(&mut self, places: &[String]) {
        self.products
            .retain(|one| places.contains(&one.picture.to_string()));
        self.categories
            .retain(|one| places.contains(&one.category.to_string()));
    }

    fn changes(&self) -> Vec<Change> {
        let products = self.products.iter();
        let mut changes: Vec<_> = products.map(|one| Change::Product(one.product)).collect();
        changes.dedup();
        if !self.categories.is_empty() {
            changes.push(Change::Categories);
        }
        changes
    }
}

/// Of one picture.
async fn uses_of(read: &impl Read, key: &str) -> Result<Uses, DbError> {
    let keys = vec![key.to_owned()];
    let products = queries::uses(read, keys.clone()).await?;
    let categories = queries::category_uses(read, keys).await?;
    Ok(Uses {
        products: products.into_iter().map(|(_, one)| one).collect(),
        categories: categories.into_iter().map(|(_, one)| one).collect(),
    })
}

/// Pictures with their uses, the newest first; see [`media::list`].
pub async fn library(
    shop: &Shop,
    filter: &MediaFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<LibraryPage, DbError> {
    // Not a replica: people look here for what they just sent.
    let read = shop.db.primary();
    let page = media::list(read, filter, after, limit).await?;
    let keys: Vec<_> = page.media.iter().map(|media| media.key.clone()).collect();
    let mut uses: HashMap<String, Uses> = HashMap::new();
    for (key, one) in queries::uses(read, keys.clone()).await? {
        uses.entry(key).or_default().products.push(one);
    }
    for (key, one) in queries::category_uses(read, keys).await? {
        uses.entry(key).or_default().categories.push(one);
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

/// One of them.
pub async fn library_picture(shop: &Shop, key: &str) -> Result<Option<LibraryPicture>, DbError> {
    let read = shop.db.primary();
    let Some(media) = media::find(read, key).await? else {
        return Ok(None);
    };
    Ok(Some(LibraryPicture {
        uses: uses_of(read, key).await?,
        replaced: media::replaced_by(read, key).await?,
        media,
    }))
}

/// Puts another picture wherever this one is shown. This one stays in the library, shown nowhere, so that
/// [`put_back`] can undo it. The texts of product pictures stay; those of the library go along to a picture that has none.
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
            let uses = uses_of(tx, key).await?;
            show_instead(tx, &uses, target, now).await?;
            media::inherit(tx, key, &target.key).await?;
            // What took the place of this one before is shown nowhere any more.
            media::set_replaced(tx, &target.key, None).await?;
            let replaced = Replaced {
                by: target.key.clone(),
                places: uses.places(),
                at: now,
            };
            media::set_replaced(tx, key, Some(&replaced)).await?;
            let changes = uses.changes();
            changes::record(tx, &changes, now).await?;
            Ok::<_, LibraryError>(changes)
        })
        .await?;
    shop.apply(&changes).await?;
    let new = media::find(shop.db.primary(), &new.key).await?;
    new.ok_or(LibraryError::NotFound)
}

async fn show_instead(tx: &Tx, uses: &Uses, media: &Media, now: Timestamp) -> Result<(), DbError> {
    let pictures = uses.products.iter().map(|one| one.picture).collect();
    queries::show_instead(tx, pictures, media).await?;
    let categories = uses.categories.iter().map(|one| one.category).collect();
    queries::show_in_categories(tx, categories, media, now).await
}

/// Undoes [`replace_media`]: shows a picture again where it was replaced and nothing was changed since. The other one
/// stays in the library.
///
/// # Errors
/// See [`LibraryError`]; [`LibraryError::NotFound`] if the picture was not replaced.
pub async fn put_back(shop: &Shop, actor: &Actor, key: &str) -> Result<Media, LibraryError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    let (changes, old) = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let old = media::find(tx, key).await?;
            let old = old.ok_or(LibraryError::NotFound)?;
            let replaced = old.replaced.as_ref().ok_or(LibraryError::NotFound)?;
            let mut uses = uses_of(tx, &replaced.by).await?;
            uses.retain(&replaced.places);
            show_instead(tx, &uses, &old, now).await?;
            media::set_replaced(tx, key, None).await?;
            let changes = uses.changes();
            changes::record(tx, &changes, now).await?;
            Ok::<_, LibraryError>((changes, old))
        })
        .await?;
    shop.apply(&changes).await?;
    Ok(old)
}

/// Says what a picture shows, in each language; pages that show it say so too.
///
/// # Errors
/// See [`DescribeError`]; after any of them nothing has changed.
pub async fn describe_media(
    shop: &Shop,
    actor: &Actor,
    key: &str,
    version: i64,
    alt: &BTreeMap<Locale, String>,
) -> Result<(), DescribeError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    let changes = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            media::describe(tx, key, version, alt).await?;
            let mut uses = uses_of(tx, key).await?;
            // Beside its name a category says nothing of its picture.
            uses.categories.clear();
            let changes = uses.changes();
            changes::record(tx, &changes, now).await?;
            Ok::<_, DescribeError>(changes)
        })
        .await?;
    shop.apply(&changes).await?;
    Ok(())
}

/// Takes a picture that nobody shows out of the library. Its files stay as long as an order or a review shows them.
///
/// # Errors
/// See [`LibraryError`]; [`LibraryError::InUse`] says by whom it is shown.
pub async fn delete_media(shop: &Shop, actor: &Actor, key: &str) -> Result<(), LibraryError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let uses = uses_of(tx, key).await?;
            if !uses.is_empty() {
                return Err(LibraryError::InUse(uses));
            }
            if !take_out(tx, key, now).await? {
                return Err(LibraryError::NotFound);
            }
            Ok(())
        })
        .await
}

async fn take_out(tx: &Tx, key: &str, now: Timestamp) -> Result<bool, DbError> {
    if !media::forget(tx, key).await? {
        return Ok(false);
    }
    let key = key.to_owned();
    jobs::enqueue(tx, &DeleteMediaFiles { key }, now + KEPT).await?;
    Ok(true)
}

/// Deletes the files of a picture that was taken out. Who may still show it is asked by `removal`, which knows orders and
/// reviews too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteMediaFiles {
    pub key: String,
}

/// Whether the library has this picture or anything of the catalogue shows it.
pub(crate) async fn shows_picture(read: &impl Read, key: &str) -> Result<bool, DbError> {
    let is_there = media::find(read, key).await?.is_some();
    Ok(is_there || !uses_of(read, key).await?.is_empty())
}
