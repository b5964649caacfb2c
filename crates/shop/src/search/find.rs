//! Listings: searches, category pages and all products, with what they can be narrowed down by.

use std::sync::Arc;

use ::search::{
    self as engine, AttributeCounts, Counted, FacetLimits, Index, Matched, Scope, Typos, Whole,
};
use commerce::{Currency, Money};
use db::DbError;

use super::{
    LONGEST_TEXT, SearchError, answered,
    documents::key,
    keeper::{category_of_key, product_of_key},
    rules::Rules,
};
use crate::{
    Shop,
    catalog::{self, Card, PAGE_SIZE},
    ids::{CategoryId, ProductId},
};

/// Nobody turns so many pages; each costs as much as all before it.
pub const LAST_PAGE: u32 = 500;

/// Texts offered instead of one that finds nothing.
const CORRECTIONS: usize = 3;

/// Values of a facet: all of a choice of colours or sizes, and the brands that have most products.
pub const MOST_VALUES: usize = 100;

/// Products offered instead of none.
const POPULAR: u32 = 8;

/// What a customer asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What was typed; blank for a listing without words.
    pub text: String,
    /// Where the customer is, with everything below it. Facets count within it.
    pub category: Option<CategoryId>,
    /// The same for a collection. Only the index can answer it.
    pub scope: Option<Scope>,
    pub filters: Filters,
    pub sort: Sort,
    /// Only what the text says, as it was typed.
    pub exact: bool,
    /// The facet of which all values are to be told, not only those that most products have.
    pub whole: Option<Whole>,
    /// From 1.
    pub page: u32,
}

impl Default for Query {
    /// The first page of everything.
    fn default() -> Self {
        Self {
            text: String::new(),
            category: None,
            scope: None,
            filters: Filters::default(),
            sort: Sort::Relevance,
            exact: false,
            whole: None,
            page: 1,
        }
    }
}

/// What the customer chose. Within one facet any of the values is enough; all facets must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    pub categories: Vec<CategoryId>,
    pub brands: Vec<String>,
    /// The keys of options with the values chosen; see [`Facets::options`].
    pub options: Vec<(String, Vec<String>)>,
    /// Prices in another currency than the shop's do not limit anything.
    pub min: Option<Money>,
    pub max: Option<Money>,
    pub in_stock: bool,
    pub on_sale: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// How well the text fits. Without a text, what sells best.
    #[default]
    Relevance,
    Newest,
    PriceAscending,
    PriceDescending,
    BestRated,
    BestSelling,
}

impl Sort {
    /// The orders of a listing without words; the first is what one gets without asking.
    pub const WITHOUT_WORDS: [Self; 5] = [
        Self::Relevance,
        Self::Newest,
        Self::PriceAscending,
        Self::PriceDescending,
        Self::BestRated,
    ];
}

/// One page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub cards: Vec<Card>,
    /// Products on all pages.
    pub total: u64,
    pub page: u32,
    /// At least 1.
    pub pages: u32,
    /// `None` while the index is not there: of what was chosen only the price counts then.
    pub facets: Option<Facets>,
    pub matched: Matched,
    /// Texts that find something, when this one finds nothing, or only by similar words.
    pub corrections: Vec<String>,
    /// Best sellers, when nothing is found.
    pub popular: Vec<Card>,
}

impl Found {
    /// While the index is not there.
    fn nothing(page: u32) -> Self {
        Self {
            cards: Vec::new(),
            total: 0,
            page: page.max(1),
            pages: 1,
            facets: None,
            matched: Matched::Exactly,
            corrections: Vec::new(),
            popular: Vec::new(),
        }
    }
}

/// For each facet how many products there would be with each of its values: under all that was chosen
/// in the other facets, whatever was chosen in this one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Also those that products are in only through a category below.
    pub categories: Vec<(CategoryId, u32)>,
    /// Those that most products have, and those that were chosen; see [`Query::whole`].
    pub brands: Vec<Counted>,
    pub all_brands: usize,
    /// Of attributes by their key, and of the products' other options by their name in lower case.
    pub options: Vec<AttributeCounts>,
    /// The lowest and the highest price.
    pub prices: Option<(Money, Money)>,
    pub in_stock: u32,
    pub on_sale: u32,
}

