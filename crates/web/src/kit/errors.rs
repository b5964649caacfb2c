//! From an error to a page: one mapping, one line in the log.
//!
//! A handler fails with `?`. The answer then is a bare status with the error attached; the middleware [`pages`] renders it in
//! the look and language of the front door, and logs what is ours to fix. Internals never reach the page.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::{Failure, FailureKind};

use super::cookies;
use super::layers::RequestId;
use super::redirect::is_htmx;
use super::render::RenderError;
use super::visit::{FrontDoor, Visit};
use crate::App;

/// Why a page cannot be shown. Made from any error of a use case by `?`.
#[derive(Clone)]
pub struct PageError {
    status: StatusCode,
    source: Option<Arc<dyn Error + Send + Sync>>,
    /// When to come back, in seconds.
    retry_after: Option<u64>,
}

/// `errors/page.html`, `errors/bare.html`, and what staff see.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorView {
    pub status: u16,
    /// `not-found`, `forbidden`, `invalid`, `conflict`, `gone`, `too-large`, `too-many`, `unavailable` or `internal`.
    pub kind: &'static str,
    /// A code that the log has, too; only when the fault is ours.
    pub reference: Option<String>,
    /// Seconds after which the same may be tried again.
    pub wait: Option<u64>,
}

impl PageError {
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND)
    }

    /// There was something, and it will not come back.
    pub fn gone() -> Self {
        Self::new(StatusCode::GONE)
    }

    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN)
    }

    /// A request that no page of ours makes: a field is missing or is no number.
    pub fn invalid() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// A body that ends too early, or is not what it says it is.
    pub fn broken() -> Self {
        Self::new(StatusCode::BAD_REQUEST)
    }

    /// More than is accepted at once.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// The client sent more than it may for now.
    pub fn too_many(wait: Duration) -> Self {
        // Whole seconds, rounded up: who comes back then is let in.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self {
            retry_after: Some(seconds.max(1)),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS)
        }
    }

    pub fn internal(what: &'static str) -> Self {
        Self {
            source: Some(Arc::from(Box::<dyn Error + Send + Sync>::from(what))),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }

    /// What an extractor of axum refused: too large, not a form, a field missing.
    pub fn from_rejection(rejection: impl fmt::Display + IntoResponse) -> Self {
        tracing::debug!(%rejection, "a request could not be read");
        Self::new(rejection.into_response().status())
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    fn new(status: StatusCode) -> Self {
        Self {
            status,
            source: None,
            retry_after: None,
        }
    }
}

fn status(kind: FailureKind) -> StatusCode {
    match kind {
        FailureKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        FailureKind::Forbidden => StatusCode::FORBIDDEN,
        FailureKind::NotFound => StatusCode::NOT_FOUND,
        FailureKind::Conflict => StatusCode::CONFLICT,
        FailureKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        FailureKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl<E: Failure> From<E> for PageError {
    fn from(error: E) -> Self {
        let status = status(error.kind());
        Self {
            source: Some(Arc::new(error)),
            ..Self::new(status)
        }
    }
}

impl Failure for RenderError {
    fn kind(&self) -> FailureKind {
        FailureKind::Internal
    }
}

impl fmt::Debug for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PageError({}, {:?})", self.status, self.source)
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut answer = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        answer.extensions_mut().insert(self);
        answer
    }
}

impl ErrorView {
    pub(crate) fn new(status: StatusCode, reference: Option<String>) -> Self {
        let kind = match status {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::GONE => "gone",
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => "forbidden",
            StatusCode::CONFLICT => "conflict",
            StatusCode::PAYLOAD_TOO_LARGE => "too-large",
            StatusCode::TOO_MANY_REQUESTS => "too-many",
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => "unavailable",
            status if status.is_server_error() => "internal",
            _ => "invalid",
        };
        let reference = reference.filter(|_| matches!(kind, "internal" | "unavailable"));
        Self {
            status: status.as_u16(),
            kind,
            reference,
            wait: None,
        }
    }
}

/// The middleware: gives every refusal a page, and the log a line when it is our fault.
pub async fn pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let door = FrontDoor::of(request.uri().path());
    // Copied before, used only when something is refused: a page of an error needs its language and little else.
    let asked = Asked::of(&request);

    let answer = next.run(request).await;

    let code = answer.status();
    if !(code.is_client_error() || code.is_server_error()) {
        return answer;
    }
    let error = answer.extensions().get::<PageError>();
    log(code, error);
    let is_page = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(is_html);
    if door == FrontDoor::Machine || (error.is_none() && is_page) {
        return answer;
    }
    let wait = error.and_then(|error| error.retry_after);
    let visit = Visit::of_asked(&app, &asked.uri, &asked.headers);
    let view = ErrorView {
        wait,
        ..ErrorView::new(code, asked.id)
    };
    let mut page = render(&app, &visit, door, code, &view).await;
    // The methods that a path does have, and when to come back.
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = answer.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    if is_htmx(&asked.headers) {
        // A script asked for a part of a page; the page as it is now says more than a part with an error in it.
        page.headers_mut()
            .insert("hx-refresh", HeaderValue::from_static("true"));
        if code == StatusCode::TOO_MANY_REQUESTS {
            cookies::notice("storefront-notice-too-many").add_to(page.headers_mut());
        }
    }
    page
}

