//! Writes one index: bounded memory, one thread for documents and one for merging.

use std::{path::Path, sync::Arc};

use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, TantivyError,
    index::SegmentComponent,
    indexer::{IndexWriterOptions, LogMergePolicy},
};

use crate::{
    document::{Document, Id},
    schema::{Fields, Settings},
    view::View,
    words::Words,
};

/// What is collected in memory before it becomes a segment, when a whole index is built. The tables for it are
/// set up in proportion, and with each commit anew, so the writer that follows changes takes the least there is.
const BUILDING_BYTES: usize = 50_000_000;
const FOLLOWING_BYTES: usize = 15_000_000;

/// Segments with fewer documents are merged with each other, however different their sizes. Small, because such a
/// merge happens every few commits.
const SMALL_SEGMENT: u32 = 2_000;
/// So many segments of one size become one.
const MERGED_AT_ONCE: usize = 8;
/// A segment with more deletes is written again without them.
const MOST_DELETES: f32 = 0.3;

/// Blocks of titles kept for suggestions, 16 kB each, for each segment.
const TITLE_BLOCKS: usize = 16;

pub(crate) struct Writer {
    engine: IndexWriter,
    reader: IndexReader,
    fields: Arc<Fields>,
    words: Words,
    checkpoint: u64,
    /// Whether anything was written since the last commit.
    has_changes: bool,
    /// For an index that was empty: the greatest key in it. What comes after needs no delete of what it replaces,
    /// and deletes are dear (tantivy keeps each in a kilobyte until the next commit).
    greatest: Option<Id>,
}

impl Writer {
    /// A new index in an empty folder.
    pub fn create(
        path: &Path,
        fields: &Arc<Fields>,
        settings: &Settings,
    ) -> Result<Self, TantivyError> {
        let index = Index::create_in_dir(path, fields.schema.clone())?;
        let words = Words::new(settings.language);
        let mut created = Self::new(&index, fields, words, BUILDING_BYTES)?;
        // Less than the key of any product.
        created.greatest = Some([0; 16]);
        Ok(created)
    }

    pub fn open(
        path: &Path,
        fields: &Arc<Fields>,
        settings: &Settings,
    ) -> Result<Self, TantivyError> {
        let index = Index::open_in_dir(path)?;
        for segment in index.searchable_segments()? {
            // The one file without which a segment is opened all the same, and searches go wrong later.
            segment.open_read(SegmentComponent::Positions)?;
        }
        Self::new(
            &index,
            fields,
            Words::new(settings.language),
            FOLLOWING_BYTES,
        )
    }

    fn new(
        index: &Index,
        fields: &Arc<Fields>,
        words: Words,
        buffer_bytes: usize,
    ) -> Result<Self, TantivyError> {
        let payload = index.load_metas()?.payload;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(TITLE_BLOCKS)
            .try_into()?;
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(buffer_bytes)
            .num_merge_threads(1)
            .build();
        let engine = index.writer_with_options(options)?;
        let mut policy = LogMergePolicy::default();
        policy.set_min_layer_size(SMALL_SEGMENT);
        policy.set_min_num_segments(MERGED_AT_ONCE);
        policy.set_del_docs_ratio_before_merge(MOST_DELETES);
        engine.set_merge_policy(Box::new(policy));
        Ok(Self {
            engine,
            reader,
            fields: Arc::clone(fields),
            words,
            // A commit without a checkpoint is none of ours: follow from the beginning.
            checkpoint: payload.and_then(|it| it.parse().ok()).unwrap_or(0),
            has_changes: false,
            greatest: None,
        })
    }

    pub fn has_fields_of(&self, fields: &Fields) -> bool {
        self.engine.index().schema() == fields.schema
    }

    pub fn checkpoint(&self) -> u64 {
        self.checkpoint
    }

    pub fn upsert(&mut self, documents: &[Document]) -> Result<(), TantivyError> {
        for document in documents {
            self.has_changes = true;
            self.make_room(document.id);
            let row = self.fields.write(document, &mut self.words);
            self.engine.add_document(row)?;
        }
        Ok(())
    }

    fn make_room(&mut self, id: Id) {
        match &mut self.greatest {
            Some(greatest) if id > *greatest => *greatest = id,
            _ => {
                self.engine.delete_term(self.fields.id_term(&id));
            }
        }
    }

    pub fn delete(&mut self, ids: &[Id]) {
        for id in ids {
            self.has_changes = true;
            self.engine.delete_term(self.fields.id_term(id));
        }
    }

    /// Whether there is something new to see.
    pub fn commit(&mut self, checkpoint: u64) -> Result<bool, TantivyError> {
        if !self.has_changes && checkpoint == self.checkpoint {
            return Ok(false);
        }
        let mut commit = self.engine.prepare_commit()?;
        commit.set_payload(&checkpoint.to_string());
        commit.commit()?;
        self.checkpoint = checkpoint;
        Ok(std::mem::take(&mut self.has_changes))
    }

    /// Forgets what was written since the last commit.
    pub fn roll_back(&mut self) -> Result<(), TantivyError> {
        self.engine.rollback()?;
        self.has_changes = false;
        Ok(())
    }

    /// Commits, waits until all merging is done, and opens the result again.
    pub fn complete(mut self, checkpoint: u64, path: &Path) -> Result<Self, TantivyError> {
        self.has_changes = true;
        self.commit(checkpoint)?;
        self.engine.wait_merging_threads()?;
        let index = Index::open_in_dir(path)?;
        Self::new(&index, &self.fields, self.words, FOLLOWING_BYTES)
    }

    /// Opens what the last commit left.
    pub fn view(
        &self,
        settings: &Settings,
        generation: u64,
        before: Option<&View>,
    ) -> Result<View, TantivyError> {
        self.reader.reload()?;
        View::open(
            self.reader.searcher(),
            &self.fields,
            settings,
            generation,
            before,
        )
    }
}
