//! What customers choose in places with thousands of products, against the plainest code that finds and sorts it.

use std::{cmp::Reverse, collections::BTreeMap};

use search::{
    Counted, Document, Filters, Id, Language, PriceRange, Query, Rule, Scope, Sort, Whole,
};

use crate::{Shop, category, choice, euros_up_to, id, product};

const SORTS: [Sort; 6] = [
    Sort::Relevance,
    Sort::PriceUp,
    Sort::PriceDown,
    Sort::Newest,
    Sort::BestRated,
    Sort::BestSelling,
];

fn key(number: u32) -> Id {
    let mut id = id(0);
    id[..4].copy_from_slice(&number.wrapping_mul(0x9E37_79B9).to_be_bytes());
    id[12..].copy_from_slice(&number.to_be_bytes());
    id
}

/// Brands that few have, tags that many have, and much that is equal.
fn good(number: u32) -> Document {
    let price = u64::from(number % 50);
    let place = u8::try_from(number % 2 + 1).expect("one of two");
    Document {
        id: key(number),
        brand: (!number.is_multiple_of(7)).then(|| format!("B{}", number % 97)),
        tags: vec![format!("T{}", number % 3)],
        attributes: vec![
            choice("size", &[["S", "M", "L"][number as usize % 3]]),
            choice("rare", if number % 500 == 1 { &["yes"] } else { &[] }),
        ],
        categories: vec![category(place, "Place"), category(9, "All")],
        prices: if number.is_multiple_of(11) {
            Vec::new()
        } else {
            euros_up_to(price, price + u64::from(number % 4))
        },
        in_stock: !number.is_multiple_of(4),
        on_sale: number.is_multiple_of(5),
        sales: u64::from(number % 2),
        rating_millis: 4_000,
        rating_count: number % 3,
        published_at: i64::from(number % 10),
        ..product(0, "Mug")
    }
}

