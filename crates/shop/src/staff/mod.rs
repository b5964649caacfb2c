//! The people who run the shop: who they are, how they sign in, and what each may do.

mod access;
mod members;
mod password;
mod queries;
mod sessions;
mod setup;
mod tables;
mod throttle;

pub use access::{Actor, Forbidden, Permission, Role, UnknownRole};
pub use members::{
    NewStaff, StaffChanges, StaffError, StaffMember, add, change_password, find, list, update,
};
pub use password::StaffProblem;
pub use sessions::{Session, SignInError, prune, session, sign_in, sign_out, sign_out_everywhere};
pub use setup::{NewAdministrator, SetupError, setup_link, setup_link_is_usable, use_setup_link};
pub use throttle::network_of;
