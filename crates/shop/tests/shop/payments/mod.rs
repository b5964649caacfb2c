//! Money comes in once, whoever tells of it and however often.

mod attempts;
mod mismatch;
mod sources;
mod webhooks;
