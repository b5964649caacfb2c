//! Fetching from servers of others.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::get;
use futures_util::stream;
use image::ImageFormat;
use media::{FetchError, Fetcher, MAX_BYTES, Refused, inspect};

use crate::pictures::picture;

/// A server on this machine; its address ends without a slash.
async fn server() -> String {
    // Another test of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let app = Router::new()
        .route("/mug.png", get(|| async { picture(ImageFormat::Png) }))
        .route("/words.jpg", get(|| async { "not a picture" }))
        .route("/broken", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
        .route("/huge", get(|| async { vec![0_u8; MAX_BYTES + 1] }))
        .route("/endless", get(|| async { Body::from_stream(endless()) }))
        .route("/hops/{left}", get(hop))
        .route(
            "/to-file",
            get(|| async { Redirect::to("file:///etc/passwd") }),
        )
        .route("/to-nowhere", get(|| async { StatusCode::FOUND }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

async fn hop(Path(left): Path<u8>) -> Redirect {
    match left {
        0 | 1 => Redirect::to("/mug.png"),
        _ => Redirect::to(&format!("{}", left - 1)),
    }
}

/// Says nothing about its length.
fn endless() -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
    stream::repeat_with(|| Ok(Bytes::from_static(&[0; 8_192])))
}

#[tokio::test]
async fn a_picture_is_fetched_as_it_is() {
    let server = server().await;

    let fetched = Fetcher::allowing_local()
        .fetch(&format!(" {server}/mug.png\n"))
        .await;

    assert_eq!(fetched, Ok(picture(ImageFormat::Png)));
}

#[tokio::test]
async fn up_to_three_redirects_are_followed() {
    let server = server().await;
    let fetcher = Fetcher::allowing_local();

    let three = fetcher.fetch(&format!("{server}/hops/3")).await;
    let four = fetcher.fetch(&format!("{server}/hops/4")).await;

    assert_eq!(three, Ok(picture(ImageFormat::Png)));
    assert_eq!(four, Err(FetchError::BadRedirect("127.0.0.1".to_owned())));
}

#[tokio::test]
async fn what_a_server_answers_decides_whether_to_try_again() {
    let server = server().await;
    let cases = [
        ("/gone.png", "the server at 127.0.0.1 answered 404", false),
        ("/broken", "the server at 127.0.0.1 answered 503", true),
        (
            "/huge",
            "the server at 127.0.0.1 sent more than 20 MB",
            false,
        ),
        (
            "/endless",
            "the server at 127.0.0.1 sent more than 20 MB",
            false,
        ),
        (
            "/to-file",
            "\"file:///etc/passwd\" is not an address of the web (http or https)",
            false,
        ),
        (
            "/to-nowhere",
            "the server at 127.0.0.1 redirected too often or to nowhere",
            false,
        ),
    ];
    for (path, words, retry) in cases {
        let error = Fetcher::allowing_local()
            .fetch(&format!("{server}{path}"))
            .await
            .unwrap_err();

        assert_eq!(
            (error.to_string().as_str(), error.is_retryable()),
            (words, retry),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/mug.png", listener.local_addr().unwrap());
    drop(listener);

    let error = Fetcher::allowing_local().fetch(&address).await.unwrap_err();

    assert!(matches!(error, FetchError::Unreachable { .. }), "{error}");
    assert!(error.is_retryable());
    assert!(error.to_string().contains("refused"), "says why: {error}");
}

#[tokio::test]
async fn nothing_is_fetched_from_the_inside_network() {
    let server = server().await;
    let port = server.rsplit_once(':').unwrap().1;
    let fetcher = Fetcher::new();
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433", // 127.0.0.1 as one number
        "0x7f.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "169.254.169.254",
    ] {
        let error = fetcher
            .fetch(&format!("http://{host}:{port}/mug.png"))
            .await
            .unwrap_err();

        assert!(matches!(error, FetchError::Private(_)), "{host}: {error}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn only_addresses_of_the_web_are_fetched() {
    for url in [
        "",
        "mug.png",
        "file:///etc/passwd",
        "ftp://shop.example/mug.png",
        "data:image/png;base64,AA",
        "http://",
    ] {
        let error = Fetcher::new().fetch(url).await.unwrap_err();

        assert!(matches!(error, FetchError::BadAddress(_)), "{url}: {error}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_fetched_file_that_is_no_picture_is_refused() {
    let server = server().await;

    let bytes = Fetcher::allowing_local()
        .fetch(&format!("{server}/words.jpg"))
        .await
        .unwrap();

    assert!(matches!(inspect(&bytes), Err(Refused::NotAPicture)));
}
