//! A file is what its content says.

use image::ImageFormat;
use media::{Inspected, Kind, Limits, MAX_BYTES, MAX_PIXELS, Refused, inspect, prepare};

use crate::pictures::{
    FORMATS, camera_note, encode, extended_webp, jpeg_with_note, moving_gif, picture, png_claiming,
    quarters, with_chunk,
};

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
            animated: false,
        };

        assert_eq!(inspect(&picture(format)), Ok(expected), "{format:?}");
    }
}

#[test]
fn what_is_no_picture_is_refused_whatever_its_name() {
    let svg = b"\xef\xbb\xbf<?xml version=\"1.0\"?><!-- a mug --><svg viewBox=\"0 0 1 1\"/>";
    let cases: [(&str, &[u8], Refused); 12] = [
        (
            "a text file named mug.jpg",
            b"Just some words about a mug.",
            Refused::NotAPicture,
        ),
        ("nothing", b"", Refused::NotAPicture),
        (
            "a page that says 404, named mug.jpg",
            b"<!doctype html><title>404</title><svg/>",
            Refused::NotAPicture,
        ),
        ("a PDF", b"%PDF-1.7\n", Refused::NotAPicture),
        ("a film", b"\0\0\0\x18ftypisom", Refused::NotAPicture),
        (
            "an SVG from elsewhere",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>",
            Refused::Drawing,
        ),
        (
            "an SVG that begins with other things",
            svg,
            Refused::Drawing,
        ),
        (
            "a BMP",
            b"BM\x3a\x00\x00\x00\x00\x00\x00\x00",
            Refused::Unsupported("BMP"),
        ),
        (
            "a TIFF",
            b"II\x2a\0\x08\0\0\0",
            Refused::Unsupported("TIFF"),
        ),
        (
            "what an iPhone sends",
            b"\0\0\0\x18ftypheic\0\0\0\0",
            Refused::Unsupported("HEIC"),
        ),
        (
            "an AVIF",
            b"\0\0\0\x1cftypavif\0\0\0\0",
            Refused::Unsupported("AVIF"),
        ),
        ("an icon", b"\0\0\x01\0\x01\0", Refused::Unsupported("ICO")),
    ];
    for (name, bytes, refused) in cases {
        assert_eq!(inspect(bytes), Err(refused), "{name}");
    }
}

#[test]
fn what_is_refused_is_told_in_words() {
    let cases = [
        (
            inspect(b"<svg/>"),
            "SVG drawings are not accepted because they can carry scripts; save it as PNG or WebP",
        ),
        (
            inspect(&png_claiming(100_000, 100_000)),
            "this picture has 100000 × 100000 pixels; 50 megapixels are the most",
        ),
        (
            inspect(&vec![0; MAX_BYTES + 1]),
            "this file is larger than 20 MB",
        ),
    ];
    for (inspected, words) in cases {
        assert_eq!(inspected.unwrap_err().to_string(), words);
    }
}

#[test]
fn a_picture_with_more_than_fifty_megapixels_is_refused_by_its_header() {
    let refused = |width, height| Refused::TooManyPixels {
        width,
        height,
        limit: MAX_PIXELS,
    };

    assert_eq!(
        inspect(&png_claiming(10_000, 5_001)),
        Err(refused(10_000, 5_001))
    );
    assert!(inspect(&png_claiming(10_000, 5_000)).is_ok());
}

#[test]
fn a_damaged_picture_is_refused() {
    let png = picture(ImageFormat::Png);
    let mut flipped = png.clone();
    flipped[17] ^= 0xff;
    flipped[16] = 0;

    assert!(matches!(inspect(&png[..20]), Err(Refused::Damaged(_))));
    assert!(matches!(inspect(&flipped), Err(Refused::Damaged(_))));
    assert!(matches!(
        inspect(&png_claiming(0, 5)),
        Err(Refused::Damaged(_))
    ));
}

#[test]
fn a_picture_whose_end_is_missing_is_refused() {
    let image = quarters(200, 100);
    for format in FORMATS {
        let whole = encode(&image, format);
        assert!(prepare(&whole, &Limits::default()).is_ok(), "{format:?}");

        for length in [whole.len() / 4, whole.len() / 2, whole.len() - 3] {
            let cut = &whole[..length];

            assert!(
                matches!(inspect(cut), Err(Refused::Damaged(_))),
                "{format:?} of {length} bytes"
            );
        }
    }
}

#[test]
fn a_file_above_the_limit_is_refused_unread() {
    let mut png = picture(ImageFormat::Png);
    png.resize(MAX_BYTES + 1, 0);

    let refused = Refused::TooManyBytes { limit: MAX_BYTES };

    assert_eq!(inspect(&png), Err(refused));
}

#[test]
fn a_camera_that_was_held_upright_made_an_upright_picture() {
    let jpeg = encode(&quarters(60, 40), ImageFormat::Jpeg);
    for (orientation, size) in [(1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))] {
        let inspected = inspect(&jpeg_with_note(&jpeg, &camera_note(orientation))).unwrap();

        assert_eq!((inspected.width, inspected.height), size, "{orientation}");
    }
}

#[test]
fn of_what_moves_only_a_gif_is_taken() {
    let gif = moving_gif();
    let png = with_chunk(
        &picture(ImageFormat::Png),
        *b"acTL",
        &[0, 0, 0, 2, 0, 0, 0, 0],
    );
    let mut webp = extended_webp(&picture(ImageFormat::WebP), (3, 2), &[]);
    webp[20] |= 0x02;

    assert!(inspect(&gif).unwrap().animated);
    assert_eq!(inspect(&png), Err(Refused::Animated));
    assert_eq!(inspect(&webp), Err(Refused::Animated));
}

#[test]
fn a_gif_whose_last_byte_is_missing_shows_everywhere_and_is_taken() {
    let gif = picture(ImageFormat::Gif);
    let shorter = &gif[..gif.len() - 1];

    assert!(inspect(shorter).is_ok());
    assert!(prepare(shorter, &Limits::default()).is_ok());
}
