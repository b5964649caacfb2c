//! From bytes to pixels, within limits.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder};

use crate::anatomy::{self, Anatomy};
use crate::inspect::{Kind, Limits, Refused};

/// The pixels as stored, and the colour profile that gives them their meaning.
pub(crate) struct Decoded {
    pub image: DynamicImage,
    pub profile: Option<Vec<u8>>,
}

pub(crate) fn decode(
    kind: Kind,
    bytes: &[u8],
    anatomy: &Anatomy,
    limits: &Limits,
) -> Result<Decoded, Refused> {
    let reader = Cursor::new(bytes);
    match kind {
        Kind::Jpeg => pixels(JpegDecoder::new(reader), anatomy, limits),
        Kind::Png => pixels(
            PngDecoder::with_limits(reader, anatomy::png_limits()),
            anatomy,
            limits,
        ),
        Kind::Gif => pixels(GifDecoder::new(reader), anatomy, limits),
        Kind::Webp => pixels(WebPDecoder::new(reader), anatomy, limits),
        Kind::Svg => Err(Refused::Drawing),
    }
}

fn pixels(
    opened: image::ImageResult<impl ImageDecoder>,
    anatomy: &Anatomy,
    limits: &Limits,
) -> Result<Decoded, Refused> {
    let mut decoder = opened.map_err(Refused::of_decoder)?;
    // Everything was decided by the size that we read.
    if decoder.dimensions() != (anatomy.width, anatomy.height) {
        return Err(Refused::damaged("it has two sizes"));
    }
    if decoder.total_bytes().saturating_add(anatomy.scratch) > limits.memory {
        return Err(Refused::TooMuchMemory);
    }
    let mut inner = image::Limits::no_limits();
    inner.max_alloc = Some(limits.memory);
    decoder.set_limits(inner).map_err(Refused::of_decoder)?;
    // A profile that cannot be read is as good as none.
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(Refused::of_decoder)?;
    Ok(Decoded { image, profile })
}
