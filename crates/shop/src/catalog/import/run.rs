//! The import as a whole: read a batch, write it, report.

use std::{
    collections::HashMap,
    io::{Read, Seek},
};

use commerce::Sku;
use db::{DbError, Violation};
use sha2::{Digest, Sha256};

use super::{
    ImportError, ImportOptions, ImportReport, Progress, RowProblem,
    file::{self, Group, Layout, Piece},
    product::{self, FileProduct, Head},
    specify::{Describing, Made},
    together::{keep_quick, write_all},
    woo,
    write::{Outcome, Run},
};
use crate::{
    Shop,
    catalog::EditError,
    changes::Change,
    ids::ProductId,
    staff::{Actor, Permission},
    tasks::TaskError,
};

/// Products written in one transaction: long enough to be quick, short enough that orders which
/// wait for the same database do not notice.
const BATCH: usize = 50;

/// Brings the products of a Shopify export into the shop.
///
/// Products are found by their handle (their slug here), variants by SKU, else by their options. A
/// second run of the same file finds everything as it is and writes nothing. What the file does not
/// mention stays: variants, pictures, categories, and everything whose column is not there.
///
/// * `Published` false or `Status` draft make a draft. `Type` becomes a category.
/// * A counted variant (`Variant Inventory Tracker` is filled in, or there is no such column) gets
///   the file's quantity, on every run. One that Shopify did not count starts with the quantity as
///   its first stock, may be sold beyond it as it could be there, and is not counted again.
/// * A blank SKU is made from handle and option values.
/// * A row that cannot be used is reported and left out, the rest goes in. Gift cards are left out.
/// * With `dry_run` every batch is rolled back, so rows of a product that come far behind its first
///   ones are judged without what those would have stored.
///
/// # Errors
/// When the file as a whole cannot be read, or the database fails. What was written until then
/// stays; run the import again.
pub async fn shopify(
    shop: &Shop,
    actor: &Actor,
    file: impl Read + Seek + Send + 'static,
    options: &ImportOptions,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ImportReport, ImportError> {
    bring_in(shop, actor, file, Layout::Named, options, progress).await
}

/// Brings the products of a WooCommerce export into the shop, by the same rules as [`shopify`].
///
/// * A product's address is the one that its name makes: the file has none.
/// * A variable product has the options in which its variations differ. A variation for "any" value
///   becomes one variant for each.
/// * What the shop cannot sell is reported and left out: groups, products sold elsewhere, downloads.
///
/// # Errors
/// As those of [`shopify`].
pub async fn woocommerce(
    shop: &Shop,
    actor: &Actor,
    file: impl Read + Seek + Send + 'static,
    options: &ImportOptions,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ImportReport, ImportError> {
    let layout = Layout::WooCommerce(woo::Context::of(shop));
    bring_in(shop, actor, file, layout, options, progress).await
}

async fn bring_in(
    shop: &Shop,
    actor: &Actor,
    file: impl Read + Seek + Send + 'static,
    layout: Layout,
    options: &ImportOptions,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ImportReport, ImportError> {
    actor.require(Permission::ManageCatalogue)?;
    let settings = shop.settings();
    let mut import = Import {
        shop,
        run: Run {
            currency: settings.currency,
            more_currencies: settings.more_currencies.clone(),
            now: shop.clock.now(),
            actor: actor.name().to_owned(),
            locale: settings.default_locale,
            id: ProductId::generate(),
        },
        options,
        report: ImportReport::default(),
        skus: HashMap::new(),
        made: HashMap::new(),
        describing: Describing::default(),
    };
    let mut done = Progress::default();
    let mut pieces = file::read(file, layout);
    let mut batch: Vec<Group> = Vec::new();
    while let Some(piece) = pieces.recv().await {
        match piece? {
            Piece::Header {
                ignored,
                attributes,
            } => {
                import.report.columns_ignored = ignored;
                import.describing = Describing::new(attributes);
            }
            Piece::Bad(problem, _) => {
                import.report.rows += 1;
                import.report.problems.push(problem);
            }
            Piece::Product(group) => batch.push(group),
        }
        if batch.len() >= BATCH {
            import.batch(&mut batch, &mut done).await?;
            progress(done);
        }
    }
    import.batch(&mut batch, &mut done).await?;
    progress(done);
    let mut report = import.report;
    report.problems.sort_by_key(|problem| problem.line);
    Ok(report)
}

struct Import<'a> {
    shop: &'a Shop,
    run: Run,
    options: &'a ImportOptions,
    report: ImportReport,
    /// Where the file gave which SKU; by hash, so that a long file takes little room.
    skus: HashMap<[u8; 16], u64>,
    /// In a dry run, the products it would have made, for rows of theirs that come later.
    made: HashMap<String, Head>,
    describing: Describing,
}

/// How a transaction of the import ends other than with a commit.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    #[error(transparent)]
    Task(#[from] TaskError),
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("nothing is to be written")]
    DryRun(Vec<Outcome>, Made),
}

impl Stop {
    /// Whether one product of several may be the reason, so that the others can go in without it.
    pub fn is_of_one_product(&self) -> bool {
        let (Self::Edit(EditError::Db(error)) | Self::Db(error)) = self else {
            return matches!(self, Self::Edit(_));
        };
        matches!(
            error,
            DbError::Row { .. }
                | DbError::Violated {
                    kind: Violation::Unique | Violation::ForeignKey | Violation::Check,
                    ..
                }
        )
    }

    fn into_error(self) -> ImportError {
        match self {
            Self::Edit(EditError::Db(error)) | Self::Db(error) => ImportError::Db(error),
            Self::Edit(error) => ImportError::Stopped(error.to_string()),
            Self::Task(error) => ImportError::Stopped(error.to_string()),
            Self::DryRun(..) => ImportError::Stopped("the dry run ended early".to_owned()),
        }
    }
}

impl Import<'_> {
    async fn batch(
        &mut self,
        groups: &mut Vec<Group>,
        done: &mut Progress,
    ) -> Result<(), ImportError> {
        let Some(last) = groups.last() else {
            done.rows = self.report.rows;
            return Ok(());
        };
        done.bytes = last.bytes;
        let before = done.products;
        done.products += groups.len() as u64;
        let products: Vec<FileProduct> = groups
            .drain(..)
            .filter_map(|group| self.read(&group))
            .collect();
        done.rows = self.report.rows;
        match self.write(&products).await {
            Ok((outcomes, made)) => self.settle(&products, outcomes, &made).await?,
            Err(stop) if stop.is_of_one_product() => self.one_by_one(&products).await?,
            Err(stop) => return Err(stop.into_error()),
        }
        if !self.options.dry_run {
            keep_quick(self.shop, before, done.products).await;
        }
        Ok(())
    }

    fn read(&mut self, group: &Group) -> Option<FileProduct> {
        self.report.rows += group.lines();
        let mut product = product::read(group, self.run.currency, &mut self.report.problems)?;
        if product.head.is_none() {
            product.head = self.made.get(product.slug.as_str()).map(Head::inherited);
        }
        drop_repeated(&mut product, &mut self.skus, &mut self.report.problems);
        Some(product)
    }

    async fn write(&self, products: &[FileProduct]) -> Result<(Vec<Outcome>, Made), Stop> {
        let (run, describing) = (&self.run, &self.describing);
        let is_dry = self.options.dry_run;
        let outcome = self
            .shop
            .db
            .transaction(|tx| async move {
                let mut outcomes = write_all(&tx, run, products).await?;
                let made = describing.store(&tx, run, products, &mut outcomes).await?;
                if is_dry {
                    return Err(Stop::DryRun(outcomes, made));
                }
                Ok((outcomes, made))
            })
            .await;
        match outcome {
            Err(Stop::DryRun(outcomes, made)) => Ok((outcomes, made)),
            outcome => outcome,
        }
    }

    /// Only the product that the database refuses is left out.
    async fn one_by_one(&mut self, products: &[FileProduct]) -> Result<(), ImportError> {
        for product in products {
            let one = std::slice::from_ref(product);
            match self.write(one).await {
                Ok((outcomes, made)) => self.settle(one, outcomes, &made).await?,
                Err(stop) if stop.is_of_one_product() => self.report.problems.push(RowProblem {
                    line: product.line,
                    handle: product.handle.clone(),
                    column: None,
                    message: format!("the product is left out: {stop}"),
                }),
                Err(stop) => return Err(stop.into_error()),
            }
        }
        Ok(())
    }

    async fn settle(
        &mut self,
        products: &[FileProduct],
        outcomes: Vec<Outcome>,
        made: &Made,
    ) -> Result<(), ImportError> {
        let mut changes = Vec::new();
        let counted = self.describing.note(&outcomes, made);
        self.report.categories_created += counted.categories;
        self.report.attributes_created += counted.attributes;
        self.report.product_types_created += counted.types;
        self.report.problems.extend(made.problems.iter().cloned());
        if !made.is_empty() {
            changes.push(Change::Attributes);
        }
        for (product, outcome) in products.iter().zip(outcomes) {
            if !outcome.categories_created.is_empty() {
                changes.push(Change::Categories);
            }
            if let Some(id) = outcome.product.filter(|_| outcome.is_changed) {
                changes.push(Change::Product(id));
            }
            self.add(product, outcome);
        }
        if !self.options.dry_run && !changes.is_empty() {
            self.shop.apply(&changes).await?;
        }
        Ok(())
    }

    fn add(&mut self, product: &FileProduct, outcome: Outcome) {
        let report = &mut self.report;
        report.problems.extend(outcome.problems);
        if outcome.product.is_none() {
            return;
        }
        let is_known = self.made.contains_key(product.slug.as_str());
        match (outcome.is_created && !is_known, outcome.is_changed) {
            (true, _) => report.products_created += 1,
            (false, true) => report.products_updated += 1,
            (false, false) => report.products_unchanged += 1,
        }
        if self.options.dry_run
            && let Some(head) = &product.head
        {
            let made = Head::inherited(head);
            self.made.entry(product.slug.to_string()).or_insert(made);
        }
        report.variants_created += outcome.variants_created;
        report.variants_updated += outcome.variants_updated;
        report.pictures_created += outcome.pictures_created;
        report.skus_made += outcome.skus_made;
    }
}

/// Leaves out variants with a SKU that another line of the file has.
pub(super) fn drop_repeated(
    product: &mut FileProduct,
    skus: &mut HashMap<[u8; 16], u64>,
    problems: &mut Vec<RowProblem>,
) {
    let variants = std::mem::take(&mut product.variants);
    for variant in variants {
        let first = variant.sku.as_ref().map(|sku| {
            let first = *skus.entry(hash(sku)).or_insert(variant.line);
            (sku, first)
        });
        match first {
            Some((sku, first)) if first != variant.line => {
                problems.push(RowProblem::repeated_sku(product, variant.line, sku, first));
            }
            _ => product.variants.push(variant),
        }
    }
}

pub(super) fn hash(sku: &Sku) -> [u8; 16] {
    let digest = Sha256::digest(sku.as_str().as_bytes());
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}
