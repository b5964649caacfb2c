//! Typed keys. Every row is named by a UUIDv7 that the shop makes before the insert.

use std::{fmt, str::FromStr};

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new key; keys made later sort later.
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }
        }

        // SeaORM asks every primary key for this; a UUID is not a row number.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    SynonymId
    PinsId
    ProductId
    VariantId
    PictureId
    CategoryId
    /// A change of many products at once.
    BulkId
    /// What a form carries so that sending it twice changes things once.
    BulkKey
    AttributeId
    /// One of the values of an attribute.
    ChoiceId
    ProductTypeId
    CollectionId
    LocationId
    MovementId
    /// What staff decided about a stock.
    StockSettingId
    StaffId
    CartId
    CartLineId
    OrderId
    OrderLineId
    /// One attempt to pay an order.
    PaymentId
    ShipmentId
    ReviewId
    JobId
    /// Long work with progress.
    TaskId
    /// A file with products that somebody sent.
    ImportId
    WishlistId
    /// A customer's wish to hear when a variant is back in stock.
    AlertId
    /// A row of a table that only its own area names.
    RowId
}
