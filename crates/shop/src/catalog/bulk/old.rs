//! Forgetting old ones: what is needed to take a change back is as large as what was changed.

use chrono::TimeDelta;
use db::DbError;

use crate::{Shop, Timestamp, catalog::queries, tasks};

/// How long a bulk edit can be looked at and undone.
const RETENTION: TimeDelta = TimeDelta::days(30);

/// Bulk edits that are forgotten in one go.
const BULKS: u64 = 50;

/// Items deleted in one transaction.
const ITEMS: u64 = 1_000;

/// Those that were touched last before this are forgotten.
pub(super) fn since(shop: &Shop) -> Timestamp {
    shop.clock.now() - RETENTION
}

/// Deletes bulk edits past their retention; returns how many.
pub async fn forget_old_bulks(shop: &Shop) -> Result<u64, DbError> {
    let before = since(shop);
    let mut forgotten = 0;
    for (id, task) in queries::bulks_before(shop.db.primary(), before, BULKS).await? {
        // No worker may have run for so long.
        let task = match task {
            Some(task) => tasks::find(shop, task).await?,
            None => None,
        };
        if task.is_some_and(|task| task.state.is_live()) {
            continue;
        }
        loop {
            let deleted: Result<bool, DbError> = shop
                .db
                .transaction(|tx| async move {
                    queries::delete_some_of_bulk(&tx, id, before, ITEMS).await
                })
                .await;
            if deleted? {
                break;
            }
        }
        forgotten += 1;
    }
    Ok(forgotten)
}
