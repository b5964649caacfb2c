//! One picture of the library: what it shows, where it is shown, and another one in its place.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use l10n::Locale;
use serde::Serialize;
use shop::Shop;
use shop::catalog::{self, LibraryError, LibraryPicture};
use shop::media::{self, ALT_MAX, DescribeError, Media, UploadError};
use shop::removal::{self, Remembered};

use super::view::{Shown, Tile, UploaderView};
use crate::admin::Fields;
use crate::admin::conflict::{Conflict, Labelled};
use crate::admin::desk::Desk;
use crate::admin::list::told;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::kit::upload::{StaffUpload, UploadProblem};
use crate::routes::admin as paths;

/// `admin/media/picture.html`
#[derive(Serialize)]
struct PictureView {
    list_url: &'static str,
    action: String,
    replace_url: String,
    retry_url: String,
    delete_url: String,
    shown: Shown,
    /// Its file stays when it is deleted here.
    is_ordered: bool,
    is_reviewed: bool,
    form: Form,
    /// The one that it took the place of.
    replaced: Option<ReplacedView>,
    uploader: UploaderView,
    conflict: Option<Conflict>,
    errors: FormErrors,
}

#[derive(Serialize)]
struct ReplacedView {
    tile: Tile,
    /// Places that show this one in its stead, and would show it again.
    places: u64,
    put_back_url: String,
}

#[derive(Serialize)]
struct Form {
    version: i64,
    texts: Vec<Text>,
}

/// What it shows, in one language.
#[derive(Serialize)]
struct Text {
    /// The name of its field.
    field: String,
    language: &'static str,
    code: &'static str,
    value: String,
}

/// `GET /admin/media/{key}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let view = PictureView::load(&shop, &key).await?;
    desk.html("admin/media/picture.html", &view).await
}

