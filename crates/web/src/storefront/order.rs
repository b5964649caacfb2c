//! The customer's page of an order, reached by its token alone.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use commerce::{PaymentState, PricesInclude};
use l10n::Locale;
use shop::fulfilment::{self, Shipment};
use shop::orders::{self, Order};
use shop::payments::{self, MANUAL, Payment, Source};
use shop::{Shop, Token, reviews};

use super::convert;
use super::place::go_to_pay;
use super::view::{self, LineReview, OrderLine, ShipmentView, ShippingLine, Totals, Transfer};
use crate::kit::errors::PageError;
use crate::kit::headers::kept_by_nobody;
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

/// How long the page keeps asking by itself after a payment was started.
const WATCH_FOR: TimeDelta = TimeDelta::minutes(3);

/// `GET /orders/{token}`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let order = find(&shop, &token).await?;
    let shipments = fulfilment::of_order(shop.db.primary(), order.id).await?;
    let attempts = payments::of_order(shop.db.primary(), order.id).await?;
    let paused_until = if is_due_online(&order) {
        orders::paused_until(&shop, &order).await?
    } else {
        None
    };
    let mut view = order_view(&shop, &order, &shipments, &attempts, visit.locale());
    let written = reviews::of_order(&shop, &order, &shipments).await?;
    for (shown, line) in view.lines.iter_mut().zip(&order.lines) {
        shown.review = written.get(&line.id).map(|known| LineReview {
            line: line.id.to_string(),
            is_written: known.review.is_some(),
        });
    }
    if paused_until.is_some() {
        view.pay_url = None;
        view.refresh = false;
        view.paused_until = paused_until;
    }
    let answer = visit.html("storefront/order.html", &view).await?;
    Ok(kept_by_nobody(answer))
}

/// `GET /orders/{token}/return`: the customer comes back from the gateway, maybe before its webhook.
///
/// The gateway is asked; when it cannot be reached the page says that it waits, and the poller finds out.
pub async fn back_from_gateway(
    State(shop): State<Shop>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let order = find(&shop, &token).await?;
    for payment in payments::of_order(shop.db.primary(), order.id).await? {
        if payment.gateway != MANUAL
            && payment.state == PaymentState::Pending
            && let Err(error) = orders::settle(&shop, payment.id, Source::ReturnPage).await
        {
            tracing::warn!(payment.id = %payment.id, %error, "the gateway cannot be asked on return");
        }
    }
    Ok(See::other(routes::order(&order.token)).into_response())
}

/// `POST /orders/{token}/pay`: try (again) to pay.
pub async fn pay(
    State(shop): State<Shop>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    go_to_pay(&shop, &find(&shop, &token).await?).await
}

pub async fn find(shop: &Shop, token: &str) -> Result<Order, PageError> {
    let token = Token::parse(token).ok_or_else(PageError::not_found)?;
    orders::by_token(shop, token.as_str())
        .await?
        .ok_or_else(PageError::not_found)
}

fn is_due_online(order: &Order) -> bool {
    order.is_payable() && order.payment_method != MANUAL
}

fn order_view(
    shop: &Shop,
    order: &Order,
    shipments: &[Shipment],
    attempts: &[Payment],
    locale: Locale,
) -> view::Order {
    let is_online = is_due_online(order);
    let now = shop.clock.now();
    let was_started = |payment: &Payment| {
        payment.state == PaymentState::Pending
            && payment.reference.is_some()
            && payment.created_at + WATCH_FOR > now
    };
    view::Order {
        number: order.number.to_string(),
        placed_at: order.placed_at,
        status: order.status().as_str(),
        email: order.email.as_str().to_owned(),
        lines: order
            .lines
            .iter()
            .map(|line| line_view(line, order.prices_include))
            .collect(),
        totals: totals(order),
        shipping_address: order.shipping_address.lines(locale),
        billing_address: order.billing().lines(locale),
        payment_method: order.payment_method.clone(),
        payment_state: order.payment_state.as_str(),
        shipments: shipments.iter().filter_map(shipment_view).collect(),
        pay_url: is_online.then(|| routes::order_pay(&order.token)),
        review_url: routes::order_reviews(&order.token),
        paused_until: None,
        transfer: (order.is_payable() && !is_online)
            .then(|| transfer(shop, order))
            .flatten(),
        refresh: is_online && attempts.iter().any(was_started),
    }
}

fn line_view(line: &orders::OrderLine, prices: PricesInclude) -> OrderLine {
    OrderLine {
        title: line.title.clone(),
        variant: line.options.join(" · "),
        quantity: line.quantity.get(),
        unit_price: line.unit_price,
        total: line.shown(prices),
        picture: convert::thumbnail(line.picture_key.as_deref()),
        url: line.variant.map(|_| routes::product(&line.product_slug)),
        review: None,
    }
}

fn totals(order: &Order) -> Totals {
    let amounts = &order.amounts;
    Totals {
        subtotal: amounts.subtotal,
        shipping: Some(ShippingLine {
            name: amounts.shipping_name.clone(),
            price: amounts.shipping,
            free: amounts.shipping.is_zero(),
        }),
        taxes: convert::taxes(order.taxes()),
        prices_include_tax: order.prices_include == PricesInclude::Tax,
        total: amounts.total,
    }
}

fn shipment_view(shipment: &Shipment) -> Option<ShipmentView> {
    Some(ShipmentView {
        shipped_at: shipment.shipped_at?,
        carrier: shipment.carrier.clone(),
        tracking_number: shipment.tracking_number.clone(),
    })
}

fn transfer(shop: &Shop, order: &Order) -> Option<Transfer> {
    let settings = shop.settings();
    let bank = settings.bank_transfer.as_ref()?;
    let lines = [&bank.account_holder, &bank.iban, &bank.bic, &bank.bank_name];
    let filled: Vec<&str> = lines
        .into_iter()
        .map(String::as_str)
        .filter(|line| !line.is_empty())
        .collect();
    Some(Transfer {
        amount: order.amounts.total,
        reference: order.number.to_string(),
        account: filled.join("\n"),
    })
}
