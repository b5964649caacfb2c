use crate::{report, sources};

const REASON: &str = "the Content-Security-Policy allows no script and no style but those in files, \
                      so it would do nothing, and should";

#[test]
fn pages_have_no_script_and_no_style_in_them() {
    let mut findings = Vec::new();
    for template in sources(&["html"]) {
        // Mail clients know no style sheets; there is no policy in a mail either.
        if template.path.starts_with("crates/shop/templates/mail/") {
            continue;
        }
        for (number, line) in template.lines() {
            if let Some(what) = inline(line) {
                findings.push(format!("{}:{number}: {what}", template.path));
            }
        }
    }
    report(
        "script and style are in files of their own",
        REASON,
        &findings,
    );
}

/// What a line has that the policy forbids. Tags are written on one line as far as that matters.
fn inline(line: &str) -> Option<&'static str> {
    let line = line.to_lowercase();
    let mut tags = line.split('<');
    if tags.any(|tag| tag.starts_with("script") && !tag.contains("src=") && !is_data(tag)) {
        return Some("<script> without src");
    }
    if line.contains("<style") {
        return Some("<style>");
    }
    if line.contains("javascript:") {
        return Some("javascript:");
    }
    attributes(&line).find_map(|name| match name {
        "style" => Some("style="),
        name if is_handler(name) => Some("an event handler"),
        _ => None,
    })
}

/// Something for machines to read, which no browser runs whatever the policy says: one value, as `tojson` writes it,
/// which escapes what would end the element.
fn is_data(tag: &str) -> bool {
    let value = tag
        .strip_prefix("script type=\"application/ld+json\">{{ ")
        .and_then(|rest| rest.strip_suffix(" | tojson }}"));
    value.is_some_and(|name| {
        name.chars()
            .all(|c| c.is_ascii_lowercase() || "_.".contains(c))
    })
}

/// `onclick` and its like, and htmx's own, which needs `eval`.
fn is_handler(name: &str) -> bool {
    let is_event = |name: &str| {
        name.len() > 4 && name.starts_with("on") && name.chars().all(|c| c.is_ascii_lowercase())
    };
    is_event(name) || name.starts_with("hx-on")
}

/// The names before `="` and `='`.
fn attributes(line: &str) -> impl Iterator<Item = &str> {
    let ends = line
        .match_indices("=\"")
        .chain(line.match_indices("='"))
        .map(|(index, _)| index);
    ends.map(|end| {
        let before = &line[..end];
        let start = before
            .rfind([' ', '"', '\'', '<', '\t'])
            .map_or(0, |at| at + 1);
        &before[start..]
    })
}

#[test]
fn what_the_policy_forbids_is_found() {
    let cases = [
        (
            r#"<script src="{{ asset("shop.js") }}" defer></script>"#,
            None,
        ),
        ("<script>alert(1)</script>", Some("<script> without src")),
        (
            r#"<script type="application/ld+json">{{ data | tojson }}</script>"#,
            None,
        ),
        (
            r#"<script type="application/ld+json">{{ data }}</script>"#,
            Some("<script> without src"),
        ),
        (
            r#"<script type="application/ld+json">{{ data | tojson | safe }}</script>"#,
            Some("<script> without src"),
        ),
        (
            r#"<script type="module">{{ data | tojson }}</script>"#,
            Some("<script> without src"),
        ),
        ("<STYLE>", Some("<style>")),
        (r#"<p class="a" style="color: red">"#, Some("style=")),
        (r#"<button onclick="go()">"#, Some("an event handler")),
        (r#"<div hx-on:click="go()">"#, Some("an event handler")),
        (r#"<a href="javascript:go()">"#, Some("javascript:")),
        (r#"<a href="/a?style=1" data-once="x" one="1">"#, None),
    ];
    for (line, expected) in cases {
        assert_eq!(inline(line), expected, "{line}");
    }
}
