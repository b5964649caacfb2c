//! The life of an order after it was placed.

mod by_hand;
mod cancel;
mod expiry;
mod frozen;
mod lists;
mod mails;
mod timeline;
