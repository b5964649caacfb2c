//! Doing it.

use db::{DbError, Tx};
use serde::{Deserialize, Serialize};

use super::{AT_ONCE, BulkAction, BulkError, BulkState, CHUNK, NO_PRICE, Selection, draft_of};
use crate::{
    Shop,
    catalog::{
        EditError, FieldProblem, ProductPage,
        admin::admin_filter,
        check, queries,
        queries::{BulkItem, NewBulk},
        store::{Context, store},
    },
    changes::Change,
    ids::{BulkId, ProductId},
    inventory::MovementReason,
    staff::{Actor, Permission},
    tasks::{self, NewProblem, Step, Task, TaskError, Turn},
};

/// Changes products: a few at once, more by a task that [`BulkRecord::task`](super::BulkRecord::task)
/// names.
///
/// # Errors
/// See [`BulkError`]; after any of them nothing has changed. Products that cannot be changed are no
/// error: they are counted, and [`bulk_problems`](super::bulk_problems) says why.
pub async fn start_bulk(
    shop: &Shop,
    actor: &Actor,
    selection: &Selection,
    action: &BulkAction,
) -> Result<BulkId, BulkError> {
    actor.require(Permission::ManageCatalogue)?;
    let id = BulkId::generate();
    // Products that are made from now on are not meant.
    let until = ProductId::generate();
    let few = ids_after(shop, selection, None, until, AT_ONCE + 1).await?;
    if few.is_empty() {
        return Err(BulkError::Nothing);
    }
    let new = NewBulk {
        id,
        action,
        selection,
        until,
        actor: actor.name(),
        now: shop.clock.now(),
    };
    if few.len() > AT_ONCE {
        start_task(shop, actor, &new).await?;
        return Ok(id);
    }
    let (new, few) = (&new, few.as_slice());
    let changed = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            queries::insert_bulk(tx, new, BulkState::Running, None).await?;
            let batch = edit(tx, shop, new.id, few, new.action, new.actor).await?;
            queries::set_bulk_state(tx, new.id, BulkState::Running, BulkState::Done).await?;
            Ok::<_, EditError>(batch.changed)
        })
        .await?;
    shop.apply(&changed).await?;
    Ok(id)
}

async fn start_task(shop: &Shop, actor: &Actor, new: &NewBulk<'_>) -> Result<(), BulkError> {
    let count = match new.selection {
        Selection::These(ids) => ids.len() as u64,
        Selection::Matching(filter) => {
            queries::count_matching(shop.db.primary(), &admin_filter(shop, filter)).await?
        }
    };
    let task = BulkEdit { bulk: new.id };
    let task = &task;
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let id = tasks::start(tx, actor, task, Some(count), new.now).await?;
            queries::insert_bulk(tx, new, BulkState::Running, Some(id)).await
        })
        .await?;
    Ok(())
}

/// The next products of a selection by key, at most `limit`.
pub(super) async fn ids_after(
    shop: &Shop,
    selection: &Selection,
    after: Option<ProductId>,
    until: ProductId,
    limit: usize,
) -> Result<Vec<ProductId>, DbError> {
    match selection {
        Selection::These(ids) => {
            let mut ids = ids.clone();
            ids.sort_unstable();
            ids.dedup();
            let left = ids
                .into_iter()
                .filter(|id| after.is_none_or(|after| *id > after));
            Ok(left.take(limit).collect())
        }
        Selection::Matching(filter) => {
            let filter = admin_filter(shop, filter);
            let limit = u64::try_from(limit).unwrap_or(u64::MAX);
            queries::matching_ids(shop.db.primary(), &filter, after, until, limit).await
        }
    }
}

/// A bulk edit of many products.
#[derive(Debug, Serialize, Deserialize)]
pub struct BulkEdit {
    bulk: BulkId,
}

impl Task for BulkEdit {
    const KIND: &'static str = "catalog.bulk_edit";
    /// Two that change the same products would only wait for each other.
    const LANE: Option<&'static str> = Some("catalog.bulk");

