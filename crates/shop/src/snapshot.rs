//! What each process keeps in memory because every page needs it: settings, categories, products.

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use db::{Db, DbError};
use moka::sync::Cache;

use crate::{
    Settings, Shop,
    catalog::{self, CategoryTree, ProductPage},
    changes::Change,
    settings,
};

/// Products kept in memory; at a few kilobytes each.
const PRODUCTS: u64 = 4_000;

/// A product read just before a change was committed may be stored just after the change was heard
/// of; this ends its life all the same.
const PRODUCT_LIFE: Duration = Duration::from_mins(1);

/// Read with every page, refreshed from `change` rows.
pub struct Snapshot {
    pub(crate) settings: ArcSwap<Settings>,
    pub(crate) categories: ArcSwap<CategoryTree>,
    /// By slug; without stock, which is always read from the database.
    pub(crate) products: Cache<String, Arc<ProductPage>>,
}

impl Snapshot {
    pub async fn load(db: &Db) -> Result<Self, DbError> {
        let settings = settings::load(db.primary()).await?.settings;
        let categories = catalog::category_tree(db.primary()).await?;
        Ok(Self {
            settings: ArcSwap::from_pointee(settings),
            categories: ArcSwap::from_pointee(categories),
            products: Cache::builder()
                .max_capacity(PRODUCTS)
                .time_to_live(PRODUCT_LIFE)
                .build(),
        })
    }
}

impl Shop {
    /// Reads settings and categories again and forgets every product.
    pub async fn refresh(&self) -> Result<(), DbError> {
        self.apply(&[Change::Settings, Change::Categories]).await?;
        self.snapshot.products.invalidate_all();
        Ok(())
    }

    /// Brings the memory of this process up to date with what changed.
    pub async fn apply(&self, changes: &[Change]) -> Result<(), DbError> {
        let snapshot = &self.snapshot;
        if changes.contains(&Change::Settings) {
            // Also the products: their prices are those of the shop's currency.
            let fresh = settings::load(self.db.primary()).await?.settings;
            snapshot.settings.store(Arc::new(fresh));
            snapshot.products.invalidate_all();
        }
        if changes.contains(&Change::Categories) {
            let fresh = catalog::category_tree(self.db.primary()).await?;
            snapshot.categories.store(Arc::new(fresh));
            snapshot.products.invalidate_all();
        }
        let is_changed = |page: &ProductPage| changes.contains(&Change::Product(page.product.id));
        if changes
            .iter()
            .any(|change| matches!(change, Change::Product(_)))
        {
            // A slug may have changed too, so the entry is found by what it holds.
            let stale: Vec<_> = snapshot
                .products
                .iter()
                .filter(|(_, page)| is_changed(page))
                .map(|(slug, _)| slug)
                .collect();
            for slug in stale {
                snapshot.products.invalidate(slug.as_str());
            }
        }
        Ok(())
    }
}
