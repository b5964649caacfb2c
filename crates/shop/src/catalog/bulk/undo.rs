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
/// stay as they are and are counted ([`BulkRecord::kept`]).
///
/// # Errors
/// [`BulkError::NotNow`] while it runs, and when it was undone already.
pub async fn undo_bulk(shop: &Shop, actor: &Actor, id: BulkId) -> Result<BulkRecord, BulkError> {
    actor.require(Permission::ManageCatalogue)?;
    let record = super::bulk(shop, id).await?.ok_or(BulkError::NotFound)?;
    // One that was cancelled half way is still called running, and can be undone as far as it got.
    let is_running = match record.task {
        Some(task) => tasks::find(shop, task)
            .await?
            .is_some_and(|task| task.state.is_live()),
        None => false,
    };
    if is_running || matches!(record.state, BulkState::Undoing | BulkState::Undone) {
        return Err(BulkError::NotNow);
    }
    let (state, changed) = (record.state, record.changed);
    let is_small = changed <= AT_ONCE as u64;
    let now = shop.clock.now();
    let task = BulkUndo { bulk: id };
    let task = &task;
    let products = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            // Of two who ask at the same time one does it.
            if !queries::set_bulk_state(tx, id, state, BulkState::Undoing).await? {
                return Err(BulkError::NotNow);
            }
            if !is_small {
                let started = tasks::start(tx, actor, task, Some(changed), now).await?;
                queries::set_bulk_task(tx, id, started).await?;
                return Ok(Vec::new());
            }
            let items = queries::bulk_items_after(tx, id, None, AT_ONCE as u64).await?;
            let batch = undo(tx, shop, &items, actor.name()).await?;
            queries::count_bulk_undone(tx, id, batch.undone, batch.kept).await?;
            queries::set_bulk_state(tx, id, BulkState::Undoing, BulkState::Undone).await?;
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
        let changed = shop
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                let batch = undo(tx, shop, items, turn.started_by()).await;
                let batch = batch.map_err(task_error)?;
                queries::count_bulk_undone(tx, bulk, batch.undone, batch.kept).await?;
                let mut step = match items.last() {
                    Some(last) => Step::to(&Some(last.product))?,
                    None => Step::last(),
                };
                if step.is_last {
                    let (from, to) = (BulkState::Undoing, BulkState::Undone);
                    queries::set_bulk_state(tx, bulk, from, to).await?;
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

async fn undo(tx: &Tx, shop: &Shop, items: &[BulkItem], actor: &str) -> Result<Batch, EditError> {
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
        before.restore(&mut draft, currency);
        let cause = format!("undo:{}:{}", item.bulk, item.product);
        match save(tx, shop, &page, &draft, actor, &cause).await? {
            Outcome::Changed | Outcome::Same => {
                batch.undone += 1;
                batch.changed.push(Change::Product(item.product));
            }
            Outcome::Refused(_) => batch.kept += 1,
        }
    }
    Ok(batch)
}
