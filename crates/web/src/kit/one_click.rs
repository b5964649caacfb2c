//! "Unsubscribe" that a mail program presses for its reader (RFC 8058).

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::csrf::read_pairs;
use super::errors::PageError;
use super::headers::kept_by_nobody;
use crate::App;

/// What is posted to an address that ends mails: by its page, or by a mail program, which sends one field in either
/// encoding, no cookie, and follows no redirect.
pub enum Ending<T> {
    OneClick,
    Form(T),
}

impl<T: DeserializeOwned> FromRequest<App> for Ending<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let body = Bytes::from_request(request, app)
            .await
            .map_err(PageError::from_rejection)?;
        if is_one_click(&body) {
            return Ok(Self::OneClick);
        }
        let pairs = url::form_urlencoded::parse(&body);
        read_pairs(pairs).await.map(Self::Form)
    }
}

/// The program shows its reader nothing of it.
pub fn ended() -> Response {
    kept_by_nobody(StatusCode::OK.into_response())
}

/// No page of ours has a field of this name, so its place in the body does not matter.
fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.contains("List-Unsubscribe") && text.contains("One-Click")
}
