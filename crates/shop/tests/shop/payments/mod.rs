//! Money comes in once, whoever tells of it and however often.

mod attempts;
mod bank;
mod failures;
mod mismatch;
mod references;
mod sources;
mod webhooks;
