//! Lists of products as customers see them.

use std::{collections::HashMap, sync::Arc};

use commerce::{Money, Rating, Slug};
use db::DbError;

use super::{Alt, Product, alt::described, current_slugs, queries};
use crate::{
    Shop, Timestamp,
    ids::{CategoryId, ProductId},
};

/// Products on one page of a listing.
pub const PAGE_SIZE: u32 = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Newest,
    PriceAscending,
    PriceDescending,
    Title,
}

/// What a customer asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingQuery {
    /// With everything below it.
    pub category: Option<CategoryId>,
    /// Every word has to occur in title, brand or SKU.
    pub text: Option<String>,
    /// Prices in another currency than the shop's do not limit anything.
    pub min: Option<Money>,
    pub max: Option<Money>,
    pub sort: Sort,
    /// From 1.
    pub page: u32,
}

impl Default for ListingQuery {
    /// The first page of everything.
    fn default() -> Self {
        Self {
            category: None,
            text: None,
            min: None,
            max: None,
            sort: Sort::Newest,
            page: 1,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub cards: Vec<Card>,
    /// Products on all pages.
    pub total: u64,
    pub page: u32,
    /// At least 1.
    pub pages: u32,
}

/// A product in a listing, with its prices in the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub id: ProductId,
    pub slug: Slug,
    pub title: String,
    pub brand: String,
    pub picture: Option<CardPicture>,
    /// The cheapest variant on sale, whether or not there is any stock.
    pub from: Money,
    /// The dearest of these.
    pub to: Money,
    /// The former price of the cheapest variant, when it is reduced.
    pub compare_at: Option<Money>,
    /// From when on these prices are others: a page that shows them ends then.
    pub until: Option<Timestamp>,
    /// Of the reviews that everybody sees.
    pub rating: Rating,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPicture {
    pub key: String,
    pub width: i64,
    pub height: i64,
    pub alt: Alt,
}

/// One page of the active products that have a price in the shop's currency.
pub async fn list(shop: &Shop, query: &ListingQuery) -> Result<Listing, DbError> {
    let filter = queries::ListingFilter {
        currency: shop.settings().currency,
        categories: query.category.map(|id| shop.categories().subtree(id)),
        text: query.text.as_deref().unwrap_or_default(),
        min: query.min,
        max: query.max,
    };
    // Not a replica: pages are kept, and its past with them.
    let read = shop.db.primary();
    let total = queries::count_cards(read, &filter).await?;
    let pages = u32::try_from(total.div_ceil(u64::from(PAGE_SIZE))).unwrap_or(u32::MAX);
    let skip = u64::from(query.page.max(1) - 1) * u64::from(PAGE_SIZE);
    let cards = if skip < total {
        queries::cards(read, &filter, query.sort, skip, u64::from(PAGE_SIZE)).await?
    } else {
        Vec::new()
    };
    Ok(Listing {
        cards: described(shop, cards).await?,
        total,
        page: query.page.max(1),
        pages: pages.max(1),
    })
}

/// The cards of these products, in this order: from memory where they were asked for before. Those that
/// cannot be listed (any more) are left out.
pub async fn cards(shop: &Shop, ids: &[ProductId]) -> Result<Vec<Card>, DbError> {
    // Before anything is read; and never from a replica, whose past would be kept.
    let read = shop.heard().now();
    let (now, currency) = (shop.clock.now(), shop.settings().currency);
    let known = |id: &ProductId| Some((*id, shop.snapshot.card(*id, currency, now)?));
    let mut by_id: HashMap<ProductId, Arc<Card>> = ids.iter().filter_map(known).collect();
    let is_missing = |id: &&ProductId| !by_id.contains_key(id);
    let missing: Vec<ProductId> = ids.iter().filter(is_missing).copied().collect();
    if !missing.is_empty() {
        let found = queries::cards_by_id(shop.db.primary(), currency, &missing).await?;
        for card in described(shop, found).await? {
            let card = Arc::new(card);
            shop.snapshot.keep_card(Arc::clone(&card), read);
            by_id.insert(card.id, card);
        }
    }
    let cards = ids.iter().filter_map(|id| by_id.remove(id));
    Ok(cards.map(Arc::unwrap_or_clone).collect())
}

/// The products that went on sale last.
pub async fn newest(shop: &Shop, count: u64) -> Result<Vec<Card>, DbError> {
    let filter = queries::ListingFilter::all(shop.settings().currency);
    let cards = queries::cards(shop.db.primary(), &filter, Sort::Newest, 0, count).await?;
    described(shop, cards).await
}

/// Reduced products, those that went on sale last first.
pub async fn reduced(shop: &Shop, count: u64) -> Result<Vec<Card>, DbError> {
    let currency = shop.settings().currency;
    let cards = queries::reduced_cards(shop.db.primary(), currency, count).await?;
    described(shop, cards).await
}

/// Other products of the same category (its first): the next ones by key, and after the last the first
/// again. So every product is on the page of some other, and the cost does not grow with the category.
pub async fn neighbours(shop: &Shop, product: &Product, count: u64) -> Result<Vec<Card>, DbError> {
    let Some(category) = product.categories.first() else {
        return Ok(Vec::new());
    };
    let currency = shop.settings().currency;
    let read = shop.db.primary();
    let cards = queries::neighbours(read, currency, *category, product.id, count).await?;
    described(shop, cards).await
}

/// The cards of the products that have these slugs, or had them before, in this order. Those that cannot be listed
/// (any more) are left out.
pub async fn cards_of(shop: &Shop, slugs: &[Slug]) -> Result<Vec<Card>, DbError> {
    let slugs: Vec<&str> = slugs.iter().map(Slug::as_str).collect();
    let slugs = current_slugs(shop, &slugs).await?;
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let currency = shop.settings().currency;
    let found = queries::cards_by_slug(shop.db.primary(), currency, &slugs).await?;
    let mut by_slug: HashMap<String, Card> = found
        .into_iter()
        .map(|card| (card.slug.as_str().to_owned(), card))
        .collect();
    let cards = slugs.iter().filter_map(|slug| by_slug.remove(slug));
    described(shop, cards.collect()).await
}
