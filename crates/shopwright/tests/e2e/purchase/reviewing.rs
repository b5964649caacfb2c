//! From the delivered parcel to a review that everybody reads, in a real browser.

use testkit::Engine;

use super::{
    ADD, check_out, choose_a_variant,
    chrome::{Chrome, Script},
    order_number, pay, staff,
};
use crate::kit::{Ground, Server};

const TEXT: &str = "Warm, soft, and it keeps its shape.";

on_both_engines!(a_customer_reviews_what_arrived_without_script);

async fn a_customer_reviews_what_arrived_without_script(engine: Engine) {
    from_delivery_to_review(engine, Script::Off).await;
}

#[test]
fn a_customer_reviews_what_arrived_with_script() {
    crate::kit::run(Engine::Sqlite, |engine| {
        from_delivery_to_review(engine, Script::On)
    });
}

async fn from_delivery_to_review(engine: Engine, script: Script) {
    let ground = Ground::empty(engine).await;
    let server = Server::start_with(&ground, &["demo"]).await;
    let chrome = Chrome::start(script).await;
    let open = async |path: &str| {
        let address = server.origin.join(path).unwrap();
        chrome.goto(address.as_str()).await;
    };

    open("/products/yoke-jumper").await;
    let before = chrome.text(".buy-rating").await;
    choose_a_variant(&chrome, script).await;
    chrome.click(ADD).await;
    chrome
        .until_path("of the cart", |path| path == "/cart")
        .await;
    check_out(&chrome).await;
    let order = pay(&chrome).await;
    let number = order_number(&chrome).await;
    chrome.forget_cookies().await;
    staff::ship(&chrome, &server, &number).await;
    chrome.forget_cookies().await;
    staff::deliver(&chrome, &server, &number).await;

    chrome.forget_cookies().await;
    open(&order).await;
    chrome.click("button[form^='review-']").await;
    chrome
        .until_path("of the form", |path| path.starts_with("/reviews/"))
        .await;
    chrome.click("label:has(> input[value='5'])").await;
    chrome.fill("[name='text']", TEXT).await;
    chrome.click("form.review-form .review-send button").await;
    chrome
        .until_says("we look at it before others see it")
        .await;

    staff::approve_review(&chrome, &server, TEXT, script).await;
    chrome.forget_cookies().await;
    open("/products/yoke-jumper/reviews?sort=newest").await;
    chrome.until_says(TEXT).await;
    open("/products/yoke-jumper").await;
    assert_ne!(chrome.text(".buy-rating").await, before, "one more counts");

    assert_eq!(chrome.complaints().await, Vec::<String>::new());
    ground.assert_books_balance();
}
