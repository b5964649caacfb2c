//! Finding things in a real browser: suggestions while one types, and facets.

use std::time::Duration;

use serde_json::json;
use testkit::Engine;

use crate::kit::{Ground, Server, eventually};
use crate::purchase::chrome::{Chrome, Script};

on_both_engines!(
    somebody_types_and_chooses_by_keys_alone,
    filters_act_at_once_and_keep_the_place,
);

/// The demo shop, with its index.
async fn demo(ground: &Ground) -> Server {
    let server = Server::start_with(ground, &["demo"]).await;
    let listing = server.origin.join("categories/clothing").unwrap();
    eventually("the index is built", Duration::from_mins(1), || async {
        let answer = server.http.get(listing.clone()).send().await.ok()?;
        let page = answer.text().await.ok()?;
        page.contains("facet-value").then_some(())
    })
    .await;
    server
}

async fn somebody_types_and_chooses_by_keys_alone(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let server = demo(&ground).await;
    let chrome = Chrome::start(Script::On).await;
    chrome.goto(server.origin.as_str()).await;

    chrome.fill("#find", "jump").await;
    let option = "#find-suggestions [role=option]";
    chrome.find(option).await;
    let expanded = "return document.getElementById('find').getAttribute('aria-expanded')";
    assert_eq!(chrome.run(expanded).await, json!("true"));
    let announced = "return document.querySelector('.find [role=status]').textContent";
    assert!(
        chrome
            .run(announced)
            .await
            .as_str()
            .unwrap()
            .contains("suggestion")
    );

    chrome.send("#find", "\u{e015}").await;
    let active = "return document.querySelector('#find-suggestions [aria-selected=true]').id === \
                  document.getElementById('find').getAttribute('aria-activedescendant')";
    assert_eq!(chrome.run(active).await, json!(true));
    chrome.send("#find", "\u{e00c}").await;
    assert_eq!(chrome.run(expanded).await, json!("false"), "Escape closes");
    assert!(chrome.visible(option).await.is_empty());

    chrome.send("#find", "\u{e007}").await;
    chrome
        .until_path("of the search", |path| path == "/search")
        .await;
    chrome.until_says("Search: “jump").await;
    assert_eq!(chrome.complaints().await, Vec::<String>::new());
}

async fn filters_act_at_once_and_keep_the_place(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let server = demo(&ground).await;
    let chrome = Chrome::start(Script::On).await;
    let listing = server.origin.join("categories/clothing").unwrap();
    chrome.goto(listing.as_str()).await;
    let all = chrome.text("#listing-count").await;
    chrome.mark().await;

    chrome.click("label:has(input[name=size][value=XS])").await;
    chrome.until_says("Size: XS").await;

    assert!(chrome.is_marked().await, "the page was loaded again");
    assert_ne!(chrome.text("#listing-count").await, all);
    let query = chrome.run("return location.search").await;
    assert_eq!(query, json!("?size=XS"));
    let focus = "return document.activeElement.value";
    assert_eq!(chrome.run(focus).await, json!("XS"), "the focus stays");
    let box_is_ticked = "return document.querySelector('input[value=XS]').checked";
    assert_eq!(chrome.run(box_is_ticked).await, json!(true));

    chrome.click(".chosen a").await;
    eventually("all products are back", Duration::from_secs(20), || async {
        (chrome.text("#listing-count").await == all).then_some(())
    })
    .await;
    assert_eq!(chrome.run("return location.search").await, json!(""));
    assert_eq!(chrome.run(box_is_ticked).await, json!(false));
    assert!(chrome.is_marked().await);
    assert_eq!(chrome.complaints().await, Vec::<String>::new());
}
