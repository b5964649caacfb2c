//! The use cases of the shop: one function, one transaction.
//!
//! One folder per area of commerce, each with its tables (private), its queries and its operations.
//! An area reads another area's tables only through that area's functions, and calls only areas to
//! its left: `settings, staff, jobs` <- `tasks` <- `media, attributes` <- `catalog, inventory, payments` <- `cart` <- `orders, removal`
//! <- `checkout, fulfilment, search, wishes` <- `collections`, `reviews` <- `audit, undo`.

pub mod address;
pub mod attributes;
pub mod audit;
pub mod cart;
pub mod catalog;
pub mod changes;
pub mod checkout;
pub mod clock;
pub mod collections;
pub mod failure;
pub mod fulfilment;
pub mod ids;
pub mod inventory;
pub mod jobs;
pub mod media;
pub mod migrations;
pub mod orders;
pub mod payments;
pub mod removal;
pub mod reviews;
pub mod search;
pub mod secrets;
pub mod settings;
pub mod staff;
pub mod tasks;
pub mod text;
pub mod together;
pub mod token;
pub mod undo;
pub mod wishes;
pub mod work;

mod letter;
mod pricing;
mod snapshot;

use std::{ops::Deref, sync::Arc};

use db::Db;
use url::Url;

pub use clock::{Clock, Timestamp};
pub use failure::{Failure, FailureKind};
pub use settings::Settings;
pub use snapshot::Snapshot;
pub use token::Token;

/// Everything a use case works with. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Shop(Arc<Parts>);

/// What the binary hands over, or a test.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub mailer: mail::Mailer,
    pub media: ::media::Store,
    pub fetcher: ::media::Fetcher,
    pub gateways: payments::Gateways,
    /// Where customers reach the shop; the base of every link in a mail.
    pub public_url: Url,
    /// Off only for load tests.
    pub rate_limits: bool,
    pub snapshot: Snapshot,
    pub search: search::Search,
}

impl Shop {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The settings as of the last time this process looked; at most a second old.
    pub fn settings(&self) -> Arc<Settings> {
        self.snapshot.settings.load_full()
    }

    /// The category tree as of the last time this process looked; at most a second old.
    pub fn categories(&self) -> Arc<catalog::CategoryTree> {
        self.snapshot.categories.load_full()
    }

    /// The attributes as of the last time this process looked; at most a second old.
    pub fn attributes(&self) -> Arc<attributes::Attributes> {
        self.snapshot.attributes.load_full()
    }

    /// The collections by title, as of the last time this process looked; at most a second old.
    pub fn collections(&self) -> Arc<Vec<collections::Collection>> {
        self.snapshot.collections.load_full()
    }
}

impl Deref for Shop {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
