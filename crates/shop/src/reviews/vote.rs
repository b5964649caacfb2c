//! "Helpful": each visitor once.

use db::DbError;

use super::queries;
use crate::{
    Shop, Token,
    changes::{self, Change},
    ids::ReviewId,
};

/// What became of a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vote {
    Counted,
    /// This visitor has said so before.
    Already,
    /// There is no such review to be seen.
    NotFound,
}

/// Counts a visitor's vote. Check and write are one statement, so a double click counts once.
///
/// Only what shows this product's reviews is made anew: no listing, no index.
pub async fn vote(shop: &Shop, voter: &Token, id: ReviewId) -> Result<Vote, DbError> {
    let now = shop.clock.now();
    let voter = &voter.hash();
    let (vote, changed) = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let Some(product) = queries::lock_visible(tx, id).await? else {
                return Ok::<_, DbError>((Vote::NotFound, Vec::new()));
            };
            if !queries::insert_vote(tx, id, voter, now).await? {
                return Ok((Vote::Already, Vec::new()));
            }
            queries::count_vote(tx, id).await?;
            let changed = vec![Change::Reviews(product)];
            changes::record(tx, &changed, now).await?;
            Ok((Vote::Counted, changed))
        })
        .await?;
    shop.apply(&changed).await?;
    Ok(vote)
}
