//! Answers a [`Query`]: the segments' counts added up, the page cut out.

use std::sync::Arc;

use tantivy::{
    DocSet, TERMINATED, TantivyError, Term,
    query::{AllQuery, ConstScoreQuery, Query as Finds, TermSetQuery},
    schema::IndexRecordOption,
};

use crate::{
    cache::{Answer, Listing, Order, Place},
    document::Id,
    facets, narrowed,
    pass::Pass,
    query::{Found, Matched, Query},
    schema::{category_term, whole},
    tally::Task,
    text::{self, TextQuery, intersection, union},
    view::View,
    words::typed,
};

/// So many of the best are remembered at least, so that the next pages need no other pass.
const FEWEST_BEST: usize = 128;

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
    listing: &Listing,
    needed: usize,
) -> Result<Answer, TantivyError> {
    let text = text::read(view, typed(query.text), query.synonyms, query.typos)?;
    let finds = everything(view, query, text.as_ref());
    let (finds, order) = (finds.as_ref(), &listing.order);
    let task = task(query, text.as_ref(), needed);
    let narrowed = if text.is_none() && narrowed::is_for(query) {
        narrowed::find(view, query, order, finds, task)?
    } else {
        None
    };
    let sum = match narrowed {
        Some(sum) => sum,
        None => Pass::new(view, order, finds, text.as_ref(), task, needed)?.all()?,
    };
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

fn task<'a>(query: &'a Query<'_>, text: Option<&TextQuery>, needed: usize) -> Task<'a> {
    Task {
        filters: &query.filters,
        sort: query.sort,
        currency: query.currency,
        has_text: text.is_some(),
        counts_facets: query.facets.is_some(),
        best: needed
            .max(FEWEST_BEST)
            .checked_next_power_of_two()
            .unwrap_or(usize::MAX),
    }
}

fn page_start(query: &Query<'_>) -> usize {
    let before = query.page.max(1) - 1;
    (before as usize).saturating_mul(query.page_size as usize)
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
        all.push(unscored(view.fields.with_term(&category_term(category))));
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
    let place = Place {
        within: query.within,
        scope: query.scope.cloned(),
        filters: query.filters.clone(),
        currency: query.currency.to_owned(),
        has_facets: query.facets.is_some(),
    };
    Listing {
        text: (!text.0.is_empty()).then_some(text),
        typos: query.typos,
        order: Arc::new(Order {
            place: Arc::new(place),
            sort: query.sort,
            pins: query.pins.to_vec(),
        }),
        facets: query.facets,
        whole: query.whole.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Counts;
    use crate::{Document, FacetLimits, Filters, Index, Language, Settings, Synonyms};

    fn mug(number: u32) -> Document {
        let mut id = [0; 16];
        id[12..].copy_from_slice(&number.to_be_bytes());
        Document {
            id,
            in_stock: true,
            ..Document::default()
        }
    }

    fn indexed(documents: impl Iterator<Item = Document>) -> (tempfile::TempDir, Index) {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            language: Language::English,
            currencies: vec!["EUR".into()],
        };
        let index = Index::open(folder.path(), &settings).expect("the folder is free");
        let mut built = index.rebuild().expect("nobody else rebuilds");
        built
            .upsert(&documents.collect::<Vec<_>>())
            .expect("written");
        built.finish(0).expect("built");
        (folder, index)
    }

    /// Of three brands, and in two colours.
    fn painted(number: u32) -> Document {
        let brand = ["Acme", "Bolt", "Cord"][number as usize % 3];
        let tag = ["red", "blue"][number as usize % 2];
        Document {
            brand: Some(brand.to_owned()),
            tags: vec![tag.to_owned()],
            sales: u64::from(number % 5),
            ..mug(number)
        }
    }

    #[test]
    fn a_place_that_is_too_large_to_be_turned_round_is_answered_alike() {
        let (_folder, index) = indexed((0..12_000).map(painted));
        let synonyms = Synonyms::new(Language::English);
        let query = Query {
            filters: Filters {
                brands: vec!["Acme".to_owned()],
                tags: vec!["red".to_owned()],
                ..Filters::default()
            },
            facets: Some(FacetLimits::default()),
            page: 3,
            ..Query::new("", "EUR", &synonyms)
        };
        for sold in 0..4 {
            let view = index.view().expect("it is built");
            let answered = |is_refused: bool| {
                for segment in &view.segments {
                    let id = segment.reader.segment_id();
                    let ground = narrowed::ground(&query);
                    view.cache.refuse(id, &ground, is_refused);
                }
                let everything = everything(&view, &query, None);
                let (order, task) = (&listing(&query).order, task(&query, None, 72));
                let turned = narrowed::find(&view, &query, order, everything.as_ref(), task);
                assert_eq!(turned.expect("an answer").is_none(), is_refused);
                index.find(&query).expect("an answer")
            };
            let (turned, found) = (answered(false), answered(true));
            assert_eq!(turned.total, u64::from(2_000 - sold));
            assert_eq!(found.total, turned.total);
            assert_eq!(found.ids, turned.ids);
            assert_eq!(found.facets, turned.facets);
            let rebranded = Document {
                brand: Some("Bolt".to_owned()),
                ..painted(sold * 6)
            };
            index.upsert(&[rebranded]).expect("written");
            index.commit(1).expect("committed");
        }
    }

    /// A mark in what is kept of a segment shows whether it was counted anew.
    #[test]
    fn what_was_deleted_is_taken_off_what_is_kept() {
        const MARK: u32 = 1_000_000;
        let (_folder, index) = indexed((0..20_000).map(mug));
        let synonyms = Synonyms::new(Language::English);
        let query = Query {
            facets: Some(FacetLimits::default()),
            ..Query::new("", "EUR", &synonyms)
        };
        let in_stock = || index.find(&query).expect("an answer").facets.in_stock;
        assert_eq!(in_stock(), 20_000);
        let view = index.view().expect("it is built");
        let listing = listing(&query);
        let place = &listing.order.place;
        let mut marks = 0;
        for segment in &view.segments {
            let id = segment.reader.segment_id();
            if let Some(kept) = view.cache.counts(id, place) {
                let mut kept = Counts::clone(&kept);
                kept.in_stock += MARK;
                marks += MARK;
                view.cache.keep_counts(id, place, &Arc::new(kept));
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
