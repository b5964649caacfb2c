//! Where an index lies: numbered folders beside each other, and a file that says which one counts.
//!
//! ```text
//! LOCK       held by the process that owns it
//! CURRENT    the name of the folder that counts
//! index-7/   an index with what it was made for in shape.json
//! index-8/   one that is being built, or was when the process died
//! ```

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    schema::{Settings, VERSION},
};

const PREFIX: &str = "index-";

pub(crate) struct Folder {
    path: PathBuf,
    /// Released by the system when the process ends, however it ends.
    _lock: File,
}

/// What is written beside an index, to be compared when it is opened.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Shape {
    version: u32,
    settings: Settings,
}

impl Folder {
    /// Takes possession, making the folder if it is not there.
    pub fn claim(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("LOCK"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// The folder that counts, if there is one.
    pub fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.path.join("CURRENT")).ok()?;
        let name = name.trim();
        number(name)?;
        let path = self.path.join(name);
        path.is_dir().then_some(path)
    }

    /// A new, empty folder.
    pub fn fresh(&self, settings: &Settings) -> io::Result<PathBuf> {
        let last = self.names()?.iter().filter_map(|name| number(name)).max();
        let path = self.path.join(format!("{PREFIX}{}", last.unwrap_or(0) + 1));
        fs::create_dir(&path)?;
        let shape = Shape {
            version: VERSION,
            settings: settings.clone(),
        };
        fs::write(path.join("shape.json"), serde_json::to_vec(&shape)?)?;
        Ok(path)
    }

    /// Whether the index in `path` was made for `settings` by this version.
    pub fn fits(path: &Path, settings: &Settings) -> bool {
        let shape = fs::read(path.join("shape.json"));
        let shape = shape.ok().and_then(|it| serde_json::from_slice(&it).ok());
        shape.is_some_and(|shape: Shape| shape.version == VERSION && shape.settings == *settings)
    }

    /// From here on `path` counts, also after a crash.
    pub fn set_current(&self, path: &Path) -> io::Result<()> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What it points to has to be on the disk before it.
        File::open(path.join("shape.json"))?.sync_all()?;
        File::open(path)?.sync_all()?;
        let beside = self.path.join("CURRENT.new");
        let mut file = File::create(&beside)?;
        file.write_all(name.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, self.path.join("CURRENT"))?;
        File::open(&self.path)?.sync_all()
    }

    /// Removes all indexes but `kept`. What cannot be removed now is removed another time.
    pub fn sweep(&self, kept: Option<&Path>) {
        for name in self.names().unwrap_or_default() {
            let path = self.path.join(&name);
            if number(&name).is_some()
                && kept != Some(path.as_path())
                && let Err(error) = fs::remove_dir_all(&path)
            {
                tracing::warn!(%error, folder = name, "an old search index could not be removed");
            }
        }
    }

    fn names(&self) -> io::Result<Vec<String>> {
        fs::read_dir(&self.path)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    }
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn settings() -> Settings {
        Settings {
            language: Language::English,
            currencies: vec!["EUR".into()],
        }
    }

    #[test]
    fn one_process_owns_the_folder() {
        let place = tempfile::tempdir().expect("a folder");
        let first = Folder::claim(place.path()).expect("it is free");

        assert!(matches!(Folder::claim(place.path()), Err(Error::InUse(_))));

        drop(first);
        assert!(Folder::claim(place.path()).is_ok());
    }

    #[test]
    fn the_pointer_counts_and_the_rest_is_swept() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = Folder::claim(place.path()).expect("it is free");
        assert_eq!(folder.current(), None);

        let first = folder.fresh(&settings()).expect("a folder");
        let second = folder.fresh(&settings()).expect("a folder");
        assert_ne!(first, second);
        folder.set_current(&second).expect("it is written");

        assert_eq!(folder.current().as_ref(), Some(&second));
        folder.sweep(Some(&second));
        assert!(!first.exists() && second.exists());
        assert!(Folder::fits(&second, &settings()));
        let others = Settings {
            language: Language::German,
            ..settings()
        };
        assert!(!Folder::fits(&second, &others));
    }

    #[test]
    fn a_pointer_to_elsewhere_is_none() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = Folder::claim(place.path()).expect("it is free");
        for name in ["", "..", "index-9", "index-x", "/tmp"] {
            fs::write(place.path().join("CURRENT"), name).expect("it is written");
            assert_eq!(folder.current(), None, "{name:?}");
        }
    }
}
