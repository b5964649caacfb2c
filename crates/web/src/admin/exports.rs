//! Products as a file to download.

use std::io;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::Shop;
use shop::catalog::ProductStatus;
use shop::catalog::export::{self, ExportFilter, FileKind};
use shop::ids::TaskId;
use tokio_util::io::ReaderStream;

use super::desk::Desk;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::redirect::See;
use crate::routes::admin as paths;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    status: String,
    category: String,
    kind: String,
}

/// `POST /admin/exports`
pub async fn start(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(asked): StaffForm<Asked>,
) -> Result<See, PageError> {
    let status = ProductStatus::ALL
        .into_iter()
        .find(|status| status.as_str() == asked.status);
    let filter = ExportFilter {
        status,
        category: asked.category.parse().ok(),
    };
    let kind = FileKind::parse(&asked.kind).unwrap_or_default();
    let task = export::start(&shop, &desk.actor(), filter, kind).await?;
    Ok(See::other(paths::task(task)))
}

/// `GET /admin/exports/{task}`
pub async fn download(
    State(shop): State<Shop>,
    Path(task): Path<TaskId>,
) -> Result<Response, PageError> {
    let found = export::file_of(&shop, task).await?;
    let (path, kind, at) = found.ok_or_else(PageError::not_found)?;
    let file = tokio::fs::File::open(path).await.map_err(|error| {
        // A sweep was faster.
        if error.kind() == io::ErrorKind::NotFound {
            PageError::not_found()
        } else {
            PageError::internal("an export cannot be read")
        }
    })?;
    let day = at
        .with_timezone(&shop.settings().time_zone)
        .format("%Y-%m-%d");
    let name = format!(
        "attachment; filename=\"products-{day}.{}\"",
        kind.extension()
    );
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(kind.media_type()),
    );
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}
