//! What a segment lost while this process looked at it: its counts are corrected by that instead of taken anew.

use std::sync::Arc;

use tantivy::SegmentReader;

/// Above this the earliest are forgotten: so many are counted about as quickly as a whole segment.
const MOST: usize = 10_000;

/// The deletes of one segment, a step for each commit that brought some.
#[derive(Default)]
pub(crate) struct Losses {
    steps: Vec<Arc<Step>>,
}

struct Step {
    /// The operation stamp that the segment's deletes had before.
    from: Option<u64>,
    /// In order.
    documents: Vec<u32>,
}

impl Losses {
    /// Those of a segment that was read as `before` at the commit before.
    pub fn continued(&self, before: &SegmentReader, now: &SegmentReader) -> Self {
        let mut steps = self.steps.clone();
        if before.delete_opstamp() != now.delete_opstamp() {
            let is_lost = |document: &u32| now.is_deleted(*document);
            steps.push(Arc::new(Step {
                from: before.delete_opstamp(),
                documents: before.doc_ids_alive().filter(is_lost).collect(),
            }));
        }
        let mut sum = 0;
        let enough = steps.iter().rev().take_while(|step| {
            sum += step.documents.len();
            sum <= MOST
        });
        let enough = enough.count();
        steps.drain(..steps.len() - enough);
        Self { steps }
    }

    /// What was deleted since the segment's deletes had this stamp, in order; `None` if that is not known any more.
    pub fn since(&self, stamp: Option<u64>) -> Option<Vec<u32>> {
        let first = self.steps.iter().position(|step| step.from == stamp)?;
        let steps = self.steps.get(first..)?.iter();
        let mut documents: Vec<u32> = steps.flat_map(|step| &step.documents).copied().collect();
        documents.sort_unstable();
        Some(documents)
    }
}
