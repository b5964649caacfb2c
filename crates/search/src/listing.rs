//! Answers a [`Query`]: one pass over each segment, counts added up, the page cut out.

use std::{collections::HashMap, sync::Arc};

use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocSet, Score, TERMINATED, TantivyError, Term,
    query::{
        AllQuery, ConstScoreQuery, EnableScoring, Query as Finds, TermQuery, TermSetQuery, Weight,
    },
    schema::IndexRecordOption,
};

use crate::{
    cache::{Answer, Best, Kept, Listing},
    document::Id,
    facets,
    prices::{Span, together},
    query::{Found, Matched, Query, Sort},
    schema::{category_term, whole},
    tally::{Counter, Rank, Task},
    text::{self, TextQuery, intersection, union},
    view::{Segment, View},
    words::typed,
};

/// So many of the best are remembered at least, so that the next pages need no other pass.
const FEWEST_BEST: usize = 128;

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
    best: Best,
}

pub(crate) fn find(view: &View, query: &Query<'_>) -> Result<Found, TantivyError> {
    let skipped = page_start(query);
    let page_size = query.page_size as usize;
    let needed = skipped.saturating_add(page_size);
    let listing = Arc::new(listing(query));
    let known = view.cache.answer(view.generation, &listing, needed);
    let answer = if let Some(known) = known {
        known
    } else {
        let answer = Arc::new(answer(view, query, &listing, needed)?);
        view.cache.keep_answer(view.generation, &listing, &answer);
        answer
    };
    let page = answer.best.ranks.iter().skip(skipped).take(page_size);
    Ok(Found {
        ids: page.map(|rank| whole(rank.id.0, rank.id.1)).collect(),
        total: answer.total,
        facets: Arc::clone(&answer.facets),
        matched: answer.matched,
    })
}

fn answer(
    view: &View,
    query: &Query<'_>,
    listing: &Arc<Listing>,
    needed: usize,
) -> Result<Answer, TantivyError> {
    let text = text::read(view, typed(query.text), query.synonyms, query.typos)?;
    let task = Task {
        filters: &query.filters,
        sort: query.sort,
        currency: query.currency,
        has_text: text.is_some(),
        counts_facets: query.facets.is_some(),
        best: needed
            .max(FEWEST_BEST)
            .checked_next_power_of_two()
            .unwrap_or(usize::MAX),
    };
    let sum = Pass::new(view, query, text.as_ref(), &task, listing, needed)?.all()?;
    let facets = query
        .facets
        .map(|limits| facets::collect(view, query, limits, &sum));
    Ok(Answer {
        total: sum.total,
        facets: Arc::new(facets.unwrap_or_default()),
        matched: text.map_or(Matched::Exactly, |text| text.matched),
        best: sum.best,
    })
}

fn page_start(query: &Query<'_>) -> usize {
    let before = query.page.max(1) - 1;
    (before as usize).saturating_mul(query.page_size as usize)
}

/// One listing on its way through the segments.
struct Pass<'a> {
    view: &'a View,
    query: &'a Query<'a>,
    task: &'a Task<'a>,
    weight: Box<dyn Weight>,
    has_scores: bool,
    code: Option<&'a Term>,
    has_text: bool,
    listing: &'a Arc<Listing>,
    needed: usize,
}

impl<'a> Pass<'a> {
    fn new(
        view: &'a View,
        query: &'a Query<'a>,
        text: Option<&'a TextQuery>,
        task: &'a Task<'a>,
        listing: &'a Arc<Listing>,
        needed: usize,
    ) -> Result<Self, TantivyError> {
        let has_scores = text.is_some() && query.sort == Sort::Relevance;
        let scoring = if has_scores {
            EnableScoring::enabled_from_searcher(&view.searcher)
        } else {
            EnableScoring::disabled_from_searcher(&view.searcher)
        };
        Ok(Self {
            view,
            query,
            task,
            weight: everything(view, query, text).weight(scoring)?,
            has_scores,
            code: text.map(|text| &text.code),
            has_text: text.is_some(),
            listing,
            needed,
        })
    }

