//! What browsers are told about every answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use url::Url;

/// For pages whose address is the key to them, and for parts of pages, which have the address of the whole.
pub fn kept_by_nobody(mut answer: Response) -> Response {
    let never = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    answer
}

/// The headers of this shop, made once.
#[derive(Debug, Clone)]
pub struct SecurityHeaders {
    policy: HeaderValue,
    is_https: bool,
}

/// The same on every answer, whatever it is.
const FIXED: [(HeaderName, HeaderValue); 4] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

impl SecurityHeaders {
    pub fn new(public_url: &Url) -> Self {
        // A form may lead on to the hosted page of the sandbox, which lies below the public address even when the shop is
        // looked at under another one.
        let origin = public_url.origin().ascii_serialization();
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             connect-src 'self'; form-action 'self' {origin}; base-uri 'none'; frame-ancestors 'none'"
        );
        Self {
            policy: HeaderValue::from_str(&policy)
                .unwrap_or(HeaderValue::from_static("default-src 'none'")),
            is_https: public_url.scheme() == "https",
        }
    }

    /// A handler that sets its own policy (pictures), or says that its address is to be told to nobody, keeps that.
    pub fn add_to(&self, headers: &mut HeaderMap) {
        // At once, instead of growing in between.
        headers.reserve(FIXED.len() + 2);
        if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
            headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        }
        for (name, value) in FIXED {
            if name != header::REFERRER_POLICY || !headers.contains_key(&name) {
                headers.insert(name, value);
            }
        }
        if self.is_https {
            let year = HeaderValue::from_static("max-age=31536000");
            headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
        }
    }
}
