//! A whole shop for a test, on either engine. For tests only.
//!
//! ```ignore
//! use testkit::{TestShop, shop_test};
//!
//! #[shop_test] // runs on SQLite and on PostgreSQL
//! async fn counting_finds_what_is_there(shop: TestShop) {
//!     let mug = shop.product("Blue mug").price("12.50").stock(3).create().await;
//!
//!     shop.set_stock(mug.variant(), 5).await;
//!
//!     assert_eq!(shop.available(mug.variant()).await, 5);
//! }
//! ```
//!
//! * The clock stands still at 2026-03-02 10:00 UTC until [`TestShop::advance`] moves it.
//! * Mail goes to an outbox folder, pictures to a media folder, both gone after the test.
//! * Jobs run when the test says so: [`TestShop::run_jobs`]. A test that leaves due or parked jobs
//!   behind fails, unless it said [`TestShop::may_leave_jobs`].
//! * PostgreSQL is the server of `TEST_DATABASE_URL`, in which each test gets a database of its own;
//!   `./test` starts one. Without it the PostgreSQL half of a test fails, unless
//!   `SHOPWRIGHT_TEST_SQLITE_ONLY=1` says that this is meant.
//! * [`statements`] tells what the database was asked meanwhile.
//! * With the feature `http`, [`TestShop::browser`] talks to the real router in this process.

mod engine;
mod products;
mod shop;
mod statements;

pub use engine::{Engine, TestDatabase};
pub use products::{ProductBuilder, TestProduct, TestVariant};
pub use shop::{TestShop, run, start_of_time, test_settings};
pub use statements::statements;
pub use testkit_macros::shop_test;

#[cfg(feature = "http")]
mod browser;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "http")]
mod page;

#[cfg(feature = "http")]
pub use browser::{Browser, ChosenFile, multipart};
#[cfg(feature = "http")]
pub use page::{Form, Page};
