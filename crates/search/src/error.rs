use std::{io, path::PathBuf};

/// Why an index has to be built anew before it can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("there is no index yet")]
    Missing,
    #[error("it was made by another version, or for another language or other currencies")]
    OtherShape,
    #[error("it cannot be read: {0}")]
    Broken(String),
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One process owns the folder of an index.
    #[error("the search index in {} is in use by another process", .0.display())]
    InUse(PathBuf),
    #[error("the search index has to be built anew: {0}")]
    NeedsRebuild(Reason),
    #[error("the search index is being built anew already")]
    AlreadyRebuilding,
    #[error("the folder of the search index: {0}")]
    Io(#[from] io::Error),
    #[error("the search index: {0}")]
    Engine(#[from] tantivy::TantivyError),
}
