//! Forms with files in them (`multipart/form-data`).
//!
//! ```ignore
//! // routes: .upload("/admin/media", manage, UploadLimits::PICTURES, library::send)
//! async fn send(desk: Desk, sent: Result<StaffUpload, UploadProblem>) -> Result<Response, PageError> {
//!     let sent = match sent {
//!         Ok(sent) => sent,
//!         Err(problem) => return form_again(desk, problem.for_form()?),
//!     };
//!     let form: NewThing = sent.form().await?;
//!     for file in sent.files { … file.read().await … }
//! }
//! ```
//!
//! The token comes before the first file, and is checked before anything is kept. Files go to temporary files that have no name:
//! whatever ends the request, a crash of the process too, leaves nothing behind. A file that is too large is told apart
//! from the others, which may still be used.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use futures_util::{StreamExt as _, stream};
use serde::de::DeserializeOwned;
use shop::{Failure, FailureKind};
use tokio::io::AsyncWriteExt as _;

use super::access::Staff;
use super::csrf;
use super::errors::PageError;
use crate::App;

/// Of all fields that are no files together.
const MAX_TEXT_BYTES: u64 = 1024 * 1024;

/// How much one request may bring; each route says its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// Bytes of one file.
    pub each: u64,
    /// How many files.
    pub files: usize,
    /// Bytes of the whole request.
    pub all: u64,
}

impl UploadLimits {
    /// Scripts send one after the other; a browser without script sends what was chosen at once.
    pub const PICTURES: Self = Self {
        each: media::MAX_BYTES as u64,
        files: 50,
        all: 500_000_000,
    };
    pub const ONE_PICTURE: Self = Self {
        files: 1,
        all: 2 * media::MAX_BYTES as u64,
        ..Self::PICTURES
    };

    /// One table with products: some hundred thousand rows.
    pub const TABLE: Self = Self {
        each: 200_000_000,
        files: 1,
        all: 201_000_000,
    };
}

/// A form of staff with files, its token checked.
#[derive(Debug)]
pub struct StaffUpload {
    /// Names and texts, without the token.
    pub fields: Vec<(String, String)>,
    /// In the order of the form; a file input that was left empty brings none.
    pub files: Vec<SentFile>,
}

/// A form with files of somebody who is not signed in. Nothing of it is read before the handler asks, which first looks
/// whether this person may send any.
#[derive(Debug)]
pub struct GuestUpload {
    request: Request,
    limits: UploadLimits,
}

/// What was in a [`GuestUpload`].
#[derive(Debug)]
pub struct GuestForm {
    pub fields: Vec<(String, String)>,
    pub files: Vec<SentFile>,
}

/// A file that came with a form.
#[derive(Debug)]
pub struct SentFile {
    /// The name of the input.
    pub field: String,
    /// What the browser says that it is called; it can say anything.
    pub name: String,
    /// How large it was, also when that was too large.
    pub bytes: u64,
    content: Result<File, TooLarge>,
}

/// Larger than one file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this file is larger than {}", in_words(*.limit))]
pub struct TooLarge {
    pub limit: u64,
}

/// Why a form with files could not be read.
#[derive(Debug, thiserror::Error)]
pub enum UploadProblem {
    #[error("these files are larger than {} together; send fewer at once", in_words(*.limit))]
    TooLarge { limit: u64, read: Texts },
    #[error("more than {limit} files were sent; send fewer at once")]
    TooManyFiles { limit: usize, read: Texts },
    /// A page of its own says so: the token is wrong, the connection broke, the disk is full.
    #[error("the files did not arrive")]
    Page(PageError),
}

/// Names and texts of a form, those that came before the trouble: a form whose files are last loses none.
pub type Texts = Vec<(String, String)>;

#[derive(Debug, thiserror::Error)]
#[error("a file that was sent cannot be kept: {0}")]
struct NotKept(#[from] io::Error);

impl StaffUpload {
    /// The fields as a form of this shape.
    ///
    /// # Errors
    /// Invalid (422), when a field is missing or is no number.
    pub async fn form<T: DeserializeOwned>(&self) -> Result<T, PageError> {
        csrf::read_pairs(self.fields.iter().map(|(name, text)| (name, text))).await
    }
}

impl GuestUpload {
    /// # Errors
    /// See [`UploadProblem`].
    pub async fn read(self) -> Result<GuestForm, UploadProblem> {
        // The browser says where the form comes from; there is no session whose token it could carry.
        let sent = receive(self.request, self.limits, |_| Ok(())).await?;
        Ok(GuestForm {
            fields: sent.fields,
            files: sent.files,
        })
    }
}

impl GuestForm {
    /// A field's text as typed; empty if the form has no such field.
    pub fn text(&self, name: &str) -> String {
        self.all(name).next().unwrap_or_default().to_owned()
    }

    /// Every value of a field that may be there several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.fields.iter().filter(move |(field, _)| field == name);
        named.map(|(_, value)| value.as_str())
    }
}