/// `POST /admin/media/{key}`
pub async fn describe(
    State(shop): State<Shop>,
    desk: Desk,
    Path(key): Path<String>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let picture = load(&shop, &key).await?;
    let remembered = removal::remembered(shop.db.primary(), &key).await?;
    let mut form = Form::sent(&shop, &fields);
    let mut errors = FormErrors::new();
    for text in form.texts.iter().filter(|text| text.is_too_long()) {
        let words = format!("At most {ALT_MAX} characters; one sentence is enough.");
        errors.add(text.field.clone(), Message::text(words));
    }
    if !errors.is_empty() {
        let mut view = PictureView::new(&shop, picture, remembered);
        (view.form, view.errors) = (form, errors);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return desk
            .html_with(status, "admin/media/picture.html", &view)
            .await;
    }
    match catalog::describe_media(&shop, &desk.actor(), &key, form.version, &form.alt()).await {
        Ok(()) => Ok(See::other(paths::picture(&key))
            .with_notice("media.saved")
            .into_response()),
        Err(DescribeError::Stale) => {
            let theirs = Form::of(&shop, &picture.media);
            let (url, theirs_now) = (paths::picture(&key), theirs.labelled());
            form.version = theirs.version;
            let mut view = PictureView::new(&shop, picture, remembered);
            view.conflict = Some(Conflict::between(&form.labelled(), &theirs_now, url));
            view.form = form;
            desk.html_with(StatusCode::CONFLICT, "admin/media/picture.html", &view)
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/media/{key}/replace`
pub async fn replace(
    State(shop): State<Shop>,
    desk: Desk,
    Path(key): Path<String>,
    sent: Result<StaffUpload, UploadProblem>,
) -> Result<Response, PageError> {
    let refused = match sent {
        Ok(mut sent) => match sent.files.pop() {
            Some(file) => {
                let name = file.name.clone();
                match file.read().await? {
                    Ok(bytes) => return replace_by(&shop, &desk, &key, bytes, &name).await,
                    Err(too_large) => too_large.to_string(),
                }
            }
            None => "choose the new picture first".to_owned(),
        },
        Err(problem) => problem.for_form()?,
    };
    refused_at(&shop, &desk, &key, "file", &refused).await
}

async fn replace_by(
    shop: &Shop,
    desk: &Desk,
    key: &str,
    bytes: Vec<u8>,
    name: &str,
) -> Result<Response, PageError> {
    match catalog::replace_media(shop, &desk.actor(), key, bytes, name).await {
        Ok(new) if new.key == key => {
            let words = "this is the same picture";
            refused_at(shop, desk, key, "file", words).await
        }
        Ok(new) => Ok(See::other(paths::picture(&new.key))
            .with_notice("media.replaced")
            .into_response()),
        Err(LibraryError::Upload(UploadError::Refused(refused))) => {
            refused_at(shop, desk, key, "file", &refused.to_string()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/media/{key}/put-back`
pub async fn put_back(
    State(shop): State<Shop>,
    desk: Desk,
    Path(key): Path<String>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<See, PageError> {
    catalog::put_back(&shop, &desk.actor(), &key).await?;
    Ok(See::other(paths::picture(&key)).with_notice("media.put-back"))
}

/// `POST /admin/media/{key}/retry`
pub async fn retry(
    State(shop): State<Shop>,
    desk: Desk,
    Path(key): Path<String>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<See, PageError> {
    media::retry(&shop, &desk.actor(), &key).await?;
    Ok(See::other(paths::picture(&key)).with_notice("media.retried"))
}

/// `POST /admin/media/{key}/delete`
pub async fn delete(
    State(shop): State<Shop>,
    desk: Desk,
    Path(key): Path<String>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<Response, PageError> {
    match catalog::delete_media(&shop, &desk.actor(), &key).await {
        Ok(()) => Ok(See::other(paths::MEDIA)
            .with_notice("media.deleted")
            .into_response()),
        Err(error @ LibraryError::InUse(_)) => {
            refused_at(&shop, &desk, &key, "uses", &error.to_string()).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn load(shop: &Shop, key: &str) -> Result<LibraryPicture, PageError> {
    let picture = catalog::library_picture(shop, key).await?;
    picture.ok_or_else(PageError::not_found)
}

/// The page once more, with what is wrong.
async fn refused_at(
    shop: &Shop,
    desk: &Desk,
    key: &str,
    field: &str,
    words: &str,
) -> Result<Response, PageError> {
    let mut view = PictureView::load(shop, key).await?;
    view.errors.add(field, told(&words));
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    desk.html_with(status, "admin/media/picture.html", &view)
        .await
}

impl PictureView {
    async fn load(shop: &Shop, key: &str) -> Result<Self, PageError> {
        let picture = load(shop, key).await?;
        let remembered = removal::remembered(shop.db.primary(), key).await?;
        Ok(Self::new(shop, picture, remembered))
    }

    fn new(shop: &Shop, picture: LibraryPicture, remembered: Remembered) -> Self {
        let settings = shop.settings();
        let key = &picture.media.key;
        Self {
            list_url: paths::MEDIA,
            action: paths::picture(key),
            replace_url: paths::replace_picture(key),
            retry_url: paths::make_sizes(key),
            delete_url: paths::delete_picture(key),
            form: Form::of(shop, &picture.media),
            replaced: picture.replaced.map(|old| ReplacedView {
                places: picture.places_back,
                put_back_url: paths::put_picture_back(&old.key),
                tile: Tile::new(old, 0, &settings),
            }),
            is_ordered: remembered.by_orders,
            is_reviewed: remembered.by_reviews,
            shown: Shown::new(picture.media, &picture.uses, &settings),
            uploader: UploaderView::new("file"),
            conflict: None,
            errors: FormErrors::new(),
        }
    }
}

impl Form {
    fn of(shop: &Shop, media: &Media) -> Self {
        let text = |locale: Locale| media.alt.get(locale.code()).cloned();
        Self::new(shop, media.version, |locale| {
            text(locale).unwrap_or_default()
        })
    }

    fn sent(shop: &Shop, fields: &Fields) -> Self {
        Self::new(shop, fields.version(), |locale| {
            fields.text(&field_of(locale))
        })
    }

    fn new(shop: &Shop, version: i64, value: impl Fn(Locale) -> String) -> Self {
        let settings = shop.settings();
        let texts = settings.locales.iter().map(|locale| Text {
            field: field_of(*locale),
            language: locale.name(),
            code: locale.code(),
            value: value(*locale),
        });
        Self {
            version,
            texts: texts.collect(),
        }
    }

    fn alt(&self) -> BTreeMap<Locale, String> {
        let texts = self.texts.iter();
        texts
            .filter_map(|text| Some((Locale::parse(text.code)?, text.value.clone())))
            .collect()
    }

    fn labelled(&self) -> Vec<Labelled> {
        let texts = self.texts.iter();
        texts
            .map(|text| Labelled::plain(text.language, &text.value))
            .collect()
    }
}

impl Text {
    fn is_too_long(&self) -> bool {
        self.value.trim().chars().count() > ALT_MAX
    }
}

fn field_of(locale: Locale) -> String {
    format!("alt.{}", locale.code())
}
