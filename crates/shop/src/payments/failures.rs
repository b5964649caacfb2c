//! How often an order may fail to be paid: against those who try out stolen cards. Counted in the ledger, so it holds whichever
//! process is asked.

use chrono::TimeDelta;
use db::{DbError, Read};

use super::queries;
use crate::{Timestamp, ids::OrderId};

/// So many tries may fail
const MOST: usize = 5;
/// within this time;
const WINDOW: TimeDelta = TimeDelta::hours(1);
/// then nobody tries for this long after the last one. Shorter than stock is kept for an unpaid order, so that a customer with
/// the wrong card still gets it.
const PAUSE: TimeDelta = TimeDelta::minutes(10);

/// Until when an order cannot be tried again; `None` when it can be now.
pub async fn pause(
    read: &impl Read,
    order: OrderId,
    now: Timestamp,
) -> Result<Option<Timestamp>, DbError> {
    let newest = queries::newest_failures(read, order, MOST).await?;
    Ok(pause_after(&newest).filter(|until| *until > now))
}

/// `failures` are the newest first.
fn pause_after(failures: &[Timestamp]) -> Option<Timestamp> {
    let (last, first) = (failures.first()?, failures.get(MOST - 1)?);
    (*last - *first <= WINDOW).then(|| *last + PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_failures_in_an_hour_make_a_pause_after_the_last_one() {
        let cases: &[(&str, &[i64], Option<i64>)] = &[
            ("none", &[], None),
            ("four", &[0, 1, 2, 3], None),
            ("five at once", &[0, 0, 0, 0, 0], Some(10)),
            ("five within an hour", &[0, 10, 20, 40, 60], Some(70)),
            ("five in more than an hour", &[0, 10, 20, 40, 61], None),
            (
                "another one after the pause",
                &[0, 1, 2, 3, 4, 20],
                Some(30),
            ),
        ];
        for (name, minutes, until) in cases {
            let at = |minutes: &i64| Timestamp::UNIX_EPOCH + TimeDelta::minutes(*minutes);
            let newest: Vec<_> = minutes.iter().rev().map(at).collect();
            assert_eq!(pause_after(&newest), until.as_ref().map(at), "{name}");
        }
    }
}
