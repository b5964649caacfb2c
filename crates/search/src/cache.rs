//! Answers that many ask for again, and the counts of segments they are added up from.
//!
//! A whole answer holds until the next commit. A segment never changes but for its deletes, so what was counted in it
//! holds as long as nothing is deleted from it, however often the index commits; after that only what was deleted is
//! counted, and taken off. What is counted does not depend on the order of the list, so its beginnings are kept by
//! themselves. Together they keep the page of a category with a hundred thousand products as quick as a small one.
//! What is narrowed down is found and counted by the shelves of its place. Listings with words depend on the whole
//! index by their scores; of these, and of suggestions, only whole answers are kept. So are the words that are like
//! one that was typed.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    mem,
    sync::Arc,
};

use moka::{policy::EvictionPolicy, sync::Cache as Moka};
use tantivy::{TantivyError, index::SegmentId};

use crate::{
    dictionary::Similar,
    document::Id,
    prices::Span,
    query::{FacetLimits, Facets, Filters, Matched, Sort, Whole},
    scope::Scope,
    shelf::Shelf,
    suggest::{SuggestLimits, Suggestions},
    tally::Rank,
    text::Typos,
};

/// Less is counted again in no time.
const WORTH_KEEPING: u64 = 2_000;

const ANSWER_BYTES: u64 = 8 * 1024 * 1024;
const COUNTS_BYTES: u64 = 8 * 1024 * 1024;
/// A product takes some thirty bytes for each category that is narrowed down.
const SHELVES_BYTES: u64 = 96 * 1024 * 1024;
/// What all segments of one place may take together.
const PLACE_BYTES: u64 = SHELVES_BYTES / 2;
/// What any segment may take of it: there are few of them.
const SEGMENT_BYTES: u64 = PLACE_BYTES / 64;
const BEGINNING_BYTES: u64 = 16 * 1024 * 1024;
/// A suggestion takes about a kilobyte.
const MOST_SUGGESTIONS: u64 = 4_000;
/// A word with those like it takes up to a kilobyte.
const MOST_WORDS: u64 = 4_000;

pub(crate) struct Cache {
    answers: Moka<(u64, Arc<Listing>), Arc<Answer>>,
    counts: Moka<(SegmentId, Arc<Place>), Arc<Counts>>,
    shelves: Moka<(SegmentId, Arc<Ground>), Option<Arc<Shelf>>>,
    beginnings: Moka<(SegmentId, Arc<Order>), Arc<Beginning>>,
    suggestions: Moka<(u64, SuggestLimits, String, u64), Arc<Suggestions>>,
    similar: Moka<(u64, String, u8), Arc<Vec<Similar>>>,
}

/// The part of a query that decides what is found and counted; the page is cut out later.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Listing {
    /// The words, and the fingerprint of the synonyms.
    pub text: Option<(String, u64)>,
    pub typos: Typos,
    pub order: Arc<Order>,
    pub facets: Option<FacetLimits>,
    pub whole: Option<Whole>,
}

/// What decides which products without words are found, and what of them is counted.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub within: Option<Id>,
    pub scope: Option<Scope>,
    pub filters: Filters,
    pub currency: String,
    pub has_facets: bool,
}

/// What decides what a listing without words holds before anything is chosen, and in what it costs.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ground {
    pub within: Option<Id>,
    pub scope: Option<Scope>,
    pub currency: String,
}

/// And what decides their order.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Order {
    pub place: Arc<Place>,
    pub sort: Sort,
    pub pins: Vec<Id>,
}

/// What a listing answers, but for the page.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub total: u64,
    pub facets: Arc<Facets>,
    pub matched: Matched,
    pub best: Best,
}

/// The beginning of a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Best {
    pub ranks: Vec<Rank>,
    /// Whether there are no others.
    pub is_all: bool,
}

impl Best {
    pub fn suffices(&self, needed: usize) -> bool {
        self.is_all || self.ranks.len() >= needed
    }

    fn bytes(&self) -> usize {
        self.ranks.len() * mem::size_of::<Rank>()
    }
}

/// The beginning of the list of one segment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beginning {
    /// The stamp of the deletes that are not in it any more.
    pub deletes: Option<u64>,
    /// Documents gone through to get here.
    pub visited: u64,
    pub best: Best,
}

