//! Style sheets, scripts, fonts and icons: embedded in the binary, served under names that change with their bytes.
//!
//! `/assets/{hash}/{path}` carries the first twelve hex digits of the file's SHA-256, so a browser may keep an answer for
//! ever: other bytes are another address. A style sheet names its fonts relative to itself; the names are replaced once, when
//! the shop starts, by the hashed ones.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path as FilePath;
use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::access::{Access, Routes};
use super::encoding::{self, Effort, Encoding};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Embedded;

/// Every asset of the shop, by its path below `assets/` (for instance `storefront/shop.css`).
#[derive(Clone)]
pub struct Assets {
    files: Arc<BTreeMap<String, Arc<Asset>>>,
}

struct Asset {
    url: String,
    hash: String,
    content_type: &'static str,
    plain: Bytes,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

impl Assets {
    /// The embedded files; a file of the same path in `theme` (the folder `theme/assets` of the data folder) wins over
    /// the embedded one, and what only the theme has is served too.
    ///
    /// # Errors
    /// If a file of the theme cannot be read.
    pub fn load(theme: Option<&FilePath>) -> std::io::Result<Self> {
        let mut raw: BTreeMap<String, Cow<'static, [u8]>> = BTreeMap::new();
        for path in Embedded::iter() {
            if let Some(file) = Embedded::get(&path) {
                raw.insert(path.into_owned(), file.data);
            }
        }
        if let Some(folder) = theme.filter(|folder| folder.is_dir()) {
            read_folder(folder, "", &mut raw)?;
        }

        // Style sheets last: they name other files, whose hashes must be known.
        let (sheets, others): (Vec<_>, Vec<_>) = raw
            .into_iter()
            .partition(|(path, _)| content_type(path).starts_with("text/css"));
        let mut files: BTreeMap<String, Arc<Asset>> = BTreeMap::new();
        for (path, bytes) in others {
            let asset = Asset::new(&path, Bytes::from(bytes.into_owned()));
            files.insert(path, Arc::new(asset));
        }
        for (path, bytes) in sheets {
            let text = with_hashed_urls(&path, &String::from_utf8_lossy(&bytes), &files);
            let asset = Asset::new(&path, Bytes::from(text));
            files.insert(path, Arc::new(asset));
        }
        Ok(Self {
            files: Arc::new(files),
        })
    }

    /// The address of an asset; `None` if there is no such file.
    pub fn url(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|asset| asset.url.as_str())
    }
}

pub fn routes() -> Routes {
    Routes::new().get("/assets/{hash}/{*path}", Access::Public, serve)
}

/// `GET /assets/{hash}/{path}`
async fn serve(
    State(assets): State<Assets>,
    Path((hash, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = assets
        .files
        .get(&path)
        .filter(|asset| asset.hash == hash)
        .cloned()
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", asset.hash);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains(&etag));
    let mut answer = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let encoding = asset.encoding(headers.get(header::ACCEPT_ENCODING));
        asset.body(encoding).await
    };
    let out = answer.headers_mut();
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, value);
    }
    answer
}

impl Asset {
    fn new(path: &str, plain: Bytes) -> Self {
        let hash = hex::encode(Sha256::digest(&plain))[..12].to_owned();
        Self {
            url: format!("/assets/{hash}/{path}"),
            hash,
            content_type: content_type(path),
            plain,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    fn encoding(&self, accepted: Option<&HeaderValue>) -> Encoding {
        // Fonts and pictures are compressed already.
        let compressible = self.content_type.starts_with("text/")
            || self.content_type.starts_with("image/svg")
            || self.content_type == "application/json";
        if !compressible {
            return Encoding::Identity;
        }
        Encoding::choose(accepted)
    }

    async fn body(self: Arc<Self>, encoding: Encoding) -> Response {
        let asset = Arc::clone(&self);
        // The first request for a file compresses it (some 50 ms for the largest), later ones find the result.
        let compressed = match encoding {
            Encoding::Identity => None,
            Encoding::Brotli | Encoding::Gzip => {
                tokio::task::spawn_blocking(move || asset.compressed(encoding))
                    .await
                    .unwrap_or_default()
            }
        };
        let mut answer = match (compressed, encoding.name()) {
            (Some(bytes), Some(name)) => {
                ([(header::CONTENT_ENCODING, name)], bytes).into_response()
            }
            _ => self.plain.clone().into_response(),
        };
        answer.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.content_type),
        );
        answer
    }

