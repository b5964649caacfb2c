//! One picture in every size.

use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgba, RgbaImage};
use media::{Format, Limits, Prepared, Refused, prepare};
use moxcms::ColorProfile;

use crate::pictures::{
    BLUE, FORMATS, GREEN, RED, YELLOW, camera_note, encode, extended_webp, is_close,
    jpeg_with_note, moving_gif, quarters, read_quarters, with_chunk,
};

fn prepared(bytes: &[u8]) -> Prepared {
    prepare(bytes, &Limits::default()).unwrap()
}

fn written(prepared: &Prepared, width: u32, format: Format) -> DynamicImage {
    let bytes = prepared.at(width).unwrap().encode(format).unwrap();
    let kind = image::guess_format(&bytes).unwrap();
    let expected = match format {
        Format::Webp => ImageFormat::WebP,
        Format::Jpeg => ImageFormat::Jpeg,
    };
    assert_eq!(kind, expected);
    image::load_from_memory(&bytes).unwrap()
}

#[test]
fn every_kind_of_picture_is_made_in_every_size() {
    for format in FORMATS {
        let picture = prepared(&encode(&quarters(700, 350), format));

        assert_eq!((picture.width(), picture.height()), (700, 350));
        assert_eq!(picture.widths(), [160, 320, 480, 640, 700], "{format:?}");
        for width in picture.widths() {
            for target in Format::ALL {
                let image = written(&picture, width, target);

                assert_eq!((image.width(), image.height()), (width, width / 2));
                let found = read_quarters(&image);
                for (found, expected) in found.into_iter().zip([RED, GREEN, BLUE, YELLOW]) {
                    assert!(is_close(found, expected), "{format:?} {width} {found:?}");
                }
            }
        }
    }
}

#[test]
fn no_picture_is_made_larger_than_it_is() {
    let picture = prepared(&encode(&quarters(100, 50), ImageFormat::Png));

    assert_eq!(picture.widths(), [100]);
    assert_eq!(picture.at(1600).unwrap().width(), 100);
}

#[test]
fn a_picture_is_shown_as_the_camera_was_held() {
    // By EXIF 2.32, tag 274: where the first row and the first column are.
    let cases = [
        (1, [RED, GREEN, BLUE, YELLOW]),
        (2, [GREEN, RED, YELLOW, BLUE]),
        (3, [YELLOW, BLUE, GREEN, RED]),
        (4, [BLUE, YELLOW, RED, GREEN]),
        (5, [RED, BLUE, GREEN, YELLOW]),
        (6, [BLUE, RED, YELLOW, GREEN]),
        (7, [YELLOW, GREEN, BLUE, RED]),
        (8, [GREEN, YELLOW, RED, BLUE]),
    ];
    let image = quarters(400, 240);
    let jpeg = encode(&image, ImageFormat::Jpeg);
    let png = encode(&image, ImageFormat::Png);
    let webp = encode(&image, ImageFormat::WebP);
    for (orientation, expected) in cases {
        let note = camera_note(orientation);
        for (name, bytes) in [
            ("JPEG", jpeg_with_note(&jpeg, &note)),
            ("PNG", with_chunk(&png, *b"eXIf", &note)),
            (
                "WebP",
                extended_webp(&webp, (400, 240), &[(*b"EXIF", &note)]),
            ),
        ] {
            let picture = prepared(&bytes);
            let size = if orientation < 5 {
                (400, 240)
            } else {
                (240, 400)
            };
            assert_eq!((picture.width(), picture.height()), size);
            for width in [160, size.0] {
                let image = written(&picture, width, Format::Webp);

                assert_eq!(image.width(), width);
                let found = read_quarters(&image);
                for (found, expected) in found.into_iter().zip(expected) {
                    assert!(is_close(found, expected), "{name} {orientation} {found:?}");
                }
            }
        }
    }
}

#[test]
fn of_a_moving_gif_the_first_frame_is_shown() {
    let picture = prepared(&moving_gif());

    let image = written(&picture, 40, Format::Jpeg);

    assert!(is_close(read_quarters(&image)[0], RED));
    assert!(is_close(picture.colour().0, RED));
}

/// Clear on the left, where the hidden colour is red; blue on the right.
fn half_clear() -> DynamicImage {
    RgbaImage::from_fn(1000, 500, |x, _| {
        Rgba(if x < 503 {
            [255, 0, 0, 0]
        } else {
            [0, 0, 255, 255]
        })
    })
    .into()
}

