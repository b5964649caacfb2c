//! Stock: what is there, what is promised, and why each unit came or went.
//!
//! available = on hand − reserved. Placing an order reserves, shipping turns the reservation into a
//! movement, cancelling releases it. `on_hand` changes only together with a `stock_movement` row.

mod adjust;
mod levels;
mod queries;
mod reservations;
mod settings;
mod tables;
mod told;

use std::fmt;

use db::{DbError, Read};
use uuid::Uuid;

pub use adjust::{AdjustError, Adjustment, adjust};
pub use levels::{Availability, NewStock, availability, open, set_counted};
pub use queries::{Movement, SettingChange, audit_levels, audit_reservations};
pub use reservations::{Reserve, Ship, Shortage, release, reserve, reserve_again, ship};
pub use settings::{Setting, expect, set_backorder};
pub use told::Told;

pub(crate) use queries::{variant_has, variants_with};

use crate::ids::{LocationId, VariantId};

/// The one location for now; made by the first migration.
pub const MAIN: LocationId = LocationId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));

/// What can be asked of a variant's stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StockFilter {
    Available,
    /// So few that customers are told how many.
    Few,
    None,
    /// Nothing is there, and it can be ordered all the same.
    Backorder,
    /// From stock or later.
    Sellable,
}

/// Why stock changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementReason {
    /// The first count of a variant.
    Initial,
    Import,
    /// A count by staff that found another number.
    Count,
    /// Goods came in.
    Received,
    Damaged,
    /// Gone without a trace.
    Lost,
    /// A customer sent it back.
    Returned,
    Shipped,
}

impl MovementReason {
    pub const ALL: [Self; 8] = [
        Self::Initial,
        Self::Import,
        Self::Count,
        Self::Received,
        Self::Damaged,
        Self::Lost,
        Self::Returned,
        Self::Shipped,
    ];

    /// What staff may choose when they adjust by hand.
    pub const BY_HAND: [Self; 5] = [
        Self::Count,
        Self::Received,
        Self::Damaged,
        Self::Lost,
        Self::Returned,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Import => "import",
            Self::Count => "count",
            Self::Received => "received",
            Self::Damaged => "damaged",
            Self::Lost => "lost",
            Self::Returned => "returned",
            Self::Shipped => "shipped",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

impl fmt::Display for MovementReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether nothing ever happened to the stock of these variants but its first count: no unit was
/// promised to anybody, sold, or counted again.
pub async fn is_untouched(read: &impl Read, variants: &[VariantId]) -> Result<bool, DbError> {
    queries::is_untouched(read, variants).await
}

/// The newest movements of a variant, newest first.
pub async fn movements(
    read: &impl Read,
    variant: VariantId,
    limit: u64,
) -> Result<Vec<Movement>, DbError> {
    queries::movements(read, variant, limit).await
}

/// The newest decisions of staff about a variant's stock, newest first.
pub async fn setting_changes(
    read: &impl Read,
    variant: VariantId,
    limit: u64,
) -> Result<Vec<SettingChange>, DbError> {
    queries::setting_changes(read, variant, limit).await
}
