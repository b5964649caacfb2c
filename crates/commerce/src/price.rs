//! What something costs at a moment, and what it cost before.
//!
//! `T` is the caller's moment; nothing here reads a clock.

use serde::{Deserialize, Serialize};

use crate::Money;

/// What a merchant says that something costs, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price<T> {
    pub amount: Money,
    /// The higher price before a reduction.
    pub compare_at: Option<Money>,
    pub sale: Option<Sale<T>>,
}

/// A reduced price for some time: from `starts_at` until just before `ends_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale<T> {
    pub amount: Money,
    pub starts_at: T,
    pub ends_at: T,
}

/// What is charged at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charged {
    pub amount: Money,
    /// The higher price that it replaces, when it is a reduction.
    pub before: Option<Money>,
}

/// What something was offered for from a moment on, until the next such row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer<T> {
    pub at: T,
    /// `None`: not offered.
    pub amount: Option<Money>,
}

impl<T> Price<T> {
    /// Without a reduction.
    pub fn plain(amount: Money) -> Self {
        Self {
            amount,
            compare_at: None,
            sale: None,
        }
    }
}

impl<T: Copy + Ord> Price<T> {
    /// What is charged at `now`, and which price was before.
    ///
    /// While a sale runs, the price before is the one charged without it: what the merchant says of
    /// still earlier prices is about that one. A sale that is no reduction changes nothing.
    pub fn at(&self, now: T) -> Charged {
        match self.sale {
            Some(sale) if sale.runs(now) && sale.amount.minor() < self.amount.minor() => Charged {
                amount: sale.amount,
                before: Some(self.amount),
            },
            _ => Charged {
                amount: self.amount,
                before: self.compare_at,
            },
        }
    }

    /// The next moment after `now` from which something else is charged.
    pub fn changes_after(&self, now: T) -> Option<T> {
        let sale = self.sale?;
        [sale.starts_at, sale.ends_at]
            .into_iter()
            .find(|boundary| *boundary > now)
    }
}

impl<T: Copy + Ord> Sale<T> {
    pub fn runs(&self, now: T) -> bool {
        self.starts_at <= now && now < self.ends_at
    }
}

/// The lowest price that was really offered from `since` until just before a reduction `began`.
///
/// `offers` are in the order of time. The reduced price itself never counts, since it begins with
/// `began`; something new is judged by the time since when it has been there, and `None` says that
/// it was not offered at all before.
pub fn lowest_before<T: Copy + Ord>(offers: &[Offer<T>], since: T, began: T) -> Option<Money> {
    let ends = offers
        .iter()
        .skip(1)
        .map(|next| next.at)
        .chain(std::iter::once(began));
    offers
        .iter()
        .zip(ends)
        .filter(|(offer, end)| offer.at < began && *end > since)
        .filter_map(|(offer, _)| offer.amount)
        .min_by_key(|amount| amount.minor())
}

/// Since when what is offered at `now` costs less than what was offered before it; `None` when it
/// is not offered, or when it never cost more.
///
/// Time off sale in between is no new price.
pub fn reduction_began<T: Copy + Ord>(offers: &[Offer<T>], now: T) -> Option<T> {
    let mut past = offers.iter().rev().filter(|offer| offer.at <= now);
    let current = past.next()?;
    let amount = current.amount?;
    let mut began = current.at;
    for offer in past {
        match offer.amount {
            Some(before) if before == amount => began = offer.at,
            Some(before) => return (before.minor() > amount.minor()).then_some(began),
            None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    /// 10.00, which was 12.00 once, and 8.00 from 100 until 200.
    fn price() -> Price<u32> {
        Price {
            amount: eur(1_000),
            compare_at: Some(eur(1_200)),
            sale: Some(Sale {
                amount: eur(800),
                starts_at: 100,
                ends_at: 200,
            }),
        }
    }

    #[test]
    fn a_sale_runs_from_its_start_until_just_before_its_end() {
        let cases = [
            ("before", 99, 1_000, 1_200, Some(100)),
            ("at its start", 100, 800, 1_000, Some(200)),
            ("just before its end", 199, 800, 1_000, Some(200)),
            ("at its end", 200, 1_000, 1_200, None),
        ];
        for (name, now, amount, before, next) in cases {
            let charged = price().at(now);
            assert_eq!(charged.amount, eur(amount), "{name}");
            assert_eq!(charged.before, Some(eur(before)), "{name}");
            assert_eq!(price().changes_after(now), next, "{name}");
        }
    }

    #[test]
    fn a_sale_that_is_no_reduction_changes_nothing() {
        let mut price = price();
        price.amount = eur(800);
        price.compare_at = None;

        let plain = Charged {
            amount: eur(800),
            before: None,
        };
        assert_eq!(price.at(150), plain);
    }

    fn offers(rows: &[(u32, i64)]) -> Vec<Offer<u32>> {
        let offer = |(at, minor): &(u32, i64)| Offer {
            at: *at,
            amount: (*minor > 0).then(|| eur(*minor)),
        };
        rows.iter().map(offer).collect()
    }

    /// Name; when offered for what, 0 for not at all; from when until when; the lowest.
    type Case<'a> = (&'a str, &'a [(u32, i64)], (u32, u32), Option<i64>);

    #[test]
    fn the_lowest_price_is_that_of_the_time_before_the_reduction() {
        let cases: [Case; 8] = [
            (
                "one price all along",
                &[(0, 1_000), (100, 800)],
                (70, 100),
                Some(1_000),
            ),
            (
                "the reduced price does not count",
                &[(0, 1_000), (100, 500)],
                (70, 100),
                Some(1_000),
            ),
            (
                "a sale in between",
                &[(0, 1_000), (75, 700), (80, 1_000), (100, 800)],
                (70, 100),
                Some(700),
            ),
            (
                "a sale that ended as the time began",
                &[(0, 700), (70, 1_000), (100, 800)],
                (70, 100),
                Some(1_000),
            ),
            (
                "a sale that reached into it",
                &[(0, 700), (71, 1_000), (100, 800)],
                (70, 100),
                Some(700),
            ),
            (
                "off sale for a while",
                &[(0, 500), (60, 0), (90, 1_000), (100, 800)],
                (70, 100),
                Some(1_000),
            ),
            (
                "new, and dearer first",
                &[(95, 1_000), (100, 800)],
                (70, 100),
                Some(1_000),
            ),
            ("new at its reduced price", &[(100, 800)], (70, 100), None),
        ];
        for (name, rows, (since, began), lowest) in cases {
            let found = lowest_before(&offers(rows), since, began);
            assert_eq!(found, lowest.map(eur), "{name}");
        }
    }

    #[test]
    fn a_reduction_began_when_the_present_price_did() {
        type Case = (&'static str, &'static [(u32, i64)], u32, Option<u32>);
        let cases: [Case; 6] = [
            ("reduced", &[(0, 1_000), (100, 800)], 150, Some(100)),
            (
                "off sale in between",
                &[(0, 1_000), (100, 800), (110, 0), (120, 800)],
                150,
                Some(100),
            ),
            ("raised", &[(0, 800), (100, 1_000)], 150, None),
            ("never another price", &[(0, 800)], 150, None),
            ("not offered", &[(0, 1_000), (100, 0)], 150, None),
            ("still to come", &[(0, 1_000), (200, 800)], 150, None),
        ];
        for (name, rows, now, began) in cases {
            assert_eq!(reduction_began(&offers(rows), now), began, "{name}");
        }
    }
}
