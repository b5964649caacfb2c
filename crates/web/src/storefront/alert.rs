//! "Tell me when it is back": the form, and the pages that its mails lead to.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use commerce::{Email, EmailError};
use serde::Deserialize;
use shop::catalog::{self, SaleItem};
use shop::ids::VariantId;
use shop::wishes::{self, AlertError, AlertState};
use shop::{Shop, Token};

use super::cart::wanted_variant;
use super::view;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::headers::kept_by_nobody;
use crate::kit::one_click::{Ending, ended};
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

/// `GET /back-in-stock?variant=…`, or with the fields of the product page's form.
pub async fn form(
    State(shop): State<Shop>,
    visit: Visit,
    Query(fields): Query<HashMap<String, String>>,
) -> Result<Response, PageError> {
    let variant = wanted_variant(&shop, &fields)
        .await?
        .ok_or_else(PageError::not_found)?;
    let item = sold(&shop, variant).await?;
    let view = alert_form(&item, String::new(), FormErrors::new());
    visit.html("storefront/alert_form.html", &view).await
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    variant: VariantId,
    #[serde(default)]
    email: String,
}

/// `POST /back-in-stock`
pub async fn ask(
    State(shop): State<Shop>,
    visit: Visit,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let item = sold(&shop, asked.variant).await?;
    let mut errors = FormErrors::new();
    let email = errors.check("email", Email::parse(&asked.email), |error| match error {
        EmailError::Missing => Message::key("wishes-alert-error-missing"),
        EmailError::TooLong | EmailError::Shape => Message::key("wishes-alert-error-email"),
    });
    let Some(email) = email else {
        let view = alert_form(&item, asked.email, errors);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return visit
            .html_with(status, "storefront/alert_form.html", &view)
            .await;
    };
    match wishes::ask(&shop, asked.variant, &email, visit.locale()).await {
        Ok(()) => {
            let view = alert_page("check_mail", Some(&item), String::new());
            visit.html("storefront/alert.html", &view).await
        }
        // It came back while the form was filled in.
        Err(AlertError::Available) => Ok(See::other(routes::product(item.product_slug.as_str()))
            .with_notice("storefront-notice-back-already")
            .into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `GET /back-in-stock/{token}`: changes nothing, since mail programs open links to look at them.
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let known = match Token::parse(&token) {
        Some(token) => wishes::find(&shop, &token).await?,
        None => None,
    };
    let view = match &known {
        None => alert_page("gone", None, String::new()),
        Some((alert, item)) => {
            let state = match alert.state {
                AlertState::Asked => "asked",
                AlertState::Confirmed => "confirmed",
                AlertState::Sent => "sent",
            };
            alert_page(state, item.as_ref(), routes::stock_alert(&token))
        }
    };
    let answer = visit.html("storefront/alert.html", &view).await?;
    Ok(kept_by_nobody(answer))
}

#[derive(Debug, Deserialize)]
pub struct Decision {
    /// `confirm` or `cancel`.
    r#do: String,
}

/// `POST /back-in-stock/{token}`; mail programs know the address from the mail's header.
pub async fn decide(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
    sent: Ending<Decision>,
) -> Result<Response, PageError> {
    let back = routes::stock_alert(&token);
    let token = Token::parse(&token).ok_or_else(PageError::not_found)?;
    let Ending::Form(decision) = sent else {
        wishes::cancel(&shop, &token).await?;
        return Ok(ended());
    };
    if decision.r#do == "cancel" {
        wishes::cancel(&shop, &token).await?;
        let view = alert_page("cancelled", None, String::new());
        let answer = visit.html("storefront/alert.html", &view).await?;
        return Ok(kept_by_nobody(answer));
    }
    wishes::confirm(&shop, &token).await?;
    Ok(See::other(back).into_response())
}

async fn sold(shop: &Shop, variant: VariantId) -> Result<SaleItem, PageError> {
    let mut items = catalog::sale_items(shop.db.primary(), &[variant]).await?;
    items
        .remove(&variant)
        .filter(|item| item.sellable)
        .ok_or_else(PageError::not_found)
}

fn alert_form(item: &SaleItem, email: String, errors: FormErrors) -> view::AlertForm {
    view::AlertForm {
        title: item.title.clone(),
        options: item.variant.options.join(" · "),
        product_url: routes::product(item.product_slug.as_str()),
        action: routes::BACK_IN_STOCK,
        variant: item.variant.id.to_string(),
        email,
        errors,
    }
}

fn alert_page(state: &'static str, item: Option<&SaleItem>, action: String) -> view::AlertPage {
    view::AlertPage {
        state,
        title: item.map(|item| item.title.clone()).unwrap_or_default(),
        options: item
            .map(|item| item.variant.options.join(" · "))
            .unwrap_or_default(),
        product_url: item.map(|item| routes::product(item.product_slug.as_str())),
        action,
    }
}
