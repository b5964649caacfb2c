//! The folder of pictures, named by their content: the same picture is kept once, and a name never changes meaning,
//! so that browsers may keep it for ever.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::inspect::{self, Inspected, Kind, MAX_BYTES, MediaError};

const HASH_CHARS: usize = 32;

/// Pictures under one folder, as `ab/<key>` where `ab` starts the key.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

/// A picture in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// `<32 hex digits of its SHA-256>.<extension>`; goes into the database and into addresses.
    pub key: String,
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
    /// Its size.
    pub bytes: u64,
}

impl Store {
    /// The folder is made when the first picture comes.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps an uploaded or fetched picture, once [`inspect`](crate::inspect) accepts it.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Stored, MediaError> {
        self.blocking(move |store| {
            let inspected = inspect::inspect(&bytes)?;
            store.keep(inspected, &bytes)
        })
        .await
    }

    /// Keeps an SVG that we drew. Never for files of others: SVG can carry scripts.
    pub async fn put_own_svg(&self, svg: String) -> Result<Stored, MediaError> {
        self.blocking(move |store| {
            let inspected = inspect_svg(&svg)?;
            store.keep(inspected, svg.as_bytes())
        })
        .await
    }

    /// Where the picture lies; `None` if there is none, or if this can be no key.
    pub fn open(&self, key: &str) -> Option<PathBuf> {
        read_key(key)?;
        Some(self.path(key)).filter(|path| path.is_file())
    }

    /// What to answer as `Content-Type`; `None` if this can be no key.
    pub fn content_type(key: &str) -> Option<&'static str> {
        read_key(key).map(Kind::content_type)
    }

    fn path(&self, key: &str) -> PathBuf {
        self.root.join(&key[..2]).join(key)
    }

    fn keep(&self, inspected: Inspected, bytes: &[u8]) -> Result<Stored, MediaError> {
        let mut hash = hex::encode(Sha256::digest(bytes));
        hash.truncate(HASH_CHARS);
        let key = format!("{hash}.{}", inspected.kind.extension());
        let path = self.path(&key);
        if !path.is_file() {
            write(&path, bytes)?;
        }
        Ok(Stored {
            key,
            kind: inspected.kind,
            width: inspected.width,
            height: inspected.height,
            bytes: bytes.len() as u64,
        })
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, MediaError> + Send + 'static,
    ) -> Result<T, MediaError> {
        let store = self.clone();
        tokio::task::spawn_blocking(move || work(&store))
            .await
            .map_err(io::Error::other)?
    }
}

/// The kind a well-formed key names; nothing else may become part of a path.
fn read_key(key: &str) -> Option<Kind> {
    let (hash, extension) = key.split_once('.')?;
    let is_hash =
        hash.len() == HASH_CHARS && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    Kind::of_extension(extension).filter(|_| is_hash)
}

/// On the disk before it has its name, so that a power cut leaves a whole picture or none.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);

    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{}-{number}.tmp", std::process::id()));
        let mut file = match OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)
        {
            // Left behind by a process that was killed, or another machine's on a shared folder.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            file => file?,
        };
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&temporary, path));
        if written.is_err() {
            // A full disk must not fill up with halves; the first error is the one to report.
            let _ = fs::remove_file(&temporary);
        }
        return written;
    }
}

fn inspect_svg(svg: &str) -> Result<Inspected, MediaError> {
    if svg.len() > MAX_BYTES {
        return Err(MediaError::TooManyBytes);
    }
    let (width, height) = view_box(svg).ok_or_else(|| {
        MediaError::Damaged("an SVG needs a viewBox with whole numbers".to_owned())
    })?;
    inspect::check_size(width, height)?;
    Ok(Inspected {
        kind: Kind::Svg,
        width,
        height,
    })
}

/// Width and height of the `viewBox`, which our drawings have on their root element.
fn view_box(svg: &str) -> Option<(u32, u32)> {
    let root = &svg[svg.find("<svg")?..];
    let tag = &root[..root.find('>')?];
    let quoted = tag.split_once("viewBox=")?.1;
    let quote = quoted
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    let value = quoted[1..].split_once(quote)?.0;
    let mut numbers = value.split_ascii_whitespace().skip(2).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