/// Whether there is an index that can answer. Until then nobody knows what products can be chosen by.
pub fn is_there(shop: &Shop) -> bool {
    shop.search.fitting(&shop.settings()).is_some()
}

/// Whether customers can choose products by this key. What stands in an address may be anything.
pub fn is_facet(shop: &Shop, key: &str) -> bool {
    let index = shop.search.fitting(&shop.settings());
    index.is_some_and(|index| index.has_facet(key))
}

/// Finds products, from the index if there is one, else by the database.
pub async fn find(shop: &Shop, query: &Query) -> Result<Found, DbError> {
    let Some(answer) = ask(shop, query).await else {
        if query.scope.is_some() {
            return Ok(Found::nothing(query.page));
        }
        return from_database(shop, query).await;
    };
    let pages = answer.found.total.div_ceil(u64::from(PAGE_SIZE));
    let pages = u32::try_from(pages).unwrap_or(LAST_PAGE).min(LAST_PAGE);
    Ok(Found {
        cards: catalog::cards(shop, &products(&answer.found.ids)).await?,
        popular: catalog::cards(shop, &products(&answer.popular)).await?,
        corrections: answer.corrections,
        total: answer.found.total,
        page: query.page.max(1),
        pages: pages.max(1),
        matched: answer.found.matched,
        facets: Some(facets(&answer.found.facets, shop.settings().currency)),
    })
}

/// How many products are within a scope, and nothing else of them. `None` if there is no index that can answer.
pub async fn count(shop: &Shop, scope: Scope) -> Option<u64> {
    let settings = shop.settings();
    let index = shop.search.fitting(&settings)?;
    let currency = settings.currency;
    let rules = shop.snapshot.search_rules.load_full();
    let counted = answered(move || {
        let query = engine::Query {
            scope: Some(&scope),
            page_size: 1,
            facets: None,
            ..engine::Query::new("", currency.code(), &rules.synonyms)
        };
        index.find(&query).map(|found| found.total)
    });
    counted.await.inspect_err(complain).ok()
}

pub(super) struct Answer {
    pub(super) found: engine::Found,
    corrections: Vec<String>,
    popular: Vec<engine::Id>,
}

/// `None` if there is no index that can answer.
pub(super) async fn ask(shop: &Shop, query: &Query) -> Option<Answer> {
    let settings = shop.settings();
    let index = shop.search.fitting(&settings)?;
    let currency = settings.currency;
    let query = query.clone();
    let rules = shop.snapshot.search_rules.load_full();
    match answered(move || answer(&index, &query, &rules, currency)).await {
        Ok(answer) => Some(answer),
        Err(error) => {
            complain(&error);
            None
        }
    }
}

pub(super) fn complain(error: &SearchError) {
    tracing::warn!(%error, "the search index cannot answer; the database does");
}

fn answer(
    index: &Arc<Index>,
    query: &Query,
    rules: &Rules,
    currency: Currency,
) -> Result<Answer, engine::Error> {
    let synonyms = &rules.synonyms;
    let text = shortened(&query.text);
    let pins: Vec<engine::Id> = rules.pins(text).iter().map(|id| key(*id)).collect();
    let asked = engine::Query {
        within: query.category.map(|id| *id.0.as_bytes()),
        scope: query.scope.as_ref(),
        filters: filters(&query.filters, currency),
        sort: sort(query.sort),
        page: query.page.clamp(1, LAST_PAGE),
        page_size: PAGE_SIZE,
        typos: if query.exact {
            Typos::Refused
        } else {
            Typos::Allowed
        },
        pins: &pins,
        facets: Some(FacetLimits {
            values: MOST_VALUES,
            ..FacetLimits::default()
        }),
        whole: query.whole.clone(),
        ..engine::Query::new(text, currency.code(), synonyms)
    };
    let found = index.find(&asked)?;
    let mut answer = Answer {
        found,
        corrections: Vec::new(),
        popular: Vec::new(),
    };
    if answer.found.matched == Matched::WithTypos {
        answer.corrections = index.corrections(text, 1)?;
    }
    if answer.found.total == 0 {
        answer.corrections = index.corrections(text, CORRECTIONS)?;
        let popular = engine::Query {
            sort: engine::Sort::BestSelling,
            page_size: POPULAR,
            facets: None,
            ..engine::Query::new("", currency.code(), synonyms)
        };
        answer.popular = index.find(&popular)?.ids;
    }
    Ok(answer)
}

