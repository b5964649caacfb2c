//! The shop's pictures. A name is made from the bytes, so an answer may be kept for ever.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use shop::Shop;

use crate::kit::access::{Access, Routes};

/// A picture may be an SVG with a style inside; opened by itself it may do nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

pub fn routes() -> Routes {
    Routes::new().get("/media/{key}", Access::Public, picture)
}

/// `GET /media/{key}`
async fn picture(
    State(shop): State<Shop>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (Some(path), Some(kind)) = (shop.media.open(&key), media::Store::content_type(&key)) else {
        return original(&shop, &key);
    };
    let etag = format!("\"{key}\"");
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains(&etag));
    let mut answer = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match tokio::fs::read(&path).await {
            Ok(bytes) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
            Err(error) => {
                tracing::warn!(key, %error, "a picture that is there cannot be read");
                StatusCode::NOT_FOUND.into_response()
            }
        }
    };
    let out = answer.headers_mut();
    let fixed: [(HeaderName, &'static str); 2] = [
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    for (name, value) in fixed {
        out.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, value);
    }
    answer
}

/// A page may name a size before a job has made it: meanwhile the original is shown, and nobody keeps that.
fn original(shop: &Shop, key: &str) -> Response {
    let Some(original) = shop.media.original_of(key) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let moment = HeaderValue::from_static("no-store");
    let redirect = Redirect::temporary(&format!("/media/{original}"));
    ([(header::CACHE_CONTROL, moment)], redirect).into_response()
}
