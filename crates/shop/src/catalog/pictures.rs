//! Pictures that an import named by address, fetched by a job each.

use db::DbError;
use media::MediaError;
use serde::{Deserialize, Serialize};

use super::{EditError, PictureState, queries};
use crate::{
    Shop, Timestamp,
    changes::{self, Change},
    ids::PictureId,
    jobs::{self, Attempt, Job, JobError},
    media::{self as library, NewMedia},
    staff::{Actor, Permission},
};

/// Brings one picture from its address into the media store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchPicture {
    pub picture: PictureId,
}

impl Job for FetchPicture {
    const KIND: &'static str = "catalog.fetch_picture";
    /// An import brings thousands, and the other side may be slow.
    const PLACES: usize = 4;

    /// A picture that cannot be had is an outcome, shown to the merchant at the product, and no
    /// failure of the job.
    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        let Some((_, picture)) = queries::picture(shop.db.primary(), self.picture).await? else {
            return Ok(());
        };
        let Some(url) = picture.source_url else {
            return Ok(());
        };
        if matches!(picture.state, PictureState::Ready { .. }) {
            return Ok(());
        }
        let fetched = match fetch(shop, &url).await {
            Ok(stored) => Fetched {
                state: ready(&stored),
                new: Some(NewMedia::of(&stored, &file_name(&url))),
            },
            Err(problem) if problem.may_pass && !attempt.is_last() => {
                return Err(JobError::retry(problem.reason));
            }
            Err(problem) => Fetched {
                state: PictureState::Failed {
                    error: problem.reason,
                },
                new: None,
            },
        };
        settle(shop, self.picture, &fetched, shop.clock.now()).await?;
        Ok(())
    }
}

struct Fetched {
    state: PictureState,
    /// For the library, when it came.
    new: Option<NewMedia>,
}

struct FetchProblem {
    reason: String,
    may_pass: bool,
}

async fn fetch(shop: &Shop, url: &str) -> Result<media::Stored, FetchProblem> {
    let bytes = shop
        .fetcher
        .fetch(url)
        .await
        .map_err(|error| FetchProblem {
            may_pass: error.is_retryable(),
            reason: error.to_string(),
        })?;
    shop.media.put(bytes).await.map_err(|error| FetchProblem {
        may_pass: matches!(error, MediaError::Io(_)),
        reason: error.to_string(),
    })
}

/// The last part of its address, as somebody would have saved it.
fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A picture that is in the store.
pub(super) fn ready(stored: &media::Stored) -> PictureState {
    PictureState::Ready {
        key: stored.key.clone(),
        width: i64::from(stored.width),
        height: i64::from(stored.height),
    }
}

/// Not an edit of the product: a form that is open meanwhile stays valid.
async fn settle(
    shop: &Shop,
    picture: PictureId,
    fetched: &Fetched,
    now: Timestamp,
) -> Result<(), DbError> {
    let changes = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let Some((product, _)) = queries::picture(tx, picture).await? else {
                return Ok(Vec::new());
            };
            queries::set_picture_state(tx, picture, &fetched.state).await?;
            if let Some(new) = &fetched.new {
                library::adopt(tx, new, "import", now).await?;
            }
            let changes = vec![Change::Product(product)];
            changes::record(tx, &changes, now).await?;
            Ok::<_, DbError>(changes)
        })
        .await?;
    shop.apply(&changes).await
}

/// Tries once more to fetch a picture that could not be fetched. One that is on its way or there
/// already is left alone.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn retry_picture(shop: &Shop, actor: &Actor, id: PictureId) -> Result<(), EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    let changes = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let (product, picture) = queries::picture(tx, id).await?.ok_or(EditError::NotFound)?;
            if !matches!(picture.state, PictureState::Failed { .. }) {
                return Ok(Vec::new());
            }
            queries::set_picture_state(tx, id, &PictureState::Waiting).await?;
            jobs::enqueue(tx, &FetchPicture { picture: id }, now).await?;
            let changes = vec![Change::Product(product)];
            changes::record(tx, &changes, now).await?;
            Ok::<_, EditError>(changes)
        })
        .await?;
    shop.apply(&changes).await?;
    Ok(())
}
