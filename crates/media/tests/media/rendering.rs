//! What is made from a picture lies beside it.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use image::{ImageFormat, Rgb, RgbImage};
use media::{Format, MediaError, Refused, Rendition, Store, renditions};
use tempfile::TempDir;

use crate::pictures::{RED, encode, is_close, picture, quarters};

fn store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path().join("media"));
    (dir, store)
}

/// Every file of the shop's pictures with the moment it was written.
fn files(store: &Store) -> BTreeMap<String, SystemTime> {
    let mut files = BTreeMap::new();
    for folder in fs::read_dir(store.root()).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            files.insert(name, file.metadata().unwrap().modified().unwrap());
        }
    }
    files
}

fn sorted(mut found: Vec<Rendition>) -> Vec<String> {
    found.sort_by_key(|rendition| (rendition.format != Format::Webp, rendition.width));
    found.into_iter().map(|rendition| rendition.key).collect()
}

#[tokio::test]
async fn a_picture_is_served_in_every_size_and_both_formats() {
    let (_dir, store) = store();
    let bytes = encode(&quarters(700, 350), ImageFormat::Jpeg);
    let stored = store.put(bytes).await.unwrap();

    let rendered = store.render(&stored.key).await.unwrap();

    assert_eq!(rendered.widths, [160, 320, 480, 640, 700]);
    assert_eq!((rendered.width, rendered.height), (700, 350));
    let mut expected = Vec::new();
    for (format, kind) in [(Format::Webp, "image/webp"), (Format::Jpeg, "image/jpeg")] {
        for rendition in renditions(&stored.key, stored.width, stored.height, format) {
            let path = store.open(&rendition.key).unwrap();
            let image = image::ImageReader::open(path).unwrap();
            assert_eq!(image.into_dimensions().unwrap().0, rendition.width);
            assert_eq!(Store::content_type(&rendition.key), Some(kind));
            expected.push(rendition.key);
        }
    }
    assert_eq!(
        sorted(store.renditions(&stored.key).await.unwrap()),
        expected
    );
}

#[tokio::test]
async fn a_job_that_was_interrupted_makes_only_what_is_missing() {
    let (_dir, store) = store();
    let bytes = encode(&quarters(500, 300), ImageFormat::Png);
    let stored = store.put(bytes).await.unwrap();
    store.render(&stored.key).await.unwrap();
    let before = files(&store);
    let lost = renditions(&stored.key, 500, 300, Format::Jpeg)[1]
        .key
        .clone();
    fs::remove_file(store.open(&lost).unwrap()).unwrap();

    let (first, second) = tokio::join!(store.render(&stored.key), store.render(&stored.key));

    assert_eq!(first.unwrap(), second.unwrap());
    let after = files(&store);
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    for (name, moment) in before {
        assert_eq!(after[&name] == moment, name != lost, "{name}");
    }
}

#[tokio::test]
async fn a_deleted_picture_leaves_nothing_of_it_and_all_of_the_others() {
    let (_dir, store) = store();
    let mug = store.put(picture(ImageFormat::Jpeg)).await.unwrap();
    let plate = store.put(picture(ImageFormat::Png)).await.unwrap();
    for stored in [&mug, &plate] {
        store.render(&stored.key).await.unwrap();
    }

    assert!(store.delete(&mug.key).await.unwrap());

    assert_eq!(store.open(&mug.key), None);
    assert_eq!(store.renditions(&mug.key).await.unwrap(), []);
    assert_eq!(files(&store).len(), 3);
    assert!(!store.delete(&mug.key).await.unwrap(), "it is gone already");
    let rendition = &store.renditions(&plate.key).await.unwrap()[0].key;
    assert!(
        !store.delete(rendition).await.unwrap(),
        "a rendition goes with its original only"
    );
    assert!(!store.delete("../etc/passwd").await.unwrap());
    assert_eq!(files(&store).len(), 3);
}

#[tokio::test]
async fn an_upload_with_damaged_pixels_is_refused_before_it_is_kept() {
    let (_dir, store) = store();
    let red = RgbImage::from_pixel(50, 50, Rgb(RED));
    let sound = encode(&red.into(), ImageFormat::Png);
    let mut damaged = sound.clone();
    let data = damaged.windows(4).position(|name| name == b"IDAT").unwrap();
    damaged[data + 10] ^= 0xff;

    let refused = store.receive(damaged).await;

    assert!(matches!(
        refused,
        Err(MediaError::Refused(Refused::Damaged(_)))
    ));
    assert!(!store.root().exists());
    let received = store.receive(sound).await.unwrap();
    assert!(store.open(&received.stored.key).is_some());
    assert!(is_close(received.colour.0, RED), "{}", received.colour);
}

#[tokio::test]
async fn only_a_picture_of_the_store_can_be_rendered() {
    let (_dir, store) = store();
    let svg = "<svg viewBox=\"0 0 4 3\"><g/></svg>".to_owned();
    let drawing = store.put_own_svg(svg).await.unwrap();
    let missing = format!("{}.png", "0".repeat(32));

    assert!(matches!(
        store.render(&missing).await,
        Err(MediaError::Missing(_))
    ));
    for key in [&drawing.key, "", "../a.png", "nothing.png"] {
        assert!(
            matches!(
                store.render(key).await,
                Err(MediaError::Refused(Refused::Drawing))
            ),
            "{key:?}"
        );
    }
}

#[tokio::test]
async fn until_a_size_is_made_its_original_can_be_found() {
    let (_dir, store) = store();
    let stored = store.put(picture(ImageFormat::Gif)).await.unwrap();
    let size = &renditions(&stored.key, 3, 2, Format::Jpeg)[0].key;

    assert_eq!(store.open(size), None);
    assert_eq!(store.original_of(size), Some(stored.key.clone()));
    assert_eq!(store.original_of(&stored.key), None);
    let missing = format!("{}-160.webp", "0".repeat(32));
    for key in [&missing, "", "../x-160.webp"] {
        assert_eq!(store.original_of(key), None, "{key:?}");
    }
}
