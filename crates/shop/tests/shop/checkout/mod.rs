//! From the cart to the order.

mod changed;
mod place;
mod races;
mod steps;
