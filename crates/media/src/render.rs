//! Opening the pictures of a store: one at a time, and never on a thread that serves requests.

use std::fs;
use std::io;

use crate::colour::Colour;
use crate::file;
use crate::inspect::{Limits, Refused};
use crate::prepare::{Prepared, prepare};
use crate::rendition::{self, Format};
use crate::store::{MediaError, Store, Stored};

/// What an upload became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub stored: Stored,
    pub colour: Colour,
}

/// What was made of an original. The size is measured again, so that an old row can learn it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub width: u32,
    pub height: u32,
    /// Of the original's file.
    pub bytes: u64,
    pub colour: Colour,
    /// The widths that exist now in every format, smallest first.
    pub widths: Vec<u32>,
}

impl Store {
    /// Keeps an uploaded picture as [`put`](Self::put) does, but opens it first: one whose pixels are damaged is
    /// refused while the person who sent it is still there.
    pub async fn receive(&self, bytes: Vec<u8>) -> Result<Received, MediaError> {
        self.alone(move |store| {
            let colour = prepare(&bytes, &Limits::default())?.colour();
            let stored = store.keep_clean(&bytes)?;
            Ok(Received { stored, colour })
        })
        .await
    }

    /// Makes the renditions of an original that are not there yet. May be repeated after a crash: each is there as
    /// a whole or not at all.
    pub async fn render(&self, key: &str) -> Result<Rendered, MediaError> {
        let key = key.to_owned();
        self.alone(move |store| {
            let hash = rendition::hash_of_original(&key).ok_or(Refused::Drawing)?;
            let path = store
                .open(&key)
                .ok_or_else(|| MediaError::Missing(key.clone()))?;
            let original = fs::read(path)?;
            let prepared = prepare(&original, &Limits::default())?;
            let widths = prepared.widths();
            for width in &widths {
                store.make(&prepared, hash, *width)?;
            }
            Ok(Rendered {
                width: prepared.width(),
                height: prepared.height(),
                bytes: original.len() as u64,
                colour: prepared.colour(),
                widths,
            })
        })
        .await
    }

    fn make(&self, prepared: &Prepared, hash: &str, width: u32) -> Result<(), MediaError> {
        let missing: Vec<_> = Format::ALL
            .into_iter()
            .map(|format| (format, self.path(&rendition::key_at(hash, width, format))))
            .filter(|(_, path)| !path.is_file())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let scaled = prepared.at(width)?;
        for (format, path) in missing {
            file::write(&path, &scaled.encode(format)?)?;
        }
        Ok(())
    }

    /// The memory that one picture may need is needed once, however many come in together.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, MediaError> + Send + 'static,
    ) -> Result<T, MediaError> {
        let turn = self.opening.clone().acquire_owned().await;
        let turn = turn.map_err(io::Error::other)?;
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            // Held to the end, also when nobody waits any more.
            let _turn = turn;
            work(&store)
        });
        match done.await {
            Ok(done) => done,
            // A decoder that gives up on a picture this way would do so every time.
            Err(stopped) if stopped.is_panic() => {
                Err(Refused::damaged("it cannot be decoded").into())
            }
            Err(stopped) => Err(io::Error::other(stopped).into()),
        }
    }
}
