//! The part of a place that is in one segment, turned round: for each term the products that have it, as bits. What
//! fits some choices is found, and what else could be chosen is counted, a machine word of products at a time.

use std::{
    mem,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use fixedbitset::FixedBitSet;

use crate::{
    cache::Counts,
    prices::Span,
    query::{Filters, PriceRange},
    schema::{Group, IN_STOCK, ON_SALE},
    view::{PriceColumns, Segment, View, first_values},
};

/// A term that fewer than one of so many have takes less room as a list of them.
const COMMON: usize = u32::BITS as usize;

/// A row is a product's place in `documents`.
pub(crate) struct Shelf {
    there: Mutex<There>,
    /// Those that sell best first, of equal ones those with greater keys.
    documents: Vec<u32>,
    /// In the order of the segment's numbers.
    labels: Vec<Label>,
    /// The rows of all labels that few have.
    few: Vec<u32>,
    prices: Prices,
    in_stock: FixedBitSet,
    on_sale: FixedBitSet,
}

/// The rows that are not deleted.
struct There {
    /// The stamp of the deletes that are not in it any more.
    deletes: Option<u64>,
    rows: Arc<FixedBitSet>,
}

/// A term that some of the products have.
struct Label {
    /// The segment's number of it.
    here: u32,
    /// The process's.
    number: u32,
    rows: Rows,
}

enum Rows {
    /// A part of [`Shelf::few`].
    Few(Range<usize>),
    Many(FixedBitSet),
}

/// What the products cost in the currency of the place.
struct Prices {
    /// Each amount once, in order.
    amounts: Vec<u64>,
    /// The places in `amounts` of the cheapest and the dearest variant of each row; [`NO_PRICE`] without any.
    rows: Vec<(u32, u32)>,
}

/// Rows in a machine word.
const WORD: usize = usize::BITS as usize;

/// Of fewer than one in so many rows the prices are looked at one by one.
const SPARSE: usize = 4;

/// In no range.
const NO_PRICE: (u32, u32) = (u32::MAX, 0);

/// What customers chose in a place.
pub(crate) struct Choice<'a> {
    /// Each facet with the process's numbers of the chosen terms, one of which is enough; a term that no segment has
    /// is left out.
    terms: Vec<(Group, Vec<u32>)>,
    filters: &'a Filters,
}

#[derive(PartialEq, Eq)]
enum Facet {
    /// By the segment's numbers.
    Terms(Range<u32>),
    Price,
    Stock,
    Sale,
}

/// The rows that fit.
struct Fits {
    /// Those that are not deleted.
    there: Arc<FixedBitSet>,
    /// Those that fit each facet that something is chosen in.
    facets: Vec<(Facet, FixedBitSet)>,
}

impl Fits {
    fn all(&self) -> FixedBitSet {
        self.those(|_| true)
    }

    /// All choices but the one in a facet.
    fn but(&self, facet: &Facet) -> FixedBitSet {
        self.those(|it| it != facet)
    }

    fn those(&self, are: impl Fn(&Facet) -> bool) -> FixedBitSet {
        let mut rows = FixedBitSet::clone(&self.there);
        for (_, fit) in self.facets.iter().filter(|(facet, _)| are(facet)) {
            rows.intersect_with(fit);
        }
        rows
    }
}

impl<'a> Choice<'a> {
    pub fn of(view: &View, filters: &'a Filters) -> Self {
        let numbers = |terms: Vec<String>| {
            let numbers = terms.iter().filter_map(|term| view.terms.number(term));
            numbers.collect()
        };
        let terms = filters.terms().into_iter();
        Self {
            terms: terms
                .map(|(group, terms)| (group, numbers(terms)))
                .collect(),
            filters,
        }
    }
}

