//! Where payment gateways call in.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use shop::orders;
use shop::payments::ReceiveError;
use shop::{Failure, FailureKind, Shop};

use crate::kit::access::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new().post("/webhooks/{gateway}", Access::Webhook, receive)
}

/// `POST /webhooks/{gateway}`: verified over the raw body, stored, applied by a job.
///
/// A forged one is told so with 400 and logged without its body; trouble of ours with 503, so that the gateway sends again.
async fn receive(
    State(shop): State<Shop>,
    Path(gateway): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(ToOwned::to_owned)
    };
    match orders::receive_webhook(&shop, &gateway, &header, &body).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(ReceiveError::UnknownGateway) => StatusCode::NOT_FOUND,
        Err(ReceiveError::Refused(error)) => {
            tracing::warn!(gateway, %error, "a webhook was refused");
            StatusCode::BAD_REQUEST
        }
        Err(error) => {
            tracing::error!(gateway, %error, "a webhook could not be stored");
            match error.kind() {
                FailureKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            }
        }
    }
}
