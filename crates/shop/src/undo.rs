//! Taking an import back, as far as nothing came after it. An area of its own, far to the right, because
//! stock, carts, wish lists and reviews have a say in which products may go.

use db::{DbError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Shop, Timestamp,
    catalog::{
        self,
        import::{self, ImportError, Round, UndoError, Undoing, Undone},
    },
    changes::Change,
    ids::{ImportId, ProductId, TaskId},
    removal::{self, RemoveError},
    reviews,
    staff::Actor,
    tasks::{NewProblem, Step, Task, TaskError, Turn},
    wishes,
};

/// Products taken back in one transaction.
const BATCH: u64 = 25;

/// Takes back what an import did. Products that it made are deleted, or archived if something depends
/// on them; others become what they were. Categories, attributes and product types that it made go when
/// nothing is in them. Whatever somebody changed since is left as it is, and named.
#[derive(Debug, Serialize, Deserialize)]
pub struct UndoImport {
    import: ImportId,
    /// What it is called.
    file: String,
}

#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
struct Totals {
    products_deleted: u64,
    products_archived: u64,
    products_restored: u64,
    categories_removed: u64,
    attributes_removed: u64,
    product_types_removed: u64,
}

/// Takes back what an import did, as far as nothing came after it.
///
/// # Errors
/// See [`ImportError`]; after any of them nothing has begun.
pub async fn import(shop: &Shop, actor: &Actor, id: ImportId) -> Result<TaskId, ImportError> {
    import::begin_undo(shop, actor, id, |import| UndoImport {
        import: id,
        file: import.file_name.clone(),
    })
    .await
}

impl Task for UndoImport {
    const KIND: &'static str = "catalog.import_undo";
    const LANE: Option<&'static str> = Some("import");

    fn title(&self) -> String {
        format!("Undo of the import of {}", self.file)
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let round: Round = turn.cursor()?;
        let changed = round.changes(shop.db.primary(), self.import, BATCH).await?;
        let cause = format!("undo:{}", turn.task());
        let undoing = Undoing::new(shop, turn, self.import, round, &cause);
        let part = &Part {
            undoing,
            changed,
            now: turn.now(),
        };
        let outcome = shop
            .db
            .transaction(|tx| async move { part.take_back(&tx, turn).await })
            .await;
        let is_last = match outcome {
            Ok(is_last) => is_last,
            Err(UndoError::Task(error)) => return Err(error),
            Err(UndoError::Db(error)) => return Err(error.into()),
        };
        let products = part.changed.iter();
        let mut heard: Vec<Change> = products.map(|one| Change::Product(one.product)).collect();
        if is_last {
            heard.extend([Change::Categories, Change::Attributes]);
        }
        shop.apply(&heard).await?;
        Ok(())
    }
}

/// Some of the products.
struct Part<'a> {
    undoing: Undoing<'a>,
    changed: Vec<import::ImportChange>,
    now: Timestamp,
}

impl Part<'_> {
    /// Whether nothing is left.
    async fn take_back(&self, tx: &Tx, turn: &Turn) -> Result<bool, UndoError> {
        let mut totals: Totals = turn.result()?;
        let mut step = Step::default();
        let (mut settled, mut waiting) = (Vec::new(), Vec::new());
        for change in &self.changed {
            let (title, undone) = self.undoing.product(tx, change).await?;
            let problem = match undone {
                Undone::Made(version) => {
                    self.remove(tx, change.product, version, &mut totals)
                        .await?
                }
                Undone::Restored => {
                    totals.products_restored += 1;
                    None
                }
                Undone::Nothing => None,
                Undone::Waits => {
                    waiting.push(change.product);
                    continue;
                }
                Undone::Kept(reason) => Some(reason),
            };
            if let Some(reason) = problem {
                step.failed += 1;
                step.problems.push(NewProblem::new(title, reason));
            } else {
                step.done += 1;
                settled.push(change.product);
            }
        }
        self.undoing.settle(tx, &settled).await?;
        self.undoing.wait(tx, &waiting).await?;
        let is_end = (self.changed.len() as u64) < BATCH;
        let next = self
            .undoing
            .next(tx, &self.changed, is_end, !settled.is_empty())
            .await?;
        step.is_last = next.is_none();
        if let Some(next) = next {
            step.cursor = Step::to(&next)?.cursor;
        } else {
            let removed = self.undoing.remove_made(tx).await?;
            totals.categories_removed += removed.categories;
            totals.attributes_removed += removed.attributes;
            totals.product_types_removed += removed.product_types;
            let kept = removed.kept.into_iter();
            step.problems
                .extend(kept.map(|(name, reason)| NewProblem::new(name, reason)));
        }
        step.result = Some(json!(totals));
        turn.record(tx, &step).await?;
        Ok(step.is_last)
    }

    /// Deletes a product that the import made, or archives it; then the reason.
    async fn remove(
        &self,
        tx: &Tx,
        id: ProductId,
        version: i64,
        totals: &mut Totals,
    ) -> Result<Option<&'static str>, DbError> {
        let doomed = match removal::doomed(tx, id, version).await {
            Ok(doomed) => Ok(doomed),
            Err(RemoveError::Needed) => Err(
                "it was ordered or its stock was moved, so it is in the archive instead of deleted",
            ),
            Err(RemoveError::InCart) => {
                Err("it is in the cart of a customer, so it is in the archive instead of deleted")
            }
            Err(RemoveError::Db(error)) => return Err(error),
            Err(RemoveError::Forbidden(_) | RemoveError::NotFound | RemoveError::Stale) => {
                return Ok(Some("somebody changed it since, so it stays as it is"));
            }
        };
        let reason = match doomed {
            Ok(doomed) if wishes::are_for(tx, id, &doomed.variants).await? => {
                "a customer wishes for it, so it is in the archive instead of deleted"
            }
            Ok(_) if reviews::are_of(tx, id).await? => {
                "there are reviews of it, so it is in the archive instead of deleted"
            }
            Ok(doomed) => {
                return match catalog::delete(tx, id, version, &doomed, self.now).await {
                    Ok(()) => {
                        totals.products_deleted += 1;
                        Ok(None)
                    }
                    Err(catalog::EditError::Db(error)) => Err(error),
                    Err(_) => Ok(Some("somebody changed it since, so it stays as it is")),
                };
            }
            Err(reason) => reason,
        };
        self.undoing.archive(tx, id).await?;
        totals.products_archived += 1;
        Ok(Some(reason))
    }
}
