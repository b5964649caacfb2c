//! Finding things in a real browser: suggestions while one types, and facets.

use std::time::Duration;

use fantoccini::key::Key;
use serde_json::json;
use testkit::Engine;

use crate::kit::{Ground, Server, eventually};
use crate::purchase::chrome::{Chrome, Script};

on_both_engines!(
    somebody_types_and_chooses_by_keys_alone,
    filters_act_at_once_and_keep_the_place,
    prices_are_narrowed_down_by_a_slider,
    both_ends_of_a_range_of_prices_are_typed,
    prices_are_narrowed_down_without_script,
);

/// As long as people take from one key to the next.
const KEYSTROKE: Duration = Duration::from_millis(150);

/// The demo shop, with its index.
pub async fn demo(ground: &Ground) -> Server {
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

/// A browser that shows a category; the demo shop stays as long as what comes first.
async fn clothing(engine: Engine, script: Script) -> ((Ground, Server), Chrome) {
    let ground = Ground::empty(engine).await;
    let server = demo(&ground).await;
    let chrome = Chrome::start(script).await;
    let listing = server.origin.join("categories/clothing").unwrap();
    chrome.goto(listing.as_str()).await;
    ((ground, server), chrome)
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

    chrome.goto(server.origin.as_str()).await;
    chrome.fill("#find", "jump").await;
    chrome.find(option).await;
    // Up from the field is the last one: a product, while what was typed completes the first.
    chrome.send("#find", "\u{e013}").await;
    let chosen = "return document.querySelector('#find-suggestions [aria-selected=true]').pathname";
    let chosen = chrome.run(chosen).await;
    let chosen = chosen.as_str().unwrap().to_owned();
    assert!(chosen.starts_with("/products/"), "{chosen}");
    chrome.send("#find", "\u{e007}").await;
    chrome
        .until_path("of the product", |path| path == chosen)
        .await;
    assert_eq!(chrome.complaints().await, Vec::<String>::new());
}

async fn filters_act_at_once_and_keep_the_place(engine: Engine) {
    let (_shop, chrome) = clothing(engine, Script::On).await;
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

async fn prices_are_narrowed_down_by_a_slider(engine: Engine) {
    let (_shop, chrome) = clothing(engine, Script::On).await;
    let all = chrome.text("#listing-count").await;
    chrome.mark().await;

    // A key moves a thumb by one step, and the fields follow.
    let next = "const low = document.getElementById('slide-min'); \
                return String((Number(low.min) + Number(low.step)) / 100)";
    let next = chrome.run(next).await;
    chrome.press("#slide-min", Key::Right).await;
    eventually("the address says it", Duration::from_secs(20), || async {
        let wanted = format!("min={}", next.as_str().unwrap());
        (chrome.query().await == wanted).then_some(())
    })
    .await;
    let typed = "return document.getElementById('min').value";
    assert_eq!(chrome.run(typed).await, next);
    let said = "return document.getElementById('slide-min').getAttribute('aria-valuetext')";
    let words = format!("{} EUR", next.as_str().unwrap());
    assert_eq!(chrome.run(said).await, json!(words));
    chrome.press("#slide-min", Key::Home).await;
    eventually("no end, no limit", Duration::from_secs(20), || async {
        chrome.query().await.is_empty().then_some(())
    })
    .await;

    // The mouse takes the upper thumb to the middle.
    let thumb = "const slider = document.getElementById('slide-max'); slider.scrollIntoView({ block: 'center' }); \
                 const at = slider.getBoundingClientRect(); return [at.left, at.right, at.top + at.height / 2]";
    let place = chrome.run(thumb).await;
    let [left, right, middle] = [0, 1, 2].map(|at| place[at].as_f64().unwrap());
    chrome
        .drag_between((right - 10.0, middle), (f64::midpoint(left, right), middle))
        .await;
    eventually(
        "fewer products are left",
        Duration::from_secs(20),
        || async {
            let is_narrower = chrome.query().await.starts_with("max=");
            (is_narrower && chrome.text("#listing-count").await != all).then_some(())
        },
    )
    .await;
    assert!(chrome.is_marked().await, "the page was loaded again");
    chrome.until_says("up to €").await;

    // Neither thumb passes the other.
    chrome.press("#slide-min", Key::End).await;
    let ends = "const value = (id) => Number(document.getElementById(id).value); \
                return value('slide-min') <= value('slide-max')";
    assert_eq!(chrome.run(ends).await, json!(true));
    assert_eq!(chrome.complaints().await, Vec::<String>::new());
}

async fn both_ends_of_a_range_of_prices_are_typed(engine: Engine) {
    let (_shop, chrome) = clothing(engine, Script::On).await;
    chrome.mark().await;

    chrome.click("#min").await;
    type_by_hand(&chrome, "#min", "20\u{e004}").await;
    let focus = "return document.activeElement.id";
    assert_eq!(chrome.run(focus).await, json!("max"));
    type_by_hand(&chrome, "#max", "60\u{e007}").await;

    until_query(&chrome, "min=20&max=60").await;
    chrome.until_says("€20.00 to €60.00").await;
    assert_eq!(chrome.run(focus).await, json!("max"), "the focus stays");

    // Somebody types on before the answer is there.
    let typing = "document.getElementById('filters-form').requestSubmit(); \
                  const field = document.getElementById('max'); \
                  field.value = '65'; field.dataset.old = ''";
    chrome.run(typing).await;
    let is_exchanged = "return !('old' in document.getElementById('max').dataset)";
    chrome.until_true("the answer is there", is_exchanged).await;
    let typed = "return document.getElementById('max').value";
    assert_eq!(chrome.run(typed).await, json!("65"));
    assert_eq!(chrome.run(focus).await, json!("max"));

    chrome.send("#max", "\u{e004}").await;
    until_query(&chrome, "min=20&max=65").await;
    assert!(chrome.is_marked().await, "the page was loaded again");
    assert_eq!(chrome.complaints().await, Vec::<String>::new());
}

async fn type_by_hand(chrome: &Chrome, css: &str, keys: &str) {
    for key in keys.chars() {
        chrome.send(css, &key.to_string()).await;
        tokio::time::sleep(KEYSTROKE).await;
    }
}

async fn until_query(chrome: &Chrome, wanted: &str) {
    eventually("the address says it", Duration::from_secs(20), || async {
        (chrome.query().await == wanted).then_some(())
    })
    .await;
}

async fn prices_are_narrowed_down_without_script(engine: Engine) {
    let (_shop, chrome) = clothing(engine, Script::Off).await;
    assert!(chrome.visible(".slider, .slider input").await.is_empty());

    chrome.fill("#min", "20").await;
    chrome.fill("#max", "60,50").await;
    chrome.click("#filters-form button.no-script").await;

    chrome.until_says("€20.00 to €60.50").await;
    let query = chrome.query().await;
    assert!(
        query.contains("min=20") && query.contains("max=60%2C50"),
        "{query}"
    );
}
