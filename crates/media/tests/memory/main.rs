//! How much memory a picture takes while it is opened. A process of its own, because the kernel counts for the whole
//! process.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Cursor, Write};

use flate2::{Compression, write::ZlibEncoder};
use image::{DynamicImage, ImageFormat};
use media::{Format, Limits, Refused, prepare};

const MEGABYTE: u64 = 1 << 20;

/// From /proc/self/status, in bytes.
fn memory(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

/// The most that the process grew by while `work` ran.
fn growth(work: impl FnOnce()) -> u64 {
    // See proc(5): the peak begins anew.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS:");
    work();
    memory("VmHWM:").saturating_sub(before)
}

fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

/// Chunks after the header; the checksums of these are not looked at when they cannot be unpacked anyway.
fn png_with(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let png = encode(&DynamicImage::new_rgb8(3, 2), ImageFormat::Png);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let mut crc = flate2::Crc::new();
    crc.update(&name);
    crc.update(content);
    let crc = crc.sum().to_be_bytes();
    [&png[..33], &length, &name, content, &crc, &png[33..]].concat()
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
fn a_picture_takes_no_more_memory_than_it_may() {
    let limits = Limits::default();
    let cases = [
        (
            "49 megapixels, JPEG",
            encode(&DynamicImage::new_rgb8(7000, 7000), ImageFormat::Jpeg),
            // The pixels, the copy at the largest width before its height is less, and what is written.
            147 * MEGABYTE + 80 * MEGABYTE,
        ),
        (
            "49 megapixels in a file of some kilobytes, PNG",
            encode(&DynamicImage::new_rgb8(7000, 7000), ImageFormat::Png),
            147 * MEGABYTE + 80 * MEGABYTE,
        ),
        (
            "25 megapixels of 16 bits with alpha, PNG",
            encode(&DynamicImage::new_rgba16(5000, 5000), ImageFormat::Png),
            200 * MEGABYTE + 200 * MEGABYTE,
        ),
        (
            "a colour profile of 256 megabytes, PNG",
            png_with(*b"iCCP", &[b"bomb\0\0", &zeros(256)[..]].concat()),
            150 * MEGABYTE,
        ),
        (
            "256 megabytes more than the pixels, PNG",
            png_with(*b"IDAT", &zeros(256)),
            20 * MEGABYTE,
        ),
    ];
    for (name, bytes, allowed) in cases {
        let grown = growth(|| {
            if let Ok(prepared) = prepare(&bytes, &limits) {
                for width in prepared.widths() {
                    let scaled = prepared.at(width).unwrap();
                    for format in Format::ALL {
                        assert!(!scaled.encode(format).unwrap().is_empty());
                    }
                }
            }
        });

        println!("{name}: {} MB", grown / MEGABYTE);
        assert!(grown <= allowed.min(limits.memory), "{name}: {grown}");
    }
}

#[test]
fn what_is_refused_takes_none() {
    let bytes = encode(&DynamicImage::new_rgb8(7000, 7000), ImageFormat::Png);
    let limits = Limits {
        memory: 100 * MEGABYTE,
        ..Limits::default()
    };

    let grown = growth(|| {
        let refused = prepare(&bytes, &limits).unwrap_err();
        assert_eq!(refused, Refused::TooMuchMemory);
    });

    assert!(grown < 10 * MEGABYTE, "{grown}");
}
