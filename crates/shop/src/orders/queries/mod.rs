mod audit;
mod list;
mod read;
mod write;

pub use audit::audit_totals;
pub use list::{Filter, Listed, Page, StatusFilter, TodaysFigures};
pub(super) use list::{figures, list};
pub(super) use read::{adjustments, by_token, expired, find, id_by_cart, timeline, todo_list};
pub(super) use write::{add_event, add_shipped, insert, lock, save_state};
