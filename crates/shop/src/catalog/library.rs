//! The media library with what only the catalogue knows: where each picture is used.

use std::{
    collections::{BTreeMap, HashSet},
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

/// Uses that are named one by one; of the others it is told how many there are.
const NAMED: u64 = 50;

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
    /// How many places show it.
    pub uses: u64,
}

/// One picture of the library, with all there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryPicture {
    pub media: Media,
    pub uses: Uses,
    /// The one whose place it took last, which can be put back.
    pub replaced: Option<Media>,
    /// In how many places it would be shown again: where it was replaced and nothing was changed since.
    pub places_back: u64,
}

/// Where a picture is shown: the first ones, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uses {
    pub count: u64,
    pub products: Vec<Use>,
    pub categories: Vec<CategoryUse>,
}

/// Every place that shows a picture.
#[derive(Debug, Default)]
struct Places {
    pictures: Vec<(PictureId, ProductId)>,
    categories: Vec<CategoryId>,
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
    #[error("this picture is shown by {}", .0.in_words())]
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
    /// How many are not named.
    pub fn more(&self) -> u64 {
        let named = self.products.len() + self.categories.len();
        self.count.saturating_sub(named as u64)
    }

    /// "Mug, Bowl and 7 more".
    fn in_words(&self) -> String {
        let products = self.products.iter().map(|one| one.title.as_str());
        let categories = self.categories.iter().map(|one| one.title.as_str());
        let titles: Vec<_> = products.chain(categories).take(5).collect();
        let more = self.count.saturating_sub(titles.len() as u64);
        let titles = titles.join(", ");
        if more == 0 {
            titles
        } else {
            format!("{titles} and {more} more")
        }
    }
}

impl Places {
    async fn of(read: &impl Read, key: &str) -> Result<Self, DbError> {
        Ok(Self {
            pictures: queries::pictures_showing(read, key).await?,
            categories: queries::categories_showing(read, key).await?,
        })
    }

    /// What [`Replaced::places`] remembers.
    fn remembered(&self) -> Vec<String> {
        let pictures = self.pictures.iter().map(|(picture, _)| picture.to_string());
        let categories = self.categories.iter().map(ToString::to_string);
        pictures.chain(categories).collect()
    }

    /// Only those that are remembered.
    fn retain(&mut self, remembered: &[String]) {
        let remembered: HashSet<&str> = remembered.iter().map(String::as_str).collect();
        self.pictures
            .retain(|(picture, _)| remembered.contains(picture.to_string().as_str()));
        self.categories
            .retain(|category| remembered.contains(category.to_string().as_str()));
    }

    fn changes(&self) -> Vec<Change> {
        let products = self.pictures.iter();
        let mut changes: Vec<_> = products
            .map(|(_, product)| Change::Product(*product))
            .collect();
        changes.dedup();
        if !self.categories.is_empty() {
            changes.push(Change::Categories);
        }
        changes
    }
}

/// Of one picture.
async fn uses_of(read: &impl Read, key: &str) -> Result<Uses, DbError> {
    let counted = queries::count_uses(read, &[key.to_owned()]).await?;
    let products = queries::uses(read, key, NAMED).await?;
    let room = NAMED - products.len() as u64;
    Ok(Uses {
        count: counted.get(key).copied().unwrap_or(0),
        categories: queries::category_uses(read, key, room).await?,
        products,
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
    let uses = queries::count_uses(read, &keys).await?;
    let rows = page.media.into_iter().map(|media| LibraryRow {
        uses: uses.get(&media.key).copied().unwrap_or(0),
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
    let old = media::replaced_by(read, key).await?;
    let places_back = match old.as_ref().and_then(|old| old.replaced.as_ref()) {
        Some(replaced) => {
            let mut places = Places::of(read, key).await?;
            places.retain(&replaced.places);
            places.pictures.len() + places.categories.len()
        }
        None => 0,
    };
    Ok(Some(LibraryPicture {
        uses: uses_of(read, key).await?,
        replaced: old,
        places_back: places_back as u64,
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
            let places = Places::of(tx, key).await?;
            show_instead(tx, &places, target, now).await?;
            media::inherit(tx, key, &target.key).await?;
            // What took the place of this one before is shown nowhere any more.
            media::set_replaced(tx, &target.key, None).await?;
            let replaced = Replaced {
                by: target.key.clone(),
                places: places.remembered(),
                at: now,
            };
            media::set_replaced(tx, key, Some(&replaced)).await?;
            // Also where the other one was shown before: it may have got texts.
            let changes = Places::of(tx, &target.key).await?.changes();
            changes::record(tx, &changes, now).await?;
            Ok::<_, LibraryError>(changes)
        })
        .await?;
    shop.apply(&changes).await?;
    let new = media::find(shop.db.primary(), &new.key).await?;
    new.ok_or(LibraryError::NotFound)
}

async fn show_instead(
    tx: &Tx,
    places: &Places,
    media: &Media,
    now: Timestamp,
) -> Result<(), DbError> {
    let pictures: Vec<_> = places
        .pictures
        .iter()
        .map(|(picture, _)| *picture)
        .collect();
    queries::show_instead(tx, &pictures, media).await?;
    queries::show_in_categories(tx, &places.categories, media, now).await
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
            let mut places = Places::of(tx, &replaced.by).await?;
            places.retain(&replaced.places);
            show_instead(tx, &places, &old, now).await?;
            media::set_replaced(tx, key, None).await?;
            let changes = places.changes();
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
            let mut places = Places::of(tx, key).await?;
            // Beside its name a category says nothing of its picture.
            places.categories.clear();
            let changes = places.changes();
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
            if uses.count > 0 {
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
    let used = queries::count_uses(read, &[key.to_owned()]).await?;
    Ok(is_there || !used.is_empty())
}
