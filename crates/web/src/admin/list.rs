//! What lists and choices of staff pages share.

use std::fmt::Display;

use serde::Serialize;

use crate::kit::forms::Message;
use crate::kit::paging::with_query;

/// The links below a list that is paged by key: back to the start, and on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pager {
    pub first: Option<String>,
    pub next: Option<String>,
}

/// One of the links above a list that divide it, or above a page in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tab {
    pub label: String,
    pub url: String,
    pub current: bool,
    pub count: Option<i64>,
    /// Somebody has to do something about these.
    pub hot: bool,
}

/// Something that a list is narrowed down by, with the address of the list without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chip {
    pub label: String,
    pub value: String,
    pub without_url: String,
}

/// The heading of a column that a list can be ordered by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SortLink {
    pub label: &'static str,
    pub url: String,
    /// The value of `aria-sort` while the list is ordered by this column.
    pub direction: Option<&'static str>,
}

/// The address of a list: its path and everything it is narrowed down by.
#[derive(Debug, Clone)]
pub struct ListAddress {
    path: &'static str,
    pairs: Vec<(&'static str, String)>,
}

/// What can be done with the selected rows of a list.
#[derive(Debug, Clone, Serialize)]
pub struct BulkBar {
    pub action: String,
    /// Sent along, so that what is sent twice is done once.
    pub key: String,
    pub choices: Vec<Choice>,
    /// What it means to select more than is on the page.
    pub matching: &'static str,
    pub has_more: bool,
}

/// One of the values of a select box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Tab {
    pub fn new(label: impl Into<String>, url: String, current: bool) -> Self {
        Self {
            label: label.into(),
            url,
            current,
            count: None,
            hot: false,
        }
    }

    #[must_use]
    pub fn counting(mut self, count: i64) -> Self {
        self.count = Some(count);
        self
    }
}

impl ListAddress {
    /// The pairs that every page of the list keeps; those without a value are left out.
    pub fn new(
        path: &'static str,
        pairs: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        Self {
            path,
            pairs: pairs.collect(),
        }
    }

    /// The same list's filter at another path.
    #[must_use]
    pub fn at(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    pub fn url(&self) -> String {
        with_query(self.path, self.pairs.iter().cloned())
    }

    /// The same list with another value of `name`; an empty one takes it away.
    pub fn with(&self, name: &'static str, value: &str) -> String {
        let others = self.pairs.iter().filter(|(other, _)| *other != name);
        let new = (name, value.to_owned());
        with_query(self.path, others.cloned().chain([new]))
    }

    /// What shows `name`, so that it can be taken off again.
    pub fn chip(&self, name: &'static str, label: &str, value: impl Into<String>) -> Chip {
        Chip {
            label: label.to_owned(),
            value: value.into(),
            without_url: self.with(name, ""),
        }
    }

    /// `after` is where this page starts.
    pub fn pager(&self, after: &str, next: Option<String>) -> Pager {
        Pager {
            first: (!after.is_empty()).then(|| self.url()),
            next: next.map(|next| self.with("after", &next)),
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

/// A problem as a message at a field: error messages of the shop have no capital and no full stop.
pub fn told(problem: &impl Display) -> Message {
    Message::text(whole_sentence(problem))
}

/// The same where it is no message at a field.
pub fn whole_sentence(problem: &impl Display) -> String {
    format!("{}.", sentence(&problem.to_string()))
}

/// What is said when something was to be deleted or changed that a colleague has changed since it was shown.
pub fn changed_meanwhile(what: &str) -> Message {
    Message::text(format!(
        "Somebody else changed this {what} meanwhile: look at it as it is now, then decide again."
    ))
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

    fn address() -> ListAddress {
        let pairs = [
            ("q", "blue & white".to_owned()),
            ("status", String::new()),
            ("brand", "Acme".to_owned()),
        ];
        ListAddress::new("/admin/orders", pairs)
    }

    #[test]
    fn pages_of_a_list_keep_its_filter() {
        let start = address().pager("", Some("12.x".to_owned()));
        let end = address().pager("12.x", None);

        assert_eq!(start.first, None);
        assert_eq!(
            start.next.as_deref(),
            Some("/admin/orders?q=blue+%26+white&brand=Acme&after=12.x")
        );
        assert_eq!(
            end.first.as_deref(),
            Some("/admin/orders?q=blue+%26+white&brand=Acme")
        );
        assert_eq!(end.next, None);
    }

    #[test]
    fn what_a_list_is_narrowed_by_can_be_taken_off_one_by_one() {
        let chip = address().chip("q", "Text", "blue & white");

        assert_eq!(chip.without_url, "/admin/orders?brand=Acme");
        assert_eq!(
            address().with("brand", "Other"),
            "/admin/orders?q=blue+%26+white&brand=Other"
        );
    }

    #[test]
    fn messages_start_with_a_capital() {
        assert_eq!(in_words("partially_refunded"), "Partially refunded");
        assert_eq!(sentence("élan"), "Élan");
        assert_eq!(sentence(""), "");
    }
}
