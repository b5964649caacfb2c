//! Notices when somebody works on the theme.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Looking at the files for each request would cost more than a page that is kept.
const PERIOD: Duration = Duration::from_secs(1);

/// The templates of a theme, as they were the last time somebody looked.
#[derive(Debug)]
pub struct Watch {
    folder: PathBuf,
    last: Mutex<(Instant, u64)>,
}

impl Watch {
    pub fn new(folder: PathBuf) -> Self {
        let stamp = stamp_of(&folder);
        Self {
            folder,
            last: Mutex::new((Instant::now(), stamp)),
        }
    }

    /// Another number when a file is another one, at most a second later.
    pub fn stamp(&self) -> u64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.0.elapsed() >= PERIOD {
            *last = (Instant::now(), stamp_of(&self.folder));
        }
        last.1
    }
}

/// Links that lead in a circle end somewhere.
const MOST_FOLDERS: usize = 200;

/// Names, sizes and times of all files. One that cannot be read is as good as not there.
fn stamp_of(folder: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    let mut left = MOST_FOLDERS;
    while let Some(folder) = folders.pop().filter(|_| left > 0) {
        left -= 1;
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match std::fs::metadata(&path) {
                Ok(found) if found.is_dir() => folders.push(path),
                Ok(found) => files.push((path, found.len(), found.modified().ok())),
                Err(_) => {}
            }
        }
    }
    files.sort_unstable();
    files.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_another_one_when_a_file_is() {
        let folder = std::env::temp_dir().join(format!("theme-{:x}", rand::random::<u64>()));
        let below = folder.join("storefront");
        std::fs::create_dir_all(&below).unwrap();
        let empty = stamp_of(&folder);
        std::fs::write(below.join("_layout.html"), "one").unwrap();
        let one = stamp_of(&folder);
        std::fs::write(below.join("_layout.html"), "three").unwrap();
        let three = stamp_of(&folder);
        let again = stamp_of(&folder);
        std::fs::remove_dir_all(&folder).unwrap();

        assert_ne!(empty, one);
        assert_ne!(one, three);
        assert_eq!(three, again);
    }
}
