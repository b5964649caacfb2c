//! The folder of pictures.

use std::fs;

use image::ImageFormat;
use media::{Kind, MediaError, Refused, Store};
use tempfile::TempDir;

use crate::pictures::picture;

fn store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path().join("media"));
    (dir, store)
}

#[tokio::test]
async fn a_picture_that_was_put_can_be_opened_by_its_key() {
    let (_dir, store) = store();
    let bytes = picture(ImageFormat::Png);

    let stored = store.put(bytes.clone()).await.unwrap();

    let path = store.open(&stored.key).unwrap();
    assert_eq!(
        (stored.kind, stored.width, stored.height),
        (Kind::Png, 3, 2)
    );
    assert_eq!(stored.bytes, bytes.len() as u64);
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(path, store.root().join(&stored.key[..2]).join(&stored.key));
    assert_eq!(stored.key.len(), 32 + ".png".len());
    assert_eq!(Store::content_type(&stored.key), Some("image/png"));
}

#[tokio::test]
async fn the_same_picture_is_kept_once() {
    let (_dir, store) = store();

    let (first, second) = tokio::join!(
        store.put(picture(ImageFormat::Jpeg)),
        store.put(picture(ImageFormat::Jpeg))
    );
    let other = store.put(picture(ImageFormat::Gif)).await.unwrap();

    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first, second);
    assert_ne!(first.key, other.key);
    let folder = store.root().join(&first.key[..2]);
    assert_eq!(
        fs::read_dir(folder).unwrap().count(),
        1,
        "no temporary file stays"
    );
}

#[tokio::test]
async fn what_is_no_picture_is_not_kept() {
    let (_dir, store) = store();

    let put = store
        .put(b"<svg viewBox=\"0 0 4 3\"><script/></svg>".to_vec())
        .await;

    assert!(matches!(put, Err(MediaError::Refused(Refused::Drawing))));
    assert!(!store.root().exists());
}

#[tokio::test]
async fn a_drawing_of_ours_is_kept_with_the_size_of_its_view_box() {
    let (_dir, store) = store();
    let svg = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 600\"><g/></svg>";

    let stored = store.put_own_svg(svg.to_owned()).await.unwrap();

    assert_eq!(
        (stored.kind, stored.width, stored.height),
        (Kind::Svg, 800, 600)
    );
    assert!(store.open(&stored.key).is_some());
    assert_eq!(Store::content_type(&stored.key), Some("image/svg+xml"));
}

#[tokio::test]
async fn a_drawing_without_a_size_is_refused() {
    let (_dir, store) = store();
    for svg in [
        "",
        "<p>",
        "<svg",
        "<svg>",
        "<svg viewBox=\"0 0 a b\">",
        "<svg viewBox=\"0 0 0 9\">",
    ] {
        let put = store.put_own_svg(svg.to_owned()).await;

        assert!(
            matches!(put, Err(MediaError::Refused(Refused::Damaged(_)))),
            "{svg}"
        );
    }
}

#[tokio::test]
async fn a_key_that_was_made_up_opens_nothing() {
    let (dir, store) = store();
    let stored = store.put(picture(ImageFormat::Png)).await.unwrap();
    fs::write(dir.path().join("secret.png"), "x").unwrap();
    let hash = stored.key.strip_suffix(".png").unwrap();
    let up = format!("../{hash}.png");
    let upper = stored.key.to_uppercase();
    let slashed = format!("{}/..png", &hash[..30]);
    let double = format!("{hash}.png.png");
    let bare = format!("{hash}.");
    let text = format!("{hash}.txt");
    let nul = format!("{hash}.png\0");
    let short = format!("{}.png", &hash[1..]);
    let plus = format!("{hash}-+160.webp");
    let padded = format!("{hash}-0160.webp");
    let empty = format!("{hash}-.webp");
    let gif = format!("{hash}-160.gif");
    let twice = format!("{hash}-160-320.webp");
    for key in [
        "",
        ".",
        "..",
        "../secret.png",
        "/etc/passwd",
        "ä.png",
        &up,
        &upper,
        &slashed,
        &double,
        &bare,
        &text,
        &nul,
        &short,
        &plus,
        &padded,
        &empty,
        &gif,
        &twice,
    ] {
        assert_eq!(store.open(key), None, "{key:?}");
        assert_eq!(Store::content_type(key), None, "{key:?}");
    }
    let missing = format!("{}.png", "0".repeat(32));
    assert_eq!(
        store.open(&missing),
        None,
        "well-formed, but there is no such picture"
    );
}
