//! Texts cut to what fits.

/// The text, or as many of its words as fit, and an ellipsis.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count() + usize::from(length > 0);
        // One place is for the ellipsis.
        if length + more >= most {
            break;
        }
        if length > 0 {
            short.push(' ');
        }
        short.push_str(word);
        length += more;
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_ends_with_a_word() {
        assert_eq!(cut("", 155), "");
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("Überraschung", 5), "…");
        let long = cut(&"word ".repeat(100), 155);
        assert!(
            long.chars().count() <= 155 && long.ends_with("word…"),
            "{long}"
        );
    }
}
