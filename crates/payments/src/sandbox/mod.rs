//! A pretend payment provider, for the demo and for tests. No money moves.
//!
//! Two halves, kept apart as they would be in life: the provider's side ([`bank`], [`cards`], the hosted page that
//! `web` shows over them) and the shop's adapter ([`SandboxGateway`]), which knows the provider only through its
//! API ([`Bank`]), a redirect and signed webhooks.

pub mod bank;
pub mod cards;
mod gateway;
mod memory;
mod record;
mod webhook;

pub use bank::{Outcome, SandboxPayment, SandboxState};
pub use cards::{Behaviour, CardProblem, SECOND_FACTOR_CODE, TEST_CARDS, TestCard};
pub use gateway::{Bank, SandboxGateway};
pub use memory::MemoryBank;
pub use webhook::{Event, EventPayment, SIGNATURE_HEADER, deliver_webhook, sign};
