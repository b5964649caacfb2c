//! Collections: pages of the shop whose products are found by rules.
//!
//! Nothing is stored of which products those are: the rules are a question to the search index, asked when a
//! page is made (ADR 0028). So a product enters and leaves with the change that makes it so.

mod edit;
mod queries;
mod rules;
mod tables;

use commerce::Slug;
use db::{DbError, Read};

use crate::{
    Failure, FailureKind, Shop,
    catalog::{self, Elsewhere},
    ids::CollectionId,
    search::{self, Filters, Found, Query},
};

pub use edit::{
    CollectionDraft, CollectionError, FieldProblem, Problem, delete_collection, save_collection,
};
pub use rules::{Order, Rule, next_minute, scope};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    pub id: CollectionId,
    pub slug: Slug,
    pub title: String,
    pub description: String,
    /// Empty: the title.
    pub seo_title: String,
    /// Empty: the description.
    pub seo_description: String,
    pub sort: Order,
    /// At least one.
    pub rules: Vec<Rule>,
    /// Whether one of the rules is enough; else all must fit.
    pub any_rule: bool,
    pub is_visible: bool,
    pub version: i64,
}

/// There is no index yet that could say which products belong to a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the search index is being built")]
pub struct BeingBuilt;

impl Failure for BeingBuilt {
    fn kind(&self) -> FailureKind {
        FailureKind::Unavailable
    }
}

/// All of them by title.
pub async fn list(read: &impl Read) -> Result<Vec<Collection>, DbError> {
    queries::all(read).await
}

/// At most `limit` by title, those after `after`.
pub async fn page(
    read: &impl Read,
    after: Option<CollectionId>,
    limit: u64,
) -> Result<Vec<Collection>, DbError> {
    let after = match after {
        Some(id) => queries::find(read, id).await?,
        None => None,
    };
    queries::page(read, after.as_ref(), limit).await
}

/// How many products a collection has. `None` while the index is being built.
pub async fn count(shop: &Shop, collection: &Collection) -> Option<u64> {
    let now = shop.clock.now();
    let scope = scope(shop, &collection.rules, collection.any_rule, now);
    search::count(shop, scope).await
}

pub async fn find(read: &impl Read, id: CollectionId) -> Result<Option<Collection>, DbError> {
    queries::find(read, id).await
}

/// The collection that customers see under this address.
pub fn visible(shop: &Shop, slug: &str) -> Option<Collection> {
    let all = shop.collections();
    let mut visible = all.iter().filter(|collection| collection.is_visible);
    visible
        .find(|collection| collection.slug.as_str() == slug)
        .cloned()
}

/// For an address at which customers see no collection. `None`: there never was one, or it is hidden.
pub async fn elsewhere(shop: &Shop, slug: &str) -> Result<Option<Elsewhere>, DbError> {
    let all = shop.collections();
    if all.iter().any(|one| one.slug.as_str() == slug) {
        return Ok(None);
    }
    Ok(
        match catalog::collection_before(shop.db.primary(), slug).await? {
            None => None,
            Some(None) => Some(Elsewhere::Gone),
            Some(Some(id)) => all
                .iter()
                .find(|one| one.id == id && one.is_visible)
                .map(|one| Elsewhere::Moved(one.slug.clone())),
        },
    )
}

/// Products that rules find, for whoever writes them. `None` while the index is being built.
pub async fn preview(
    shop: &Shop,
    rules: &[Rule],
    any: bool,
    order: Order,
) -> Result<Option<Found>, DbError> {
    let query = Query {
        scope: Some(scope(shop, rules, any, shop.clock.now())),
        filters: Filters::default(),
        sort: order.sort(),
        ..Query::default()
    };
    let found = search::find(shop, &query).await?;
    Ok(found.facets.is_some().then_some(found))
}
