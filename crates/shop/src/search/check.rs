//! Whether the indexes in this data folder say what the database says.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use ::search::{Id, Index, Settings as Shape, State};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    PLACES, SearchError, blocking,
    documents::Maker,
    keeper::{committed_at, product_of_key},
    shape,
    sold::Sold,
};
use crate::{
    Shop, Timestamp,
    attributes::{self, Attributes},
    catalog::{self, CategoryTree},
    changes::{self, Change},
    ids::ProductId,
};

/// Findings that are told one by one.
const TOLD: usize = 20;

/// A change from so long before the last commit may have been committed after it.
const LATE: TimeDelta = TimeDelta::seconds(10);

/// A running shop may remove a file between our looking and our keeping it.
const ATTEMPTS: usize = 5;

/// What an index does not know because it has not heard of it yet, as after a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lag {
    /// No finding: the process that has the index hears of it within a second, or after its next start.
    Excused,
    /// A finding as well: nothing is going on, and whoever follows has had the time.
    Told,
}

/// What is in an index and not in the database, or the other way round, or different. An index that
/// will be built at the next start is excused like changes that it has not applied.
pub async fn audit(shop: &Shop, lag: Lag) -> Result<Vec<String>, SearchError> {
    if let Some(index) = shop.search.fitting(&shop.settings()) {
        return compare(shop, &index, lag).await;
    }
    let mut has_index = false;
    let mut findings = Vec::new();
    for place in 1..=PLACES {
        let folder = shop.search.folder().join(place.to_string());
        if !folder.is_dir() {
            continue;
        }
        has_index = true;
        let shape = shape(&shop.settings());
        let borrowed = blocking(move || borrow(&folder, &shape)).await?;
        match borrowed.index.state() {
            State::Ready { .. } => {
                findings.append(&mut compare(shop, &borrowed.index, lag).await?);
            }
            State::NeedsRebuild(::search::Reason::Broken(reason)) => {
                findings.push(format!("the index in place {place} is damaged: {reason}"));
            }
            State::NeedsRebuild(reason) if lag == Lag::Told => {
                findings.push(format!("the index in place {place} is not built: {reason}"));
            }
            State::NeedsRebuild(_) => {}
        }
        blocking(move || {
            drop(borrowed);
            Ok::<_, SearchError>(())
        })
        .await?;
    }
    if lag == Lag::Told && !has_index {
        findings.push("there is no index".to_owned());
    }
    Ok(findings)
}

async fn compare(shop: &Shop, index: &Index, lag: Lag) -> Result<Vec<String>, SearchError> {
    let asked = index.clone();
    let (committed_at, mut in_index) = blocking(move || contents(&asked)).await?;
    let Some(committed_at) = committed_at else {
        let finding = (lag == Lag::Told).then(|| "an index is not built".to_owned());
        return Ok(finding.into_iter().collect());
    };
    if lag == Lag::Excused && changes::is_forgotten(committed_at, shop.clock.now()) {
        return Ok(Vec::new());
    }
    let tree = catalog::category_tree(shop.db.primary()).await?;
    let attributes = attributes::load(shop.db.primary()).await?;
    let differing = differing(shop, &tree, &attributes, &mut in_index).await?;
    // After all that is compared was read.
    let excused = match lag {
        Lag::Told => Some(HashSet::new()),
        Lag::Excused => unheard(shop, committed_at - LATE).await?,
    };
    let Some(excused) = excused else {
        return Ok(Vec::new());
    };
    let differing: Vec<String> = differing
        .into_iter()
        .chain(in_index.into_keys().map(|id| {
            let product = product_of_key(id);
            (
                product,
                format!("product {product} cannot be bought, but is found"),
            )
        }))
        .filter(|(product, _)| !excused.contains(product))
        .map(|(_, finding)| finding)
        .collect();
    Ok(shortened(differing))
}

/// Until when changes are in it, and the version of each product.
type Contents = (Option<Timestamp>, HashMap<Id, i64>);

fn contents(index: &Index) -> Result<Contents, ::search::Error> {
    // Before the products: what is committed meanwhile is excused, not found.
    let committed_at = committed_at(index);
    let mut versions = HashMap::new();
    index.for_each_version(|id, version| {
        versions.insert(id, version);
    })?;
    Ok((committed_at, versions))
}

/// Products that the index does not know as they are. All that are in the database are taken out of
/// `in_index`.
async fn differing(
    shop: &Shop,
    tree: &CategoryTree,
    attributes: &Attributes,
    in_index: &mut HashMap<Id, i64>,
) -> Result<Vec<(ProductId, String)>, SearchError> {
    let sold = Sold::none(shop.clock.now());
    let maker = Maker {
        db: &shop.db,
        currency: shop.settings().currency,
        tree,
        attributes,
        locale: shop.settings().default_locale,
        sold: &sold,
    };
    let mut differing = Vec::new();
    let mut last = None;
    loop {
        let documents = maker.after(last).await?;
        let Some(document) = documents.last() else {
            return Ok(differing);
        };
        last = Some(product_of_key(document.id));
        for document in documents {
            let what = match in_index.remove(&document.id) {
                Some(version) if version == document.version => continue,
                Some(_) => "is another one in the index",
                None => "is not found",
            };
            let finding = format!("product {}: {what}", document.slug);
            differing.push((product_of_key(document.id), finding));
        }
    }
}