impl Shelf {
    /// Of documents that are not deleted.
    pub fn new(segment: &Segment, currency: &str, documents: Vec<u32>) -> Self {
        let mut keyed: Vec<_> = documents
            .into_iter()
            .map(|document| {
                let sales = segment.sales.first(document).unwrap_or_default();
                ((sales, segment.id(document)), document)
            })
            .collect();
        keyed.sort_unstable_by(|a, b| b.cmp(a));
        let documents: Vec<u32> = keyed.into_iter().map(|(_, document)| document).collect();
        let flagged = |flag: u64| {
            let rows = documents.iter().enumerate();
            let has = rows.filter(|(_, it)| {
                let flags = segment.flags.first(**it);
                flags.is_some_and(|flags| flags & flag != 0)
            });
            let mut bits = FixedBitSet::with_capacity(documents.len());
            bits.extend(has.map(|(row, _)| row));
            bits
        };
        let (in_stock, on_sale) = (flagged(IN_STOCK), flagged(ON_SALE));
        let (labels, few) = labels(segment, &documents);
        let mut there = FixedBitSet::with_capacity(documents.len());
        there.insert_range(..);
        let there = There {
            deletes: segment.reader.delete_opstamp(),
            rows: Arc::new(there),
        };
        Self {
            there: Mutex::new(there),
            prices: Prices::of(segment.prices(currency), &documents),
            documents,
            labels,
            few,
            in_stock,
            on_sale,
        }
    }

    /// What it takes, in bytes.
    pub fn bytes(&self) -> usize {
        let bits = mem::size_of_val(self.in_stock.as_slice());
        let many = self.labels.iter();
        let many = many.filter(|label| matches!(label.rows, Rows::Many(_)));
        (self.documents.len() + self.few.len()) * mem::size_of::<u32>()
            + self.labels.len() * mem::size_of::<Label>()
            + (many.count() + 3) * bits
            + self.prices.amounts.len() * mem::size_of::<u64>()
            + self.prices.rows.len() * mem::size_of::<(u32, u32)>()
    }

    /// What fits all of a choice, for [`Self::at`]. A facet's own counts are of what fits all but the choice in it.
    pub fn narrow(
        &self,
        segment: &Segment,
        choice: &Choice<'_>,
        counts_facets: bool,
    ) -> (Counts, FixedBitSet) {
        let fits = Fits {
            there: self.there(segment),
            facets: self.facets(segment, choice),
        };
        let all = fits.all();
        let mut counts = Counts {
            total: all.count_ones(..) as u64,
            ..Counts::default()
        };
        if counts_facets {
            counts.terms = self.count(&all, &fits);
            counts.prices = self.prices.span(&fits.but(&Facet::Price));
            let in_stock = fits.but(&Facet::Stock);
            counts.in_stock = saturated(in_stock.intersection_count(&self.in_stock));
            let on_sale = fits.but(&Facet::Sale);
            counts.on_sale = saturated(on_sale.intersection_count(&self.on_sale));
        }
        (counts, all)
    }

    /// The documents of rows: those that sell best first, of equal ones those with greater keys.
    pub fn at<'a>(&'a self, rows: &'a FixedBitSet) -> impl Iterator<Item = u32> + 'a {
        rows.ones()
            .filter_map(|row| self.documents.get(row))
            .copied()
    }

    /// The rows that are not deleted. They are looked for once for each commit that deletes some.
    fn there(&self, segment: &Segment) -> Arc<FixedBitSet> {
        let deletes = segment.reader.delete_opstamp();
        let mut there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
        if there.deletes != deletes {
            let rows = self.documents.iter().enumerate();
            let kept = rows.filter(|(_, document)| !segment.reader.is_deleted(**document));
            let mut rows = FixedBitSet::with_capacity(self.documents.len());
            rows.extend(kept.map(|(row, _)| row));
            *there = There {
                deletes,
                rows: Arc::new(rows),
            };
        }
        Arc::clone(&there.rows)
    }

