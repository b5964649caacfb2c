//! Taking an import back, as far as nothing came after it. What depends on products elsewhere in the
//! shop is not known here: [`crate::undo`] asks for it and decides.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use db::{DbError, Read, Tx};
use serde::{Deserialize, Serialize};

use super::write::{Outcome, Run};
use crate::{
    Shop, Timestamp,
    attributes::{self, Attributes, Specification, Value},
    catalog::{
        CategoryTree, EditError, ProductDraft, ProductPage, ProductStatus, Variant, check, prices,
        queries::{
            self, Moved,
            imports::{self, ImportChange, MadeBy},
        },
        store::{Context, store},
    },
    changes::{self, Change},
    ids::{AttributeId, CategoryId, ImportId, ProductId, ProductTypeId, VariantId},
    inventory::{self, MovementReason, NewStock},
    tasks::{TaskError, Turn},
};

/// A product before an import.
#[derive(Debug)]
pub(super) struct Image {
    /// `None` for a product that the import made.
    pub before: Option<Before>,
    pub stock: Vec<Counted>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Before {
    #[serde(flatten)]
    draft: ProductDraft,
    /// `None` when that was not changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    specification: Option<DescribedBefore>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DescribedBefore {
    product_type: Option<ProductTypeId>,
    values: Vec<(AttributeId, Value)>,
}

/// Stock that an import set.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Counted {
    variant: VariantId,
    before: i64,
    after: i64,
    backorder_before: bool,
    backorder_after: bool,
}

/// What an import just did to a product.
pub(super) struct Fresh {
    /// The version that it found; 0 where there was none.
    pub found: i64,
    /// Its position is given by [`note`].
    pub change: ImportChange,
}

/// Writes down what is needed to take changes back, in the order in which they were done. An import may come to a
/// product more than once; the last time counts.
pub(super) async fn note(tx: &Tx, import: ImportId, fresh: Vec<Fresh>) -> Result<(), DbError> {
    let products: BTreeSet<ProductId> = fresh.iter().map(|one| one.change.product).collect();
    let known = imports::changes_of(tx, import, products.into_iter().collect()).await?;
    let mut all: BTreeMap<ProductId, ImportChange> =
        known.into_iter().map(|one| (one.product, one)).collect();
    let positions = imports::positions(tx, import).await?;
    let mut position = positions.map_or(0, |(_, last)| last.max(0));
    for Fresh { found, change } in fresh {
        position += 1;
        let change = ImportChange { position, ..change };
        let change = match all.remove(&change.product) {
            Some(first) if first.version == found => first.and_then(change)?,
            // Somebody else changed it in between: that is what it goes back to.
            _ => change,
        };
        all.insert(change.product, change);
    }
    imports::put_changes(tx, import, all.into_values()).await
}

impl ImportChange {
    /// This change and the next one of the same import, as one.
    fn and_then(self, next: Self) -> Result<Self, DbError> {
        let product = self.product;
        let wrong = |error: serde_json::Error| DbError::row("import_change", product, error);
        let mut stock: Vec<Counted> = serde_json::from_value(self.stock).map_err(wrong)?;
        let later: Vec<Counted> = serde_json::from_value(next.stock).map_err(wrong)?;
        for counted in later {
            match stock.iter_mut().find(|one| one.variant == counted.variant) {
                Some(one) => {
                    one.after = counted.after;
                    one.backorder_after = counted.backorder_after;
                }
                None => stock.push(counted),
            }
        }
        let before = match (self.before, next.before) {
            (Some(first), Some(later)) => {
                let mut first: Before = serde_json::from_value(first).map_err(wrong)?;
                let later: Before = serde_json::from_value(later).map_err(wrong)?;
                first.specification = first.specification.or(later.specification);
                Some(serde_json::to_value(first).map_err(wrong)?)
            }
            // It was made by the first.
            (first, _) => first,
        };
        Ok(Self {
            before,
            stock: serde_json::to_value(stock).map_err(wrong)?,
            ..next
        })
    }
}

