//! Which products a visitor compares: their slugs, in a cookie and nowhere else.

use axum::http::HeaderMap;
use commerce::Slug;

use super::cookies;

/// More do not fit side by side.
pub const MOST: usize = 4;

/// What the visitor's cookie names.
pub fn chosen(headers: &HeaderMap) -> Vec<String> {
    slugs(
        cookies::get(headers, cookies::COMPARE)
            .unwrap_or_default()
            .split('.'),
    )
}

/// Those that can be slugs, each once.
pub fn slugs<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut slugs: Vec<String> = Vec::new();
    for word in words.filter(|word| Slug::parse(word).is_ok()) {
        if slugs.len() < MOST && slugs.iter().all(|slug| slug != word) {
            slugs.push(word.to_owned());
        }
    }
    slugs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_names_at_most_four_products_once_each() {
        let cases: [(&str, &[&str]); 4] = [
            ("", &[]),
            ("blue-mug.red-mug.blue-mug", &["blue-mug", "red-mug"]),
            ("a.b.c.d.e", &["a", "b", "c", "d"]),
            ("<b>.ok.%00", &["ok"]),
        ];
        for (cookie, expected) in cases {
            assert_eq!(slugs(cookie.split('.')), expected, "{cookie}");
        }
    }
}
