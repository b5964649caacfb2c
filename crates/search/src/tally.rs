//! One pass over the documents of a segment: counts of all facets, the range of prices, the best of the page.

use std::{collections::HashMap, ops::Range};

use tantivy::{Score, columnar::Column, i64_to_u64};

use crate::{
    prices::{Span, together},
    query::{Filters, Sort},
    schema::{Group, IN_STOCK, ON_SALE},
    view::{PriceColumns, Segment, first_values},
};

/// Choices among terms have the bits below these.
const PRICE: u64 = 1 << 61;
const STOCK: u64 = 1 << 62;
const SALE: u64 = 1 << 63;

/// Where a document stands in the list: the greater the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    /// Pins above exact codes above the rest.
    pub tier: u32,
    pub value: u64,
    pub id: (u64, u64),
}

/// What was counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub total: u64,
    /// By the segment's numbers of terms.
    pub counts: Vec<u32>,
    pub prices: Option<Span>,
    pub in_stock: u32,
    pub on_sale: u32,
    /// The best, in order.
    pub best: Vec<Rank>,
}

/// What is wanted, the same for all segments.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub filters: &'a Filters,
    pub sort: Sort,
    pub currency: &'a str,
    pub has_text: bool,
    pub counts_facets: bool,
    /// How many of the best.
    pub best: usize,
}

/// Goes through one segment.
pub(crate) struct Counter<'a> {
    task: &'a Task<'a>,
    segment: &'a Segment,
    prices: Option<&'a PriceColumns>,
    choices: Choices,
    tiers: HashMap<u32, u32>,
    tally: Tally,
    best: Best<Rank>,
    block: Block,
}

/// The choices in the numbers of one segment. A document is compared with all of them at once: the bits that are
/// left are the facets it does not fit.
struct Choices {
    active: u64,
    /// For each term the bit of the choice it satisfies; empty without choices.
    bits: Vec<u64>,
    /// For each bit the terms of its group.
    ranges: Vec<Range<u32>>,
}

impl Choices {
    fn new(filters: &Filters, segment: &Segment) -> Self {
        let mut choices = Self {
            active: 0,
            bits: Vec::new(),
            ranges: Vec::new(),
        };
        for (group, terms) in filters.terms() {
            choices.add(segment, &group, terms);
        }
        let flags = [
            (!filters.price.is_open(), PRICE),
            (filters.in_stock, STOCK),
            (filters.on_sale, SALE),
        ];
        for (_, bit) in flags.into_iter().filter(|(is_chosen, _)| *is_chosen) {
            choices.active |= bit;
        }
        choices
    }

    fn add(&mut self, segment: &Segment, group: &Group, terms: Vec<String>) {
        let bit = 1 << self.ranges.len();
        self.active |= bit;
        self.ranges.push(segment.terms.range(group));
        self.bits.resize(segment.terms.numbers.len(), 0);
        let column = segment.facets.as_ref();
        for term in terms {
            // A value that the segment does not have fits none of its documents; an unreadable dictionary
            // has been found out when it was opened.
            let number = column.and_then(|it| it.dictionary().term_ord(&term).ok().flatten());
            let place = number.and_then(|number| usize::try_from(number).ok());
            if let Some(bits) = place.and_then(|place| self.bits.get_mut(place)) {
                *bits |= bit;
            }
        }
    }

    /// The bits of the choices among terms that a document with these terms does not fit.
    fn missed(&self, terms: &[u64]) -> u64 {
        if self.ranges.is_empty() {
            return self.active;
        }
        let fitting = terms
            .iter()
            .filter_map(|term| self.bits.get(usize::try_from(*term).ok()?))
            .fold(0, |fitting, bits| fitting | bits);
        self.active & !fitting
    }
}

/// The values of the columns for a few documents; fetching many at once is much quicker than one by one.
#[derive(Default)]
struct Block {
    documents: Vec<u32>,
    scores: Vec<Score>,
    /// The terms of all, one document after the other, and where each ends.
    terms: Vec<u64>,
    ends: Vec<usize>,
    rows: Vec<u32>,
    /// Of the cheapest variant of each, and of the dearest.
    prices: Vec<Option<u64>>,
    tops: Vec<Option<u64>>,
    flags: Vec<Option<u64>>,
    values: Vec<Option<u64>>,
}

impl<'a> Counter<'a> {
    pub fn new(task: &'a Task<'a>, segment: &'a Segment, tiers: HashMap<u32, u32>) -> Self {
        let mut tally = Tally::default();
        if task.counts_facets {
            tally.counts = vec![0; segment.terms.numbers.len()];
        }
        Self {
            task,
            segment,
            prices: segment.prices(task.currency),
            choices: Choices::new(task.filters, segment),
            tiers,
            tally,
            best: Best::new(task.best),
            block: Block::default(),
        }
    }

