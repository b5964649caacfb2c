//! The media library: which pictures there are, what they show, and whether their sizes are made.
//!
//! The files are the business of the crate `media`. Where a picture is used is known by the areas that use it, see
//! `catalog::library`.

mod jobs;
mod list;
mod queries;
mod tables;
mod upload;

use std::collections::{BTreeMap, HashMap};

use db::{DbError, Read, Tx};
use l10n::Locale;
use media::{Kind, MediaError, Refused};

use crate::{
    Failure, FailureKind, Shop, Timestamp,
    jobs::enqueue,
    staff::{Actor, Forbidden, Permission},
};

pub use jobs::{MakeRenditions, make_missing};
pub use list::{MediaFilter, MediaPage, StateFilter, list};
pub use upload::upload;

/// What a picture shows, at most.
pub const ALT_MAX: usize = 500;
const FILE_NAME_MAX: usize = 200;

/// A picture of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Of its original in the media store; what product pictures name.
    pub key: String,
    pub kind: Kind,
    /// What it was called where it came from.
    pub file_name: String,
    /// Of the original, upright.
    pub width: i64,
    pub height: i64,
    /// Of the original; unknown until its sizes are made.
    pub bytes: Option<i64>,
    /// What most of it looks like, such as `#c0ffee`.
    pub colour: Option<String>,
    /// What it shows, for those who cannot see it; by the language's code.
    pub alt: BTreeMap<String, String>,
    pub state: MediaState,
    pub uploaded_by: String,
    pub uploaded_at: Timestamp,
    pub version: i64,
    /// Set when another picture took its place; it is kept so that this can be undone.
    pub replaced: Option<Replaced>,
}

/// That a picture gave way to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The key of the other one.
    pub by: String,
    /// Where it was shown, in the words of the area that knows; only there it is put back.
    pub places: Vec<String>,
    pub at: Timestamp,
}

impl Media {
    /// What it shows, in this language or else in any.
    pub fn alt(&self, locale: Locale) -> &str {
        let text = self.alt.get(locale.code()).or(self.alt.values().next());
        text.map_or("", String::as_str)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaState {
    /// Its sizes are yet to be made; until then the original is shown.
    Waiting,
    /// The sizes that are there, each in every format, smallest first. A drawing has none and needs none.
    Ready { widths: Vec<i64> },
    /// The original cannot be read; the reason is for the merchant.
    Failed { error: String },
}

/// A file that came into the media store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMedia {
    pub key: String,
    pub width: i64,
    pub height: i64,
    pub bytes: Option<i64>,
    pub colour: Option<String>,
    pub file_name: String,
}

impl NewMedia {
    /// A file as the store tells it.
    pub fn of(stored: &media::Stored, file_name: &str) -> Self {
        Self {
            key: stored.key.clone(),
            width: i64::from(stored.width),
            height: i64::from(stored.height),
            bytes: i64::try_from(stored.bytes).ok(),
            colour: None,
            file_name: clean_name(file_name),
        }
    }

    /// A file that is in the store, of which no more is at hand.
    pub fn known(key: &str, width: i64, height: i64) -> Self {
        Self {
            key: key.to_owned(),
            width,
            height,
            bytes: None,
            colour: None,
            file_name: key.to_owned(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No picture of ours; the words are for the person who sent it.
    #[error(transparent)]
    Refused(Refused),
    #[error(transparent)]
    Store(MediaError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<MediaError> for UploadError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Refused(refused) => Self::Refused(refused),
            error => Self::Store(error),
        }
    }
}

impl Failure for UploadError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::Refused(_) => FailureKind::Invalid,
            // A full disk, as a rule.
            Self::Store(_) => FailureKind::Unavailable,
            Self::Db(error) => error.kind(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DescribeError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("a description has at most {ALT_MAX} characters")]
    TooLong,
    /// Somebody else saved since the form was opened.
    #[error("this was changed by somebody else meanwhile")]
    Stale,
    #[error("this picture does not exist any more")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for DescribeError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::TooLong => FailureKind::Invalid,
            Self::Stale => FailureKind::Conflict,
            Self::NotFound => FailureKind::NotFound,
            Self::Db(error) => error.kind(),
        }
    }
}

pub async fn find(read: &impl Read, key: &str) -> Result<Option<Media>, DbError> {
    queries::find(read, key).await
}

/// Those of these that are there.
pub async fn find_all(read: &impl Read, keys: Vec<String>) -> Result<Vec<Media>, DbError> {
    queries::find_all(read, keys).await
}