#[test]
fn what_is_clear_stays_clear_in_webp_and_is_white_in_jpeg() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let picture = prepared(&encode(&half_clear(), format));
        assert!(picture.has_alpha());
        for width in [160, 1000] {
            let webp = written(&picture, width, Format::Webp).to_rgba8();
            let jpeg = written(&picture, width, Format::Jpeg);

            assert_eq!(webp.get_pixel(width / 4, 20)[3], 0);
            assert_eq!(webp.get_pixel(width * 3 / 4, 20)[3], 255);
            let [left, right, ..] = read_quarters(&jpeg);
            assert!(is_close(left, [255; 3]), "{left:?}");
            assert!(is_close(right, [0, 0, 255]), "{right:?}");
        }
    }
}

#[test]
fn a_hidden_colour_does_not_shine_through_at_the_edge() {
    let picture = prepared(&encode(&half_clear(), ImageFormat::Png));

    let webp = written(&picture, 160, Format::Webp).to_rgba8();

    for pixel in webp.pixels().filter(|pixel| pixel[3] > 64) {
        assert!(pixel[0] < 60, "{pixel:?}");
    }
}

#[test]
fn a_picture_that_only_could_be_clear_is_treated_as_one_that_is_not() {
    let image = DynamicImage::from(quarters(300, 200).into_rgba8());

    let picture = prepared(&encode(&image, ImageFormat::Png));

    assert!(!picture.has_alpha());
}

#[test]
fn sixteen_bits_and_shades_of_grey_are_pictures_too() {
    // The second one is larger than the largest size.
    for size in [(500, 300), (2000, 1200)] {
        let image = quarters(size.0, size.1);
        let cases: [(&str, DynamicImage); 6] = [
            ("16 bits", image.to_rgb16().into()),
            ("16 bits and alpha", image.to_rgba16().into()),
            ("grey", image.to_luma8().into()),
            ("grey and alpha", image.to_luma_alpha8().into()),
            ("grey in 16 bits", image.to_luma16().into()),
            ("grey in 16 bits and alpha", image.to_luma_alpha16().into()),
        ];
        for (name, image) in cases {
            let expected = read_quarters(&image);

            let picture = prepared(&encode(&image, ImageFormat::Png));

            for format in Format::ALL {
                let found = read_quarters(&written(&picture, 160, format));
                for (found, expected) in found.into_iter().zip(expected) {
                    let what = format!("{name} {size:?} {format:?} {found:?}");
                    assert!(is_close(found, expected), "{what}");
                }
            }
        }
    }
}

#[test]
fn a_colour_of_a_wider_profile_becomes_what_browsers_show_without_one() {
    let image = RgbaImage::from_pixel(200, 100, Rgba([200, 100, 50, 255]));
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    encoder.set_icc_profile(profile).unwrap();
    encoder
        .write_image(&image, 200, 100, image::ExtendedColorType::Rgba8)
        .unwrap();

    let picture = prepared(&png);

    // Display P3 (200, 100, 50) in sRGB, by the matrices of CSS Color 4.
    let [red, green, blue] = picture.colour().0;
    assert!(red.abs_diff(215) <= 2, "{red}");
    assert!(green.abs_diff(93) <= 2, "{green}");
    assert!(blue.abs_diff(31) <= 2, "{blue}");
}

#[test]
fn a_tower_is_made_as_wide_as_its_height_allows() {
    let image = DynamicImage::new_luma8(300, 20_000);

    let picture = prepared(&encode(&image, ImageFormat::Png));

    assert_eq!(picture.widths(), [160, 245]);
    let largest = picture.at(245).unwrap();
    assert_eq!(largest.height(), 16_333);
    assert!(largest.encode(Format::Webp).is_ok());
}

#[test]
fn the_memory_that_is_given_is_kept_to() {
    let image = DynamicImage::new_rgb8(1000, 1000);
    let limits = |memory| Limits {
        memory,
        ..Limits::default()
    };
    for (format, needed) in [
        (ImageFormat::Jpeg, 3_000_000),
        (ImageFormat::Png, 3_000_000),
        (ImageFormat::Gif, 8_000_000),
        (ImageFormat::WebP, 7_000_000),
    ] {
        let bytes = encode(&image, format);

        let enough = prepare(&bytes, &limits(needed));
        let less = prepare(&bytes, &limits(needed - 1));

        assert!(enough.is_ok(), "{format:?}");
        assert_eq!(less.unwrap_err(), Refused::TooMuchMemory, "{format:?}");
    }
}
