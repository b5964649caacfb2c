//! The tree of categories by dragging, and deleting one after a question.

use std::time::Duration;

use shop::ids::CategoryId;

use super::{Desk, at};
use crate::kit::eventually;

const CATEGORIES: &str = "/admin/categories";

async fn roots(desk: &Desk) -> Vec<CategoryId> {
    desk.tree().await.roots().map(|root| root.id).collect()
}

fn row(id: CategoryId) -> String {
    format!("[id='category-{id}']")
}

/// Takes a row by its first cell and lets it go on another row, so far below its top.
async fn drag(desk: &Desk, moved: CategoryId, to: CategoryId, share: f64) {
    let from = format!("{} .branch", row(moved));
    desk.chrome.drag(&from, &row(to), share).await;
}

async fn until_stored(desk: &Desk, what: &str, fits: impl Fn(&[CategoryId]) -> bool) {
    eventually(what, Duration::from_secs(20), || async {
        fits(&roots(desk).await).then_some(())
    })
    .await;
    desk.chrome.find("form[data-tree]").await;
}

#[test]
fn categories_are_dragged_before_behind_and_into_others() {
    at(CATEGORIES, |desk| async move {
        let before = roots(&desk).await;
        let (first, moved) = (before[0], *before.last().unwrap());
        assert!(before.len() >= 3);

        drag(&desk, moved, first, 0.1).await;
        until_stored(&desk, "it is the first", |roots| roots[0] == moved).await;

        // Behind the last one, whose own categories stay below it.
        let last = before[before.len() - 2];
        desk.goto(CATEGORIES).await;
        drag(&desk, moved, last, 0.9).await;
        until_stored(&desk, "it is the last again", |roots| roots == before).await;

        desk.goto(CATEGORIES).await;
        drag(&desk, moved, first, 0.5).await;
        until_stored(&desk, "it is below another", |roots| {
            !roots.contains(&moved)
        })
        .await;
        let tree = desk.tree().await;
        assert_eq!(tree.get(moved).unwrap().parent, Some(first));
        desk.assert_no_complaints().await;
    });
}

#[test]
fn a_category_is_not_dropped_into_itself() {
    at(CATEGORIES, |desk| async move {
        let tree = desk.tree().await;
        let parent = tree
            .roots()
            .find(|root| tree.children(root.id).next().is_some());
        let parent = parent.expect("the demo has categories below others").id;
        let child = tree.children(parent).next().unwrap().id;
        // A form that is sent leaves the page a moment later.
        let watch = "HTMLFormElement.prototype.submit = () => { window.isSent = true }; window.isSent = false";
        desk.chrome.run(watch).await;

        drag(&desk, parent, child, 0.5).await;

        let is_sent = desk.chrome.run("return window.isSent").await;
        assert_eq!(is_sent, serde_json::json!(false), "nothing was sent");
        assert_eq!(desk.tree().await, tree);
    });
}

#[test]
fn a_category_is_deleted_after_a_question_in_place() {
    at(CATEGORIES, |desk| async move {
        let tree = desk.tree().await;
        let leaf = tree
            .iter()
            .find(|(_, one)| tree.children(one.id).next().is_none());
        let leaf = leaf.expect("a tree has leaves").1.id;
        let page = format!("{CATEGORIES}/{leaf}");
        let chrome = &desk.chrome;
        desk.goto(&page).await;

        chrome.click("[data-confirm]").await;
        chrome.find("dialog[open] .btn-danger").await;
        chrome.click("dialog[open] [data-close]").await;
        let is_closed = "return !document.querySelector('dialog[open]')";
        chrome.until_true("the question is gone", is_closed).await;
        assert_eq!(chrome.path().await, page, "nothing happened");
        assert!(desk.tree().await.get(leaf).is_some());

        chrome.click("[data-confirm]").await;
        chrome.click("dialog[open] .btn-danger").await;
        chrome
            .until_path("of the tree", |path| path == CATEGORIES)
            .await;
        assert!(desk.tree().await.get(leaf).is_none());
        desk.assert_no_complaints().await;
    });
}
