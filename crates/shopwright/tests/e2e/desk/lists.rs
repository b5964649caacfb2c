//! Lists: rows that are selected, filters by typing, and a message with a way back.

use fantoccini::key::Key;
use serde_json::json;
use shop::{catalog::ProductStatus, ids::ProductId};

use super::{Desk, at};

const PRODUCTS: &str = "/admin/products";

/// The products of the list as it is shown, from its top.
async fn listed(desk: &Desk) -> Vec<ProductId> {
    let script =
        "return Array.from(document.querySelectorAll('input[data-select]'), (box) => box.value)";
    let ids: Vec<String> = serde_json::from_value(desk.chrome.run(script).await).unwrap();
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

async fn statuses(desk: &Desk, ids: &[ProductId]) -> Vec<ProductStatus> {
    let mut statuses = Vec::new();
    for id in ids {
        statuses.push(desk.product(*id).await.product.status);
    }
    statuses
}

async fn until_counted(desk: &Desk, words: &str) {
    let count = format!(
        "return document.querySelector('[data-bulk-count]').textContent === {}",
        json!(words)
    );
    desk.chrome.until_true(words, &count).await;
}

fn box_of(id: ProductId) -> String {
    format!("input[data-select][value='{id}']")
}

#[test]
fn a_range_of_products_is_archived_and_brought_back_from_the_message() {
    at(PRODUCTS, |desk| async move {
        let chrome = &desk.chrome;
        let ids = listed(&desk).await;
        let before = statuses(&desk, &ids[..5]).await;

        chrome.click(&box_of(ids[0])).await;
        chrome.shift_click(&box_of(ids[3])).await;
        until_counted(&desk, "4 selected").await;
        // One in the middle is taken out again, without the key.
        chrome.click(&box_of(ids[2])).await;
        until_counted(&desk, "3 selected").await;
        chrome.click("#bulk-do option[value='archive']").await;
        chrome.click("#bulk button.btn-primary").await;
        chrome.until_says("3 products are archived.").await;

        let mut archived = before.clone();
        for at in [0, 1, 3] {
            archived[at] = ProductStatus::Archived;
        }
        assert_eq!(statuses(&desk, &ids[..5]).await, archived);

        chrome.click("[data-toast] form button").await;
        chrome
            .until_says("3 products are as they were before.")
            .await;
        assert_eq!(statuses(&desk, &ids[..5]).await, before);
        chrome.click("[data-toast] .toast-close").await;
        assert!(chrome.visible("[data-toast]").await.is_empty());
        desk.assert_no_complaints().await;
    });
}

#[test]
fn all_of_a_page_are_selected_and_none_again() {
    at(PRODUCTS, |desk| async move {
        let chrome = &desk.chrome;
        let ids = listed(&desk).await;
        until_counted(&desk, "Nothing is selected").await;
        let is_off = "return document.querySelector('#bulk button.btn-primary').disabled";
        assert_eq!(chrome.run(is_off).await, json!(true));

        chrome.click("[data-select-page]").await;
        until_counted(&desk, &format!("{} selected", ids.len())).await;
        chrome.click(&box_of(ids[1])).await;
        until_counted(&desk, &format!("{} selected", ids.len() - 1)).await;
        let is_part = "return document.querySelector('[data-select-page]').indeterminate";
        assert_eq!(chrome.run(is_part).await, json!(true));
        chrome.click("[data-bulk-none]").await;

        until_counted(&desk, "Nothing is selected").await;
        assert_eq!(chrome.run(is_off).await, json!(true));
        desk.assert_no_complaints().await;
    });
}

#[test]
fn a_list_is_narrowed_down_by_typing_and_choosing_by_keys() {
    at(PRODUCTS, |desk| async move {
        let chrome = &desk.chrome;
        let tree = desk.tree().await;
        let clothing = tree.meant_by("Clothing").expect("the demo has it");
        chrome.fill("#category", "cloth").await;
        chrome.find(".picker-list [data-value]").await;
        chrome.press("#category", Key::Down).await;
        let active = "return document.getElementById(document.getElementById('category')\
                      .getAttribute('aria-activedescendant')).dataset.label";
        assert!(
            chrome
                .run(active)
                .await
                .as_str()
                .unwrap()
                .contains("Clothing")
        );

        chrome.press("#category", Key::Enter).await;

        chrome.find(".chips-line .chip").await;
        let query = chrome.query().await;
        assert!(query.contains("category="), "{query}");
        let ids = listed(&desk).await;
        assert!(!ids.is_empty());
        for id in ids {
            let product = desk.product(id).await.product;
            let below = tree.subtree(clothing.id);
            assert!(product.categories.iter().any(|one| below.contains(one)));
        }

        chrome.click(".chips-line .chip").await;
        chrome
            .until_true(
                "the whole list is back",
                "return !document.querySelector('.chips-line')",
            )
            .await;
        desk.assert_no_complaints().await;
    });
}

#[test]
fn selected_products_get_a_tag_that_nobody_has_used_yet() {
    at(PRODUCTS, |desk| async move {
        let chrome = &desk.chrome;
        let ids = listed(&desk).await;
        for id in &ids[..2] {
            chrome.click(&box_of(*id)).await;
        }
        chrome.click("#bulk-do option[value='add-tag']").await;
        chrome.click("#bulk button.btn-primary").await;
        chrome.until_says("2 products are selected").await;

        chrome.send("#tag", "Winter sale").await;
        chrome.press("#tag", Key::Enter).await;
        chrome.find(".picker .chip").await;
        chrome.click("button[name='step'][value='change']").await;
        chrome.find("[data-toast]").await;

        for (at, id) in ids[..3].iter().enumerate() {
            let tags = desk.product(*id).await.product.tags;
            assert_eq!(tags.contains(&"Winter sale".to_owned()), at < 2);
        }
        desk.assert_no_complaints().await;
    });
}
