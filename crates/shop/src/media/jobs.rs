//! The sizes of a picture, made after the commit that brought it.

use db::DbError;
use media::MediaError;
use serde::{Deserialize, Serialize};

use super::{MediaState, queries};
use crate::{
    Shop,
    jobs::{self, Attempt, Job, JobError},
};

/// Pictures for which one round of the sweep writes jobs.
const ROUND: u64 = 500;

/// Makes a picture in every size that pages ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeRenditions {
    pub key: String,
}

impl Job for MakeRenditions {
    const KIND: &'static str = "media.make_renditions";
    /// One picture is open at a time, so that more would only wait for each other, and mails for them.
    const PLACES: usize = 1;

    /// Files that are there already are left as they are, so that this may be repeated. A picture that cannot be
    /// read is an outcome, shown in the library, and no failure of the job.
    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        if queries::find(shop.db.primary(), &self.key).await?.is_none() {
            return Ok(());
        }
        match shop.media.render(&self.key).await {
            Ok(rendered) => {
                let rendered = &rendered;
                let key = &self.key;
                shop.db
                    .transaction(|tx| async move { queries::rendered(&tx, key, rendered).await })
                    .await?;
                Ok(())
            }
            // A disk may have room again.
            Err(MediaError::Io(error)) if !attempt.is_last() => Err(JobError::retry(error)),
            Err(error) => Ok(fail(shop, &self.key, &error).await?),
        }
    }
}

async fn fail(shop: &Shop, key: &str, error: &MediaError) -> Result<(), DbError> {
    let state = MediaState::Failed {
        error: error.to_string(),
    };
    let state = &state;
    shop.db
        .transaction(|tx| async move { queries::set_state(&tx, key, state).await })
        .await
}

/// Writes the jobs for pictures that were there before there was a library. How many it wrote.
pub async fn make_missing(shop: &Shop) -> Result<u64, DbError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let keys = queries::claim_found(tx, ROUND).await?;
            let renditions: Vec<_> = keys.into_iter().map(|key| MakeRenditions { key }).collect();
            jobs::enqueue_all(tx, &renditions, now).await?;
            Ok(u64::try_from(renditions.len()).unwrap_or(u64::MAX))
        })
        .await
}