impl SentFile {
    /// From its start.
    ///
    /// # Errors
    /// If it was too large.
    pub fn open(self) -> Result<File, TooLarge> {
        self.content
    }

    /// All of it; for what is to be in memory as a whole, such as pictures.
    ///
    /// # Errors
    /// If it was too large; the outer one, if the disk fails.
    pub async fn read(self) -> Result<Result<Vec<u8>, TooLarge>, PageError> {
        let mut file = match self.content {
            Ok(file) => file,
            Err(too_large) => return Ok(Err(too_large)),
        };
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map(|_| bytes)
        });
        let bytes = read.await.map_err(io::Error::other).flatten();
        Ok(Ok(bytes.map_err(NotKept)?))
    }
}

impl UploadProblem {
    /// What to say at the form, when it can come back (status 413).
    ///
    /// # Errors
    /// When it cannot: there is a page for that.
    pub fn for_form(self) -> Result<String, PageError> {
        match self {
            Self::Page(error) => Err(error),
            problem => Ok(problem.to_string()),
        }
    }
}

impl From<UploadProblem> for PageError {
    fn from(problem: UploadProblem) -> Self {
        match problem {
            UploadProblem::Page(error) => error,
            UploadProblem::TooLarge { .. } | UploadProblem::TooManyFiles { .. } => {
                Self::too_large()
            }
        }
    }
}

impl From<PageError> for UploadProblem {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl axum::response::IntoResponse for UploadProblem {
    fn into_response(self) -> axum::response::Response {
        PageError::from(self).into_response()
    }
}

impl Failure for NotKept {
    fn kind(&self) -> FailureKind {
        // A full disk, as a rule.
        FailureKind::Unavailable
    }
}

impl FromRequest<App> for StaffUpload {
    type Rejection = UploadProblem;

    async fn from_request(request: Request, app: &App) -> Result<Self, UploadProblem> {
        let (mut parts, body) = request.into_parts();
        let staff = Staff::from_request_parts(&mut parts, app).await?;
        let limits = parts.extensions.get::<UploadLimits>().copied();
        let limits = limits.ok_or_else(|| {
            PageError::internal("a handler asks for files on a route that is not for uploads")
        })?;
        let request = Request::from_parts(parts, body);
        receive(request, limits, |token| {
            csrf::check_token(&staff.session, token)
        })
        .await
    }
}

impl FromRequest<App> for GuestUpload {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &App) -> Result<Self, PageError> {
        let limits = request.extensions().get::<UploadLimits>().copied();
        let limits = limits.ok_or_else(|| {
            PageError::internal("a handler asks for files on a route that is not for uploads")
        })?;
        Ok(Self { request, limits })
    }
}

/// `check` gets the first field, which should be the token.
async fn receive(
    request: Request,
    limits: UploadLimits,
    check: impl FnOnce(Option<&str>) -> Result<(), PageError>,
) -> Result<StaffUpload, UploadProblem> {
    let is_over = Arc::new(AtomicBool::new(false));
    let over = is_over.clone();
    let request = request.map(|body| bounded(body, limits.all, over));
    let multipart = Multipart::from_request(request, &())
        .await
        .map_err(PageError::from_rejection)?;
    let mut sent = StaffUpload {
        fields: Vec::new(),
        files: Vec::new(),
    };
    let end = read(multipart, limits, check, &mut sent).await;
    let read = sent.fields;
    if is_over.load(Ordering::Relaxed) {
        let limit = limits.all;
        return Err(UploadProblem::TooLarge { limit, read });
    }
    match end? {
        End::Whole => Ok(StaffUpload {
            fields: read,
            files: sent.files,
        }),
        End::TooManyFiles => {
            let limit = limits.files;
            Err(UploadProblem::TooManyFiles { limit, read })
        }
        End::TooMuchText => {
            let limit = MAX_TEXT_BYTES;
            Err(UploadProblem::TooLarge { limit, read })
        }
    }
}

/// How far a form was read.
enum End {
    Whole,
    TooManyFiles,
    TooMuchText,
}