    fn all(&self) -> Result<Sum, TantivyError> {
        let mut sum = Sum::default();
        let mut kept = Vec::with_capacity(self.view.segments.len());
        for segment in &self.view.segments {
            kept.push(self.segment(segment)?);
        }
        if self.task.counts_facets {
            sum.counts = vec![0; self.view.terms.len()];
        }
        for kept in &kept {
            sum.add(kept);
        }
        sum.best = merged(kept.iter().map(|kept| &kept.best));
        Ok(sum)
    }

    fn segment(&self, segment: &Segment) -> Result<Arc<Kept>, TantivyError> {
        if self.has_text {
            return Ok(Arc::new(self.count(segment)?));
        }
        let (cache, id) = (&self.view.cache, segment.reader.segment_id());
        let is_enough = |known: &Kept| known.best.suffices(self.needed);
        let corrected = match cache.counts(id, self.listing) {
            Some(known) if known.deletes == segment.reader.delete_opstamp() => {
                if is_enough(&known) {
                    return Ok(known);
                }
                None
            }
            Some(known) => self.corrected(segment, &known)?,
            None => None,
        };
        let kept = match corrected.filter(is_enough) {
            Some(corrected) => Arc::new(corrected),
            None => Arc::new(self.count(segment)?),
        };
        cache.keep_counts(id, self.listing, &kept);
        Ok(kept)
    }

    /// The counts of a segment that lost documents since; `None` where they have to be taken anew.
    fn corrected(&self, segment: &Segment, known: &Kept) -> Result<Option<Kept>, TantivyError> {
        let Some(mut lost) = segment.losses.since(known.deletes) else {
            return Ok(None);
        };
        let mut found = self.weight.scorer(&segment.reader, 1.0)?;
        lost.retain(|document| {
            if found.doc() < *document {
                found.seek(*document);
            }
            found.doc() == *document
        });
        let task = Task {
            // Any of them may be among the best that are known.
            best: lost.len(),
            ..*self.task
        };
        let mut counter = Counter::new(&task, segment, self.tiers(segment)?);
        for documents in lost.chunks(COLLECT_BLOCK_BUFFER_LEN) {
            counter.count_lost(documents);
        }
        let lost = self.kept(segment, counter, lost.len() as u64);
        Ok(known.without(&lost))
    }

    fn count(&self, segment: &Segment) -> Result<Kept, TantivyError> {
        let mut counter = Counter::new(self.task, segment, self.tiers(segment)?);
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
        Ok(self.kept(segment, counter, visited))
    }

    fn kept(&self, segment: &Segment, counter: Counter<'_>, visited: u64) -> Kept {
        let tally = counter.finish();
        let numbers = segment.terms.numbers.iter().copied();
        let counts = numbers.zip(tally.counts).filter(|(_, count)| *count > 0);
        Kept {
            deletes: segment.reader.delete_opstamp(),
            visited,
            total: tally.total,
            counts: counts.collect(),
            prices: tally.prices,
            in_stock: tally.in_stock,
            on_sale: tally.on_sale,
            best: Best {
                is_all: tally.best.len() < self.task.best,
                ranks: tally.best,
            },
        }
    }

    /// The documents of the segment that stand above what their scores say.
    fn tiers(&self, segment: &Segment) -> Result<HashMap<u32, u32>, TantivyError> {
        let mut tiers = HashMap::new();
        let fields = &self.view.fields;
        let pins = (0u32..)
            .zip(self.query.pins)
            .map(|(place, id)| (u32::MAX - place, fields.id_term(id)));
        let code = self.code.map(|code| (CODE_TIER, code.clone()));
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
}

impl Sum {
    fn add(&mut self, kept: &Kept) {
        self.total += kept.total;
        for (number, count) in &kept.counts {
            if let Some(sum) = self.counts.get_mut(*number as usize) {
                *sum += count;
            }
        }
        self.prices = together(self.prices, kept.prices);
        self.in_stock += kept.in_stock;
        self.on_sale += kept.on_sale;
    }
}

/// The beginning of the list of all segments: as far as each of them knows its own.
fn merged<'a>(all: impl Iterator<Item = &'a Best> + Clone) -> Best {
    let is_all = all.clone().all(|best| best.is_all);
    let mut ranks: Vec<Rank> = all.clone().flat_map(|best| &best.ranks).copied().collect();
    ranks.sort_unstable_by(|a, b| b.cmp(a));
    let known = all.filter(|best| !best.is_all).map(|best| best.ranks.len());
    if let Some(known) = known.min() {
        ranks.truncate(known);
    }
    Best { ranks, is_all }
}

