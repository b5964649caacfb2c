//! Products that the undo of an import put into the archive and variants that it took off sale, and that another
//! import names.

use db::{DbError, Tx};

use super::{merge::Merged, product::FileProduct};
use crate::catalog::{
    ProductPage, ProductStatus, Variant,
    queries::{self, imports},
};

/// A product and its variants are on sale again when nobody decided about them since the undo and the file says
/// nothing of it: as new ones would be.
pub(super) async fn bring_back(
    tx: &Tx,
    file: &FileProduct,
    current: Option<&ProductPage>,
    merged: &mut Merged,
) -> Result<(), DbError> {
    variants(tx, file, current, merged).await?;
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

async fn variants(
    tx: &Tx,
    file: &FileProduct,
    current: Option<&ProductPage>,
    merged: &mut Merged,
) -> Result<(), DbError> {
    let stored = current.map_or(&[][..], |page| &page.variants).iter();
    let off_sale: Vec<&Variant> = stored.filter(|one| !one.active).collect();
    let noted = queries::noted_variants(tx, &off_sale).await?;
    // Nobody changed them since.
    let mut undone = off_sale;
    undone.retain(|one| noted.get(&one.id) == Some(&one.version));
    // What the file says of being on sale counts for itself.
    let is_silent = |line: u64| {
        let mut rows = file.variants.iter();
        rows.any(|row| row.line == line && row.active.is_none())
    };
    for variant in &mut merged.variants {
        let is_undone = undone.iter().any(|one| Some(one.id) == variant.draft.id);
        if is_undone && variant.line.is_some_and(is_silent) {
            variant.draft.active = true;
        }
    }
    Ok(())
}
