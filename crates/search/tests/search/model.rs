//! Facets and filters against the plainest code that counts them.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use search::{
    CategoryName, Document, FacetLimits, Facets, Filters, Id, Language, PriceRange, Query, Sort,
    Synonyms, Value,
};

use crate::{choice, euros_up_to, id, open, product};

const TITLES: [&str; 4] = ["Blue mug", "Red mug", "Blue bowl", "Plate"];
const TEXTS: [&str; 3] = ["", "mug", "blue"];
const WORDS: [&str; 3] = ["x", "y", "z"];
const KEYS: [&str; 2] = ["size", "size2"];

fn document() -> impl Strategy<Value = (u8, Document)> {
    let some = || prop::collection::btree_set(0..WORDS.len(), 0..3);
    let words = |set: BTreeSet<usize>| {
        set.into_iter()
            .map(|at| WORDS[at].to_owned())
            .collect::<Vec<_>>()
    };
    (
        (
            1u8..40,
            0..TITLES.len(),
            prop::option::of(0..WORDS.len()),
            some(),
            some(),
            some(),
        ),
        (
            prop::collection::btree_set(1u8..4, 0..3),
            prop::option::of((1u64..6, 0u64..3)),
            any::<bool>(),
            any::<bool>(),
        ),
    )
        .prop_map(
            move |(
                (number, title, brand, tags, one, two),
                (categories, price, in_stock, on_sale),
            )| {
                let attribute = |key: &str, values: BTreeSet<usize>| {
                    let values: Vec<&str> = values.into_iter().map(|at| WORDS[at]).collect();
                    choice(key, &values)
                };
                let document = Document {
                    brand: brand.map(|at| WORDS[at].to_owned()),
                    tags: words(tags),
                    attributes: vec![attribute(KEYS[0], one), attribute(KEYS[1], two)],
                    categories: categories
                        .into_iter()
                        .map(|number| CategoryName {
                            id: id(number),
                            name: format!("C{number}"),
                        })
                        .collect(),
                    prices: price
                        .map(|(from, more)| euros_up_to(from, from + more))
                        .unwrap_or_default(),
                    in_stock,
                    on_sale,
                    ..product(number, TITLES[title])
                };
                (number, document)
            },
        )
}

fn filters() -> impl Strategy<Value = Filters> {
    let chosen = || prop::collection::btree_set(0..=WORDS.len(), 0..2);
    // The last is a value that no product has.
    let words = |set: BTreeSet<usize>| {
        let word = |at: usize| (*WORDS.get(at).unwrap_or(&"none")).to_owned();
        set.into_iter().map(word).collect::<Vec<_>>()
    };
    (
        (
            chosen(),
            chosen(),
            chosen(),
            chosen(),
            prop::collection::btree_set(1u8..5, 0..2),
        ),
        (
            prop::option::of(0u64..5),
            prop::option::of(2u64..7),
            prop::bool::weighted(0.2),
            prop::bool::weighted(0.2),
        ),
    )
        .prop_map(
            move |((brands, tags, one, two, categories), (min, max, in_stock, on_sale))| Filters {
                categories: categories.into_iter().map(id).collect(),
                brands: words(brands),
                tags: words(tags),
                attributes: KEYS
                    .iter()
                    .zip([one, two])
                    .filter(|(_, values)| !values.is_empty())
                    .map(|(key, values)| ((*key).to_owned(), words(values)))
                    .collect(),
                price: PriceRange { min, max },
                in_stock,
                on_sale,
            },
        )
}

/// A facet of the plain model; the filters that are not this facet decide what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facet {
    Categories,
    Brands,
    Tags,
    Attribute(&'static str),
    Price,
    InStock,
    OnSale,
}

fn values(document: &Document, key: &str) -> Vec<String> {
    let attribute = document
        .attributes
        .iter()
        .find(|it| it.key == key)
        .expect("every product has it");
    let value = |value: &Value| match value {
        Value::Choice(text) => text.clone(),
        other => panic!("{other:?} is not used here"),
    };
    attribute.values.iter().map(value).collect()
}

fn passes(document: &Document, filters: &Filters, ignored: Option<Facet>) -> bool {
    let any = |facet, chosen: &[String], has: &[String]| {
        ignored == Some(facet) || chosen.is_empty() || chosen.iter().any(|it| has.contains(it))
    };
    let categories: Vec<Id> = document.categories.iter().map(|it| it.id).collect();
    let brand: Vec<String> = document.brand.iter().cloned().collect();
    let PriceRange { min, max } = filters.price;
    let price = document.prices.first();
    let in_range = (min.is_none() && max.is_none())
        || price.is_some_and(|price| {
            min.is_none_or(|min| price.to >= min) && max.is_none_or(|max| price.from <= max)
        });
    (ignored == Some(Facet::Categories)
        || filters.categories.is_empty()
        || filters.categories.iter().any(|it| categories.contains(it)))
        && any(Facet::Brands, &filters.brands, &brand)
        && any(Facet::Tags, &filters.tags, &document.tags)
        && KEYS.iter().all(|key| {
            let chosen = filters.attributes.iter().find(|(it, _)| it == key);
            let chosen = chosen.map(|(_, values)| values.clone()).unwrap_or_default();
            any(Facet::Attribute(key), &chosen, &values(document, key))
        })
        && (ignored == Some(Facet::Price) || in_range)
        && (ignored == Some(Facet::InStock) || !filters.in_stock || document.in_stock)
        && (ignored == Some(Facet::OnSale) || !filters.on_sale || document.on_sale)
}

