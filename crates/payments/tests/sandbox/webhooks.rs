//! Webhooks on their way to the shop, and those that only pretend to be.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::TimeDelta;
use payments::sandbox::{Event, SIGNATURE_HEADER, deliver_webhook, sign};
use payments::{Gateway, GatewayError, WebhookError, WebhookEvent};

use crate::{APPROVE, SECRET, Shop, now};

async fn paid() -> (Shop, Event) {
    let shop = Shop::with_payment().await;
    shop.pays_with(APPROVE);
    let event = shop.webhooks().remove(0);
    (shop, event)
}

fn parse(
    shop: &Shop,
    signature: Option<String>,
    body: &[u8],
) -> Result<WebhookEvent, WebhookError> {
    let headers = move |name: &str| signature.clone().filter(|_| name == SIGNATURE_HEADER);
    shop.gateway.parse_webhook(&headers, body, now())
}

#[tokio::test]
async fn a_signed_webhook_names_the_payment_to_fetch_again() {
    let (shop, event) = paid().await;
    let signature = sign(SECRET, now().timestamp(), event.body().as_bytes());

    let parsed = parse(&shop, Some(signature), event.body().as_bytes()).unwrap();

    assert_eq!(parsed.id, format!("evt_{}_1", shop.payment));
    assert_eq!(parsed.reference, shop.payment);
    assert_eq!(parsed.kind, "payment.captured");
}

#[test]
fn a_signature_is_the_hmac_of_time_and_body() {
    // Computed with OpenSSL: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
    let expected =
        "t=1700000000,v1=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03";

    assert_eq!(sign("key", 1_700_000_000, br#"{"a":1}"#), expected);
}

#[tokio::test]
async fn forged_altered_and_stale_webhooks_are_refused() {
    let (shop, event) = paid().await;
    let body = event.body();
    let at = now().timestamp();
    let good = sign(SECRET, at, body.as_bytes());
    let digest = good.split_once(",v1=").unwrap().1.to_owned();
    let no_time = WebhookError::Malformed("no time in Sandbox-Signature".to_owned());
    let cases = [
        ("no signature", None, WebhookError::MissingSignature),
        (
            "only a time",
            Some(format!("t={at}")),
            WebhookError::MissingSignature,
        ),
        (
            "not hexadecimal",
            Some(format!("t={at},v1=zz")),
            WebhookError::MissingSignature,
        ),
        ("no time", Some(format!("v1={digest}")), no_time.clone()),
        (
            "a time that is none",
            Some(format!("t=soon,v1={digest}")),
            no_time,
        ),
        (
            "another secret",
            Some(sign("whsec_other", at, body.as_bytes())),
            WebhookError::BadSignature,
        ),
        (
            "a time that was not signed",
            Some(format!("t={},v1={digest}", at + 1)),
            WebhookError::BadSignature,
        ),
        (
            "half a digest",
            Some(format!("t={at},v1={}", &digest[..32])),
            WebhookError::BadSignature,
        ),
        (
            "an older scheme",
            Some(format!("t={at},v0={digest}")),
            WebhookError::MissingSignature,
        ),
        (
            "six minutes old",
            Some(sign(SECRET, at - 360, body.as_bytes())),
            WebhookError::TooOld,
        ),
        (
            "from the future",
            Some(sign(SECRET, at + 360, body.as_bytes())),
            WebhookError::TooOld,
        ),
    ];
    for (name, signature, error) in cases {
        assert_eq!(
            parse(&shop, signature, body.as_bytes()),
            Err(error),
            "{name}"
        );
    }
    let altered = body.replace("sbx_", "sby_");
    assert_eq!(
        parse(&shop, Some(good), altered.as_bytes()),
        Err(WebhookError::BadSignature)
    );
}

#[tokio::test]
async fn a_webhook_may_take_five_minutes_and_carry_the_signature_of_an_old_secret_too() {
    let (shop, event) = paid().await;
    let body = event.body();
    let old_secret = sign("whsec_old", now().timestamp() - 300, body.as_bytes());
    let signature = sign(SECRET, now().timestamp() - 300, body.as_bytes());
    let both = format!("{old_secret},{}", signature.split_once(',').unwrap().1);

    assert!(parse(&shop, Some(signature), body.as_bytes()).is_ok());
    assert!(parse(&shop, Some(both), body.as_bytes()).is_ok());
}

#[tokio::test]
async fn a_signed_body_that_is_no_event_is_malformed() {
    let (shop, _) = paid().await;
    for body in [
        "",
        "not json",
        "{}",
        r#"{"id":"evt_1","type":"x","created":1,"data":{}}"#,
    ] {
        let signature = sign(SECRET, now().timestamp(), body.as_bytes());

        let parsed = parse(&shop, Some(signature), body.as_bytes());

        assert!(matches!(parsed, Err(WebhookError::Malformed(_))), "{body}");
    }
}

/// A shop's webhook address that answers `status` and keeps what it got.
async fn receiver(status: StatusCode) -> (String, Arc<Mutex<Vec<(String, String)>>>) {
    let received = Arc::new(Mutex::new(Vec::new()));
    let kept = received.clone();
    let answer = move |headers: HeaderMap, body: String| async move {
        let signature = headers[SIGNATURE_HEADER].to_str().unwrap().to_owned();
        kept.lock().unwrap().push((signature, body));
        status
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhooks/sandbox", listener.local_addr().unwrap());
    let app = Router::new().route("/webhooks/sandbox", post(answer));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, received)
}

fn http() -> reqwest::Client {
    // Another test of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn a_delivered_webhook_is_one_the_shop_believes() {
    let (shop, event) = paid().await;
    let (url, received) = receiver(StatusCode::OK).await;

    deliver_webhook(&http(), &url, SECRET, &event, now())
        .await
        .unwrap();

    let (signature, body) = received.lock().unwrap().remove(0);
    let parsed = parse(&shop, Some(signature), body.as_bytes()).unwrap();
    assert_eq!(parsed.reference, shop.payment);
}

#[tokio::test]
async fn a_webhook_is_sent_again_only_when_that_may_help() {
    let (_, event) = paid().await;
    let cases = [
        (StatusCode::NO_CONTENT, None),
        (StatusCode::BAD_REQUEST, Some(false)),
        (StatusCode::NOT_FOUND, Some(false)),
        (StatusCode::TOO_MANY_REQUESTS, Some(true)),
        (StatusCode::INTERNAL_SERVER_ERROR, Some(true)),
        (StatusCode::SERVICE_UNAVAILABLE, Some(true)),
    ];
    for (status, retry) in cases {
        let (url, _) = receiver(status).await;

        let delivered = deliver_webhook(&http(), &url, SECRET, &event, now()).await;

        assert_eq!(
            delivered.err().map(|error| error.is_retryable()),
            retry,
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_shop_that_is_down_gets_its_webhook_later() {
    let (_, event) = paid().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhooks/sandbox", listener.local_addr().unwrap());
    drop(listener);

    let delivered =
        deliver_webhook(&http(), &url, SECRET, &event, now() + TimeDelta::hours(1)).await;
    let nowhere = deliver_webhook(&http(), "not an address", SECRET, &event, now()).await;

    assert!(matches!(delivered, Err(GatewayError::Unreachable(_))));
    assert!(matches!(nowhere, Err(GatewayError::Refused(_))));
}