/// Products that changed after `from`; `None` if all may have.
async fn unheard(shop: &Shop, from: Timestamp) -> Result<Option<HashSet<ProductId>>, SearchError> {
    let read = shop.db.primary();
    let mut products = HashSet::new();
    let mut variants = Vec::new();
    for change in changes::since(read, from).await? {
        match change {
            Change::Product(id) => {
                products.insert(id);
            }
            Change::Stock(id) => variants.push(id),
            Change::Categories | Change::Attributes | Change::Index => return Ok(None),
            Change::Collections | Change::Settings | Change::Reviews(_) | Change::SearchRules => {}
        }
    }
    products.extend(catalog::products_of(read, &variants).await?);
    Ok(Some(products))
}

fn shortened(mut findings: Vec<String>) -> Vec<String> {
    findings.sort_unstable();
    let more = findings.len().saturating_sub(TOLD);
    findings.truncate(TOLD);
    if more > 0 {
        findings.push(format!(
            "and {more} more; `shopwright reindex` builds the index anew"
        ));
    }
    findings
}

/// An index to be read, and the copy that it is in.
struct Borrowed {
    index: Index,
    _copy: Option<Duplicate>,
}

/// Opens the index in `folder`, or a copy of it if a running shop has it open.
fn borrow(folder: &Path, shape: &Shape) -> Result<Borrowed, SearchError> {
    match Index::open(folder, shape) {
        Err(::search::Error::InUse(_)) => {}
        opened => {
            return Ok(Borrowed {
                index: opened?,
                _copy: None,
            });
        }
    }
    let mut borrowed = copied(folder, shape)?;
    for _ in 1..ATTEMPTS {
        if matches!(borrowed.index.state(), State::Ready { .. }) {
            break;
        }
        borrowed = copied(folder, shape)?;
    }
    Ok(borrowed)
}

fn copied(folder: &Path, shape: &Shape) -> Result<Borrowed, SearchError> {
    let copy = Duplicate::of(folder)?;
    Ok(Borrowed {
        index: Index::open(&copy.0, shape)?,
        _copy: Some(copy),
    })
}

/// Second names for the files of an index; gone with this value. Files of an index are written once,
/// so nothing that the owner does changes them.
struct Duplicate(PathBuf);

impl Duplicate {
    fn of(folder: &Path) -> io::Result<Self> {
        let beside = folder.with_file_name(format!("audit-{}", Uuid::now_v7()));
        let current = fs::read_to_string(folder.join("CURRENT"))?;
        let from = folder.join(current.trim());
        let to = beside.join(current.trim());
        fs::create_dir_all(&to)?;
        let copy = Self(beside);
        fs::write(copy.0.join("CURRENT"), current)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_string_lossy().ends_with(".lock") {
                continue;
            }
            match fs::hard_link(entry.path(), to.join(&name)) {
                // Merged away since; a later attempt sees what came of it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                linked => linked?,
            }
        }
        Ok(copy)
    }
}

impl Drop for Duplicate {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "the copy of a search index could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_findings_is_cut() {
        let findings = |count: usize| (0..count).map(|at| at.to_string()).collect::<Vec<_>>();

        assert_eq!(shortened(findings(TOLD)).len(), TOLD);
        let long = shortened(findings(TOLD + 5));
        assert_eq!(long.len(), TOLD + 1);
        assert!(long[TOLD].starts_with("and 5 more"));
    }

    #[test]
    fn a_copy_has_the_files_that_count_and_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("1");
        fs::create_dir_all(folder.join("index-2")).unwrap();
        fs::write(folder.join("CURRENT"), "index-2").unwrap();
        fs::write(folder.join("LOCK"), "").unwrap();
        for name in ["meta.json", "a.idx", ".tantivy-writer.lock"] {
            fs::write(folder.join("index-2").join(name), name).unwrap();
        }

        let copy = Duplicate::of(&folder).unwrap();

        let inside = copy.0.join("index-2");
        assert_eq!(fs::read_to_string(inside.join("a.idx")).unwrap(), "a.idx");
        assert!(inside.join("meta.json").is_file());
        assert!(!inside.join(".tantivy-writer.lock").exists());
        assert!(!copy.0.join("LOCK").exists());
        let place = copy.0.clone();
        drop(copy);
        assert!(!place.exists() && folder.join("index-2/a.idx").exists());
    }
}
