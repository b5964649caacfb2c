//! What each process keeps in memory because pages need it: settings, categories, attributes, collections, products
//! and their cards.

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use commerce::Currency;
use db::{Db, DbError};
use moka::sync::Cache;

use crate::{
    Settings, Shop, Timestamp,
    attributes::{self, Attributes},
    catalog::{self, Card, CategoryTree, ProductPage},
    changes::{Change, Heard, MadeOf, Moment, Source},
    collections::{self, Collection},
    ids::ProductId,
    search, settings,
};

/// Products kept in memory; at a few kilobytes each.
const PRODUCTS: u64 = 4_000;

/// What listings show of products, at some hundred bytes each. More of them: each is in many listings.
const CARDS: u64 = 20_000;

/// Should a change ever be missed (clocks that disagree, a transaction that takes a minute), this ends
/// the life of what was made before it all the same.
const LIFE: Duration = Duration::from_mins(1);

/// Read with every page, kept up to date from `change` rows.
pub struct Snapshot {
    pub(crate) settings: ArcSwap<Settings>,
    pub(crate) categories: ArcSwap<CategoryTree>,
    pub(crate) attributes: ArcSwap<Attributes>,
    pub(crate) collections: ArcSwap<Vec<Collection>>,
    pub(crate) search_rules: ArcSwap<search::Rules>,
    /// By slug; without stock, which is always read from the database.
    products: Cache<String, Kept<ProductPage>>,
    /// By the currency of their prices, too: settings are in memory some moments before it is heard that they changed.
    cards: Cache<(ProductId, Currency), Kept<Card>>,
    pub(crate) heard: Heard,
}

#[derive(Clone)]
struct Kept<T> {
    what: Arc<T>,
    made_of: Arc<MadeOf>,
}

impl<T> Kept<T> {
    fn new(what: Arc<T>, product: ProductId, read: Moment) -> Self {
        let sources = vec![
            Source::One(Change::Product(product)),
            // The prices are those of the shop's currency, the main texts those of its language.
            Source::One(Change::Settings),
            Source::One(Change::Categories),
        ];
        Self {
            what,
            made_of: Arc::new(MadeOf::new(sources, read)),
        }
    }

    fn current(self, heard: &Heard) -> Option<Arc<T>> {
        self.made_of.is_current(heard).then_some(self.what)
    }
}

impl Snapshot {
    pub async fn load(db: &Db) -> Result<Self, DbError> {
        let settings = settings::load(db.primary()).await?.settings;
        let categories = catalog::category_tree(db.primary()).await?;
        let attributes = attributes::load(db.primary()).await?;
        let collections = collections::list(db.primary()).await?;
        let rules = search::Rules::load(db.primary(), search::language(&settings)).await?;
        Ok(Self {
            search_rules: ArcSwap::from_pointee(rules),
            settings: ArcSwap::from_pointee(settings),
            categories: ArcSwap::from_pointee(categories),
            attributes: ArcSwap::from_pointee(attributes),
            collections: ArcSwap::from_pointee(collections),
            products: Cache::builder()
                .max_capacity(PRODUCTS)
                .time_to_live(LIFE)
                .build(),
            cards: Cache::builder()
                .max_capacity(CARDS)
                .time_to_live(LIFE)
                .build(),
            heard: Heard::default(),
        })
    }

    /// The product of this slug, unless it changed since it was kept.
    pub(crate) fn product(&self, slug: &str) -> Option<Arc<ProductPage>> {
        self.products.get(slug)?.current(&self.heard)
    }

    /// `read` is the moment before the product was read.
    pub(crate) fn keep_product(&self, slug: &str, page: Arc<ProductPage>, read: Moment) {
        let product = page.product.id;
        self.products
            .insert(slug.to_owned(), Kept::new(page, product, read));
    }

    /// The card of a product, unless it changed since it was kept or its prices ended.
    pub(crate) fn card(
        &self,
        product: ProductId,
        currency: Currency,
        now: Timestamp,
    ) -> Option<Arc<Card>> {
        let card = self.cards.get(&(product, currency))?.current(&self.heard)?;
        card.until.is_none_or(|until| now < until).then_some(card)
    }

    /// `read` is the moment before the card was read.
    pub(crate) fn keep_card(&self, card: Arc<Card>, read: Moment) {
        let (product, currency) = (card.id, card.from.currency());
        self.cards
            .insert((product, currency), Kept::new(card, product, read));
    }
}

impl Shop {
    /// What this process has heard of; for whatever else keeps something in memory.
    pub fn heard(&self) -> &Heard {
        &self.snapshot.heard
    }

    /// Reads again what is always in memory, and holds everything else for old.
    pub async fn refresh(&self) -> Result<(), DbError> {
        self.apply(&[
            Change::Settings,
            Change::Categories,
            Change::Attributes,
            Change::Collections,
        ])
        .await?;
        self.snapshot.heard.hear_everything();
        Ok(())
    }

    /// Brings the memory of this process up to date with what changed.
    pub async fn apply(&self, changes: &[Change]) -> Result<(), DbError> {
        let snapshot = &self.snapshot;
        if changes.contains(&Change::Settings) {
            let fresh = settings::load(self.db.primary()).await?.settings;
            snapshot.settings.store(Arc::new(fresh));
        }
        if changes.contains(&Change::Categories) {
            let fresh = catalog::category_tree(self.db.primary()).await?;
            snapshot.categories.store(Arc::new(fresh));
        }
        if changes.contains(&Change::Attributes) {
            let fresh = attributes::load(self.db.primary()).await?;
            snapshot.attributes.store(Arc::new(fresh));
        }
        if changes.contains(&Change::Collections) {
            let fresh = collections::list(self.db.primary()).await?;
            snapshot.collections.store(Arc::new(fresh));
        }
        if changes.contains(&Change::SearchRules) || changes.contains(&Change::Settings) {
            // Words are compared as the shop's language forms them.
            let language = search::language(&snapshot.settings.load());
            let fresh = search::Rules::load(self.db.primary(), language).await?;
            snapshot.search_rules.store(Arc::new(fresh));
        }
        snapshot.heard.hear(changes);
        Ok(())
    }
}