async fn read(
    mut multipart: Multipart,
    limits: UploadLimits,
    check: impl FnOnce(Option<&str>) -> Result<(), PageError>,
    sent: &mut StaffUpload,
) -> Result<End, UploadProblem> {
    let mut text_left = MAX_TEXT_BYTES;
    let mut check = Some(check);
    let mut end = End::Whole;
    while let Some(mut field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(ToOwned::to_owned);
        if let Some(check) = check.take() {
            let token = if name == "csrf" && file_name.is_none() {
                let Some(token) = text(&mut field, &mut text_left).await? else {
                    return Ok(End::TooMuchText);
                };
                Some(token)
            } else {
                None
            };
            check(token.as_deref())?;
            if token.is_some() {
                continue;
            }
        }
        match file_name {
            None => {
                let Some(text) = text(&mut field, &mut text_left).await? else {
                    return Ok(End::TooMuchText);
                };
                sent.fields.push((name, text));
            }
            Some(file_name) => {
                let file = keep(&mut field, name, file_name, limits.each).await?;
                // An input that was left empty sends a file without name and content.
                if file.name.is_empty() && file.bytes == 0 {
                    continue;
                }
                if sent.files.len() == limits.files {
                    // The rest is read and thrown away: who still sends cannot see an answer.
                    end = End::TooManyFiles;
                    continue;
                }
                sent.files.push(file);
            }
        }
    }
    // A form without any field has no token either.
    check.map_or(Ok(()), |check| check(None))?;
    Ok(end)
}

/// `None` if there is more than `left`.
async fn text(field: &mut Field<'_>, left: &mut u64) -> Result<Option<String>, UploadProblem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        let Some(rest) = left.checked_sub(chunk.len() as u64) else {
            return Ok(None);
        };
        *left = rest;
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

async fn keep(
    field: &mut Field<'_>,
    input: String,
    name: String,
    limit: u64,
) -> Result<SentFile, UploadProblem> {
    let file = tokio::task::spawn_blocking(tempfile::tempfile).await;
    let file = file.map_err(io::Error::other).flatten().map_err(not_kept)?;
    let mut file = Some(tokio::fs::File::from_std(file));
    let mut bytes = 0;
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        bytes += chunk.len() as u64;
        if bytes > limit {
            // Gone at once; the rest is read and thrown away, for the sake of what comes after.
            file = None;
        }
        if let Some(file) = &mut file {
            file.write_all(&chunk).await.map_err(not_kept)?;
        }
    }
    let content = match file {
        Some(file) => Ok(from_its_start(file).await.map_err(not_kept)?),
        None => Err(TooLarge { limit }),
    };
    Ok(SentFile {
        field: input,
        name,
        bytes,
        content,
    })
}

async fn from_its_start(mut file: tokio::fs::File) -> io::Result<File> {
    file.flush().await?;
    let mut file = file.into_std().await;
    file.rewind()?;
    Ok(file)
}

/// Ends after so many bytes, and says so in `over`. What comes then is read and thrown away, as much again: a browser that is
/// answered while it still sends shows a broken connection instead of the answer.
fn bounded(body: Body, limit: u64, over: Arc<AtomicBool>) -> Body {
    let start = (body.into_data_stream(), 0_u64);
    let stream = stream::try_unfold(start, move |(mut body, mut read)| {
        let over = over.clone();
        async move {
            if read <= limit {
                let Some(mut chunk) = body.next().await.transpose()? else {
                    return Ok::<_, axum::Error>(None);
                };
                read += chunk.len() as u64;
                if read > limit {
                    over.store(true, Ordering::Relaxed);
                    // What fits is read: maybe all that was typed.
                    let excess = usize::try_from(read - limit).unwrap_or(usize::MAX);
                    chunk.truncate(chunk.len().saturating_sub(excess));
                }
                return Ok(Some((chunk, (body, read))));
            }
            while let Some(chunk) = body.next().await.transpose()? {
                read += chunk.len() as u64;
                if read > limit.saturating_mul(2) {
                    break;
                }
            }
            // As if it ended here, so that what was read until then is gone through to the end.
            Ok(None)
        }
    });
    Body::from_stream(stream)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that map_err asks for"
)]
fn broken(error: axum::extract::multipart::MultipartError) -> UploadProblem {
    tracing::debug!(error = error.body_text(), "a form with files broke off");
    UploadProblem::Page(PageError::broken())
}

fn not_kept(error: io::Error) -> UploadProblem {
    UploadProblem::Page(NotKept(error).into())
}

/// `20 MB`, or what it is.
fn in_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests;
