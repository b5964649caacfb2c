//! What customers chose, as terms of the index.

use crate::{
    query::{Filters, MOST_ATTRIBUTES, MOST_VALUES},
    schema::{Group, category_term},
};

impl Filters {
    /// Each facet that something is chosen in, but for price and stock, with the terms of which one is enough.
    pub(crate) fn terms(&self) -> Vec<(Group, Vec<String>)> {
        let categories = self.categories.iter().take(MOST_VALUES).map(category_term);
        let mut all = vec![(Group::Category, categories.collect::<Vec<_>>())];
        let mut add = |group: Group, values: &[String]| {
            let values = values.iter().take(MOST_VALUES);
            let terms = values.map(|value| group.term(value)).collect();
            all.push((group, terms));
        };
        add(Group::Brand, &self.brands);
        add(Group::Tag, &self.tags);
        for (key, values) in self.attributes.iter().take(MOST_ATTRIBUTES) {
            add(Group::Attribute(key.clone()), values);
        }
        all.retain(|(_, terms)| !terms.is_empty());
        all
    }
}
