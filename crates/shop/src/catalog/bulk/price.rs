//! Changing prices by a rule: exact, on whole cents.

use commerce::Money;
use serde::{Deserialize, Serialize};

use crate::catalog::Price;

/// A whole: 100 %.
const WHOLE: i128 = 1_000_000;

/// How a price changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChange {
    pub step: PriceStep,
    pub compare_at: CompareAt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceStep {
    /// In the smallest unit of the shop's currency; below zero it gets cheaper.
    Amount(i64),
    /// In parts per million of the price: 50,000 is 5 % more. Rounded to the smallest unit, half away
    /// from zero, as taxes are.
    PartsPerMillion(i64),
}

/// What becomes of the price before the reduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CompareAt {
    /// It stays as it is.
    Keep,
    /// It is what the price was until now, so that the product is shown as reduced.
    OldPrice,
    /// There is none any more.
    Remove,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PriceRefused {
    #[error("the price would be below zero")]
    BelowZero,
    #[error("the price would be too large to be written down")]
    TooLarge,
    #[error("the price before the reduction would not be higher than the price")]
    CompareAtNotHigher,
}

impl PriceChange {
    /// The price after the change. A sale with a beginning and an end stays as it is.
    pub fn of(&self, price: &Price) -> Result<Price, PriceRefused> {
        let currency = price.amount.currency();
        let old = price.amount.minor();
        let new = self.step.of(old)?;
        if new < 0 {
            return Err(PriceRefused::BelowZero);
        }
        let amount = Money::new(new, currency);
        let compare_at = match self.compare_at {
            CompareAt::Keep => price.compare_at,
            CompareAt::OldPrice => Some(price.amount),
            CompareAt::Remove => None,
        };
        if compare_at.is_some_and(|higher| higher.minor() <= new) {
            return Err(PriceRefused::CompareAtNotHigher);
        }
        Ok(Price {
            amount,
            compare_at,
            ..*price
        })
    }
}

impl PriceStep {
    fn of(self, old: i64) -> Result<i64, PriceRefused> {
        match self {
            Self::Amount(more) => old.checked_add(more).ok_or(PriceRefused::TooLarge),
            Self::PartsPerMillion(parts) => {
                let product = i128::from(old) * (WHOLE + i128::from(parts));
                let half = if product < 0 { -WHOLE / 2 } else { WHOLE / 2 };
                i64::try_from((product + half) / WHOLE).map_err(|_| PriceRefused::TooLarge)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use commerce::Currency;

    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn price(minor: i64, compare_at: Option<i64>) -> Price {
        Price {
            amount: eur(minor),
            compare_at: compare_at.map(eur),
            sale: None,
        }
    }

    #[test]
    fn prices_change_by_whole_cents() {
        let percent = |percent: i64| PriceStep::PartsPerMillion(percent * 10_000);
        let cases = [
            ("five more percent", percent(5), 1_999, Ok(2_099)),
            ("half a cent is rounded up", percent(50), 1, Ok(2)),
            ("half a cent off is rounded up, too", percent(-50), 1, Ok(1)),
            ("below half a cent is cut", percent(1), 49, Ok(49)),
            ("everything off", percent(-100), 1_999, Ok(0)),
            (
                "more than everything",
                percent(-101),
                1_999,
                Err(PriceRefused::BelowZero),
            ),
            ("an amount", PriceStep::Amount(250), 1_000, Ok(1_250)),
            ("an amount off", PriceStep::Amount(-250), 1_000, Ok(750)),
            ("down to nothing", PriceStep::Amount(-1_000), 1_000, Ok(0)),
            (
                "too much off",
                PriceStep::Amount(-1_001),
                1_000,
                Err(PriceRefused::BelowZero),
            ),
            (
                "beyond all numbers",
                PriceStep::Amount(i64::MAX),
                1,
                Err(PriceRefused::TooLarge),
            ),
            (
                "beyond, by percent",
                percent(100),
                i64::MAX,
                Err(PriceRefused::TooLarge),
            ),
        ];
        for (name, step, old, expected) in cases {
            let change = PriceChange {
                step,
                compare_at: CompareAt::Keep,
            };
            let new = change.of(&price(old, None)).map(|new| new.amount.minor());
            assert_eq!(new, expected, "{name}");
        }
    }

    #[test]
    fn the_price_before_the_reduction_is_kept_set_or_removed() {
        use CompareAt::{Keep, OldPrice, Remove};
        let refused = Err(PriceRefused::CompareAtNotHigher);
        let cases = [
            (Keep, -100, None, Ok(None)),
            (Keep, -100, Some(1_500), Ok(Some(1_500))),
            (Keep, 400, Some(1_500), Ok(Some(1_500))),
            (Keep, 500, Some(1_500), refused),
            (OldPrice, -100, Some(1_500), Ok(Some(1_000))),
            (OldPrice, 0, None, refused),
            (OldPrice, 100, None, refused),
            (Remove, 100, Some(1_500), Ok(None)),
        ];
        for (compare_at, more, before, expected) in cases {
            let change = PriceChange {
                step: PriceStep::Amount(more),
                compare_at,
            };
            let new = change.of(&price(1_000, before));
            let new = new.map(|new| new.compare_at.map(Money::minor));
            assert_eq!(new, expected, "{compare_at:?} {more} {before:?}");
        }
    }
}
