//! Pictures as pages show them: which files there are for which width.
//!
//! The names of all sizes follow from the key and the size of the original, so a page names them before a job has made
//! them. One that is not there yet answers with the original, and nobody keeps that answer (`web::media`): nothing has to be
//! rendered again when the job is done.

use media::{Format, Rendition, renditions};
use serde::Serialize;

use crate::routes;

/// What browsers without WebP get, and machines that look at one file only.
const PLAIN_WIDTH: u32 = 960;

/// A picture in its frame.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// The original.
    pub url: String,
    pub alt: String,
    /// Of the original; they keep its place on the page.
    pub width: u32,
    pub height: u32,
    /// In WebP, smallest first; none of a drawing, which fits every width.
    pub sizes: Vec<Size>,
    /// In a format that everything can show.
    pub plain_url: String,
    /// How much wider than its square frame a picture is that fills it: 1.50 for one of 3 by 2. None if it is not.
    pub stretch: Option<String>,
    /// In the media store; none of an asset.
    #[serde(skip)]
    pub key: Option<String>,
}

/// One file of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    pub url: String,
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Size {
    pub url: String,
    pub width: u32,
}

impl Picture {
    /// Of an original in the media store, whose size is known.
    pub fn new(key: &str, alt: &str, width: i64, height: i64) -> Self {
        let (width, height) = (pixels(width), pixels(height));
        let in_format = |format| renditions(key, width, height, format);
        let sizes = in_format(Format::Webp).into_iter().map(|size| Size {
            url: routes::media(&size.key),
            width: size.width,
        });
        let plain = in_format(Format::Jpeg)
            .into_iter()
            .rfind(|size| size.width <= PLAIN_WIDTH);
        Self {
            url: routes::media(key),
            alt: alt.to_owned(),
            width,
            height,
            sizes: sizes.collect(),
            plain_url: plain.map_or_else(|| routes::media(key), |size| routes::media(&size.key)),
            stretch: stretch(width, height),
            key: Some(key.to_owned()),
        }
    }

    /// An asset of the theme that tells nothing which the words beside it do not.
    pub fn of_asset(url: &str, width: u32, height: u32) -> Self {
        Self {
            url: url.to_owned(),
            alt: String::new(),
            width,
            height,
            sizes: Vec::new(),
            plain_url: url.to_owned(),
            stretch: None,
            key: None,
        }
    }

    /// See [`for_machines`].
    pub fn for_machines(&self) -> Option<PictureFile> {
        for_machines(self.key.as_deref()?, self.width, self.height)
    }

    /// A small square beside a name that says it all. The size of the original need not be known.
    pub fn small(key: &str) -> Self {
        Self::new(key, "", 320, 320)
    }
}

/// The largest form of a picture that other people's machines can read: marketplaces and social networks take no WebP
/// everywhere and drawings (SVG) nowhere. None of a drawing.
pub fn for_machines(key: &str, width: u32, height: u32) -> Option<PictureFile> {
    let Rendition { key, width: at, .. } = renditions(key, width, height, Format::Jpeg).pop()?;
    let scaled = (u64::from(height) * u64::from(at) + u64::from(width) / 2) / u64::from(width);
    Some(PictureFile {
        url: routes::media(&key),
        width: at,
        height: u32::try_from(scaled).unwrap_or(height).max(1),
    })
}

/// The address of a small form of a picture.
pub fn small(key: &str, width: u32) -> String {
    let size = renditions(key, width, width, Format::Webp).pop();
    size.map_or_else(|| routes::media(key), |size| routes::media(&size.key))
}

pub fn pixels(length: i64) -> u32 {
    u32::try_from(length).unwrap_or(0).max(1)
}

/// In hundredths, rounded up.
fn stretch(width: u32, height: u32) -> Option<String> {
    let hundredths = (u64::from(width) * 100).div_ceil(u64::from(height));
    (hundredths > 100).then(|| format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_photograph_is_offered_in_every_size_and_a_drawing_as_it_is() {
        let photograph = Picture::new(&format!("{HASH}.png"), "A mug", 1200, 800);
        let widths: Vec<_> = photograph.sizes.iter().map(|size| size.width).collect();
        assert_eq!(widths, [160, 320, 480, 640, 960, 1200]);
        assert_eq!(photograph.sizes[0].url, format!("/media/{HASH}-160.webp"));
        assert_eq!(photograph.plain_url, format!("/media/{HASH}-960.jpg"));
        assert_eq!(photograph.stretch.as_deref(), Some("1.50"));

        let drawing = Picture::new(&format!("{HASH}.svg"), "A mug", 400, 400);
        assert_eq!(drawing.sizes, []);
        assert_eq!(drawing.plain_url, format!("/media/{HASH}.svg"));
        assert_eq!(drawing.stretch, None);
    }

    #[test]
    fn machines_get_the_largest_file_that_all_of_them_read() {
        let file = |name: &str, width, height| {
            let picture = Picture::new(&format!("{HASH}.{name}"), "A mug", width, height);
            let file = picture.for_machines()?;
            Some((file.url, file.width, file.height))
        };
        let of_width = |width| format!("/media/{HASH}-{width}.jpg");

        assert_eq!(file("png", 4000, 3000), Some((of_width(1600), 1600, 1200)));
        assert_eq!(file("webp", 500, 333), Some((of_width(500), 500, 333)));
        assert_eq!(file("svg", 400, 400), None);
        assert_eq!(Picture::of_asset("/a.png", 10, 10).for_machines(), None);
    }

    #[test]
    fn a_small_picture_needs_its_key_only() {
        assert_eq!(
            small(&format!("{HASH}.jpg"), 160),
            format!("/media/{HASH}-160.webp")
        );
        assert_eq!(
            small(&format!("{HASH}.svg"), 160),
            format!("/media/{HASH}.svg")
        );
        let widths = Picture::small(&format!("{HASH}.jpg")).sizes;
        assert_eq!(widths.iter().map(|size| size.width).max(), Some(320));
    }

    #[test]
    fn what_is_wider_than_its_frame_needs_a_larger_file() {
        let cases = [
            (400, 300, Some("1.34")),
            (300, 400, None),
            (300, 300, None),
            (1000, 1, Some("1000.00")),
        ];
        for (width, height, expected) in cases {
            assert_eq!(stretch(width, height).as_deref(), expected);
        }
    }
}
