//! Mails that were written into the outbox folder instead of being sent.

use ::mail::outbox;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shop::Shop;

use super::desk::Desk;
use super::list::{ListAddress, Pager};
use crate::kit::errors::PageError;
use crate::routes::admin as paths;

const PAGE: usize = 50;

/// The page around a mail may frame pages of ours, which no other page may.
const FRAMING: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'";

/// A mail brings its styles with it and may do nothing: no script, no form, no request to anywhere.
const FRAMED: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; frame-ancestors 'self'";

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

/// `admin/mails.html`
#[derive(Serialize)]
struct MailsView {
    smtp: bool,
    jobs_url: &'static str,
    mails: Vec<MailRow>,
    pager_links: Pager,
}

#[derive(Serialize)]
struct MailRow {
    url: String,
    subject: String,
    to: String,
    at: DateTime<Utc>,
}

/// `admin/mail.html`
#[derive(Serialize)]
struct MailView {
    list_url: &'static str,
    html_url: String,
    subject: String,
    from: String,
    to: String,
    at: DateTime<Utc>,
    text: String,
}

/// `GET /admin/mail`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let before = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let mut mails = match shop.mailer.outbox_dir() {
        Some(folder) => outbox::list(folder, PAGE + 1, before)
            .await
            .map_err(|error| unreadable(&error))?,
        None => Vec::new(),
    };
    let has_more = mails.len() > PAGE;
    mails.truncate(PAGE);
    let next = mails
        .last()
        .filter(|_| has_more)
        .map(|mail| mail.id.clone());
    let rows = mails.into_iter().map(|mail| MailRow {
        url: paths::mail(&mail.id),
        subject: mail.subject,
        to: mail.to.email,
        at: mail.at,
    });
    let view = MailsView {
        smtp: shop.mailer.outbox_dir().is_none(),
        jobs_url: paths::JOBS,
        mails: rows.collect(),
        pager_links: ListAddress::new(paths::MAIL, []).pager(&asked.after, next),
    };
    desk.html("admin/mails.html", &view).await
}

/// `GET /admin/mail/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mail = find(&shop, &id).await?;
    let view = MailView {
        list_url: paths::MAIL,
        html_url: paths::mail_html(&id),
        subject: mail.subject,
        from: mail.from.email,
        to: mail.to.email,
        at: mail.at,
        text: mail.text,
    };
    let mut answer = desk.html("admin/mail.html", &view).await?;
    answer.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(FRAMING),
    );
    Ok(answer)
}

/// `GET /admin/mail/{id}/html`: what the frame shows.
pub async fn html(State(shop): State<Shop>, Path(id): Path<String>) -> Result<Response, PageError> {
    let mail = find(&shop, &id).await?;
    Ok(([(header::CONTENT_SECURITY_POLICY, FRAMED)], Html(mail.html)).into_response())
}

async fn find(shop: &Shop, id: &str) -> Result<outbox::StoredMail, PageError> {
    let folder = shop.mailer.outbox_dir().ok_or_else(PageError::not_found)?;
    let found = outbox::read(folder, id)
        .await
        .map_err(|error| unreadable(&error))?;
    found.ok_or_else(PageError::not_found)
}

fn unreadable(error: &::mail::MailError) -> PageError {
    tracing::error!(%error, "the outbox cannot be read");
    PageError::internal("the outbox cannot be read")
}
