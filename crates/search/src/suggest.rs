//! Suggestions while somebody types: how the word goes on, categories, products.

use tantivy::{
    DocAddress, TantivyDocument, TantivyError, Term,
    query::{EnableScoring, Query, TermQuery},
    schema::{Field, IndexRecordOption, Value as _},
};

use crate::{
    dictionary::{beginning_like, beginning_with},
    document::{CategoryName, Id},
    schema::{SEPARATOR, from_hex, whole},
    synonyms::Synonyms,
    tally::{Best, Ranked},
    text::{Typos, at_least, code_query, intersection, read, union},
    view::View,
    words::{self, Word, Words},
};

/// So many words stand for the one that is being typed; fewer where it has only just begun, because each of
/// these is in many products.
const CONTINUATIONS: usize = 40;
const FIRST_CONTINUATIONS: usize = 12;
/// So many of the products that sell best are looked at for those whose title begins with what was typed.
const CANDIDATES: usize = 48;
/// Products with more categories below the typed name than this are rare, and one name is enough.
const CATEGORY_TERMS: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SuggestLimits {
    pub completions: usize,
    pub categories: usize,
    pub products: usize,
}

impl Default for SuggestLimits {
    fn default() -> Self {
        Self {
            completions: 4,
            categories: 3,
            products: 6,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Texts to search for: what was typed, with its last word completed. Each finds something.
    pub completions: Vec<String>,
    /// The caller should drop those it does not show, and take their names from where it keeps them: a category
    /// that was emptied or renamed stays known for a while.
    pub categories: Vec<CategoryName>,
    pub products: Vec<SuggestedProduct>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedProduct {
    pub id: Id,
    pub slug: String,
    pub title: String,
}

pub(crate) fn suggest(
    view: &View,
    text: &str,
    limits: SuggestLimits,
    synonyms: &Synonyms,
) -> Result<Suggestions, TantivyError> {
    let mut words = view.words.clone();
    let text = words::typed(text);
    let typed = words.split(text);
    if typed.is_empty() {
        return Ok(Suggestions::default());
    }
    let rules = synonyms.fingerprint();
    view.cache
        .suggestions(view.generation, limits, text, rules, || {
            make(view, text, &typed, words, limits, synonyms)
        })
}

fn make(
    view: &View,
    text: &str,
    typed: &[Word],
    mut words: Words,
    limits: SuggestLimits,
    synonyms: &Synonyms,
) -> Result<Suggestions, TantivyError> {
    let Some((last, before)) = typed.split_last() else {
        return Ok(Suggestions::default());
    };
    let typing = Typing {
        view,
        before: before_query(view, before, synonyms)?,
        also: also_query(view, text, typed, &mut words, synonyms)?,
        continuations: continuations(view, last)?,
        last,
        shown_before: shown(before),
    };
    Ok(Suggestions {
        completions: typing.completions(limits.completions)?,
        categories: categories(view, typed, limits.categories)?,
        products: typing.products(text, typed, words, limits.products)?,
    })
}

/// Finds what fits the words before the last, typos and all; `None` without such words.
fn before_query(
    view: &View,
    before: &[Word],
    synonyms: &Synonyms,
) -> Result<Option<Box<dyn Query>>, TantivyError> {
    let read = read(view, &shown(before), synonyms, Typos::Allowed)?;
    Ok(read.map(|text| text.query))
}

/// Finds what the text finds by its synonyms, as if it was complete; `None` if it has none.
fn also_query(
    view: &View,
    text: &str,
    typed: &[Word],
    words: &mut Words,
    synonyms: &Synonyms,
) -> Result<Option<Box<dyn Query>>, TantivyError> {
    let stems: Vec<String> = typed.iter().map(|word| words.stem(&word.folded)).collect();
    if (0..stems.len()).all(|at| synonyms.at(&stems[at..]).is_none()) {
        return Ok(None);
    }
    let read = read(view, text, synonyms, Typos::Refused)?;
    Ok(read.map(|text| text.query))
}

/// How the last word may go on in titles and names; words that begin almost like it only if none does.
fn continuations(view: &View, last: &Word) -> Result<Vec<String>, TantivyError> {
    let field = view.fields.complete;
    let most = match last.folded.chars().count() {
        0..=2 => FIRST_CONTINUATIONS,
        _ => CONTINUATIONS,
    };
    let mut found = beginning_with(view, field, &last.folded, most)?;
    if found.is_empty() && last.typos() > 0 {
        found = beginning_like(view, field, &last.folded, last.typos(), CONTINUATIONS)?;
    }
    Ok(found.into_iter().map(|(term, _)| term).collect())
}

struct Typing<'a> {
    view: &'a View,
    before: Option<Box<dyn Query>>,
    also: Option<Box<dyn Query>>,
    /// Terms of the field `complete`, the most frequent first.
    continuations: Vec<String>,
    last: &'a Word,
    shown_before: String,
}

impl Typing<'_> {
    fn completions(&self, most: usize) -> Result<Vec<String>, TantivyError> {
        let mut completions: Vec<String> = Vec::new();
        for term in &self.continuations {
            if completions.len() >= most {
                break;
            }
            let Some((_, word)) = term.split_once(SEPARATOR) else {
                continue;
            };
            if word != self.last.shown && self.finds(term)? {
                let text = if self.shown_before.is_empty() {
                    word.to_owned()
                } else {
                    format!("{} {word}", self.shown_before)
                };
                if !completions.contains(&text) {
                    completions.push(text);
                }
            }
        }
        Ok(completions)
    }

    /// Whether a product has the words before and this one.
    fn finds(&self, term: &str) -> Result<bool, TantivyError> {
        let word = exactly(self.view.fields.complete, term);
        let query = self.with_before(word);
        Ok(at_least(self.view, &*query, 1)? > 0)
    }

    fn with_before(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        match &self.before {
            Some(before) => intersection(vec![before.box_clone(), query]),
            None => query,
        }
    }

    fn products(
        &self,
        text: &str,
        typed: &[Word],
        mut words: Words,
        most: usize,
    ) -> Result<Vec<SuggestedProduct>, TantivyError> {
        let fields = &self.view.fields;
        let mut readings: Vec<Box<dyn Query>> = self
            .continuations
            .iter()
            .map(|term| exactly(fields.complete, term))
            .collect();
        let stem = words.stem(&self.last.folded);
        readings.push(exactly(fields.title_stems, &stem));
        let mut all = vec![self.with_before(union(readings))];
        all.extend(self.also.as_ref().map(|also| also.box_clone()));
        if could_be_code(text) {
            all.extend(code_query(self.view, &words.code(text)));
        }
        let best = best_selling(self.view, &*union(all), CANDIDATES.max(most))?;

        let phrase = folded(typed);
        let mut found = Vec::with_capacity(best.len());
        for candidate in best {
            let product = self.product(candidate)?;
            let title = words.split(&product.title);
            let place = if folded(&title).starts_with(&phrase) {
                0
            } else if title
                .iter()
                .any(|word| word.folded.starts_with(&self.last.folded))
            {
                1
            } else {
                2
            };
            found.push((place, product));
        }
        // Stable: those that sell best stay first.
        found.sort_by_key(|(place, _)| *place);
        Ok(found
            .into_iter()
            .take(most)
            .map(|(_, product)| product)
            .collect())
    }

    fn product(&self, candidate: Candidate) -> Result<SuggestedProduct, TantivyError> {
        let address = DocAddress::new(candidate.segment, candidate.document);
        let stored: TantivyDocument = self.view.searcher.doc(address)?;
        let text = |field: Field| {
            let value = stored.get_first(field);
            value
                .and_then(|value| value.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        Ok(SuggestedProduct {
            id: whole(candidate.id.0, candidate.id.1),
            slug: text(self.view.fields.slug),
            title: text(self.view.fields.title),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    sales: u64,
    id: (u64, u64),
    segment: u32,
    document: u32,
}

impl Ranked for Candidate {
    fn bar(&self) -> (u32, u64) {
        (0, self.sales)
    }
}

fn best_selling(
    view: &View,
    query: &dyn Query,
    most: usize,
) -> Result<Vec<Candidate>, TantivyError> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(&view.searcher))?;
    let mut best = Best::new(most);
    for (place, segment) in (0u32..).zip(&view.segments) {
        let mut sales = Vec::new();
        weight.for_each_no_score(&segment.reader, &mut |documents| {
            sales.clear();
            sales.resize(documents.len(), None);
            segment.sales.first_vals(documents, &mut sales);
            for (document, sales) in documents.iter().zip(&sales) {
                if !segment.reader.is_deleted(*document) {
                    let sales = sales.unwrap_or_default();
                    best.offer(0, sales, || Candidate {
                        sales,
                        id: segment.id(*document),
                        segment: place,
                        document: *document,
                    });
                }
            }
        })?;
    }
    Ok(best.finish())
}

/// Categories with a name in which what was typed begins a word.
fn categories(view: &View, typed: &[Word], most: usize) -> Result<Vec<CategoryName>, TantivyError> {
    let field = view.fields.category_names;
    let phrase = folded(typed);
    let mut found = beginning_with(view, field, &phrase, CATEGORY_TERMS)?;
    let typos = typed.iter().map(Word::typos).max().unwrap_or_default();
    if found.is_empty() && typos > 0 {
        found = beginning_like(view, field, &phrase, typos, CATEGORY_TERMS)?;
    }
    let mut categories: Vec<CategoryName> = Vec::new();
    for (term, _) in found {
        let mut parts = term.splitn(3, SEPARATOR).skip(1);
        let (Some(id), Some(name)) = (parts.next().and_then(from_hex), parts.next()) else {
            continue;
        };
        if categories.len() < most && categories.iter().all(|it| it.id != id) {
            let name = name.to_owned();
            categories.push(CategoryName { id, name });
        }
    }
    Ok(categories)
}

/// Whether a part of the text has a digit, or a sign between letters. To look for plain words in codes would cost too much
/// at each key.
fn could_be_code(text: &str) -> bool {
    let is_sign = |it: char| matches!(it, '-' | '.' | '/' | '_');
    text.split_whitespace().any(|part| {
        let inside = part.trim_matches(is_sign);
        inside.chars().any(|it| it.is_ascii_digit() || is_sign(it))
    })
}

fn exactly(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn shown(words: &[Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.shown.as_str()).collect();
    words.join(" ")
}

fn folded(words: &[Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    words.join(" ")
}
