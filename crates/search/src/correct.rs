//! "Did you mean": texts that find something, near one that finds nothing.

use tantivy::{TantivyError, Term, query::Query, query::TermQuery, schema::IndexRecordOption};

use crate::{
    dictionary::{beginning_with, frequency, similar},
    schema::SEPARATOR,
    text::{at_least, intersection},
    view::View,
    words::{self, Word, Words},
};

/// Words of the index tried for each that was typed.
const SIMILAR: usize = 4;
/// Texts tried in all; each is a small search.
const MOST_TRIED: usize = 40;
/// A text with more words is not corrected.
const MOST_WORDS: usize = 8;
/// Counting further would not change which text is the likelier.
const ENOUGH: usize = 100;
/// Leaving a word out is a last resort.
const LEFT_OUT: usize = 4;
/// A half of a word that is no word by itself says nothing.
const SHORTEST_HALF: usize = 3;

#[derive(Clone)]
struct Attempt {
    words: Vec<String>,
    edits: usize,
}

pub(crate) fn corrections(
    view: &View,
    text: &str,
    most: usize,
) -> Result<Vec<String>, TantivyError> {
    let mut words = view.words.clone();
    let typed = words.split(words::typed(text));
    if typed.is_empty() || typed.len() > MOST_WORDS {
        return Ok(Vec::new());
    }
    let original: Vec<&str> = typed.iter().map(|word| word.folded.as_str()).collect();
    let mut found: Vec<(usize, usize, Vec<String>)> = Vec::new();
    for attempt in attempts(view, &typed)? {
        if attempt.words != original && !found.iter().any(|(.., it)| *it == attempt.words) {
            let products = count(view, &attempt.words, &mut words)?;
            if products > 0 {
                found.push((attempt.edits, ENOUGH - products, attempt.words));
            }
        }
    }
    found.sort();
    found
        .into_iter()
        .take(most)
        .map(|(.., words)| shown(view, &words))
        .collect()
}

fn attempts(view: &View, typed: &[Word]) -> Result<Vec<Attempt>, TantivyError> {
    let mut options = Vec::with_capacity(typed.len());
    for word in typed {
        options.push(replacements(view, word, typed.len() > 1)?);
    }
    let mut attempts = vec![Attempt {
        words: Vec::new(),
        edits: 0,
    }];
    for options in &options {
        attempts = attempts
            .iter()
            .flat_map(|before| options.iter().map(|option| before.followed_by(option)))
            .collect();
        attempts.sort_by_key(|attempt| attempt.edits);
        attempts.truncate(MOST_TRIED);
    }
    for at in 1..typed.len() {
        let mut words: Vec<String> = typed.iter().map(|word| word.folded.clone()).collect();
        let second = words.remove(at);
        words[at - 1].push_str(&second);
        attempts.push(Attempt { words, edits: 1 });
    }
    attempts.retain(|attempt| !attempt.words.is_empty());
    Ok(attempts)
}

/// What may stand for a word: itself if it is one, similar words, its halves, or nothing.
fn replacements(
    view: &View,
    word: &Word,
    may_be_left_out: bool,
) -> Result<Vec<Attempt>, TantivyError> {
    let folded = &word.folded;
    let mut replacements = Vec::new();
    let is_known = frequency(view, view.fields.words, folded)? > 0;
    if is_known {
        replacements.push(Attempt {
            words: vec![folded.clone()],
            edits: 0,
        });
    }
    // One edit more than a search allows by itself, as far as the dictionary can be searched.
    let edits = match folded.chars().count() {
        0..=2 => 0,
        3 => 1,
        _ => 2,
    };
    if edits > 0 && !folded.chars().any(char::is_numeric) {
        for other in similar(view, folded, edits)?.iter().take(SIMILAR) {
            replacements.push(Attempt {
                words: vec![other.word.clone()],
                edits: other.edits,
            });
        }
    }
    if let Some(halves) = halves(view, folded)? {
        replacements.push(Attempt {
            words: halves,
            edits: 1,
        });
    }
    if may_be_left_out && !is_known {
        replacements.push(Attempt {
            words: Vec::new(),
            edits: LEFT_OUT,
        });
    }
    Ok(replacements)
}

/// Cuts a word where a blank was forgotten: into the two words of which the rarer one is the most frequent.
fn halves(view: &View, word: &str) -> Result<Option<Vec<String>>, TantivyError> {
    let mut best = (0, None);
    for (at, _) in word.char_indices() {
        let (first, second) = word.split_at(at);
        let shorter = first.chars().count().min(second.chars().count());
        if shorter >= SHORTEST_HALF {
            let field = view.fields.words;
            let products = frequency(view, field, first)?.min(frequency(view, field, second)?);
            if products > best.0 {
                best = (products, Some(vec![first.to_owned(), second.to_owned()]));
            }
        }
    }
    Ok(best.1)
}

impl Attempt {
    fn followed_by(&self, other: &Self) -> Self {
        Self {
            words: [self.words.as_slice(), &other.words].concat(),
            edits: self.edits + other.edits,
        }
    }
}

/// How many products have all the words, in any form; not more than [`ENOUGH`].
fn count(view: &View, folded: &[String], words: &mut Words) -> Result<usize, TantivyError> {
    let fields = &view.fields;
    let mut all = Vec::with_capacity(folded.len());
    for word in folded {
        let stem = words.stem(word);
        let places = [fields.title_stems, fields.name_stems, fields.text_stems].map(|field| {
            let term = Term::from_field_text(field, &stem);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
        });
        all.push(crate::text::union(places.into()));
    }
    at_least(view, &*intersection(all), ENOUGH)
}

/// The words as they are written in titles, where they stand in one.
fn shown(view: &View, folded: &[String]) -> Result<String, TantivyError> {
    let mut shown = Vec::with_capacity(folded.len());
    for word in folded {
        let known = beginning_with(view, view.fields.complete, &format!("{word}{SEPARATOR}"), 1)?;
        let written = known
            .first()
            .and_then(|(term, _)| term.split_once(SEPARATOR));
        shown.push(
            written
                .map_or(word.as_str(), |(_, written)| written)
                .to_owned(),
        );
    }
    Ok(shown.join(" "))
}
