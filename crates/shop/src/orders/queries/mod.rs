mod audit;
mod list;
mod paid;
mod read;
mod sold;
mod write;

pub use audit::{audit_payments, audit_shipped, audit_totals};
pub use list::{Filter, Listed, Page, StatusFilter, TodaysFigures};
pub(super) use list::{figures, list};
pub use paid::{PaidOrder, paid_after};
pub(super) use read::{
    adjustments, by_token, delivered, expired, find, id_by_cart, shows, timeline, todo_list,
};
pub use sold::units_sold;
pub(super) use write::{
    NewEvent, add_event, add_events, add_shipped, insert, lock, save_state, save_state_if_unchanged,
};
