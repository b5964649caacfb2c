//! Descriptions without their tags.

/// Tags inside which a word goes on.
const INLINE: [&str; 9] = ["a", "b", "code", "em", "i", "s", "strong", "sub", "sup"];

/// The words of sanitised HTML with single blanks between them, for what knows no mark-up.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find(['<', '&']) {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        rest = if rest.starts_with('<') {
            let (inside, after) = tag(rest);
            if !INLINE.contains(&name(inside)) {
                text.push(' ');
            }
            after
        } else {
            let (letter, after) = entity(rest);
            text.push(letter);
            after
        };
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is between `<` and `>`, and what comes after. An attribute may have a `>` in it.
fn tag(html: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, letter) in html.char_indices() {
        match (quote, letter) {
            (None, '>') => return (&html[1..at], &html[at + 1..]),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    (&html[1..], "")
}

fn name(inside: &str) -> &str {
    let inside = inside.trim_start_matches('/');
    let end = inside.find(|letter: char| !letter.is_ascii_alphanumeric());
    &inside[..end.unwrap_or(inside.len())]
}

/// The letter of the entities that a sanitised text has; any other `&` stands for itself.
fn entity(html: &str) -> (char, &str) {
    let known = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&nbsp;", ' '),
    ];
    known
        .into_iter()
        .find_map(|(entity, letter)| Some((letter, html.strip_prefix(entity)?)))
        .unwrap_or(('&', &html[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_becomes_its_words() {
        let cases = [
            ("", ""),
            ("plain", "plain"),
            ("<p>Soft &amp; warm</p><p>Wool</p>", "Soft & warm Wool"),
            ("<p>a<b>bc</b>d</p>", "abcd"),
            ("<ul><li>one</li><li>two</li></ul>", "one two"),
            ("one<br>two<hr>three", "one two three"),
            (r#"see <a href="/a>b" rel="x">here</a>."#, "see here."),
            ("&lt;b&gt; &quot;x&quot;&nbsp;&y &", "<b> \"x\" &y &"),
            ("größer <em>als</em> 靴", "größer als 靴"),
            (
                "<b>Oak</b>, oiled, for H<sub>2</sub>O",
                "Oak, oiled, for H2O",
            ),
            ("cut <a href=\"", "cut"),
        ];
        for (html, text) in cases {
            assert_eq!(plain(html), text, "{html}");
        }
    }
}
