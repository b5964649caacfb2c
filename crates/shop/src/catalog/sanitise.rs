//! Descriptions as customers may see them: merchants paste from anywhere.

use std::{collections::HashSet, sync::LazyLock};

use ammonia::Builder;

const TAGS: [&str; 28] = [
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "s",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(TAGS.into_iter().chain(["ul", "u"]).collect())
        .clean_content_tags(HashSet::from([
            "script", "style", "title", "textarea", "template",
        ]))
        .tag_attributes(
            [
                ("a", HashSet::from(["href"])),
                ("td", HashSet::from(["colspan", "rowspan"])),
                ("th", HashSet::from(["colspan", "rowspan", "scope"])),
            ]
            .into(),
        )
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"));
    cleaner
});

/// Keeps text, structure and links; drops scripts, styles, pictures, frames and every other
/// attribute. What went through once goes through unchanged.
pub fn sanitise(html: &str) -> String {
    CLEANER.clean(html.trim()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_keeps_its_structure_and_loses_what_could_harm() {
        let cases = [
            ("plain text", "Soft & warm", "Soft &amp; warm"),
            (
                "structure",
                "<h3>Care</h3><ul><li>Wash</li></ul>",
                "<h3>Care</h3><ul><li>Wash</li></ul>",
            ),
            (
                "script with its text",
                "<p>a</p><script>alert(1)</script>",
                "<p>a</p>",
            ),
            (
                "style with its text",
                "<style>p{}</style><p>a</p>",
                "<p>a</p>",
            ),
            (
                "event attribute",
                "<p onclick=\"x()\" class=\"big\" style=\"color:red\">a</p>",
                "<p>a</p>",
            ),
            (
                "script address",
                "<a href=\"javascript:alert(1)\">a</a>",
                "<a rel=\"noopener noreferrer\">a</a>",
            ),
            (
                "data address",
                "<a href=\"data:text/html,x\">a</a>",
                "<a rel=\"noopener noreferrer\">a</a>",
            ),
            (
                "link",
                "<a href=\"https://example.com/\" target=\"_blank\">a</a>",
                "<a href=\"https://example.com/\" rel=\"noopener noreferrer\">a</a>",
            ),
            (
                "wrappers from other editors",
                "<div><span>a</span></div>",
                "a",
            ),
            (
                "picture",
                "<p>a<img src=x onerror=alert(1)></p>",
                "<p>a</p>",
            ),
            (
                "frame",
                "<iframe src=\"https://example.com\"></iframe>b",
                "b",
            ),
            ("svg trick", "<svg><script>alert(1)</script></svg>b", "b"),
            ("comment", "a<!-- secret -->b", "ab"),
            ("unclosed", "<p><strong>a", "<p><strong>a</strong></p>"),
            ("blanks around", "\n <p>a</p> \n", "<p>a</p>"),
        ];
        for (name, html, expected) in cases {
            let clean = sanitise(html);

            assert_eq!(clean, expected, "{name}");
            assert_eq!(sanitise(&clean), clean, "{name}, a second time");
        }
    }
}
