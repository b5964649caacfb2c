use std::path::PathBuf;

use db::DbError;

/// Why the index cannot be kept. Customers hear nothing of it: the database answers instead.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    #[error(transparent)]
    Index(#[from] ::search::Error),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("all places for a search index in {} are in use", .0.display())]
    NoPlace(PathBuf),
    #[error("the folder of the search index: {0}")]
    Io(#[from] std::io::Error),
    #[error("the work on the search index ended early: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl crate::Failure for SearchError {
    fn kind(&self) -> crate::FailureKind {
        match self {
            Self::Db(error) => error.kind(),
            Self::Index(_) | Self::NoPlace(_) | Self::Io(_) | Self::Task(_) => {
                crate::FailureKind::Internal
            }
        }
    }
}
