//! What the shop does, told by its use cases, on both engines.

mod catalog;
mod staff;
