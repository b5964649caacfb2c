//! Every path of the shop, typed once. Handlers redirect with these, views hand them to templates.

pub mod admin;

use shop::ids::{CartLineId, ReviewId};

pub const HOME: &str = "/";
pub const SEARCH: &str = "/search";
pub const SUGGEST: &str = "/search/suggest";
/// Cards of products that the browser names.
pub const CARDS: &str = "/cards";
pub const SITEMAP: &str = "/sitemap.xml";
pub const FEED_NEW: &str = "/feeds/new.atom";
pub const FEED_GOOGLE: &str = "/feeds/google.xml";
pub const CART: &str = "/cart";
pub const CART_LINES: &str = "/cart/lines";
pub const CHECKOUT: &str = "/checkout";
pub const CHECKOUT_ADDRESS: &str = "/checkout/address";
pub const CHECKOUT_SHIPPING: &str = "/checkout/shipping";
pub const CHECKOUT_PAYMENT: &str = "/checkout/payment";
pub const CHECKOUT_PLACE: &str = "/checkout/place";
pub const WISHLIST: &str = "/wishlist";
pub const WISHLIST_REMOVE: &str = "/wishlist/remove";
pub const WISHLIST_SHARE: &str = "/wishlist/share";
pub const COMPARE: &str = "/compare";
pub const COMPARE_REMOVE: &str = "/compare/remove";
pub const BACK_IN_STOCK: &str = "/back-in-stock";
pub const SIGN_IN: &str = "/admin/sign-in";
/// Where the sandbox bank has its hosted pages; the binary hands it to `Gateways::new` as an absolute address.
pub const SANDBOX_PAGES: &str = "/sandbox/payments";

pub fn category(slug: &str) -> String {
    format!("/categories/{slug}")
}

pub fn collection(slug: &str) -> String {
    format!("/collections/{slug}")
}

pub fn product(slug: &str) -> String {
    format!("/products/{slug}")
}

/// A part of the sitemap: `pages`, `products`, `products-` and a key.
pub fn sitemap_part(name: &str) -> String {
    format!("/sitemaps/{name}.xml")
}

/// The reviews of a product.
pub fn reviews(slug: &str) -> String {
    format!("/products/{slug}/reviews")
}

pub fn review_helpful(slug: &str, id: ReviewId) -> String {
    format!("/products/{slug}/reviews/{id}/helpful")
}

/// The form of a review, for whoever bought the product.
pub fn review_form(token: &str) -> String {
    format!("/reviews/{token}")
}

/// Whether they want to be asked for reviews by mail.
pub fn review_mails(token: &str) -> String {
    format!("/reviews/{token}/mails")
}

/// Leads from a line of an order to the form of its review.
pub fn order_reviews(token: &str) -> String {
    format!("/orders/{token}/reviews")
}

pub fn cart_line(id: CartLineId) -> String {
    format!("/cart/lines/{id}")
}

/// What somebody's link shows of their wishlist.
pub fn shared_wishlist(token: &str) -> String {
    format!("/wishlists/{token}")
}

/// The page of one who waits for a variant; its mails lead there.
pub fn stock_alert(token: &str) -> String {
    format!("{BACK_IN_STOCK}/{token}")
}

pub fn media(key: &str) -> String {
    format!("/media/{key}")
}

/// The customer's page of an order.
pub fn order(token: &str) -> String {
    format!("/orders/{token}")
}

pub fn order_pay(token: &str) -> String {
    format!("/orders/{token}/pay")
}

pub fn sandbox_payment(id: &str) -> String {
    format!("{SANDBOX_PAGES}/{id}")
}

pub fn sandbox_code(id: &str) -> String {
    format!("{SANDBOX_PAGES}/{id}/code")
}

pub fn sandbox_cancel(id: &str) -> String {
    format!("{SANDBOX_PAGES}/{id}/cancel")
}

/// The sign-in page that leads back to where somebody wanted to go.
pub fn sign_in(next: &str) -> String {
    crate::kit::paging::with_query(SIGN_IN, [("next", next.to_owned())])
}
