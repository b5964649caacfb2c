//! Where something is that had an address before.

use commerce::Slug;
use db::{DbError, Read, Tx};

use super::{
    ProductStatus,
    queries::{self, Moved},
};
use crate::{Shop, Timestamp, ids::CollectionId};

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

/// The slugs that products have now which had these at some time, in their order and each once; others as they are.
/// For what browsers remember.
pub async fn current_slugs(shop: &Shop, slugs: &[&str]) -> Result<Vec<String>, DbError> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let moved = queries::products_before(shop.db.primary(), slugs).await?;
    let mut current: Vec<String> = Vec::with_capacity(slugs.len());
    for slug in slugs {
        let slug = moved.get(*slug).map_or(*slug, String::as_str);
        if current.iter().all(|other| other != slug) {
            current.push(slug.to_owned());
        }
    }
    Ok(current)
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

/// The collection that had this address before; inside, `None` for one that was deleted. Whose it is now is known to
/// `collections` alone.
pub(crate) async fn collection_before(
    read: &impl Read,
    slug: &str,
) -> Result<Option<Option<CollectionId>>, DbError> {
    queries::collection_before(read, slug).await
}

/// From `old` people are led on to the collection.
pub(crate) async fn note_collection_moved(
    tx: &Tx,
    id: CollectionId,
    old: &Slug,
    new: &Slug,
    now: Timestamp,
) -> Result<(), DbError> {
    let (old, new) = (old.as_str(), new.as_str());
    queries::note_moved(tx, Moved::Collection(id), old, new, now).await
}

/// The collection was deleted.
pub(crate) async fn note_collection_gone(
    tx: &Tx,
    id: CollectionId,
    slug: &Slug,
    now: Timestamp,
) -> Result<(), DbError> {
    queries::note_gone(tx, Moved::Collection(id), slug.as_str(), now).await
}
