//! Which attributes a category asks its products for.

use super::{EditError, queries};
use crate::{
    Shop, attributes,
    changes::{self, Change},
    ids::{AttributeId, CategoryId},
    staff::{Actor, Permission},
};

/// Gives a category that a form showed as `version` these attributes and no others. Products in it and below
/// it are asked for them; what they have stays.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn set_category_attributes(
    shop: &Shop,
    actor: &Actor,
    id: CategoryId,
    version: i64,
    attributes: &[AttributeId],
) -> Result<(), EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if queries::known_categories(tx, &[id]).await?.is_empty() {
                return Err(EditError::NotFound);
            }
            if !queries::touch_category(tx, id, version, now).await? {
                return Err(EditError::Stale);
            }
            attributes::link_category(tx, id, attributes, now).await?;
            changes::record(tx, &[Change::Categories], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::Categories, Change::Attributes])
        .await?;
    Ok(())
}
