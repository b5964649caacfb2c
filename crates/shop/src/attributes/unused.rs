//! Taking back definitions that nothing uses.

use db::{DbError, Tx};

use super::queries;
use crate::{
    Timestamp,
    changes::{self, Change},
    ids::{AttributeId, ProductTypeId},
};

/// Removes an attribute that is as it was made, that no product has a value of and that no product type and no
/// category offers; `false` for others.
pub(crate) async fn remove_attribute(
    tx: &Tx,
    id: AttributeId,
    now: Timestamp,
) -> Result<bool, DbError> {
    // Nobody links it or gives it a value between the look and the deletion.
    queries::lock_attribute(tx, id).await?;
    if queries::count_with(tx, id, None).await? > 0
        || queries::is_linked(tx, id).await?
        || !queries::mark_attribute_going(tx, id, 1).await?
    {
        return Ok(false);
    }
    queries::delete_attribute(tx, id).await?;
    changes::record(tx, &[Change::Attributes], now).await?;
    Ok(true)
}

/// Removes a type that is as it was made and that no product is of; `false` for others.
pub(crate) async fn remove_type(
    tx: &Tx,
    id: ProductTypeId,
    now: Timestamp,
) -> Result<bool, DbError> {
    if queries::count_of_type(tx, id).await? > 0 || !queries::delete_type(tx, id, 1).await? {
        return Ok(false);
    }
    changes::record(tx, &[Change::Attributes], now).await?;
    Ok(true)
}
