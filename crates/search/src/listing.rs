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
    cache::{Answer, Best, Kept, Listing, SegmentKey},
    document::Id,
    facets,
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
    pub prices: Option<(u64, u64)>,
    pub in_stock: u32,
    pub on_sale: u32,
    best: Vec<Rank>,
}

pub(crate) fn find(view: &View, query: &Query<'_>) -> Result<Found, TantivyError> {
    let skipped = page_start(query);
    let page_size = query.page_size as usize;
    let wanted = skipped
        .saturating_add(page_size)
        .max(FEWEST_BEST)
        .checked_next_power_of_two()
        .unwrap_or(usize::MAX);
    let listing = Arc::new(listing(query));
    let known = view.cache.answer(view.generation, &listing, wanted);
    let answer = if let Some(known) = known {
        known
    } else {
        let answer = Arc::new(answer(view, query, &listing, wanted)?);
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
    wanted: usize,
) -> Result<Answer, TantivyError> {
    let text = text::read(view, typed(query.text), query.synonyms, query.typos)?;
    let task = Task {
        filters: &query.filters,
        sort: query.sort,
        currency: query.currency,
        has_text: text.is_some(),
        counts_facets: query.facets.is_some(),
        best: wanted,
    };
    let mut sum = Pass::new(view, query, text.as_ref(), &task, listing)?.all()?;
    sum.best.truncate(wanted);
    let facets = query
        .facets
        .map(|limits| facets::collect(view, query, limits, &sum));
    Ok(Answer {
        total: sum.total,
        facets: Arc::new(facets.unwrap_or_default()),
        matched: text.map_or(Matched::Exactly, |text| text.matched),
        best: Best {
            ranks: sum.best,
            wanted,
        },
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
}

impl<'a> Pass<'a> {
    fn new(
        view: &'a View,
        query: &'a Query<'a>,
        text: Option<&'a TextQuery>,
        task: &'a Task<'a>,
        listing: &'a Arc<Listing>,
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
        for kept in kept {
            sum.add(&kept);
        }
        sum.best.sort_unstable_by(|a, b| b.cmp(a));
        Ok(sum)
    }

    fn segment(&self, segment: &Segment) -> Result<Arc<Kept>, TantivyError> {
        if self.has_text {
            return Ok(Arc::new(self.count(segment)?));
        }
        let key = SegmentKey {
            segment: segment.reader.segment_id(),
            deletes: segment.reader.delete_opstamp(),
            listing: Arc::clone(self.listing),
        };
        if let Some(kept) = self.view.cache.counts(&key, self.task.best) {
            return Ok(kept);
        }
        let kept = Arc::new(self.count(segment)?);
        self.view.cache.keep_counts(key, &kept);
        Ok(kept)
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
        let tally = counter.finish();
        let numbers = segment.terms.numbers.iter().copied();
        let counts = numbers.zip(tally.counts).filter(|(_, count)| *count > 0);
        Ok(Kept {
            visited,
            total: tally.total,
            counts: counts.collect(),
            prices: tally.prices,
            in_stock: tally.in_stock,
            on_sale: tally.on_sale,
            best: Best {
                ranks: tally.best,
                wanted: self.task.best,
            },
        })
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
        self.prices = match (self.prices, kept.prices) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
        self.in_stock += kept.in_stock;
        self.on_sale += kept.on_sale;
        self.best.extend_from_slice(&kept.best.ranks);
    }
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
    }
}
