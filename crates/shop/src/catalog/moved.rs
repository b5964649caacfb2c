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
    /// Deleted.
    Gone,
}

/// For an address at which there is no product on sale. `None`: there never was one, it is not on
/// sale now, or the address is another product's by now.
pub async fn product_elsewhere(shop: &Shop, slug: &str) -> Result<Option<Elsewhere>, DbError> {
    let read = shop.db.primary();
    if queries::product_of_slug(read, slug).await?.is_some() {
        return Ok(None);
    }
    Ok(match queries::product_before(read, slug).await? {
        None => None,
        Some(None) => Some(Elsewhere::Gone),
        Some(Some(id)) => queries::address_of(read, id)
            .await?
            .filter(|(_, status)| *status == ProductStatus::Active)
            .map(|(slug, _)| Elsewhere::Moved(slug)),
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