fn in_order(
    kept: &BTreeMap<u32, Document>,
    sort: Sort,
    fits: impl Fn(&Document) -> bool,
) -> Vec<Id> {
    let mut found: Vec<&Document> = kept.values().filter(|it| fits(it)).collect();
    let from = |it: &Document| it.prices.first().map(|price| price.from);
    found.sort_by_key(|it| Reverse(it.id));
    match sort {
        Sort::PriceUp => found.sort_by_key(|it| from(it).unwrap_or(u64::MAX)),
        Sort::PriceDown => found.sort_by_key(|it| Reverse(from(it))),
        Sort::Newest => found.sort_by_key(|it| Reverse(it.published_at)),
        Sort::BestRated => found.sort_by_key(|it| Reverse(it.rating_count)),
        Sort::BestSelling | Sort::Relevance => found.sort_by_key(|it| Reverse(it.sales)),
    }
    found.into_iter().map(|it| it.id).collect()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn has(document: &Document, attribute: &str, value: &str) -> bool {
    let value = search::Value::Choice(value.to_owned());
    let mut attributes = document.attributes.iter();
    attributes.any(|it| it.key == attribute && it.values.contains(&value))
}

fn counted(counted: &[Counted]) -> BTreeMap<&str, u32> {
    counted.iter().map(|it| (&*it.value, it.count)).collect()
}

type Fits = fn(&Document) -> bool;

/// What is chosen, and what fits it.
fn choices() -> Vec<(Filters, Fits)> {
    let size = || vec![("size".to_owned(), words(&["S", "L"]))];
    vec![
        (
            Filters {
                brands: words(&["B3", "B4", "none"]),
                ..Filters::default()
            },
            |it| matches!(it.brand.as_deref(), Some("B3" | "B4")),
        ),
        (
            Filters {
                tags: words(&["T1"]),
                in_stock: true,
                ..Filters::default()
            },
            |it| it.tags == ["T1"] && it.in_stock,
        ),
        (
            Filters {
                attributes: size(),
                on_sale: true,
                price: PriceRange {
                    min: Some(10),
                    max: Some(30),
                },
                ..Filters::default()
            },
            |it| {
                let price = it.prices.first();
                (has(it, "size", "S") || has(it, "size", "L"))
                    && it.on_sale
                    && price.is_some_and(|price| price.to >= 10 && price.from <= 30)
            },
        ),
        (
            Filters {
                attributes: vec![("rare".to_owned(), words(&["yes"]))],
                ..Filters::default()
            },
            |it| has(it, "rare", "yes"),
        ),
        (
            Filters {
                attributes: vec![("unknown".to_owned(), words(&["x"]))],
                brands: words(&["none"]),
                ..Filters::default()
            },
            |_| false,
        ),
    ]
}

fn check(shop: &Shop, kept: &BTreeMap<u32, Document>) {
    let sized = Scope {
        rules: vec![Rule::Tag("T2".to_owned()), Rule::OnSale],
        any: true,
    };
    let in_scope: Fits = |it| it.tags == ["T2"] || it.on_sale;
    let in_place: Fits = |it| it.categories.iter().any(|it| it.id == id(1));
    let everywhere: Fits = |_| true;
    let pins = [key(4), key(2)];
    for (filters, fits) in choices() {
        for (within, scope, is_here) in [
            (Some(id(1)), None, in_place),
            (None, Some(&sized), in_scope),
            (None, None, everywhere),
        ] {
            for sort in SORTS {
                let query = Query {
                    within,
                    scope,
                    filters: filters.clone(),
                    sort,
                    page_size: 300,
                    ..shop.query("")
                };
                let expected = in_order(kept, sort, |it| is_here(it) && fits(it));
                let found = shop.index.find(&query).expect("an answer");
                assert_eq!(found.total, expected.len() as u64, "{filters:?}");
                assert_eq!(found.ids, expected[..expected.len().min(300)], "{sort:?}");
                let bare = Query {
                    facets: None,
                    page: 2,
                    ..query.clone()
                };
                let found = shop.index.find(&bare).expect("an answer");
                let second = expected.iter().skip(300).take(300).copied();
                assert_eq!(found.ids, second.collect::<Vec<_>>(), "{sort:?}");
            }
        }
        let pinned = Query {
            filters: filters.clone(),
            pins: &pins,
            ..shop.query("")
        };
        let found = shop.index.find(&pinned).expect("an answer");
        let first = pins
            .iter()
            .filter(|pin| kept.values().any(|it| it.id == **pin && fits(it)));
        let first: Vec<Id> = first.copied().collect();
        assert_eq!(found.ids[..first.len()], first);
    }
    // A facet's own counts are of all that fits the other choices.
    let (filters, _) = &choices()[1];
    let query = Query {
        within: Some(id(1)),
        filters: Filters {
            brands: words(&["B3"]),
            ..filters.clone()
        },
        whole: Some(Whole::Brands),
        ..shop.query("")
    };
    let found = shop.index.find(&query).expect("an answer");
    let count = |fits: &dyn Fn(&Document) -> bool| {
        let here = kept.values().filter(|it| in_place(it) && fits(it));
        u32::try_from(here.count()).expect("few")
    };
    let b3 = |it: &Document| it.brand.as_deref() == Some("B3");
    for tag in ["T0", "T1", "T2"] {
        let fits = |it: &Document| b3(it) && it.in_stock && it.tags == [tag];
        let counts = counted(&found.facets.tags);
        assert_eq!(counts.get(tag).copied().unwrap_or_default(), count(&fits));
    }
    let fits = |it: &Document| b3(it) && it.in_stock && it.tags == ["T1"];
    assert_eq!(found.facets.in_stock, count(&fits));
    let brands = counted(&found.facets.brands);
    for brand in ["B3", "B5"] {
        let fits =
            |it: &Document| it.brand.as_deref() == Some(brand) && it.in_stock && it.tags == ["T1"];
        assert_eq!(brands.get(brand).copied(), Some(count(&fits)), "{brand}");
    }
}

#[test]
fn what_is_chosen_is_found_counted_and_sorted_after_edits_too() {
    let mut kept: BTreeMap<u32, Document> = (0..3_000).map(|it| (it, good(it))).collect();
    let documents: Vec<Document> = kept.values().cloned().collect();
    let shop = Shop::new(Language::English, &documents);
    check(&shop, &kept);

    for (turn, step) in [(1u32, 13), (2, 17)] {
        let edited = (0..3_000).step_by(step).filter(|it| kept.contains_key(it));
        for number in edited.collect::<Vec<u32>>() {
            if number % 2 == 0 {
                kept.remove(&number);
                shop.index.delete(&[key(number)]).expect("deleted");
            } else {
                let other = Document {
                    id: key(number),
                    ..good(number + turn)
                };
                shop.index
                    .upsert(std::slice::from_ref(&other))
                    .expect("written");
                kept.insert(number, other);
            }
        }
        shop.index.commit(2).expect("committed");
        check(&shop, &kept);
    }
}
