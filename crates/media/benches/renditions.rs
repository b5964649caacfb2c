//! What one photograph costs: 12 megapixels from a camera into all sizes and both formats, and the parts of that.

use std::hint::black_box;

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use media::{Format, Limits, Prepared, prepare};

fn main() {
    divan::main();
}

/// Slopes with fine grain over them, as photographs have it: neither flat nor pure noise.
fn photograph() -> Vec<u8> {
    let image = RgbImage::from_fn(4000, 3000, |x, y| {
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7 & 15;
        let value = |slope: u32| u8::try_from((slope + grain) & 255).unwrap_or_default();
        Rgb([value(x / 16), value(y / 12), value((x + y) / 32)])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode_image(&image)
        .expect("a picture can be written into memory");
    bytes
}

fn prepared(bytes: &[u8]) -> Prepared {
    prepare(bytes, &Limits::default()).expect("it is a picture")
}

fn write(prepared: &Prepared, format: Format) -> usize {
    prepared
        .widths()
        .into_iter()
        .map(|width| {
            let scaled = prepared.at(width).expect("it can be made smaller");
            scaled.encode(format).expect("it can be written").len()
        })
        .sum()
}

#[divan::bench(sample_count = 10)]
fn all(bencher: divan::Bencher) {
    let bytes = photograph();
    bencher.bench(|| {
        let prepared = prepared(black_box(&bytes));
        let mut written = 0;
        for width in prepared.widths() {
            let scaled = prepared.at(width).expect("it can be made smaller");
            for format in Format::ALL {
                written += scaled.encode(format).expect("it can be written").len();
            }
        }
        written
    });
}

#[divan::bench(sample_count = 10)]
fn inspect(bencher: divan::Bencher) {
    let bytes = photograph();
    bencher.bench(|| media::inspect(black_box(&bytes)));
}

#[divan::bench(sample_count = 10)]
fn decode_and_shrink(bencher: divan::Bencher) {
    let bytes = photograph();
    bencher.bench(|| prepared(black_box(&bytes)));
}

#[divan::bench(sample_count = 10)]
fn webp(bencher: divan::Bencher) {
    let prepared = prepared(&photograph());
    bencher.bench(|| write(black_box(&prepared), Format::Webp));
}

#[divan::bench(sample_count = 10)]
fn jpeg(bencher: divan::Bencher) {
    let prepared = prepared(&photograph());
    bencher.bench(|| write(black_box(&prepared), Format::Jpeg));
}
