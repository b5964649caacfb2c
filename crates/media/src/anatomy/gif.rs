//! GIF (89a): a screen, then blocks.

use super::{Anatomy, array, copy, take};
use crate::inspect::Refused;

const EXTENSION: u8 = 0x21;
const FRAME: u8 = 0x2c;
const END: u8 = 0x3b;
const GRAPHIC_CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;
/// How often to repeat.
const LOOPS: [&[u8; 11]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];

pub(super) fn read(bytes: &[u8]) -> Result<Anatomy, Refused> {
    let [w0, w1, h0, h1, packed, _, _] = array(bytes, 6)?;
    let width = u16::from_le_bytes([w0, w1]);
    let height = u16::from_le_bytes([h0, h1]);
    let mut anatomy = Anatomy::new(u32::from(width), u32::from(height));
    let mut at = 13 + palette(packed);
    take(bytes, 0, at)?;
    anatomy.keep.push(0..at);
    let mut frames = 0_u32;
    // Many files lack the last byte, and show well everywhere.
    while let Some(block) = bytes.get(at) {
        let end = match *block {
            EXTENSION => extension(bytes, at),
            FRAME => frame(bytes, at),
            END => break,
            _ => Err(Refused::damaged("one of its parts has no meaning")),
        };
        let (end, stays) = match end {
            // What is missing belongs to a frame that nobody sees.
            Err(_) if frames > 0 => break,
            end => end?,
        };
        if *block == FRAME {
            frames += 1;
            if frames == 1 {
                let [_, _, _, _, w0, w1, h0, h1] = array(bytes, at + 1)?;
                let pixels = u64::from(u16::from_le_bytes([w0, w1]))
                    * u64::from(u16::from_le_bytes([h0, h1]));
                anatomy.scratch = 4 * pixels;
            }
        }
        if stays {
            anatomy.keep.push(at..end);
        }
        at = end;
    }
    if frames == 0 {
        return Err(Refused::cut_off());
    }
    anatomy.animated = frames > 1;
    Ok(anatomy)
}

pub(super) fn write(bytes: &[u8], anatomy: &Anatomy) -> Vec<u8> {
    let mut clean = Vec::with_capacity(bytes.len());
    copy(bytes, &anatomy.keep, &mut clean);
    clean.push(END);
    clean
}

/// Where the extension at `at` ends, and whether it is part of the picture.
fn extension(bytes: &[u8], at: usize) -> Result<(usize, bool), Refused> {
    let [_, label] = array(bytes, at)?;
    let end = blocks_end(bytes, at + 2)?;
    let stays = match label {
        GRAPHIC_CONTROL => true,
        APPLICATION => {
            let name: [u8; 11] = array(bytes, at + 3)?;
            LOOPS.contains(&&name)
        }
        _ => false,
    };
    Ok((end, stays))
}

fn frame(bytes: &[u8], at: usize) -> Result<(usize, bool), Refused> {
    let [packed] = array(bytes, at + 9)?;
    // The palette, then one byte for how wide the codes are.
    let coded = at + 10 + palette(packed) + 1;
    Ok((blocks_end(bytes, coded)?, true))
}

/// Bytes of the palette that a packed field announces.
fn palette(packed: u8) -> usize {
    if packed & 0x80 == 0 {
        0
    } else {
        3 * (2 << (packed & 7))
    }
}

/// Blocks, each begun by its length, up to one of no length.
fn blocks_end(bytes: &[u8], mut at: usize) -> Result<usize, Refused> {
    loop {
        let [length] = array(bytes, at)?;
        at += 1 + usize::from(length);
        if length == 0 {
            return Ok(at);
        }
    }
}
