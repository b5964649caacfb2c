//! The words by which staff find a product, whatever its status: the start of each is enough.
//!
//! A table of words answers on both engines alike and at any size; scanning all products for a text
//! that may stand anywhere in it does not.

use std::collections::BTreeSet;

use crate::text::fold;

/// Longer ones are cut; nobody types so much of one word.
const LONGEST: usize = 40;

/// A product of thousands of variants is found by the SKUs of the first ones.
const MOST: usize = 1_000;

/// What a product is found by. Codes are also found by the parts of which they are made: "INS114" by 114.
pub(crate) fn of_product(search_text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for word in split(search_text) {
        for start in starts(&word) {
            if words.len() < MOST {
                words.insert(shortened(&word[start..]));
            }
        }
    }
    words
}

/// What was typed; each word has to be the start of one of the product's.
pub(super) fn typed(text: &str) -> BTreeSet<String> {
    split(text).map(|word| shortened(&word)).collect()
}

/// The shortest text that is taken for a code.
const CODE_MIN: usize = 4;

/// What may be a SKU or a barcode as a whole, in the spellings in which those are written. With a digit and not short:
/// whoever types "mug" or "42" means whatever has such a word.
pub(super) fn code(text: &str) -> Option<BTreeSet<String>> {
    let text = text.trim();
    let is_code = text.chars().count() >= CODE_MIN && text.chars().any(char::is_numeric);
    is_code.then(|| BTreeSet::from([text.to_owned(), text.to_uppercase(), text.to_lowercase()]))
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words: Vec<String> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    words.into_iter()
}

/// Where a word can be found from: its beginning, each change between letters and digits, and every
/// letter of a script that puts no blanks between words.
fn starts(word: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let letters = word.char_indices().zip(word.char_indices().skip(1));
    for ((_, before), (at, letter)) in letters {
        if before.is_numeric() != letter.is_numeric() || has_no_blanks(letter) {
            starts.push(at);
        }
    }
    starts
}

fn has_no_blanks(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

fn shortened(word: &str) -> String {
    let end = word.char_indices().nth(LONGEST);
    end.map_or(word, |(at, _)| &word[..at]).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_found_by_its_words_and_the_parts_of_its_codes() {
        let cases: [(&str, &[&str]); 5] = [
            ("\nblue mug\nacme\n", &["acme", "blue", "mug"]),
            ("kt-ins114", &["114", "ins114", "kt"]),
            ("Größe 0,5 l", &["0", "5", "grosse", "l"]),
            ("靴下", &["下", "靴下"]),
            ("mug mug", &["mug"]),
        ];
        for (text, expected) in cases {
            let words: Vec<_> = of_product(text).into_iter().collect();
            assert_eq!(words, expected, "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_code_is_one() {
        for (text, is_code) in [
            (" P777-M ", true),
            ("4006381333931", true),
            ("mugs", false),
            ("500", false),
            ("", false),
        ] {
            assert_eq!(code(text).is_some(), is_code, "{text}");
        }
        let spellings = code("p777-m").unwrap();
        assert!(spellings.contains("P777-M") && spellings.contains("p777-m"));
    }

    #[test]
    fn what_is_endless_is_cut() {
        let many: Vec<_> = (0..3_000).map(|number| format!("word{number}")).collect();
        assert_eq!(of_product(&many.join(" ")).len(), MOST);
        assert_eq!(
            typed(&"ü".repeat(300)),
            BTreeSet::from(["u".repeat(LONGEST)])
        );
    }
}
