//! The one note of a camera that matters to the picture: how it was held.

use image::metadata::Orientation;

/// In front of the note in a JPEG, and wrongly in some WebP files.
pub(super) const PREFIX: &[u8] = b"Exif\0\0";

pub(super) fn orientation(exif: &[u8]) -> Orientation {
    let tiff = exif.strip_prefix(PREFIX).unwrap_or(exif);
    Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms)
}

/// A note (TIFF 6.0, EXIF 2.32) that says nothing but this; `None` when there is nothing to say.
pub(super) fn note(orientation: Orientation) -> Option<[u8; 26]> {
    if orientation == Orientation::NoTransforms {
        return None;
    }
    let mut tiff = *b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    tiff[18] = orientation.to_exif();
    Some(tiff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_what_was_written_into_it() {
        assert_eq!(note(Orientation::NoTransforms), None);
        for number in 2..=8 {
            let held = Orientation::from_exif(number).unwrap();

            let note = note(held).unwrap();

            assert_eq!(orientation(&note), held);
            assert_eq!(orientation(&[PREFIX, &note].concat()), held);
        }
        for nonsense in [
            &b""[..],
            b"II",
            b"II\x2a\0\xff\xff\xff\xff",
            b"MM\0\x2a\0\0",
        ] {
            assert_eq!(orientation(nonsense), Orientation::NoTransforms);
        }
    }
}
