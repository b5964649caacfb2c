//! Keeps the index of one process: opened, built, and brought up to date change by change.
//!
//! Each commit of the index says until when changes are in it. After a crash the index is as at its last
//! commit; what was written down since, and during the overlap before, is applied (again).

use std::{
    collections::{BTreeSet, HashSet},
    path::Path,
    time::Instant,
};

use ::search::{Document, Id, Index, Settings as Shape, State};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    PLACES, SearchError, blocking,
    documents::{BATCH, Maker, key},
    shape,
    sold::Sold,
    tree::moved,
};
use crate::{
    Shop, Timestamp,
    attributes::{self, Attributes},
    catalog::{self, CategoryTree},
    changes::{self, Change, Follower, News},
    ids::{CategoryId, ProductId},
};

/// Without changes the place on the disk is moved on this often, so that a start has little to read.
const IDLE: TimeDelta = TimeDelta::minutes(10);

/// With more changes than this since the last commit, building anew is quicker, and takes less memory.
const MOST_CHANGES: usize = 50_000;

/// A clock that was set back by more: what was written down since cannot be told apart.
const CLOCK_ERROR: TimeDelta = TimeDelta::seconds(30);

/// The one who writes the index of this process.
pub struct Keeper {
    shop: Shop,
    index: Index,
    follower: Follower,
    /// What the documents know of categories, unless these changed before the first look.
    tree: CategoryTree,
    /// The same of attributes.
    attributes: Attributes,
    has_looked: bool,
    sold: Sold,
    committed_at: Timestamp,
}

impl Keeper {
    /// Opens the index in the first place of the shop's folder that no other process has. If it can
    /// answer, it does from now on; it is up to date after the first step.
    pub async fn open(shop: &Shop) -> Result<Self, SearchError> {
        for place in 1..=PLACES {
            match Self::in_place(shop, place).await {
                Err(SearchError::Index(::search::Error::InUse(_))) => {}
                opened => return opened,
            }
        }
        Err(SearchError::NoPlace(shop.search.folder().to_owned()))
    }

    pub(super) async fn in_place(shop: &Shop, place: u32) -> Result<Self, SearchError> {
        let folder = shop.search.folder().join(place.to_string());
        let shape = shape(&shop.settings());
        let index = blocking(move || open(&folder, &shape)).await?;
        let now = shop.clock.now();
        let read = shop.db.primary();
        // Before the first look, which tells whether it is the one that the documents know.
        let tree = catalog::category_tree(read).await?;
        let attributes = attributes::load(read).await?;
        let committed_at = committed_at(&index);
        let mut keeper = Self {
            shop: shop.clone(),
            follower: Follower::patient(),
            tree,
            attributes,
            has_looked: false,
            sold: Sold::count(read, now).await?,
            committed_at: committed_at.unwrap_or(now),
            index,
        };
        if let Some(at) = committed_at {
            if at < now + CLOCK_ERROR
                && changes::count_since(read, at).await? <= MOST_CHANGES as u64
            {
                keeper.follower = Follower::resume(at);
            }
            shop.search.publish(&keeper.index);
            // Pages that the database answered meanwhile have no facets.
            shop.heard().hear(&[Change::Index]);
        }
        Ok(keeper)
    }

    /// Whether the index is of the shape that the settings ask for.
    pub fn fits(&self) -> bool {
        *self.index.settings() == shape(&self.shop.settings())
    }

    /// Looks for changes and applies them, or builds the index if that is what it takes.
    pub async fn step(&mut self) -> Result<(), SearchError> {
        let now = self.shop.clock.now();
        match self.follower.look(self.shop.db.primary(), now).await? {
            News::Everything => {
                self.build(now).await?;
            }
            News::Changes(changes) if self.asks_for_build(&changes) => {
                self.build(now).await?;
            }
            News::Changes(changes) => self.apply(&changes, now).await?,
        }
        self.follower.applied();
        self.has_looked = true;
        Ok(())
    }

    fn asks_for_build(&self, changes: &[Change]) -> bool {
        let is_closed = !matches!(self.index.state(), State::Ready { .. });
        // At the first look we do not know what the documents were made with.
        let names = [Change::Categories, Change::Attributes];
        let has_other_names = !self.has_looked && names.iter().any(|it| changes.contains(it));
        is_closed || has_other_names || changes.contains(&Change::Index)
    }

    /// Builds a new index beside the old one, which answers until then, and puts it in its place.
    /// Returns how many products are in it.
    ///
    /// `now` is a moment before which all changes are known to be committed; later ones are followed.
    pub(super) async fn build(&mut self, now: Timestamp) -> Result<u64, SearchError> {
        let started = Instant::now();
        self.sold = Sold::count(self.shop.db.primary(), now).await?;
        self.tree = catalog::category_tree(self.shop.db.primary()).await?;
        self.attributes = attributes::load(self.shop.db.primary()).await?;
        let index = self.index.clone();
        let mut rebuild = blocking(move || index.rebuild()).await?;
        let mut products = 0;
        let mut documents = self.maker(&self.tree, &self.attributes).after(None).await?;
        while let Some(last) = documents.last().map(product) {
            products += documents.len() as u64;
            let writing = blocking(move || {
                rebuild.upsert(&documents)?;
                Ok::<_, ::search::Error>(rebuild)
            });
            let maker = self.maker(&self.tree, &self.attributes);
            let (written, next) = tokio::join!(writing, maker.after(Some(last)));
            rebuild = written?;
            documents = next?;
        }
        blocking(move || rebuild.finish(checkpoint(now))).await?;
        self.committed_at = now;
        self.shop.search.publish(&self.index);
        self.shop.heard().hear(&[Change::Index]);
        let seconds = started.elapsed().as_secs_f32();
        tracing::info!(products, seconds, "the search index is built");
        Ok(products)
    }

