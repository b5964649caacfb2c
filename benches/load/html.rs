//! Reads the tags of a page, no more: a parser that builds a tree would take the processor time that the shop is measured with.

use std::borrow::Cow;

/// The tags of a page in order. Comments and the insides of `script` and `style` are stepped over.
pub struct Tags<'a> {
    html: &'a str,
    at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    /// As written; our pages write lower case.
    pub name: &'a str,
    pub closing: bool,
    attributes: &'a str,
    /// What follows the tag.
    pub rest: &'a str,
}

pub fn tags(html: &str) -> Tags<'_> {
    Tags { html, at: 0 }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let start = self.at + self.html[self.at..].find('<')? + 1;
            let inside = &self.html[start..];
            if let Some(comment) = inside.strip_prefix("!--") {
                let length = comment.find("-->")? + "-->".len();
                self.at = start + "!--".len() + length;
                continue;
            }
            if !inside.starts_with(|sign: char| sign.is_ascii_alphabetic() || "/!".contains(sign)) {
                self.at = start;
                continue;
            }
            let length = tag_length(inside)?;
            self.at = start + length + 1;
            let closing = inside.starts_with('/');
            let content = inside[..length].trim_start_matches('/');
            let name_length = content
                .find(|sign: char| !sign.is_ascii_alphanumeric())
                .unwrap_or(content.len());
            let (name, attributes) = content.split_at(name_length);
            if name.is_empty() {
                continue;
            }
            if !closing && (name == "script" || name == "style") {
                self.skip_raw_text(name);
            }
            return Some(Tag {
                name,
                closing,
                attributes,
                rest: &self.html[self.at..],
            });
        }
    }
}

impl Tags<'_> {
    fn skip_raw_text(&mut self, name: &str) {
        let rest = &self.html[self.at..];
        let end = if name == "script" {
            "</script"
        } else {
            "</style"
        };
        self.at += rest.find(end).unwrap_or(rest.len());
    }
}

/// Bytes up to the `>` that ends the tag; one in quotes does not.
fn tag_length(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None | Some(_), _) => {}
        }
    }
    None
}

impl<'a> Tag<'a> {
    /// The value of an attribute with its character references replaced; empty for one without a value.
    pub fn attribute(&self, wanted: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace() || sign == '/');
            if rest.is_empty() {
                return None;
            }
            let length = rest
                .find(|sign: char| sign == '=' || sign == '/' || sign.is_ascii_whitespace())
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(length);
            let (value, after) = attribute_value(after);
            if name == wanted {
                return Some(decode(value));
            }
            rest = after;
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }
}

/// The value after a name and what follows it.
fn attribute_value(after: &str) -> (&str, &str) {
    let Some(value) = after.trim_start().strip_prefix('=') else {
        return ("", after);
    };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let length = value
        .find(|sign: char| sign.is_ascii_whitespace())
        .unwrap_or(value.len());
    value.split_at(length)
}

/// Replaces the character references that a template engine writes: the five named ones and numbers.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest
            .find(';')
            .and_then(|end| Some((reference(&rest[1..end])?, end + 1)));
        let (sign, length) = reference.unwrap_or(('&', 1));
        decoded.push(sign);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// The first link of a page whose address begins so.
pub fn link_to(html: &str, beginning: &str) -> Option<String> {
    tags(html)
        .filter(|tag| tag.name == "a" && !tag.closing)
        .filter_map(|tag| tag.attribute("href"))
        .find(|href| href.starts_with(beginning))
        .map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_found_however_it_is_written() {
        let cases = [
            (
                r#"<input name="a" value="x &amp; &#34;y&#x2f;z">"#,
                Some("x & \"y/z"),
            ),
            ("<input name=a value='x>y'>", Some("x>y")),
            ("<input required value=x>", Some("x")),
            ("<input value>", Some("")),
            ("<input value/>", Some("")),
            ("<input =value>", None),
            ("<input data-value='no' name=a>", None),
            ("<input value='R&D; &'>", Some("R&D; &")),
        ];
        for (html, value) in cases {
            let tag = tags(html).next().expect(html);
            assert_eq!(tag.attribute("value").as_deref(), value, "{html}");
        }
    }

    #[test]
    fn scripts_and_comments_hold_no_tags() {
        let html = "<!doctype html><!-- <a> --><script>if (a<b) '<a>'</script><p>1 < 2</p><a/>";

        let names: Vec<&str> = tags(html).map(|tag| tag.name).collect();

        assert_eq!(names, ["script", "script", "p", "p", "a"]);
    }

    #[test]
    fn a_page_cut_off_anywhere_is_read_without_panic() {
        let html = "<p é='ü'>ä<!-- ö --><input value=\"&#228;&auml\"></p><style>ß</style>";
        for (end, _) in html.char_indices() {
            for tag in tags(&html[..end]) {
                assert!(tag.attribute("no-such").is_none());
            }
        }
    }
}
