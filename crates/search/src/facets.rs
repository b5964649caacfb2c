//! From counted terms to facets that a page can show.

use crate::{
    document::Id,
    pass::Sum,
    query::{AttributeCounts, Counted, FacetLimits, MOST_ATTRIBUTES, MOST_VALUES, Query, Whole},
    schema::{Group, from_hex, hex},
    view::View,
};

pub(crate) use crate::query::Facets;

/// The most values of a facet that is answered as a whole: more than people read, and less than a page can carry.
const WHOLE: usize = 10_000;

pub(crate) fn collect(view: &View, query: &Query<'_>, limits: FacetLimits, sum: &Sum) -> Facets {
    let filters = &query.filters;
    let mut facets = Facets {
        prices: sum.prices.map(|span| (span.low, span.high)),
        in_stock: sum.in_stock,
        on_sale: sum.on_sale,
        ..Facets::default()
    };
    let whole = match &query.whole {
        Some(Whole::Brands) => Some(Group::Brand),
        Some(Whole::Attribute(key)) => Some(Group::Attribute(key.clone())),
        None => None,
    };
    let top = |group: &Group, counts, most, chosen: &[String]| {
        let most = if whole.as_ref() == Some(group) {
            WHOLE
        } else {
            most
        };
        let values = view.terms.top(counts, most);
        with_chosen(view, group, values, chosen, sum)
    };
    let mut attributes = Vec::new();
    let mut chosen_elsewhere: Vec<&(String, Vec<String>)> =
        filters.attributes.iter().take(MOST_ATTRIBUTES).collect();
    for (group, counts) in view.terms.by_group(&sum.counts) {
        match &group {
            Group::Category => {
                let chosen: Vec<String> = filters.categories.iter().map(hex).collect();
                let values = top(&group, counts, limits.categories, &chosen);
                facets.categories = values.iter().filter_map(category).collect();
            }
            Group::Brand => {
                facets.all_brands = counts.len();
                facets.brands = top(&group, counts, limits.values, &filters.brands);
            }
            Group::Tag => facets.tags = top(&group, counts, limits.values, &filters.tags),
            Group::Property(_) => {}
            Group::Attribute(key) => {
                let products: u64 = counts.iter().map(|(_, count)| u64::from(*count)).sum();
                attributes.push((products, key.clone(), counts));
            }
        }
    }
    attributes.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    for (place, (_, key, counts)) in attributes.into_iter().enumerate() {
        let chosen = filters.attributes.iter().find(|(it, _)| *it == key);
        if place >= limits.attributes && chosen.is_none() {
            continue;
        }
        chosen_elsewhere.retain(|(it, _)| *it != key);
        let chosen = chosen.map_or([].as_slice(), |(_, values)| values);
        let (group, all) = (Group::Attribute(key.clone()), counts.len());
        let values = top(&group, counts, limits.values, chosen);
        facets.attributes.push(AttributeCounts { key, values, all });
    }
    // What was chosen can be taken back even where it leaves nothing.
    for (key, chosen) in chosen_elsewhere {
        let group = Group::Attribute(key.clone());
        let values = with_chosen(view, &group, Vec::new(), chosen, sum);
        let (key, all) = (key.clone(), values.len());
        facets.attributes.push(AttributeCounts { key, values, all });
    }
    if facets.brands.is_empty() {
        facets.brands = with_chosen(view, &Group::Brand, Vec::new(), &filters.brands, sum);
    }
    if facets.tags.is_empty() {
        facets.tags = with_chosen(view, &Group::Tag, Vec::new(), &filters.tags, sum);
    }
    facets
}

fn with_chosen(
    view: &View,
    group: &Group,
    values: Vec<(String, u32)>,
    chosen: &[String],
    sum: &Sum,
) -> Vec<Counted> {
    let mut counted: Vec<Counted> = values
        .into_iter()
        .map(|(value, count)| Counted { value, count })
        .collect();
    for value in chosen.iter().take(MOST_VALUES) {
        if counted.iter().all(|it| it.value != *value) {
            let number = view.terms.number(&group.term(value));
            let count = number.and_then(|number| sum.counts.get(number as usize));
            counted.push(Counted {
                value: value.clone(),
                count: count.copied().unwrap_or_default(),
            });
        }
    }
    counted
}

fn category(counted: &Counted) -> Option<(Id, u32)> {
    Some((from_hex(&counted.value)?, counted.count))
}
