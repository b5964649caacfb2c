//! Which smaller forms a picture has, and what their files are called: known from its key and its size alone, so
//! that a page can name them without asking anybody.

use std::fmt::Write as _;

use crate::inspect::Kind;
use crate::store::HASH_CHARS;

/// Pages choose among these by the width on the screen and its density. Widths in pixels.
pub const WIDTHS: [u32; 7] = [160, 320, 480, 640, 960, 1280, 1600];

/// The longest side that WebP can have.
const MAX_SIDE: u32 = 16_383;

/// What renditions are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For every browser of the last years.
    Webp,
    /// For the others, for mails and for other people's machines.
    Jpeg,
}

impl Format {
    pub const ALL: [Self; 2] = [Self::Webp, Self::Jpeg];

    /// As which kind of picture it is served.
    pub fn kind(self) -> Kind {
        match self {
            Self::Webp => Kind::Webp,
            Self::Jpeg => Kind::Jpeg,
        }
    }
}

/// One smaller form of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Of its file; goes into addresses like the key of an original.
    pub key: String,
    pub format: Format,
    pub width: u32,
}

/// The renditions in one format, smallest first, of an original with this key and size; empty if this can be no
/// key, or is a drawing's, which fits every width as it is.
pub fn renditions(key: &str, width: u32, height: u32, format: Format) -> Vec<Rendition> {
    let Some(hash) = hash_of_original(key) else {
        return Vec::new();
    };
    widths(width, height)
        .into_iter()
        .map(|width| Rendition {
            key: key_at(hash, width, format),
            format,
            width,
        })
        .collect()
}

/// The same as the value of a `srcset`, each key behind `base`: `/media/…-160.webp 160w, /media/…-320.webp 320w`.
pub fn srcset(base: &str, key: &str, width: u32, height: u32, format: Format) -> String {
    let mut text = String::new();
    for rendition in renditions(key, width, height, format) {
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing into a string cannot fail.
        let _ = write!(text, "{comma}{base}{} {}w", rendition.key, rendition.width);
    }
    text
}

/// The widths below the original's, and the original's own if it is not above the largest.
pub(crate) fn widths(width: u32, height: u32) -> Vec<u32> {
    let largest = largest_width(width, height);
    let smaller = WIDTHS.into_iter().filter(|width| *width < largest);
    smaller.chain([largest]).collect()
}

pub(crate) fn largest_width(width: u32, height: u32) -> u32 {
    let largest = WIDTHS[WIDTHS.len() - 1].min(width).max(1);
    if height_at(largest, width, height) < MAX_SIDE {
        return largest;
    }
    // A picture as tall as a tower.
    let fitting = u64::from(MAX_SIDE) * u64::from(width) / u64::from(height.max(1));
    largest
        .min(u32::try_from(fitting).unwrap_or(largest))
        .max(1)
}

/// Rounded to whole pixels, never none.
pub(crate) fn height_at(width: u32, full_width: u32, full_height: u32) -> u32 {
    let full_width = u64::from(full_width.max(1));
    let height = (u64::from(full_height) * u64::from(width) + full_width / 2) / full_width;
    u32::try_from(height).unwrap_or(MAX_SIDE).clamp(1, MAX_SIDE)
}

pub(crate) fn key_at(hash: &str, width: u32, format: Format) -> String {
    format!("{hash}-{width}.{}", format.kind().extension())
}

/// The hash in the key of an original that has renditions.
pub(crate) fn hash_of_original(key: &str) -> Option<&str> {
    match read_key(key) {
        Some(Key::Original(Kind::Svg) | Key::Rendition { .. }) | None => None,
        Some(Key::Original(_)) => key.get(..HASH_CHARS),
    }
}

/// What a well-formed key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Original(Kind),
    Rendition { width: u32, format: Format },
}

impl Key {
    pub fn kind(self) -> Kind {
        match self {
            Self::Original(kind) => kind,
            Self::Rendition { format, .. } => format.kind(),
        }
    }
}

/// Nothing else than what this accepts may become part of a path.
pub(crate) fn read_key(key: &str) -> Option<Key> {
    let (stem, extension) = key.split_once('.')?;
    let kind = Kind::of_extension(extension)?;
    let (hash, width) = match stem.split_once('-') {
        Some((hash, width)) => (hash, Some(width)),
        None => (stem, None),
    };
    let is_hash =
        hash.len() == HASH_CHARS && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !is_hash {
        return None;
    }
    let Some(digits) = width else {
        return Some(Key::Original(kind));
    };
    let width: u32 = digits.parse().ok()?;
    let format = Format::ALL
        .into_iter()
        .find(|format| format.kind() == kind)?;
    // One name for each: no sign, no leading zero.
    (width.to_string() == digits).then_some(Key::Rendition { width, format })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_smaller_and_never_larger() {
        let cases: [(&str, u32, u32, &[u32]); 8] = [
            ("a photograph", 4000, 3000, &WIDTHS),
            ("just the largest", 1600, 900, &WIDTHS),
            ("between two", 700, 700, &[160, 320, 480, 640, 700]),
            ("exactly one of them", 320, 200, &[160, 320]),
            ("small", 159, 90, &[159]),
            ("a dot", 1, 1, &[1]),
            ("a tower", 1000, 40_000, &[160, 320, 409]),
            ("a thread", 1, 50_000, &[1]),
        ];
        for (name, width, height, expected) in cases {
            let widths = widths(width, height);

            assert_eq!(widths, expected, "{name}");
            for at in widths {
                assert!(height_at(at, width, height) <= MAX_SIDE, "{name}");
            }
        }
    }

    #[test]
    fn a_height_is_rounded_to_the_nearest_pixel() {
        let cases = [
            (160, 4000, 3000, 120),
            (160, 3, 2, 107),
            (1600, 50_000, 1, 1),
            (320, 320, 200, 200),
        ];
        for (width, full_width, full_height, height) in cases {
            assert_eq!(height_at(width, full_width, full_height), height);
        }
    }

    #[test]
    fn a_page_can_name_what_there_is() {
        let hash = "0123456789abcdef0123456789abcdef";

        let set = srcset("/media/", &format!("{hash}.png"), 500, 400, Format::Webp);

        assert_eq!(
            set,
            format!(
                "/media/{hash}-160.webp 160w, /media/{hash}-320.webp 320w, /media/{hash}-480.webp 480w, \
                 /media/{hash}-500.webp 500w"
            )
        );
        for key in [
            format!("{hash}.svg"),
            format!("{hash}-160.webp"),
            String::new(),
        ] {
            assert_eq!(srcset("/media/", &key, 500, 400, Format::Jpeg), "", "{key}");
        }
    }
}
