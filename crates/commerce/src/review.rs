//! What customers say of a product: whether it is shown, and what all of it comes to.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{Refused, words};

/// Whether a review is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Waits for somebody to look at it.
    Pending,
    /// Everybody sees it.
    Approved,
    /// Nobody sees it but its author and staff.
    Rejected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewAction {
    Approve,
    Reject,
    /// Its author says something else now.
    Edit,
}

words!(ReviewState, "review state", {
    Pending => "pending",
    Approved => "approved",
    Rejected => "rejected",
});

words!(ReviewAction, "review action", {
    Approve => "approve",
    Reject => "reject",
    Edit => "edit",
});

impl ReviewState {
    /// The state after `action`, or the refusal to show.
    ///
    /// # Errors
    /// [`Refused`], never a silent no-op.
    pub fn after(self, action: ReviewAction) -> Result<Self, Refused> {
        use ReviewAction::{Approve, Edit, Reject};

        let next = match (self, action) {
            // Staff may change their mind.
            (Self::Pending | Self::Rejected, Approve) => Some(Self::Approved),
            (Self::Pending | Self::Approved, Reject) => Some(Self::Rejected),

            // Nobody has looked at the new words; and nobody is quoted with words they took back.
            (Self::Pending | Self::Approved | Self::Rejected, Edit) => Some(Self::Pending),

            (Self::Approved, Approve) | (Self::Rejected, Reject) => None,
        };
        next.ok_or(Refused {
            machine: "review",
            state: self.as_str(),
            action: action.as_str(),
        })
    }
}

/// From one, the worst, to five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stars(u8);

/// A number of stars that there is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected 1 to 5 stars")]
pub struct StarsError;

impl Stars {
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// # Errors
    /// [`StarsError`].
    pub fn new(number: i64) -> Result<Self, StarsError> {
        match u8::try_from(number) {
            Ok(number @ 1..=5) => Ok(Self(number)),
            _ => Err(StarsError),
        }
    }

    pub fn get(self) -> u8 {
        self.0
    }

    fn place(self) -> usize {
        usize::from(self.0) - 1
    }
}

impl fmt::Display for Stars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How often a product got each number of stars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rating([u64; 5]);

impl Rating {
    /// Counts of one star, two stars and so on.
    pub fn new(counts: [u64; 5]) -> Self {
        Self(counts)
    }

    pub fn of(self, stars: Stars) -> u64 {
        self.0[stars.place()]
    }

    pub fn count(self) -> u64 {
        self.0
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// In thousandths of a star, rounded half up; 0 without reviews.
    pub fn millis(self) -> u32 {
        self.average(1_000)
    }

    /// In tenths of a star, rounded half up; 0 without reviews.
    pub fn tenths(self) -> u32 {
        self.average(10)
    }

    fn average(self, parts: u64) -> u32 {
        let count = self.count();
        if count == 0 {
            return 0;
        }
        let sum = Stars::ALL.into_iter().fold(0_u64, |sum, stars| {
            sum.saturating_add(self.of(stars).saturating_mul(u64::from(stars.get())))
        });
        let doubled = sum.saturating_mul(parts).saturating_mul(2);
        let rounded = doubled.saturating_add(count) / count.saturating_mul(2);
        u32::try_from(rounded).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_a_review_is_decided() {
        use ReviewState::{Approved, Pending, Rejected};
        // One column per action: approve, reject, edit.
        let table = [
            (Pending, [Some(Approved), Some(Rejected), Some(Pending)]),
            (Approved, [None, Some(Rejected), Some(Pending)]),
            (Rejected, [Some(Approved), None, Some(Pending)]),
        ];

        assert_eq!(table.map(|(state, _)| state), ReviewState::ALL);
        for (state, expected) in table {
            let actual = ReviewAction::ALL.map(|action| state.after(action).ok());
            assert_eq!(actual, expected, "{state}");
        }
    }

    #[test]
    fn stars_are_one_to_five() {
        for number in [i64::MIN, -1, 0, 6, 256, 257] {
            assert_eq!(Stars::new(number), Err(StarsError), "{number}");
        }
        assert_eq!(Stars::ALL.map(Stars::get), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn an_average_is_rounded_half_up() {
        let cases = [
            ([0, 0, 0, 0, 0], 0, 0),
            ([0, 0, 0, 0, 1], 50, 5_000),
            ([1, 0, 0, 0, 0], 10, 1_000),
            ([0, 0, 0, 2, 1], 43, 4_333),
            ([0, 0, 1, 0, 2], 43, 4_333),
            ([0, 0, 0, 1, 2], 47, 4_667),
            // 4.25 and 4.75
            ([0, 0, 0, 3, 1], 43, 4_250),
            ([0, 0, 0, 1, 3], 48, 4_750),
        ];
        for (counts, tenths, millis) in cases {
            let rating = Rating::new(counts);
            assert_eq!(
                (rating.tenths(), rating.millis()),
                (tenths, millis),
                "{counts:?}"
            );
        }
    }
}
