//! What a search reads: the segments of one commit with the columns of each.

use std::{collections::HashMap, sync::Arc};

use tantivy::{
    Searcher, SegmentReader, TantivyError,
    columnar::{Column, StrColumn},
    index::SegmentId,
};

use crate::{
    cache::Cache,
    document::Id,
    losses::Losses,
    schema::{Fields, Settings, price_columns, whole},
    terms::{SegmentTerms, Terms},
    words::Words,
};

/// The index as of one commit. It stays readable while later ones are made.
pub(crate) struct View {
    pub searcher: Searcher,
    pub fields: Arc<Fields>,
    pub words: Words,
    pub terms: Arc<Terms>,
    pub cache: Arc<Cache>,
    pub segments: Vec<Segment>,
    /// No two views of a process share it.
    pub generation: u64,
}

pub(crate) struct Segment {
    pub reader: SegmentReader,
    pub terms: Arc<SegmentTerms>,
    pub losses: Losses,
    /// The numbers of the segment's terms for each document.
    pub facets: Option<StrColumn>,
    pub flags: Column<u64>,
    prices: Vec<(String, PriceColumns)>,
    id_high: Column<u64>,
    id_low: Column<u64>,
    version: Column<i64>,
    pub rating: Column<u64>,
    pub sales: Column<u64>,
    pub published: Column<i64>,
}

/// What the products of a segment cost in one currency.
pub(crate) struct PriceColumns {
    pub from: Column<u64>,
    pub to: Column<u64>,
}

impl View {
    /// Opens the columns of what `searcher` sees. `before` is the view of the commit before; dictionaries of segments
    /// that are still there are taken over from it, and what they lost since is noted.
    pub fn open(
        searcher: Searcher,
        fields: &Arc<Fields>,
        settings: &Settings,
        generation: u64,
        before: Option<&Self>,
    ) -> Result<Self, TantivyError> {
        let terms = before.map_or_else(Arc::default, |it| Arc::clone(&it.terms));
        let known: HashMap<SegmentId, &Segment> = before
            .into_iter()
            .flat_map(|view| &view.segments)
            .map(|segment| (segment.reader.segment_id(), segment))
            .collect();
        let segments = searcher
            .segment_readers()
            .iter()
            .map(|reader| {
                let known = known.get(&reader.segment_id()).copied();
                Segment::open(reader, settings, &terms, known)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            searcher,
            fields: Arc::clone(fields),
            words: Words::new(settings.language),
            cache: before.map_or_else(Arc::default, |it| Arc::clone(&it.cache)),
            terms,
            segments,
            generation,
        })
    }
}

impl Segment {
    fn open(
        reader: &SegmentReader,
        settings: &Settings,
        terms: &Terms,
        known: Option<&Self>,
    ) -> Result<Self, TantivyError> {
        let columns = reader.fast_fields();
        let facets = columns.str("facets")?;
        let (terms, losses) = match known {
            Some(known) => (
                Arc::clone(&known.terms),
                known.losses.continued(&known.reader, reader),
            ),
            None => (Arc::new(terms.read(facets.as_ref())?), Losses::default()),
        };
        let prices = settings.currencies.iter().map(|currency| {
            let [from, to] = price_columns(currency);
            let prices = PriceColumns {
                from: columns.u64(&from)?,
                to: columns.u64(&to)?,
            };
            Ok((currency.clone(), prices))
        });
        Ok(Self {
            reader: reader.clone(),
            terms,
            losses,
            facets,
            flags: columns.u64("flags")?,
            prices: prices.collect::<Result<_, TantivyError>>()?,
            id_high: columns.u64("id_high")?,
            id_low: columns.u64("id_low")?,
            version: columns.i64("version")?,
            rating: columns.u64("rating")?,
            sales: columns.u64("sales")?,
            published: columns.i64("published")?,
        })
    }

    pub fn prices(&self, currency: &str) -> Option<&PriceColumns> {
        let found = self.prices.iter().find(|(it, _)| it == currency);
        found.map(|(_, columns)| columns)
    }

    pub fn id(&self, doc: u32) -> (u64, u64) {
        let high = self.id_high.first(doc).unwrap_or_default();
        (high, self.id_low.first(doc).unwrap_or_default())
    }

    /// The keys and versions of what is not deleted.
    pub fn versions(&self) -> impl Iterator<Item = (Id, i64)> + '_ {
        self.reader.doc_ids_alive().map(|doc| {
            let (high, low) = self.id(doc);
            (
                whole(high, low),
                self.version.first(doc).unwrap_or_default(),
            )
        })
    }
}

/// The first value that each of the documents has in a column.
pub(crate) fn first_values(
    column: Option<&Column<u64>>,
    documents: &[u32],
    into: &mut Vec<Option<u64>>,
) {
    into.clear();
    into.resize(documents.len(), None);
    if let Some(column) = column {
        column.first_vals(documents, into);
    }
}
