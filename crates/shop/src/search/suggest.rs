//! What could be meant by what has been typed so far.

use ::search::SuggestLimits;
use db::DbError;

use super::{
    answered,
    find::{complain, products, shortened},
    keeper::category_of_key,
};
use crate::{
    Shop,
    catalog::{self, Card, Category},
    ids::ProductId,
};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Texts to search for: what was typed, with its last word completed. Each finds something.
    pub completions: Vec<String>,
    pub categories: Vec<Category>,
    pub products: Vec<Card>,
}

impl Suggestions {
    pub fn is_empty(&self) -> bool {
        self.completions.is_empty() && self.categories.is_empty() && self.products.is_empty()
    }
}

/// Without an index there are no suggestions; the form searches all the same.
pub async fn suggest(shop: &Shop, text: &str) -> Result<Suggestions, DbError> {
    let Some(index) = shop.search.fitting(&shop.settings()) else {
        return Ok(Suggestions::default());
    };
    let text = shortened(text).to_owned();
    let rules = shop.snapshot.search_rules.load_full();
    let pinned = rules.pins(&text).to_vec();
    let suggested = answered(move || {
        let limits = SuggestLimits::default();
        index.suggest(&text, limits, &rules.synonyms)
    })
    .await;
    let suggested = match suggested {
        Ok(suggested) => suggested,
        Err(error) => {
            complain(&error);
            return Ok(Suggestions::default());
        }
    };
    let tree = shop.categories();
    let ids: Vec<_> = suggested.products.iter().map(|it| it.id).collect();
    let mut ids = products(&ids);
    ids.retain(|id| !pinned.contains(id));
    let ids: Vec<ProductId> = pinned.into_iter().chain(ids).collect();
    let mut cards = catalog::cards(shop, &ids).await?;
    // Only now: a pin may be of a product that is not sold any more.
    cards.truncate(SuggestLimits::default().products);
    Ok(Suggestions {
        completions: suggested.completions,
        categories: suggested
            .categories
            .iter()
            .filter_map(|it| tree.get(category_of_key(it.id)))
            .cloned()
            .collect(),
        products: cards,
    })
}
