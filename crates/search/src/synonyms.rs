//! Words that mean the same to the merchant's customers.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::words::{Language, Word, Words};

/// The longest entry, in words.
const LONGEST: usize = 4;

/// What to look for as well, by what was typed. Applied to queries, so that a change needs no new index.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    language: Option<Language>,
    by_words: HashMap<Vec<String>, Vec<Vec<String>>>,
    fingerprint: u64,
}

impl Synonyms {
    /// For an index in `language`.
    pub fn new(language: Language) -> Self {
        Self {
            language: Some(language),
            ..Self::default()
        }
    }

    /// Each of `entries` finds what the others find: "sofa", "couch". An entry may have up to four words.
    pub fn add(&mut self, entries: &[&str]) {
        for (at, from) in entries.iter().enumerate() {
            let others = entries.iter().enumerate().filter(|(other, _)| *other != at);
            let others: Vec<&str> = others.map(|(_, entry)| *entry).collect();
            self.add_one_way(from, &others);
        }
    }

    /// `from` finds also what `to` find, and not the other way round: "phone" finds "smartphone".
    pub fn add_one_way(&mut self, from: &str, to: &[&str]) {
        let mut words = Words::new(self.language.unwrap_or(Language::Other));
        let from = stems(from, &mut words);
        if from.is_empty() || from.len() > LONGEST {
            return;
        }
        let known = self.by_words.entry(from.clone()).or_default();
        for entry in to {
            let entry = stems(entry, &mut words);
            if !entry.is_empty() && entry != from && !known.contains(&entry) {
                // Synonyms come from a list; the same list makes the same fingerprint.
                let mut hasher = DefaultHasher::new();
                (self.fingerprint, &from, &entry).hash(&mut hasher);
                self.fingerprint = hasher.finish();
                known.push(entry);
            }
        }
    }

    /// The longest entry that `stems` begins with: its length and what it means as well.
    pub(crate) fn at(&self, stems: &[String]) -> Option<(usize, &[Vec<String>])> {
        (1..=stems.len().min(LONGEST)).rev().find_map(|length| {
            let others = self.by_words.get(&stems[..length])?;
            (!others.is_empty()).then_some((length, others.as_slice()))
        })
    }

    pub(crate) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

fn stems(text: &str, words: &mut Words) -> Vec<String> {
    let split = words.split(text);
    let stem = |word: &Word| words.stem(&word.folded);
    split.iter().map(stem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<String> {
        stems(text, &mut Words::new(Language::English))
    }

    #[test]
    fn equal_words_find_each_other_in_any_form() {
        let mut synonyms = Synonyms::new(Language::English);
        synonyms.add(&["Sofa", "couch", "settee"]);

        let (length, others) = synonyms.at(&typed("couches blue")).expect("it is known");
        assert_eq!(length, 1);
        assert_eq!(others, [typed("sofa"), typed("settee")]);
        assert!(synonyms.at(&typed("blue couch")).is_none());
    }

    #[test]
    fn one_way_synonyms_go_one_way() {
        let mut synonyms = Synonyms::new(Language::English);
        synonyms.add_one_way("phone", &["smartphone"]);

        assert!(synonyms.at(&typed("phone")).is_some());
        assert!(synonyms.at(&typed("smartphone")).is_none());
    }

    #[test]
    fn the_longest_entry_counts() {
        let mut synonyms = Synonyms::new(Language::English);
        synonyms.add(&["tee", "t-shirt"]);
        synonyms.add(&["t", "letter"]);

        let (length, others) = synonyms.at(&typed("T-Shirt red")).expect("it is known");
        assert_eq!((length, others), (2, [typed("tee")].as_slice()));
    }

    #[test]
    fn nonsense_is_passed_over() {
        let mut synonyms = Synonyms::new(Language::English);
        synonyms.add(&["", "mug", "mug"]);
        synonyms.add(&["one two three four five", "many"]);

        assert!(synonyms.at(&typed("mug")).is_none());
        assert!(synonyms.at(&typed("one two three four five")).is_none());
    }
}
