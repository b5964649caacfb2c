//! What lists and choices of staff pages share.

use serde::Serialize;

use crate::kit::paging::with_query;

/// The links below a list that is paged by key: back to the start, and on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pager {
    pub first: Option<String>,
    pub next: Option<String>,
}

/// One of the values of a select box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Pager {
    /// `filter` are the pairs that every page of the list keeps; `after` is where this page starts.
    pub fn new(path: &str, filter: &[(&str, &str)], after: &str, next: Option<String>) -> Self {
        let pairs = || {
            filter
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
        };
        Self {
            first: (!after.is_empty()).then(|| with_query(path, pairs())),
            next: next.map(|next| with_query(path, pairs().chain([("after", next)]))),
        }
    }
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// "partially_refunded" as words: "Partially refunded".
pub fn in_words(word: &str) -> String {
    sentence(&word.replace('_', " "))
}

/// The text with a capital at its start; error messages of the shop have none.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_list_keep_its_filter() {
        let filter = [("q", "blue & white"), ("status", "")];

        let start = Pager::new("/admin/orders", &filter, "", Some("12.x".to_owned()));
        let end = Pager::new("/admin/orders", &filter, "12.x", None);

        assert_eq!(start.first, None);
        assert_eq!(
            start.next.as_deref(),
            Some("/admin/orders?q=blue+%26+white&after=12.x")
        );
        assert_eq!(end.first.as_deref(), Some("/admin/orders?q=blue+%26+white"));
        assert_eq!(end.next, None);
    }

    #[test]
    fn messages_start_with_a_capital() {
        assert_eq!(in_words("partially_refunded"), "Partially refunded");
        assert_eq!(sentence("élan"), "Élan");
        assert_eq!(sentence(""), "");
    }
}
