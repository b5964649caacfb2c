//! What happens around every request, outermost first: compression of what is not compressed yet, a name and a line in the log,
//! headers, error pages, a limit on size, and no panic that gets out. The limit on time is the guard's of each route.
//!
//! Whatever stands here is paid for by each answer, also by a page that comes from memory. So what can share a function does:
//! each layer of its own costs an allocation or two and a copy of everything inside it.

use std::any::Any;
use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use l10n::Locale;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tracing::Instrument as _;

use super::cookies;
use super::errors::{self, PageError};
use super::headers::SecurityHeaders;
use super::paging::with_query;
use super::redirect::See;
use super::visit::FrontDoor;
use crate::App;

/// A form is small; uploads say so where they are registered.
const MAX_FORM_BYTES: usize = 1024 * 1024;

/// Names one request in the log and on the page that says that it failed.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

pub fn around(router: Router, app: App) -> Router {
    let ours = SecurityHeaders::new(&app.shop.public_url);
    router
        .fallback(|| async { PageError::not_found() })
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state((app, ours), serve))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
}

/// A span with what helps to find trouble and with nothing about a person: no query, no address, no cookie.
async fn serve(
    State((app, ours)): State<(App, SecurityHeaders)>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = format!("{:08x}", rand::random::<u32>());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let path = matched.as_ref().map_or("", MatchedPath::as_str);
    let span = tracing::info_span!("request", id, method = %request.method(), path);
    request.extensions_mut().insert(RequestId(id));
    let started = Instant::now();
    async move {
        let mut answer = match switch_language(&app, &request) {
            Some(there) => there,
            None => errors::pages(State(app), request, next).await,
        };
        ours.add_to(answer.headers_mut());
        let millis = started.elapsed().as_secs_f64() * 1000.0;
        tracing::debug!(status = answer.status().as_u16(), millis, "answered");
        answer
    }
    .instrument(span)
    .await
}

/// `?lang=de` on any page: remembered, and the same page again without it.
fn switch_language(app: &App, request: &Request) -> Option<Response> {
    let query = request.uri().query()?;
    if request.method() != Method::GET || !query.contains("lang=") {
        return None;
    }
    let is_page = matches!(
        FrontDoor::of(request.uri().path()),
        FrontDoor::Storefront | FrontDoor::Sandbox
    );
    if !is_page {
        return None;
    }
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let locale = pairs
        .iter()
        .find(|(name, _)| name == "lang")
        .and_then(|(_, code)| Locale::parse(code))
        .filter(|locale| app.shop.settings().locales.contains(locale))?;
    let others = pairs.iter().filter(|(name, _)| name != "lang");
    let same = with_query(
        request.uri().path(),
        others.map(|(name, value)| (name.as_ref(), value.to_string())),
    );
    let mut answer = See::other(same)
        .with_cookie(cookies::language(locale, app.is_secure()))
        .into_response();
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Some(answer)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that CatchPanicLayer asks for"
)]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message");
    tracing::error!(panic = what, "a handler panicked");
    PageError::internal("a handler panicked").into_response()
}
