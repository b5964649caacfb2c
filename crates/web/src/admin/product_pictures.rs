//! Rows of pictures in the product editor.

use ::media::Stored;
use serde::Serialize;
use shop::Shop;
use shop::catalog::{Picture, PictureState, ProductPage};
use shop::media;

use super::Fields;
use super::conflict::Labelled;
use super::desk::Desk;
use super::media::take_in;
use super::pictures::thumb;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::upload::SentFile;
use crate::routes::admin as paths;

/// The name of the file input.
pub const FILES: &str = "picture_files";

#[derive(Debug, Clone, Default, Serialize)]
pub struct PictureRow {
    /// Empty for a new one.
    pub id: String,
    pub alt: String,
    pub source_url: String,
    pub place: String,
    pub remove: bool,
    /// Of a picture of the library that the product does not show yet.
    pub key: String,
    /// That picture, if it is in the library.
    #[serde(skip)]
    pub stored: Option<Stored>,
    pub url: Option<String>,
    /// `new`, `waiting`, `ready` or `failed`.
    pub state: &'static str,
    pub error: String,
    pub retry_url: Option<String>,
}

impl PictureRow {
    pub fn saved(at: usize, picture: &Picture, page: &ProductPage) -> Self {
        let (state, error) = match &picture.state {
            PictureState::Waiting => ("waiting", ""),
            PictureState::Ready { .. } => ("ready", ""),
            PictureState::Failed { error } => ("failed", error.as_str()),
        };
        let failed = state == "failed";
        Self {
            id: picture.id.to_string(),
            alt: picture.alt.clone(),
            source_url: picture.source_url.clone().unwrap_or_default(),
            place: (at + 1).to_string(),
            url: thumb(picture.key()),
            state,
            error: error.to_owned(),
            retry_url: failed.then(|| paths::retry_picture(page.product.id, picture.id)),
            ..Self::default()
        }
    }

    /// One of the library, to be shown from now on.
    fn chosen(picture: &media::Media, place: usize, locale: l10n::Locale) -> Self {
        Self {
            key: picture.key.clone(),
            alt: picture.alt(locale).to_owned(),
            place: place.to_string(),
            url: thumb(Some(&picture.key)),
            state: "new",
            ..Self::default()
        }
    }

    pub fn sent(fields: &Fields, row: usize) -> Self {
        let text = |name: &str| fields.text(&format!("pictures.{row}.{name}"));
        Self {
            id: text("id"),
            alt: text("alt"),
            source_url: text("source_url"),
            place: text("place"),
            remove: fields.has(&format!("pictures.{row}.remove")),
            url: thumb(Some(text("key").as_str()).filter(|key| !key.is_empty())),
            key: text("key"),
            state: "new",
            ..Self::default()
        }
    }

    /// A new row that nobody filled in.
    pub fn is_blank(&self) -> bool {
        [&self.id, &self.alt, &self.source_url, &self.key]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    pub fn labelled(&self, at: usize) -> Labelled {
        let key = if self.id.is_empty() {
            format!("new-picture-{at}")
        } else {
            self.id.clone()
        };
        let gone = if self.remove { " (removed)" } else { "" };
        let place = self.place.trim();
        let value = format!(
            "{place}. {} {}{gone}",
            self.alt.trim(),
            self.source_url.trim()
        );
        Labelled::new(key, format!("Picture {}", at + 1), value)
    }
}

/// Adds the pictures that came along with the form, and finds those of the library that it names. What could not be taken in
/// is said at the section.
pub async fn complete(
    shop: &Shop,
    desk: &Desk,
    rows: &mut Vec<PictureRow>,
    files: Vec<SentFile>,
) -> Result<FormErrors, PageError> {
    let mut errors = FormErrors::new();
    let files: Vec<_> = files
        .into_iter()
        .filter(|file| file.field == FILES)
        .collect();
    if !files.is_empty() {
        let (pictures, problems) = take_in(shop, desk, files).await?;
        for problem in problems {
            let text = format!("{}: {}", problem.name, problem.text);
            errors.add("pictures", Message::text(text));
        }
        let locale = shop.settings().default_locale;
        for picture in &pictures {
            let row = PictureRow::chosen(picture, rows.len() + 1, locale);
            rows.push(row);
        }
    }
    let keys = rows.iter().map(|row| row.key.clone());
    let keys = keys.filter(|key| !key.is_empty()).collect();
    let known = media::find_all(shop.db.primary(), keys).await?;
    for row in rows {
        row.stored = known
            .iter()
            .find(|one| one.key == row.key)
            .map(as_it_is_stored);
    }
    Ok(errors)
}

fn as_it_is_stored(picture: &media::Media) -> Stored {
    let pixels = |length: i64| u32::try_from(length).unwrap_or(1);
    Stored {
        key: picture.key.clone(),
        kind: picture.kind,
        width: pixels(picture.width),
        height: pixels(picture.height),
        bytes: picture
            .bytes
            .and_then(|bytes| u64::try_from(bytes).ok())
            .unwrap_or_default(),
    }
}

/// The order of the rows after one of them moved up or down by one place; `None` for a button that does something else.
pub fn moved(rows: &[PictureRow], button: &str) -> Option<Vec<usize>> {
    let (step, row) = button.strip_prefix("picture-")?.split_once(':')?;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| rows[*row].place.trim().parse::<i64>().unwrap_or(i64::MAX));
    let row: usize = row.parse().ok()?;
    let at = order.iter().position(|one| *one == row)?;
    let other = match step {
        "up" => at.checked_sub(1),
        "down" => Some(at + 1).filter(|other| *other < order.len()),
        _ => return None,
    };
    if let Some(other) = other {
        order.swap(at, other);
    }
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_moves_by_one_place() {
        let rows = ["2", "1", ""].map(|place| PictureRow {
            place: place.to_owned(),
            ..PictureRow::default()
        });
        let cases: [(&str, Option<&[usize]>); 7] = [
            ("picture-up:0", Some(&[0, 1, 2])),
            ("picture-up:1", Some(&[1, 0, 2])),
            ("picture-down:1", Some(&[0, 1, 2])),
            ("picture-down:2", Some(&[1, 0, 2])),
            ("picture-up:2", Some(&[1, 2, 0])),
            ("picture-up:9", None),
            ("save", None),
        ];
        for (button, expected) in cases {
            assert_eq!(moved(&rows, button).as_deref(), expected, "{button}");
        }
    }
}
