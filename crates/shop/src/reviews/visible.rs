//! The reviews that everybody sees.

use commerce::{Rating, Stars};
use db::{DbError, Read};

use super::{Review, queries};
use crate::{catalog, ids::ProductId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Helpful,
    Newest,
    Highest,
    Lowest,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleQuery {
    pub product: ProductId,
    pub stars: Option<Stars>,
    pub sort: Sort,
    /// [`VisiblePage::next`] of the page before.
    pub after: Option<String>,
    pub limit: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct VisiblePage {
    pub reviews: Vec<Review>,
    /// Where the next page starts.
    pub next: Option<String>,
}

/// One page of the visible reviews of a product. With equal numbers of votes or stars the later ones come first.
pub async fn visible(read: &impl Read, query: &VisibleQuery) -> Result<VisiblePage, DbError> {
    queries::visible(read, query).await
}

/// What the visible reviews of a product come to; the same numbers as its page, its cards and the search index have.
pub async fn summary(read: &impl Read, product: ProductId) -> Result<Rating, DbError> {
    catalog::rating(read, product).await
}
