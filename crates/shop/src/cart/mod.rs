//! The cart: found by the token in its cookie, priced anew each time it is looked at.
//!
//! Nothing is stored before the first product goes in. A cart whose order was placed is closed; the
//! next product starts a new one.

mod edit;
mod queries;
mod tables;
mod view;

use commerce::{Currency, Money, Quantity};
use db::{DbError, Read, Tx};
use l10n::Locale;
use serde::{Deserialize, Serialize};

pub use edit::{Added, CartError, add, note_seen, prune, save_details, set_quantity};
pub use view::{CartView, LineProblem, LineView, ViewError, view};

use crate::{
    Shop, Token,
    address::Address,
    ids::{CartId, CartLineId, OrderId, VariantId},
};

/// A cart as it is stored: what the customer wants, not what it costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Cart {
    pub id: CartId,
    /// Grows with every change, so that an order is placed from the cart that was priced.
    pub version: i64,
    pub currency: Currency,
    pub locale: Locale,
    pub details: Details,
    /// In the order in which they were added.
    pub lines: Vec<CartLine>,
    /// The order that was placed from it.
    pub order: Option<OrderId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CartLine {
    pub id: CartLineId,
    pub variant: VariantId,
    pub quantity: Quantity,
    /// The unit price when the customer last looked.
    pub seen: Money,
}

/// What the customer filled in at the checkout so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub email: String,
    pub shipping: Option<Address>,
    pub billing: Option<Address>,
    /// Whether the shipping step was confirmed for the current address.
    pub shipping_chosen: bool,
}

/// Number of units in the cart; for the badge in the header.
pub async fn count(shop: &Shop, token: &Token) -> Result<u64, DbError> {
    queries::count(shop.db.primary(), &token.hash()).await
}

/// The cart of a token, also when it is closed already.
pub async fn find(shop: &Shop, token: &Token) -> Result<Option<Cart>, DbError> {
    queries::find(shop.db.primary(), &token.hash()).await
}

/// Whether one of the variants is in a cart that was not ordered (yet).
pub async fn holds(read: &impl Read, variants: &[VariantId]) -> Result<bool, DbError> {
    queries::holds(read, variants).await
}

/// Closes the cart because `order` is placed from it.
///
/// `false` if it was changed or closed since it was read: one order per cart, however often it is
/// sent.
pub async fn close(tx: &Tx, cart: &Cart, order: OrderId) -> Result<bool, DbError> {
    queries::close(tx, cart.id, cart.version, order).await
}
