//! Products that the undo of an import put into the archive, and that another import names.

use db::{DbError, Tx};

use super::{merge::Merged, product::FileProduct};
use crate::catalog::{ProductPage, ProductStatus, queries::imports};

/// A product is on sale again when nobody decided about it since the undo and the file says nothing of
/// its status: as a new one would be.
pub(super) async fn bring_back(
    tx: &Tx,
    file: &FileProduct,
    current: Option<&ProductPage>,
    merged: &mut Merged,
) -> Result<(), DbError> {
    let archived = current.filter(|page| page.product.status == ProductStatus::Archived);
    let (Some(page), Some(head)) = (archived, &file.head) else {
        return Ok(());
    };
    let (id, version) = (page.product.id, page.product.version);
    if head.status.is_none() && imports::is_taken_back(tx, id, version).await? {
        merged.draft.status = ProductStatus::Active;
    }
    Ok(())
}
