//! Taking it back, as far as nobody went on from there.

use db::Tx;
use serde::{Deserialize, Serialize};

use super::{
    AT_ONCE, BulkError, BulkRecord, BulkState, CHUNK, draft_of,
    run::{Outcome, save, task_error},
};
use crate::{
    Shop,
    catalog::{EditError, queries, queries::BulkItem},
    changes::Change,
    ids::{BulkId, ProductId},
    staff::{Actor, Permission},
    tasks::{self, Step, Task, TaskError, Turn},
};

/// Takes a bulk edit back: at once, or by a task when it was large. Products that were changed since
/// stay as they are and are counted ([`BulkRecord::kept`]). An undo that was cancelled goes on where it was.
///
/// # Errors
/// [`BulkError::NotNow`] while it runs, and when it was undone already.
pub async fn undo_bulk(shop: &Shop, actor: &Actor, id: BulkId) -> Result<BulkRecord, BulkError> {
    actor.require(Permission::ManageCatalogue)?;
    let record = super::bulk(shop, id).await?.ok_or(BulkError::NotFound)?;
    let is_live = match record.task {
        Some(task) => tasks::find(shop, task)
            .await?
            .is_some_and(|task| task.state.is_live()),
        None => false,
    };
    if !record.can_be_undone(is_live) {
        return Err(BulkError::NotNow);
    }
    let seen = &record;
    let left = seen.changed.saturating_sub(seen.undone + seen.kept);
    let is_small = left <= AT_ONCE as u64;
    let now = shop.clock.now();
    let task = BulkUndo { bulk: id };
    let task = &task;
    let products = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            // Of two who ask at the same time one does it.
            if !queries::begin_bulk_undo(tx, seen, now).await? {
                return Err(BulkError::NotNow);
            }
            if !is_small {
                let started = tasks::start(tx, actor, task, Some(left), now).await?;
                queries::set_bulk_task(tx, id, started).await?;
                return Ok(Vec::new());
            }
            let items = queries::bulk_items_after(tx, id, None, AT_ONCE as u64).await?;
            let batch = undo(tx, shop, id, &items, actor.name()).await?;
            let (from, to) = (BulkState::Undoing, BulkState::Undone);
            queries::set_bulk_state(tx, id, from, to, now).await?;
            Ok(batch.changed)
        })
        .await?;
    shop.apply(&products).await?;
    super::bulk(shop, id).await?.ok_or(BulkError::NotFound)
}

/// Takes a large bulk edit back.
#[derive(Debug, Serialize, Deserialize)]
pub struct BulkUndo {
    bulk: BulkId,
}

impl Task for BulkUndo {
    const KIND: &'static str = "catalog.bulk_undo";
    const LANE: Option<&'static str> = Some("catalog.bulk");

    fn title(&self) -> String {
        "Undoing a change of many products".to_owned()
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let after: Option<ProductId> = turn.cursor()?;
        let bulk = self.bulk;
        let read = shop.db.primary();
        let items = queries::bulk_items_after(read, bulk, after, CHUNK as u64).await?;
        let items = items.as_slice();
        let now = shop.clock.now();
        let changed = shop
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                let batch = undo(tx, shop, bulk, items, turn.started_by()).await;
                let batch = batch.map_err(task_error)?;
                let mut step = match items.last() {
                    Some(last) => Step::to(&Some(last.product))?,
                    None => Step::last(),
                };
                if step.is_last {
                    let (from, to) = (BulkState::Undoing, BulkState::Undone);
                    queries::set_bulk_state(tx, bulk, from, to, now).await?;
                }
                step.done = batch.undone;
                step.failed = batch.kept;
                turn.record(tx, &step).await?;
                Ok::<_, TaskError>(batch.changed)
            })
            .await?;
        Ok(shop.apply(&changed).await?)
    }
}

#[derive(Default)]
struct Batch {
    changed: Vec<Change>,
    undone: u64,
    kept: u64,
}

/// Each of the items is settled and counted, whatever becomes of it.
async fn undo(
    tx: &Tx,
    shop: &Shop,
    bulk: BulkId,
    items: &[BulkItem],
    actor: &str,
) -> Result<Batch, EditError> {
    let ids: Vec<_> = items.iter().map(|item| item.product).collect();
    queries::lock_products(tx, &ids).await?;
    let currency = shop.settings().currency;
    let mut batch = Batch::default();
    for item in items {
        let Some(before) = &item.before else {
            continue;
        };
        let page = queries::page_by_id(tx, item.product).await?;
        let page = page.filter(|page| Some(page.product.version) == item.version);
        let Some((page, mut draft)) =
            page.and_then(|page| draft_of(&page, currency).map(|draft| (page, draft)))
        else {
            batch.kept += 1;
            continue;
        };
        if !before.restore(&mut draft, currency) {
            batch.kept += 1;
            continue;
        }
        let cause = format!("undo:{bulk}:{}", item.product);
        match save(tx, shop, &page, &draft, actor, &cause).await? {
            Outcome::Changed | Outcome::Same => {
                batch.undone += 1;
                batch.changed.push(Change::Product(item.product));
            }
            Outcome::Refused(_) => batch.kept += 1,
        }
    }
    queries::settle_bulk_items(tx, bulk, &ids).await?;
    queries::count_bulk_undone(tx, bulk, batch.undone, batch.kept).await?;
    Ok(batch)
}
