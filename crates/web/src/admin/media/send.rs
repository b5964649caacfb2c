//! Pictures that staff send, from whichever page.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::Shop;
use shop::media::{self, Media, UploadError};

use super::view::Tile;
use super::{Asked, LibraryView};
use crate::admin::desk::Desk;
use crate::admin::list::whole_sentence;
use crate::kit::errors::PageError;
use crate::kit::redirect::{See, is_htmx};
use crate::kit::upload::{SentFile, StaffUpload, UploadProblem};
use crate::routes::admin as paths;

/// Why a file did not become a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::admin) struct Problem {
    pub name: String,
    pub text: String,
}

/// `admin/media/_sent.html`: the answer to the script, which sends one file at a time.
#[derive(Serialize)]
struct SentView {
    tiles: Vec<Tile>,
    problems: Vec<Problem>,
}

/// `POST /admin/media`
pub async fn send(
    State(shop): State<Shop>,
    desk: Desk,
    headers: HeaderMap,
    sent: Result<StaffUpload, UploadProblem>,
) -> Result<Response, PageError> {
    let (status, pictures, problems) = match sent {
        Ok(sent) => {
            let (pictures, problems) = take_in(&shop, &desk, sent.files).await?;
            (StatusCode::UNPROCESSABLE_ENTITY, pictures, problems)
        }
        Err(problem) => {
            let problem = Problem::new("", &problem.for_form()?);
            (StatusCode::PAYLOAD_TOO_LARGE, Vec::new(), vec![problem])
        }
    };
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        status
    };
    if is_htmx(&headers) {
        let settings = shop.settings();
        let tiles = pictures.into_iter();
        let view = SentView {
            tiles: tiles.map(|one| Tile::new(one, 0, &settings)).collect(),
            problems,
        };
        return desk
            .html_with(status, "admin/media/_sent.html", &view)
            .await;
    }
    if problems.is_empty() {
        let see = See::other(paths::MEDIA).with_notice("media.added");
        return Ok(see.into_response());
    }
    let mut view = LibraryView::new(&shop, Asked::default()).await?;
    view.problems = problems;
    desk.html_with(status, "admin/media.html", &view).await
}

/// Takes files into the library, one after the other. Those that are no pictures come back with the reason; the others are
/// there.
pub(in crate::admin) async fn take_in(
    shop: &Shop,
    desk: &Desk,
    files: Vec<SentFile>,
) -> Result<(Vec<Media>, Vec<Problem>), PageError> {
    let (mut pictures, mut problems) = (Vec::new(), Vec::new());
    if files.is_empty() {
        problems.push(Problem::new("", "choose one or more pictures first"));
    }
    for file in files {
        let name = file.name.clone();
        match take_in_one(shop, desk, file).await? {
            Ok(picture) => pictures.push(picture),
            Err(reason) => problems.push(Problem::new(&name, &reason)),
        }
    }
    Ok((pictures, problems))
}

async fn take_in_one(
    shop: &Shop,
    desk: &Desk,
    file: SentFile,
) -> Result<Result<Media, String>, PageError> {
    let name = file.name.clone();
    let bytes = match file.read().await? {
        Ok(bytes) => bytes,
        Err(too_large) => return Ok(Err(too_large.to_string())),
    };
    match media::upload(shop, &desk.actor(), bytes, &name).await {
        Ok(picture) => Ok(Ok(picture)),
        Err(UploadError::Refused(refused)) => Ok(Err(refused.to_string())),
        Err(error) => Err(error.into()),
    }
}

impl Problem {
    fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: whole_sentence(&text),
        }
    }
}
