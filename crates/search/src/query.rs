//! What can be asked, and what is answered.

use std::sync::Arc;

use crate::{document::Id, scope::Scope, synonyms::Synonyms};

pub use crate::text::Typos;

/// One listing: a search, a category page, or all products.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    /// What was typed; blank for a listing without words.
    pub text: &'a str,
    pub typos: Typos,
    /// The category of the page. It is where the customer is, not what they chose: facets count within it.
    pub within: Option<Id>,
    /// The same for a place that is made of rules; both must fit.
    pub scope: Option<&'a Scope>,
    pub filters: Filters,
    pub sort: Sort,
    /// The currency of price filters, price order and the range of prices.
    pub currency: &'a str,
    /// Counted from 1.
    pub page: u32,
    pub page_size: u32,
    /// What the merchant put first for this text or category, in that order. Pinned products are found even if
    /// the text does not match them, if they are in `within` and pass the filters. Other orders than
    /// [`Sort::Relevance`] put them where they belong.
    pub pins: &'a [Id],
    pub synonyms: &'a Synonyms,
    /// `None` counts nothing, which is quicker.
    pub facets: Option<FacetLimits>,
    /// The facet that is to be answered with all its values.
    pub whole: Option<Whole>,
}

impl PriceRange {
    pub(crate) fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    pub(crate) fn meets(&self, from: u64, to: u64) -> bool {
        self.min.is_none_or(|min| to >= min) && self.max.is_none_or(|max| from <= max)
    }
}

impl<'a> Query<'a> {
    /// The first page of `text`, unfiltered.
    pub fn new(text: &'a str, currency: &'a str, synonyms: &'a Synonyms) -> Self {
        Self {
            text,
            typos: Typos::Allowed,
            within: None,
            scope: None,
            filters: Filters::default(),
            sort: Sort::Relevance,
            currency,
            page: 1,
            page_size: 24,
            pins: &[],
            synonyms,
            facets: Some(FacetLimits::default()),
            whole: None,
        }
    }
}

/// What the customer chose. Within one facet any of the chosen values is enough; all facets must fit.
///
/// Of each list only the first [`MOST_VALUES`] count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filters {
    pub categories: Vec<Id>,
    pub brands: Vec<String>,
    pub tags: Vec<String>,
    /// Keys, each once, with the values chosen. Only the first [`MOST_ATTRIBUTES`] keys count.
    pub attributes: Vec<(String, Vec<String>)>,
    pub price: PriceRange,
    pub in_stock: bool,
    pub on_sale: bool,
}

/// More than any customer chooses, fewer than an attacker would like.
pub const MOST_ATTRIBUTES: usize = 50;

/// As [`MOST_ATTRIBUTES`], for the values of one facet.
pub const MOST_VALUES: usize = 100;

/// Both ends belong to it, in the smallest unit of the query's currency. A product is in it when its prices, from
/// the cheapest variant to the dearest, reach into it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PriceRange {
    pub min: Option<u64>,
    pub max: Option<u64>,
}

/// Products that are equal come newest key first, in every order, so that pages neither repeat nor lose one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// How well the text fits, a little lifted by sales. Without a text, what sells best.
    #[default]
    Relevance,
    PriceUp,
    PriceDown,
    Newest,
    BestRated,
    BestSelling,
}

/// A facet that may have very many values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Whole {
    Brands,
    /// By its key.
    Attribute(String),
}

/// How much of the facets is answered. What counts most comes first, and what was chosen always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FacetLimits {
    pub values: usize,
    pub attributes: usize,
    pub categories: usize,
}

impl Default for FacetLimits {
    fn default() -> Self {
        Self {
            values: 50,
            attributes: 24,
            categories: 500,
        }
    }
}

/// One page of what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub ids: Vec<Id>,
    /// On all pages.
    pub total: u64,
    pub facets: Arc<Facets>,
    pub matched: Matched,
}

/// How the text was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Matched {
    /// As it was typed.
    #[default]
    Exactly,
    /// Too few products have these words, so similar words were allowed too.
    WithTypos,
    /// No product has these words or similar ones, but the code of one begins or goes on like this.
    AsCode,
}

/// For each facet how many products there would be with each of its values: under all that was chosen in the
/// other facets, whatever was chosen in this one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Also those that products are in only through a category below.
    pub categories: Vec<(Id, u32)>,
    pub brands: Vec<Counted>,
    /// How many there are, also those that are not answered.
    pub all_brands: usize,
    pub tags: Vec<Counted>,
    /// Those that most products have first.
    pub attributes: Vec<AttributeCounts>,
    /// The price of the cheapest variant and that of the dearest, in the query's currency.
    pub prices: Option<(u64, u64)>,
    pub in_stock: u32,
    pub on_sale: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeCounts {
    pub key: String,
    pub values: Vec<Counted>,
    /// How many there are, also those that are not answered.
    pub all: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub value: String,
    pub count: u32,
}