    /// What fits each facet that something is chosen in.
    fn facets(&self, segment: &Segment, choice: &Choice<'_>) -> Vec<(Facet, FixedBitSet)> {
        let terms = choice.terms.iter().map(|(group, numbers)| {
            let range = segment.terms.range(group);
            let rows = self.labelled(&range, numbers);
            (Facet::Terms(range), rows)
        });
        let mut facets: Vec<_> = terms.collect();
        let filters = choice.filters;
        if !filters.price.is_open() {
            facets.push((Facet::Price, self.prices.within(filters.price)));
        }
        if filters.in_stock {
            facets.push((Facet::Stock, self.in_stock.clone()));
        }
        if filters.on_sale {
            facets.push((Facet::Sale, self.on_sale.clone()));
        }
        facets
    }

    /// The rows with any of these terms of a group.
    fn labelled(&self, group: &Range<u32>, numbers: &[u32]) -> FixedBitSet {
        let mut rows = FixedBitSet::with_capacity(self.documents.len());
        let place = |here: u32| self.labels.partition_point(|it| it.here < here);
        let labels = self.labels.get(place(group.start)..place(group.end));
        let labels = labels.unwrap_or_default().iter();
        for label in labels.filter(|it| numbers.contains(&it.number)) {
            match &label.rows {
                Rows::Few(part) => rows.extend(self.few(part)),
                Rows::Many(bits) => rows.union_with(bits),
            }
        }
        rows
    }

    fn few(&self, part: &Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let rows = self.few.get(part.clone()).unwrap_or_default();
        rows.iter().map(|row| *row as usize)
    }

    /// By the process's numbers of terms, zeros left out.
    fn count(&self, all: &FixedBitSet, fits: &Fits) -> Vec<(u32, u32)> {
        let chosen = fits.facets.iter().filter_map(|(facet, _)| match facet {
            Facet::Terms(range) => Some((range, fits.but(facet))),
            Facet::Price | Facet::Stock | Facet::Sale => None,
        });
        let chosen: Vec<_> = chosen.collect();
        let counts = self.labels.iter().map(|label| {
            let own = chosen.iter().find(|(range, _)| range.contains(&label.here));
            let rows = own.map_or(all, |(_, rows)| rows);
            let count = match &label.rows {
                Rows::Few(part) => self.few(part).filter(|row| rows.contains(*row)).count(),
                Rows::Many(bits) => rows.intersection_count(bits),
            };
            (label.number, saturated(count))
        });
        counts.filter(|(_, count)| *count > 0).collect()
    }
}

/// The terms of documents, by the segment's numbers.
struct Terms {
    /// Those of all, one document after the other.
    all: Vec<usize>,
    /// Where each document's end.
    ends: Vec<usize>,
}

impl Terms {
    fn of(segment: &Segment, documents: &[u32]) -> Self {
        let (mut places, mut ends) = (Vec::new(), Vec::with_capacity(documents.len()));
        let Some(column) = segment.facets.as_ref().map(|column| column.ords()) else {
            ends.resize(documents.len(), 0);
            return Self {
                all: Vec::new(),
                ends,
            };
        };
        for document in documents {
            places.extend(column.index.value_row_ids(*document));
            ends.push(places.len());
        }
        let mut terms = vec![0; places.len()];
        column.values.get_vals(&places, &mut terms);
        let terms = terms.into_iter();
        Self {
            all: terms
                .map(|term| usize::try_from(term).unwrap_or(usize::MAX))
                .collect(),
            ends,
        }
    }

    fn counts(&self, most: usize) -> Vec<usize> {
        let mut counts = vec![0; most];
        for term in &self.all {
            if let Some(count) = counts.get_mut(*term) {
                *count += 1;
            }
        }
        counts
    }
}

