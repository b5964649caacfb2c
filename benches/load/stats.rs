//! What was measured: every request's time, exactly, and what came of the purchases.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::step::Step;

/// Different messages kept for the report; the rest is only counted.
const MESSAGES: usize = 10;

/// The time in which requests count: those that begin and end within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: Instant,
    pub until: Instant,
}

/// What one customer, or all of them together, went through.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub steps: [Samples; Step::ALL.len()],
    /// Orders placed, and paid unless the mix is `place`.
    pub orders: u64,
    /// Times that a customer could not get what they wanted: a normal outcome.
    pub sold_out: u64,
    /// Times that price or stock changed between the last page and placing: a normal outcome.
    pub changed: u64,
    /// What went wrong, and how often.
    pub messages: BTreeMap<String, u64>,
}

#[derive(Debug, Clone, Default)]
pub struct Samples {
    /// Each request's time in microseconds, in any order.
    micros: Vec<u32>,
    pub errors: u64,
}

/// Times in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub p50: u32,
    pub p90: u32,
    pub p99: u32,
    pub max: u32,
}

impl Window {
    pub fn contains(&self, begin: Instant, end: Instant) -> bool {
        self.from <= begin && end <= self.until
    }
}

impl Record {
    pub fn request(&mut self, step: Step, took: Duration) {
        let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        self.steps[step.index()].micros.push(micros);
    }

    pub fn error(&mut self, step: Step, message: &str) {
        self.steps[step.index()].errors += 1;
        let message = format!("{}: {message}", step.label());
        if self.messages.len() < MESSAGES || self.messages.contains_key(&message) {
            *self.messages.entry(message).or_default() += 1;
        }
    }

    pub fn add(&mut self, other: Self) {
        for (mine, others) in self.steps.iter_mut().zip(other.steps) {
            mine.micros.extend(others.micros);
            mine.errors += others.errors;
        }
        self.orders += other.orders;
        self.sold_out += other.sold_out;
        self.changed += other.changed;
        for (message, count) in other.messages {
            *self.messages.entry(message).or_default() += count;
        }
    }

    pub fn requests(&self) -> u64 {
        self.steps.iter().map(Samples::count).sum()
    }

    pub fn errors(&self) -> u64 {
        self.steps.iter().map(|step| step.errors).sum()
    }

    /// Every request's time, whatever it was for.
    pub fn all(&self) -> Samples {
        let micros = self
            .steps
            .iter()
            .flat_map(|step| step.micros.iter().copied())
            .collect();
        Samples {
            micros,
            errors: self.errors(),
        }
    }
}

impl Samples {
    pub fn count(&self) -> u64 {
        u64::try_from(self.micros.len()).unwrap_or(u64::MAX)
    }

    /// `None` if there was no request. Exact: the times are sorted, not put into classes.
    pub fn summary(&self) -> Option<Summary> {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let max = *sorted.last()?;
        let at = |percent| percentile(&sorted, percent);
        Some(Summary {
            p50: at(50),
            p90: at(90),
            p99: at(99),
            max,
        })
    }
}

/// The smallest time that at least `percent` of the requests did not exceed (nearest rank).
fn percentile(sorted: &[u32], percent: usize) -> u32 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let cases: [(&[u64], [u32; 4]); 4] = [
            (&[7], [7, 7, 7, 7]),
            (&[2, 1], [1, 2, 2, 2]),
            (&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], [5, 9, 10, 10]),
            (&[3; 1000], [3, 3, 3, 3]),
        ];
        for (times, [p50, p90, p99, max]) in cases {
            let mut record = Record::default();
            for micros in times {
                record.request(Step::Home, Duration::from_micros(*micros));
            }
            let summary = record.steps[Step::Home.index()].summary();
            assert_eq!(summary, Some(Summary { p50, p90, p99, max }), "{times:?}");
        }
        assert_eq!(Samples::default().summary(), None);
    }

    #[test]
    fn records_of_customers_add_up() {
        let mut first = Record {
            orders: 2,
            ..Record::default()
        };
        first.request(Step::Place, Duration::from_millis(1));
        first.error(Step::Place, "status 500");
        let mut second = Record {
            sold_out: 1,
            ..first.clone()
        };
        second.request(Step::Pay, Duration::from_millis(3));

        first.add(second);

        assert_eq!((first.orders, first.sold_out, first.errors()), (4, 1, 2));
        assert_eq!((first.requests(), first.all().count()), (3, 3));
        assert_eq!(first.messages.get("place: status 500"), Some(&2));
    }
}
