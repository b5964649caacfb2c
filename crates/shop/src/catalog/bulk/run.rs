//! Doing it.

use commerce::Currency;
use db::{DbError, Tx};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::{Builder, Variant, Version};

use super::{
    AT_ONCE, BulkAction, BulkError, BulkState, CHUNK, NO_PRICE, PriceChange, PriceStep, Selection,
    draft_of,
};
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
    ids::{BulkId, BulkKey, ProductId},
    inventory::MovementReason,
    staff::{Actor, Permission},
    tasks::{self, NewProblem, Step, Task, TaskError, Turn},
};

/// An amount typed as euros is none of dollars.
const OTHER_CURRENCY: &str = "the shop's currency was changed after this amount was given";

/// What became of the wish to change products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartedBulk {
    pub id: BulkId,
    /// Nothing was done now, since the same was asked before with the same key.
    pub was_there: bool,
}

/// Changes products: a few at once, more by a task that [`BulkRecord::task`](super::BulkRecord::task)
/// names. Asked for the same with the same `key`, also at the same moment, it does it once.
///
/// # Errors
/// See [`BulkError`]; after any of them nothing has changed. Products that cannot be changed are no
/// error: they are counted, and [`bulk_problems`](super::bulk_problems) says why.
pub async fn start_bulk(
    shop: &Shop,
    actor: &Actor,
    key: BulkKey,
    selection: &Selection,
    action: &BulkAction,
) -> Result<StartedBulk, BulkError> {
    actor.require(Permission::ManageCatalogue)?;
    let id = id_of(key, selection, action)?;
    // Products that are made from now on are not meant.
    let until = ProductId::generate();
    let few = ids_after(shop, selection, None, until, AT_ONCE + 1).await?;
    // Looked for after the products: what was done a moment ago may have left none that fit.
    if queries::bulk(shop.db.primary(), id).await?.is_some() {
        return Ok(StartedBulk {
            id,
            was_there: true,
        });
    }
    if few.is_empty() {
        return Err(BulkError::Nothing);
    }
    let new = NewBulk {
        id,
        action,
        selection,
        until,
        currency: shop.settings().currency,
        actor: actor.name(),
        now: shop.clock.now(),
    };
    let is_new = if few.len() > AT_ONCE {
        start_task(shop, actor, &new).await?
    } else {
        do_at_once(shop, &new, &few).await?
    };
    let was_there = !is_new;
    Ok(StartedBulk { id, was_there })
}

/// The same for the same, so that it is found by the key of its row. Another action or selection with the same key, as
/// from a page that a browser went back to, is another change.
fn id_of(key: BulkKey, selection: &Selection, action: &BulkAction) -> Result<BulkId, DbError> {
    let what = serde_json::to_vec(&(selection, action))
        .map_err(|error| DbError::row("bulk_edit", key, error))?;
    let digest = Sha256::new()
        .chain_update(key.0.as_bytes())
        .chain_update(what)
        .finalize();
    // The time of the key, as of every id, and what no other has.
    let mut bytes = *key.0.as_bytes();
    bytes[6..].copy_from_slice(&digest[..10]);
    let id = Builder::from_bytes(bytes)
        .with_variant(Variant::RFC4122)
        .with_version(Version::SortRand);
    Ok(BulkId(id.into_uuid()))
}

/// `false` if it is there already.
async fn do_at_once(shop: &Shop, new: &NewBulk<'_>, few: &[ProductId]) -> Result<bool, BulkError> {
    let doing = &Doing {
        bulk: new.id,
        action: new.action,
        currency: Some(new.currency),
        actor: new.actor,
    };
    let changed = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            if !queries::insert_bulk(tx, new).await? {
                return Ok(None);
            }
            let batch = edit(tx, shop, doing, few).await?;
            let (from, to) = (BulkState::Running, BulkState::Done);
            queries::set_bulk_state(tx, new.id, from, to, new.now).await?;
            Ok::<_, EditError>(Some(batch.changed))
        })
        .await?;
    let Some(changed) = changed else {
        return Ok(false);
    };
    shop.apply(&changed).await?;
    Ok(true)
}

/// `false` if it is there already.
async fn start_task(shop: &Shop, actor: &Actor, new: &NewBulk<'_>) -> Result<bool, BulkError> {
    let count = match new.selection {
        Selection::These(ids) => ids.len() as u64,
        Selection::Matching(filter) => {
            queries::count_matching(shop.db.primary(), &admin_filter(shop, filter)).await?
        }
    };
    let task = BulkEdit { bulk: new.id };
    let task = &task;
    let is_new = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            if !queries::insert_bulk(tx, new).await? {
                return Ok(false);
            }
            let id = tasks::start(tx, actor, task, Some(count), new.now).await?;
            queries::set_bulk_task(tx, new.id, id).await?;
            Ok::<_, DbError>(true)
        })
        .await?;
    Ok(is_new)
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
        let ids = ids.as_slice();
        let doing = &Doing {
            bulk: self.bulk,
            action: &record.action,
            currency: record.currency,
            actor: turn.started_by(),
        };
        let now = shop.clock.now();
        let changed = shop
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                let batch = edit(tx, shop, doing, ids).await;
                let batch = batch.map_err(task_error)?;
                let mut step = match ids.last() {
                    Some(last) => Step::to(&Some(*last))?,
                    None => Step::last(),
                };
                if step.is_last {
                    let (from, to) = (BulkState::Running, BulkState::Done);
                    queries::set_bulk_state(tx, self.bulk, from, to, now).await?;
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

/// What is done to each product, and for whom.
struct Doing<'a> {
    bulk: BulkId,
    action: &'a BulkAction,
    /// The shop's when it was begun; `None` if that was not written down.
    currency: Option<Currency>,
    actor: &'a str,
}

impl Doing<'_> {
    /// Whether it can be said in this currency what is to be done. Percent are percent of anything.
    fn is_in(&self, currency: Currency) -> bool {
        let is_amount = matches!(
            self.action,
            BulkAction::Price(PriceChange {
                step: PriceStep::Amount(_),
                ..
            })
        );
        !is_amount || self.currency == Some(currency)
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
    doing: &Doing<'_>,
    ids: &[ProductId],
) -> Result<Batch, EditError> {
    // Whoever else changes one of them does it before or after, and sees the other's version.
    queries::lock_products(tx, ids).await?;
    let mut batch = Batch::default();
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(page) = queries::page_by_id(tx, *id).await? else {
            continue;
        };
        let outcome = edit_one(tx, shop, doing, &page).await?;
        let mut item = BulkItem::new(doing.bulk, *id);
        match outcome {
            Outcome::Changed => {
                batch.done += 1;
                batch.changed.push(Change::Product(*id));
                item.before = Some(doing.action.before(&page, shop.settings().currency));
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
    queries::count_bulk_items(tx, doing.bulk, &items).await?;
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
    doing: &Doing<'_>,
    page: &ProductPage,
) -> Result<Outcome, EditError> {
    let currency = shop.settings().currency;
    if !doing.is_in(currency) {
        return Ok(Outcome::Refused(OTHER_CURRENCY.to_owned()));
    }
    let Some(mut draft) = draft_of(page, currency) else {
        return Ok(Outcome::Refused(NO_PRICE.to_owned()));
    };
    if let Err(refused) = doing.action.apply(&mut draft) {
        return Ok(Outcome::Refused(refused.to_string()));
    }
    let cause = format!("bulk:{}:{}", doing.bulk, page.product.id);
    save(tx, shop, page, &draft, doing.actor, &cause).await
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