/// The terms that some of the documents have, and the rows of those that few have.
fn labels(segment: &Segment, documents: &[u32]) -> (Vec<Label>, Vec<u32>) {
    let terms = Terms::of(segment, documents);
    let numbers = &segment.terms.numbers;
    let counts = terms.counts(numbers.len());
    let mut labels = Vec::new();
    let mut label_of = vec![usize::MAX; counts.len()];
    let mut few = 0;
    for ((here, number), count) in (0..).zip(numbers).zip(counts) {
        if count == 0 {
            continue;
        }
        label_of[here as usize] = labels.len();
        let rows = if count * COMMON < documents.len() {
            // Its end moves on with each row that is put in.
            let begin = few;
            few += count;
            Rows::Few(begin..begin)
        } else {
            Rows::Many(FixedBitSet::with_capacity(documents.len()))
        };
        labels.push(Label {
            here,
            number: *number,
            rows,
        });
    }
    let mut few = vec![0; few];
    let mut begin = 0;
    for (row, end) in (0u32..).zip(terms.ends) {
        for term in &terms.all[begin..end] {
            let label = label_of.get(*term).and_then(|at| labels.get_mut(*at));
            match label.map(|label| &mut label.rows) {
                Some(Rows::Few(part)) => {
                    few[part.end] = row;
                    part.end += 1;
                }
                Some(Rows::Many(bits)) => bits.insert(row as usize),
                None => {}
            }
        }
        begin = end;
    }
    (labels, few)
}

impl Prices {
    fn of(columns: Option<&PriceColumns>, documents: &[u32]) -> Self {
        let (mut from, mut to) = (Vec::new(), Vec::new());
        first_values(columns.map(|it| &it.from), documents, &mut from);
        first_values(columns.map(|it| &it.to), documents, &mut to);
        let pairs: Vec<Option<(u64, u64)>> = from
            .into_iter()
            .zip(to)
            .map(|(from, to)| from.zip(to))
            .collect();
        let mut amounts: Vec<u64> = pairs
            .iter()
            .flatten()
            .flat_map(|(from, to)| [*from, *to])
            .collect();
        amounts.sort_unstable();
        amounts.dedup();
        let place = |amount: u64| saturated(amounts.partition_point(|it| *it < amount));
        let rows = pairs
            .into_iter()
            .map(|pair| pair.map_or(NO_PRICE, |(from, to)| (place(from), place(to))));
        Self {
            rows: rows.collect(),
            amounts,
        }
    }

    /// The rows whose prices reach into a range.
    fn within(&self, range: PriceRange) -> FixedBitSet {
        let below = |amount: u64| saturated(self.amounts.partition_point(|it| *it < amount));
        let low = range.min.map_or(0, below);
        let end = range
            .max
            .map_or(u32::MAX, |max| below(max.saturating_add(1)));
        let words = self.rows.chunks(WORD).map(|rows| {
            let rows = rows.iter().enumerate();
            rows.fold(0, |word, (bit, (from, to))| {
                word | (usize::from(*to >= low && *from < end) << bit)
            })
        });
        FixedBitSet::with_capacity_and_blocks(self.rows.len(), words)
    }

    /// What the cheapest and the dearest of these rows cost.
    fn span(&self, rows: &FixedBitSet) -> Option<Span> {
        let (mut low, mut high) = NO_PRICE;
        let mut include = |(from, to): (u32, u32)| {
            low = low.min(from);
            high = high.max(to);
        };
        if rows.count_ones(..) * SPARSE < self.rows.len() {
            let prices = rows.ones().filter_map(|row| self.rows.get(row));
            prices.copied().for_each(include);
        } else {
            // Without a jump for each row.
            for (prices, word) in self.rows.chunks(WORD).zip(rows.as_slice()) {
                for (bit, prices) in prices.iter().enumerate() {
                    let is_in = word >> bit & 1 == 1;
                    include(if is_in { *prices } else { NO_PRICE });
                }
            }
        }
        let amount = |place: u32| self.amounts.get(place as usize).copied();
        Some(Span::of(amount(low)?, amount(high)?))
    }
}

fn saturated(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
