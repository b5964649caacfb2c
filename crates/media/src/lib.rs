//! The shop's pictures: what is one ([`inspect`]), where they lie ([`Store`]), how they come in from elsewhere
//! ([`Fetcher`]).
//!
//! Which product shows which picture is not known here.

mod address;
mod fetch;
mod inspect;
mod store;

pub use fetch::{FetchError, Fetcher};
pub use inspect::{Inspected, Kind, MAX_BYTES, MAX_PIXELS, MediaError, inspect};
pub use store::{Store, Stored};
