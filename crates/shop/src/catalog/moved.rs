//! Where something is that had an address before.

use commerce::Slug;
use db::DbError;

use super::{ProductStatus, queries};
use crate::Shop;

/// What became of what had an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elsewhere {
    /// It has this slug now.
    Moved(Slug),
    /// Deleted, or in the archive.
    Gone,
}

/// For an address at which there is no product on sale. `None`: there never was one, or it is being worked on.
///
/// The archive is where products go for good, so those that customers knew are gone, and are there again if somebody
/// takes them out of it. A draft says nothing, even of a product that was sold before: it is expected back.
pub async fn product_elsewhere(shop: &Shop, slug: &str) -> Result<Option<Elsewhere>, DbError> {
    let read = shop.db.primary();
    let owner = queries::product_of_slug(read, slug).await?;
    let id = match owner {
        Some(id) => id,
        None => match queries::product_before(read, slug).await? {
            None => return Ok(None),
            Some(None) => return Ok(Some(Elsewhere::Gone)),
            Some(Some(id)) => id,
        },
    };
    let Some(address) = queries::address_of(read, id).await? else {
        return Ok(None);
    };
    Ok(match address.status {
        ProductStatus::Active if owner.is_none() => Some(Elsewhere::Moved(address.slug)),
        ProductStatus::Archived if address.was_published => Some(Elsewhere::Gone),
        ProductStatus::Active
        | ProductStatus::Archived
        | ProductStatus::Draft
        | ProductStatus::Scheduled => None,
    })
}

/// For an address at which there is no category.
pub async fn category_elsewhere(shop: &Shop, slug: &str) -> Result<Option<Elsewhere>, DbError> {
    let read = shop.db.primary();
    Ok(match queries::category_before(read, slug).await? {
        None => None,
        Some(None) => Some(Elsewhere::Gone),
        Some(Some(id)) => shop
            .categories()
            .get(id)
            .map(|category| Elsewhere::Moved(category.slug.clone())),
    })
}
