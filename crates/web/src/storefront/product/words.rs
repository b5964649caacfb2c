//! A description as plain words, for what shows no mark-up.

/// The words of sanitised HTML with single spaces.
pub fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => {
                is_tag = true;
                text.push(' ');
            }
            '>' => is_tag = false,
            other if !is_tag => text.push(other),
            _ => {}
        }
    }
    let text = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

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
    fn a_text_without_mark_up_ends_with_a_word() {
        assert_eq!(
            plain("<p>Salt &amp; <b>pepper</b></p><ul><li>Oak</li></ul>"),
            "Salt & pepper Oak"
        );
        assert_eq!(cut(&plain(""), 155), "");
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("Überraschung", 5), "…");
        let long = cut(&plain(&"<p>word </p>".repeat(100)), 155);
        assert!(
            long.chars().count() <= 155 && long.ends_with("word…"),
            "{long}"
        );
    }
}