fn counts<T: Ord>(found: impl Iterator<Item = T>) -> BTreeMap<T, u32> {
    let mut counts = BTreeMap::new();
    for value in found {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// What the model counts, in the index's own shape but as sorted maps.
type Counts = (
    BTreeMap<Id, u32>,
    Vec<BTreeMap<String, u32>>,
    Option<(u64, u64)>,
    (u32, u32),
);

fn plain(documents: &[&Document], filters: &Filters) -> Counts {
    let under = |facet| {
        documents
            .iter()
            .filter(move |it| passes(it, filters, Some(facet)))
    };
    let number = |count: usize| u32::try_from(count).expect("few");
    let prices: BTreeSet<u64> = under(Facet::Price)
        .flat_map(|it| &it.prices)
        .flat_map(|it| [it.from, it.to])
        .collect();
    let mut groups = vec![
        counts(under(Facet::Brands).filter_map(|it| it.brand.clone())),
        counts(under(Facet::Tags).flat_map(|it| it.tags.clone())),
    ];
    for key in KEYS {
        groups.push(counts(
            under(Facet::Attribute(key)).flat_map(|it| values(it, key)),
        ));
    }
    (
        counts(under(Facet::Categories).flat_map(|it| it.categories.iter().map(|it| it.id))),
        groups,
        prices.first().copied().zip(prices.last().copied()),
        (
            number(under(Facet::InStock).filter(|it| it.in_stock).count()),
            number(under(Facet::OnSale).filter(|it| it.on_sale).count()),
        ),
    )
}

fn answered(facets: &Facets) -> Counts {
    let map = |list: &[search::Counted]| -> BTreeMap<String, u32> {
        // Chosen values that nothing has any more are listed with zero.
        let counted = list.iter().filter(|it| it.count > 0);
        counted.map(|it| (it.value.clone(), it.count)).collect()
    };
    let attribute = |key| {
        let found = facets.attributes.iter().find(|it| it.key == key);
        found.map(|it| map(&it.values)).unwrap_or_default()
    };
    (
        facets
            .categories
            .iter()
            .copied()
            .filter(|(_, count)| *count > 0)
            .collect(),
        vec![
            map(&facets.brands),
            map(&facets.tags),
            attribute(KEYS[0]),
            attribute(KEYS[1]),
        ],
        facets.prices,
        (facets.in_stock, facets.on_sale),
    )
}

fn has_words(document: &Document, text: &str) -> bool {
    document.title.to_lowercase().contains(text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Also after edits and deletes, over several segments, and from the cache.
    #[test]
    fn counts_are_those_that_plain_counting_gives(
        commits in prop::collection::vec(prop::collection::vec((document(), prop::bool::weighted(0.1)), 0..15), 1..4),
        asked in prop::collection::vec((filters(), 0..TEXTS.len(), prop::option::of(1u8..4)), 1..6),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let index = open(&folder, Language::English);
        let synonyms = Synonyms::new(Language::English);
        let mut kept: BTreeMap<u8, Document> = BTreeMap::new();
        for commit in commits {
            for ((number, document), is_deleted) in commit {
                if is_deleted {
                    index.delete(&[document.id]).expect("deleted");
                    kept.remove(&number);
                } else {
                    index.upsert(std::slice::from_ref(&document)).expect("written");
                    kept.insert(number, document);
                }
            }
            index.commit(2).expect("committed");
            for (filters, text, within) in &asked {
                let (text, within) = (TEXTS[*text], within.map(id));
                let here: Vec<&Document> = kept
                    .values()
                    .filter(|it| has_words(it, text))
                    .filter(|it| within.is_none_or(|within| it.categories.iter().any(|it| it.id == within)))
                    .collect();
                let expected: BTreeSet<Id> = here.iter().filter(|it| passes(it, filters, None)).map(|it| it.id).collect();
                let query = Query {
                    within,
                    filters: filters.clone(),
                    sort: Sort::PriceUp,
                    page_size: 100,
                    facets: Some(FacetLimits::default()),
                    ..Query::new(text, "EUR", &synonyms)
                };
                let found = index.find(&query).expect("an answer");
                // "mug" and "blue" are too short or too far apart for typos to add anything, unless few have them.
                if found.matched == search::Matched::Exactly {
                    prop_assert_eq!(found.total, expected.len() as u64);
                    prop_assert_eq!(found.ids.iter().copied().collect::<BTreeSet<_>>(), expected);
                    prop_assert_eq!(answered(&found.facets), plain(&here, filters));
                }
            }
        }
    }
}
