//! Writing XML.

use std::fmt::Write as _;

pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// As the text of an element or the value of an attribute. Characters that XML 1.0 cannot hold, not even escaped, are
/// left out: a product that was pasted from somewhere must not spoil the whole file.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                out.push(letter);
            }
            _ => {}
        }
    }
    out
}

/// `<name>text</name>`
pub fn element(out: &mut String, name: &str, text: &str) {
    // Writing into a string cannot fail.
    let _ = writeln!(out, "<{name}>{}</{name}>", escaped(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_the_rest_is_escaped() {
        let text = "a\u{0}\u{b}b < \"c\" & 'd' > ü\u{1f600}\u{ffff}";
        let mut out = String::new();

        element(&mut out, "t", text);

        let document = roxmltree::Document::parse(&out).unwrap();
        assert_eq!(
            document.root_element().text(),
            Some("ab < \"c\" & 'd' > ü\u{1f600}")
        );
    }
}
