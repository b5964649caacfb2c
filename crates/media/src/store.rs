//! The folder of pictures, named by their content: the same picture is kept once, and a name never changes meaning,
//! so that browsers may keep it for ever.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::inspect::{self, Inspected, Kind, Limits, Refused};
use crate::rendition::{self, Key, Rendition};
use crate::{anatomy, drawing, file};

pub(crate) const HASH_CHARS: usize = 32;

/// Pictures under one folder, as `ab/<key>` where `ab` starts the key. What is made from a picture lies beside it.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    /// Pictures that may be open at once.
    pub(crate) opening: Arc<Semaphore>,
}

/// A picture in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// `<32 hex digits of its SHA-256>.<extension>`; goes into the database and into addresses.
    pub key: String,
    pub kind: Kind,
    /// As it is shown: upright.
    pub width: u32,
    pub height: u32,
    /// Its size.
    pub bytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("there is no picture {0:?}")]
    Missing(String),
    #[error("the picture cannot be stored: {0}")]
    Io(#[from] io::Error),
}

impl Store {
    /// The folder is made when the first picture comes.
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            opening: Arc::new(Semaphore::new(1)),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps a fetched picture, once [`inspect`](crate::inspect) accepts it.
    ///
    /// What a camera wrote about place, time and owner is left out, and so is whatever follows the picture's end:
    /// neither pages nor backups ever have it. The pixels stay bit for bit.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Stored, MediaError> {
        self.blocking(move |store| store.keep_clean(&bytes)).await
    }

    /// Keeps an SVG that we drew. Never for files of others: SVG can carry scripts.
    pub async fn put_own_svg(&self, svg: String) -> Result<Stored, MediaError> {
        self.blocking(move |store| {
            let inspected = drawing::inspect(&svg)?;
            Ok(store.keep(inspected, svg.as_bytes())?)
        })
        .await
    }

    /// Where a picture or one of its renditions lies; `None` if there is none, or if this can be no key.
    pub fn open(&self, key: &str) -> Option<PathBuf> {
        rendition::read_key(key)?;
        Some(self.path(key)).filter(|path| path.is_file())
    }

    /// What to answer as `Content-Type`; `None` if this can be no key.
    pub fn content_type(key: &str) -> Option<&'static str> {
        rendition::read_key(key).map(|key| key.kind().content_type())
    }

    /// The original of a rendition, to be shown while that is not made; `None` if there is none, or if this can be no
    /// key of a rendition.
    pub fn original_of(&self, key: &str) -> Option<String> {
        let Some(Key::Rendition { .. }) = rendition::read_key(key) else {
            return None;
        };
        let hash = key.get(..HASH_CHARS)?;
        Kind::ALL
            .into_iter()
            .map(|kind| format!("{hash}.{}", kind.extension()))
            .find(|key| self.path(key).is_file())
    }

    /// The renditions that lie beside an original, in no order. None for what is no original's key.
    pub async fn renditions(&self, key: &str) -> Result<Vec<Rendition>, MediaError> {
        let key = key.to_owned();
        self.blocking(move |store| Ok(store.find_renditions(&key)?))
            .await
    }

    /// Deletes an original and its renditions, these first: what a crash leaves can be deleted again. `false` if
    /// there was no such original.
    pub async fn delete(&self, key: &str) -> Result<bool, MediaError> {
        let key = key.to_owned();
        self.blocking(move |store| {
            if !matches!(rendition::read_key(&key), Some(Key::Original(_))) {
                return Ok(false);
            }
            for rendition in store.find_renditions(&key)? {
                remove(&store.path(&rendition.key))?;
            }
            Ok(remove(&store.path(&key))?)
        })
        .await
    }

    /// Of a well-formed key.
    pub(crate) fn path(&self, key: &str) -> PathBuf {
        self.root.join(&key[..2]).join(key)
    }

    /// Its metadata left out.
    pub(crate) fn keep_clean(&self, bytes: &[u8]) -> Result<Stored, MediaError> {
        let (inspected, anatomy) = inspect::examine(bytes, &Limits::default())?;
        let clean = anatomy::clean(inspected.kind, bytes, &anatomy);
        Ok(self.keep(inspected, &clean)?)
    }

    fn keep(&self, inspected: Inspected, bytes: &[u8]) -> io::Result<Stored> {
        let mut hash = hex::encode(Sha256::digest(bytes));
        hash.truncate(HASH_CHARS);
        let key = format!("{hash}.{}", inspected.kind.extension());
        let path = self.path(&key);
        if !path.is_file() {
            file::write(&path, bytes)?;
        }
        Ok(Stored {
            key,
            kind: inspected.kind,
            width: inspected.width,
            height: inspected.height,
            bytes: bytes.len() as u64,
        })
    }

    fn find_renditions(&self, key: &str) -> io::Result<Vec<Rendition>> {
        let Some(hash) = rendition::hash_of_original(key) else {
            return Ok(Vec::new());
        };
        let entries = match fs::read_dir(self.root.join(&key[..2])) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let Some(name) = name.to_str().filter(|name| name.starts_with(hash)) else {
                continue;
            };
            if let Some(Key::Rendition { width, format }) = rendition::read_key(name) {
                found.push(Rendition {
                    key: name.to_owned(),
                    format,
                    width,
                });
            }
        }
        Ok(found)
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

/// `false` if it was gone already.
fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
