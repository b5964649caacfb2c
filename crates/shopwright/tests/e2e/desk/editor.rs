//! The product editor: pictures in their order, and options that make variants.

use super::{Desk, at, keys, library::painting};
use crate::purchase::chrome::Chrome;

const PRODUCTS: &str = "/admin/products";
pub const JUMPER: &str = "yoke-jumper";
const SAVE: &str = ".sticky-save button[value='save']";

/// Scrolls a button away from the bar at the bottom, and presses it.
pub async fn press(chrome: &Chrome, css: &str) {
    let script = format!("document.querySelector(\"{css}\").scrollIntoView({{ block: 'center' }})");
    chrome.run(&script).await;
    chrome.click(css).await;
}

pub async fn save(chrome: &Chrome, says: &str) {
    chrome.click(SAVE).await;
    chrome.until_says(says).await;
}

pub async fn open(desk: &Desk, slug: &str) -> shop::ids::ProductId {
    let id = desk.id_of(slug).await;
    desk.goto(&format!("{PRODUCTS}/{id}")).await;
    id
}

#[test]
fn pictures_are_dragged_into_order_and_chosen_for_a_variant() {
    at(PRODUCTS, |desk| async move {
        let chrome = &desk.chrome;
        let id = open(&desk, JUMPER).await;
        let before = desk.product(id).await;
        let before = keys(&before);
        assert!(before.len() >= 2);

        chrome
            .drag(
                "[data-pictures] li:nth-child(2) [data-grip]",
                "[data-pictures] li:nth-child(1)",
                0.1,
            )
            .await;
        let places = "return Array.from(document.querySelectorAll('[data-pictures] > li'), \
                      (row) => row.dataset.picture + row.querySelector('[data-place] input').value).slice(0, 2).join()";
        assert_eq!(chrome.run(places).await, "11,02");
        save(chrome, "The product is saved.").await;

        let after = desk.product(id).await;
        assert_eq!(keys(&after)[..2], [before[1], before[0]]);

        press(chrome, ".mrow-more summary").await;
        chrome.click(".mrow-more[open] .picture-choice").await;
        chrome.click("dialog[open] button[data-value='1']").await;
        save(chrome, "The product is saved.").await;
        let after = desk.product(id).await;
        assert_eq!(after.variants[0].picture, Some(after.pictures[1].id));
        desk.assert_no_complaints().await;
    });
}

#[test]
fn pictures_are_dropped_on_a_product_and_chosen_from_the_library() {
    at(PRODUCTS, |desk| async move {
        let chrome = &desk.chrome;
        let id = open(&desk, JUMPER).await;
        let before = desk.product(id).await;
        let sent = painting(&desk, "sleeve.png", [120, 30, 90]);

        chrome.drop_files(".uploader-zone", &[&sent]).await;
        let number = before.pictures.len();
        let alt = format!("[name='pictures.{number}.alt']");
        chrome.fill(&alt, "The sleeve").await;
        press(chrome, "#pictures [data-choose]").await;
        let other = "const taken = Array.from(document.querySelectorAll(\"[name$='.key']\"), (one) => one.value); \
                     const tile = Array.from(document.querySelectorAll('dialog[open] button[data-key]')) \
                       .find((one) => !taken.includes(one.dataset.key)); \
                     if (!tile) return false; tile.id = 'other'; return true";
        chrome.until_true("the library is shown", other).await;
        let key = chrome
            .run("return document.getElementById('other').dataset.key")
            .await;
        chrome.click("#other").await;
        chrome
            .find(&format!("[name='pictures.{}.alt']", number + 1))
            .await;
        // With a key, as those do who use no mouse.
        press(chrome, "[data-pictures] li:last-child [data-move='-1']").await;
        save(chrome, "The product is saved.").await;

        let after = desk.product(id).await;
        assert_eq!(after.pictures.len(), number + 2);
        assert_eq!(Some(keys(&after)[number]), key.as_str());
        assert_eq!(after.pictures[number + 1].alt, "The sleeve");
        desk.assert_no_complaints().await;
    });
}

#[test]
fn two_options_make_a_matrix_of_variants() {
    at("/admin/products/new", |desk| async move {
        let chrome = &desk.chrome;
        chrome.fill("#title", "Tea towel").await;
        for (at, name, values) in [(0, "Colour", "Red\nBlue"), (1, "Size", "Small\nLarge")] {
            press(chrome, "button[value='add-option']").await;
            chrome
                .fill(&format!("[name='options.{at}.name']"), name)
                .await;
            chrome
                .fill(&format!("[name='options.{at}.values']"), values)
                .await;
        }
        press(chrome, "button[value='make-variants']").await;
        chrome.find("[name='variants.3.options.1']").await;

        press(chrome, "details.many > summary").await;
        chrome.fill("[name='bulk.price']", "12.50").await;
        chrome.fill("[name='bulk.stock']", "7").await;
        press(chrome, "button[value='set-many']").await;
        let is_filled =
            "return document.querySelector(\"[name='variants.3.price']\").value === '12.50'";
        chrome
            .until_true("the prices are filled in", is_filled)
            .await;
        for at in 0..4 {
            let sku = format!("[name='variants.{at}.sku']");
            chrome.fill(&sku, &format!("TOWEL-{at}")).await;
        }
        save(chrome, "The product is made.").await;

        let path = chrome.path().await;
        let id = path.rsplit('/').next().unwrap().parse().unwrap();
        let page = desk.product(id).await;
        let made: Vec<_> = page
            .variants
            .iter()
            .map(|one| one.options.join(" "))
            .collect();
        assert_eq!(made, ["Red Small", "Red Large", "Blue Small", "Blue Large"]);
        for variant in &page.variants {
            assert_eq!(variant.prices[0].amount.minor(), 1_250);
        }
        desk.assert_no_complaints().await;
    });
}

#[test]
fn a_new_product_gets_an_option_before_it_has_a_title() {
    at("/admin/products/new", |desk| async move {
        let chrome = &desk.chrome;
        press(chrome, "button[value='add-option']").await;
        let is_there = "return !!document.querySelector(\"[name='options.0.name']\")";
        chrome.until_true("there is an option", is_there).await;
        desk.assert_no_complaints().await;
    });
}
