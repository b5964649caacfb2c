//! What sells best: counted in the orders, and remembered.

use std::collections::HashMap;

use chrono::TimeDelta;
use db::{DbError, Read};

use crate::{Timestamp, ids::VariantId, orders};

/// An order writes no `change` row for what it holds; the order of best sellers may be as old as this.
const PERIOD: TimeDelta = TimeDelta::hours(1);

/// Units of each variant in orders.
pub(super) struct Sold {
    units: HashMap<VariantId, u64>,
    counted_at: Timestamp,
}

impl Sold {
    pub async fn count(read: &impl Read, now: Timestamp) -> Result<Self, DbError> {
        Ok(Self {
            units: orders::units_sold(read).await?,
            counted_at: now,
        })
    }

    /// For documents whose sales do not matter.
    pub fn none(now: Timestamp) -> Self {
        Self {
            units: HashMap::new(),
            counted_at: now,
        }
    }

    pub fn units(&self, variant: VariantId) -> u64 {
        self.units.get(&variant).copied().unwrap_or_default()
    }

    /// A new count, if it is time for one.
    pub async fn fresh(&self, read: &impl Read, now: Timestamp) -> Result<Option<Self>, DbError> {
        if now - self.counted_at < PERIOD {
            return Ok(None);
        }
        Self::count(read, now).await.map(Some)
    }

    /// Variants of which the other count says something else.
    pub fn differing(&self, other: &Self) -> Vec<VariantId> {
        let mut variants: Vec<VariantId> = self
            .units
            .keys()
            .chain(other.units.keys())
            .copied()
            .filter(|variant| self.units(*variant) != other.units(*variant))
            .collect();
        variants.sort_unstable();
        variants.dedup();
        variants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_differs_where_more_or_fewer_were_sold() {
        let ids: Vec<VariantId> = (0..4).map(|_| VariantId::generate()).collect();
        let sold = |units: &[(usize, u64)]| Sold {
            units: units.iter().map(|(at, units)| (ids[*at], *units)).collect(),
            counted_at: Timestamp::UNIX_EPOCH,
        };
        let before = sold(&[(0, 1), (1, 2), (2, 3)]);
        let after = sold(&[(0, 1), (1, 5), (3, 1)]);

        assert_eq!(before.differing(&after), [ids[1], ids[2], ids[3]]);
        assert_eq!(before.differing(&before), []);
    }
}
