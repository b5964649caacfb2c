//! Colours: from a picture's own profile to sRGB, and the one that stands for the whole picture.

use std::fmt;

use image::{DynamicImage, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// A colour in sRGB, written as pages write it: `#c0ffee`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Rewrites the pixels (8 bits, RGB or RGBA) so that they mean the same in sRGB, which is what a browser assumes of
/// a picture without a profile.
///
/// Only RGB profiles are followed: grey pictures keep their values, and CMYK has become RGB in the decoder, without
/// its profile. A broken profile is ignored.
pub(crate) fn into_srgb(image: DynamicImage, profile: &[u8]) -> DynamicImage {
    let layout = match image {
        DynamicImage::ImageRgb8(_) => Layout::Rgb,
        DynamicImage::ImageRgba8(_) => Layout::Rgba,
        _ => return image,
    };
    convert(&image, layout, profile).unwrap_or(image)
}

fn convert(image: &DynamicImage, layout: Layout, profile: &[u8]) -> Option<DynamicImage> {
    let source = ColorProfile::new_from_slice(profile).ok()?;
    if source.color_space != DataColorSpace::Rgb {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let transform = source
        .create_transform_8bit(layout, &srgb, layout, options)
        .ok()?;
    let mut converted = vec![0; image.as_bytes().len()];
    transform.transform(image.as_bytes(), &mut converted).ok()?;
    let (width, height) = (image.width(), image.height());
    match layout {
        Layout::Rgba => {
            image::RgbaImage::from_raw(width, height, converted).map(DynamicImage::ImageRgba8)
        }
        _ => RgbImage::from_raw(width, height, converted).map(DynamicImage::ImageRgb8),
    }
}

/// The colour that most of the picture has: the mean of the fullest of 512 drawers of similar colours. For a
/// product on a white ground it is that white, where a mean of all would be a grey that is nowhere.
pub(crate) fn dominant(image: &RgbImage) -> Colour {
    let mut drawers = vec![([0_u64; 3], 0_u64); 512];
    for pixel in image.pixels() {
        let drawer = pixel
            .0
            .iter()
            .fold(0, |drawer, value| drawer << 3 | usize::from(value >> 5));
        let (sums, count) = &mut drawers[drawer];
        for (sum, value) in sums.iter_mut().zip(pixel.0) {
            *sum += u64::from(value);
        }
        *count += 1;
    }
    let fullest = drawers.into_iter().max_by_key(|(_, count)| *count);
    let (sums, count) = fullest.unwrap_or(([0; 3], 1));
    Colour(sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_on_white_is_white_and_not_the_mean() {
        let mug = RgbImage::from_fn(10, 10, |x, _| {
            image::Rgb(if x < 4 {
                [20, 40, 200]
            } else {
                [254, 254, 254]
            })
        });

        assert_eq!(dominant(&mug).to_string(), "#fefefe");
    }

    #[test]
    fn a_broken_profile_changes_no_colour() {
        let image = DynamicImage::ImageRgb8(RgbImage::from_pixel(2, 2, image::Rgb([1, 2, 3])));

        assert_eq!(into_srgb(image.clone(), b"no profile"), image);
    }
}
