//! A file is what its content says.

use image::ImageFormat;
use media::{Inspected, Kind, MAX_BYTES, MediaError, inspect};

use crate::{picture, png_claiming};

#[test]
fn every_kind_of_picture_is_told_by_its_content() {
    let cases = [
        (ImageFormat::Jpeg, Kind::Jpeg),
        (ImageFormat::Png, Kind::Png),
        (ImageFormat::Gif, Kind::Gif),
        (ImageFormat::WebP, Kind::Webp),
    ];
    for (format, kind) in cases {
        let expected = Inspected {
            kind,
            width: 3,
            height: 2,
        };

        assert_eq!(inspect(&picture(format)).unwrap(), expected, "{format:?}");
    }
}

#[test]
fn what_is_no_picture_is_refused_whatever_its_name() {
    let cases: [(&str, &[u8]); 6] = [
        ("a text file named mug.jpg", b"Just some words about a mug."),
        ("nothing", b""),
        ("a page that says 404", b"<!doctype html><title>404</title>"),
        (
            "an SVG from elsewhere",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>",
        ),
        ("a PDF", b"%PDF-1.7\n"),
        (
            "a picture of a kind we do not keep",
            b"BM\x3a\x00\x00\x00\x00\x00\x00\x00",
        ),
    ];
    for (name, bytes) in cases {
        assert!(
            matches!(inspect(bytes), Err(MediaError::NotAPicture)),
            "{name}"
        );
    }
}

#[test]
fn a_picture_that_would_fill_the_memory_is_refused_by_its_header() {
    assert!(matches!(
        inspect(&png_claiming(60_000, 60_000)),
        Err(MediaError::TooManyPixels)
    ));
    assert!(matches!(
        inspect(&png_claiming(8_000, 5_001)),
        Err(MediaError::TooManyPixels)
    ));
    assert!(inspect(&png_claiming(8_000, 5_000)).is_ok());
}

#[test]
fn a_damaged_picture_is_refused() {
    let png = picture(ImageFormat::Png);
    let mut flipped = png.clone();
    flipped[17] ^= 0xff;

    assert!(matches!(inspect(&png[..20]), Err(MediaError::Damaged(_))));
    assert!(matches!(inspect(&flipped), Err(MediaError::Damaged(_))));
    assert!(matches!(
        inspect(&png_claiming(0, 5)),
        Err(MediaError::Damaged(_))
    ));
}

#[test]
fn a_file_above_the_limit_is_refused_unread() {
    let mut png = picture(ImageFormat::Png);
    png.resize(MAX_BYTES + 1, 0);

    assert!(matches!(inspect(&png), Err(MediaError::TooManyBytes)));
}
