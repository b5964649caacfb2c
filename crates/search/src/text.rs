//! From what was typed to a query: words, typos, synonyms, codes.

use tantivy::{
    DocSet, Score, TERMINATED, TantivyError, Term,
    query::{
        BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, EnableScoring, PhraseQuery, Query,
        TermQuery,
    },
    schema::IndexRecordOption,
};

use crate::{
    dictionary::{frequency, similar},
    query::Matched,
    synonyms::Synonyms,
    view::View,
    words::{FRAGMENT, Word, Words, fragments},
};

/// A title says more about a product than its names do, and these more than its description.
const TITLE: Score = 4.0;
const NAMES: Score = 2.0;
const DESCRIPTION: Score = 1.0;

/// What a word that was not typed counts for each edit that leads to it.
const EDIT: Score = 0.35;
const SYNONYM: Score = 0.7;
/// The code, or a part of it, was typed among other words.
const FRAGMENT_SCORE: Score = 12.0;

/// With fewer products than this, similar words are tried too.
const FEW: usize = 3;
/// A number of so many digits may be a part of a barcode.
const LONG_NUMBER: usize = 5;
/// Words after these say nothing new, and each costs time.
const MOST_WORDS: usize = 12;

/// What a text looks for.
pub(crate) struct TextQuery {
    pub query: Box<dyn Query>,
    /// The whole text as a code: products that have it come first.
    pub code: Term,
    pub matched: Matched,
}

/// A part of the text that has to be found; any of its readings is enough.
struct Unit {
    words: Vec<Word>,
    /// What stands for it just as well.
    synonyms: Vec<Vec<String>>,
    /// The part as a code, if it could be one.
    code: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Exactly,
    WithTypos,
    AsCode,
}

/// Whether words that are only like the typed ones count where few products have these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Typos {
    #[default]
    Allowed,
    Refused,
}

/// Reads `text`; `None` if it is blank. One without words, such as `%`, finds only the product with exactly this code.
///
/// How it is read depends on the text and the index alone, not on filters: otherwise a facet would count
/// products that are gone once it is chosen.
pub(crate) fn read(
    view: &View,
    text: &str,
    synonyms: &Synonyms,
    typos: Typos,
) -> Result<Option<TextQuery>, TantivyError> {
    let mut reader = Reader {
        view,
        words: view.words.clone(),
        typos,
        has_guessed: false,
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    let units = reader.units(text, synonyms);
    let code = reader.words.code(text);
    let exactly = reader.query(&units, &code, Reading::Exactly)?;
    let has_guessed = reader.has_guessed;
    let found = at_least(view, &*exactly, FEW)?;
    let answer = |query, matched| TextQuery {
        query,
        code: Term::from_field_text(view.fields.codes, &code),
        matched,
    };
    if found < FEW && typos == Typos::Allowed {
        let with_typos = reader.query(&units, &code, Reading::WithTypos)?;
        if at_least(view, &*with_typos, found + 1)? > found {
            return Ok(Some(answer(with_typos, Matched::WithTypos)));
        }
    }
    if found == 0 {
        let as_code = reader.query(&units, &code, Reading::AsCode)?;
        if at_least(view, &*as_code, 1)? > 0 {
            return Ok(Some(answer(as_code, Matched::AsCode)));
        }
    }
    let matched = if has_guessed && found > 0 {
        Matched::WithTypos
    } else {
        Matched::Exactly
    };
    Ok(Some(answer(exactly, matched)))
}

/// Numbers alone are mostly sizes; what is as long as a barcode's end is not.
fn could_be_code(code: &str) -> bool {
    let length = code.chars().count();
    let digits = code.chars().filter(char::is_ascii_digit).count();
    digits > 0
        && length
            >= if digits == length {
                LONG_NUMBER
            } else {
                FRAGMENT
            }
}

/// How many products a query finds, but not more than `most`.
pub(crate) fn at_least(view: &View, query: &dyn Query, most: usize) -> Result<usize, TantivyError> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(&view.searcher))?;
    let mut found = 0;
    for segment in &view.segments {
        let mut documents = weight.scorer(&segment.reader, 1.0)?;
        while documents.doc() != TERMINATED && found < most {
            if !segment.reader.is_deleted(documents.doc()) {
                found += 1;
            }
            documents.advance();
        }
    }
    Ok(found)
}

/// Products that have `code`, or a code that it is a part of; nothing for what is too short.
pub(crate) fn code_query(view: &View, code: &str) -> Option<Box<dyn Query>> {
    let field = view.fields.fragments;
    let mut pieces: Vec<Term> = fragments(code)
        .iter()
        .map(|piece| Term::from_field_text(field, piece))
        .collect();
    match pieces.len() {
        0 => None,
        1 => Some(Box::new(TermQuery::new(
            pieces.remove(0),
            IndexRecordOption::Basic,
        ))),
        _ => Some(Box::new(PhraseQuery::new(pieces))),
    }
}

struct Reader<'a> {
    view: &'a View,
    words: Words,
    typos: Typos,
    /// Whether similar words stand for one that no product has.
    has_guessed: bool,
}

