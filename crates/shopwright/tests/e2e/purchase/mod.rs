//! The whole path in a real browser, with and without script: from the home page of the demo shop
//! to a paid order, through the warehouse, to the tracking number on the customer's page.

pub(crate) mod chrome;
mod reviewing;
pub(crate) mod staff;

use testkit::Engine;

use self::chrome::{Chrome, Script};
use crate::kit::{Ground, Server};

const CUSTOMER: &str = "ada@customer.example";
const ADD: &str = "form[action='/cart/lines'] button:not([formmethod])";

on_both_engines!(a_customer_buys_with_script, a_customer_buys_without_script);

async fn a_customer_buys_with_script(engine: Engine) {
    from_home_to_the_parcel(engine, Script::On).await;
}

async fn a_customer_buys_without_script(engine: Engine) {
    from_home_to_the_parcel(engine, Script::Off).await;
}

async fn from_home_to_the_parcel(engine: Engine, script: Script) {
    let ground = Ground::empty(engine).await;
    let server = Server::start_with(&ground, &["demo"]).await;
    let chrome = Chrome::start(script).await;

    chrome.goto(server.origin.as_str()).await;
    assert_eq!(chrome.runs_scripts().await, script == Script::On);
    chrome.click("nav a[href='/categories/clothing']").await;
    chrome.click("main a[href^='/products/yoke-jumper']").await;
    choose_a_variant(&chrome, script).await;
    chrome.click(ADD).await;
    chrome
        .until_path("of the cart", |path| path == "/cart")
        .await;
    chrome.until_says("Lambswool jumper with yoke").await;
    assert!(chrome.words().await.contains("Berry"));

    check_out(&chrome).await;
    let order = pay(&chrome).await;
    let number = order_number(&chrome).await;

    chrome.forget_cookies().await;
    staff::ship(&chrome, &server, &number).await;
    chrome.forget_cookies().await;
    chrome
        .goto(server.origin.join(&order).unwrap().as_str())
        .await;
    chrome.until_says(staff::TRACKING_NUMBER).await;
    chrome.until_says("Your order is on its way.").await;
    staff::see_both_mails(&chrome, &server, &number).await;

    assert_eq!(chrome.complaints().await, Vec::<String>::new());
    ground.assert_books_balance();
}

/// On a slow line the page is there before its script is. One browser and one engine are enough.
#[test]
fn a_choice_made_before_the_script_arrives_counts() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let ground = Ground::empty(engine).await;
        let server = Server::start_with(&ground, &["demo"]).await;
        let jumper = server.origin.join("products/yoke-jumper").unwrap();
        let chrome = Chrome::start(Script::On).await;
        chrome.hold_back("*/storefront/product*js*").await;

        // Into the cart at once: the form says it all.
        chrome.goto(jumper.as_str()).await;
        choose_berry_in_m(&chrome).await;
        chrome.click(ADD).await;
        chrome
            .until_path("of the cart", |path| path == "/cart")
            .await;
        chrome.until_says("Berry · M").await;
        chrome.until_says("€89.00").await;

        // Looked at a little longer: the page follows when the script is there.
        chrome.goto(jumper.as_str()).await;
        choose_berry_in_m(&chrome).await;
        assert!(!chrome.text(".buy-price .now").await.contains("89.00"));
        chrome.let_in("script[src*='/storefront/product']").await;
        chrome
            .until_true(
                "the price follows",
                "return document.querySelector('.buy-price .now').textContent.includes('89.00')",
            )
            .await;
    });
}

async fn choose_berry_in_m(chrome: &Chrome) {
    chrome.click("label:has(> input[value='Berry'])").await;
    chrome.click("label:has(> input[value='M'])").await;
}

/// The jumper costs 119 euros, in berry it is reduced to 89.
async fn choose_a_variant(chrome: &Chrome, script: Script) {
    let price = ".buy-price .now";
    let before = chrome.text(price).await;
    assert!(!before.contains("89.00"), "{before}");
    if script == Script::On {
        chrome.mark().await;
    }

    choose_berry_in_m(chrome).await;
    if script == Script::Off {
        chrome
            .click("form[action='/cart/lines'] button[formmethod='get']")
            .await;
    }

    chrome.until_says("€89.00").await;
    assert_eq!(chrome.text(price).await, "€89.00");
    if script == Script::On {
        assert!(chrome.is_marked().await, "the page was loaded again");
    }
}

/// From the cart to the bank's page. Buying takes eight fields at most.
async fn check_out(chrome: &Chrome) {
    chrome.click("a[href='/checkout']").await;
    chrome
        .until_path("of the address", |path| path == "/checkout/address")
        .await;
    let mut fields = fields_to_fill(chrome).await;
    for (token, value) in [
        ("email", CUSTOMER),
        ("given-name", "Ada"),
        ("family-name", "Lovelace"),
        ("address-line1", "Lindenallee 4"),
        ("postal-code", "10115"),
        ("address-level2", "Berlin"),
    ] {
        chrome
            .fill(&format!("[autocomplete~='{token}']"), value)
            .await;
    }
    chrome
        .click("form[action='/checkout/address'] button")
        .await;

    chrome
        .until_path("of the shipping", |path| path == "/checkout/shipping")
        .await;
    fields += fields_to_fill(chrome).await;
    chrome
        .click("form[action='/checkout/shipping'] button")
        .await;

    chrome
        .until_path("of the payment", |path| path == "/checkout/payment")
        .await;
    fields += fields_to_fill(chrome).await;
    assert!(fields <= 8, "a guest at home has {fields} fields to fill");
    let total = chrome.text(".to-pay strong").await;
    assert_eq!(total, "€93.90", "89.00 and 4.90 for the parcel");
    chrome.click("label:has(> input[value='sandbox'])").await;
    chrome.click("form[action='/checkout/place'] button").await;
}

/// What a guest has to look at on this page: text, lists, boxes to tick, and choices that nobody
/// has made for them.
async fn fields_to_fill(chrome: &Chrome) -> usize {
    let typed = "main form :is(input:not([type='hidden'], [type='radio']), select, textarea)";
    let choices = "main form fieldset:has(input[type='radio']):not(:has(input:checked))";
    chrome.visible(typed).await.len() + chrome.visible(choices).await.len()
}

/// Pays on the bank's page; answers the path of the order's page, which says that it is paid.
async fn pay(chrome: &Chrome) -> String {
    chrome
        .until_path("of the bank", |path| path.starts_with("/sandbox/"))
        .await;
    chrome.until_says("€93.90").await;
    chrome
        .fill("[autocomplete~='cc-number']", "4242 4242 4242 4242")
        .await;
    chrome
        .click("form:has([autocomplete~='cc-number']) button")
        .await;
    let is_order = |path: &str| path.starts_with("/orders/") && !path.ends_with("/return");
    let order = chrome.until_path("of the order", is_order).await;
    chrome.until_says("Thank you, your order is paid.").await;
    chrome.until_says(CUSTOMER).await;
    order
}

async fn order_number(chrome: &Chrome) -> String {
    let heading = chrome.text(".page-head .eyebrow").await;
    let number: String = heading.chars().filter(char::is_ascii_digit).collect();
    assert!(!number.is_empty(), "no number in {heading}");
    number
}