/// What became of one product.
#[derive(Debug)]
pub(crate) enum Undone {
    /// The import made it, as this version, and nobody changed it since: the caller decides.
    Made(i64),
    Restored,
    /// It is gone already.
    Nothing,
    /// Something is in its way that may be gone once all others are taken back.
    Waits,
    /// Why not.
    Kept(&'static str),
}

/// What became of the fields of one product.
enum Restored {
    Whole,
    NotAllowed,
    /// With what is there now.
    Collides,
}

/// Why a product could not be looked at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UndoError {
    #[error(transparent)]
    Task(#[from] TaskError),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// One run of taking back.
pub(crate) struct Undoing<'a> {
    import: ImportId,
    context: Context<'a>,
}

/// What an import made besides products, and what became of it.
#[derive(Debug, Default)]
pub(crate) struct RemovedMade {
    pub categories: u64,
    pub attributes: u64,
    pub product_types: u64,
    /// What stays, and why.
    pub kept: Vec<(String, &'static str)>,
}

impl Image {
    pub fn of(outcome: &Outcome, run: &Run) -> Self {
        let before = outcome.before.as_ref().map(|before| {
            let page = &before.0;
            let mut draft = ProductDraft::of(page, run.currency);
            for variant in &mut draft.variants {
                let stored = page.variants.iter().find(|one| Some(one.id) == variant.id);
                let prices = stored.map_or(&[][..], |one| &one.prices).iter();
                let others = prices.filter(|price| {
                    let currency = price.amount.currency();
                    run.more_currencies.contains(&currency)
                });
                variant.more_prices = Some(others.copied().collect());
            }
            let specification = outcome.described_before.as_ref();
            Before {
                draft,
                specification: specification.map(|it| DescribedBefore {
                    product_type: it.product_type,
                    values: it.values.clone(),
                }),
            }
        });
        let stock = outcome.counted.iter().map(|(new, before)| Counted {
            variant: new.variant,
            before: before.on_hand,
            after: new.on_hand,
            backorder_before: before.backorder,
            backorder_after: new.backorder,
        });
        Self {
            before,
            stock: stock.collect(),
        }
    }
}

impl DescribedBefore {
    /// As far as there is still what it names.
    fn existing(self, all: &Attributes) -> Specification {
        let is_there = |(id, value): &(AttributeId, Value)| {
            let attribute = all.get(*id);
            attribute.is_some_and(|it| match value {
                Value::Choice(choice) => it.choice(*choice).is_some(),
                Value::Text(_) | Value::Number(_) | Value::Flag(_) => true,
            })
        };
        let product_type = self.product_type;
        Specification {
            product_type: product_type.filter(|id| all.product_type(*id).is_some()),
            values: self.values.into_iter().filter(is_there).collect(),
        }
    }
}

/// What an import changed, below a position, some products at a time. The latest comes first: what it took over from
/// another product, such as a SKU, is free when that one is restored.
pub(crate) async fn changed(
    read: &impl Read,
    import: ImportId,
    below: Option<i64>,
    limit: u64,
) -> Result<Vec<ImportChange>, DbError> {
    imports::changes(read, import, below, limit).await
}

impl<'a> Undoing<'a> {
    pub fn new(shop: &Shop, turn: &'a Turn, import: ImportId, cause: &'a str) -> Self {
        let settings = shop.settings();
        Self {
            import,
            context: Context {
                currency: settings.currency,
                more_currencies: settings.more_currencies.clone(),
                now: turn.now(),
                actor: turn.started_by(),
                reason: MovementReason::Import,
                cause,
            },
        }
    }

    /// Makes a product what it was before the import. With its title.
    pub async fn product(
        &self,
        tx: &Tx,
        change: &ImportChange,
    ) -> Result<(String, Undone), UndoError> {
        // Nobody changes it between the look and the write.
        queries::lock_products(tx, &[change.product]).await?;
        match queries::page_by_id(tx, change.product).await? {
            Some(page) => {
                let undone = self.take_back(tx, &page, change).await?;
                Ok((page.product.title, undone))
            }
            None => Ok((String::new(), Undone::Nothing)),
        }
    }

