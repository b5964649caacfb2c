//! Files made to do harm. How much memory they take is measured in the tests of that name.

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use image::ImageFormat;
use media::{Limits, MAX_PIXELS, Refused, inspect, prepare};

use crate::pictures::{
    FORMATS, encode, extended_webp, picture, png_claiming, quarters, with_chunk, with_segment,
};

fn too_many(width: u32, height: u32) -> Refused {
    Refused::TooManyPixels {
        width,
        height,
        limit: MAX_PIXELS,
    }
}

fn zeros(megabytes: usize) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..megabytes {
        zlib.write_all(&zeros).unwrap();
    }
    zlib.finish().unwrap()
}

#[test]
fn a_header_that_claims_too_much_is_all_that_is_read() {
    let mut gif = picture(ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    let mut jpeg = picture(ImageFormat::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    let mut webp = picture(ImageFormat::WebP);
    // Two times fourteen bits after the signature of lossless pixels.
    webp[21..24].copy_from_slice(&[0xff; 3]);
    let cases = [
        ("PNG", png_claiming(100_000, 100_000), (100_000, 100_000)),
        ("GIF", gif, (65_535, 65_535)),
        ("JPEG", jpeg, (65_535, 65_535)),
        ("WebP", webp, (16_384, 1024)),
    ];
    for (name, bytes, (width, height)) in cases {
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            assert_eq!(inspect(&bytes), Err(too_many(width, height)), "{name}");
        }
        assert!(prepare(&bytes, &Limits::default()).is_err(), "{name}");
    }
}

#[test]
fn a_large_picture_inside_a_small_one_is_refused() {
    let mut gif = encode(&quarters(20, 10), ImageFormat::Gif);
    let frame = gif.iter().position(|byte| *byte == 0x2c).unwrap();
    gif[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    let webp = extended_webp(&picture(ImageFormat::WebP), (300, 200), &[]);
    let jpeg = picture(ImageFormat::Jpeg);
    let second_size = [8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0];
    let jpeg = with_segment(&jpeg, 0xc0, &second_size);

    assert_eq!(
        prepare(&gif, &Limits::default()).unwrap_err(),
        Refused::TooMuchMemory
    );
    assert_eq!(
        inspect(&webp),
        Err(Refused::Damaged("it has two sizes".to_owned()))
    );
    assert_eq!(
        inspect(&jpeg),
        Err(Refused::Damaged("it has two sizes".to_owned()))
    );
}

#[test]
fn a_profile_that_unpacks_to_a_thousand_times_its_size_is_not_unpacked() {
    let content = [b"bomb\0\0", &zeros(32)[..]].concat();
    let png = with_chunk(&picture(ImageFormat::Png), *b"iCCP", &content);

    let prepared = prepare(&png, &Limits::default());

    // The picture itself is sound.
    assert_eq!(prepared.unwrap().widths(), [3]);
}

#[test]
fn pixels_that_unpack_to_more_than_the_size_says_are_not_unpacked() {
    let png = picture(ImageFormat::Png);
    let bomb = zeros(32);
    let data = png.windows(4).position(|name| name == b"IDAT").unwrap() - 4;
    // In the place of the pixels, and behind them.
    let replaced = with_chunk(
        &[&png[..33], &png[png.len() - 12..]].concat(),
        *b"IDAT",
        &bomb,
    );
    let appended = [&png[..data], &with_chunk(&png, *b"IDAT", &bomb)[33..]].concat();

    for bytes in [replaced, appended] {
        if let Ok(prepared) = prepare(&bytes, &Limits::default()) {
            assert_eq!(prepared.widths(), [3]);
        }
    }
}

#[test]
fn whatever_is_wrong_with_a_picture_is_an_answer_and_no_crash() {
    // A small generator of repeatable disorder (Knuth's MMIX).
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let limits = Limits {
        memory: 16 << 20,
        ..Limits::default()
    };
    for format in FORMATS {
        let sound = encode(&quarters(24, 16), format);
        let mut refused = 0;
        for _ in 0..400 {
            let mut bytes = sound.clone();
            for _ in 0..=next(3) {
                let at = next(bytes.len());
                bytes[at] = u8::try_from(next(256)).unwrap();
            }
            if next(4) == 0 {
                bytes.truncate(next(bytes.len()));
            }
            match prepare(&bytes, &limits) {
                Ok(prepared) => assert!(!prepared.widths().is_empty()),
                Err(_) => refused += 1,
            }
        }
        assert!(refused > 50, "{format:?}: {refused}");
    }
}
