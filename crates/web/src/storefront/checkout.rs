//! The steps of the checkout: each a plain form, each with a way back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use serde::Deserialize;
use shop::checkout::{self, AddressStep, CheckoutView, Step, StepError};
use shop::{Shop, Token};

use super::address_form::{self, Sent};
use super::view::{
    CheckoutAddress, CheckoutFrame, CheckoutPayment, CheckoutShipping, PaymentChoice, ReviewRow,
    ShippingChoice, StepState, Summary, SummaryLine, Totals,
};
use super::{cart, convert, view};
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

/// A handler answers early when a step cannot be shown: the cart is empty, or one before is not done.
type Early = Result<CheckoutView, Response>;

/// `GET /checkout`: to the first step that is not done.
pub async fn start(State(shop): State<Shop>, visit: Visit) -> Result<Response, PageError> {
    Ok(match ready(&shop, &visit, Step::Address).await? {
        Ok(found) => See::other(address_of(found.next)).into_response(),
        Err(early) => early,
    })
}

/// `GET /checkout/address`
pub async fn address(State(shop): State<Shop>, visit: Visit) -> Result<Response, PageError> {
    match ready(&shop, &visit, Step::Address).await? {
        Ok(found) => {
            let step = address_form::stored(&found.cart.details, &shop.settings());
            let page = address_view(&shop, &visit, &found, &step, FormErrors::new());
            visit.html("storefront/checkout_address.html", &page).await
        }
        Err(early) => Ok(early),
    }
}

/// `POST /checkout/address`
pub async fn save_address(
    State(shop): State<Shop>,
    visit: Visit,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let step = sent.into_step(&shop.settings());
    let Some(token) = visit.cart() else {
        return Ok(to_cart());
    };
    match checkout::save_address(&shop, token, &step, visit.locale()).await {
        Ok(()) => Ok(See::other(routes::CHECKOUT_SHIPPING).into_response()),
        Err(StepError::Invalid(problems)) => match ready(&shop, &visit, Step::Address).await? {
            Ok(found) => {
                let page = address_view(
                    &shop,
                    &visit,
                    &found,
                    &step,
                    address_form::errors(&problems),
                );
                visit
                    .html_with(
                        StatusCode::UNPROCESSABLE_ENTITY,
                        "storefront/checkout_address.html",
                        &page,
                    )
                    .await
            }
            Err(early) => Ok(early),
        },
        Err(error) => gone_or(error),
    }
}

fn address_view(
    shop: &Shop,
    visit: &Visit,
    found: &CheckoutView,
    step: &AddressStep,
    errors: FormErrors,
) -> CheckoutAddress {
    let settings = shop.settings();
    let form = address_form::view(step, &settings);
    let choices = |country: &str| address_form::countries(&settings, visit.locale(), country);
    CheckoutAddress {
        more_open: address_form::is_unfolded(&form.shipping, "", &settings, &errors),
        billing_more_open: address_form::is_unfolded(&form.billing, "billing-", &settings, &errors),
        shipping_countries: choices(&form.shipping.country),
        billing_countries: choices(&form.billing.country),
        frame: frame(Step::Address, found, errors),
        form,
    }
}

