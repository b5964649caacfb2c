//! Signed webhooks of the pretend provider: the sender, and the check the shop does.

use std::time::Duration;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::gateway::{GatewayError, GatewayRef, WebhookError, WebhookEvent};

/// `t=<unix seconds>,v1=<hex HMAC-SHA-256 of "{t}.{raw body}">`
pub const SIGNATURE_HEADER: &str = "Sandbox-Signature";

const TOLERANCE_SECS: u64 = 5 * 60;
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(10);

/// A webhook's body, as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// Unix seconds.
    pub created: i64,
    pub data: EventPayment,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPayment {
    pub payment: String,
}

impl Event {
    /// The bytes that are signed and sent.
    pub fn body(&self) -> String {
        serde_json::json!(self).to_string()
    }
}

/// The value of [`SIGNATURE_HEADER`] for a body sent at `unix_secs`.
pub fn sign(secret: &str, unix_secs: i64, body: &[u8]) -> String {
    let digest = digest(secret, &unix_secs.to_string(), body);
    format!("t={unix_secs},v1={}", hex::encode(digest))
}

/// Posts an event to the shop. Any 2xx answer counts as delivered.
///
/// # Errors
/// Retryable when the shop cannot be reached, is overloaded or broken; final when it refuses the event.
pub async fn deliver_webhook(
    http: &reqwest::Client,
    url: &str,
    secret: &str,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<(), GatewayError> {
    let body = event.body();
    let response = http
        .post(url)
        .timeout(DELIVERY_TIMEOUT)
        .header("Content-Type", "application/json")
        .header(
            SIGNATURE_HEADER,
            sign(secret, now.timestamp(), body.as_bytes()),
        )
        .body(body)
        .send()
        .await
        .map_err(|error| {
            if error.is_builder() {
                GatewayError::Refused(format!("{url} is not an address to post to"))
            } else {
                GatewayError::Unreachable(error.without_url().to_string())
            }
        })?;
    match response.status().as_u16() {
        200..=299 => Ok(()),
        status @ (408 | 425 | 429 | 500..) => Err(GatewayError::Unreachable(format!(
            "the shop answered {status}"
        ))),
        status => Err(GatewayError::Refused(format!("the shop answered {status}"))),
    }
}

/// Believes a body only if it was signed with our secret, just now.
pub(super) fn parse(
    secret: &str,
    header: Option<&str>,
    raw_body: &[u8],
    now: DateTime<Utc>,
) -> Result<WebhookEvent, WebhookError> {
    let signature = Signature::read(header.ok_or(WebhookError::MissingSignature)?)?;
    if !signature.holds(secret, raw_body) {
        return Err(WebhookError::BadSignature);
    }
    // Either way: a sender whose clock is far ahead could otherwise be replayed until its time comes.
    if now.timestamp().abs_diff(signature.unix_secs) > TOLERANCE_SECS {
        return Err(WebhookError::TooOld);
    }
    let event: Event = serde_json::from_slice(raw_body)
        .map_err(|error| WebhookError::Malformed(error.to_string()))?;
    Ok(WebhookEvent {
        id: event.id,
        reference: GatewayRef::new(event.data.payment),
        kind: event.kind,
    })
}

struct Signature {
    unix_secs: i64,
    /// More than one while the provider changes its secret.
    digests: Vec<Vec<u8>>,
}

impl Signature {
    fn read(header: &str) -> Result<Self, WebhookError> {
        let values = |name: &'static str| {
            header
                .split(',')
                .filter_map(move |part| part.trim().split_once('=').filter(|(key, _)| *key == name))
                .map(|(_, value)| value)
        };
        let unix_secs = values("t")
            .next()
            .and_then(|value| value.parse().ok())
            .ok_or_else(|| WebhookError::Malformed(format!("no time in {SIGNATURE_HEADER}")))?;
        let digests: Vec<_> = values("v1")
            .filter_map(|value| hex::decode(value).ok())
            .collect();
        if digests.is_empty() {
            return Err(WebhookError::MissingSignature);
        }
        Ok(Self { unix_secs, digests })
    }

    /// In constant time for each digest.
    fn holds(&self, secret: &str, raw_body: &[u8]) -> bool {
        self.digests.iter().any(|digest| {
            mac(secret, &self.unix_secs.to_string(), raw_body)
                .verify_slice(digest)
                .is_ok()
        })
    }
}

/// HMAC-SHA-256 of "{purpose}.{body}". The purpose of a webhook is its time, so nothing else may start with a digit.
pub(super) fn digest(secret: &str, purpose: &str, body: &[u8]) -> [u8; 32] {
    mac(secret, purpose, body).finalize().into_bytes().into()
}

fn mac(secret: &str, purpose: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .expect("HMAC takes keys of any length (RFC 2104)");
    mac.update(purpose.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}
