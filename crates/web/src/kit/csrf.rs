//! Writes come from our own pages.
//!
//! Two fences. The cookies are `SameSite=Lax`, and the guard refuses a write that the browser says comes from elsewhere. Staff,
//! who can do more harm, also send a token of their session with every form:
//!
//! ```jinja
//! <input type="hidden" name="csrf" value="{{ page.csrf }}">
//! ```

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum_extra::extract::Form;
use serde::de::DeserializeOwned;
use shop::staff::Session;
use subtle::ConstantTimeEq;
use url::Url;

use super::access::Staff;
use super::errors::PageError;
use crate::App;

/// A form of staff, its token checked. Fields that are not in `T` are ignored.
#[derive(Debug, Clone)]
pub struct StaffForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for StaffForm<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let staff = Staff::from_request_parts(&mut parts, app).await?;
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), app)
            .await
            .map_err(PageError::from_rejection)?;
        let pairs = url::form_urlencoded::parse(&body);
        let (tokens, others): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| name == "csrf");
        check_token(
            &staff.session,
            tokens.first().map(|(_, value)| value.as_ref()),
        )?;
        // Without the token, so that `StaffForm<()>` is a form of nothing else.
        read_pairs(others).await.map(Self)
    }
}

/// Fields with their values as a form of this shape.
///
/// # Errors
/// Invalid (422), when a field is missing or is no number.
pub(super) async fn read_pairs<T: DeserializeOwned>(
    pairs: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>,
) -> Result<T, PageError> {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let mut request = Request::new(body.into());
    *request.method_mut() = Method::POST;
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    let form = Form::<T>::from_request(request, &()).await;
    form.map(|Form(form)| form)
        .map_err(PageError::from_rejection)
}

/// Compares the token of a form with the session's.
///
/// # Errors
/// Forbidden (403); the page says to reload and send again.
pub fn check_token(session: &Session, sent: Option<&str>) -> Result<(), PageError> {
    let sent = sent.unwrap_or_default().as_bytes();
    if bool::from(sent.ct_eq(session.csrf.as_bytes())) {
        Ok(())
    } else {
        Err(PageError::forbidden())
    }
}

/// Refuses a write that a browser sends for another site's page.
///
/// A client that says nothing about where it comes from is no browser of these days, and carries nobody's cookies.
///
/// # Errors
/// Forbidden (403).
pub(super) fn check_origin(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
) -> Result<(), PageError> {
    if is_from_here(&app.shop.public_url, method, headers) {
        Ok(())
    } else {
        Err(PageError::forbidden())
    }
}

fn is_from_here(public: &Url, method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(origin) = text(header::ORIGIN) {
        let host = text(header::HOST).unwrap_or_default();
        let is_host = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"))
            .is_some_and(|authority| authority.eq_ignore_ascii_case(host));
        return is_host || origin == public.origin().ascii_serialization();
    }
    let site = headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    matches!(site, None | Some("same-origin" | "none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Given = &'static [(&'static str, &'static str)];

    #[test]
    fn a_write_from_another_site_is_refused() {
        let public: Url = "https://shop.example".parse().unwrap();
        let cases: &[(&str, Given, bool)] = &[
            (
                "from our page",
                &[
                    ("origin", "https://shop.example"),
                    ("host", "10.0.0.7:8080"),
                ],
                true,
            ),
            (
                "at another address of ours",
                &[
                    ("origin", "http://127.0.0.1:8080"),
                    ("host", "127.0.0.1:8080"),
                ],
                true,
            ),
            (
                "from elsewhere",
                &[("origin", "https://evil.example"), ("host", "shop.example")],
                false,
            ),
            (
                "from a hidden page",
                &[("origin", "null"), ("host", "shop.example")],
                false,
            ),
            (
                "a name that starts like ours",
                &[
                    ("origin", "https://shop.example.evil"),
                    ("host", "shop.example"),
                ],
                false,
            ),
            (
                "the browser says cross-site",
                &[("sec-fetch-site", "cross-site"), ("host", "shop.example")],
                false,
            ),
            (
                "the browser says same-site",
                &[("sec-fetch-site", "same-site"), ("host", "shop.example")],
                false,
            ),
            (
                "the browser says same-origin",
                &[("sec-fetch-site", "same-origin"), ("host", "shop.example")],
                true,
            ),
            ("no browser", &[("host", "shop.example")], true),
        ];
        for (name, given, expected) in cases {
            let mut headers = HeaderMap::new();
            for (header, value) in *given {
                headers.insert(
                    header::HeaderName::from_bytes(header.as_bytes()).unwrap(),
                    value.parse().unwrap(),
                );
            }
            assert_eq!(
                is_from_here(&public, &Method::POST, &headers),
                *expected,
                "{name}"
            );
            assert!(
                is_from_here(&public, &Method::GET, &headers),
                "{name}, but reading"
            );
        }
    }
}