    pub fn finish(mut self) -> Tally {
        self.tally.best = self.best.finish();
        self.tally
    }

    /// Counts the documents that are not deleted; `scores` is empty where there are none.
    pub fn count(&mut self, documents: &[u32], scores: &[Score]) {
        let mut block = std::mem::take(&mut self.block);
        block.documents.clear();
        block.scores.clear();
        match self.segment.reader.alive_bitset() {
            None => {
                block.documents.extend_from_slice(documents);
                block.scores.extend_from_slice(scores);
            }
            Some(alive) => {
                for (at, document) in documents.iter().enumerate() {
                    if alive.is_alive(*document) {
                        block.documents.push(*document);
                        block.scores.extend(scores.get(at));
                    }
                }
            }
        }
        self.all(&mut block);
        self.block = block;
    }

    /// Counts documents that may be deleted and have no scores.
    pub fn count_lost(&mut self, documents: &[u32]) {
        let mut block = std::mem::take(&mut self.block);
        block.documents.clear();
        block.scores.clear();
        block.documents.extend_from_slice(documents);
        self.all(&mut block);
        self.block = block;
    }

    fn all(&mut self, block: &mut Block) {
        self.load(block);
        let mut begin = 0;
        for at in 0..block.documents.len() {
            let end = block.ends.get(at).copied().unwrap_or_default();
            self.one(block, at, begin..end);
            begin = end;
        }
    }

    fn load(&self, block: &mut Block) {
        let task = self.task;
        let Block {
            documents,
            terms,
            ends,
            rows,
            prices,
            tops,
            flags,
            values,
            ..
        } = block;
        terms.clear();
        ends.clear();
        let needs_terms = task.counts_facets || !self.choices.ranges.is_empty();
        if needs_terms && let Some(column) = &self.segment.facets {
            let column = column.ords();
            rows.clear();
            for document in documents.iter() {
                rows.extend(column.index.value_row_ids(*document));
                ends.push(rows.len());
            }
            terms.resize(rows.len(), 0);
            column.values.get_vals(rows, terms);
        }
        let load = |column: Option<&Column<u64>>, into: &mut _| {
            first_values(column, documents, into);
        };
        let is_by_price = matches!(task.sort, Sort::PriceUp | Sort::PriceDown);
        let needs_tops = task.counts_facets || self.choices.active & PRICE != 0;
        if needs_tops || is_by_price {
            load(self.prices.map(|columns| &columns.from), prices);
        }
        if needs_tops {
            load(self.prices.map(|columns| &columns.to), tops);
        }
        if task.counts_facets || self.choices.active & (STOCK | SALE) != 0 {
            load(Some(&self.segment.flags), flags);
        }
        match task.sort {
            Sort::PriceUp | Sort::PriceDown => {}
            Sort::Newest => {
                values.clear();
                let published = |document: &u32| self.segment.published.first(*document);
                values.extend(documents.iter().map(|it| published(it).map(i64_to_u64)));
            }
            Sort::BestRated => load(Some(&self.segment.rating), values),
            Sort::BestSelling | Sort::Relevance => load(Some(&self.segment.sales), values),
        }
    }

    fn one(&mut self, block: &Block, at: usize, terms: Range<usize>) {
        let terms = &block.terms[terms];
        let price = block.prices.get(at).copied().flatten();
        let top = block.tops.get(at).copied().flatten();
        let prices = price.zip(top);
        let flags = block.flags.get(at).copied().flatten().unwrap_or_default();
        let missed = self.missed(terms, prices, flags);
        // Two facets that do not fit: it counts nowhere.
        if missed & missed.wrapping_sub(1) != 0 {
            return;
        }
        if self.task.counts_facets {
            self.count_facets(missed, terms, prices, flags);
        }
        if missed == 0 {
            self.tally.total += 1;
            let document = block.documents[at];
            let is_by_fit = self.task.sort == Sort::Relevance;
            let tier = match self.tiers.get(&document) {
                Some(tier) if is_by_fit => *tier,
                _ => 0,
            };
            let value = block.values.get(at).copied().flatten();
            let value = self.value(value, price, block.scores.get(at).copied());
            let segment = self.segment;
            self.best.offer(tier, value, || Rank {
                tier,
                value,
                id: segment.id(document),
            });
        }
    }

    fn missed(&self, terms: &[u64], prices: Option<(u64, u64)>, flags: u64) -> u64 {
        let active = self.choices.active;
        if active == 0 {
            return 0;
        }
        let mut missed = self.choices.missed(terms);
        let range = &self.task.filters.price;
        let is_in_range = prices.is_some_and(|(from, to)| range.meets(from, to));
        for (fits, bit) in [
            (is_in_range, PRICE),
            (flags & IN_STOCK != 0, STOCK),
            (flags & ON_SALE != 0, SALE),
        ] {
            if fits {
                missed &= !bit;
            }
        }
        missed
    }

