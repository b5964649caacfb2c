//! What the shop does, told by its use cases, on both engines.

mod attributes;
mod audit;
mod cart;
mod catalog;
mod changes;
mod checkout;
mod collections;
mod fulfilment;
mod inventory;
mod jobs;
mod media;
mod orders;
mod payments;
mod permissions;
mod reviews;
mod search;
mod settings;
mod staff;
mod support;
mod tasks;
mod together;
mod wishes;
