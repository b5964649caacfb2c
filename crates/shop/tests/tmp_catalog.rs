#[path = "shop/catalog/mod.rs"]
mod catalog;