    async fn take_back(
        &self,
        tx: &Tx,
        page: &ProductPage,
        change: &ImportChange,
    ) -> Result<Undone, UndoError> {
        if page.product.version != change.version {
            return Ok(Undone::Kept(
                "somebody changed it since, so it stays as it is",
            ));
        }
        let wrong = |error: serde_json::Error| DbError::row("import_change", change.product, error);
        let Some(before) = change.before.clone() else {
            return Ok(Undone::Made(page.product.version));
        };
        let before: Before = serde_json::from_value(before).map_err(wrong)?;
        match self.restore(tx, page, &before.draft).await? {
            Restored::Whole => {}
            Restored::NotAllowed => {
                return Ok(Undone::Kept("what it was is not allowed any more"));
            }
            // It has not waited yet.
            Restored::Collides if change.position > 0 => return Ok(Undone::Waits),
            Restored::Collides => {
                return Ok(Undone::Kept(
                    "what it was collides with what is there now: a SKU, an address or a category",
                ));
            }
        }
        if let Some(described) = before.specification {
            self.describe(tx, page, described).await?;
        }
        let stock: Vec<Counted> = serde_json::from_value(change.stock.clone()).map_err(wrong)?;
        if !count_back(tx, &self.context, &stock).await? {
            return Ok(Undone::Kept(
                "it is what it was, but its stock moved since and stays as it is",
            ));
        }
        Ok(Undone::Restored)
    }

    async fn restore(
        &self,
        tx: &Tx,
        page: &ProductPage,
        draft: &ProductDraft,
    ) -> Result<Restored, UndoError> {
        let context = &self.context;
        let checked = check::check(draft, context.currency, &context.more_currencies);
        let Ok(checked) = checked else {
            return Ok(Restored::NotAllowed);
        };
        match store(tx, context, Some(page), page.product.id, &checked).await {
            Ok(plan) => {
                let was_active = |id| page.variants.iter().any(|old| old.id == id && old.active);
                let changed = plan.changed_variants.iter();
                let off_sale = changed.filter(|one| !one.active && was_active(one.id));
                let mut off_sale: Vec<&Variant> = off_sale.collect();
                // One that was off sale before the import is so again because staff want it.
                let noted = queries::noted_variants(tx, &off_sale).await?;
                let was_there = |id| draft.variants.iter().any(|one| one.id == Some(id));
                off_sale.retain(|one| !was_there(one.id) || noted.contains_key(&one.id));
                queries::note_undone_variants(tx, &off_sale).await?;
                Ok(Restored::Whole)
            }
            Err(EditError::Invalid(_)) => Ok(Restored::Collides),
            Err(EditError::Db(error)) => Err(error.into()),
            Err(error) => Err(TaskError::Retry(error.to_string()).into()),
        }
    }

    async fn describe(
        &self,
        tx: &Tx,
        page: &ProductPage,
        described: DescribedBefore,
    ) -> Result<(), DbError> {
        let (id, now) = (page.product.id, self.context.now);
        let specification = described.existing(&attributes::load(tx).await?);
        if !attributes::store(tx, id, &specification).await? {
            return Ok(());
        }
        // The draft may have done so already, and then it is another version.
        queries::touch_product(tx, id, page.product.version, now).await?;
        changes::record(tx, &[Change::Product(id)], now).await
    }

    /// Puts a product that the import made into the archive, and keeps in mind that it was this.
    pub async fn archive(&self, tx: &Tx, id: ProductId) -> Result<(), DbError> {
        let now = self.context.now;
        let Some((mut product, search_text)) = queries::product(tx, id).await? else {
            return Ok(());
        };
        if product.status != ProductStatus::Archived {
            product.status = ProductStatus::Archived;
            product.publish_at = None;
            product.version += 1;
            product.updated_at = now;
            queries::update_product(tx, &product, &search_text).await?;
            prices::catch_up(tx, id, now).await?;
            prices::refresh(tx, &[id], now).await?;
            changes::record(tx, &[Change::Product(id)], now).await?;
        }
        imports::note_archived(tx, self.import, id, product.version).await
    }

    /// Puts products behind all others. A product that comes more than once in a file may have something that another
    /// product took over from it and something it took over from that one: then no order is the right one for both.
    pub async fn wait(&self, tx: &Tx, products: &[ProductId]) -> Result<(), DbError> {
        if products.is_empty() {
            return Ok(());
        }
        let positions = imports::positions(tx, self.import).await?;
        let mut position = positions.map_or(0, |(first, _)| first.min(0));
        for product in products {
            position -= 1;
            imports::set_position(tx, self.import, *product, position).await?;
        }
        Ok(())
    }

