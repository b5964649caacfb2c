//! Looking words up in the index's dictionaries: how frequent, how they go on, which are alike.

use std::{collections::HashMap, sync::Arc};

use tantivy::{
    TantivyError, Term,
    query::{DfaWrapper, FuzzyTermQuery},
    schema::Field,
};

use crate::{schema::SEPARATOR, view::View};

/// Words that are alike, of each word that was typed; more would be guessing.
pub(crate) const MOST_SIMILAR: usize = 12;

/// A word of the index that could have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Similar {
    pub word: String,
    pub edits: usize,
    pub products: u32,
}

/// In how many products a term is, deleted ones included until their segment is merged.
pub(crate) fn frequency(view: &View, field: Field, text: &str) -> Result<u64, TantivyError> {
    view.searcher.doc_freq(&Term::from_field_text(field, text))
}

/// Words at most `edits` letters away from `word`, the nearest first and of those the most frequent; without
/// itself; up to [`MOST_SIMILAR`]. Swapping two neighbouring letters is one edit.
///
/// The dictionary is gone through once for each word and commit: people make the same mistakes, and a word that is
/// read with its typos is then corrected.
pub(crate) fn similar(
    view: &View,
    word: &str,
    edits: u8,
) -> Result<Arc<Vec<Similar>>, TantivyError> {
    view.cache
        .similar(view.generation, word, edits, || read(view, word, edits))
}

fn read(view: &View, word: &str, edits: u8) -> Result<Vec<Similar>, TantivyError> {
    let field = view.fields.words;
    let automaton = FuzzyTermQuery::new(Term::from_field_text(field, word), edits, true);
    let found = accepted(view, field, &automaton.automaton()?)?;
    let mut found: Vec<Similar> = found
        .into_iter()
        .filter(|(other, _)| other != word)
        .map(|(other, products)| Similar {
            edits: distance(word, &other),
            word: other,
            products,
        })
        .collect();
    found.sort_unstable_by(|a, b| {
        let by_frequency = b.products.cmp(&a.products);
        let by_edits = a.edits.cmp(&b.edits);
        by_edits
            .then(by_frequency)
            .then_with(|| a.word.cmp(&b.word))
    });
    found.truncate(MOST_SIMILAR);
    Ok(found)
}

/// The terms that begin with `prefix`, the most frequent first.
pub(crate) fn beginning_with(
    view: &View,
    field: Field,
    prefix: &str,
    most: usize,
) -> Result<Vec<(String, u32)>, TantivyError> {
    // Nothing in UTF-8 has this byte, so all that begins with the prefix is before it.
    let end = [prefix.as_bytes(), &[0xff]].concat();
    let mut found = Sums::default();
    for segment in &view.segments {
        let index = segment.reader.inverted_index(field)?;
        let mut stream = index.terms().range().ge(prefix).lt(&end).into_stream()?;
        while stream.advance() {
            add(&mut found, stream.key(), stream.value().doc_freq);
        }
    }
    Ok(most_frequent(found, most))
}

/// The terms of which the part before the separator begins with something at most `edits` letters away from
/// `prefix`, the most frequent first.
pub(crate) fn beginning_like(
    view: &View,
    field: Field,
    prefix: &str,
    edits: u8,
    most: usize,
) -> Result<Vec<(String, u32)>, TantivyError> {
    let automaton = FuzzyTermQuery::new_prefix(Term::from_field_text(field, prefix), edits, true);
    let mut found = accepted(view, field, &automaton.automaton()?)?;
    // The automaton takes the separator for a letter like any other.
    found.retain(|term, _| {
        let compared = term.split(SEPARATOR).next().unwrap_or_default();
        let beginnings = distances(prefix, compared);
        beginnings.into_iter().min() <= Some(usize::from(edits))
    });
    Ok(most_frequent(found, most))
}

/// In how many products each term is, over all segments.
type Sums = HashMap<String, u32>;

fn accepted(view: &View, field: Field, automaton: &DfaWrapper) -> Result<Sums, TantivyError> {
    let mut found = Sums::default();
    for segment in &view.segments {
        let index = segment.reader.inverted_index(field)?;
        let mut stream = index.terms().search(automaton).into_stream()?;
        while stream.advance() {
            add(&mut found, stream.key(), stream.value().doc_freq);
        }
    }
    Ok(found)
}

fn add(sums: &mut Sums, term: &[u8], products: u32) {
    let Ok(term) = std::str::from_utf8(term) else {
        return;
    };
    match sums.get_mut(term) {
        Some(sum) => *sum += products,
        None => {
            sums.insert(term.to_owned(), products);
        }
    }
}

fn most_frequent(found: Sums, most: usize) -> Vec<(String, u32)> {
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(most);
    found
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    distances(one, other).pop().unwrap_or_default()
}

/// The distances from `one` to each beginning of `other`, from nothing to the whole.
fn distances(one: &str, other: &str) -> Vec<usize> {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, candidate) in other.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != candidate);
            let mut least = replaced.min(last[column + 1] + 1).min(next[column] + 1);
            let is_swap =
                row > 0 && column > 0 && one[row - 1] == *candidate && *letter == other[column - 1];
            if is_swap {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_as_people_make_them() {
        let cases = [
            ("", "", 0),
            ("mug", "mug", 0),
            ("mug", "", 3),
            ("leather", "lether", 1),
            ("leather", "laether", 1),
            ("leather", "leathers", 1),
            ("jacket", "jakcte", 2),
            ("tasse", "kanne", 3),
            ("größe", "grüße", 1),
        ];
        for (one, other, expected) in cases {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }
}