/// What is kept of a request while it is served.
struct Asked {
    uri: Uri,
    headers: HeaderMap,
    id: Option<String>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let names = [
            header::COOKIE,
            header::ACCEPT_LANGUAGE,
            HeaderName::from_static("hx-request"),
        ];
        let mut headers = HeaderMap::with_capacity(names.len());
        for name in names {
            if let Some(value) = request.headers().get(&name) {
                headers.insert(name, value.clone());
            }
        }
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(|id| id.0.clone());
        Self {
            uri: request.uri().clone(),
            headers,
            id,
        }
    }
}

async fn render(
    app: &App,
    visit: &Visit,
    door: FrontDoor,
    code: StatusCode,
    view: &ErrorView,
) -> Response {
    let template = match door {
        FrontDoor::Staff => "errors/staff.html",
        FrontDoor::Storefront | FrontDoor::Sandbox | FrontDoor::Machine => "errors/page.html",
    };
    let page = match visit.html(template, view).await {
        Ok(page) => Ok(page),
        // No database, no frame: words only.
        Err(_) => app.pages.html("errors/bare.html", &visit.bare_page(), view),
    };
    match page {
        Ok(mut page) => {
            *page.status_mut() = code;
            page
        }
        Err(error) => {
            tracing::error!(%error, "not even the error page can be rendered");
            code.into_response()
        }
    }
}

fn log(code: StatusCode, error: Option<&PageError>) {
    let cause = error
        .and_then(|error| error.source.as_deref())
        .map(|source| source as &dyn Error);
    match (code.is_server_error(), cause) {
        (true, Some(cause)) if code == StatusCode::SERVICE_UNAVAILABLE => {
            tracing::warn!(status = code.as_u16(), error = %Chain(cause), "the request cannot be served now");
        }
        (true, Some(cause)) => {
            tracing::error!(status = code.as_u16(), error = %Chain(cause), "the request failed");
        }
        (true, None) => tracing::error!(status = code.as_u16(), "the request failed"),
        (false, Some(cause)) => {
            tracing::debug!(status = code.as_u16(), error = %Chain(cause), "the request was refused");
        }
        (false, None) => {}
    }
}

/// An error with what caused it, in one line.
struct Chain<'a>(&'a dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.0.to_string();
        f.write_str(&said)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let text = error.to_string();
            // Transparent errors say the same as their cause.
            if text != said {
                write!(f, ": {text}")?;
            }
            said = text;
            cause = error.source();
        }
        Ok(())
    }
}

fn is_html(value: &HeaderValue) -> bool {
    value.as_bytes().starts_with(b"text/html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_words() {
        let cases = [
            (404, "not-found"),
            (403, "forbidden"),
            (405, "invalid"),
            (409, "conflict"),
            (413, "too-large"),
            (422, "invalid"),
            (408, "unavailable"),
            (429, "too-many"),
            (503, "unavailable"),
            (500, "internal"),
            (410, "gone"),
        ];
        for (code, kind) in cases {
            let view = ErrorView::new(StatusCode::from_u16(code).unwrap(), Some("abc".to_owned()));
            assert_eq!(view.kind, kind, "{code}");
            assert_eq!(
                view.reference.is_some(),
                matches!(kind, "internal" | "unavailable"),
                "{code}"
            );
            for locale in l10n::Locale::ALL {
                for part in ["title", "text"] {
                    let key = format!("errors-{kind}-{part}");
                    assert!(
                        l10n::try_t(locale, &key, &[]).is_some(),
                        "{key} in {locale}"
                    );
                }
            }
        }
    }
}
