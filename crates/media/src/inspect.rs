//! What a file is, told by its content and never by its name.

use std::io::Cursor;

use image::{ImageError, ImageFormat, ImageReader};

/// 20 MB, for uploads and for pictures fetched from elsewhere.
pub const MAX_BYTES: usize = 20_000_000;
/// 40 megapixels: what a good camera makes, and still decodable within 160 MB.
pub const MAX_PIXELS: u64 = 40_000_000;

/// The kinds of picture a shop keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Jpeg,
    Png,
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

/// What the first bytes of a picture tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inspected {
    pub kind: Kind,
    /// In pixels, as stored: a camera's orientation flag is not applied.
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("this file is not a picture; JPEG, PNG, GIF and WebP are accepted")]
    NotAPicture,
    #[error("this picture is damaged: {0}")]
    Damaged(String),
    #[error("this file is larger than 20 MB")]
    TooManyBytes,
    #[error("this picture has more than 40 megapixels")]
    TooManyPixels,
    #[error("the picture cannot be stored: {0}")]
    Io(#[from] std::io::Error),
}

/// Reads the header of an uploaded or fetched picture; its pixels are not decoded.
pub fn inspect(bytes: &[u8]) -> Result<Inspected, MediaError> {
    if bytes.len() > MAX_BYTES {
        return Err(MediaError::TooManyBytes);
    }
    let (format, kind) = format(bytes).ok_or(MediaError::NotAPicture)?;
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format)
        .into_dimensions()
        .map_err(|error| match error {
            ImageError::Limits(_) => MediaError::TooManyPixels,
            error => MediaError::Damaged(error.to_string()),
        })?;
    check_size(width, height)?;
    Ok(Inspected {
        kind,
        width,
        height,
    })
}

pub(crate) fn check_size(width: u32, height: u32) -> Result<(), MediaError> {
    match u64::from(width) * u64::from(height) {
        0 => Err(MediaError::Damaged("it has no size".to_owned())),
        pixels if pixels > MAX_PIXELS => Err(MediaError::TooManyPixels),
        _ => Ok(()),
    }
}

fn format(bytes: &[u8]) -> Option<(ImageFormat, Kind)> {
    let format = image::guess_format(bytes).ok()?;
    let kind = match format {
        ImageFormat::Jpeg => Kind::Jpeg,
        ImageFormat::Png => Kind::Png,
        ImageFormat::Gif => Kind::Gif,
        ImageFormat::WebP => Kind::Webp,
        _ => return None,
    };
    Some((format, kind))
}
