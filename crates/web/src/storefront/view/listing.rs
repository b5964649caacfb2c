//! Home, cards, cart.

use commerce::Money;
use serde::Serialize;

use super::{Picture, PriceTag, RatingView};
use crate::kit::forms::Message;

/// `storefront/home.html`
#[derive(Debug, Clone, Serialize)]
pub struct Home {
    pub hero: Option<Picture>,
    pub browse_url: String,
    pub categories: Vec<CategoryTile>,
    pub new: Vec<ProductCard>,
    pub reduced: Vec<ProductCard>,
    /// schema.org
    pub data: serde_json::Value,
}

#[derive(Debug, Clone, Serialize)]
pub struct CategoryTile {
    pub title: String,
    pub url: String,
    pub picture: Option<Picture>,
}

/// A product in a grid.
#[derive(Debug, Clone, Serialize)]
pub struct ProductCard {
    pub title: String,
    pub url: String,
    pub brand: Option<String>,
    pub picture: Option<Picture>,
    /// None when no variant has a price in this currency.
    pub price: Option<PriceTag>,
    /// `reduced`, or none.
    pub badge: Option<&'static str>,
    /// None without reviews.
    pub rating: Option<RatingView>,
}

/// `storefront/cart.html`
#[derive(Debug, Clone, Serialize)]
pub struct Cart {
    pub lines: Vec<CartLine>,
    /// What changed since the customer last looked.
    pub notices: Vec<Message>,
    pub subtotal: Option<Money>,
    /// False while a line cannot be bought as it is.
    pub can_check_out: bool,
    pub checkout_url: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct CartLine {
    pub id: String,
    pub title: String,
    pub variant: String,
    pub url: String,
    pub picture: Option<Picture>,
    pub unit_price: Money,
    pub quantity: u32,
    /// The most that the quantity field lets one ask for.
    pub most: u32,
    pub total: Money,
    pub update_url: String,
    pub problem: Option<Message>,
}
