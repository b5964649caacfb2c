//! A file that is read on and on while its task runs, chunk by chunk.

use std::{
    collections::{HashMap, VecDeque},
    fs::File,
    io::BufReader,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use tokio::sync::mpsc;

use super::{
    Import, ImportError, cells,
    columns::Column,
    file,
    file::{Group, Piece},
    record,
    specify::Describing,
};
use crate::{Shop, catalog::queries::imports, ids::TaskId, tasks::TaskError};

/// Files that stay open between chunks. Only a place to go on from: what is not here is read anew up
/// to where the task is.
static OPEN: LazyLock<Mutex<HashMap<TaskId, Reading>>> = LazyLock::new(Mutex::default);

/// One import runs at a time; what a cancelled one left behind goes with the next.
const OPEN_MAX: usize = 2;

/// Where a file is being read.
pub(super) struct Reading {
    pieces: mpsc::Receiver<Result<Piece, ImportError>>,
    /// Pieces that were read and come again, before those.
    again: VecDeque<Piece>,
    /// Pieces read so far.
    pub at: u64,
    /// Where the file gave which SKU; by hash, so that a long file takes little room.
    pub skus: HashMap<[u8; 16], u64>,
    pub describing: Describing,
}

/// What a chunk works on.
#[derive(Default)]
pub(super) struct Batch {
    /// In the order of the file.
    pub pieces: Vec<Piece>,
    pub is_last: bool,
}

impl Reading {
    /// Goes on after so many pieces.
    pub async fn resume(
        shop: &Shop,
        import: &Import,
        task: TaskId,
        at: u64,
    ) -> Result<Self, TaskError> {
        let kept = OPEN
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&task);
        if let Some(reading) = kept.filter(|reading| reading.at == at) {
            return Ok(reading);
        }
        let file = File::open(record::path(shop, import.id))
            .map_err(|error| TaskError::Fail(format!("the file cannot be read: {error}")))?;
        let mut reading = Self {
            pieces: file::read(BufReader::new(file), import.layout(shop)),
            again: VecDeque::new(),
            at: 0,
            skus: HashMap::new(),
            describing: Describing::default(),
        };
        while reading.at < at {
            let Some(piece) = reading.next().await? else {
                break;
            };
            match piece {
                Piece::Product(group) => reading.note_skus(&group),
                Piece::Header { attributes, .. } => {
                    reading.describing = Describing::new(attributes);
                }
                Piece::Bad(..) => {}
            }
        }
        if at > 0 {
            let types = imports::types_made(shop.db.primary(), import.id).await?;
            reading.describing.own_types = types.into_iter().collect();
            reading.describing.is_begun = true;
        }
        Ok(reading)
    }

    /// Up to so many products.
    pub async fn batch(&mut self, limit: usize) -> Result<Batch, TaskError> {
        let mut batch = Batch::default();
        let mut products = 0;
        while products < limit {
            let Some(piece) = self.next().await? else {
                batch.is_last = true;
                break;
            };
            match &piece {
                Piece::Product(_) => products += 1,
                Piece::Header { attributes, .. } => {
                    self.describing = Describing::new(Arc::clone(attributes));
                }
                Piece::Bad(..) => {}
            }
            batch.pieces.push(piece);
        }
        Ok(batch)
    }

    /// What was read last comes again, without a second look at the file.
    pub fn put_back(&mut self, batch: Batch) {
        self.at -= batch.pieces.len() as u64;
        for piece in batch.pieces.into_iter().rev() {
            self.again.push_front(piece);
        }
    }

    pub fn keep(self, task: TaskId) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= OPEN_MAX {
            open.clear();
        }
        open.insert(task, self);
    }

    async fn next(&mut self) -> Result<Option<Piece>, TaskError> {
        let piece = if let Some(piece) = self.again.pop_front() {
            Some(piece)
        } else {
            let piece = self.pieces.recv().await.transpose();
            piece.map_err(|error| TaskError::Fail(error.to_string()))?
        };
        self.at += u64::from(piece.is_some());
        Ok(piece)
    }

    fn note_skus(&mut self, group: &Group) {
        for row in &group.rows {
            let sku = row.filled(Column::Sku);
            if let Some(sku) = sku.and_then(|text| cells::sku(text).ok()) {
                self.skus.entry(super::run::hash(&sku)).or_insert(row.line);
            }
        }
    }
}