    /// The products that are dealt with.
    pub async fn settle(&self, tx: &Tx, products: &[ProductId]) -> Result<(), DbError> {
        imports::delete_changes(tx, self.import, products).await
    }

    /// Removes the categories, attributes and product types that the import made, as far as nobody
    /// uses or changed them.
    pub async fn remove_made(&self, tx: &Tx) -> Result<RemovedMade, DbError> {
        let made = imports::made(tx, self.import).await?;
        let now = self.context.now;
        let mut removed = RemovedMade::default();
        let categories = made.iter().filter_map(|one| match one {
            MadeBy::Category(id) => Some(*id),
            MadeBy::Attribute(_) | MadeBy::ProductType(_) => None,
        });
        remove_categories(tx, categories.collect(), now, &mut removed).await?;
        let all = attributes::load(tx).await?;
        // Types first: they name attributes.
        for id in made.iter().filter_map(MadeBy::product_type) {
            if attributes::remove_type(tx, id, now).await? {
                removed.product_types += 1;
            } else if let Some(kept) = all.product_type(id) {
                let name = format!("Product type {}", kept.name);
                removed.kept.push((name, IN_USE));
            }
        }
        for id in made.iter().filter_map(MadeBy::attribute) {
            if attributes::remove_attribute(tx, id, now).await? {
                removed.attributes += 1;
            } else if let Some(kept) = all.get(id) {
                let name = format!("Attribute {}", kept.key);
                removed.kept.push((name, IN_USE));
            }
        }
        imports::delete_made(tx, self.import).await?;
        Ok(removed)
    }
}

const IN_USE: &str =
    "products, product types or categories use it, or somebody changed it since, so it stays";

/// From the bottom up, since one with others below it stays.
async fn remove_categories(
    tx: &Tx,
    mut made: Vec<CategoryId>,
    now: Timestamp,
    removed: &mut RemovedMade,
) -> Result<(), DbError> {
    if made.is_empty() {
        return Ok(());
    }
    let tree = CategoryTree::new(queries::lock_categories(tx).await?);
    let used = queries::products_by_category(tx).await?;
    let mut gone = HashSet::new();
    made.sort_by_key(|id| std::cmp::Reverse(tree.path(*id).len()));
    for id in made {
        let Some(category) = tree.get(id) else {
            continue;
        };
        let reason = if used.contains_key(&id) {
            Some("there are products in this category, so it stays")
        } else if tree.children(id).any(|one| !gone.contains(&one.id)) {
            Some("there are categories below it, so it stays")
        } else if category.version != 1 {
            Some("somebody changed this category since, so it stays")
        } else {
            None
        };
        if let Some(reason) = reason {
            removed.kept.push((category.title.clone(), reason));
            continue;
        }
        if queries::delete_category(tx, id, 1).await? {
            let slug = category.slug.as_str();
            queries::note_gone(tx, Moved::Category(id), slug, now).await?;
            removed.categories += 1;
            gone.insert(id);
        }
    }
    if removed.categories > 0 {
        changes::record(tx, &[Change::Categories], now).await?;
    }
    Ok(())
}

/// `false` if some of it moved since.
async fn count_back(tx: &Tx, context: &Context<'_>, stock: &[Counted]) -> Result<bool, DbError> {
    let variants: Vec<VariantId> = stock.iter().map(|one| one.variant).collect();
    if variants.is_empty() {
        return Ok(true);
    }
    let levels = inventory::availability(tx, &variants).await?;
    let untouched = stock.iter().filter(|one| {
        levels.get(&one.variant).is_some_and(|level| {
            level.on_hand == one.after && level.backorder == one.backorder_after
        })
    });
    let back: Vec<NewStock> = untouched
        .map(|one| NewStock {
            variant: one.variant,
            on_hand: one.before,
            backorder: one.backorder_before,
        })
        .collect();
    let Context {
        reason,
        actor,
        cause,
        now,
        ..
    } = context;
    let refused = inventory::set_counted(tx, &back, *reason, actor, cause, *now).await?;
    Ok(back.len() == stock.len() && refused.is_empty())
}
