//! One picture in every size that pages ask for.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};

use crate::anatomy;
use crate::colour::{self, Colour};
use crate::decode::{Decoded, decode};
use crate::inspect::{self, Limits, Refused};
use crate::rendition::{self, Format};
use crate::scale;

const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 80;
/// Enough to tell a picture's colour.
const SAMPLE: u32 = 48;

/// A picture that was decoded and is ready to be made smaller: upright, in sRGB, without metadata, no larger than
/// the largest size.
#[derive(Debug)]
pub struct Prepared {
    base: DynamicImage,
    width: u32,
    height: u32,
    colour: Colour,
}

/// Decodes a picture, at most `limits` of it.
///
/// Takes a tenth of a second for 12 megapixels, all of it on the processor: never call it on a thread that serves
/// requests, but by `spawn_blocking`. While it runs it needs what the limits allow; what it returns needs some
/// megabytes.
pub fn prepare(bytes: &[u8], limits: &Limits) -> Result<Prepared, Refused> {
    let (inspected, anatomy) = inspect::examine(bytes, limits)?;
    let Decoded { image, profile } = decode(inspected.kind, bytes, &anatomy, limits)?;
    let (width, height) = (inspected.width, inspected.height);
    let largest = rendition::largest_width(width, height);
    let size = (largest, rendition::height_at(largest, width, height));
    let turned = anatomy::is_turned(anatomy.orientation);
    let stored_size = if turned { (size.1, size.0) } else { size };
    // First the smaller picture, then what is done to each of its pixels.
    let mut base = shrink(image, stored_size)?;
    if let Some(profile) = profile {
        base = colour::into_srgb(base, &profile);
    }
    base.apply_orientation(anatomy.orientation);
    let base = without_useless_alpha(base);
    let sample = (SAMPLE.min(base.width()), SAMPLE.min(base.height()));
    let colour = colour::dominant(&on_white(&resize(&base, sample)?));
    Ok(Prepared {
        base,
        width,
        height,
        colour,
    })
}

impl Prepared {
    /// Of the original, as it is shown.
    pub fn width(&self) -> u32 {
        self.width
    }

    pub fn height(&self) -> u32 {
        self.height
    }

    /// What to fill the picture's place with until it is there.
    pub fn colour(&self) -> Colour {
        self.colour
    }

    pub fn has_alpha(&self) -> bool {
        self.base.color().has_alpha()
    }

    /// The widths to make, smallest first; none is larger than the original.
    pub fn widths(&self) -> Vec<u32> {
        rendition::widths(self.width, self.height)
    }

    /// The picture at one of [`widths`](Self::widths). One at a time is what keeps the memory small.
    pub fn at(&self, width: u32) -> Result<Scaled, Refused> {
        let width = width.clamp(1, self.base.width());
        let height = rendition::height_at(width, self.width, self.height);
        resize(&self.base, (width, height)).map(Scaled)
    }
}

/// The picture in one size, to be written in either format.
#[derive(Debug)]
pub struct Scaled(DynamicImage);

impl Scaled {
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// WebP keeps transparency; a JPEG has white in its place.
    pub fn encode(&self, format: Format) -> Result<Vec<u8>, Refused> {
        match format {
            Format::Webp => self.webp(),
            Format::Jpeg => self.jpeg(),
        }
    }

    fn webp(&self) -> Result<Vec<u8>, Refused> {
        let (width, height) = (self.width(), self.height());
        let bytes = self.0.as_bytes();
        let encoder = if self.0.color().has_alpha() {
            webp::Encoder::from_rgba(bytes, width, height)
        } else {
            webp::Encoder::from_rgb(bytes, width, height)
        };
        encoder
            .encode_simple(false, WEBP_QUALITY)
            .map(|memory| memory.to_vec())
            .map_err(|error| Refused::Damaged(format!("it cannot be written as WebP ({error:?})")))
    }

    fn jpeg(&self) -> Result<Vec<u8>, Refused> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
            .encode_image(&on_white(&self.0))
            .map_err(Refused::of_decoder)?;
        Ok(bytes)
    }
}

/// To the largest size and to 8 bits, RGB or RGBA, without a second copy of the large picture.
fn shrink(mut image: DynamicImage, size: (u32, u32)) -> Result<DynamicImage, Refused> {
    if (image.width(), image.height()) != size {
        image = scale::shrink(image, size)?;
    }
    Ok(if image.color().has_alpha() {
        image.into_rgba8().into()
    } else {
        image.into_rgb8().into()
    })
}

fn resize(image: &DynamicImage, size: (u32, u32)) -> Result<DynamicImage, Refused> {
    if (image.width(), image.height()) == size {
        return Ok(image.clone());
    }
    scale::copy(image, size)
}

fn without_useless_alpha(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageRgba8(pixels) if pixels.pixels().all(|pixel| pixel[3] == u8::MAX) => {
            DynamicImage::ImageRgba8(pixels).into_rgb8().into()
        }
        image => image,
    }
}

fn on_white(image: &DynamicImage) -> RgbImage {
    let DynamicImage::ImageRgba8(pixels) = image else {
        return image.to_rgb8();
    };
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        Rgb([red, green, blue].map(|value| over_white(value, alpha)))
    })
}

fn over_white(value: u8, alpha: u8) -> u8 {
    let white = u32::from(u8::MAX);
    let alpha = u32::from(alpha);
    let mixed = (u32::from(value) * alpha + white * (white - alpha) + white / 2) / white;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}
