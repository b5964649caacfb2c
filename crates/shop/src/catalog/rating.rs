//! What customers think of a product: how many of the reviews that everybody sees have how many stars.
//!
//! The area `reviews` says when one comes into view or goes out of it, in the transaction that makes it so.

use commerce::{Rating, Stars};
use db::{DbError, Read, Tx};

use super::queries;
use crate::ids::ProductId;

pub async fn rating(read: &impl Read, product: ProductId) -> Result<Rating, DbError> {
    let mut found = queries::ratings(read, &[product]).await?;
    Ok(found.remove(&product).unwrap_or_default())
}

/// One more review is seen.
pub async fn count_review(tx: &Tx, product: ProductId, stars: Stars) -> Result<(), DbError> {
    queries::change_rating(tx, product, stars, 1).await
}

/// One review less is seen.
pub async fn uncount_review(tx: &Tx, product: ProductId, stars: Stars) -> Result<(), DbError> {
    queries::change_rating(tx, product, stars, -1).await
}
