//! One listing on its way through the segments: each is gone through once, or not at all if it is known what is in it.

use std::{collections::HashMap, sync::Arc};

use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocSet, Score, TERMINATED, TantivyError, Term,
    query::{EnableScoring, Query as Finds, Weight},
    schema::IndexRecordOption,
};

use crate::{
    cache::{Beginning, Best, Counts, Order},
    document::Id,
    prices::{Span, together},
    query::Sort,
    tally::{Counter, Rank, Task},
    text::TextQuery,
    view::{Segment, View},
};

/// Products with exactly the code that was typed, above all others but pins.
const CODE_TIER: u32 = 1;

/// What all segments have together.
#[derive(Default)]
pub(crate) struct Sum {
    pub total: u64,
    /// By the process's numbers of terms.
    pub counts: Vec<u32>,
    pub prices: Option<Span>,
    pub in_stock: u32,
    pub on_sale: u32,
    pub best: Best,
}

pub(crate) struct Pass<'a> {
    view: &'a View,
    order: &'a Arc<Order>,
    task: Task<'a>,
    weight: Box<dyn Weight>,
    has_scores: bool,
    code: Option<&'a Term>,
    /// How far the list has to be known.
    needed: usize,
}

impl<'a> Pass<'a> {
    /// Through what `finds` finds, which includes what `text` says.
    pub fn new(
        view: &'a View,
        order: &'a Arc<Order>,
        finds: &dyn Finds,
        text: Option<&'a TextQuery>,
        task: Task<'a>,
        needed: usize,
    ) -> Result<Self, TantivyError> {
        let has_scores = task.has_text && task.sort == Sort::Relevance;
        let scoring = if has_scores {
            EnableScoring::enabled_from_searcher(&view.searcher)
        } else {
            without_scores(view)
        };
        Ok(Self {
            view,
            order,
            task,
            weight: finds.weight(scoring)?,
            has_scores,
            code: text.map(|text| &text.code),
            needed,
        })
    }

    pub fn all(&self) -> Result<Sum, TantivyError> {
        let mut sum = Sum::of(self.view, &self.task);
        let mut known = Vec::with_capacity(self.view.segments.len());
        for segment in &self.view.segments {
            known.push(self.segment(segment)?);
        }
        for (counts, _) in &known {
            sum.add(counts);
        }
        sum.best = merged(known.iter().map(|(_, beginning)| &beginning.best));
        Ok(sum)
    }

    fn segment(&self, segment: &Segment) -> Result<(Arc<Counts>, Arc<Beginning>), TantivyError> {
        if self.task.has_text {
            let (counts, beginning) = self.count(segment, &self.task)?;
            return Ok((Arc::new(counts), Arc::new(beginning)));
        }
        let (counts, beginning) = (self.known_counts(segment)?, self.known_beginning(segment));
        if let (Some(counts), Some(beginning)) = (&counts, &beginning) {
            return Ok((Arc::clone(counts), Arc::clone(beginning)));
        }
        let missing = Task {
            counts_facets: self.task.counts_facets && counts.is_none(),
            best: if beginning.is_none() {
                self.task.best
            } else {
                0
            },
            ..self.task
        };
        let (cache, id) = (&self.view.cache, segment.reader.segment_id());
        let (fresh_counts, fresh_beginning) = self.count(segment, &missing)?;
        let counts = counts.unwrap_or_else(|| {
            let fresh = Arc::new(fresh_counts);
            cache.keep_counts(id, &self.order.place, &fresh);
            fresh
        });
        let beginning = beginning.unwrap_or_else(|| {
            let fresh = Arc::new(fresh_beginning);
            cache.keep_beginning(id, self.order, &fresh);
            fresh
        });
        Ok((counts, beginning))
    }

    /// What was counted in a segment; where it lost documents since, without these. `None` where they have to be taken
    /// anew.
    fn known_counts(&self, segment: &Segment) -> Result<Option<Arc<Counts>>, TantivyError> {
        let (cache, id) = (&self.view.cache, segment.reader.segment_id());
        let Some(known) = cache.counts(id, &self.order.place) else {
            return Ok(None);
        };
        if known.deletes == segment.reader.delete_opstamp() {
            return Ok(Some(known));
        }
        let Some(lost) = segment.losses.since(known.deletes) else {
            return Ok(None);
        };
        let corrected = known.without(&self.count_lost(segment, lost)?);
        let corrected = corrected.map(Arc::new);
        if let Some(corrected) = &corrected {
            cache.keep_counts(id, &self.order.place, corrected);
        }
        Ok(corrected)
    }

    /// The same of the beginning of its list; `None` also where it does not reach far enough.
    fn known_beginning(&self, segment: &Segment) -> Option<Arc<Beginning>> {
        let (cache, id) = (&self.view.cache, segment.reader.segment_id());
        let mut known = cache.beginning(id, self.order)?;
        let deletes = segment.reader.delete_opstamp();
        if known.deletes != deletes {
            let lost = segment.losses.since(known.deletes)?;
            let lost = lost.into_iter().map(|document| segment.id(document));
            known = Arc::new(known.without(&lost.collect(), deletes));
            cache.keep_beginning(id, self.order, &known);
        }
        known.best.suffices(self.needed).then_some(known)
    }

