//! Every SQL of the reviews.

mod audit;
mod links;
mod list;
mod read;
mod write;

pub use audit::audit_ratings;
pub(super) use links::{
    insert_links, last_invitation, link, note_invitation, orders_of_lines, refuse, refuses,
};
pub(super) use list::{count_of, queue, visible, waiting};
pub(super) use read::{are_of, find, of_buyer, shows, written};
pub(super) use write::{
    count_vote, insert, insert_vote, lock, lock_of_buyer, lock_visible, set_pictures, update,
};
