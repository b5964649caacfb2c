//! The shop's pictures: what is one ([`inspect()`]), where they lie ([`Store`]), in which sizes ([`prepare()`],
//! [`renditions`]), how they come in from elsewhere ([`Fetcher`]).
//!
//! Which product shows which picture is not known here.

mod address;
mod anatomy;
mod colour;
mod decode;
mod drawing;
mod fetch;
mod file;
mod inspect;
mod prepare;
mod render;
mod rendition;
mod scale;
mod store;

pub use colour::Colour;
pub use fetch::{FetchError, Fetcher};
pub use inspect::{Inspected, Kind, Limits, MAX_BYTES, MAX_PIXELS, Refused, inspect};
pub use prepare::{Prepared, Scaled, prepare};
pub use render::{Received, Rendered};
pub use rendition::{Format, Rendition, WIDTHS, renditions, srcset};
pub use store::{MediaError, Store, Stored};
