//! PNG (third edition): chunks of length, name, content and checksum.

use image::Limits;

use super::{Anatomy, array, copy, exif, take};
use crate::inspect::Refused;

/// Signature and IHDR, which is always the first chunk.
const HEADER: usize = 8 + 25;

/// What makes the picture; everything else is about it.
const KEPT: [&[u8; 4]; 12] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
    b"sBIT", b"pHYs",
];

/// For opening: one line of pixels and an unpacked colour profile must fit.
pub(crate) fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(64 << 20);
    limits
}

pub(super) fn read(bytes: &[u8]) -> Result<Anatomy, Refused> {
    if take(bytes, 12, 4)? != b"IHDR" {
        return Err(Refused::damaged("it does not begin with its size"));
    }
    let width = u32::from_be_bytes(array(bytes, 16)?);
    let height = u32::from_be_bytes(array(bytes, 20)?);
    let mut anatomy = Anatomy::new(width, height);
    anatomy.keep.push(0..HEADER);
    let mut at = HEADER;
    loop {
        let length = u32::from_be_bytes(array(bytes, at)?);
        let length = usize::try_from(length).map_err(|_| Refused::cut_off())?;
        let name: [u8; 4] = array(bytes, at + 4)?;
        let content = take(bytes, at + 8, length)?;
        let end = at + 12 + length;
        take(bytes, at + 8 + length, 4)?;
        match &name {
            b"acTL" => return Err(Refused::Animated),
            b"eXIf" => anatomy.orientation = exif::orientation(content),
            name if KEPT.contains(&name) => anatomy.keep.push(at..end),
            _ => {}
        }
        if &name == b"IEND" {
            return Ok(anatomy);
        }
        at = end;
    }
}

pub(super) fn write(bytes: &[u8], anatomy: &Anatomy) -> Vec<u8> {
    let mut clean = Vec::with_capacity(bytes.len());
    let (header, rest) = anatomy.keep.split_at(1);
    copy(bytes, header, &mut clean);
    if let Some(note) = exif::note(anatomy.orientation) {
        let named = [&b"eXIf"[..], &note].concat();
        clean.extend([0, 0, 0, 26]);
        clean.extend_from_slice(&named);
        clean.extend(crc32(&named).to_be_bytes());
    }
    copy(bytes, rest, &mut clean);
    clean
}

/// As ISO 3309 and the PNG specification have it; for thirty bytes no table is needed.
fn crc32(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    });
    !crc
}
