//! An export as long work: a chunk appends some products to the file.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Seek, SeekFrom, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{ExportFilter, FileKind, Part, columns, part, path};
use crate::{
    Shop,
    catalog::spreadsheet,
    ids::{AttributeId, ProductId},
    tasks::{NewProblem, Step, Task, TaskError, Turn},
};

/// Writes a file to download.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExportProducts {
    filter: ExportFilter,
    kind: FileKind,
}

/// How much of the file counts: what a process wrote behind that before it ended is written anew.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Cursor {
    after: Option<ProductId>,
    bytes: u64,
    /// Attributes with columns; `None` before the first chunk.
    #[serde(default)]
    columns: Option<Vec<AttributeId>>,
}

impl ExportProducts {
    pub(super) fn new(filter: ExportFilter, kind: FileKind) -> Self {
        Self { filter, kind }
    }

    pub(super) fn kind(&self) -> FileKind {
        self.kind
    }
}

impl Task for ExportProducts {
    const KIND: &'static str = "catalog.export";

    fn title(&self) -> String {
        let kind = self.kind.extension().to_uppercase();
        match self.filter.status {
            Some(status) => format!("Export of {status} products ({kind})"),
            None => format!("Export of products ({kind})"),
        }
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let cursor: Cursor = turn.cursor()?;
        let columns = match cursor.columns {
            Some(columns) => columns,
            None if cursor.bytes == 0 => columns(shop).await?,
            // It began before there were such columns.
            None => Vec::new(),
        };
        let part = part(shop, self.filter, self.kind, &columns, cursor.after)
            .await
            .map_err(|error| TaskError::Retry(error.to_string()))?;
        let csv = path(shop, turn.task(), FileKind::Csv);
        let xlsx = path(shop, turn.task(), FileKind::Xlsx);
        let is_spreadsheet = self.kind == FileKind::Xlsx;
        let kept = cursor.bytes;
        let mut step = step(kept, columns, &part)?;
        let is_last = part.is_last;
        let place = csv.clone();
        let file = aside(move || locked(&place)).await?;
        // Another process is at it, or may have written this chunk and more while this one was away.
        let Some(file) = file else {
            return Err(TaskError::Moved);
        };
        if !turn.is_current(shop).await? {
            return Err(TaskError::Moved);
        }
        let file = aside(move || {
            append(&file, kept, &part.bytes)?;
            if is_last && is_spreadsheet {
                spreadsheet::from_csv(&csv, &xlsx).map_err(io::Error::other)?;
            }
            Ok(file)
        })
        .await?;
        step.is_last = is_last;
        let step = &step;
        let recorded = shop
            .db
            .transaction(|tx| async move { turn.record(&tx, step).await })
            .await;
        // Until now nobody else writes.
        drop(file);
        recorded
    }
}

/// On a thread that may wait for the disk.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, TaskError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| TaskError::Retry(error.to_string()))?
        .map_err(|error| TaskError::Retry(error.to_string()))
}

fn step(kept: u64, columns: Vec<AttributeId>, part: &Part) -> Result<Step, TaskError> {
    let mut step = Step::to(&Cursor {
        after: part.last,
        bytes: kept + part.bytes.len() as u64,
        columns: Some(columns),
    })?;
    step.done = part.products;
    step.failed = part.left_out.len() as u64;
    let left_out = part.left_out.iter();
    step.problems = left_out
        .map(|(title, reason)| NewProblem::new(title, reason))
        .collect();
    Ok(step)
}

/// The file as it is, for this chunk alone until it is closed or the process ends; `None` while another has it.
fn locked(path: &Path) -> io::Result<Option<File>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Behind the first `kept` bytes, whatever is there now.
fn append(mut file: &File, kept: u64, bytes: &[u8]) -> io::Result<()> {
    file.set_len(kept)?;
    file.seek(SeekFrom::Start(kept))?;
    file.write_all(bytes)?;
    file.sync_data()
}
