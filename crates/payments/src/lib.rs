//! Payment gateways: one trait, [`Gateway`], and an adapter per provider.
//!
//! The shop records what it wants first, calls the gateway with an idempotency key second and records the answer
//! third; so every call here may be repeated. What a webhook says is never believed: it only tells which payment
//! to [fetch](Gateway::fetch) again.
//!
//! Deliberately absent: card data (it is typed on pages of the provider, never on ours), and the shop's records of
//! payments (the `shop` crate keeps them).

mod gateway;
mod manual;
pub mod sandbox;

pub use gateway::{
    CreatePayment, CreatedPayment, Gateway, GatewayError, GatewayRef, IdempotencyKey, NextStep,
    Snapshot, SnapshotStatus, WebhookError, WebhookEvent,
};
pub use manual::Manual;
