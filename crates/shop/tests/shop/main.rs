//! What the shop does, told by its use cases, on both engines.

mod audit;
mod cart;
mod catalog;
mod changes;
mod checkout;
mod fulfilment;
mod inventory;
mod jobs;
mod orders;
mod payments;
mod permissions;
mod settings;
mod staff;
mod support;
