//! A screen of 360 pixels: the filters as a sheet, the bar at the bottom of a product, sharing it. One engine is enough:
//! the database has no part in it.

use fantoccini::key::Key;
use serde_json::json;
use testkit::Engine;

use crate::finding::demo;
use crate::kit::{Ground, Server};
use crate::purchase::chrome::{Chrome, Script};

const JUMPER: &str = "products/yoke-jumper";

/// A phone that shows a page of the demo shop, which stays as long as what comes first.
async fn phone_at(engine: Engine, path: &str) -> ((Ground, Server), Chrome) {
    let ground = Ground::empty(engine).await;
    let server = demo(&ground).await;
    let chrome = Chrome::start(Script::On).await;
    chrome.on_a_phone().await;
    chrome
        .goto(server.origin.join(path).unwrap().as_str())
        .await;
    ((ground, server), chrome)
}

#[test]
fn filters_are_a_sheet_that_keeps_the_focus_and_gives_it_back() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let (_shop, chrome) = phone_at(engine, "categories/clothing").await;
        assert!(chrome.visible("#filters").await.is_empty());
        let focus = "return document.activeElement.id";
        let is_alone = "const out = document.querySelectorAll('header, footer, #results, .listing-bar'); \
                        return Array.from(out).every((one) => one.closest('[inert]'))";

        chrome.click("#filters-open").await;
        chrome.until_attribute("#filters", "role", "dialog").await;
        assert_eq!(chrome.run(focus).await, json!("filters-title"));
        assert_eq!(chrome.run(is_alone).await, json!(true));
        chrome.press("#filters-title", Key::Escape).await;
        chrome
            .until_true(
                "the sheet is closed",
                "return !document.querySelector('[inert]')",
            )
            .await;
        assert!(chrome.visible("#filters").await.is_empty());
        assert_eq!(chrome.run(focus).await, json!("filters-open"));

        chrome.press("#filters-open", Key::Enter).await;
        let all = chrome.text("#filters-show").await;
        chrome.click("label:has(input[name=size][value=XS])").await;
        chrome
            .until_true(
                "the button says how many there are now",
                &format!("return document.getElementById('filters-show').textContent !== '{all}'"),
            )
            .await;
        assert_eq!(chrome.run(is_alone).await, json!(true), "it stays open");
        chrome.click("#filters-show").await;
        chrome.until_says("Size: XS").await;
        assert_eq!(chrome.run(focus).await, json!("filters-open"));
        assert_eq!(chrome.text("#filters-on").await, "1");
        assert_eq!(chrome.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn the_button_is_in_reach_wherever_one_reads() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let (_shop, chrome) = phone_at(engine, JUMPER).await;

        let button_to = |place: &str| {
            format!(
                "document.querySelector('[data-show=add]').scrollIntoView({{ block: '{place}' }})"
            )
        };
        chrome.run(&button_to("center")).await;
        chrome
            .until_true(
                "the bar makes room for the button",
                "return document.querySelector('[data-bar]').hidden",
            )
            .await;
        chrome
            .run("window.scrollTo(0, document.body.scrollHeight)")
            .await;
        chrome.find("[data-bar]").await;
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(chrome.run(fits).await, json!(true), "nothing sticks out");
        chrome.click("[data-bar] button").await;
        chrome.until_says("Added to your cart").await;
        assert_eq!(chrome.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn pictures_have_their_place_before_they_come() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let (_shop, chrome) = phone_at(engine, "categories/clothing").await;
        let frames = "const frames = Array.from(document.querySelectorAll('.grid .frame')); \
                      const boxes = () => frames.map((one) => one.getBoundingClientRect());";

        let known = "return frames.length > 3 && frames.every((one) => one.querySelector('img[width][height]'))";
        assert_eq!(
            chrome.run(&format!("{frames} {known}")).await,
            json!(true),
            "browsers are told how large they are"
        );
        let stay = "const before = boxes(); \
                    document.querySelectorAll('.grid source').forEach((one) => one.remove()); \
                    document.querySelectorAll('.grid img').forEach((one) => one.removeAttribute('src')); \
                    return boxes().every((box, at) => box.height > 100 && Math.abs(box.width - box.height) < 1 \
                      && box.top === before[at].top && box.height === before[at].height)";
        assert_eq!(
            chrome.run(&format!("{frames} {stay}")).await,
            json!(true),
            "a square each, with and without them"
        );
    });
}

#[test]
fn pictures_are_swiped_and_come_to_rest_whole() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let (_shop, chrome) = phone_at(engine, JUMPER).await;
        let is_seen = |picture: u8| {
            format!(
                "const slides = document.querySelector('[data-slides]'); \
                 return Math.abs(slides.scrollLeft - {picture} * slides.clientWidth) < 2"
            )
        };
        chrome
            .until_true("the first picture is seen", &is_seen(0))
            .await;

        // Not all the way; the picture comes the rest of it by itself.
        chrome.swipe_left("[data-slides]", 220).await;
        chrome
            .until_true("the second picture is seen", &is_seen(1))
            .await;
        chrome
            .until_attribute("[data-picture='1']", "aria-current", "true")
            .await;
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(chrome.run(fits).await, json!(true), "nothing sticks out");
        assert_eq!(chrome.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_product_is_shared_by_the_systems_sheet_or_by_the_clipboard() {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let (_shop, chrome) = phone_at(engine, JUMPER).await;

        let here = chrome.run("return location.href").await;
        // A browser without a screen has neither a sheet nor a clipboard of its own.
        chrome
            .run(
                "Object.defineProperty(navigator, 'canShare', { configurable: true, value: () => true }); \
                 Object.defineProperty(navigator, 'share', { configurable: true, value: (what) => { \
                 window.shared = what.url; return Promise.reject(new Error('closed')); } })",
            )
            .await;
        chrome.click("[data-share]").await;
        let shared = chrome.run("return window.shared").await;
        assert_eq!(shared, here);
        assert_eq!(chrome.text("[data-share]").await, "Share");

        chrome
            .run(
                "Object.defineProperty(navigator, 'share', { configurable: true, value: undefined }); \
                 navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }",
            )
            .await;
        chrome.click("[data-share]").await;
        chrome.until_says("Link copied").await;
        let copied = chrome.run("return window.copied").await;
        assert_eq!(copied, here);
        assert_eq!(chrome.complaints().await, Vec::<String>::new());
    });
}
