//! The wishlist: kept by a cookie, shown to others by a link.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use l10n::Locale;
use serde::Deserialize;
use shop::ids::ProductId;
use shop::wishes::{self, Wish, WishError};
use shop::{Shop, Token};

use super::{convert, view};
use crate::kit::cookies;
use crate::kit::errors::PageError;
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

/// `GET /wishlist`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let list = match token(&headers) {
        Some(token) => Some(wishes::wishlist(&shop, &token).await?),
        None => None,
    };
    let shared_at = list.as_ref().and_then(|list| {
        let path = routes::shared_wishlist(list.share.as_ref()?.as_str());
        shop.public_url.join(&path).ok()
    });
    let view = view::WishesPage {
        wishes: views(
            list.map(|list| list.wishes).unwrap_or_default(),
            visit.locale(),
        ),
        remove_url: routes::WISHLIST_REMOVE,
        add_url: routes::CART_LINES,
        share_url: routes::WISHLIST_SHARE,
        shared_at: shared_at.map(|url| url.to_string()),
    };
    visit.html("storefront/wishlist.html", &view).await
}

#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// The slug.
    product: String,
}

/// `POST /wishlist`
pub async fn add(
    State(shop): State<Shop>,
    visit: Visit,
    headers: HeaderMap,
    Form(wanted): Form<Wanted>,
) -> Result<Response, PageError> {
    let see = match wishes::add(&shop, token(&headers).as_ref(), &wanted.product).await {
        Ok(token) => See::other(routes::WISHLIST)
            .with_notice("storefront-notice-wished")
            .with_cookie(cookies::wishlist(&token, visit.is_secure())),
        Err(WishError::Full) => {
            See::other(routes::WISHLIST).with_notice("storefront-notice-wishlist-full")
        }
        Err(error) => return Err(error.into()),
    };
    Ok(see.into_response())
}

#[derive(Debug, Deserialize)]
pub struct Unwanted {
    product: ProductId,
}

/// `POST /wishlist/remove`
pub async fn remove(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Form(unwanted): Form<Unwanted>,
) -> Result<See, PageError> {
    if let Some(token) = token(&headers) {
        wishes::remove(&shop, &token, unwanted.product).await?;
    }
    Ok(See::other(routes::WISHLIST).with_notice("storefront-notice-unwished"))
}

#[derive(Debug, Deserialize)]
pub struct Sharing {
    /// `start` or `end`.
    r#do: String,
}

/// `POST /wishlist/share`
pub async fn share(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Form(sharing): Form<Sharing>,
) -> Result<See, PageError> {
    let see = See::other(routes::WISHLIST);
    let Some(token) = token(&headers) else {
        return Ok(see);
    };
    if sharing.r#do == "end" {
        wishes::unshare(&shop, &token).await?;
        return Ok(see.with_notice("storefront-notice-wishlist-unshared"));
    }
    wishes::share(&shop, &token).await?;
    Ok(see)
}

/// `GET /wishlists/{token}`
pub async fn shared(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let token = Token::parse(&token).ok_or_else(PageError::not_found)?;
    let wishes = wishes::shared(&shop, &token)
        .await?
        .ok_or_else(PageError::not_found)?;
    let view = view::SharedWishlist {
        wishes: views(wishes, visit.locale()),
        add_url: routes::CART_LINES,
    };
    let mut answer = visit.html("storefront/wishlist_shared.html", &view).await?;
    // The address is the key to the page: it is given to nobody else.
    answer.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    Ok(answer)
}

fn token(headers: &HeaderMap) -> Option<Token> {
    cookies::get(headers, cookies::WISHLIST).and_then(Token::parse)
}

fn views(wishes: Vec<Wish>, locale: Locale) -> Vec<view::WishView> {
    wishes
        .into_iter()
        .map(|wish| view::WishView {
            product: wish.product.to_string(),
            title: wish.title,
            variant: wish
                .only_variant
                .filter(|_| wish.card.is_some() && wish.is_available)
                .map(|variant| variant.to_string()),
            available: wish.is_available,
            card: wish.card.map(|card| convert::card(card, locale)),
        })
        .collect()
}
