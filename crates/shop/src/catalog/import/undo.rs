//! Taking an import back, as far as nothing came after it.

use db::{DbError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::write::{Outcome, Run};
use crate::{
    Shop,
    catalog::{
        EditError, ProductDraft, ProductPage, ProductStatus, check, prices,
        queries::{
            self,
            imports::{self, ImportChange},
        },
        store::{Context, store},
    },
    changes::{self, Change},
    ids::{ImportId, ProductId, VariantId},
    inventory::{self, MovementReason, NewStock},
    tasks::{NewProblem, Step, Task, TaskError, Turn},
};

/// Products taken back in one transaction.
const BATCH: u64 = 25;

/// Takes back what an import did: products that it made go into the archive, others become what they
/// were. Whatever somebody changed since is left as it is, and named.
#[derive(Debug, Serialize, Deserialize)]
pub struct UndoImport {
    pub(super) import: ImportId,
    /// What it is called.
    pub(super) file: String,
}

/// A product before an import.
#[derive(Debug)]
pub(super) struct Image {
    /// `None` for a product that the import made.
    pub draft: Option<ProductDraft>,
    pub stock: Vec<Counted>,
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

#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
struct Totals {
    products_archived: u64,
    products_restored: u64,
}

/// What became of one product.
enum Undone {
    Archived,
    Restored,
    Nothing,
    /// Why not.
    Kept(&'static str),
}

/// How the transaction of a chunk ends other than with a commit.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Task(#[from] TaskError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Image {
    pub fn of(outcome: &Outcome, run: &Run) -> Self {
        let draft = outcome.before.as_ref().map(|before| {
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
            draft
        });
        let stock = outcome.counted.iter().map(|(new, before)| Counted {
            variant: new.variant,
            before: before.on_hand,
            after: new.on_hand,
            backorder_before: before.backorder,
            backorder_after: new.backorder,
        });
        Self {
            draft,
            stock: stock.collect(),
        }
    }
}

impl Task for UndoImport {
    const KIND: &'static str = "catalog.import_undo";
    const LANE: Option<&'static str> = Some("import");

    fn title(&self) -> String {
        format!("Undo of the import of {}", self.file)
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let after: Option<ProductId> = turn.cursor()?;
        let changes = imports::changes(shop.db.primary(), self.import, after, BATCH).await?;
        let changes = &changes;
        let is_last = (changes.len() as u64) < BATCH;
        let settings = shop.settings();
        let cause = format!("undo:{}", turn.task());
        let context = &Context {
            currency: settings.currency,
            more_currencies: settings.more_currencies.clone(),
            now: turn.now(),
            actor: turn.started_by(),
            reason: MovementReason::Import,
            cause: &cause,
        };
        let outcome: Result<(), Stop> = shop
            .db
            .transaction(|tx| async move {
                let mut totals: Totals = turn.result()?;
                let mut step = Step::to(&changes.last().map(|change| change.product))?;
                let mut undone_products = Vec::new();
                for change in changes {
                    let page = queries::page_by_id(&tx, change.product).await?;
                    let undone = take_back(&tx, context, page.as_ref(), change).await?;
                    match undone {
                        Undone::Archived => totals.products_archived += 1,
                        Undone::Restored => totals.products_restored += 1,
                        Undone::Nothing => {}
                        Undone::Kept(reason) => {
                            step.failed += 1;
                            let subject = page.map(|page| page.product.title);
                            let subject = subject.unwrap_or_default();
                            step.problems.push(NewProblem::new(subject, reason));
                            continue;
                        }
                    }
                    step.done += 1;
                    undone_products.push(change.product);
                }
                imports::delete_changes(&tx, self.import, &undone_products).await?;
                step.result = Some(json!(totals));
                step.is_last = is_last;
                Ok(turn.record(&tx, &step).await?)
            })
            .await;
        match outcome {
            Ok(()) => {}
            Err(Stop::Task(error)) => return Err(error),
            Err(Stop::Db(error)) => return Err(error.into()),
        }
        let heard: Vec<Change> = changes
            .iter()
            .map(|change| Change::Product(change.product))
            .collect();
        shop.apply(&heard).await?;
        Ok(())
    }
}

async fn take_back(
    tx: &Tx,
    context: &Context<'_>,
    page: Option<&ProductPage>,
    change: &ImportChange,
) -> Result<Undone, Stop> {
    let Some(page) = page else {
        return Ok(Undone::Nothing);
    };
    if page.product.version != change.version {
        return Ok(Undone::Kept(
            "somebody changed it since, so it stays as it is",
        ));
    }
    let wrong = |error: serde_json::Error| DbError::row("import_change", change.product, error);
    let Some(before) = change.before.clone() else {
        archive(tx, context, change.product).await?;
        return Ok(Undone::Archived);
    };
    let draft: ProductDraft = serde_json::from_value(before).map_err(wrong)?;
    let checked = check::check(&draft, context.currency, &context.more_currencies);
    let Ok(checked) = checked else {
        return Ok(Undone::Kept("what it was is not allowed any more"));
    };
    match store(tx, context, Some(page), change.product, &checked).await {
        Ok(_) => {}
        Err(EditError::Invalid(_)) => {
            return Ok(Undone::Kept(
                "what it was collides with what is there now: a SKU, an address or a category",
            ));
        }
        Err(EditError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(TaskError::Retry(error.to_string()).into()),
    }
    let stock: Vec<Counted> = serde_json::from_value(change.stock.clone()).map_err(wrong)?;
    if !count_back(tx, context, &stock).await? {
        return Ok(Undone::Kept(
            "it is what it was, but its stock moved since and stays as it is",
        ));
    }
    Ok(Undone::Restored)
}

async fn archive(tx: &Tx, context: &Context<'_>, id: ProductId) -> Result<(), Stop> {
    let Some((mut product, search_text)) = queries::product(tx, id).await? else {
        return Ok(());
    };
    if product.status == ProductStatus::Archived {
        return Ok(());
    }
    product.status = ProductStatus::Archived;
    product.publish_at = None;
    product.version += 1;
    product.updated_at = context.now;
    queries::update_product(tx, &product, &search_text).await?;
    prices::catch_up(tx, id, context.now).await?;
    prices::refresh(tx, id, context.now).await?;
    changes::record(tx, &[Change::Product(id)], context.now).await?;
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
