//! Forms with rows: fields named like `variants.2.sku`.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

/// Everything that a form sent, in its order.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct Fields {
    all: Vec<(String, String)>,
    /// The first of each name: a product may have thousands of fields.
    first: HashMap<String, usize>,
}

impl From<Vec<(String, String)>> for Fields {
    fn from(mut all: Vec<(String, String)>) -> Self {
        for (_, value) in &mut all {
            // Nobody types a NUL, and PostgreSQL takes none.
            value.retain(|letter| letter != '\0');
        }
        let mut first = HashMap::with_capacity(all.len());
        for (at, (name, _)) in all.iter().enumerate() {
            first.entry(name.clone()).or_insert(at);
        }
        Self { all, first }
    }
}

impl Fields {
    /// A field's text as typed; empty if the form has no such field.
    pub fn text(&self, name: &str) -> String {
        self.find(name).unwrap_or_default().to_owned()
    }

    /// A text of several lines; browsers send CR LF.
    pub fn lines(&self, name: &str) -> String {
        self.find(name).unwrap_or_default().replace("\r\n", "\n")
    }

    /// Whether a box is ticked.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Every value of a field that may be there several times.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.all
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// The version that the form was shown; one that is no number was never shown.
    pub fn version(&self) -> i64 {
        self.text("version").parse().unwrap_or(-1)
    }

    /// The numbers of the rows below a name, in order: 0 and 2 for `variants.0.sku` and `variants.2.sku`.
    pub fn rows(&self, name: &str) -> BTreeSet<usize> {
        let below = self
            .all
            .iter()
            .filter_map(|(key, _)| key.strip_prefix(name)?.strip_prefix('.'));
        below
            .filter_map(|rest| rest.split('.').next()?.parse().ok())
            .collect()
    }

    fn find(&self, name: &str) -> Option<&str> {
        let at = self.first.get(name)?;
        self.all.get(*at).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Fields {
    fn from(pairs: [(&str, &str); N]) -> Self {
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self::from(pairs.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_numbers() {
        let fields = Fields::from([
            ("title", "Mug"),
            ("variants.10.sku", "C"),
            ("variants.2.sku", "B"),
            ("variants.2.options.0", "Blue"),
            ("variantsx.1.sku", "no"),
            ("variants.x.sku", "no"),
            ("tag", "a"),
            ("tag", "b"),
            ("note", "one\r\ntwo"),
        ]);

        assert_eq!(
            fields.rows("variants").into_iter().collect::<Vec<_>>(),
            [2, 10]
        );
        assert_eq!(fields.rows("variants.2.options").len(), 1);
        assert_eq!(fields.all("tag"), ["a", "b"]);
        assert_eq!(fields.lines("note"), "one\ntwo");
        assert_eq!(
            (fields.text("missing"), fields.version()),
            (String::new(), -1)
        );
        assert!(fields.has("title") && !fields.has("missing"));
    }
}
