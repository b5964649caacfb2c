//! The products of one transaction: what is stored of them is read together, and new ones are written together.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    time::Duration,
};

use commerce::{Sku, Slug};
use db::{DbError, Tx};

use super::{
    places::Places,
    product::FileProduct,
    write::{Outcome, Run, write},
};
use crate::{
    Shop,
    catalog::{
        EditError, ProductPage,
        check::Checked,
        plan::Plan,
        queries,
        store::{Owners, create, skus},
    },
};

/// Writes the products of a file, and says what became of each.
pub(super) async fn write_all(
    tx: &Tx,
    run: &Run,
    products: &[FileProduct],
) -> Result<Vec<Outcome>, EditError> {
    let mut together = Together::load(tx, run, products).await?;
    let mut outcomes = Vec::with_capacity(products.len());
    for product in products {
        outcomes.push(write(tx, &mut together, product).await?);
    }
    together.write_waiting(tx).await?;
    Ok(outcomes)
}

/// After the first so many products, and each time there are four times as many, the database is told how much it holds.
const FIRST_LOOK: u64 = 500;

/// Longer than it ever took. An import does not wait for whoever holds the tables.
const LOOK_TIME: Duration = Duration::from_secs(10);

/// After a transaction that brought what is read of a file, mostly products, from `before` to `after`.
pub(super) async fn keep_quick(shop: &Shop, before: u64, after: u64) {
    let mut looks = std::iter::successors(Some(FIRST_LOOK), |look| look.checked_mul(4));
    if !looks.any(|look| before < look && look <= after) {
        return;
    }
    let outcome = tokio::time::timeout(LOOK_TIME, shop.db.renew_statistics()).await;
    let problem = match outcome {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error.to_string(),
        Err(elapsed) => elapsed.to_string(),
    };
    tracing::warn!(
        problem,
        "the database was not told how much it holds; the import may be slow"
    );
}

pub(super) struct Together<'a> {
    pub run: &'a Run,
    pub places: Places,
    /// As they were before the transaction.
    stored: HashMap<Slug, ProductPage>,
    /// What the transaction may have changed.
    seen: HashSet<Slug>,
    /// Of the SKUs that the file gives, as they were before the transaction; `None` once it changed any.
    owners: Option<(HashSet<String>, Owners)>,
    waiting: Vec<(Plan, String)>,
    /// Of those that wait.
    skus: HashSet<Sku>,
}

impl<'a> Together<'a> {
    async fn load(tx: &Tx, run: &'a Run, products: &[FileProduct]) -> Result<Self, DbError> {
        let slugs = products.iter().map(|product| product.slug.as_str());
        let pages = queries::pages_by_slugs(tx, slugs).await?;
        let pages = pages.into_iter();
        let variants = products.iter().flat_map(|product| &product.variants);
        let skus: Vec<String> = variants
            .filter_map(|variant| variant.sku.as_ref().map(ToString::to_string))
            .collect();
        let owners = queries::skus_owned(tx, &skus).await?;
        Ok(Self {
            run,
            places: Places::load(tx).await?,
            stored: pages
                .map(|page| (page.product.slug.clone(), page))
                .collect(),
            seen: HashSet::new(),
            owners: Some((skus.into_iter().collect(), owners)),
            waiting: Vec::new(),
            skus: HashSet::new(),
        })
    }

    /// The product with this slug, as it is now.
    pub async fn stored(&mut self, tx: &Tx, slug: &Slug) -> Result<Option<ProductPage>, DbError> {
        if self.seen.insert(slug.clone()) {
            return Ok(self.stored.remove(slug));
        }
        self.write_waiting(tx).await?;
        queries::page_by_slug(tx, slug.as_str()).await
    }

    /// Nobody can see by looking into the database that a product which waits has one of the SKUs: it is written first.
    pub async fn make_way(&mut self, tx: &Tx, draft: &Checked) -> Result<(), DbError> {
        let mut variants = draft.variants.iter();
        if variants.any(|variant| self.skus.contains(&variant.sku)) {
            self.write_waiting(tx).await?;
        }
        Ok(())
    }

    /// Whose the SKUs of a draft are.
    pub async fn owners(&self, tx: &Tx, draft: &Checked) -> Result<Cow<'_, Owners>, DbError> {
        let skus = skus(draft);
        match &self.owners {
            Some((asked, owners)) if skus.iter().all(|sku| asked.contains(sku)) => {
                Ok(Cow::Borrowed(owners))
            }
            _ => Ok(Cow::Owned(queries::skus_owned(tx, &skus).await?)),
        }
    }

    /// What was known of SKUs may not be so any more.
    pub fn forget_owners(&mut self) {
        self.owners = None;
    }

    /// A new product, to be written with the others.
    pub fn add(&mut self, plan: Plan, cause: String) {
        let variants = plan.new_variants.iter();
        self.skus
            .extend(variants.map(|variant| variant.sku.clone()));
        self.waiting.push((plan, cause));
    }

    async fn write_waiting(&mut self, tx: &Tx) -> Result<(), DbError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = self.waiting.iter();
        let new: Vec<_> = waiting
            .map(|(plan, cause)| (plan, cause.as_str()))
            .collect();
        create(tx, &self.run.context(""), &new).await?;
        self.waiting.clear();
        self.skus.clear();
        self.forget_owners();
        Ok(())
    }
}
