//! Text made comparable, for searching, plain, for what knows no mark-up, and in parts.

mod parts;
mod plain;

pub use parts::{joined, parts};
pub use plain::plain;

/// Letters with marks, and what they are without. Marks written as characters of their own
/// (U+0300 to U+036F) are dropped anyway.
const FOLDED: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặ"),
    ("ae", "æǣǽ"),
    ("b", "ḃḅ"),
    ("c", "çćĉċč"),
    ("d", "ďđḋḍð"),
    ("e", "èéêëēĕėęěȅȇȩẹẻẽếềểễệ"),
    ("f", "ḟƒ"),
    ("g", "ĝğġģǧǵ"),
    ("h", "ĥħḣḥ"),
    ("i", "ìíîïĩīĭįıǐȉȋịỉ"),
    ("j", "ĵǰ"),
    ("k", "ķǩḱ"),
    ("l", "ĺļľŀł"),
    ("m", "ṁṃ"),
    ("n", "ñńņňŋǹṅṇ"),
    ("o", "òóôõöøōŏőơǒǫȍȏȯọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("p", "ṗṕ"),
    ("r", "ŕŗřȑȓ"),
    ("s", "śŝşšșṡṣ"),
    ("ss", "ß"),
    ("t", "ţťŧțṫṭ"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗụủứừửữự"),
    ("w", "ŵẁẃẅ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżžẑẓ"),
    ("α", "ά"),
    ("ε", "έ"),
    ("η", "ή"),
    ("ι", "ίϊΐ"),
    ("ο", "ό"),
    ("σ", "ς"),
    ("υ", "ύϋΰ"),
    ("ω", "ώ"),
    ("е", "ёѐ"),
    ("и", "йѝ"),
];

/// Lower case without diacritics: "Größe É" is "grosse e". Both sides of a comparison are folded.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            ' '..='~' => folded.push(letter),
            '\u{300}'..='\u{36f}' => {}
            _ => match FOLDED.iter().find(|(_, from)| from.contains(letter)) {
                Some((plain, _)) => folded.push_str(plain),
                None => folded.push(letter),
            },
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_compared_without_case_and_marks() {
        let cases = [
            ("", ""),
            ("Blue Mug 12", "blue mug 12"),
            ("GRÖSSE", "grosse"),
            ("Größe", "grosse"),
            ("Straße ẞ", "strasse ss"),
            ("Crème Brûlée", "creme brulee"),
            ("Příliš žluťoučký kůň", "prilis zlutoucky kun"),
            ("Łódź", "lodz"),
            ("smørrebrød æ Œ", "smorrebrod ae oe"),
            ("İstanbul ılık", "istanbul ilik"),
            ("Việt Nam phở", "viet nam pho"),
            ("e\u{301}tude", "etude"),
            ("Ψωμί ΣΑΣ", "ψωμι σασ"),
            ("Ёлка", "елка"),
            ("靴 100%_", "靴 100%_"),
        ];
        for (text, folded) in cases {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for (plain, marked) in FOLDED {
            assert_eq!(fold(plain), *plain);
            for letter in marked.chars() {
                assert_eq!(fold(&letter.to_string()), *plain, "{letter}");
            }
        }
    }
}
