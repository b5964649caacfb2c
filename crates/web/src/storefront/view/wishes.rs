//! Wishlist, comparing, waiting for what is sold out.

use serde::Serialize;

use super::{PriceTag, ProductCard, StockLine};
use crate::kit::forms::FormErrors;

/// `storefront/wishlist.html`
#[derive(Debug, Clone, Serialize)]
pub struct WishesPage {
    pub wishes: Vec<WishView>,
    pub remove_url: &'static str,
    pub add_url: &'static str,
    pub share_url: &'static str,
    /// The whole address to give to others, once there is one.
    pub shared_at: Option<String>,
}

/// `storefront/wishlist_shared.html`
#[derive(Debug, Clone, Serialize)]
pub struct SharedWishlist {
    pub wishes: Vec<WishView>,
    pub add_url: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct WishView {
    pub product: String,
    pub title: String,
    /// None when it is not sold any more.
    pub card: Option<ProductCard>,
    pub available: bool,
    /// Goes into the cart by one click when there is nothing to choose.
    pub variant: Option<String>,
}

/// `storefront/compare.html`
#[derive(Debug, Clone, Serialize)]
pub struct Compare {
    pub columns: Vec<CompareColumn>,
    pub rows: Vec<CompareRow>,
    /// Which of the rows that every comparison has differ.
    pub differs: CompareDiffers,
    pub remove_url: &'static str,
    /// Compares the same products wherever it is opened.
    pub link: String,
    /// Whether it shows somebody's link and not the visitor's own choice.
    pub is_linked: bool,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct CompareDiffers {
    pub price: bool,
    pub rating: bool,
    pub stock: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct CompareColumn {
    pub slug: String,
    pub card: ProductCard,
    pub price: Option<PriceTag>,
    pub stock: StockLine,
}

#[derive(Debug, Clone, Serialize)]
pub struct CompareRow {
    pub name: String,
    pub cells: Vec<CompareCell>,
    /// Not all say the same.
    pub differs: bool,
}

/// What is said of one product; blank where nothing is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CompareCell {
    pub text: String,
    /// Of a colour, such as `#c0ffee`.
    pub hex: Option<String>,
}

/// `storefront/alert_form.html`
#[derive(Debug, Clone, Serialize)]
pub struct AlertForm {
    pub title: String,
    pub options: String,
    pub product_url: String,
    pub action: &'static str,
    pub variant: String,
    pub email: String,
    pub errors: FormErrors,
}

/// `storefront/alert.html`
#[derive(Debug, Clone, Serialize)]
pub struct AlertPage {
    /// `check_mail`, `asked`, `confirmed`, `sent`, `cancelled`, `gone`
    pub state: &'static str,
    /// Empty when nothing is known of it any more.
    pub title: String,
    pub options: String,
    /// None when it is not sold any more.
    pub product_url: Option<String>,
    pub action: String,
}
