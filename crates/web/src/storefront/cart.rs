//! The cart: looked at, filled, changed.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use commerce::{Money, Quantity};
use serde::Deserialize;
use shop::cart::{self, CartError, CartView, LineProblem, LineView};
use shop::ids::{CartLineId, VariantId};
use shop::{Shop, catalog};

use super::product::{option_field, variant_of};
use super::{convert, view};
use crate::kit::cookies;
use crate::kit::errors::PageError;
use crate::kit::forms::Message;
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

/// `GET /cart`
pub async fn page(State(shop): State<Shop>, visit: Visit) -> Result<Response, PageError> {
    let found = match visit.cart() {
        Some(token) => cart::find(&shop, token)
            .await?
            .filter(|cart| cart.order.is_none()),
        None => None,
    };
    let looked = match &found {
        Some(stored) => Some(cart::view(&shop, stored).await?),
        None => None,
    };
    let page = cart_view(looked.as_ref(), visit.locale());
    // Now the customer has been told of a changed price: from here on it is the one they know.
    if let (Some(token), Some(looked)) = (visit.cart(), &looked) {
        let seen = looked.seen();
        if !seen.is_empty() {
            cart::note_seen(&shop, token, &seen).await?;
        }
    }
    visit.html("storefront/cart.html", &page).await
}

fn cart_view(looked: Option<&CartView>, locale: l10n::Locale) -> view::Cart {
    let lines = looked.map_or(&[][..], |view| &view.lines);
    let notices = lines
        .iter()
        .filter_map(|line| match line.problem {
            Some(LineProblem::PriceChanged { before }) => Some(
                Message::key("storefront-cart-notice-price")
                    .with("title", title(line))
                    .with("before", l10n::money(locale, before))
                    .with("now", l10n::money(locale, line.unit_price)),
            ),
            _ => None,
        })
        .collect();
    let subtotal: Option<Money> = looked
        .and_then(|view| view.totals.as_ref())
        .map(|totals| totals.subtotal);
    view::Cart {
        lines: lines.iter().map(line_view).collect(),
        notices,
        subtotal,
        can_check_out: looked.is_some_and(|view| !view.is_blocked()),
        checkout_url: routes::CHECKOUT.to_owned(),
    }
}

fn line_view(line: &LineView) -> view::CartLine {
    let item = line.item.as_ref();
    view::CartLine {
        id: line.id.to_string(),
        title: title(line),
        variant: item
            .map(|item| item.variant.options.join(" · "))
            .unwrap_or_default(),
        url: item.map_or_else(
            || routes::HOME.to_owned(),
            |item| routes::product(item.product_slug.as_str()),
        ),
        picture: convert::thumbnail(item.and_then(|item| item.picture_key.as_deref())),
        unit_price: line.unit_price,
        quantity: line.quantity.get(),
        most: convert::most(line.stock).max(line.quantity.get()),
        total: line.total,
        update_url: routes::cart_line(line.id),
        problem: line.problem.and_then(problem),
    }
}

fn problem(problem: LineProblem) -> Option<Message> {
    match problem {
        LineProblem::NotForSale => Some(Message::key("storefront-cart-problem-gone")),
        LineProblem::SoldOut => Some(Message::key("storefront-cart-problem-sold-out")),
        LineProblem::Fewer { available } => {
            Some(Message::key("storefront-cart-problem-fewer").with("left", available))
        }
        LineProblem::PriceChanged { .. } => None,
    }
}

/// What a line is called; one whose product is gone for good has no name any more.
pub fn title(line: &LineView) -> String {
    line.item
        .as_ref()
        .map_or_else(|| "—".to_owned(), |item| item.title.clone())
}

/// `POST /cart/lines`: "add to cart". `variant` alone is enough; the product page also sends its options, and those count:
/// without script the customer may have chosen others than the page was made with.
pub async fn add(
    State(shop): State<Shop>,
    visit: Visit,
    Form(fields): Form<HashMap<String, String>>,
) -> Result<Response, PageError> {
    let back = match fields.get("product").filter(|slug| !slug.is_empty()) {
        Some(slug) => routes::product(slug),
        None => routes::CART.to_owned(),
    };
    let quantity = fields.get("quantity").map_or("1", |text| text.trim());
    let Ok(quantity) = quantity.parse::<Quantity>() else {
        return Ok(See::other(back)
            .with_notice("storefront-notice-quantity")
            .into_response());
    };
    let Some(variant) = wanted_variant(&shop, &fields).await? else {
        return Ok(See::other(back)
            .with_notice("storefront-notice-choose")
            .into_response());
    };
    let see = match cart::add(&shop, visit.cart(), variant, quantity, visit.locale()).await {
        Ok(added) => See::other(routes::CART)
            .with_notice("storefront-notice-added")
            .with_cookie(cookies::cart(&added.token, visit.is_secure())),
        Err(error) => refused(error, &back)?,
    };
    Ok(see.into_response())
}

/// The variant that the fields of a product page's form mean: `variant` alone, or `product` with its options.
pub async fn wanted_variant(
    shop: &Shop,
    fields: &HashMap<String, String>,
) -> Result<Option<VariantId>, PageError> {
    let text = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let named = text("variant").parse().ok();
    if text("product").is_empty() || !fields.contains_key(&option_field(0)) {
        return Ok(named);
    }
    let Some(page) = catalog::product_page(shop, text("product")).await? else {
        return Ok(named);
    };
    let values: Vec<String> = (0..page.product.options.len())
        .map(|index| text(&option_field(index)).to_owned())
        .collect();
    Ok(variant_of(&page, &values).map(|variant| variant.id))
}

#[derive(Debug, Deserialize)]
pub struct NewQuantity {
    quantity: String,
}

/// `POST /cart/lines/{id}`: 0 removes.
pub async fn set_quantity(
    State(shop): State<Shop>,
    visit: Visit,
    Path(line): Path<CartLineId>,
    Form(form): Form<NewQuantity>,
) -> Result<Response, PageError> {
    let see = See::other(routes::CART);
    let (Ok(quantity), Some(token)) = (form.quantity.trim().parse::<u32>(), visit.cart()) else {
        return Ok(see
            .with_notice("storefront-notice-quantity")
            .into_response());
    };
    let see = match cart::set_quantity(&shop, token, line, quantity).await {
        Ok(()) if quantity == 0 => see.with_notice("storefront-notice-removed"),
        // Not found: removed in another tab, and the cart as it is says so.
        Ok(()) | Err(CartError::NotFound) => see,
        Err(error) => refused(error, routes::CART)?,
    };
    Ok(see.into_response())
}

/// Expected refusals are a message on the page that the customer came from.
fn refused(error: CartError, back: &str) -> Result<See, PageError> {
    let see = See::other(back);
    Ok(match error {
        CartError::NotEnough { available } if available > 0 => {
            see.with_notice_left("storefront-notice-fewer", available)
        }
        CartError::NotEnough { .. } | CartError::NotForSale => {
            see.with_notice("storefront-notice-sold-out")
        }
        CartError::TooMany => see.with_notice("storefront-notice-quantity"),
        other @ (CartError::NotFound | CartError::Db(_)) => return Err(other.into()),
    })
}