/// The counts of one segment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    /// The stamp of the deletes that are not in it any more.
    pub deletes: Option<u64>,
    /// Documents gone through to get here.
    pub visited: u64,
    pub total: u64,
    /// By the process's numbers of terms, zeros left out.
    pub terms: Vec<(u32, u32)>,
    pub prices: Option<Span>,
    pub in_stock: u32,
    pub on_sale: u32,
}

impl Default for Cache {
    fn default() -> Self {
        let weigh_answer = |_: &(u64, Arc<Listing>), answer: &Arc<Answer>| weight(answer.bytes());
        let weigh_counts = |_: &(SegmentId, Arc<Place>), it: &Arc<Counts>| weight(it.bytes());
        let weigh_shelf = |_: &(SegmentId, Arc<Ground>), it: &Option<Arc<Shelf>>| {
            weight(overhead() + it.as_ref().map_or(0, |it| it.bytes()))
        };
        let weigh_beginning = |_: &(SegmentId, Arc<Order>), it: &Arc<Beginning>| weight(it.bytes());
        Self {
            answers: Moka::builder()
                .max_capacity(ANSWER_BYTES)
                .weigher(weigh_answer)
                // What belongs to an earlier commit is never asked for again, however popular it was.
                .eviction_policy(EvictionPolicy::lru())
                .build(),
            counts: Moka::builder()
                .max_capacity(COUNTS_BYTES)
                .weigher(weigh_counts)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
            shelves: Moka::builder()
                .max_capacity(SHELVES_BYTES)
                .weigher(weigh_shelf)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
            beginnings: Moka::builder()
                .max_capacity(BEGINNING_BYTES)
                .weigher(weigh_beginning)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
            suggestions: Moka::builder()
                .max_capacity(MOST_SUGGESTIONS)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
            similar: Moka::builder()
                .max_capacity(MOST_WORDS)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
        }
    }
}

impl Cache {
    pub fn answer(
        &self,
        generation: u64,
        listing: &Arc<Listing>,
        needed: usize,
    ) -> Option<Arc<Answer>> {
        let answer = self.answers.get(&(generation, Arc::clone(listing)));
        answer.filter(|answer| answer.best.suffices(needed))
    }

    pub fn keep_answer(&self, generation: u64, listing: &Arc<Listing>, answer: &Arc<Answer>) {
        let key = (generation, Arc::clone(listing));
        self.answers.insert(key, Arc::clone(answer));
    }

    /// The counts of a segment, perhaps with other deletes.
    pub fn counts(&self, segment: SegmentId, place: &Arc<Place>) -> Option<Arc<Counts>> {
        self.counts.get(&(segment, Arc::clone(place)))
    }

    pub fn keep_counts(&self, segment: SegmentId, place: &Arc<Place>, counts: &Arc<Counts>) {
        if counts.visited >= WORTH_KEEPING {
            let key = (segment, Arc::clone(place));
            self.counts.insert(key, Arc::clone(counts));
        }
    }

    /// What a segment has of a place, made if it is not known; `None` if that is more than its share of what is kept of
    /// a place, as it is of all documents. Whoever asks meanwhile waits for it.
    pub fn shelf(
        &self,
        segment: SegmentId,
        ground: &Arc<Ground>,
        (documents, all): (u64, u64),
        make: impl FnOnce() -> Result<Shelf, TantivyError>,
    ) -> Result<Option<Arc<Shelf>>, TantivyError> {
        let key = (segment, Arc::clone(ground));
        let made = self.shelves.try_get_with(key, || {
            let shelf = Arc::new(make()?);
            let bytes = shelf.bytes() as u64;
            let fits = bytes <= SEGMENT_BYTES || bytes * all <= PLACE_BYTES * documents;
            Ok(Some(shelf).filter(|_| fits))
        });
        made.map_err(|error: Arc<TantivyError>| TantivyError::clone(&error))
    }

    /// As if it were too much, or as if nobody had asked yet.
    #[cfg(test)]
    pub fn refuse(&self, segment: SegmentId, ground: &Arc<Ground>, is_refused: bool) {
        let key = (segment, Arc::clone(ground));
        if is_refused {
            self.shelves.insert(key, None);
        } else {
            self.shelves.invalidate(&key);
        }
        self.answers.invalidate_all();
    }

