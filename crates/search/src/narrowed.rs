//! A listing without words that something is chosen in, from the shelves of its place.

use std::sync::Arc;

use tantivy::{COLLECT_BLOCK_BUFFER_LEN, TantivyError, query::Query as Finds};

use crate::{
    cache::{Best, Ground, Order},
    pass::{Sum, merged, tiers, without_scores},
    query::{Filters, Query, Sort},
    scope::Scope,
    shelf::{Choice, Shelf},
    tally::{Counter, Task},
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
    let nothing_more = Filters::default();
    let rest = Task {
        filters: &nothing_more,
        counts_facets: false,
        ..task
    };
    let documents = |segment: &Segment| u64::from(segment.reader.max_doc());
    let all = view.segments.iter().map(documents).sum();
    let mut sum = Sum::of(view, &task);
    let mut beginnings = Vec::with_capacity(view.segments.len());
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
        let tiers = tiers(view, segment, &order.pins, None)?;
        let is_in_order = matches!(query.sort, Sort::BestSelling | Sort::Relevance);
        let most = if is_in_order && tiers.is_empty() {
            task.best
        } else {
            usize::MAX
        };
        let narrowed = shelf.narrow(segment, &choice, task.counts_facets, most);
        sum.add(&narrowed.counts);
        let mut counter = Counter::new(&rest, segment, tiers);
        for documents in narrowed.documents.chunks(COLLECT_BLOCK_BUFFER_LEN) {
            counter.count(documents, &[]);
        }
        let ranks = counter.finish().best;
        beginnings.push(Best {
            is_all: ranks.len() < task.best,
            ranks,
        });
    }
    sum.best = merged(beginnings.iter());
    Ok(Some(sum))
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
