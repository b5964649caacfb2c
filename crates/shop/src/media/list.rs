//! The pages of the library.

use db::{DbError, Read};

use super::{Media, queries};
use crate::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaPage {
    pub media: Vec<Media>,
    /// Where the next page starts.
    pub next: Option<String>,
}

/// Which pictures of the library are looked at; all of them by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MediaFilter {
    /// Words that are all in the name or in a description.
    pub text: String,
    pub state: Option<StateFilter>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateFilter {
    Waiting,
    Ready,
    Failed,
}

impl StateFilter {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Ready, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Pictures, the newest first; `after` is the [`MediaPage::next`] of the page before. A cursor that was tampered with
/// starts at the beginning.
pub async fn list(
    read: &impl Read,
    filter: &MediaFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<MediaPage, DbError> {
    let after = after.and_then(read_cursor);
    let mut media = queries::newest(read, filter, after, limit.saturating_add(1)).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = media.len() > limit;
    media.truncate(limit);
    let next = media.last().filter(|_| has_more).map(write_cursor);
    Ok(MediaPage { media, next })
}

fn write_cursor(media: &Media) -> String {
    format!("{}.{}", media.uploaded_at.timestamp_micros(), media.key)
}

fn read_cursor(text: &str) -> Option<(Timestamp, String)> {
    let (micros, key) = text.split_once('.')?;
    let at = Timestamp::from_timestamp_micros(micros.parse().ok()?)?;
    Some((at, key.to_owned()))
}
