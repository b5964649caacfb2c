//! Rows of pictures in the product editor.

use serde::Serialize;
use shop::catalog::{Picture, PictureState, ProductPage};

use super::Fields;
use super::conflict::Labelled;
use super::pictures::thumb;
use crate::routes::admin as paths;

#[derive(Debug, Clone, Default, Serialize)]
pub struct PictureRow {
    /// Empty for a new one.
    pub id: String,
    pub alt: String,
    pub source_url: String,
    pub place: String,
    pub remove: bool,
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
            remove: false,
            url: thumb(picture.key()),
            state,
            error: error.to_owned(),
            retry_url: failed.then(|| paths::retry_picture(page.product.id, picture.id)),
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
            state: "new",
            ..Self::default()
        }
    }

    /// A new row that nobody filled in.
    pub fn is_blank(&self) -> bool {
        [&self.id, &self.alt, &self.source_url]
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
