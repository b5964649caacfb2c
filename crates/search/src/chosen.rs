//! What customers chose, as terms of the index.

use crate::{
    query::{Filters, MOST_ATTRIBUTES, MOST_VALUES},
    schema::{Group, category_term},
};

/// Above this, one look at everything in a place costs less than one for each facet.
const FEW: usize = 3;

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

    /// With nothing chosen in this facet.
    pub(crate) fn without(&self, group: &Group) -> Self {
        let mut others = self.clone();
        match group {
            Group::Attribute(key) => others.attributes.retain(|(it, _)| it != key),
            Group::Brand => others.brands.clear(),
            Group::Category => others.categories.clear(),
            Group::Property(_) => {}
            Group::Tag => others.tags.clear(),
        }
        others
    }

    /// Whether nothing but terms of few facets is chosen, or nothing at all.
    pub(crate) fn are_few_terms(&self) -> bool {
        let is_by_columns = !self.price.is_open() || self.in_stock || self.on_sale;
        !is_by_columns && self.terms().len() <= FEW
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::PriceRange;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn what_is_chosen_in_a_facet_can_be_taken_out() {
        let filters = Filters {
            categories: vec![[1; 16]],
            brands: words(&["Acme"]),
            tags: words(&["new"]),
            attributes: vec![
                ("size".to_owned(), words(&["S", "M"])),
                ("colour".to_owned(), Vec::new()),
            ],
            ..Filters::default()
        };
        let groups = filters.terms();
        let size = Group::Attribute("size".to_owned());
        assert_eq!(groups.len(), 4, "colour has no value");
        assert_eq!(
            groups[3],
            (size.clone(), vec![size.term("S"), size.term("M")])
        );
        for (group, _) in groups {
            let mut others = filters.terms();
            others.retain(|(other, _)| *other != group);
            assert_eq!(filters.without(&group).terms(), others);
        }
    }

    #[test]
    fn few_terms_are_terms_only_and_few() {
        let brand = Filters {
            brands: words(&["Acme", "Bolt", "Cord", "Dune"]),
            ..Filters::default()
        };
        let price = PriceRange {
            min: Some(1),
            max: None,
        };
        let attributes = |count: usize| {
            let keys = (0..count).map(|key| (key.to_string(), words(&["x"])));
            Filters {
                attributes: keys.collect(),
                ..Filters::default()
            }
        };
        let cases = [
            (Filters::default(), true),
            (brand.clone(), true),
            (
                Filters {
                    price,
                    ..brand.clone()
                },
                false,
            ),
            (
                Filters {
                    in_stock: true,
                    ..brand.clone()
                },
                false,
            ),
            (
                Filters {
                    on_sale: true,
                    ..brand
                },
                false,
            ),
            (attributes(FEW), true),
            (attributes(FEW + 1), false),
        ];
        for (filters, expected) in cases {
            assert_eq!(filters.are_few_terms(), expected, "{filters:?}");
        }
    }
}
