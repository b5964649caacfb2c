//! The one step that places the order: exactly what the customer saw, or nothing and a page that says why.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use commerce::{Currency, Money};
use l10n::Locale;
use payments::NextStep;
use serde::Deserialize;
use shop::checkout::{self, Changed, PlaceError, PlaceRequest, Step};
use shop::orders::{self, Order, PayError};
use shop::{Failure, FailureKind, Shop};

use super::checkout::{payment_view, ready};
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

/// The total as it was shown, in minor units, and how the customer wants to pay.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    total: String,
    currency: String,
    payment: String,
}

/// `POST /checkout/place`: on to the gateway, or to the order's page with instructions.
///
/// Sent twice it places once: the second answer leads to the same order.
pub async fn place(
    State(shop): State<Shop>,
    visit: Visit,
    Form(form): Form<PlaceForm>,
) -> Result<Response, PageError> {
    let Some(token) = visit.cart() else {
        return Ok(to_empty_cart());
    };
    let (Ok(minor), Ok(currency)) = (form.total.parse(), form.currency.parse::<Currency>()) else {
        return Err(PageError::invalid());
    };
    let request = PlaceRequest {
        total: Money::new(minor, currency),
        payment_method: form.payment.clone(),
        locale: visit.locale(),
    };
    match checkout::place(&shop, token, &request).await {
        Ok(placed) => go_to_pay(&shop, &placed.order).await,
        Err(PlaceError::Empty) => Ok(to_empty_cart()),
        Err(PlaceError::Incomplete(step)) => Ok(See::other(address_of(step)).into_response()),
        Err(PlaceError::NotOffered) => {
            let mut errors = FormErrors::new();
            errors.add("payment", Message::key("checkout-error-payment"));
            again(
                &shop,
                &visit,
                &form,
                Vec::new(),
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(PlaceError::Changed(changes)) => {
            let messages = changes
                .iter()
                .map(|change| message(change, visit.locale()))
                .collect();
            again(
                &shop,
                &visit,
                &form,
                messages,
                FormErrors::new(),
                StatusCode::CONFLICT,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// Where the customer goes with an order: to the gateway's page, or to the order's own.
///
/// The order is placed whatever the gateway says now; when it cannot be reached, the order's page offers to try again.
pub async fn go_to_pay(shop: &Shop, order: &Order) -> Result<Response, PageError> {
    let own_page = routes::order(&order.token);
    if !order.is_payable() {
        return Ok(See::other(own_page).into_response());
    }
    match orders::pay(shop, order, None).await {
        Ok(NextStep::Redirect(url)) => Ok(See::other(url).into_response()),
        // When too many tries failed, the order's page says when the next one is possible.
        Ok(NextStep::Instructions) | Err(PayError::Paused { .. }) => {
            Ok(See::other(own_page).into_response())
        }
        Err(error) => {
            if error.kind() == FailureKind::Internal {
                tracing::error!(order.id = %order.id, %error, "the payment cannot be started");
            } else {
                tracing::warn!(order.id = %order.id, %error, "the payment cannot be started now");
            }
            Ok(See::other(own_page)
                .with_notice("storefront-notice-payment-later")
                .into_response())
        }
    }
}

/// The last page again, with today's prices and what is different.
async fn again(
    shop: &Shop,
    visit: &Visit,
    form: &PlaceForm,
    changes: Vec<Message>,
    errors: FormErrors,
    status: StatusCode,
) -> Result<Response, PageError> {
    match ready(shop, visit, Step::Payment).await? {
        Ok(found) => {
            let page = payment_view(visit, &found, &form.payment, changes, errors);
            visit
                .html_with(status, "storefront/checkout_payment.html", &page)
                .await
        }
        Err(early) => Ok(early),
    }
}

fn message(change: &Changed, locale: Locale) -> Message {
    let money = |amount: &Money| l10n::money(locale, *amount);
    match change {
        Changed::Total { seen, now } => Message::key("checkout-change-total")
            .with("before", money(seen))
            .with("now", money(now)),
        Changed::Price { title, before, now } => Message::key("checkout-change-price")
            .with("title", title.as_str())
            .with("before", money(before))
            .with("now", money(now)),
        Changed::Fewer { title, available } => Message::key("checkout-change-fewer")
            .with("title", title.as_str())
            .with("left", *available),
        Changed::SoldOut { title } => {
            Message::key("checkout-change-sold-out").with("title", title.as_str())
        }
        Changed::NotForSale { title } => {
            Message::key("checkout-change-gone").with("title", title.as_str())
        }
    }
}

fn to_empty_cart() -> Response {
    See::other(routes::CART)
        .with_notice("storefront-notice-cart-empty")
        .into_response()
}

fn address_of(step: Step) -> &'static str {
    match step {
        Step::Address => routes::CHECKOUT_ADDRESS,
        Step::Shipping => routes::CHECKOUT_SHIPPING,
        Step::Payment => routes::CHECKOUT_PAYMENT,
    }
}
