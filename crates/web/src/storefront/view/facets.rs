//! Listings: categories and searches, with what they can be narrowed down by.

use commerce::Money;
use serde::Serialize;

use super::{Link, Picture, ProductCard};
use crate::kit::paging::Paging;

/// `storefront/category.html`
#[derive(Debug, Clone, Serialize)]
pub struct Category {
    pub title: String,
    pub description: Option<String>,
    /// What search engines show instead of title and description.
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub picture: Option<Picture>,
    pub breadcrumb: Vec<Link>,
    pub subcategories: Vec<Link>,
    pub listing: Listing,
    /// schema.org
    pub data: serde_json::Value,
}

/// `storefront/search.html`
#[derive(Debug, Clone, Serialize)]
pub struct Search {
    /// Set when similar words are found too: the address of what has the text as it was typed.
    pub similar: Option<String>,
    /// Texts that find something, when this one finds nothing.
    pub corrections: Vec<Link>,
    pub popular: Vec<ProductCard>,
    pub listing: Listing,
}

/// `storefront/_suggestions.html`
#[derive(Debug, Clone, Serialize)]
pub struct Suggestions {
    /// Of all three.
    pub count: usize,
    pub completions: Vec<Link>,
    pub categories: Vec<Link>,
    pub products: Vec<ProductCard>,
}

/// `storefront/_listing.html` by itself, for a script that has the rest of the page.
#[derive(Debug, Clone, Serialize)]
pub struct ListingPart {
    pub listing: Listing,
}

/// Products with all that narrows them down.
#[derive(Debug, Clone, Serialize)]
pub struct Listing {
    /// Where the form of choices leads.
    pub action: String,
    /// What was typed; empty where nothing is searched.
    pub query: String,
    /// It was to be found as it was typed.
    pub is_exact: bool,
    pub total: u64,
    pub sorts: Vec<SortChoice>,
    pub facets: Vec<Facet>,
    pub available: Option<Flag>,
    pub sale: Option<Flag>,
    pub price: PriceFilter,
    pub chosen: Vec<Chip>,
    /// The same address again, while what was chosen cannot be heeded since there is no index yet.
    pub retry_url: Option<String>,
    /// Set when a filter is on.
    pub reset_url: Option<String>,
    /// Nothing is chosen and the order is the usual one: links to other pages may be followed by anybody.
    pub is_plain: bool,
    pub cards: Vec<ProductCard>,
    pub paging: Paging,
}

#[derive(Debug, Clone, Serialize)]
pub struct SortChoice {
    pub word: &'static str,
    pub selected: bool,
}

/// A group of values of which any may be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct Facet {
    pub id: String,
    /// `category`, `brand` or `attribute`.
    pub kind: &'static str,
    /// Of an attribute; the others have words of ours.
    pub title: Option<String>,
    pub parameter: String,
    /// How many values there are.
    pub all: usize,
    pub values: Vec<FacetValue>,
    /// Those that show when all are asked for.
    pub more: Vec<FacetValue>,
    /// Where all of them are, when there are more than a page should carry.
    pub all_url: Option<String>,
    /// All of them are here, by name.
    pub is_whole: bool,
    pub is_open: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct FacetValue {
    pub id: String,
    pub value: String,
    pub label: String,
    /// Of a colour, such as `#c0ffee`.
    pub hex: Option<String>,
    /// Products with it, under everything else that was chosen.
    pub count: u32,
    pub is_chosen: bool,
}

/// A choice of one.
#[derive(Debug, Clone, Serialize)]
pub struct Flag {
    /// `available` or `sale`.
    pub name: &'static str,
    pub count: u32,
    pub is_chosen: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct PriceFilter {
    /// As they were typed.
    pub min: String,
    pub max: String,
    pub is_wrong: bool,
    pub slider: Option<Slider>,
}

/// Two ends of a range, in the smallest unit of the currency; a script writes them into the fields.
#[derive(Debug, Clone, Serialize)]
pub struct Slider {
    pub low: i64,
    pub high: i64,
    pub from: i64,
    pub to: i64,
    pub step: i64,
    /// How many of the digits come after the decimal sign.
    pub exponent: u32,
    pub decimal: &'static str,
}

/// What was chosen, with the address without it.
#[derive(Debug, Clone, Serialize)]
pub struct Chip {
    /// `choice`, `price`, `available` or `sale`.
    pub kind: &'static str,
    /// Of an attribute.
    pub title: Option<String>,
    pub text: String,
    pub min: Option<Money>,
    pub max: Option<Money>,
    pub url: String,
}
