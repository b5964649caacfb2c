//! Several words or names in one line, with a separator between them.

/// "A, B\, C" is A and "B, C".
pub fn parts(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_escape = letter == '\\'
            && letters
                .peek()
                .is_some_and(|next| *next == separator || *next == '\\');
        if letter == separator {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.extend(if is_escape {
                letters.next()
            } else {
                Some(letter)
            });
        }
    }
    let parts = parts.into_iter().map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// The text of which [`parts`] makes these parts again.
pub fn joined<'a>(parts: impl IntoIterator<Item = &'a str>, separator: char) -> String {
    let escaped = parts.into_iter().map(|part| {
        part.replace('\\', "\\\\")
            .replace(separator, &format!("\\{separator}"))
    });
    let between = if separator == ',' {
        ", ".to_owned()
    } else {
        format!(" {separator} ")
    };
    escaped.collect::<Vec<_>>().join(&between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_what_is_between_their_separators() {
        let tags = ["summer", "a, b", "back\\slash", "\\, both"];
        assert_eq!(parts(&joined(tags, ','), ','), tags);
        assert_eq!(parts("a,, b ,", ','), ["a", "b"]);
        assert_eq!(parts("Clothing > Shirts", '>'), ["Clothing", "Shirts"]);
        assert_eq!(parts(&joined(["A > B", "C"], '>'), '>'), ["A > B", "C"]);
        assert!(parts("", ',').is_empty());
    }
}
