//! Connections, transactions and migrations on SQLite and PostgreSQL. Knows no commerce.
//!
//! The same query code runs on both engines; what differs between them is decided in this crate
//! and nowhere else. [`Db`] holds a reader and a writer: on SQLite a pool of read-only connections
//! and one write connection, on PostgreSQL two pools, of which the reader may be a replica.

mod conn;
mod connect;
mod error;
mod insert;
mod integers;
mod migrate;
mod sequence;
mod sqlite;
mod statistics;
mod transaction;

pub use conn::{Conn, STATEMENTS};
pub use connect::{Db, DbOptions, Engine, Reader};
pub use error::{DbError, Violation};
pub use insert::insert_all;
pub use integers::widen_integers;
pub use migrate::MigrationStatus;
pub use sequence::{create_sequence, next_number};
pub use transaction::{Read, Tx};
