//! The demo shop's stock: words in `goods`, pictures in `art`, both behind `catalogue`.

mod art;
pub mod catalogue;
mod described;
mod goods;
mod orders;
mod reviews;
mod run;
mod stock;

pub use run::run;

#[cfg(test)]
mod tests;