    fn maker<'a>(&'a self, tree: &'a CategoryTree, attributes: &'a Attributes) -> Maker<'a> {
        Maker {
            db: &self.shop.db,
            // The index's own, should the settings be other ones by now.
            currency: currency_of(self.index.settings()).unwrap_or(self.shop.settings().currency),
            tree,
            attributes,
            locale: self.shop.settings().default_locale,
            sold: &self.sold,
        }
    }

    async fn apply(&mut self, changes: &[Change], now: Timestamp) -> Result<(), SearchError> {
        let read = self.shop.db.primary();
        let mut products = BTreeSet::new();
        let mut variants = Vec::new();
        for change in changes {
            match change {
                Change::Product(id) => {
                    products.insert(*id);
                }
                Change::Stock(id) => variants.push(*id),
                Change::Categories
                | Change::Attributes
                | Change::Collections
                | Change::Settings
                | Change::Reviews(_)
                | Change::SearchRules
                | Change::Index => {}
            }
        }
        if let Some(sold) = self.sold.fresh(read, now).await? {
            variants.extend(self.sold.differing(&sold));
            self.sold = sold;
        }
        products.extend(catalog::products_of(read, &variants).await?);
        let tree = if changes.contains(&Change::Categories) {
            let tree = catalog::category_tree(read).await?;
            products.extend(self.affected(&tree).await?);
            Some(tree)
        } else {
            None
        };
        let attributes = if changes.contains(&Change::Attributes) {
            let fresh = attributes::load(read).await?;
            products.extend(self.described_otherwise(&fresh).await?);
            Some(fresh)
        } else {
            None
        };
        if products.len() > MOST_CHANGES {
            // A name that very many products bear: what is written stays in memory until the commit.
            self.build(now).await?;
            return Ok(());
        }
        if !products.is_empty() || now - self.committed_at >= IDLE {
            let products: Vec<ProductId> = products.into_iter().collect();
            let maker = self.maker(
                tree.as_ref().unwrap_or(&self.tree),
                attributes.as_ref().unwrap_or(&self.attributes),
            );
            self.write(&products, &maker).await?;
            self.commit(now).await?;
        }
        if let Some(tree) = tree {
            self.tree = tree;
        }
        if let Some(attributes) = attributes {
            self.attributes = attributes;
        }
        Ok(())
    }

    /// The products whose documents know attributes, or options that are called like one, in another way.
    async fn described_otherwise(&self, now: &Attributes) -> Result<Vec<ProductId>, SearchError> {
        let differing = self.attributes.differing(now);
        let read = self.shop.db.primary();
        let mut products = attributes::products_with(read, &differing.attributes).await?;
        products.extend(catalog::products_with_options(read, &differing.names).await?);
        Ok(products)
    }

    /// The products whose documents know categories by another name or in another place.
    async fn affected(&self, tree: &CategoryTree) -> Result<Vec<ProductId>, SearchError> {
        let moved = moved(&self.tree, tree);
        let read = self.shop.db.primary();
        let mut products = catalog::products_in(read, &moved.changed).await?;
        if !moved.gone.is_empty() {
            // The database has forgotten who was in them.
            let index = self.index.clone();
            let members = blocking(move || {
                let gone = moved.gone.iter();
                let members = gone.map(|category| index.members(category.0.as_bytes()));
                members.collect::<Result<Vec<_>, _>>()
            });
            products.extend(members.await?.into_iter().flatten().map(product_of_key));
        }
        Ok(products)
    }

    /// What customers may not find (any more) is removed.
    async fn write(&self, products: &[ProductId], maker: &Maker<'_>) -> Result<(), SearchError> {
        for some in products.chunks(BATCH) {
            let documents = maker.of(some).await?;
            let there: HashSet<Id> = documents.iter().map(|document| document.id).collect();
            let mut gone: Vec<Id> = some.iter().copied().map(key).collect();
            gone.retain(|id| !there.contains(id));
            let index = self.index.clone();
            blocking(move || {
                index.delete(&gone)?;
                index.upsert(&documents)
            })
            .await?;
        }
        Ok(())
    }

    async fn commit(&mut self, now: Timestamp) -> Result<(), SearchError> {
        let index = self.index.clone();
        blocking(move || index.commit(checkpoint(now))).await?;
        self.committed_at = now;
        // Pages that were made of the index are old from now on.
        self.shop.heard().hear(&[Change::Index]);
        Ok(())
    }
}

fn open(folder: &Path, shape: &Shape) -> Result<Index, ::search::Error> {
    let index = Index::open(folder, shape)?;
    if let State::NeedsRebuild(reason) = index.state() {
        tracing::info!(%reason, "the search index has to be built; the database answers meanwhile");
    }
    Ok(index)
}

/// Until when changes are in the index; `None` for one that cannot answer.
pub(super) fn committed_at(index: &Index) -> Option<Timestamp> {
    match index.state() {
        State::Ready { checkpoint } => {
            Timestamp::from_timestamp_micros(i64::try_from(checkpoint).ok()?)
        }
        State::NeedsRebuild(_) => None,
    }
}

fn checkpoint(at: Timestamp) -> u64 {
    at.timestamp_micros().max(0).unsigned_abs()
}

fn currency_of(shape: &Shape) -> Option<commerce::Currency> {
    shape.currencies.first()?.parse().ok()
}

fn product(document: &Document) -> ProductId {
    product_of_key(document.id)
}

pub(super) fn product_of_key(key: Id) -> ProductId {
    ProductId(Uuid::from_bytes(key))
}

pub(super) fn category_of_key(key: Id) -> CategoryId {
    CategoryId(Uuid::from_bytes(key))
}
