//! What the pages of the library show of a picture.

use chrono::{DateTime, Utc};
use serde::Serialize;
use shop::Settings;
use shop::catalog::Uses;
use shop::media::{Media, MediaState};

use crate::kit::picture::{Picture, Size};
use crate::kit::upload::UploadLimits;
use crate::routes;
use crate::routes::admin as paths;

/// `admin/_uploader.html`
#[derive(Debug, Clone, Serialize)]
pub struct UploaderView {
    /// Where the script sends each file.
    pub url: &'static str,
    /// The name of the file input, for a browser without script.
    pub field: String,
    pub most_bytes: u64,
    pub most_megabytes: u64,
}

/// `admin/media/_tile.html`
#[derive(Debug, Clone, Serialize)]
pub struct Tile {
    pub key: String,
    pub url: String,
    pub thumb_url: String,
    pub name: String,
    pub alt: String,
    pub facts: Facts,
    /// `waiting`, `ready` or `failed`.
    pub state: &'static str,
    pub error: Option<String>,
    /// How many products and categories show it.
    pub uses: u64,
    /// What it says to those who cannot see it: `all` languages of the shop have words for it, or `some`, or `none`.
    pub described: &'static str,
    /// Another one took its place.
    pub is_replaced: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Facts {
    pub kind: &'static str,
    pub width: i64,
    pub height: i64,
    pub bytes: Option<String>,
}

/// One picture with all there is to say; `admin/media/picture.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    pub tile: Tile,
    pub original_url: String,
    pub picture: Picture,
    pub sizes: Vec<Size>,
    pub uploaded_by: String,
    pub uploaded_at: DateTime<Utc>,
    pub uses: Vec<UseLine>,
    /// Those that are not named.
    pub more_uses: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct UseLine {
    pub title: String,
    pub url: String,
    /// The SKUs that show it, or what else this is.
    pub note: String,
}

impl UploaderView {
    pub fn new(field: &str) -> Self {
        let most_bytes = UploadLimits::PICTURES.each;
        Self {
            url: paths::MEDIA,
            field: field.to_owned(),
            most_bytes,
            most_megabytes: most_bytes / 1_000_000,
        }
    }
}

impl Tile {
    pub fn new(media: Media, uses: u64, settings: &Settings) -> Self {
        let (state, error) = match &media.state {
            MediaState::Waiting => ("waiting", None),
            MediaState::Ready { .. } => ("ready", None),
            MediaState::Failed { error } => ("failed", Some(error.clone())),
        };
        Self {
            url: paths::picture(&media.key),
            thumb_url: thumb(&media),
            alt: media.alt(settings.default_locale).to_owned(),
            facts: Facts::of(&media),
            described: described(&media, settings),
            is_replaced: media.replaced.is_some(),
            state,
            error,
            uses,
            name: media.file_name,
            key: media.key,
        }
    }
}

fn described(media: &Media, settings: &Settings) -> &'static str {
    let locales = settings.locales.iter();
    let count = locales
        .filter(|locale| media.alt.contains_key(locale.code()))
        .count();
    match count {
        0 => "none",
        _ if count < settings.locales.len() => "some",
        _ => "all",
    }
}

impl Shown {
    pub fn new(media: Media, uses: &Uses, settings: &Settings) -> Self {
        let picture = Picture::new(&media.key, "", media.width, media.height);
        let made = match &media.state {
            MediaState::Ready { widths } => widths.clone(),
            MediaState::Waiting | MediaState::Failed { .. } => Vec::new(),
        };
        let is_made = |size: &&Size| made.contains(&i64::from(size.width));
        Self {
            original_url: routes::media(&media.key),
            sizes: picture.sizes.iter().filter(is_made).cloned().collect(),
            uploaded_by: media.uploaded_by.clone(),
            uploaded_at: media.uploaded_at,
            uses: UseLine::all(uses),
            more_uses: uses.more(),
            tile: Tile::new(media, uses.count, settings),
            picture,
        }
    }
}

impl UseLine {
    fn all(uses: &Uses) -> Vec<Self> {
        let products = uses.products.iter().map(|one| Self {
            title: one.title.clone(),
            url: paths::product(one.product),
            note: one.variants.join(", "),
        });
        let categories = uses.categories.iter().map(|one| Self {
            title: one.title.clone(),
            url: paths::category(one.category),
            note: "Category".to_owned(),
        });
        products.chain(categories).collect()
    }
}

impl Facts {
    fn of(media: &Media) -> Self {
        Self {
            kind: match media.kind.extension() {
                "jpg" => "JPEG",
                "png" => "PNG",
                "gif" => "GIF",
                "webp" => "WebP",
                _ => "SVG",
            },
            width: media.width,
            height: media.height,
            bytes: media.bytes.map(size_in_words),
        }
    }
}

/// At least as large as it is shown on a dense screen.
fn thumb(media: &Media) -> String {
    let sizes = Picture::new(&media.key, "", media.width, media.height).sizes;
    let fitting = sizes.iter().find(|size| size.width >= 320);
    let size = fitting.or(sizes.last());
    size.map_or_else(|| routes::media(&media.key), |size| size.url.clone())
}

fn size_in_words(bytes: i64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        let cases = [
            (999, "999 bytes"),
            (1_999, "1 kB"),
            (2_345_678, "2.3 MB"),
            (20_000_000, "20.0 MB"),
        ];
        for (bytes, words) in cases {
            assert_eq!(size_in_words(bytes), words);
        }
    }
}
