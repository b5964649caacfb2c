//! The index as its owner sees it: opened, asked, written, built anew.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::{
    correct,
    digest::Digest,
    document::{Document, Id},
    error::{Error, Reason},
    folder::Folder,
    listing,
    query::{Found, Query},
    schema::{Fields, Group, Settings},
    suggest::{self, SuggestLimits, Suggestions},
    synonyms::Synonyms,
    view::{Segment, View},
    writer::Writer,
};

/// A full-text index in a folder. Clones are the same index.
///
/// Everything blocks, on the processor or on the disk. Any number of threads may ask at the same time, also
/// while one writes; what is written is found after the next commit.
#[derive(Clone)]
pub struct Index {
    inner: Arc<Inner>,
}

struct Inner {
    folder: Folder,
    settings: Settings,
    fields: Arc<Fields>,
    /// What is asked; `None` while the index has to be built anew.
    view: RwLock<Option<Arc<View>>>,
    writing: Mutex<Writing>,
    /// Views are numbered, across rebuilds too.
    generations: AtomicU64,
    is_rebuilding: AtomicBool,
}

enum Writing {
    Open(Box<Writer>),
    Closed(Reason),
}

/// What an index can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It holds all that was applied up to this checkpoint, and nothing after it.
    Ready { checkpoint: u64 },
    /// It finds nothing, and has to be built by [`Index::rebuild`].
    NeedsRebuild(Reason),
}

impl Index {
    /// Opens the index in `folder`, or an index that needs to be built: see [`Index::state`].
    ///
    /// # Errors
    /// [`Error::InUse`] if another process has it open, [`Error::Io`] if the folder cannot be used.
    pub fn open(folder: &Path, settings: &Settings) -> Result<Self, Error> {
        let folder = Folder::claim(folder)?;
        let current = folder.current();
        folder.sweep(current.as_deref());
        let inner = Inner {
            folder,
            settings: settings.clone(),
            fields: Arc::new(Fields::new(settings)),
            view: RwLock::new(None),
            writing: Mutex::new(Writing::Closed(Reason::Missing)),
            generations: AtomicU64::new(0),
            is_rebuilding: AtomicBool::new(false),
        };
        match inner.open_current(current.as_deref()) {
            Ok((writer, view)) => {
                inner.publish(view);
                *inner.writing() = Writing::Open(Box::new(writer));
            }
            Err(reason) => *inner.writing() = Writing::Closed(reason),
        }
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub fn state(&self) -> State {
        match &*self.inner.writing() {
            Writing::Open(writer) => State::Ready {
                checkpoint: writer.checkpoint(),
            },
            Writing::Closed(reason) => State::NeedsRebuild(reason.clone()),
        }
    }

    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Answers a query. An index that has to be built anew finds nothing.
    pub fn find(&self, query: &Query<'_>) -> Result<Found, Error> {
        self.read(|view| listing::find(view, query))
    }

    /// What could be meant by what has been typed so far.
    pub fn suggest(
        &self,
        text: &str,
        limits: SuggestLimits,
        synonyms: &Synonyms,
    ) -> Result<Suggestions, Error> {
        self.read(|view| suggest::suggest(view, text, limits, synonyms))
    }

    /// Texts that find something, for one that finds nothing; the likeliest first.
    pub fn corrections(&self, text: &str, most: usize) -> Result<Vec<String>, Error> {
        self.read(|view| correct::corrections(view, text, most))
    }

    /// Whether products can be chosen by the attribute of this key. Quick: nothing is read for it.
    pub fn has_facet(&self, key: &str) -> bool {
        let known = self.read(|view| {
            let prefix = Group::Attribute(key.to_owned()).prefix();
            let group = Group::parse(&prefix);
            Ok(group.is_some_and(|(group, _)| view.terms.has_group(&group)))
        });
        known.unwrap_or_default()
    }

    /// The keys of all products of a category and the ones below it, in no order.
    pub fn members(&self, category: &Id) -> Result<Vec<Id>, Error> {
        self.read(|view| listing::members(view, category))
    }

    /// Calls `each` with the key and the version of every product that can be found, in no order.
    pub fn for_each_version(&self, mut each: impl FnMut(Id, i64)) -> Result<(), Error> {
        self.read(|view| {
            for (id, version) in view.segments.iter().flat_map(Segment::versions) {
                each(id, version);
            }
            Ok(())
        })
    }

    /// A sum over all keys and versions, to be compared with the same sum over the database.
    pub fn digest(&self) -> Result<Digest, Error> {
        let mut digest = Digest::default();
        self.for_each_version(|id, version| digest.add(id, version))?;
        Ok(digest)
    }

    /// Reads every file of the index and compares it with its checksum; the names of those that differ.
    pub fn verify(&self) -> Result<Vec<PathBuf>, Error> {
        self.read(|view| {
            let damaged = view.searcher.index().validate_checksum()?;
            Ok(damaged.into_iter().collect())
        })
    }

    /// Adds documents, each instead of the one with its key. They are found after the next commit.
    ///
    /// Memory is bounded by what comes between two commits: about a kilobyte for each document, and a buffer.
    ///
    /// # Errors
    /// After any error but [`Error::NeedsRebuild`] the index is as it was at the last commit, and changes have
    /// to be applied again from its checkpoint on.
    pub fn upsert(&self, documents: &[Document]) -> Result<(), Error> {
        self.inner.write(|writer| writer.upsert(documents))
    }

    /// Removes documents; keys that are not there do no harm. Errors as for [`Index::upsert`].
    pub fn delete(&self, ids: &[Id]) -> Result<(), Error> {
        self.inner.write(|writer| {
            writer.delete(ids);
            Ok(())
        })
    }

    /// Makes all that was written durable and visible, together with `checkpoint`: how far the caller's log of
    /// changes is applied. After a crash, [`Index::state`] tells the checkpoint of the last commit.
    ///
    /// Costs a few flushes of the disk, however little was written. Errors as for [`Index::upsert`].
    pub fn commit(&self, checkpoint: u64) -> Result<(), Error> {
        let inner = &self.inner;
        inner.write(|writer| {
            if writer.commit(checkpoint)? {
                let before = inner.view();
                let view = writer.view(&inner.settings, inner.generation(), before.as_deref())?;
                inner.publish(view);
            }
            Ok(())
        })
    }

    /// Begins a new index beside this one, which goes on answering and taking changes.
    ///
    /// # Errors
    /// [`Error::AlreadyRebuilding`]; one at a time.
    pub fn rebuild(&self) -> Result<Rebuild, Error> {
        let inner = &self.inner;
        if inner.is_rebuilding.swap(true, Ordering::AcqRel) {
            return Err(Error::AlreadyRebuilding);
        }
        let path = inner.folder.fresh(&inner.settings);
        let mut rebuild = Rebuild {
            inner: Arc::clone(inner),
            writer: None,
            path: None,
        };
        let path = rebuild.path.insert(path?);
        rebuild.writer = Some(Writer::create(path, &inner.fields, &inner.settings)?);
        Ok(rebuild)
    }

    #[cfg(test)]
    pub(crate) fn view(&self) -> Option<Arc<View>> {
        self.inner.view()
    }

    fn read<T: Default>(
        &self,
        read: impl FnOnce(&View) -> Result<T, tantivy::TantivyError>,
    ) -> Result<T, Error> {
        match self.inner.view() {
            Some(view) => Ok(read(&view)?),
            None => Ok(T::default()),
        }
    }
}

impl Inner {
    fn open_current(&self, path: Option<&Path>) -> Result<(Writer, View), Reason> {
        let path = path.ok_or(Reason::Missing)?;
        if !Folder::fits(path, &self.settings) {
            return Err(Reason::OtherShape);
        }
        let broken = |error: tantivy::TantivyError| Reason::Broken(error.to_string());
        let writer = Writer::open(path, &self.fields, &self.settings).map_err(broken)?;
        if !writer.has_fields_of(&self.fields) {
            return Err(Reason::OtherShape);
        }
        let view = writer.view(&self.settings, self.generation(), None);
        Ok((writer, view.map_err(broken)?))
    }

