//! Nobody learns from a picture where it was taken.

use std::fs;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use media::{Limits, Store, inspect, prepare};

use crate::pictures::{
    FORMATS, camera_note, contains, encode, extended_webp, jpeg_with_note, moving_gif, picture,
    quarters, with_chunk, with_segment,
};

const SECRETS: [&[u8]; 3] = [b"SecretCam", b"MyHomeStreet", b"http://ns.adobe.com/xap"];
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>MyHomeStreet</x:xmpmeta>";

/// A picture of each kind that says where it was taken, in every place where it can.
fn talking_pictures() -> Vec<(&'static str, Vec<u8>)> {
    let image = quarters(200, 100);
    let note = camera_note(6);
    let jpeg = encode(&image, ImageFormat::Jpeg);
    let jpeg = with_segment(&jpeg, 0xe1, XMP);
    let jpeg = with_segment(&jpeg, 0xed, b"Photoshop 3.0\0MyHomeStreet");
    let jpeg = with_segment(&jpeg, 0xfe, b"taken with SecretCam");
    let jpeg = with_segment(&jpeg, 0xe2, b"MPF\0MyHomeStreet");
    let jpeg = jpeg_with_note(&jpeg, &note);
    // Telephones append a second picture with a note of its own.
    let jpeg = [&jpeg[..], &jpeg].concat();
    let png = encode(&image, ImageFormat::Png);
    let png = with_chunk(&png, *b"tEXt", b"Comment\0SecretCam");
    let png = with_chunk(&png, *b"iTXt", XMP);
    let png = with_chunk(&png, *b"eXIf", &note);
    let png = [&png[..], b"MyHomeStreet"].concat();
    let webp = encode(&image, ImageFormat::WebP);
    let webp = extended_webp(&webp, (200, 100), &[(*b"EXIF", &note), (*b"XMP ", XMP)]);
    let gif = moving_gif();
    let gif = [
        &gif[..gif.len() - 1],
        b"\x21\xfe\x09SecretCam\0\x21\xff\x0bXMP DataXMP\x0cMyHomeStreet\0\x3b",
    ]
    .concat();
    vec![("JPEG", jpeg), ("PNG", png), ("WebP", webp), ("GIF", gif)]
}

#[tokio::test]
async fn what_a_camera_wrote_is_neither_kept_nor_served() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path().join("media"));
    for (name, bytes) in talking_pictures() {
        assert!(SECRETS.iter().any(|secret| contains(&bytes, secret)));

        let stored = store.put(bytes).await.unwrap();
        store.render(&stored.key).await.unwrap();

        let folder = store.root().join(&stored.key[..2]);
        let mut files = 0;
        for file in fs::read_dir(folder).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            for secret in SECRETS {
                assert!(!contains(&bytes, secret), "{name}");
            }
            files += 1;
        }
        assert!(files > 2, "{name}");
    }
}

#[tokio::test]
async fn a_cleaned_picture_has_the_same_pixels_and_is_held_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path().join("media"));
    for (name, bytes) in talking_pictures() {
        let before = inspect(&bytes).unwrap();

        let stored = store.put(bytes.clone()).await.unwrap();

        let kept = fs::read(store.open(&stored.key).unwrap()).unwrap();
        assert!(kept.len() < bytes.len(), "{name}");
        assert_eq!(inspect(&kept), Ok(before), "{name}");
        assert_eq!(pixels(&kept), pixels(&bytes), "{name}");
        let again = store.put(kept).await.unwrap();
        assert_eq!(again, stored, "{name}: cleaning twice changes nothing");
    }
}

#[tokio::test]
async fn a_picture_without_metadata_is_kept_as_it_came() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path().join("media"));
    for format in FORMATS {
        let bytes = picture(format);

        let stored = store.put(bytes.clone()).await.unwrap();

        let kept = fs::read(store.open(&stored.key).unwrap()).unwrap();
        assert_eq!(kept, bytes, "{format:?}");
    }
}

#[test]
fn what_is_served_carries_no_note_and_no_profile() {
    for (name, bytes) in talking_pictures() {
        let scaled = prepare(&bytes, &Limits::default()).unwrap().at(160);

        for format in media::Format::ALL {
            let bytes = scaled.as_ref().unwrap().encode(format).unwrap();
            let reader = ImageReader::new(std::io::Cursor::new(&bytes));
            let mut decoder = reader
                .with_guessed_format()
                .unwrap()
                .into_decoder()
                .unwrap();
            assert_eq!(decoder.exif_metadata().unwrap(), None, "{name}");
            assert_eq!(decoder.icc_profile().unwrap(), None, "{name}");
            assert_eq!(decoder.xmp_metadata().unwrap(), None, "{name}");
        }
    }
}

fn pixels(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}
