//! What a file is, told by its content and never by its name.

use std::io::Cursor;

use image::ImageFormat;
use image::codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};

use crate::anatomy::{self, Anatomy};

/// 20 MB, for uploads and for pictures fetched from elsewhere.
pub const MAX_BYTES: usize = 20_000_000;
/// 50 megapixels: the full size of today's telephones.
pub const MAX_PIXELS: u64 = 50_000_000;

/// The kinds of picture a shop keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Jpeg,
    Png,
    /// Its first frame, when it moves.
    Gif,
    Webp,
    /// Only those we drew, see [`Store::put_own_svg`](crate::Store::put_own_svg).
    Svg,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::Gif, Self::Webp, Self::Svg];

    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Svg => "svg",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }

    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.extension() == extension)
    }
}

/// How much one picture may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: usize,
    pub pixels: u64,
    /// In bytes, for what is needed while it is open: its pixels, and what the decoder needs besides.
    pub memory: u64,
}

impl Default for Limits {
    /// The memory is enough for 50 megapixels of a progressive JPEG (450 MB) or of a PNG with 16 bits for each of
    /// red, green, blue and alpha (400 MB).
    fn default() -> Self {
        Self {
            bytes: MAX_BYTES,
            pixels: MAX_PIXELS,
            memory: 512 << 20,
        }
    }
}

/// What a file tells about itself without being decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inspected {
    pub kind: Kind,
    /// In pixels, as it is shown: a camera's note that it was held upright counts.
    pub width: u32,
    pub height: u32,
    /// A GIF with more than one frame, of which the first is used.
    pub animated: bool,
}

/// Why a file does not become a picture of the shop, in words for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("this file is not a picture; JPEG, PNG, WebP and GIF are accepted")]
    NotAPicture,
    #[error("{0} pictures are not accepted; save it as JPEG, PNG, WebP or GIF")]
    Unsupported(&'static str),
    #[error("SVG drawings are not accepted because they can carry scripts; save it as PNG or WebP")]
    Drawing,
    #[error(
        "this picture moves; save one frame of it, or make it a GIF, of which the first frame is used"
    )]
    Animated,
    #[error("this file is larger than {} MB", .limit / 1_000_000)]
    TooManyBytes { limit: usize },
    #[error("this picture has {width} × {height} pixels; {} megapixels are the most", .limit / 1_000_000)]
    TooManyPixels { width: u32, height: u32, limit: u64 },
    #[error(
        "this picture needs too much memory to be opened; save it with fewer pixels, or as a plain JPEG"
    )]
    TooMuchMemory,
    #[error("this picture is damaged: {0}")]
    Damaged(String),
}

impl Refused {
    pub(crate) fn cut_off() -> Self {
        Self::Damaged("its end is missing".to_owned())
    }

    pub(crate) fn damaged(why: &str) -> Self {
        Self::Damaged(why.to_owned())
    }

    pub(crate) fn of_decoder(error: image::ImageError) -> Self {
        match error {
            image::ImageError::Limits(_) => Self::TooMuchMemory,
            error => Self::Damaged(error.to_string()),
        }
    }
}

/// Reads the structure of an uploaded or fetched picture; its pixels are not decoded, so that one that would fill
/// the memory does no harm. Whether every pixel is there shows only in [`prepare`](crate::prepare).
pub fn inspect(bytes: &[u8]) -> Result<Inspected, Refused> {
    examine(bytes, &Limits::default()).map(|(inspected, _)| inspected)
}

pub(crate) fn examine(bytes: &[u8], limits: &Limits) -> Result<(Inspected, Anatomy), Refused> {
    if bytes.len() > limits.bytes {
        return Err(Refused::TooManyBytes {
            limit: limits.bytes,
        });
    }
    let kind = kind(bytes)?;
    let anatomy = anatomy::read(kind, bytes)?;
    check_size(anatomy.width, anatomy.height, limits.pixels)?;
    check_header(kind, bytes)?;
    let (width, height) = anatomy.shown();
    let inspected = Inspected {
        kind,
        width,
        height,
        animated: anatomy.animated,
    };
    Ok((inspected, anatomy))
}

pub(crate) fn check_size(width: u32, height: u32, limit: u64) -> Result<(), Refused> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Refused::damaged("it has no size")),
        pixels if pixels > limit => Err(Refused::TooManyPixels {
            width,
            height,
            limit,
        }),
        _ => Ok(()),
    }
}

fn kind(bytes: &[u8]) -> Result<Kind, Refused> {
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => Ok(Kind::Jpeg),
        Ok(ImageFormat::Png) => Ok(Kind::Png),
        Ok(ImageFormat::Gif) => Ok(Kind::Gif),
        Ok(ImageFormat::WebP) => Ok(Kind::Webp),
        Ok(ImageFormat::Bmp) => Err(Refused::Unsupported("BMP")),
        Ok(ImageFormat::Tiff) => Err(Refused::Unsupported("TIFF")),
        Ok(ImageFormat::Ico) => Err(Refused::Unsupported("ICO")),
        Ok(ImageFormat::Avif) => Err(Refused::Unsupported("AVIF")),
        _ if is_heic(bytes) => Err(Refused::Unsupported("HEIC")),
        _ if is_svg(bytes) => Err(Refused::Drawing),
        _ => Err(Refused::NotAPicture),
    }
}

/// What iPhones send unless told to be compatible.
fn is_heic(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12);
    bytes.get(4..8) == Some(b"ftyp") && matches!(brand, Some(b"heic" | b"heix" | b"mif1" | b"msf1"))
}

/// The root element comes within the first kilobyte, after the XML declaration and comments.
fn is_svg(bytes: &[u8]) -> bool {
    let start = bytes[..bytes.len().min(1024)].trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let names_svg = start.windows(4).any(|window| window == b"<svg");
    let is_markup = [&b"<svg"[..], b"<?xml", b"<!--", b"<!DOCTYPE svg"]
        .iter()
        .any(|opening| start.starts_with(opening));
    is_markup && names_svg
}

/// The decoder's opinion of the header; it allocates no pixels.
fn check_header(kind: Kind, bytes: &[u8]) -> Result<(), Refused> {
    let reader = Cursor::new(bytes);
    let opened = match kind {
        Kind::Jpeg => JpegDecoder::new(reader).map(drop),
        Kind::Png => PngDecoder::with_limits(reader, anatomy::png_limits()).map(drop),
        Kind::Gif => GifDecoder::new(reader).map(drop),
        Kind::Webp => WebPDecoder::new(reader).map(drop),
        Kind::Svg => return Err(Refused::Drawing),
    };
    opened.map_err(Refused::of_decoder)
}