    fn write(
        &self,
        write: impl FnOnce(&mut Writer) -> Result<(), tantivy::TantivyError>,
    ) -> Result<(), Error> {
        let mut writing = self.writing();
        let writer = match &mut *writing {
            Writing::Open(writer) => writer,
            Writing::Closed(reason) => return Err(Error::NeedsRebuild(reason.clone())),
        };
        let Err(error) = write(writer) else {
            return Ok(());
        };
        // The threads of a writer that failed (a full disk) are gone; going back to the commit starts new ones.
        if let Err(worse) = writer.roll_back() {
            *writing = Writing::Closed(Reason::Broken(worse.to_string()));
        }
        Err(error.into())
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn view(&self) -> Option<Arc<View>> {
        let view = self.view.read().unwrap_or_else(PoisonError::into_inner);
        view.clone()
    }

    fn publish(&self, view: View) {
        let mut current = self.view.write().unwrap_or_else(PoisonError::into_inner);
        let before = current.replace(Arc::new(view));
        // Closing files must not keep readers waiting.
        drop(current);
        drop(before);
    }

    fn generation(&self) -> u64 {
        self.generations.fetch_add(1, Ordering::Relaxed)
    }
}

/// A new index that is not asked yet. Dropped before [`Rebuild::finish`], it leaves nothing behind.
pub struct Rebuild {
    inner: Arc<Inner>,
    writer: Option<Writer>,
    path: Option<PathBuf>,
}

impl Rebuild {
    /// Adds documents. In the order of their keys it takes the least memory and time.
    pub fn upsert(&mut self, documents: &[Document]) -> Result<(), Error> {
        match &mut self.writer {
            Some(writer) => Ok(writer.upsert(documents)?),
            None => Ok(()),
        }
    }

    /// Puts the new index in the place of the old one, for the disk and for those who ask.
    ///
    /// `checkpoint` is how far the log of changes was when the first document was read. What was written to the
    /// old index meanwhile is not in the new one: changes are followed again from the checkpoint on.
    pub fn finish(mut self, checkpoint: u64) -> Result<(), Error> {
        let (Some(writer), Some(path)) = (self.writer.take(), self.path.clone()) else {
            return Ok(());
        };
        let inner = Arc::clone(&self.inner);
        let writer = writer.complete(checkpoint, &path)?;
        let view = writer.view(&inner.settings, inner.generation(), None)?;
        let mut writing = inner.writing();
        inner.folder.set_current(&path)?;
        let before = std::mem::replace(&mut *writing, Writing::Open(Box::new(writer)));
        inner.publish(view);
        drop(writing);
        drop(before);
        // It counts now, and must not be removed.
        self.path = None;
        // Who still asks the old one has its files open, and keeps them until done.
        inner.folder.sweep(Some(&path));
        Ok(())
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        drop(self.writer.take());
        if let Some(path) = self.path.take()
            && let Err(error) = std::fs::remove_dir_all(&path)
        {
            tracing::warn!(%error, "an unfinished search index could not be removed");
        }
        self.inner.is_rebuilding.store(false, Ordering::Release);
    }
}
