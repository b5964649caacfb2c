//! Pictures made here, byte by byte where it matters.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

pub const FORMATS: [ImageFormat; 4] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::Gif,
    ImageFormat::WebP,
];

pub const RED: [u8; 3] = [220, 20, 30];
pub const GREEN: [u8; 3] = [20, 200, 40];
pub const BLUE: [u8; 3] = [20, 40, 210];
pub const YELLOW: [u8; 3] = [240, 220, 30];

/// A tiny picture of 3 by 2 pixels.
pub fn picture(format: ImageFormat) -> Vec<u8> {
    encode(&DynamicImage::new_rgb8(3, 2), format)
}

pub fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

/// Red, green, blue and yellow quarters, from the top left to the bottom right.
pub fn quarters(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => YELLOW,
        })
    })
    .into()
}

/// The colours in the middle of the four quarters.
pub fn read_quarters(image: &DynamicImage) -> [[u8; 3]; 4] {
    let image = image.to_rgb8();
    let (width, height) = image.dimensions();
    let places = [(1, 1), (3, 1), (1, 3), (3, 3)];
    places.map(|(x, y)| image.get_pixel(x * width / 4, y * height / 4).0)
}

pub fn is_close(found: [u8; 3], expected: [u8; 3]) -> bool {
    found
        .iter()
        .zip(expected)
        .all(|(found, expected)| found.abs_diff(expected) <= 24)
}

/// Red for a while, then blue.
pub fn moving_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for [red, green, blue] in [RED, BLUE] {
        let frame = RgbaImage::from_pixel(40, 30, Rgba([red, green, blue, 255]));
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    bytes
}

/// What a telephone writes: its name, how it was held, and where it was.
pub fn camera_note(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x03".to_vec();
    // Make, ten letters at 50.
    tiff.extend(b"\x01\x0f\0\x02\0\0\0\x0a\0\0\0\x32");
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    // The GPS directory, at 60.
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x3c");
    tiff.extend([0; 4]);
    tiff.extend(b"SecretCam\0");
    // One entry: the area's name.
    tiff.extend(b"\0\x01\0\x1c\0\x02\0\0\0\x0c\0\0\0\x4e\0\0\0\0");
    tiff.extend(b"MyHomeStreet");
    tiff
}

/// The segment with the note right after the start, as cameras have it.
pub fn jpeg_with_note(jpeg: &[u8], tiff: &[u8]) -> Vec<u8> {
    let content = [b"Exif\0\0", tiff].concat();
    with_segment(jpeg, 0xe1, &content)
}

pub fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, content, &jpeg[2..]].concat()
}

/// With another chunk after the header.
pub fn with_chunk(png: &[u8], name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let named = [&name, content].concat();
    let checksum = crc32(&named).to_be_bytes();
    [&png[..33], &length, &named, &checksum, &png[33..]].concat()
}

/// A plain WebP in the extended form, with these chunks behind it.
pub fn extended_webp(plain: &[u8], size: (u32, u32), chunks: &[([u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    let [w0, w1, w2, _] = (size.0 - 1).to_le_bytes();
    let [h0, h1, h2, _] = (size.1 - 1).to_le_bytes();
    let flag = |name: &[u8; 4], bit: u8| {
        let is_there = chunks.iter().any(|(found, _)| found == name);
        bit * u8::from(is_there)
    };
    let flags = flag(b"EXIF", 0x08) | flag(b"XMP ", 0x04);
    let header = [flags, 0, 0, 0, w0, w1, w2, h0, h1, h2];
    push_chunk(&mut body, *b"VP8X", &header);
    body.extend_from_slice(&plain[12..]);
    for (name, content) in chunks {
        push_chunk(&mut body, *name, content);
    }
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF", &length[..], &body].concat()
}

fn push_chunk(into: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    into.extend(name);
    into.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
    into.extend_from_slice(content);
    if !content.len().is_multiple_of(2) {
        into.push(0);
    }
}

/// A PNG whose header says this size, with a right checksum.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = picture(ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let checksum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    png
}

/// As ISO 3309 and the PNG specification have it.
pub fn crc32(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    });
    !crc
}

pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