    /// The beginning of a segment's list, perhaps with other deletes.
    pub fn beginning(&self, segment: SegmentId, order: &Arc<Order>) -> Option<Arc<Beginning>> {
        self.beginnings.get(&(segment, Arc::clone(order)))
    }

    pub fn keep_beginning(&self, segment: SegmentId, order: &Arc<Order>, it: &Arc<Beginning>) {
        if it.visited >= WORTH_KEEPING {
            let key = (segment, Arc::clone(order));
            self.beginnings.insert(key, Arc::clone(it));
        }
    }

    /// The suggestions for a text at a commit, made if they are not known.
    pub fn suggestions<E>(
        &self,
        generation: u64,
        limits: SuggestLimits,
        text: &str,
        synonyms: u64,
        make: impl FnOnce() -> Result<Suggestions, E>,
    ) -> Result<Suggestions, E> {
        let key = (generation, limits, text.to_owned(), synonyms);
        known(&self.suggestions, key, make).map(|suggestions| (*suggestions).clone())
    }

    /// The words that are like another one at a commit, looked for if they are not known.
    pub fn similar<E>(
        &self,
        generation: u64,
        word: &str,
        edits: u8,
        read: impl FnOnce() -> Result<Vec<Similar>, E>,
    ) -> Result<Arc<Vec<Similar>>, E> {
        known(&self.similar, (generation, word.to_owned(), edits), read)
    }
}

/// What is kept by a key, made if it is not.
fn known<K, V, E>(
    kept: &Moka<K, Arc<V>>,
    key: K,
    make: impl FnOnce() -> Result<V, E>,
) -> Result<Arc<V>, E>
where
    K: Eq + Hash + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    if let Some(known) = kept.get(&key) {
        return Ok(known);
    }
    let made = Arc::new(make()?);
    kept.insert(key, Arc::clone(&made));
    Ok(made)
}

impl Answer {
    fn bytes(&self) -> usize {
        /// A value with its text.
        const VALUE: usize = 48;
        let facets = &self.facets;
        let attributes = facets.attributes.iter().map(|it| it.values.len() + 2);
        let values = attributes.sum::<usize>() + facets.brands.len() + facets.tags.len();
        let categories = facets.categories.len() * mem::size_of::<(Id, u32)>();
        overhead() + values * VALUE + categories + self.best.bytes()
    }
}

impl Beginning {
    /// What is left of it without the documents with these keys.
    pub fn without(&self, lost: &HashSet<(u64, u64)>, deletes: Option<u64>) -> Self {
        let ranks = self.best.ranks.iter();
        Self {
            deletes,
            visited: self.visited,
            best: Best {
                ranks: ranks.filter(|it| !lost.contains(&it.id)).copied().collect(),
                is_all: self.best.is_all,
            },
        }
    }

    fn bytes(&self) -> usize {
        overhead() + self.best.bytes()
    }
}

impl Counts {
    /// These counts without those of documents that were deleted; `None` where that cannot be told from them.
    pub fn without(&self, lost: &Self) -> Option<Self> {
        let gone: HashMap<u32, u32> = lost.terms.iter().copied().collect();
        let left = |(number, count): &(u32, u32)| {
            let gone = gone.get(number).copied().unwrap_or_default();
            Some((*number, count.checked_sub(gone)?))
        };
        let terms = self.terms.iter().map(left).collect::<Option<Vec<_>>>()?;
        let prices = match (self.prices, lost.prices) {
            (Some(here), Some(gone)) => Some(here.without(gone)?),
            (here, _) => here,
        };
        Some(Self {
            deletes: lost.deletes,
            visited: self.visited,
            total: self.total.checked_sub(lost.total)?,
            terms: terms.into_iter().filter(|(_, count)| *count > 0).collect(),
            prices,
            in_stock: self.in_stock.checked_sub(lost.in_stock)?,
            on_sale: self.on_sale.checked_sub(lost.on_sale)?,
        })
    }

    fn bytes(&self) -> usize {
        overhead() + self.terms.len() * mem::size_of::<(u32, u32)>()
    }
}

/// What an entry takes with nothing in it, key included.
const fn overhead() -> usize {
    512
}

fn weight(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
