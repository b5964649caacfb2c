//! Pictures on their way into the library: chosen, dropped, refused.

use std::path::PathBuf;

use image::{DynamicImage, Rgb, RgbImage};
use shop::{catalog, media::MediaFilter};

use super::{Desk, at};

const LIBRARY: &str = "/admin/media";
const INPUT: &str = "[data-uploader] input[type=file]";

/// A file with a picture of one colour.
pub fn painting(desk: &Desk, name: &str, colour: [u8; 3]) -> PathBuf {
    let path = desk.ground.folder().join(name);
    let picture = DynamicImage::from(RgbImage::from_pixel(400, 300, Rgb(colour)));
    picture.save(&path).expect("there is room for a picture");
    path
}

async fn names(desk: &Desk) -> Vec<String> {
    let page = catalog::library(&desk.shop, &MediaFilter::default(), None, 1000).await;
    let rows = page.unwrap().rows.into_iter();
    rows.map(|row| row.media.file_name).collect()
}

async fn until_added(desk: &Desk, name: &str) {
    let script = format!(
        "return Array.from(document.querySelectorAll('#tiles .new .tile-name'), (one) => one.textContent).includes('{name}')"
    );
    desk.chrome
        .until_true(&format!("{name} is there"), &script)
        .await;
}

#[test]
fn pictures_are_chosen_or_dropped_and_what_is_none_is_told() {
    at(LIBRARY, |desk| async move {
        let chrome = &desk.chrome;
        let green = painting(&desk, "green.png", [20, 160, 60]);
        let blue = painting(&desk, "blue.jpg", [20, 40, 210]);
        let red = painting(&desk, "red.png", [210, 30, 30]);
        let broken = desk.ground.write("broken.png", "This is no picture.");
        chrome.mark().await;

        chrome.choose_files(INPUT, &[&green, &broken]).await;
        until_added(&desk, "green.png").await;
        let problem = chrome.text(".uploader-list li").await;
        assert!(problem.contains("broken.png"), "{problem}");
        chrome
            .click(".uploader-list [aria-label='Dismiss: broken.png']")
            .await;

        chrome.drop_files(".uploader-zone", &[&blue, &red]).await;
        until_added(&desk, "blue.jpg").await;
        until_added(&desk, "red.png").await;

        // Beside the zone nothing opens instead of the page.
        chrome.drop_files("h1", &[&green]).await;
        assert!(chrome.is_marked().await, "the page was left");
        let names = names(&desk).await;
        for name in ["green.png", "blue.jpg", "red.png"] {
            assert_eq!(names.iter().filter(|one| *one == name).count(), 1, "{name}");
        }
        assert!(!names.contains(&"broken.png".to_owned()));
        // Pictures are small in the list, whatever was sent.
        chrome.find("#tiles .new img").await;
        desk.goto(LIBRARY).await;
        chrome.until_says("green.png").await;
    });
}

#[test]
fn a_category_gets_a_picture_of_the_library() {
    at("/admin/categories", |desk| async move {
        let chrome = &desk.chrome;
        let category = desk.tree().await.roots().next().unwrap().clone();
        desk.goto(&format!("/admin/categories/{}", category.id))
            .await;

        chrome.click("[data-choose]").await;
        chrome.find("dialog[open] button[data-key]").await;
        chrome.fill("#chooser-q", "yoke").await;
        chrome.click("dialog[open] .chooser-find button").await;
        let fits = "const tiles = Array.from(document.querySelectorAll('dialog[open] button[data-key]')); \
                    return tiles.length > 0 && tiles.every((one) => /yoke|jumper/i.test(one.dataset.name + one.dataset.alt))";
        chrome.until_true("those that fit are shown", fits).await;
        let key = "return document.querySelector('dialog[open] button[data-key]').dataset.key";
        let key = chrome.run(key).await;
        chrome.click("dialog[open] button[data-key]").await;
        chrome.find("[data-picture-shown] img").await;
        chrome.click("form[data-guard] button.btn-primary").await;
        chrome.until_says("saved").await;

        let stored = desk.tree().await.get(category.id).unwrap().picture.clone();
        assert_ne!(stored, category.picture);
        assert_eq!(stored.as_deref(), key.as_str());
        desk.assert_no_complaints().await;
    });
}
