//! Deleting the files of pictures. Orders keep showing what was bought, and reviews what their authors sent, whatever
//! becomes of the library: whoever wants a file gone writes the job, and everybody who may show it is asked here.

use db::{DbError, Read};

use crate::{
    Shop, catalog,
    jobs::{Attempt, Job, JobError},
    orders, reviews,
};

/// Who still shows a picture besides the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remembered {
    pub by_orders: bool,
    pub by_reviews: bool,
}

impl Remembered {
    pub fn is_any(self) -> bool {
        self.by_orders || self.by_reviews
    }
}

/// Whether placed orders or reviews show this picture, so that its file stays.
pub async fn remembered(read: &impl Read, key: &str) -> Result<Remembered, DbError> {
    Ok(Remembered {
        by_orders: orders::show_picture(read, key).await?,
        by_reviews: reviews::show_picture(read, key).await?,
    })
}

async fn delete_files(shop: &Shop, key: &str) -> Result<(), JobError> {
    let read = shop.db.primary();
    if catalog::shows_picture(read, key).await? || remembered(read, key).await?.is_any() {
        return Ok(());
    }
    let deleted = shop.media.delete(key).await;
    deleted.map(drop).map_err(JobError::retry)
}

/// Unless the picture came back into the library, or somebody shows it after all.
impl Job for catalog::DeleteMediaFiles {
    const KIND: &'static str = "catalog.delete_media_files";

    async fn run(self, shop: &Shop, _: Attempt) -> Result<(), JobError> {
        delete_files(shop, &self.key).await
    }
}

/// Unless something else shows the same picture.
impl Job for reviews::DeletePicture {
    const KIND: &'static str = "reviews.delete_picture";

    async fn run(self, shop: &Shop, _: Attempt) -> Result<(), JobError> {
        delete_files(shop, &self.key).await
    }
}
