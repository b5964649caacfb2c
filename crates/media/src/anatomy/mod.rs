//! How the bytes of a picture are put together: enough to know its size, to see that its end is there, and to leave
//! out everything that is no picture (where and when it was taken, by whom, with what; previews; whatever follows
//! the end).
//!
//! The parts that stay are copied as they are: no pixel changes.

mod exif;
mod gif;
mod jpeg;
mod png;
mod webp;

use std::ops::Range;

use image::metadata::Orientation;

use crate::inspect::{Kind, Refused};

pub(crate) use png::limits as png_limits;

/// One picture's structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anatomy {
    /// As stored, before the orientation is applied.
    pub width: u32,
    pub height: u32,
    pub orientation: Orientation,
    pub animated: bool,
    /// Bytes that its decoder needs besides the pixels it returns.
    pub scratch: u64,
    /// The parts that make the picture, in their order.
    keep: Vec<Range<usize>>,
}

impl Anatomy {
    fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            orientation: Orientation::NoTransforms,
            animated: false,
            scratch: 0,
            keep: Vec::new(),
        }
    }

    /// Width and height as people see it.
    pub fn shown(&self) -> (u32, u32) {
        if is_turned(self.orientation) {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        }
    }

    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Whether this orientation exchanges width and height.
pub(crate) fn is_turned(orientation: Orientation) -> bool {
    match orientation {
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
    }
}

pub(crate) fn read(kind: Kind, bytes: &[u8]) -> Result<Anatomy, Refused> {
    match kind {
        Kind::Jpeg => jpeg::read(bytes),
        Kind::Png => png::read(bytes),
        Kind::Gif => gif::read(bytes),
        Kind::Webp => webp::read(bytes),
        Kind::Svg => Err(Refused::Drawing),
    }
}

/// The same picture without its metadata; only how it was held stays, because its pixels do not say so.
pub(crate) fn clean(kind: Kind, bytes: &[u8], anatomy: &Anatomy) -> Vec<u8> {
    match kind {
        Kind::Jpeg => jpeg::write(bytes, anatomy),
        Kind::Png => png::write(bytes, anatomy),
        Kind::Gif => gif::write(bytes, anatomy),
        Kind::Webp => webp::write(bytes, anatomy),
        Kind::Svg => bytes.to_vec(),
    }
}

fn copy(bytes: &[u8], parts: &[Range<usize>], into: &mut Vec<u8>) {
    for part in parts {
        into.extend_from_slice(&bytes[part.clone()]);
    }
}

/// `count` bytes from `at`; the picture is cut off when they are not there.
fn take(bytes: &[u8], at: usize, count: usize) -> Result<&[u8], Refused> {
    at.checked_add(count)
        .and_then(|end| bytes.get(at..end))
        .ok_or_else(Refused::cut_off)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Refused> {
    let mut array = [0; N];
    array.copy_from_slice(take(bytes, at, N)?);
    Ok(array)
}
