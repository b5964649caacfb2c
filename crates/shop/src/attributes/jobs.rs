//! Values of what was deleted are taken away after the commit, some products at a time.

use serde::{Deserialize, Serialize};

use super::queries;
use crate::{
    Shop,
    changes::{self, Change},
    ids::{AttributeId, ChoiceId},
    jobs::{Attempt, Job, JobError},
};

/// Products in one transaction.
const BATCH: u64 = 500;

/// Takes a deleted attribute, or one of its choices that was deleted, from the products that have it, and
/// then away. Each batch is a transaction, so a repetition goes on where the last one ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropValues {
    pub attribute: AttributeId,
    /// `None` for the attribute itself.
    pub choice: Option<ChoiceId>,
}

impl Job for DropValues {
    const KIND: &'static str = "attributes.drop_values";

    async fn run(self, shop: &Shop, _: Attempt) -> Result<(), JobError> {
        let Self { attribute, choice } = self;
        loop {
            let now = shop.clock.now();
            let changes = shop
                .db
                .transaction(|tx| async move {
                    let tx = &tx;
                    let products = queries::drop_some(tx, attribute, choice, BATCH).await?;
                    if products.is_empty() {
                        match choice {
                            Some(choice) => queries::delete_choice(tx, choice).await?,
                            None => queries::delete_attribute(tx, attribute).await?,
                        }
                    }
                    let changes: Vec<_> = products.into_iter().map(Change::Product).collect();
                    changes::record(tx, &changes, now).await?;
                    Ok::<_, db::DbError>(changes)
                })
                .await?;
            shop.apply(&changes).await?;
            if changes.is_empty() {
                return Ok(());
            }
        }
    }
}
