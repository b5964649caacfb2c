//! A listing without words that something is chosen in, from the shelves of its place.

use std::sync::Arc;

use fixedbitset::FixedBitSet;
use itertools::Itertools;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, TantivyError, query::Query as Finds};

use crate::{
    cache::{Best, Ground, Order},
    pass::{Sum, merged, tiers, without_scores},
    query::{Filters, Query, Sort},
    scope::Scope,
    shelf::{Choice, Shelf},
    tally::{Counter, Rank, Task},
    view::{Segment, View},
};

/// Whether shelves are for such a listing. What is reduced in the whole shop, or is there, is too much to be turned round
/// for a listing that nobody narrows down, and what is new is another place each minute.
pub(crate) fn is_for(query: &Query<'_>) -> bool {
    let is_whole = query.within.is_none() && query.scope.is_none();
    let chosen = &query.filters;
    if is_whole {
        return !chosen.terms().is_empty();
    }
    *chosen != Filters::default() && query.scope.is_none_or(Scope::is_lasting)
}

/// What `everything` finds is all of the place. `None` where some segment has too much of it to be kept.
pub(crate) fn find(
    view: &View,
    query: &Query<'_>,
    order: &Order,
    everything: &dyn Finds,
    task: Task<'_>,
) -> Result<Option<Sum>, TantivyError> {
    let ground = ground(query);
    let choice = Choice::of(view, &query.filters);
    let documents = |segment: &Segment| u64::from(segment.reader.max_doc());
    let all = view.segments.iter().map(documents).sum();
    let mut sum = Sum::of(view, &task);
    let mut parts = Vec::with_capacity(view.segments.len());
    for segment in &view.segments {
        let id = segment.reader.segment_id();
        let make = || {
            Ok(Shelf::new(
                segment,
                query.currency,
                found(view, segment, everything)?,
            ))
        };
        let Some(shelf) = view
            .cache
            .shelf(id, &ground, (documents(segment), all), make)?
        else {
            return Ok(None);
        };
        let (counts, rows) = shelf.narrow(segment, &choice, task.counts_facets);
        sum.add(&counts);
        parts.push(Part {
            segment,
            shelf,
            rows,
        });
    }
    let is_in_order = matches!(query.sort, Sort::BestSelling | Sort::Relevance);
    sum.best = if is_in_order && order.pins.is_empty() {
        let ranks = parts.iter().map(Part::ranks).kmerge_by(|a, b| a > b);
        let ranks: Vec<Rank> = ranks.take(task.best).collect();
        Best {
            is_all: ranks.len() < task.best,
            ranks,
        }
    } else {
        sorted(view, order, task, &parts)?
    };
    Ok(Some(sum))
}

/// What fits of one segment.
struct Part<'a> {
    segment: &'a Segment,
    shelf: Arc<Shelf>,
    rows: FixedBitSet,
}

impl Part<'_> {
    /// Those that sell best first, as they stand on the shelf.
    fn ranks(&self) -> impl Iterator<Item = Rank> {
        self.shelf.at(&self.rows).map(|document| Rank {
            tier: 0,
            value: self.segment.sales.first(document).unwrap_or_default(),
            id: self.segment.id(document),
        })
    }
}

/// In another order, or below pins.
fn sorted(
    view: &View,
    order: &Order,
    task: Task<'_>,
    parts: &[Part<'_>],
) -> Result<Best, TantivyError> {
    let nothing_more = Filters::default();
    let task = Task {
        filters: &nothing_more,
        counts_facets: false,
        ..task
    };
    let mut beginnings = Vec::with_capacity(parts.len());
    for part in parts {
        let tiers = tiers(view, part.segment, &order.pins, None)?;
        let mut counter = Counter::new(&task, part.segment, tiers);
        let documents: Vec<u32> = part.shelf.at(&part.rows).collect();
        for documents in documents.chunks(COLLECT_BLOCK_BUFFER_LEN) {
            counter.count(documents, &[]);
        }
        let ranks = counter.finish().best;
        beginnings.push(Best {
            is_all: ranks.len() < task.best,
            ranks,
        });
    }
    Ok(merged(beginnings.iter()))
}

pub(crate) fn ground(query: &Query<'_>) -> Arc<Ground> {
    Arc::new(Ground {
        within: query.within,
        scope: query.scope.cloned(),
        currency: query.currency.to_owned(),
    })
}

/// All that is not deleted.
fn found(view: &View, segment: &Segment, everything: &dyn Finds) -> Result<Vec<u32>, TantivyError> {
    let mut all = Vec::new();
    let weight = everything.weight(without_scores(view))?;
    weight.for_each_no_score(&segment.reader, &mut |documents| {
        let documents = documents.iter().copied();
        all.extend(documents.filter(|it| !segment.reader.is_deleted(*it)));
    })?;
    Ok(all)
}
