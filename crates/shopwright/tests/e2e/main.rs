//! The real binary, from the outside: started, visited, attacked, killed and started again.
//!
//! Each test has a folder, ports and, on PostgreSQL, a database of its own, so they run side by side.
//! What needs the whole machine (crowds of buyers, browsers) takes turns: see `.config/nextest.toml`.

#[macro_use]
mod kit;

mod access;
mod bank;
mod configuration;
mod crash;
mod desk;
mod finding;
mod import;
mod indexing;
mod life;
mod phone;
mod processes;
mod product;
mod purchase;
mod race;
mod stopping;
mod webhooks;