/// What those of these pictures show of which anybody has said it, by their keys: for each language's code a text.
pub async fn texts(
    read: &impl Read,
    keys: Vec<String>,
) -> Result<HashMap<String, BTreeMap<String, String>>, DbError> {
    queries::texts(read, keys).await
}

/// Writes down that a file is in the store, and the job that makes its sizes. One that is known already stays as
/// it is, unless its sizes could not be made: the file may be a whole one now.
pub async fn adopt(tx: &Tx, new: &NewMedia, by: &str, now: Timestamp) -> Result<(), DbError> {
    let Some(kind) = queries::kind_of(&new.key) else {
        return Ok(());
    };
    let is_drawing = kind == Kind::Svg;
    let is_new = queries::insert(tx, new, kind, by, now).await?;
    let is_retried = !is_new && queries::retry_failed(tx, &new.key).await?;
    if !is_drawing && (is_new || is_retried) {
        let key = new.key.clone();
        enqueue(tx, &MakeRenditions { key }, now).await?;
    }
    Ok(())
}

/// Gives the texts of one picture to another that has none, so that a replacement is still described.
pub async fn inherit(tx: &Tx, from: &str, to: &str) -> Result<(), DbError> {
    let (Some(old), Some(new)) = (queries::find(tx, from).await?, queries::find(tx, to).await?)
    else {
        return Ok(());
    };
    if new.alt.is_empty() && !old.alt.is_empty() {
        queries::describe(tx, &new, new.version, &old.alt).await?;
    }
    Ok(())
}

/// The picture whose place this one took last.
pub async fn replaced_by(read: &impl Read, key: &str) -> Result<Option<Media>, DbError> {
    queries::replaced_by(read, key).await
}

/// Remembers, or forgets, that another picture took the place of this one.
pub async fn set_replaced(tx: &Tx, key: &str, replaced: Option<&Replaced>) -> Result<(), DbError> {
    queries::set_replaced(tx, key, replaced).await
}

/// Tries once more to make the sizes of a picture; one that waits or has them is left alone.
///
/// # Errors
/// If the actor may not, or the database fails.
pub async fn retry(shop: &Shop, actor: &Actor, key: &str) -> Result<(), DescribeError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if queries::find(tx, key).await?.is_none() {
                return Err(DescribeError::NotFound);
            }
            if queries::retry_failed(tx, key).await? {
                let key = key.to_owned();
                enqueue(tx, &MakeRenditions { key }, now).await?;
            }
            Ok(())
        })
        .await
}

/// Takes a picture out of the library; its files are for the caller to delete, after the commit. `false` if it was
/// not in it.
pub async fn forget(tx: &Tx, key: &str) -> Result<bool, DbError> {
    queries::delete(tx, key).await
}

/// Says what a picture shows, in each language; a text that is empty is left out. Whoever shows it is for the caller to
/// tell.
///
/// # Errors
/// See [`DescribeError`]; after any of them nothing has changed.
pub async fn describe(
    tx: &Tx,
    key: &str,
    version: i64,
    alt: &BTreeMap<Locale, String>,
) -> Result<(), DescribeError> {
    let alt = clean_alt(alt)?;
    let media = queries::find(tx, key).await?;
    let media = media.ok_or(DescribeError::NotFound)?;
    if !queries::describe(tx, &media, version, &alt).await? {
        return Err(DescribeError::Stale);
    }
    Ok(())
}

fn clean_alt(alt: &BTreeMap<Locale, String>) -> Result<BTreeMap<String, String>, DescribeError> {
    let mut clean = BTreeMap::new();
    for (locale, text) in alt {
        let text = one_line(text);
        if text.chars().count() > ALT_MAX {
            return Err(DescribeError::TooLong);
        }
        if !text.is_empty() {
            clean.insert(locale.code().to_owned(), text);
        }
    }
    Ok(clean)
}

/// The last part of a path, without what cannot be shown; browsers send all sorts.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    one_line(last).chars().take(FILE_NAME_MAX).collect()
}

fn one_line(text: &str) -> String {
    let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
    let text: String = text.chars().map(visible).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_file_name_the_part_that_says_something_stays() {
        let cases = [
            ("mug.jpg", "mug.jpg"),
            ("C:\\Photos\\Blue  mug.jpg", "Blue mug.jpg"),
            ("../../etc/passwd", "passwd"),
            ("a\0b\nc.png", "a b c.png"),
            ("", ""),
        ];
        for (sent, kept) in cases {
            assert_eq!(clean_name(sent), kept, "{sent:?}");
        }
        assert_eq!(clean_name(&"x".repeat(500)).len(), FILE_NAME_MAX);
    }
}