    fn title(&self) -> String {
        "Change of many products".to_owned()
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let record = queries::bulk_with_end(shop.db.primary(), self.bulk).await?;
        let Some((record, until)) = record else {
            return Err(TaskError::Fail("its record is gone".to_owned()));
        };
        let after: Option<ProductId> = turn.cursor()?;
        let ids = ids_after(shop, &record.selection, after, until, CHUNK).await?;
        let (ids, action) = (ids.as_slice(), &record.action);
        let changed = shop
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                let batch = edit(tx, shop, self.bulk, ids, action, turn.started_by()).await;
                let batch = batch.map_err(task_error)?;
                let mut step = match ids.last() {
                    Some(last) => Step::to(&Some(*last))?,
                    None => Step::last(),
                };
                if step.is_last {
                    let (from, to) = (BulkState::Running, BulkState::Done);
                    queries::set_bulk_state(tx, self.bulk, from, to).await?;
                }
                step.done = batch.done;
                step.failed = batch.problems.len() as u64;
                step.problems = batch.problems;
                turn.record(tx, &step).await?;
                Ok::<_, TaskError>(batch.changed)
            })
            .await?;
        Ok(shop.apply(&changed).await?)
    }
}

pub(super) fn task_error(error: EditError) -> TaskError {
    match error {
        EditError::Db(error) => TaskError::Db(error),
        error => TaskError::Fail(error.to_string()),
    }
}

/// What became of a few products.
#[derive(Default)]
struct Batch {
    changed: Vec<Change>,
    done: u64,
    problems: Vec<NewProblem>,
}

async fn edit(
    tx: &Tx,
    shop: &Shop,
    bulk: BulkId,
    ids: &[ProductId],
    action: &BulkAction,
    actor: &str,
) -> Result<Batch, EditError> {
    // Whoever else changes one of them does it before or after, and sees the other's version.
    queries::lock_products(tx, ids).await?;
    let mut batch = Batch::default();
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(page) = queries::page_by_id(tx, *id).await? else {
            continue;
        };
        let outcome = edit_one(tx, shop, bulk, &page, action, actor).await?;
        let mut item = BulkItem::new(bulk, *id);
        match outcome {
            Outcome::Changed => {
                batch.done += 1;
                batch.changed.push(Change::Product(*id));
                item.before = Some(action.before(&page, shop.settings().currency));
                item.version = Some(page.product.version + 1);
            }
            Outcome::Same => batch.done += 1,
            Outcome::Refused(reason) => {
                batch
                    .problems
                    .push(NewProblem::new(&page.product.title, &reason));
                item.problem = Some(reason);
            }
        }
        items.push(item);
    }
    queries::insert_bulk_items(tx, &items).await?;
    queries::count_bulk_items(tx, bulk, &items).await?;
    Ok(batch)
}

pub(super) enum Outcome {
    Changed,
    /// It is like that already.
    Same,
    Refused(String),
}

async fn edit_one(
    tx: &Tx,
    shop: &Shop,
    bulk: BulkId,
    page: &ProductPage,
    action: &BulkAction,
    actor: &str,
) -> Result<Outcome, EditError> {
    let Some(mut draft) = draft_of(page, shop.settings().currency) else {
        return Ok(Outcome::Refused(NO_PRICE.to_owned()));
    };
    if let Err(refused) = action.apply(&mut draft) {
        return Ok(Outcome::Refused(refused.to_string()));
    }
    let cause = format!("bulk:{bulk}:{}", page.product.id);
    save(tx, shop, page, &draft, actor, &cause).await
}

/// Stores the draft of a product whose row is locked.
pub(super) async fn save(
    tx: &Tx,
    shop: &Shop,
    page: &ProductPage,
    draft: &crate::catalog::ProductDraft,
    actor: &str,
    cause: &str,
) -> Result<Outcome, EditError> {
    let settings = shop.settings();
    let checked = match check::check(draft, settings.currency, &settings.more_currencies) {
        Ok(checked) => checked,
        Err(problems) => return Ok(Outcome::Refused(in_words(&problems))),
    };
    let context = Context {
        currency: settings.currency,
        more_currencies: settings.more_currencies.clone(),
        now: shop.clock.now(),
        actor,
        reason: MovementReason::Initial,
        cause,
    };
    match store(tx, &context, Some(page), page.product.id, &checked).await {
        Ok(plan) if plan.is_changed => Ok(Outcome::Changed),
        Ok(_) => Ok(Outcome::Same),
        Err(EditError::Invalid(problems)) => Ok(Outcome::Refused(in_words(&problems))),
        Err(error) => Err(error),
    }
}

fn in_words(problems: &[FieldProblem]) -> String {
    let all: Vec<_> = problems
        .iter()
        .map(|one| format!("{}: {}", one.field, one.problem))
        .collect();
    all.join("; ")
}
