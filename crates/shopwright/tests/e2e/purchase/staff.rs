//! What the people of the shop do with an order, in the same browser.

use std::time::Duration;

use super::{
    CUSTOMER,
    chrome::{Chrome, Script},
};
use crate::kit::{Server, eventually};

pub const TRACKING_NUMBER: &str = "00340434161094042557";

/// The queue of the warehouse, the packing slip, and "shipped".
pub async fn ship(chrome: &Chrome, server: &Server, number: &str) {
    sign_in(chrome, server, "/warehouse", "warehouse@").await;
    chrome.until_says(number).await;
    let order = link_to(chrome, "a[href^='/warehouse/orders/']", number).await;

    chrome
        .goto(
            server
                .origin
                .join(&format!("{order}/slip"))
                .unwrap()
                .as_str(),
        )
        .await;
    chrome.until_says(number).await;
    let slip = chrome.words().await;
    assert!(
        slip.contains("Lovelace") && slip.contains("10115"),
        "{slip}"
    );
    assert!(slip.contains("Lambswool jumper with yoke"), "{slip}");
    assert!(!slip.contains('€'), "a packing slip tells no price: {slip}");

    chrome
        .goto(server.origin.join(&order).unwrap().as_str())
        .await;
    let form = "form:has([name='carrier'])";
    chrome
        .fill(&format!("{form} [name='carrier']"), "DHL")
        .await;
    chrome
        .fill(&format!("{form} [name='tracking_number']"), TRACKING_NUMBER)
        .await;
    chrome.click(&format!("{form} button")).await;
    // On to the next one in the queue; this one has left it.
    chrome
        .until_path("of the next order", |path| path != order)
        .await;
    chrome
        .goto(server.origin.join("/warehouse").unwrap().as_str())
        .await;
    let links = chrome.visible(&format!("a[href='{order}']")).await;
    assert!(links.is_empty(), "the order still waits");
}

/// The confirmation and the news that the parcel left, as the administrator sees them.
pub async fn see_both_mails(chrome: &Chrome, server: &Server, number: &str) {
    sign_in(chrome, server, "/admin/mail", "admin@").await;
    eventually("both mails are there", Duration::from_secs(30), || async {
        let words = chrome.words().await;
        let is_there = words.matches(CUSTOMER).count() >= 2 && words.matches(number).count() >= 2;
        if !is_there {
            chrome.reload().await;
        }
        is_there.then_some(())
    })
    .await;
}

/// The carrier says that the parcel arrived.
pub async fn deliver(chrome: &Chrome, server: &Server, number: &str) {
    sign_in(chrome, server, "/admin/orders", "admin@").await;
    let order = link_to(chrome, "a[href^='/admin/orders/']", number).await;
    chrome
        .goto(server.origin.join(&order).unwrap().as_str())
        .await;
    chrome.click("form[action$='/delivered'] button").await;
    chrome.until_says("Marked as delivered.").await;
}

/// The newest review in the queue, which says so.
pub async fn approve_review(chrome: &Chrome, server: &Server, text: &str, script: Script) {
    sign_in(chrome, server, "/admin/reviews", "content@").await;
    if script == Script::On {
        try_keys(chrome).await;
    }
    chrome
        .click(".review-rows li:last-child a.review-link")
        .await;
    chrome.until_says(text).await;
    chrome.click("button[value='approve']").await;
    chrome.until_says("The review is in the shop now.").await;
}

/// Where scripts run, single letters are keys while the focus is in the list, and nowhere else.
async fn try_keys(chrome: &Chrome) {
    let is = async |script: &str| chrome.run(script).await.as_bool() == Some(true);
    assert!(!is("return document.querySelector('[data-keys]').hidden").await);
    chrome.send("body", "j").await;
    assert!(is("return document.activeElement.closest('.review-rows') === null").await);
    let first = ".review-rows li:first-child a.review-link";
    chrome.send(first, "j").await;
    assert!(is("return document.activeElement.closest('.review-rows') !== null").await);
    chrome.send(first, "x").await;
    assert!(is("return document.querySelector('[name=review]').checked").await);
}

/// Signs in where a page of staff sends strangers, as one of those whom the demo prints.
pub async fn sign_in(chrome: &Chrome, server: &Server, page: &str, who: &str) {
    let said = server.stdout();
    let email = said.split_whitespace().find(|word| word.starts_with(who));
    let email = email.unwrap_or_else(|| panic!("no sign-in of {who} in {said}"));
    let password = said
        .split_once("password ")
        .and_then(|(_, rest)| rest.split_whitespace().next())
        .unwrap_or_else(|| panic!("no password in {said}"));

    chrome
        .goto(server.origin.join(page).unwrap().as_str())
        .await;
    assert_eq!(chrome.path().await, "/admin/sign-in");
    chrome.fill("input[type='email']", email).await;
    chrome.fill("input[type='password']", password).await;
    chrome
        .click("form:has(input[type='password']) button")
        .await;
    chrome.until_path(page, |path| path == page).await;
}

/// The path of the link that names the order.
async fn link_to(chrome: &Chrome, css: &str, number: &str) -> String {
    eventually(
        "the order is in the queue",
        Duration::from_secs(10),
        || async {
            for link in chrome.visible(css).await {
                let is_named = link.text().await.is_ok_and(|text| text.contains(number));
                if let (true, Ok(Some(path))) = (is_named, link.attr("href").await) {
                    return Some(path);
                }
            }
            None
        },
    )
    .await
}
