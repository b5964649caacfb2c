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
    TooLarge { limit: u64 },
    #[error("more than {limit} files were sent; send fewer at once")]
    TooManyFiles { limit: usize },
    /// A page of its own says so: the token is wrong, the connection broke, the disk is full.
    #[error("the files did not arrive")]
    Page(PageError),
}

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
    let read = read(multipart, limits, check).await;
    if is_over.load(Ordering::Relaxed) {
        return Err(UploadProblem::TooLarge { limit: limits.all });
    }
    read
}

async fn read(
    mut multipart: Multipart,
    limits: UploadLimits,
    check: impl FnOnce(Option<&str>) -> Result<(), PageError>,
) -> Result<StaffUpload, UploadProblem> {
    let mut sent = StaffUpload {
        fields: Vec::new(),
        files: Vec::new(),
    };
    let mut text_left = MAX_TEXT_BYTES;
    let mut check = Some(check);
    while let Some(mut field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(ToOwned::to_owned);
        if let Some(check) = check.take() {
            let token = if name == "csrf" && file_name.is_none() {
                Some(text(&mut field, &mut text_left).await?)
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
                let text = text(&mut field, &mut text_left).await?;
                sent.fields.push((name, text));
            }
            Some(file_name) => {
                let file = keep(&mut field, name, file_name, limits.each).await?;
                // An input that was left empty sends a file without name and content.
                if file.name.is_empty() && file.bytes == 0 {
                    continue;
                }
                if sent.files.len() == limits.files {
                    let limit = limits.files;
                    return Err(UploadProblem::TooManyFiles { limit });
                }
                sent.files.push(file);
            }
        }
    }
    // A form without any field has no token either.
    check.map_or(Ok(()), |check| check(None))?;
    Ok(sent)
}

async fn text(field: &mut Field<'_>, left: &mut u64) -> Result<String, UploadProblem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        *left = left
            .checked_sub(chunk.len() as u64)
            .ok_or(UploadProblem::TooLarge {
                limit: MAX_TEXT_BYTES,
            })?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
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

/// Ends with an error after so many bytes. What comes then is read and thrown away, as much again: a browser that is
/// answered while it still sends shows a broken connection instead of the answer.
fn bounded(body: Body, limit: u64, over: Arc<AtomicBool>) -> Body {
    let start = (body.into_data_stream(), 0_u64);
    let stream = stream::try_unfold(start, move |(mut body, mut read)| {
        let over = over.clone();
        async move {
            let Some(chunk) = body.next().await.transpose()? else {
                return Ok(None);
            };
            read += chunk.len() as u64;
            if read <= limit {
                return Ok(Some((chunk, (body, read))));
            }
            over.store(true, Ordering::Relaxed);
            while let Some(chunk) = body.next().await.transpose()? {
                read += chunk.len() as u64;
                if read > limit.saturating_mul(2) {
                    break;
                }
            }
            Err(axum::Error::new(TooLarge { limit }))
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
mod tests {
    use axum::http::header;
    use axum::response::IntoResponse as _;

    use super::*;

    const LIMITS: UploadLimits = UploadLimits {
        each: 10,
        files: 2,
        all: 2_000,
    };

    /// Parts of a form: `name=text` or `name@file=content`.
    fn body(parts: &[&str]) -> String {
        let mut lines = Vec::new();
        for part in parts {
            let (name, content) = part.split_once('=').unwrap();
            let name = match name.split_once('@') {
                Some((name, file)) => format!("name=\"{name}\"; filename=\"{file}\""),
                None => format!("name=\"{name}\""),
            };
            let head = format!("Content-Disposition: form-data; {name}");
            lines.extend([
                "--limit".to_owned(),
                head,
                String::new(),
                content.to_owned(),
            ]);
        }
        lines.join("\r\n") + "\r\n--limit--\r\n"
    }

    async fn send(body: String) -> Result<StaffUpload, UploadProblem> {
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
            .body(Body::from(body))
            .unwrap();
        receive(request, LIMITS, |token| match token {
            Some("right") => Ok(()),
            _ => Err(PageError::forbidden()),
        })
        .await
    }

    fn status(problem: UploadProblem) -> u16 {
        problem.into_response().status().as_u16()
    }

    #[tokio::test]
    async fn texts_and_files_come_in_the_order_of_the_form() {
        let parts = ["csrf=right", "a=1", "f@x.txt=one", "a=2", "g@y.txt=", "h@="];

        let sent = send(body(&parts)).await.unwrap();

        let form: Vec<(String, String)> = sent.form().await.unwrap();
        let pairs = [("a", "1"), ("a", "2")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(form, pairs);
        let names = sent.files.iter().map(|file| (&*file.field, &*file.name));
        let names: Vec<_> = names.collect();
        assert_eq!(names, [("f", "x.txt"), ("g", "y.txt")]);
        let mut files = sent.files.into_iter();
        let first = files.next().unwrap().read().await.unwrap();
        assert_eq!(first.unwrap(), b"one");
        let mut content = String::new();
        let mut second = files.next().unwrap().open().unwrap();
        second.read_to_string(&mut content).unwrap();
        assert_eq!(content, "");
    }

    #[tokio::test]
    async fn the_token_comes_first_or_nothing_is_read() {
        let cases: [&[&str]; 5] = [
            &["csrf=wrong", "f@x=one"],
            &["f@x=one", "csrf=right"],
            &["a=1", "csrf=right"],
            &["csrf@x=right"],
            &[],
        ];
        for parts in cases {
            let refused = send(body(parts)).await.unwrap_err();

            assert_eq!(status(refused), 403, "{parts:?}");
        }
    }

    #[tokio::test]
    async fn one_file_that_is_too_large_does_not_spoil_the_others() {
        let parts = ["csrf=right", "f@large=0123456789A", "f@fits=0123456789"];

        let sent = send(body(&parts)).await.unwrap();

        let mut files = sent.files.into_iter();
        let large = files.next().unwrap();
        assert_eq!(large.bytes, 11);
        let refused = large.read().await.unwrap().unwrap_err();
        assert_eq!(refused.to_string(), "this file is larger than 10 bytes");
        let fits = files.next().unwrap().read().await.unwrap();
        assert_eq!(fits.unwrap(), b"0123456789");
    }

    #[tokio::test]
    async fn what_is_too_much_together_is_refused_in_words() {
        let large = "x".repeat(1_000);
        let file = format!("f@x={large}");
        let cases = [
            (
                vec!["csrf=right", "f@x=1", "f@x=2", "f@x=3"],
                "more than 2 files",
            ),
            (
                vec!["csrf=right", &file, &file],
                "larger than 2 kB together",
            ),
        ];
        for (parts, words) in cases {
            let refused = send(body(&parts)).await.unwrap_err();

            assert!(refused.to_string().contains(words), "{refused}");
            assert_eq!(status(refused), 413, "{words}");
        }
    }

    #[tokio::test]
    async fn what_breaks_off_is_refused() {
        let whole = body(&["csrf=right", "f@x=12345"]);
        for missing in [1, 3, 12, 40] {
            let cut = whole[..whole.len() - missing].to_owned();

            let sent = send(cut).await;

            // The last line end may be missing.
            if missing > 2 {
                assert_eq!(status(sent.unwrap_err()), 400, "{missing}");
            }
        }
        let no_form = Request::post("/").body(Body::from("a=1")).unwrap();
        let refused = receive(no_form, LIMITS, |_| Ok(())).await.unwrap_err();
        assert_eq!(status(refused), 400);
    }
}
