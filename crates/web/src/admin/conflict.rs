//! Two people edited the same thing: both see it, nothing of either is lost.

use serde::Serialize;

/// `admin/_conflict.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    pub rows: Vec<Difference>,
    /// Shows what is saved and forgets what was typed.
    pub reload_url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub label: String,
    pub mine: String,
    pub theirs: String,
}

/// One value of a form in words; `key` finds it again in the other version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    pub key: String,
    pub label: String,
    pub value: String,
}

impl Labelled {
    pub fn new(key: impl Into<String>, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            value: value.into(),
        }
    }

    /// For fields whose label is their key.
    pub fn plain(label: &str, value: impl Into<String>) -> Self {
        Self::new(label, label, value)
    }
}

impl Conflict {
    /// What differs between what was typed and what is saved now, in the order of the form.
    pub fn between(mine: &[Labelled], theirs: &[Labelled], reload_url: impl Into<String>) -> Self {
        let value_in = |list: &[Labelled], key: &str| {
            let found = list.iter().find(|one| one.key == key);
            found
                .map(|one| one.value.trim().to_owned())
                .unwrap_or_default()
        };
        let only_theirs = theirs
            .iter()
            .filter(|one| mine.iter().all(|other| other.key != one.key));
        let rows = mine.iter().chain(only_theirs).map(|one| Difference {
            label: one.label.clone(),
            mine: value_in(mine, &one.key),
            theirs: value_in(theirs, &one.key),
        });
        Self {
            rows: rows.filter(|row| row.mine != row.theirs).collect(),
            reload_url: reload_url.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown_from_both_sides() {
        let mine = [
            Labelled::plain("Title", "Mug"),
            Labelled::plain("Brand", "Ours "),
            Labelled::new("new-0", "New variant", "A-1"),
        ];
        let theirs = [
            Labelled::plain("Title", "Cup"),
            Labelled::plain("Brand", "Ours"),
            Labelled::new("v2", "Variant B-2", "12.00"),
        ];

        let conflict = Conflict::between(&mine, &theirs, "/x");

        let rows: Vec<_> = conflict
            .rows
            .iter()
            .map(|row| (row.label.as_str(), row.mine.as_str(), row.theirs.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                ("Title", "Mug", "Cup"),
                ("New variant", "A-1", ""),
                ("Variant B-2", "", "12.00")
            ]
        );
    }
}