    fn compressed(&self, encoding: Encoding) -> Option<Bytes> {
        match encoding {
            Encoding::Identity => None,
            Encoding::Brotli => self
                .brotli
                .get_or_init(|| encoding::brotli(&self.plain, Effort::Most))
                .clone(),
            Encoding::Gzip => self
                .gzip
                .get_or_init(|| encoding::gzip(&self.plain, Effort::Most))
                .clone(),
        }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("json" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Replaces `url("../fonts/x.woff2")` by the hashed address of that file; anything that is not a file of ours stays.
fn with_hashed_urls(sheet: &str, css: &str, files: &BTreeMap<String, Arc<Asset>>) -> String {
    let mut out = String::with_capacity(css.len() + 256);
    let mut rest = css;
    while let Some(start) = rest.find("url(\"../") {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let reference = &from["url(\"../".len()..];
        let Some(end) = reference.find("\")") else {
            break;
        };
        let target = &reference[..end];
        // Style sheets lie one folder deep (`storefront/shop.css`), so `../` is the root of the assets.
        match files.get(target) {
            Some(asset) if sheet.matches('/').count() == 1 => {
                out.push_str("url(\"");
                out.push_str(&asset.url);
            }
            _ => {
                out.push_str("url(\"../");
                out.push_str(target);
            }
        }
        rest = &reference[end..];
    }
    out.push_str(rest);
    out
}

fn read_folder(
    folder: &FilePath,
    prefix: &str,
    into: &mut BTreeMap<String, Cow<'static, [u8]>>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = if prefix.is_empty() {
            name
        } else {
            format!("{prefix}/{name}")
        };
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &path, into)?;
        } else {
            into.insert(path, Cow::Owned(std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn folder() -> std::path::PathBuf {
        FilePath::new(env!("CARGO_MANIFEST_DIR")).join("assets")
    }

    /// (file, hash) of each row of the tables in VENDOR.md.
    fn listed() -> Vec<(String, String)> {
        let list = std::fs::read_to_string(folder().join("VENDOR.md")).unwrap();
        list.lines()
            .filter(|line| line.starts_with("| vendor/") || line.starts_with("| fonts/"))
            .map(|line| {
                let cells: Vec<&str> = line.split('|').map(str::trim).collect();
                assert_eq!(cells.len(), 8, "a row has six cells: {line}");
                assert!(
                    cells[1..7].iter().all(|cell| !cell.is_empty()),
                    "an empty cell in {line}"
                );
                (cells[1].to_owned(), cells[6].to_owned())
            })
            .collect()
    }

    #[test]
    fn every_vendored_file_is_the_one_in_the_list() {
        let rows = listed();

        assert!(rows.len() >= 8, "the list holds its files");
        for (path, hash) in rows {
            let bytes = std::fs::read(folder().join(&path)).unwrap();
            assert_eq!(hex::encode(Sha256::digest(&bytes)), hash, "{path}");
        }
    }

    #[test]
    fn the_vendored_folders_hold_nothing_that_is_not_listed() {
        let rows: BTreeSet<String> = listed().into_iter().map(|(path, _)| path).collect();
        let mut found = BTreeMap::new();
        for sub in ["vendor", "fonts"] {
            read_folder(&folder().join(sub), sub, &mut found).unwrap();
        }

        assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), rows);
    }

    #[test]
    fn the_storefront_sheet_is_small_and_names_its_fonts_by_hash() {
        let assets = Assets::load(None).unwrap();
        let sheet = &assets.files["storefront/shop.css"];
        let text = String::from_utf8(sheet.plain.to_vec()).unwrap();

        assert!(text.len() < 30_000, "{} bytes", text.len());
        let font = assets
            .url("fonts/instrument-sans-latin-wght-normal.woff2")
            .unwrap();
        assert!(text.contains(font), "{font} is named by the sheet");
        assert!(
            !text.contains("url(\"../"),
            "a file that is not there is named"
        );
    }
}
