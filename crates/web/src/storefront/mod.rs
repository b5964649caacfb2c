//! What customers see: browsing, cart, checkout, their order.

mod address_form;
mod alert;
mod cart;
mod category;
mod checkout;
mod collection;
mod compare;
mod convert;
mod data;
mod home;
mod listing;
mod machines;
mod order;
mod place;
mod product;
mod review_form;
mod reviews;
mod search;
mod specification;
mod suggest;
pub(crate) mod view;
mod wishlist;

pub use home::Tiles;
pub use machines::{SitemapParts, SitemapSize};

/// The small and the large address of a review's picture; staff look at the same.
pub(crate) fn review_picture(picture: &shop::reviews::ReviewPicture) -> (String, String) {
    let view = reviews::picture(picture);
    (view.small, view.large)
}

use crate::kit::access::{Access, Routes};
use crate::routes;

pub fn routes() -> Routes {
    let public = Access::Public;
    Routes::new()
        .get(routes::HOME, public, home::page)
        .get("/categories/{slug}", public, category::page)
        .get("/collections/{slug}", public, collection::page)
        .get("/products/{slug}", public, product::page)
        .get("/products/{slug}/reviews", public, reviews::page)
        .post(
            "/products/{slug}/reviews/{id}/helpful",
            public,
            reviews::helpful,
        )
        .get("/reviews/{token}", public, review_form::page)
        .upload(
            "/reviews/{token}",
            public,
            review_form::UPLOAD,
            review_form::save,
        )
        .get("/reviews/{token}/mails", public, review_form::mails_page)
        .post("/reviews/{token}/mails", public, review_form::choose_mails)
        .get(routes::SEARCH, public, search::page)
        .get(routes::SUGGEST, public, suggest::page)
        .get(routes::CART, public, cart::page)
        .post(routes::CART_LINES, public, cart::add)
        .post("/cart/lines/{id}", public, cart::set_quantity)
        .get(routes::CHECKOUT, public, checkout::start)
        .get(routes::CHECKOUT_ADDRESS, public, checkout::address)
        .post(routes::CHECKOUT_ADDRESS, public, checkout::save_address)
        .get(routes::CHECKOUT_SHIPPING, public, checkout::shipping)
        .post(routes::CHECKOUT_SHIPPING, public, checkout::choose_shipping)
        .get(routes::CHECKOUT_PAYMENT, public, checkout::payment)
        .post(routes::CHECKOUT_PLACE, public, place::place)
        .get("/orders/{token}", public, order::page)
        .get("/orders/{token}/return", public, order::back_from_gateway)
        .post("/orders/{token}/pay", public, order::pay)
        .get(routes::WISHLIST, public, wishlist::page)
        .post(routes::WISHLIST, public, wishlist::add)
        .post(routes::WISHLIST_REMOVE, public, wishlist::remove)
        .post(routes::WISHLIST_SHARE, public, wishlist::share)
        .get("/wishlists/{token}", public, wishlist::shared)
        .get(routes::COMPARE, public, compare::page)
        .post(routes::COMPARE, public, compare::add)
        .post(routes::COMPARE_REMOVE, public, compare::remove)
        .get(routes::BACK_IN_STOCK, public, alert::form)
        .post(routes::BACK_IN_STOCK, public, alert::ask)
        .get("/back-in-stock/{token}", public, alert::page)
        .post("/back-in-stock/{token}", public, alert::decide)
        .post("/orders/{token}/reviews", public, review_form::start)
        .get(routes::CARDS, public, product::cards)
        .get(routes::SITEMAP, public, machines::sitemap)
        .get("/sitemaps/{file}", public, machines::sitemap_part)
        .get(routes::FEED_GOOGLE, public, machines::google)
        .get(routes::FEED_NEW, public, machines::new_products)
        .get("/robots.txt", public, machines::robots)
}
