//! A field of a form in which one picture is chosen: from the library, or by sending a new one.

use serde::Serialize;
use shop::Shop;

use super::view::UploaderView;
use super::{PAGE_OF_CHOICE, take_in};
use crate::admin::Fields;
use crate::admin::desk::Desk;
use crate::admin::pictures::thumb;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::upload::SentFile;

/// `admin/_picture_field.html`; its form is sent as multipart.
#[derive(Debug, Clone, Serialize)]
pub struct PictureField {
    /// The name of its field.
    field: String,
    /// Of the picture in the library; none when there is none.
    pub key: Option<String>,
    thumb_url: Option<String>,
    choose_url: &'static str,
    uploader: UploaderView,
}

impl Default for PictureField {
    fn default() -> Self {
        Self::new(None)
    }
}

impl PictureField {
    /// Its field is called `picture`.
    pub fn new(key: Option<&str>) -> Self {
        Self::named("picture", key)
    }

    /// As a form sent it; a file that came along is taken in by [`Self::take_in`].
    pub fn sent(fields: &Fields, field: &str) -> Self {
        let key = fields.text(field);
        let is_kept = !key.is_empty() && !fields.has(&format!("{field}_remove"));
        Self::named(field, Some(key.as_str()).filter(|_| is_kept))
    }

    fn named(field: &str, key: Option<&str>) -> Self {
        Self {
            field: field.to_owned(),
            key: key.map(ToOwned::to_owned),
            thumb_url: thumb(key),
            choose_url: PAGE_OF_CHOICE,
            uploader: UploaderView::new(&format!("{field}_file")),
        }
    }

    /// Takes the file that came with the form into the library, and chooses it. It stays chosen when the form comes back.
    pub async fn take_in(
        &mut self,
        shop: &Shop,
        desk: &Desk,
        files: Vec<SentFile>,
        errors: &mut FormErrors,
    ) -> Result<(), PageError> {
        let ours: Vec<_> = files
            .into_iter()
            .filter(|file| file.field == self.uploader.field)
            .collect();
        if ours.is_empty() {
            return Ok(());
        }
        let (pictures, problems) = take_in(shop, desk, ours).await?;
        for problem in problems {
            errors.add(self.field.clone(), Message::text(problem.text));
        }
        if let Some(picture) = pictures.into_iter().next() {
            *self = Self::named(&self.field, Some(&picture.key));
        }
        Ok(())
    }
}
