//! Page numbers for the storefront, cursors for staff lists.

use serde::Serialize;
use url::form_urlencoded;

/// The links below a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paging {
    pub page: u32,
    pub pages: u32,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub links: Vec<PageLink>,
}

/// One number, or a gap where numbers are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLink {
    pub number: Option<u32>,
    pub url: String,
    pub current: bool,
}

impl Paging {
    /// The links for `page` of `pages`; `url` makes the address of a page.
    pub fn new(page: u32, pages: u32, url: impl Fn(u32) -> String) -> Self {
        let mut links = Vec::new();
        let mut last = 0;
        for number in (1..=pages).filter(|number| shown(*number, page, pages)) {
            if number > last + 1 {
                links.push(PageLink {
                    number: None,
                    url: String::new(),
                    current: false,
                });
            }
            links.push(PageLink {
                number: Some(number),
                url: url(number),
                current: number == page,
            });
            last = number;
        }
        Self {
            page,
            pages,
            previous: (page > 1).then(|| url(page - 1)),
            next: (page < pages).then(|| url(page + 1)),
            links,
        }
    }
}

/// First, last, and two around the current one; a gap of a single number is that number.
fn shown(number: u32, page: u32, pages: u32) -> bool {
    let near = number.abs_diff(page) <= 1;
    let edge = number == 1 || number == pages;
    let lone_gap = (number == 2 && page == 4) || (number + 1 == pages && page + 3 == pages);
    near || edge || lone_gap
}

/// `path` with the pairs that have a value, percent-encoded: the address of a filtered list.
pub fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, &value);
    }
    let query = query.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(page: u32, pages: u32) -> String {
        let paging = Paging::new(page, pages, |number| format!("/c?page={number}"));
        let parts: Vec<String> = paging
            .links
            .iter()
            .map(|link| match (link.number, link.current) {
                (Some(number), true) => format!("[{number}]"),
                (Some(number), false) => number.to_string(),
                (None, _) => "…".to_owned(),
            })
            .collect();
        parts.join(" ")
    }

    #[test]
    fn page_numbers_stay_few() {
        let cases = [
            (1, 0, ""),
            (1, 1, "[1]"),
            (1, 3, "[1] 2 3"),
            (1, 9, "[1] 2 … 9"),
            (4, 9, "1 2 3 [4] 5 … 9"),
            (5, 9, "1 … 4 [5] 6 … 9"),
            (6, 9, "1 … 5 [6] 7 8 9"),
            (9, 9, "1 … 8 [9]"),
        ];
        for (page, pages, expected) in cases {
            assert_eq!(drawn(page, pages), expected, "page {page} of {pages}");
        }
    }

    #[test]
    fn the_first_and_last_page_have_one_neighbour() {
        let url = |number: u32| format!("?page={number}");
        assert_eq!(Paging::new(1, 2, url).previous, None);
        assert_eq!(Paging::new(1, 2, url).next.as_deref(), Some("?page=2"));
        assert_eq!(Paging::new(2, 2, url).next, None);
    }

    #[test]
    fn a_query_holds_only_what_was_chosen() {
        let pairs = [
            ("q", "blue & white".to_owned()),
            ("sort", String::new()),
            ("page", "2".to_owned()),
        ];
        assert_eq!(
            with_query("/search", pairs),
            "/search?q=blue+%26+white&page=2"
        );
        assert_eq!(with_query("/search", [("q", String::new())]), "/search");
    }
}
