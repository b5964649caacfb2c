//! From a file that staff sent to a picture of the library.

use db::DbError;

use super::{Media, NewMedia, UploadError, adopt, queries};
use crate::{
    Shop,
    staff::{Actor, Permission},
};

/// Takes a picture into the library. The same picture sent twice is there once.
///
/// The file is kept before the row is written: a crash in between leaves a file that nobody names, and the next
/// upload of it finds.
///
/// # Errors
/// See [`UploadError`]; after any of them the library is as it was.
pub async fn upload(
    shop: &Shop,
    actor: &Actor,
    bytes: Vec<u8>,
    file_name: &str,
) -> Result<Media, UploadError> {
    actor.require(Permission::ManageCatalogue)?;
    let received = shop.media.receive(bytes).await?;
    let mut new = NewMedia::of(&received.stored, file_name);
    new.colour = Some(received.colour.to_string());
    let now = shop.clock.now();
    let new = &new;
    let media = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            adopt(tx, new, actor.name(), now).await?;
            let media = queries::find(tx, &new.key).await?;
            media.ok_or_else(|| DbError::row("media", &new.key, "it was just written"))
        })
        .await?;
    Ok(media)
}
