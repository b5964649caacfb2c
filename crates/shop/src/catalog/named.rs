//! What products are called, for areas that tell of them.

use std::collections::HashMap;

use db::{DbError, Read};

use super::queries;
use crate::ids::ProductId;

/// A product in any status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub slug: String,
    pub title: String,
}

/// Those that exist.
pub async fn named(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Named>, DbError> {
    queries::named(read, products).await
}
