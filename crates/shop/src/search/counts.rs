//! How often what is searched for, and how often in vain; not by whom.
//!
//! An anonymous GET writes nothing. Each process counts in memory, and writes its sums down every few seconds in one
//! transaction. What a crash takes along is a few seconds of numbers for a report.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{NaiveDate, TimeDelta};
use db::DbError;
use tokio_util::sync::CancellationToken;

use super::{queries, rules::text_key};
use crate::{
    Shop,
    staff::{Actor, Forbidden, Permission},
};

const PERIOD: Duration = Duration::from_secs(10);

/// Different texts in memory until they are written down: nobody fills it by making texts up.
const MOST_IN_MEMORY: usize = 2_000;

/// Different texts of a day that are kept; those that come later are not counted.
const MOST_A_DAY: u64 = 2_000;

/// Days that are kept.
const KEPT: TimeDelta = TimeDelta::days(180);

/// Rows of a report.
const REPORTED: u64 = 50;

/// Longer texts are no searches: somebody pasted something.
const LONGEST: usize = 60;

/// How often something was searched, and how often of these nothing was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub searches: i64,
    pub without_result: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub text: String,
    pub tally: Tally,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub total: Tally,
    pub most: Vec<Counted>,
    pub without_result: Vec<Counted>,
}

/// Days until today.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub first: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl crate::Failure for ReportError {
    fn kind(&self) -> crate::FailureKind {
        match self {
            Self::Forbidden(_) => crate::FailureKind::Forbidden,
            Self::Db(error) => error.kind(),
        }
    }
}

/// What this process has counted and not written down.
#[derive(Debug, Default)]
pub(super) struct Counts(Mutex<HashMap<(NaiveDate, String), Tally>>);

impl Counts {
    fn add(&self, day: NaiveDate, text: String, tally: Tally) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (day, text);
        if counts.len() < MOST_IN_MEMORY || counts.contains_key(&key) {
            let sum = counts.entry(key).or_default();
            sum.searches += tally.searches;
            sum.without_result += tally.without_result;
        }
    }

    fn take(&self) -> HashMap<(NaiveDate, String), Tally> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Notes that somebody searched for `text`. Costs no statement.
pub fn note(shop: &Shop, text: &str, found: u64) {
    let key = text_key(text);
    // What looks like an address or a number of somebody is nothing for a report.
    let is_private = key.contains('@') || key.chars().filter(char::is_ascii_digit).count() > 14;
    if key.is_empty() || key.chars().count() > LONGEST || is_private {
        return;
    }
    let tally = Tally {
        searches: 1,
        without_result: i64::from(found == 0),
    };
    shop.search.counts.add(today(shop), key, tally);
}

fn today(shop: &Shop) -> NaiveDate {
    let zone = shop.settings().time_zone;
    shop.clock.now().with_timezone(&zone).date_naive()
}

/// Writes down what was counted; after a failure it is counted still.
pub async fn write_down(shop: &Shop) -> Result<(), DbError> {
    let counts = shop.search.counts.take();
    if counts.is_empty() {
        return Ok(());
    }
    let mut days: HashMap<NaiveDate, HashMap<String, Tally>> = HashMap::new();
    for ((day, text), tally) in counts {
        days.entry(day).or_default().insert(text, tally);
    }
    let written = &days;
    let outcome = shop
        .db
        .transaction(|tx| async move {
            for (day, counts) in written {
                queries::counts::add(&tx, &day.to_string(), counts, MOST_A_DAY).await?;
            }
            Ok::<_, DbError>(())
        })
        .await;
    if outcome.is_err() {
        for (day, counts) in days {
            for (text, tally) in counts {
                shop.search.counts.add(day, text, tally);
            }
        }
    }
    outcome
}

/// Writes down what this process counts until `stop`, and once more then.
pub async fn keep_counts(shop: Shop, stop: CancellationToken) {
    loop {
        let is_last = stop
            .run_until_cancelled(tokio::time::sleep(PERIOD))
            .await
            .is_none();
        if let Err(error) = write_down(&shop).await {
            tracing::warn!(%error, "what was searched cannot be written down for the moment");
        }
        if is_last {
            return;
        }
    }
}

/// What was searched in the last `days`, today among them.
///
/// # Errors
/// See [`ReportError`].
pub async fn report(shop: &Shop, actor: &Actor, days: u16) -> Result<Report, ReportError> {
    actor.require(Permission::ViewCatalogue)?;
    let before = TimeDelta::days(i64::from(days.max(1)) - 1);
    let period = Period {
        first: (today(shop) - before).to_string(),
    };
    let read = shop.db.reader();
    Ok(Report {
        total: queries::counts::total(read, &period).await?,
        most: queries::counts::most(read, &period, false, REPORTED).await?,
        without_result: queries::counts::most(read, &period, true, REPORTED).await?,
    })
}

/// Forgets days that are long ago.
pub async fn prune_counts(shop: &Shop) -> Result<u64, DbError> {
    let before = &(today(shop) - KEPT).to_string();
    shop.db
        .transaction(|tx| async move { queries::counts::prune(&tx, before).await })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_what_is_known_goes_on_counting() {
        let counts = Counts::default();
        let day = NaiveDate::default();
        let one = Tally {
            searches: 1,
            without_result: 0,
        };
        for number in 0..MOST_IN_MEMORY + 10 {
            counts.add(day, number.to_string(), one);
        }
        counts.add(day, "0".to_owned(), one);

        let counted = counts.take();
        assert_eq!(counted.len(), MOST_IN_MEMORY);
        assert_eq!(counted[&(day, "0".to_owned())].searches, 2);
        assert!(counts.take().is_empty());
    }
}
