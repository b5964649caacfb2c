//! WebP (RFC 9649): RIFF chunks of name, length and content, each at an even place.

use std::ops::Range;

use super::{Anatomy, array, copy, exif, take};
use crate::inspect::Refused;

const HEADER: usize = 12;
const EXTENDED: &[u8; 4] = b"VP8X";
const HAS_ANIMATION: u8 = 0x02;
const HAS_XMP: u8 = 0x04;
const HAS_EXIF: u8 = 0x08;

pub(super) fn read(bytes: &[u8]) -> Result<Anatomy, Refused> {
    let length = usize::try_from(u32::from_le_bytes(array(bytes, 4)?)).unwrap_or(usize::MAX);
    let file = take(bytes, 0, length.saturating_add(8))?;
    let mut canvas = None;
    let mut inner = None;
    let mut orientation = None;
    let mut keep: Vec<Range<usize>> = Vec::new();
    let mut at = HEADER;
    while at < file.len() {
        let name: [u8; 4] = array(file, at)?;
        let length = u32::from_le_bytes(array(file, at + 4)?);
        let length = usize::try_from(length).map_err(|_| Refused::cut_off())?;
        let content = take(file, at + 8, length)?;
        // The last one's padding may be missing.
        let end = (at + 8 + length.next_multiple_of(2)).min(file.len());
        match &name {
            EXTENDED => canvas = Some(canvas_size(content)?),
            b"VP8 " => inner = Some(lossy_size(content)?),
            b"VP8L" => inner = Some(lossless_size(content)?),
            b"ANIM" | b"ANMF" => return Err(Refused::Animated),
            b"EXIF" => orientation = Some(exif::orientation(content)),
            _ => {}
        }
        if matches!(&name, EXTENDED | b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP") {
            keep.push(at..end);
        }
        at = end;
    }
    let (width, height) = inner.ok_or_else(Refused::cut_off)?;
    // The decoder makes room for the inner picture before it compares.
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(Refused::damaged("it has two sizes"));
    }
    let mut anatomy = Anatomy::new(width, height);
    anatomy.scratch = 4 * anatomy.pixels();
    anatomy.keep = keep;
    if let Some(orientation) = orientation {
        anatomy.orientation = orientation;
    }
    Ok(anatomy)
}

pub(super) fn write(bytes: &[u8], anatomy: &Anatomy) -> Vec<u8> {
    let mut clean = Vec::with_capacity(bytes.len());
    clean.extend_from_slice(&bytes[..HEADER]);
    copy(bytes, &anatomy.keep, &mut clean);
    if !clean.len().is_multiple_of(2) {
        clean.push(0);
    }
    let is_extended = clean[HEADER..].starts_with(EXTENDED);
    // A plain file has no place for a note, so none was read.
    let note = exif::note(anatomy.orientation).filter(|_| is_extended);
    if is_extended {
        let flags = &mut clean[HEADER + 8];
        *flags &= !(HAS_ANIMATION | HAS_XMP | HAS_EXIF);
        if note.is_some() {
            *flags |= HAS_EXIF;
        }
    }
    if let Some(note) = note {
        clean.extend_from_slice(b"EXIF\x1a\0\0\0");
        clean.extend(note);
    }
    let length = u32::try_from(clean.len() - 8).unwrap_or(u32::MAX);
    clean[4..8].copy_from_slice(&length.to_le_bytes());
    clean
}

fn canvas_size(content: &[u8]) -> Result<(u32, u32), Refused> {
    let [flags] = array(content, 0)?;
    if flags & HAS_ANIMATION != 0 {
        return Err(Refused::Animated);
    }
    let [w0, w1, w2, h0, h1, h2] = array(content, 4)?;
    let width = 1 + u32::from_le_bytes([w0, w1, w2, 0]);
    let height = 1 + u32::from_le_bytes([h0, h1, h2, 0]);
    Ok((width, height))
}

/// RFC 6386, section 9.1: the size follows the start code of a key frame, two bits each are for scaling.
fn lossy_size(content: &[u8]) -> Result<(u32, u32), Refused> {
    let [w0, w1, h0, h1] = array(content, 6)?;
    let width = u32::from(u16::from_le_bytes([w0, w1]) & 0x3fff);
    let height = u32::from(u16::from_le_bytes([h0, h1]) & 0x3fff);
    Ok((width, height))
}

/// RFC 9649, section 3.4: fourteen bits each, less one, after the signature.
fn lossless_size(content: &[u8]) -> Result<(u32, u32), Refused> {
    let bits = u32::from_le_bytes(array(content, 1)?);
    Ok((1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff)))
}
