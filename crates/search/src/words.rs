//! From text to the words that are compared: folded, stemmed, split into codes and fragments.
//!
//! Index and queries go through the same functions, so both sides agree on what "the same word" is.

use serde::{Deserialize, Serialize};
use tantivy::tokenizer::{
    AsciiFoldingFilter, RawTokenizer, Stemmer, StopWordFilter, TextAnalyzer, TokenStream,
};

/// Longer runs of letters are no words (keys, encoded data) and would only fill the dictionary.
const LONGEST_WORD: usize = 40;

/// The shortest fragment of a code that can be looked for, and the length of the pieces that codes are cut into.
pub(crate) const FRAGMENT: usize = 3;

/// The language of a shop's texts. It decides stems, stop words and how umlauts are folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    English,
    German,
    /// Any other: words are folded and not stemmed.
    Other,
}

impl Language {
    fn algorithm(self) -> Option<tantivy::tokenizer::Language> {
        match self {
            Self::English => Some(tantivy::tokenizer::Language::English),
            Self::German => Some(tantivy::tokenizer::Language::German),
            Self::Other => None,
        }
    }
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// In lower case, as it is written: for people.
    pub shown: String,
    /// Without diacritics, umlauts in one spelling: for comparing.
    pub folded: String,
}

impl Word {
    /// How many edits a word with typos may be away: one from four letters on, two from eight on.
    ///
    /// What holds a digit is a model, a size or a code, and the one beside it is another product.
    pub fn typos(&self) -> u8 {
        if self.folded.chars().any(char::is_numeric) {
            return 0;
        }
        match self.folded.chars().count() {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        }
    }
}

/// The rules of one language.
#[derive(Clone)]
pub(crate) struct Words {
    language: Language,
    fold: TextAnalyzer,
    stem: TextAnalyzer,
    stop: TextAnalyzer,
}

impl Words {
    pub fn new(language: Language) -> Self {
        let raw = || TextAnalyzer::builder(RawTokenizer::default()).dynamic();
        let (mut stem, mut stop) = (raw(), raw());
        if let Some(algorithm) = language.algorithm() {
            stem = stem.filter_dynamic(Stemmer::new(algorithm));
            if let Some(words) = StopWordFilter::new(algorithm) {
                stop = stop.filter_dynamic(words);
            }
        }
        Self {
            language,
            fold: raw().filter_dynamic(AsciiFoldingFilter).build(),
            stem: stem.build(),
            stop: stop.build(),
        }
    }

    /// The words of `text` in reading order.
    pub fn split(&mut self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        let mut word = String::new();
        for character in text.chars().chain([' ']) {
            if character.is_alphanumeric() {
                word.extend(character.to_lowercase().filter(|it| !is_combining(*it)));
            } else if !is_silent(character) && !word.is_empty() {
                let shown = std::mem::take(&mut word);
                if shown.chars().count() <= LONGEST_WORD {
                    let folded = self.fold(&shown);
                    words.push(Word { shown, folded });
                }
            }
        }
        words
    }

    /// The stem of a folded word.
    pub fn stem(&mut self, folded: &str) -> String {
        only_token(&mut self.stem, folded).unwrap_or_else(|| folded.to_owned())
    }

    /// Whether a word says so little ("the", "und") that a query need not insist on it.
    pub fn is_stop(&mut self, word: &Word) -> bool {
        only_token(&mut self.stop, &word.shown).is_none()
    }

    fn fold(&mut self, lower: &str) -> String {
        let folded = if lower.is_ascii() {
            lower.to_owned()
        } else {
            only_token(&mut self.fold, lower).unwrap_or_else(|| lower.to_owned())
        };
        match self.language {
            Language::German => join_umlauts(&folded),
            Language::English | Language::Other => folded,
        }
    }

    /// A code (SKU, barcode) without what people leave out or add: only its letters and digits, in lower case.
    pub fn code(&mut self, text: &str) -> String {
        let kept: String = text.chars().filter(|it| it.is_alphanumeric()).collect();
        let lower = kept.to_lowercase();
        if lower.is_ascii() {
            return lower;
        }
        only_token(&mut self.fold, &lower).unwrap_or(lower)
    }
}

/// The part of what was typed that is looked at. Nobody types more by hand, and everything after this costs time and
/// memory by its length.
pub(crate) fn typed(text: &str) -> &str {
    const LONGEST: usize = 200;
    let text = text.trim();
    let end = text.char_indices().nth(LONGEST);
    end.map_or(text, |(at, _)| &text[..at])
}

/// The overlapping pieces of a code: "ins114" is "ins", "ns1", "s11", "114". Nothing for shorter codes.
pub(crate) fn fragments(code: &str) -> Vec<String> {
    let characters: Vec<char> = code.chars().collect();
    characters
        .windows(FRAGMENT)
        .map(|piece| piece.iter().collect())
        .collect()
}

fn only_token(analyzer: &mut TextAnalyzer, text: &str) -> Option<String> {
    let mut tokens = analyzer.token_stream(text);
    tokens
        .advance()
        .then(|| std::mem::take(&mut tokens.token_mut().text))
}

/// Marks that stand on the letter before them, as in decomposed text.
fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// What people write inside a word without meaning two words: "men's", soft hyphens.
fn is_silent(character: char) -> bool {
    is_combining(character) || matches!(character, '\'' | '’' | '\u{ad}' | '\u{200b}')
}