    /// The counts of those of the documents that this listing finds; all of them are deleted.
    fn count_lost(&self, segment: &Segment, mut lost: Vec<u32>) -> Result<Counts, TantivyError> {
        let mut found = self.weight.scorer(&segment.reader, 1.0)?;
        lost.retain(|document| {
            if found.doc() < *document {
                found.seek(*document);
            }
            found.doc() == *document
        });
        let task = Task {
            best: 0,
            ..self.task
        };
        let mut counter = Counter::new(&task, segment, HashMap::new());
        for documents in lost.chunks(COLLECT_BLOCK_BUFFER_LEN) {
            counter.count_lost(documents);
        }
        let (counts, _) = finished(segment, counter, &task, lost.len() as u64);
        Ok(counts)
    }

    fn count(
        &self,
        segment: &Segment,
        task: &Task<'_>,
    ) -> Result<(Counts, Beginning), TantivyError> {
        let tiers = tiers(self.view, segment, &self.order.pins, self.code)?;
        let mut counter = Counter::new(task, segment, tiers);
        let mut visited = 0;
        if self.has_scores {
            let mut documents = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
            let mut scores: Vec<Score> = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
            self.weight
                .for_each(&segment.reader, &mut |document, score| {
                    documents.push(document);
                    scores.push(score);
                    if documents.len() == COLLECT_BLOCK_BUFFER_LEN {
                        visited += documents.len() as u64;
                        counter.count(&documents, &scores);
                        documents.clear();
                        scores.clear();
                    }
                })?;
            visited += documents.len() as u64;
            counter.count(&documents, &scores);
        } else {
            self.weight
                .for_each_no_score(&segment.reader, &mut |documents| {
                    visited += documents.len() as u64;
                    counter.count(documents, &[]);
                })?;
        }
        Ok(finished(segment, counter, task, visited))
    }
}

pub(crate) fn without_scores(view: &View) -> EnableScoring<'_> {
    EnableScoring::disabled_from_searcher(&view.searcher)
}

/// The documents of the segment that stand above what their scores say.
pub(crate) fn tiers(
    view: &View,
    segment: &Segment,
    pins: &[Id],
    code: Option<&Term>,
) -> Result<HashMap<u32, u32>, TantivyError> {
    let mut tiers = HashMap::new();
    let pins = (0u32..)
        .zip(pins)
        .map(|(place, id)| (u32::MAX - place, view.fields.id_term(id)));
    let code = code.map(|code| (CODE_TIER, code.clone()));
    for (tier, term) in code.into_iter().chain(pins) {
        let index = segment.reader.inverted_index(term.field())?;
        let Some(mut documents) = index.read_postings(&term, IndexRecordOption::Basic)? else {
            continue;
        };
        while documents.doc() != TERMINATED {
            let best: &mut u32 = tiers.entry(documents.doc()).or_default();
            *best = tier.max(*best);
            documents.advance();
        }
    }
    Ok(tiers)
}

fn finished(
    segment: &Segment,
    counter: Counter<'_>,
    task: &Task<'_>,
    visited: u64,
) -> (Counts, Beginning) {
    let tally = counter.finish();
    let deletes = segment.reader.delete_opstamp();
    let numbers = segment.terms.numbers.iter().copied();
    let terms = numbers.zip(tally.counts).filter(|(_, count)| *count > 0);
    let counts = Counts {
        deletes,
        visited,
        total: tally.total,
        terms: terms.collect(),
        prices: tally.prices,
        in_stock: tally.in_stock,
        on_sale: tally.on_sale,
    };
    let beginning = Beginning {
        deletes,
        visited,
        best: Best {
            is_all: tally.best.len() < task.best,
            ranks: tally.best,
        },
    };
    (counts, beginning)
}

impl Sum {
    /// Nothing yet.
    pub fn of(view: &View, task: &Task<'_>) -> Self {
        let counts = if task.counts_facets {
            vec![0; view.terms.len()]
        } else {
            Vec::new()
        };
        Self {
            counts,
            ..Self::default()
        }
    }

    pub fn add(&mut self, counts: &Counts) {
        self.total += counts.total;
        for (number, count) in &counts.terms {
            if let Some(sum) = self.counts.get_mut(*number as usize) {
                *sum += count;
            }
        }
        self.prices = together(self.prices, counts.prices);
        self.in_stock += counts.in_stock;
        self.on_sale += counts.on_sale;
    }
}

/// The beginning of the list of all segments: as far as each of them knows its own.
pub(crate) fn merged<'a>(all: impl Iterator<Item = &'a Best> + Clone) -> Best {
    let is_all = all.clone().all(|best| best.is_all);
    let mut ranks: Vec<Rank> = all.clone().flat_map(|best| &best.ranks).copied().collect();
    ranks.sort_unstable_by(|a, b| b.cmp(a));
    let known = all.filter(|best| !best.is_all).map(|best| best.ranks.len());
    if let Some(known) = known.min() {
        ranks.truncate(known);
    }
    Best { ranks, is_all }
}
