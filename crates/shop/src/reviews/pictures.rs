//! Pictures of reviews. They are no part of the library, which is staff's: nobody chooses a customer's picture for a
//! product by mistake.

use db::{DbError, Read, Tx};
use media::MediaError;
use serde::{Deserialize, Serialize};

use super::{NewPicture, Problem, ReviewPicture, WriteError, queries};
use crate::{
    Shop, Timestamp,
    ids::ReviewId,
    jobs::{self, Attempt, Job, JobError},
};

/// Keeps files in the media store, without what a camera wrote into them. What nobody names after that is found by the
/// next who sends the same file.
pub(super) async fn receive(
    shop: &Shop,
    files: &[NewPicture],
) -> Result<Vec<ReviewPicture>, WriteError> {
    let mut pictures: Vec<ReviewPicture> = Vec::new();
    for file in files {
        let received = match shop.media.receive(file.bytes.clone()).await {
            Ok(received) => received.stored,
            Err(MediaError::Refused(_)) => {
                return Err(WriteError::Invalid(vec![Problem::NoPicture]));
            }
            Err(error) => return Err(error.into()),
        };
        let picture = ReviewPicture {
            key: received.key,
            width: received.width.into(),
            height: received.height.into(),
        };
        if !pictures.contains(&picture) {
            pictures.push(picture);
        }
    }
    Ok(pictures)
}

/// Writes down which pictures a review has, and what is to be done for that.
pub(super) async fn replace(
    tx: &Tx,
    review: ReviewId,
    before: &[ReviewPicture],
    after: &[ReviewPicture],
    now: Timestamp,
) -> Result<(), DbError> {
    if before == after {
        return Ok(());
    }
    queries::set_pictures(tx, review, after).await?;
    for picture in after.iter().filter(|picture| !before.contains(picture)) {
        let key = picture.key.clone();
        jobs::enqueue(tx, &MakePictureSizes { key }, now).await?;
    }
    for picture in before.iter().filter(|picture| !after.contains(picture)) {
        let key = picture.key.clone();
        jobs::enqueue(tx, &DeletePicture { key }, now).await?;
    }
    Ok(())
}

/// Makes the sizes that pages ask for; until then the original is shown.
#[derive(Debug, Serialize, Deserialize)]
pub struct MakePictureSizes {
    key: String,
}

impl Job for MakePictureSizes {
    const KIND: &'static str = "reviews.picture_sizes";

    async fn run(self, shop: &Shop, _: Attempt) -> Result<(), JobError> {
        match shop.media.render(&self.key).await {
            // Taken away by its author meanwhile.
            Ok(_) | Err(MediaError::Missing(_)) => Ok(()),
            Err(error @ MediaError::Refused(_)) => Err(JobError::fail(error)),
            Err(error @ MediaError::Io(_)) => Err(JobError::retry(error)),
        }
    }
}

/// Deletes the file of a picture that its author took away. Who else may show it is asked by `removal`, which knows the
/// library and orders too.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeletePicture {
    pub(crate) key: String,
}

/// Whether a review shows this picture, seen or not.
pub(crate) async fn show_picture(read: &impl Read, key: &str) -> Result<bool, DbError> {
    queries::shows(read, key).await
}