/// German has two spellings of an umlaut where the letter is missing: "Größe" and "Groesse" are one word.
///
/// The folding made "ö" an "o" already; here "oe" follows. "ue" stays after a vowel and after q: "neue", "Quelle".
fn join_umlauts(folded: &str) -> String {
    let mut joined = String::with_capacity(folded.len());
    let mut before = None;
    for character in folded.chars() {
        let is_spelled_out = character == 'e'
            && match before {
                Some((_, 'a' | 'o')) => true,
                Some((earlier, 'u')) => !matches!(earlier, Some('a' | 'e' | 'i' | 'o' | 'u' | 'q')),
                _ => false,
            };
        if !is_spelled_out {
            joined.push(character);
        }
        before = Some((before.map(|(_, last)| last), character));
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(language: Language, text: &str) -> Vec<String> {
        let words = Words::new(language).split(text);
        words.into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_compared_without_case_and_diacritics() {
        let cases: &[(&str, Language, &str, &[&str])] = &[
            ("case", Language::English, "Blue MUG", &["blue", "mug"]),
            (
                "accents",
                Language::English,
                "Café crème",
                &["cafe", "creme"],
            ),
            (
                "decomposed accents",
                Language::English,
                "Cafe\u{301}",
                &["cafe"],
            ),
            ("ligatures", Language::English, "Œuvre", &["oeuvre"]),
            ("sharp s", Language::German, "Straße", &["strasse"]),
            ("capital sharp s", Language::German, "GROẞ", &["gross"]),
            ("umlaut", Language::German, "Größe", &["grosse"]),
            (
                "umlaut spelled out",
                Language::German,
                "Groesse",
                &["grosse"],
            ),
            ("umlaut left out", Language::German, "Grosse", &["grosse"]),
            (
                "no umlaut after a vowel",
                Language::German,
                "neue Quelle",
                &["neue", "quelle"],
            ),
            ("ue in English", Language::English, "blue", &["blue"]),
            (
                "apostrophe",
                Language::English,
                "men's men’s",
                &["mens", "mens"],
            ),
            (
                "punctuation",
                Language::English,
                "T-Shirt, 27.5\"",
                &["t", "shirt", "27", "5"],
            ),
            (
                "soft hyphen",
                Language::German,
                "Haus\u{ad}tür",
                &["haustur"],
            ),
            ("nothing", Language::English, " — ", &[]),
            (
                "other scripts stay",
                Language::Other,
                "Чашка 杯",
                &["чашка", "杯"],
            ),
        ];
        for (name, language, text, expected) in cases {
            assert_eq!(folded(*language, text), *expected, "{name}");
        }
    }

    #[test]
    fn what_is_too_long_for_a_word_is_left_out() {
        let text = format!("mug {} cup", "x".repeat(LONGEST_WORD + 1));

        assert_eq!(folded(Language::English, &text), ["mug", "cup"]);
    }

    #[test]
    fn stems_join_the_forms_of_a_word() {
        let cases: &[(Language, &[&str])] = &[
            (Language::English, &["shoe", "shoes"]),
            (Language::English, &["running", "run", "runs"]),
            (Language::English, &["men's", "men"]),
            (Language::German, &["Tasse", "Tassen"]),
            (Language::German, &["Größe", "Größen", "groessen"]),
            (Language::German, &["Buch", "Buches"]),
        ];
        for (language, forms) in cases {
            let mut words = Words::new(*language);
            let stems: Vec<String> = forms
                .iter()
                .flat_map(|form| words.split(form))
                .collect::<Vec<_>>()
                .iter()
                .map(|word| words.stem(&word.folded))
                .collect();
            assert!(
                stems.iter().all(|stem| *stem == stems[0]),
                "{forms:?}: {stems:?}"
            );
        }
    }

    #[test]
    fn stop_words_are_known_as_they_are_written() {
        let cases = [
            (Language::English, "the", true),
            (Language::English, "mug", false),
            (Language::German, "für", true),
            (Language::German, "tasse", false),
            (Language::Other, "the", false),
        ];
        for (language, text, expected) in cases {
            let mut words = Words::new(language);
            let word = words.split(text).remove(0);
            assert_eq!(words.is_stop(&word), expected, "{text}");
        }
    }

    #[test]
    fn longer_words_may_have_more_typos() {
        let cases = [
            ("mug", 0),
            ("boot", 1),
            ("leather", 1),
            ("backpack", 2),
            ("Größe", 1),
            ("1080p", 0),
            ("iphone15", 0),
        ];
        for (text, expected) in cases {
            let word = Words::new(Language::German).split(text).remove(0);
            assert_eq!(word.typos(), expected, "{text}");
        }
    }

    #[test]
    fn codes_are_compared_by_letters_and_digits() {
        let cases = [
            ("KT-INS114", "ktins114"),
            ("kt ins 114", "ktins114"),
            ("4 006381 333931", "4006381333931"),
            ("ÄB/7", "ab7"),
            ("--", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(Words::new(Language::German).code(text), expected, "{text}");
        }
    }

    #[test]
    fn fragments_overlap() {
        assert_eq!(fragments("ins114"), ["ins", "ns1", "s11", "114"]);
        assert_eq!(fragments("abc"), ["abc"]);
        assert!(fragments("ab").is_empty());
    }
}
