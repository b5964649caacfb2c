//! The page of a collection.

use serde::Serialize;

use super::{Link, Listing};

/// `storefront/collection.html`
#[derive(Debug, Clone, Serialize)]
pub struct Collection {
    pub title: String,
    pub description: Option<String>,
    /// For search engines.
    pub seo_title: String,
    pub seo_description: Option<String>,
    pub breadcrumb: Vec<Link>,
    pub listing: Listing,
}