/// Every product of a category, in no order: one pass, however many there are.
pub(crate) fn members(view: &View, category: &Id) -> Result<Vec<Id>, TantivyError> {
    let term = Term::from_field_text(view.fields.facets, &category_term(category));
    let mut members = Vec::new();
    for segment in &view.segments {
        let index = segment.reader.inverted_index(term.field())?;
        let Some(mut documents) = index.read_postings(&term, IndexRecordOption::Basic)? else {
            continue;
        };
        while documents.doc() != TERMINATED {
            if !segment.reader.is_deleted(documents.doc()) {
                let (high, low) = segment.id(documents.doc());
                members.push(whole(high, low));
            }
            documents.advance();
        }
    }
    Ok(members)
}

/// All that the text and the place find, before any choice.
fn everything(view: &View, query: &Query<'_>, text: Option<&TextQuery>) -> Box<dyn Finds> {
    let mut all: Vec<Box<dyn Finds>> = Vec::new();
    if let Some(text) = text {
        let mut found = vec![text.query.box_clone()];
        if !query.pins.is_empty() {
            let pins = query.pins.iter().map(|id| view.fields.id_term(id));
            found.push(unscored(Box::new(TermSetQuery::new(pins))));
        }
        all.push(union(found));
    }
    if let Some(category) = &query.within {
        let term = Term::from_field_text(view.fields.facets, &category_term(category));
        let within = TermQuery::new(term, IndexRecordOption::Basic);
        all.push(unscored(Box::new(within)));
    }
    if let Some(scope) = query.scope {
        all.push(scope.query(&view.fields, query.currency));
    }
    if all.is_empty() {
        return Box::new(AllQuery);
    }
    intersection(all)
}

fn unscored(query: Box<dyn Finds>) -> Box<dyn Finds> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn listing(query: &Query<'_>) -> Listing {
    let text = typed(query.text);
    let text = (text.to_owned(), query.synonyms.fingerprint());
    Listing {
        text: (!text.0.is_empty()).then_some(text),
        typos: query.typos,
        within: query.within,
        scope: query.scope.cloned(),
        filters: query.filters.clone(),
        sort: query.sort,
        currency: query.currency.to_owned(),
        pins: query.pins.to_vec(),
        facets: query.facets,
        whole: query.whole.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, FacetLimits, Index, Language, Settings, Synonyms};

    fn mug(number: u32) -> Document {
        let mut id = [0; 16];
        id[12..].copy_from_slice(&number.to_be_bytes());
        Document {
            id,
            in_stock: true,
            ..Document::default()
        }
    }

    /// A mark in what is kept of a segment shows whether it was counted anew.
    #[test]
    fn what_was_deleted_is_taken_off_what_is_kept() {
        const MARK: u32 = 1_000_000;
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            language: Language::English,
            currencies: vec!["EUR".into()],
        };
        let index = Index::open(folder.path(), &settings).expect("the folder is free");
        let mut built = index.rebuild().expect("nobody else rebuilds");
        let mugs: Vec<Document> = (0..20_000).map(mug).collect();
        built.upsert(&mugs).expect("written");
        built.finish(0).expect("built");
        let synonyms = Synonyms::new(Language::English);
        let query = Query {
            facets: Some(FacetLimits::default()),
            ..Query::new("", "EUR", &synonyms)
        };
        let in_stock = || index.find(&query).expect("an answer").facets.in_stock;
        assert_eq!(in_stock(), 20_000);
        let view = index.view().expect("it is built");
        let listing = Arc::new(listing(&query));
        let mut marks = 0;
        for segment in &view.segments {
            let id = segment.reader.segment_id();
            if let Some(kept) = view.cache.counts(id, &listing) {
                let mut kept = Kept::clone(&kept);
                kept.in_stock += MARK;
                marks += MARK;
                view.cache.keep_counts(id, &listing, &Arc::new(kept));
            }
        }
        assert!(marks > 0, "no segment is large enough");
        let sold_out = |number| Document {
            in_stock: false,
            ..mug(number)
        };

        for edited in 1..=40 {
            let documents = [sold_out(edited * 400)];
            index.upsert(&documents).expect("written");
            index.commit(1).expect("committed");

            assert_eq!(in_stock(), marks + 20_000 - edited);
        }
    }
}
