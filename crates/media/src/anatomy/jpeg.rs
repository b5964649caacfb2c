//! JPEG (ITU-T T.81): segments, each begun by a marker.

use std::ops::Range;

use super::{Anatomy, array, copy, exif, take};
use crate::inspect::Refused;

const START: [u8; 2] = [0xff, 0xd8];
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;
const COMMENT: u8 = 0xfe;
const SCAN: u8 = 0xda;
const END: u8 = 0xd9;

pub(super) fn read(bytes: &[u8]) -> Result<Anatomy, Refused> {
    let mut frame = None;
    let mut orientation = None;
    let mut keep: Vec<Range<usize>> = Vec::new();
    let mut has_scan = false;
    let mut at = START.len();
    loop {
        let (start, marker) = next_marker(bytes, at)?;
        if marker == END {
            keep.push(start..start + 2);
            break;
        }
        if is_alone(marker) {
            at = start + 2;
            continue;
        }
        let data = segment(bytes, start)?;
        let mut end = data.end;
        let content = &bytes[data];
        let stays = match marker {
            SCAN => {
                has_scan = true;
                end = scan_end(bytes, end)?;
                true
            }
            APP1 if content.starts_with(exif::PREFIX) => {
                orientation = orientation.or_else(|| Some(exif::orientation(content)));
                false
            }
            APP0 => content.starts_with(b"JFIF\0"),
            APP2 => content.starts_with(b"ICC_PROFILE\0"),
            // Says how the colours are coded.
            APP14 => content.starts_with(b"Adobe"),
            APP1..=APP15 | COMMENT => false,
            _ if is_frame(marker) => {
                let another = frame.replace(Frame::read(marker, content)?);
                if another.is_some() {
                    return Err(Refused::damaged("it has two sizes"));
                }
                true
            }
            _ => true,
        };
        if stays {
            keep.push(start..end);
        }
        at = end;
    }
    let frame = frame
        .filter(|_| has_scan)
        .ok_or_else(|| Refused::damaged("there is nothing in it"))?;
    let mut anatomy = Anatomy::new(u32::from(frame.width), u32::from(frame.height));
    anatomy.scratch = frame.scratch();
    anatomy.keep = keep;
    if let Some(orientation) = orientation {
        anatomy.orientation = orientation;
    }
    Ok(anatomy)
}

pub(super) fn write(bytes: &[u8], anatomy: &Anatomy) -> Vec<u8> {
    let mut clean = Vec::with_capacity(bytes.len());
    clean.extend(START);
    if let Some(note) = exif::note(anatomy.orientation) {
        // Two bytes of length, which count themselves, then "Exif" and the note.
        clean.extend([0xff, APP1, 0, 2 + 6 + 26]);
        clean.extend_from_slice(exif::PREFIX);
        clean.extend(note);
    }
    copy(bytes, &anatomy.keep, &mut clean);
    clean
}

/// What the frame header says.
struct Frame {
    width: u16,
    height: u16,
    /// Coefficients for each pixel, over all components, in hundredths.
    coefficients: u64,
    is_progressive: bool,
}

impl Frame {
    fn read(marker: u8, content: &[u8]) -> Result<Self, Refused> {
        let [_, h0, h1, w0, w1, components] = array(content, 0)?;
        let mut sum = 0;
        let mut largest = 1;
        for number in 0..usize::from(components) {
            let [_, sampling, _] = array(content, 6 + 3 * number)?;
            let blocks = u64::from(sampling >> 4) * u64::from(sampling & 15);
            sum += blocks;
            largest = largest.max(blocks);
        }
        Ok(Self {
            width: u16::from_be_bytes([w0, w1]),
            height: u16::from_be_bytes([h0, h1]),
            coefficients: sum * 100 / largest,
            is_progressive: matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce),
        })
    }

    /// A progressive picture keeps all its coefficients, of two bytes each, until its last scan.
    fn scratch(&self) -> u64 {
        if self.is_progressive {
            u64::from(self.width) * u64::from(self.height) * self.coefficients * 2 / 100
        } else {
            0
        }
    }
}

fn is_frame(marker: u8) -> bool {
    // C4, C8 and CC are tables.
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// Markers that no length follows.
fn is_alone(marker: u8) -> bool {
    matches!(marker, 0x01 | 0xd0..=0xd8)
}

/// The next marker and where it begins. Decoders step over what lies between segments, and so do we.
fn next_marker(bytes: &[u8], from: usize) -> Result<(usize, u8), Refused> {
    let rest = bytes.get(from..).ok_or_else(Refused::cut_off)?;
    rest.windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff))
        .map(|offset| (from + offset, bytes[from + offset + 1]))
        .ok_or_else(Refused::cut_off)
}

/// The content of the segment whose marker begins at `start`.
fn segment(bytes: &[u8], start: usize) -> Result<Range<usize>, Refused> {
    let length = usize::from(u16::from_be_bytes(array(bytes, start + 2)?));
    let content = length
        .checked_sub(2)
        .ok_or_else(|| Refused::damaged("one of its parts has no length"))?;
    take(bytes, start + 4, content)?;
    Ok(start + 4..start + 4 + content)
}

/// Where the coded pixels end that begin at `from`: at the first marker that does not belong to them.
fn scan_end(bytes: &[u8], from: usize) -> Result<usize, Refused> {
    let coded = bytes.get(from..).ok_or_else(Refused::cut_off)?;
    coded
        .windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff))
        .map(|offset| from + offset)
        .ok_or_else(Refused::cut_off)
}