    /// Counts a document that fits all facets, or all but the one in `missed`.
    fn count_facets(&mut self, missed: u64, terms: &[u64], prices: Option<(u64, u64)>, flags: u64) {
        let tally = &mut self.tally;
        if missed & (PRICE | STOCK | SALE) == 0 {
            // The bit's place; 64 without one.
            let group = self.choices.ranges.get(missed.trailing_zeros() as usize);
            for term in terms {
                let is_counted = group.is_none_or(|range| {
                    u64::from(range.start) <= *term && *term < u64::from(range.end)
                });
                let count = usize::try_from(*term).ok();
                let count = count.and_then(|place| tally.counts.get_mut(place));
                if is_counted && let Some(count) = count {
                    *count += 1;
                }
            }
        }
        if missed & !PRICE == 0
            && let Some((from, to)) = prices
        {
            tally.prices = together(tally.prices, Some(Span::of(from, to)));
        }
        if missed & !STOCK == 0 && flags & IN_STOCK != 0 {
            tally.in_stock += 1;
        }
        if missed & !SALE == 0 && flags & ON_SALE != 0 {
            tally.on_sale += 1;
        }
    }

    fn value(&self, value: Option<u64>, price: Option<u64>, score: Option<Score>) -> u64 {
        match self.task.sort {
            Sort::PriceUp => price.map_or(0, |price| u64::MAX - price),
            Sort::PriceDown => price.map_or(0, |price| price.saturating_add(1)),
            Sort::Relevance if self.task.has_text => {
                let fit = score.unwrap_or_default().max(0.0) * lift(value.unwrap_or_default());
                // Bits of floats that are not negative sort as the floats do.
                u64::from(fit.to_bits())
            }
            Sort::Newest | Sort::BestRated | Sort::BestSelling | Sort::Relevance => {
                value.unwrap_or_default()
            }
        }
    }
}

/// Of two products that fit alike, the one that sells comes first: 4 % more for each doubling of sales.
fn lift(sales: u64) -> Score {
    let doublings = u64::BITS - sales.leading_zeros();
    1.0 + 0.04 * f32::from(u8::try_from(doublings).unwrap_or(u8::MAX))
}

/// What [`Best`] compares before it asks for more.
pub(crate) trait Ranked: Ord + Copy {
    fn bar(&self) -> (u32, u64);
}

impl Ranked for Rank {
    fn bar(&self) -> (u32, u64) {
        (self.tier, self.value)
    }
}

/// Keeps the greatest, at most twice as many as are wanted at a time.
pub(crate) struct Best<T> {
    wanted: usize,
    ranks: Vec<T>,
    /// What is lower cannot get in any more.
    bar: Option<(u32, u64)>,
}

impl<T: Ranked> Best<T> {
    pub fn new(wanted: usize) -> Self {
        Self {
            wanted,
            ranks: Vec::new(),
            bar: None,
        }
    }

    /// `rank` is asked for the whole only if it has a chance.
    pub fn offer(&mut self, tier: u32, value: u64, rank: impl FnOnce() -> T) {
        if self.wanted == 0 || self.bar.is_some_and(|bar| (tier, value) < bar) {
            return;
        }
        self.ranks.push(rank());
        if self.ranks.len() >= self.wanted.saturating_mul(2) {
            self.ranks
                .select_nth_unstable_by(self.wanted - 1, |a, b| b.cmp(a));
            self.ranks.truncate(self.wanted);
            self.bar = self.ranks.last().map(Ranked::bar);
        }
    }

    pub fn finish(mut self) -> Vec<T> {
        self.ranks.sort_unstable_by(|a, b| b.cmp(a));
        self.ranks.truncate(self.wanted);
        self.ranks
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_are_those_that_sorting_all_would_put_first(
            values in prop::collection::vec((0u32..3, 0u64..20, 0u64..1000), 0..200),
            wanted in 0usize..20,
        ) {
            let mut best = Best::new(wanted);
            for (tier, value, id) in &values {
                let rank = Rank { tier: *tier, value: *value, id: (*id, 0) };
                best.offer(*tier, *value, || rank);
            }
            let mut sorted: Vec<Rank> = values
                .iter()
                .map(|(tier, value, id)| Rank { tier: *tier, value: *value, id: (*id, 0) })
                .collect();
            sorted.sort_unstable_by(|a, b| b.cmp(a));
            sorted.truncate(wanted);

            prop_assert_eq!(best.finish(), sorted);
        }
    }
}
