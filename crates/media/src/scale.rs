//! Making pixels fewer.
//!
//! The library's own functions for any image compile thirteen formats of pixels, some in hundreds of variants; that
//! took longer than anything else of the shop. Those here compile what is needed for what a decoder can give.

use fast_image_resize::pixels::{U8x3, U8x4, U16, U16x2, U16x3, U16x4};
use fast_image_resize::{
    IntoImageView, IntoImageViewMut, MulDiv, PixelTrait, ResizeOptions, Resizer,
};
use image::{ColorType, DynamicImage};

use crate::inspect::Refused;

/// A smaller copy; Lanczos with three lobes, and each pixel counts as much as it covers.
pub(crate) fn copy(image: &DynamicImage, size: (u32, u32)) -> Result<DynamicImage, Refused> {
    scaled(image, size, ResizeOptions::new())
}

/// The same without a second copy of the large picture.
pub(crate) fn shrink(mut image: DynamicImage, size: (u32, u32)) -> Result<DynamicImage, Refused> {
    // Two of the formats with hundreds of variants less; coloured, a grey picture takes what others of its size take.
    image = match image {
        DynamicImage::ImageLuma8(_) => image.into_rgb8().into(),
        DynamicImage::ImageLumaA8(_) => image.into_rgba8().into(),
        image => image,
    };
    // A pixel that cannot be seen must not colour its neighbours.
    weigh(&mut image, Weight::Multiply)?;
    let mut small = scaled(&image, size, ResizeOptions::new().use_alpha(false))?;
    drop(image);
    weigh(&mut small, Weight::Divide)?;
    Ok(small)
}

fn scaled(
    image: &DynamicImage,
    (width, height): (u32, u32),
    options: ResizeOptions,
) -> Result<DynamicImage, Refused> {
    let mut small = DynamicImage::new(width, height, image.color());
    match image.color() {
        ColorType::Rgb8 => resize::<U8x3>(image, &mut small, options),
        ColorType::Rgba8 => resize::<U8x4>(image, &mut small, options),
        ColorType::L16 => resize::<U16>(image, &mut small, options),
        ColorType::La16 => resize::<U16x2>(image, &mut small, options),
        ColorType::Rgb16 => resize::<U16x3>(image, &mut small, options),
        ColorType::Rgba16 => resize::<U16x4>(image, &mut small, options),
        other => Err(unknown(other)),
    }?;
    Ok(small)
}

fn resize<P: PixelTrait>(
    image: &DynamicImage,
    small: &mut DynamicImage,
    options: ResizeOptions,
) -> Result<(), Refused> {
    let colour = image.color();
    let from = image.image_view::<P>().ok_or_else(|| unknown(colour))?;
    let mut into = small.image_view_mut::<P>().ok_or_else(|| unknown(colour))?;
    Resizer::new()
        .resize_typed(&from, &mut into, &options)
        .map_err(broken)
}

#[derive(Clone, Copy)]
enum Weight {
    Multiply,
    Divide,
}

/// Colours become as strong as they cover, or are what they were again. A picture without alpha stays as it is.
fn weigh(image: &mut DynamicImage, weight: Weight) -> Result<(), Refused> {
    match image.color() {
        ColorType::Rgba8 => weigh_each::<U8x4>(image, weight),
        ColorType::La16 => weigh_each::<U16x2>(image, weight),
        ColorType::Rgba16 => weigh_each::<U16x4>(image, weight),
        other if other.has_alpha() => Err(unknown(other)),
        _ => Ok(()),
    }
}

fn weigh_each<P: PixelTrait>(image: &mut DynamicImage, weight: Weight) -> Result<(), Refused> {
    let colour = image.color();
    let mut pixels = image.image_view_mut::<P>().ok_or_else(|| unknown(colour))?;
    let alpha = MulDiv::new();
    match weight {
        Weight::Multiply => alpha.multiply_alpha_inplace_typed(&mut pixels),
        Weight::Divide => alpha.divide_alpha_inplace_typed(&mut pixels),
    }
    .map_err(broken)
}

fn unknown(colour: ColorType) -> Refused {
    Refused::Damaged(format!("its pixels are {colour:?}"))
}

fn broken(error: impl std::fmt::Display) -> Refused {
    Refused::Damaged(error.to_string())
}