impl Reader<'_> {
    /// Cuts a text into what has to be found.
    fn units(&mut self, text: &str, synonyms: &Synonyms) -> Vec<Unit> {
        let mut words: Vec<(Word, String)> = Vec::new();
        // The first word of a part between blanks, the one after its last, and the part as a code.
        let mut codes: Vec<(usize, usize, String)> = Vec::new();
        for part in text.split_whitespace() {
            let first = words.len();
            for word in self.words.split(part) {
                let stem = self.words.stem(&word.folded);
                words.push((word, stem));
            }
            let code = self.words.code(part);
            // A part that is too long for a word has none.
            if could_be_code(&code) && words.len() > first {
                codes.push((first, words.len(), code));
            }
        }
        words.truncate(MOST_WORDS);
        let all_are_stop_words = words.iter().all(|(word, _)| self.words.is_stop(word));

        let mut units = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let stems: Vec<String> = words[at..].iter().map(|(_, stem)| stem.clone()).collect();
            let code = codes.iter().find(|(first, ..)| *first == at);
            let meant = synonyms.at(&stems);
            let length = match (code, meant) {
                (Some((first, end, _)), _) => (end - first).min(words.len() - at),
                (None, Some((length, _))) => length,
                (None, None) => 1,
            };
            let meant = meant.filter(|(of, _)| *of == length);
            let is_dropped = length == 1
                && meant.is_none()
                && !all_are_stop_words
                && self.words.is_stop(&words[at].0);
            if !is_dropped {
                units.push(Unit {
                    words: words[at..at + length]
                        .iter()
                        .map(|(word, _)| word.clone())
                        .collect(),
                    synonyms: meant.map(|(_, others)| others.to_vec()).unwrap_or_default(),
                    code: code.map(|(.., code)| code.clone()),
                });
            }
            at += length.max(1);
        }
        units
    }

    fn query(
        &mut self,
        units: &[Unit],
        code: &str,
        reading: Reading,
    ) -> Result<Box<dyn Query>, TantivyError> {
        let mut all = Vec::new();
        for unit in units {
            all.push(self.unit(unit, reading)?);
        }
        let exact = TermQuery::new(
            Term::from_field_text(self.view.fields.codes, code),
            IndexRecordOption::Basic,
        );
        let exact = ConstScoreQuery::new(Box::new(exact), FRAGMENT_SCORE);
        let mut readings = vec![intersection(all), Box::new(exact) as Box<dyn Query>];
        if reading == Reading::AsCode
            && let Some(part) = code_query(self.view, code)
        {
            readings.push(Box::new(ConstScoreQuery::new(part, FRAGMENT_SCORE)));
        }
        Ok(union(readings))
    }

    fn unit(&mut self, unit: &Unit, reading: Reading) -> Result<Box<dyn Query>, TantivyError> {
        let mut readings = Vec::new();
        let mut words = Vec::new();
        for word in &unit.words {
            words.push(self.word(word, reading)?);
        }
        readings.push(intersection(words));
        for synonym in &unit.synonyms {
            let mut words = Vec::new();
            for stem in synonym {
                words.push(union(self.stem(stem, SYNONYM)?));
            }
            readings.push(intersection(words));
        }
        let part = unit
            .code
            .as_deref()
            .and_then(|code| code_query(self.view, code));
        if let Some(part) = part {
            readings.push(Box::new(ConstScoreQuery::new(part, FRAGMENT_SCORE)));
        }
        Ok(union(readings))
    }

    fn word(&mut self, word: &Word, reading: Reading) -> Result<Box<dyn Query>, TantivyError> {
        let stem = self.words.stem(&word.folded);
        let mut readings = self.stem(&stem, 1.0)?;
        // A word that nobody uses is a typo, whatever the rest finds.
        let is_open = reading == Reading::WithTypos || readings.is_empty();
        if is_open && self.typos == Typos::Allowed && word.typos() > 0 {
            let is_unknown = readings.is_empty();
            let mut seen = vec![stem];
            for other in similar(self.view, &word.folded, word.typos())?.iter() {
                let stem = self.words.stem(&other.word);
                if !seen.contains(&stem) {
                    let score = if other.edits > 1 { EDIT * EDIT } else { EDIT };
                    readings.extend(self.stem(&stem, score)?);
                    seen.push(stem);
                }
            }
            self.has_guessed |= is_unknown && !readings.is_empty();
        }
        Ok(union(readings))
    }

    /// Where a stem is found, for each field that has it.
    fn stem(&self, stem: &str, score: Score) -> Result<Vec<Box<dyn Query>>, TantivyError> {
        let fields = &self.view.fields;
        let mut readings: Vec<Box<dyn Query>> = Vec::new();
        for (field, weight) in [
            (fields.title_stems, TITLE),
            (fields.name_stems, NAMES),
            (fields.text_stems, DESCRIPTION),
        ] {
            if frequency(self.view, field, stem)? > 0 {
                let term = Term::from_field_text(field, stem);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                readings.push(Box::new(BoostQuery::new(Box::new(query), weight * score)));
            }
        }
        Ok(readings)
    }
}

pub(crate) fn union(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

pub(crate) fn intersection(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
}