/// `GET /checkout/shipping`
pub async fn shipping(State(shop): State<Shop>, visit: Visit) -> Result<Response, PageError> {
    match ready(&shop, &visit, Step::Shipping).await? {
        Ok(found) => shipping_page(&visit, &found, FormErrors::new(), StatusCode::OK).await,
        Err(early) => Ok(early),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ShippingForm {
    shipping: String,
}

/// `POST /checkout/shipping`
pub async fn choose_shipping(
    State(shop): State<Shop>,
    visit: Visit,
    Form(form): Form<ShippingForm>,
) -> Result<Response, PageError> {
    let Some(token) = visit.cart() else {
        return Ok(to_cart());
    };
    match checkout::choose_shipping(&shop, token, &form.shipping, visit.locale()).await {
        Ok(()) => Ok(See::other(routes::CHECKOUT_PAYMENT).into_response()),
        Err(StepError::NoAddress) => Ok(See::other(routes::CHECKOUT_ADDRESS).into_response()),
        Err(StepError::UnknownShipping) => match ready(&shop, &visit, Step::Shipping).await? {
            Ok(found) => {
                let mut errors = FormErrors::new();
                errors.add("shipping", Message::key("checkout-error-shipping"));
                shipping_page(&visit, &found, errors, StatusCode::UNPROCESSABLE_ENTITY).await
            }
            Err(early) => Ok(early),
        },
        Err(error) => gone_or(error),
    }
}

async fn shipping_page(
    visit: &Visit,
    found: &CheckoutView,
    errors: FormErrors,
    status: StatusCode,
) -> Result<Response, PageError> {
    let only = found.shipping_options.len() == 1;
    let methods = found
        .shipping_options
        .iter()
        .map(|option| ShippingChoice {
            value: option.id.to_owned(),
            name: option.name.clone(),
            price: option.price,
            free: option.price.is_zero(),
            selected: only,
        })
        .collect();
    let review = review(found, visit, Step::Shipping);
    let page = CheckoutShipping {
        frame: frame(Step::Shipping, found, errors),
        review,
        methods,
    };
    visit
        .html_with(status, "storefront/checkout_shipping.html", &page)
        .await
}

/// `GET /checkout/payment`
pub async fn payment(State(shop): State<Shop>, visit: Visit) -> Result<Response, PageError> {
    match ready(&shop, &visit, Step::Payment).await? {
        Ok(found) if found.view.is_blocked() => Ok(to_cart()),
        Ok(found) => {
            let page = payment_view(&visit, &found, "", Vec::new(), FormErrors::new());
            visit.html("storefront/checkout_payment.html", &page).await
        }
        Err(early) => Ok(early),
    }
}

/// The last step, also when something changed since it was confirmed.
pub fn payment_view(
    visit: &Visit,
    found: &CheckoutView,
    chosen: &str,
    changes: Vec<Message>,
    errors: FormErrors,
) -> CheckoutPayment {
    let known = found.payment_methods.contains(&chosen);
    let methods = found.payment_methods.iter().enumerate();
    CheckoutPayment {
        frame: frame(Step::Payment, found, errors),
        review: review(found, visit, Step::Payment),
        changes,
        blocked: found.view.is_blocked(),
        cart_url: routes::CART.to_owned(),
        methods: methods
            .map(|(at, method)| PaymentChoice {
                value: (*method).to_owned(),
                selected: if known { *method == chosen } else { at == 0 },
            })
            .collect(),
    }
}

/// The checkout, if `step` can be shown; else where to go instead.
pub async fn ready(shop: &Shop, visit: &Visit, step: Step) -> Result<Early, PageError> {
    let Some(found) = open_checkout(shop, visit.cart()).await? else {
        return Ok(Err(See::other(routes::CART)
            .with_notice("storefront-notice-cart-empty")
            .into_response()));
    };
    if order_of(step) > order_of(found.next) {
        return Ok(Err(See::other(address_of(found.next)).into_response()));
    }
    Ok(Ok(found))
}

async fn open_checkout(
    shop: &Shop,
    token: Option<&Token>,
) -> Result<Option<CheckoutView>, PageError> {
    match token {
        Some(token) => Ok(checkout::view(shop, token)
            .await?
            .filter(|found| found.view.totals.is_some())),
        None => Ok(None),
    }
}

/// A cart that is gone or was ordered is no fault: the cart page says how it is.
fn gone_or(error: StepError) -> Result<Response, PageError> {
    match error {
        StepError::Cart(shop::cart::CartError::NotFound) => Ok(to_cart()),
        other => Err(other.into()),
    }
}

fn to_cart() -> Response {
    See::other(routes::CART).into_response()
}

fn address_of(step: Step) -> &'static str {
    match step {
        Step::Address => routes::CHECKOUT_ADDRESS,
        Step::Shipping => routes::CHECKOUT_SHIPPING,
        Step::Payment => routes::CHECKOUT_PAYMENT,
    }
}

fn order_of(step: Step) -> u8 {
    match step {
        Step::Address => 0,
        Step::Shipping => 1,
        Step::Payment => 2,
    }
}

const STEPS: [(Step, &str); 3] = [
    (Step::Address, "address"),
    (Step::Shipping, "shipping"),
    (Step::Payment, "payment"),
];

fn frame(step: Step, found: &CheckoutView, errors: FormErrors) -> CheckoutFrame {
    let at = order_of(step);
    let state = |other: Step| match order_of(other).cmp(&at) {
        std::cmp::Ordering::Less => StepState::Done,
        std::cmp::Ordering::Equal => StepState::Current,
        std::cmp::Ordering::Greater => StepState::Open,
    };
    let steps = STEPS.map(|(other, name)| view::Step {
        name,
        state: state(other),
        url: (state(other) == StepState::Done).then(|| address_of(other).to_owned()),
    });
    CheckoutFrame {
        step: STEPS[usize::from(at)].1,
        steps: steps.to_vec(),
        summary: summary(found),
        errors,
        action: if step == Step::Payment {
            routes::CHECKOUT_PLACE
        } else {
            address_of(step)
        }
        .to_owned(),
        back_url: address_of(STEPS[usize::from(at.saturating_sub(1))].0).to_owned(),
    }
}

fn summary(found: &CheckoutView) -> Summary {
    let lines = found
        .view
        .lines
        .iter()
        .map(|line| SummaryLine {
            title: cart::title(line),
            variant: line
                .item
                .as_ref()
                .map(|item| item.variant.options.join(" · "))
                .unwrap_or_default(),
            quantity: line.quantity.get(),
            total: line.total,
            picture: convert::thumbnail(
                line.item
                    .as_ref()
                    .and_then(|item| item.picture_key.as_deref()),
            ),
        })
        .collect();
    let priced = found.view.totals.as_ref().map(convert::totals);
    let totals = priced.unwrap_or_else(|| nothing(found));
    Summary { lines, totals }
}

/// A cart of which no line can be bought has no totals; [`open_checkout`] turns it away before.
fn nothing(found: &CheckoutView) -> Totals {
    let zero = commerce::Money::zero(found.cart.currency);
    Totals {
        subtotal: zero,
        shipping: None,
        taxes: Vec::new(),
        prices_include_tax: true,
        total: zero,
    }
}

/// What the steps before have found out.
fn review(found: &CheckoutView, visit: &Visit, step: Step) -> Vec<ReviewRow> {
    let details = &found.cart.details;
    let row = |name, lines, change: &str| ReviewRow {
        name,
        lines,
        change_url: change.to_owned(),
    };
    let mut rows = vec![row(
        "contact",
        vec![details.email.clone()],
        routes::CHECKOUT_ADDRESS,
    )];
    if let Some(address) = &details.shipping {
        rows.push(row(
            "address",
            address.lines(visit.locale()),
            routes::CHECKOUT_ADDRESS,
        ));
    }
    if let Some(address) = &details.billing {
        rows.push(row(
            "billing",
            address.lines(visit.locale()),
            routes::CHECKOUT_ADDRESS,
        ));
    }
    if step == Step::Payment
        && let Some(option) = found.shipping_options.first()
    {
        rows.push(row(
            "shipping",
            vec![option.name.clone()],
            routes::CHECKOUT_SHIPPING,
        ));
    }
    rows
}
