//! The page of a product in a real browser: leafing through its pictures, choosing, coming back. One engine is enough: the
//! database has no part in it.

use fantoccini::key::Key;
use testkit::Engine;

use crate::kit::{Ground, Server};
use crate::purchase::chrome::{Chrome, Script};

const JUMPER: &str = "products/yoke-jumper";
const FIRST_IS_SEEN: &str = "const slides = document.querySelector('[data-slides]'); \
                             return Math.round(slides.scrollLeft / slides.clientWidth) === 0";
const SECOND_IS_SEEN: &str = "const slides = document.querySelector('[data-slides]'); \
                              return Math.round(slides.scrollLeft / slides.clientWidth) === 1";

async fn shop() -> (Ground, Server) {
    let ground = Ground::empty(Engine::Sqlite).await;
    let server = Server::start_with(&ground, &["demo"]).await;
    (ground, server)
}

#[test]
fn pictures_are_leafed_through_and_enlarged_with_arrows_and_keys() {
    crate::kit::run(Engine::Sqlite, |_| async move {
        let (_ground, server) = shop().await;
        let chrome = Chrome::start(Script::On).await;
        chrome
            .goto(server.origin.join(JUMPER).unwrap().as_str())
            .await;

        chrome.click(".stage [data-leaf='1']").await;
        chrome
            .until_true("the second picture is seen", SECOND_IS_SEEN)
            .await;
        chrome.click(".stage [data-leaf='-1']").await;
        chrome
            .until_true("the first picture is seen again", FIRST_IS_SEEN)
            .await;
        chrome
            .until_attribute("[data-picture='0']", "aria-current", "true")
            .await;
        chrome.press("[data-slides]", Key::Right).await;
        chrome
            .until_true("the second picture is seen", SECOND_IS_SEEN)
            .await;
        chrome
            .until_attribute("[data-picture='1']", "aria-current", "true")
            .await;
        chrome.click("[data-picture='0']").await;
        chrome
            .until_true("the picture that was chosen is seen", FIRST_IS_SEEN)
            .await;
        chrome
            .until_attribute("[data-picture='0']", "aria-current", "true")
            .await;

        chrome.click("#picture-1 a").await;
        let first = chrome
            .find("dialog[open] img")
            .await
            .attr("alt")
            .await
            .unwrap();
        chrome.click("[data-zoom-leaf='1']").await;
        chrome.until_says("2 / ").await;
        chrome.press("[data-zoom-view]", Key::Left).await;
        chrome.until_says("1 / ").await;
        chrome.press("[data-zoom-view]", Key::Right).await;
        chrome.until_says("2 / ").await;
        let second = chrome
            .find("dialog[open] img")
            .await
            .attr("alt")
            .await
            .unwrap();
        assert_ne!(first, second);
        chrome.press("[data-zoom-view]", Key::Enter).await;
        chrome.find("[data-zoom-view].near").await;
        chrome.press("[data-zoom-view]", Key::Escape).await;
        chrome
            .until_true(
                "the large picture is gone",
                "return !document.querySelector('dialog[open]')",
            )
            .await;
        chrome
            .until_true("the page shows where one was", SECOND_IS_SEEN)
            .await;
        assert_eq!(chrome.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn pictures_are_found_without_script() {
    crate::kit::run(Engine::Sqlite, |_| async move {
        let (_ground, server) = shop().await;
        let chrome = Chrome::start(Script::Off).await;
        chrome
            .goto(server.origin.join(JUMPER).unwrap().as_str())
            .await;

        chrome.click("[data-picture='1']").await;

        chrome
            .until_true("the second picture is seen", SECOND_IS_SEEN)
            .await;
        assert!(
            chrome
                .visible("[data-leaf], [data-share], [data-bar]")
                .await
                .is_empty()
        );
    });
}

#[test]
fn a_choice_shows_at_once_and_what_was_looked_at_is_remembered() {
    crate::kit::run(Engine::Sqlite, |_| async move {
        let (_ground, server) = shop().await;
        let chrome = Chrome::start(Script::On).await;
        let jumper = server.origin.join(JUMPER).unwrap();
        chrome.goto(jumper.as_str()).await;
        chrome.mark().await;

        chrome.click("label:has(> input[value='Berry'])").await;

        chrome.until_says("€89.00").await;
        assert!(chrome.query().await.contains("option1=Berry"));
        assert_eq!(chrome.text("[data-chosen='option1']").await, "Berry");
        let shown = "const current = document.querySelector('.thumbs [aria-current] img'); \
                     const swatch = document.querySelector('label:has(> input[value=Berry]) img'); \
                     return current.src === swatch.src";
        chrome
            .until_true("the picture is that of the choice", shown)
            .await;
        assert!(chrome.is_marked().await, "the page was loaded again");

        chrome.click("[aria-labelledby='related'] .card a").await;
        chrome
            .until_path("of another product", |path| path != jumper.path())
            .await;
        chrome
            .find(&format!("[data-recent] a[href='{}']", jumper.path()))
            .await;
        chrome.click("[data-recent-clear]").await;
        chrome.reload().await;
        chrome
            .until_true(
                "nothing is remembered",
                "return document.querySelector('[data-recent]').hidden",
            )
            .await;
        assert_eq!(chrome.complaints().await, Vec::<String>::new());
    });
}
