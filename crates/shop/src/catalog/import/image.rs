//! What an import keeps of what it changes, so that it can be taken back.

use std::collections::{BTreeMap, BTreeSet};

use db::{DbError, Tx};
use serde::{Deserialize, Serialize};

use super::write::{Outcome, Run};
use crate::{
    attributes::{Attributes, Specification, Value},
    catalog::{
        ProductDraft,
        queries::imports::{self, ImportChange},
    },
    ids::{AttributeId, ImportId, ProductId, ProductTypeId, VariantId},
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
    pub draft: ProductDraft,
    /// Variants that no editor showed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<VariantId>,
    /// `None` when that was not changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specification: Option<DescribedBefore>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DescribedBefore {
    product_type: Option<ProductTypeId>,
    values: Vec<(AttributeId, Value)>,
}

/// Stock that an import set.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Counted {
    pub variant: VariantId,
    pub before: i64,
    pub after: i64,
    pub backorder_before: bool,
    pub backorder_after: bool,
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
    let next = positions.map_or(0, |(_, last)| last.max(0)) + 1;
    for (position, Fresh { found, change }) in (next..).zip(fresh) {
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
                removed: page.removed().collect(),
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
    pub fn existing(self, all: &Attributes) -> Specification {
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
