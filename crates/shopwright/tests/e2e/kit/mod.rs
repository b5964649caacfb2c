//! What the tests share: a shop's ground, its processes, and customers.

mod client;
pub mod ground;
mod mail_server;
mod poll;
pub mod records;
mod server;
pub mod shopper;

pub use client::{Answer, Client};
pub use ground::Ground;
pub use mail_server::MailServer;
pub use poll::{eventually, seen_within};
pub use server::{Server, free_address};

use testkit::Engine;

/// Makes `name::sqlite` and `name::postgres` of `async fn name(engine: Engine)`.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn sqlite() {
                crate::kit::run(testkit::Engine::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                crate::kit::run(testkit::Engine::Postgres, super::$name);
            }
        }
    )+};
}

/// Runs one test on one engine, unless that engine is left out on purpose.
pub fn run<F: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Engine) -> F) {
    if engine.is_left_out() {
        return;
    }
    // Once per process; a second time it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts")
        .block_on(test(engine));
}
