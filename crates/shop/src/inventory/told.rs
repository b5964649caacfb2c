//! What customers are told of stock; pages that tell it are kept in memory until it changes.

use chrono::NaiveDate;

use super::{Availability, queries::Level};
use crate::changes::Change;

/// Up to how many it is worth saying how few are left.
pub(super) const FEW: i64 = 3;

/// What customers are told of a variant's stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    SoldOut,
    /// Nothing is there, and it can be ordered all the same.
    Backorder,
    /// So few that the number is said.
    Few(i64),
    Plenty,
}

impl Availability {
    pub fn told(self) -> Told {
        match self.available() {
            0 if self.backorder => Told::Backorder,
            0 => Told::SoldOut,
            // More can be promised than is there, so it is not the last chance.
            few @ 1..=FEW if !self.backorder => Told::Few(few),
            _ => Told::Plenty,
        }
    }
}

impl Availability {
    /// The day on which goods are expected, as long as nothing can be had from stock and the day is to
    /// come.
    pub fn expected(self, today: NaiveDate) -> Option<NaiveDate> {
        self.restock_on
            .filter(|day| *day > today && self.available() == 0)
    }
}

impl From<&Level> for Availability {
    fn from(level: &Level) -> Self {
        Self {
            on_hand: level.on_hand,
            reserved: level.reserved,
            backorder: level.backorder,
            // Written by `expect` only, so it is a date.
            restock_on: level.restock_on.as_ref().and_then(|day| day.parse().ok()),
        }
    }
}

/// The change to be heard of when `reserved` has just grown by this much (or shrunk) and customers are
/// told something else since. Most sales out of a full shelf change nothing that anybody sees.
pub(super) fn change_of(after: &Level, reserved_more: i64) -> Option<Change> {
    let after_it = Availability::from(after);
    let before = Availability {
        reserved: after.reserved - reserved_more,
        ..after_it
    };
    (before.told() != after_it.told()).then_some(Change::Stock(after.variant_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::VariantId, inventory::MAIN};

    #[test]
    fn a_sale_is_news_only_when_people_are_told_something_else() {
        let cases = [
            ("out of plenty", 10, 1, 1, false, false),
            ("the few that are left are counted", 10, 7, 1, false, true),
            ("one fewer of few", 10, 8, 1, false, true),
            ("the last one", 10, 10, 1, false, true),
            ("two at once, down to nothing", 10, 10, 2, false, true),
            ("one comes back to none", 10, 9, -1, false, true),
            ("one comes back to plenty", 10, 5, -1, false, false),
            (
                "with back-orders few are not counted",
                10,
                8,
                1,
                true,
                false,
            ),
            ("the last one, with back-orders", 10, 10, 1, true, true),
            ("beyond what is there", 10, 12, 1, true, false),
        ];
        for (name, on_hand, reserved, more, backorder, is_news) in cases {
            let after = Level {
                variant_id: VariantId::generate(),
                location_id: MAIN,
                on_hand,
                reserved,
                backorder,
                restock_on: None,
            };
            let expected = is_news.then_some(Change::Stock(after.variant_id));
            assert_eq!(change_of(&after, more), expected, "{name}");
        }
    }
}
