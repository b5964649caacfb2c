//! The hosted pages of the pretend bank: where the customer of a demo "pays".
//!
//! It stands for another company's server: it knows payments by the bank's own names, and what it finds out reaches the shop
//! only by redirect and webhook.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use commerce::Money;
use payments::sandbox::bank::{BankError, Failure};
use payments::sandbox::{SECOND_FACTOR_CODE, SandboxPayment, SandboxState, TEST_CARDS};
use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::payments::{HostedPage, HostedPageError};

use crate::kit::access::{Access, Routes};
use crate::kit::errors::PageError;
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

pub fn routes() -> Routes {
    let bank = Access::SandboxBank;
    Routes::new()
        .get("/sandbox/payments/{id}", bank, page)
        .post("/sandbox/payments/{id}", bank, submit_card)
        .post("/sandbox/payments/{id}/code", bank, confirm_code)
        .post("/sandbox/payments/{id}/cancel", bank, cancel)
}

/// `sandbox/payment.html`
#[derive(Debug, Clone, Serialize)]
pub struct PaymentView {
    /// `open`, `second_factor`, `processing`, or anything else for "closed".
    pub state: SandboxState,
    pub description: String,
    pub amount: Money,
    /// Key of what went wrong with the card before.
    pub failure: Option<&'static str>,
    /// Key of what is wrong at the field.
    pub problem: Option<&'static str>,
    pub last_four: String,
    pub code: &'static str,
    pub pay_url: String,
    pub code_url: String,
    pub cancel_url: String,
    pub return_url: String,
    pub cards: Vec<CardView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    pub number: &'static str,
    pub label_key: &'static str,
}

impl PaymentView {
    fn new(payment: SandboxPayment, problem: Option<&'static str>) -> Self {
        Self {
            state: payment.state,
            amount: payment.amount,
            failure: payment.failure.map(Failure::label_key),
            problem,
            last_four: payment.card_last_four.unwrap_or_default(),
            code: SECOND_FACTOR_CODE,
            pay_url: routes::sandbox_payment(&payment.id),
            code_url: routes::sandbox_code(&payment.id),
            cancel_url: routes::sandbox_cancel(&payment.id),
            return_url: payment.return_url,
            cards: TEST_CARDS
                .iter()
                .map(|card| CardView {
                    number: card.number,
                    label_key: card.label_key,
                })
                .collect(),
            description: payment.description,
        }
    }
}

/// `GET /sandbox/payments/{id}`
async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let payment = find(&shop, &id).await?;
    visit
        .html("sandbox/payment.html", PaymentView::new(payment, None))
        .await
}

/// The number is looked at and forgotten: it is not in the page that comes back, and `Debug` does not show it.
#[derive(Deserialize)]
struct CardForm {
    card: String,
}

/// `POST /sandbox/payments/{id}`
async fn submit_card(
    State(shop): State<Shop>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<CardForm>,
) -> Result<Response, PageError> {
    match hosted(&shop).submit_card(&id, &form.card).await {
        Ok(payment) => Ok(next(&payment)),
        Err(HostedPageError::Card(problem)) => {
            let payment = find(&shop, &id).await?;
            let view = PaymentView::new(payment, Some(problem.label_key()));
            visit
                .html_with(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "sandbox/payment.html",
                    view,
                )
                .await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct CodeForm {
    code: String,
}

/// `POST /sandbox/payments/{id}/code`
async fn confirm_code(
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Form(form): Form<CodeForm>,
) -> Result<Response, PageError> {
    match hosted(&shop).confirm_second_factor(&id, &form.code).await {
        Ok(payment) => Ok(next(&payment)),
        // A second click, or the back button: the page says how it stands.
        Err(HostedPageError::Bank(BankError::WrongState { .. })) => {
            Ok(See::other(routes::sandbox_payment(&id)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /sandbox/payments/{id}/cancel`
async fn cancel(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, PageError> {
    match hosted(&shop).cancel(&id).await {
        Ok(payment) => Ok(See::other(payment.return_url).into_response()),
        Err(HostedPageError::Bank(BankError::WrongState { .. })) => {
            Ok(See::other(routes::sandbox_payment(&id)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Where a step leads: back to the shop when the customer has done their part, else to the page that says what is next.
fn next(payment: &SandboxPayment) -> Response {
    match payment.state {
        SandboxState::Processing | SandboxState::Authorized | SandboxState::Captured => {
            See::other(payment.return_url.clone()).into_response()
        }
        SandboxState::Open
        | SandboxState::SecondFactor
        | SandboxState::Cancelled
        | SandboxState::Voided => See::other(routes::sandbox_payment(&payment.id)).into_response(),
    }
}

async fn find(shop: &Shop, id: &str) -> Result<SandboxPayment, PageError> {
    hosted(shop)
        .find(id)
        .await?
        .ok_or_else(PageError::not_found)
}

fn hosted(shop: &Shop) -> HostedPage<'_> {
    HostedPage(&shop.gateways.sandbox_access.bank)
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    fn view(state: SandboxState) -> PaymentView {
        PaymentView {
            state,
            description: "1042".to_owned(),
            amount: Money::new(10_370, commerce::Currency::EUR),
            failure: None,
            problem: None,
            last_four: "3155".to_owned(),
            code: SECOND_FACTOR_CODE,
            pay_url: "/sandbox/payments/x".to_owned(),
            code_url: "/sandbox/payments/x/code".to_owned(),
            cancel_url: "/sandbox/payments/x/cancel".to_owned(),
            return_url: "/orders/x/return".to_owned(),
            cards: TEST_CARDS
                .iter()
                .map(|card| CardView {
                    number: card.number,
                    label_key: card.label_key,
                })
                .collect(),
        }
    }

    pub(crate) fn all() -> Vec<(&'static str, PaymentView)> {
        let refused = PaymentView {
            failure: Some(Failure::CardDeclined.label_key()),
            problem: Some("sandbox-card-problem-not-a-test-card"),
            ..view(SandboxState::Open)
        };
        vec![
            ("bank", view(SandboxState::Open)),
            ("bank-refused", refused),
            ("bank-code", view(SandboxState::SecondFactor)),
            ("bank-late", view(SandboxState::Processing)),
            ("bank-closed", view(SandboxState::Captured)),
        ]
    }
}