pub(super) fn shortened(text: &str) -> &str {
    let text = text.trim();
    let end = text.char_indices().nth(LONGEST_TEXT);
    end.map_or(text, |(at, _)| text[..at].trim_end())
}

fn filters(chosen: &Filters, currency: Currency) -> engine::Filters {
    let minor = |money: Option<Money>| {
        money
            .filter(|money| money.currency() == currency)
            .map(|money| money.minor().max(0).unsigned_abs())
    };
    engine::Filters {
        categories: chosen
            .categories
            .iter()
            .map(|id| *id.0.as_bytes())
            .collect(),
        brands: chosen.brands.clone(),
        tags: Vec::new(),
        attributes: chosen.options.clone(),
        price: engine::PriceRange {
            min: minor(chosen.min),
            max: minor(chosen.max),
        },
        in_stock: chosen.in_stock,
        on_sale: chosen.on_sale,
    }
}

fn sort(sort: Sort) -> engine::Sort {
    match sort {
        Sort::Relevance => engine::Sort::Relevance,
        Sort::Newest => engine::Sort::Newest,
        Sort::PriceAscending => engine::Sort::PriceUp,
        Sort::PriceDescending => engine::Sort::PriceDown,
        Sort::BestRated => engine::Sort::BestRated,
        Sort::BestSelling => engine::Sort::BestSelling,
    }
}

pub(super) fn products(ids: &[engine::Id]) -> Vec<ProductId> {
    ids.iter().copied().map(product_of_key).collect()
}

fn facets(facets: &engine::Facets, currency: Currency) -> Facets {
    let money = |minor| Money::new(i64::try_from(minor).unwrap_or(i64::MAX), currency);
    Facets {
        categories: facets
            .categories
            .iter()
            .map(|(id, count)| (category_of_key(*id), *count))
            .collect(),
        brands: facets.brands.clone(),
        all_brands: facets.all_brands,
        options: facets.attributes.clone(),
        prices: facets.prices.map(|(low, high)| (money(low), money(high))),
        in_stock: facets.in_stock,
        on_sale: facets.on_sale,
    }
}

/// Without facets and without help for those who mistyped.
async fn from_database(shop: &Shop, query: &Query) -> Result<Found, DbError> {
    let text = shortened(&query.text);
    let listing = catalog::ListingQuery {
        category: query.category,
        text: Some(text.to_owned()).filter(|text| !text.is_empty()),
        min: query.filters.min,
        max: query.filters.max,
        sort: match query.sort {
            Sort::Relevance | Sort::Newest | Sort::BestRated | Sort::BestSelling => {
                catalog::Sort::Newest
            }
            Sort::PriceAscending => catalog::Sort::PriceAscending,
            Sort::PriceDescending => catalog::Sort::PriceDescending,
        },
        page: query.page.clamp(1, LAST_PAGE),
    };
    let listing = catalog::list(shop, &listing).await?;
    let popular = if listing.total == 0 {
        catalog::newest(shop, POPULAR.into()).await?
    } else {
        Vec::new()
    };
    Ok(Found {
        cards: listing.cards,
        total: listing.total,
        page: query.page.max(1),
        pages: listing.pages.min(LAST_PAGE),
        facets: None,
        matched: Matched::Exactly,
        corrections: Vec::new(),
        popular,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_longer_than_anybody_types_is_cut() {
        assert_eq!(shortened("  blue mug "), "blue mug");
        assert_eq!(shortened(&"ü".repeat(300)), "ü".repeat(LONGEST_TEXT));
        assert_eq!(shortened(" \n"), "");
    }
}
