use std::sync::Arc;

use search::{Document, FacetLimits, Facets, Filters, Language, Query, Value};

use crate::{Shop, category, choice, euros, euros_up_to, id, product};

fn shop() -> Shop {
    let make = |number, colour: &[&str], size: &str, price| Document {
        attributes: vec![choice("colour", colour), choice("size", &[size])],
        prices: euros(price),
        categories: vec![category(8, "Clothing"), category(9, "Shirts")],
        ..product(number, "Shirt")
    };
    Shop::new(
        Language::English,
        &[
            make(1, &["red"], "S", 1_000),
            make(2, &["red", "blue"], "M", 2_000),
            make(3, &["green"], "M", 3_000),
            Document {
                categories: vec![category(8, "Clothing")],
                ..make(4, &["blue"], "L", 4_000)
            },
        ],
    )
}

fn ask(shop: &Shop, filters: Filters) -> (Vec<u8>, Arc<Facets>) {
    let query = Query {
        filters,
        ..shop.query("shirt")
    };
    let mut numbers = shop.numbers(&query);
    numbers.sort_unstable();
    (numbers, shop.index.find(&query).expect("an answer").facets)
}

fn counts(facets: &Facets, key: &str) -> Vec<(String, u32)> {
    let facet = facets
        .attributes
        .iter()
        .find(|it| it.key == key)
        .expect("it is a facet");
    facet
        .values
        .iter()
        .map(|it| (it.value.clone(), it.count))
        .collect()
}

fn chosen(key: &str, values: &[&str]) -> (String, Vec<String>) {
    (key.into(), values.iter().map(|it| (*it).into()).collect())
}

fn pairs(list: &[(&str, u32)]) -> Vec<(String, u32)> {
    list.iter()
        .map(|(value, count)| ((*value).into(), *count))
        .collect()
}

#[test]
fn a_facet_ignores_its_own_choice_and_respects_the_others() {
    let filters = Filters {
        attributes: vec![chosen("colour", &["red"])],
        ..Filters::default()
    };
    let (numbers, facets) = ask(&shop(), filters);

    assert_eq!(numbers, [1, 2]);
    assert_eq!(
        counts(&facets, "colour"),
        pairs(&[("blue", 2), ("red", 2), ("green", 1)])
    );
    assert_eq!(counts(&facets, "size"), pairs(&[("M", 1), ("S", 1)]));
    assert_eq!(facets.prices, Some((1_000, 2_000)));
    assert_eq!(facets.categories, [(id(8), 2), (id(9), 2)]);
}

#[test]
fn a_value_is_counted_as_it_is_written_and_a_text_that_nobody_chooses_by_is_not() {
    let odd = "\"Oak\", oiled & <b>";
    let make = |number, value: Value| Document {
        attributes: vec![search::Attribute {
            key: "wood".into(),
            values: vec![value],
            is_facet: true,
        }],
        ..product(number, "Board")
    };
    let choice = |text: &str| Value::Choice(text.into());
    let shop = Shop::new(
        Language::English,
        &[
            make(1, choice(odd)),
            make(2, choice("true")),
            make(3, choice("True")),
            make(4, Value::Text("Beech".into())),
            make(5, choice("true")),
        ],
    );
    let wood = |text: &str| Query {
        filters: Filters {
            attributes: vec![chosen("wood", &[text])],
            ..Filters::default()
        },
        ..shop.query("")
    };

    let found = shop.index.find(&shop.query("")).expect("an answer");
    assert_eq!(
        counts(&found.facets, "wood"),
        pairs(&[("true", 2), (odd, 1), ("True", 1)])
    );
    assert_eq!(shop.numbers(&wood(odd)), [1]);
    assert_eq!(shop.numbers(&wood("True")), [3]);
    assert_eq!(shop.numbers(&wood("Beech")), [0_u8; 0]);
    assert_eq!(shop.finds("beech"), [4]);
}

#[test]
fn values_of_one_facet_widen_and_facets_narrow() {
    let filters = Filters {
        attributes: vec![chosen("colour", &["red", "green"]), chosen("size", &["M"])],
        ..Filters::default()
    };
    let (numbers, facets) = ask(&shop(), filters);

    assert_eq!(numbers, [2, 3]);
    assert_eq!(
        counts(&facets, "colour"),
        pairs(&[("blue", 1), ("green", 1), ("red", 1)])
    );
    assert_eq!(counts(&facets, "size"), pairs(&[("M", 2), ("S", 1)]));
}

#[test]
fn the_range_of_prices_ignores_the_chosen_range() {
    let mut filters = Filters::default();
    filters.price.min = Some(2_000);
    filters.price.max = Some(3_000);
    let (numbers, facets) = ask(&shop(), filters);

    assert_eq!(numbers, [2, 3]);
    assert_eq!(facets.prices, Some((1_000, 4_000)));
    assert_eq!(counts(&facets, "size"), pairs(&[("M", 2)]));
}

/// The same table is asked of the database in the tests of `shop`.
#[test]
fn a_product_is_in_a_range_that_its_prices_reach_into() {
    let several = Document {
        prices: euros_up_to(4_000, 4_500),
        ..product(1, "Shirt")
    };
    let unpriced = product(2, "Shirt");
    let shop = Shop::new(Language::English, &[several, unpriced]);
    let cases = [
        (None, None, 2),
        (Some(4_200), None, 1),
        (Some(4_500), None, 1),
        (Some(4_501), None, 0),
        (None, Some(4_000), 1),
        (None, Some(3_999), 0),
        (Some(4_100), Some(4_200), 1),
        (Some(1_000), Some(9_000), 1),
        (Some(0), None, 1),
    ];
    for (min, max, expected) in cases {
        let mut filters = Filters::default();
        filters.price.min = min;
        filters.price.max = max;
        let (numbers, facets) = ask(&shop, filters);
        assert_eq!(numbers.len(), expected, "{min:?} to {max:?}");
        assert_eq!(facets.prices, Some((4_000, 4_500)), "{min:?} to {max:?}");
    }
}

#[test]
fn what_was_chosen_is_listed_even_where_nothing_has_it() {
    let filters = Filters {
        brands: vec!["Acme".into()],
        attributes: vec![chosen("colour", &["violet"]), chosen("fit", &["slim"])],
        ..Filters::default()
    };
    let (numbers, facets) = ask(&shop(), filters);

    assert!(numbers.is_empty());
    assert_eq!(counts(&facets, "colour"), pairs(&[("violet", 0)]));
    assert_eq!(counts(&facets, "fit"), pairs(&[("slim", 0)]));
    assert_eq!(facets.brands.len(), 1);
}

#[test]
fn a_category_holds_what_is_in_those_below_it() {
    let shop = shop();
    let within = |number| Query {
        within: Some(id(number)),
        ..shop.query("")
    };

    assert_eq!(shop.index.find(&within(8)).expect("a page").total, 4);
    let shirts = shop.index.find(&within(9)).expect("a page");
    assert_eq!(shirts.total, 3);
    assert_eq!(shirts.facets.categories, [(id(8), 3), (id(9), 3)]);
    assert_eq!(shop.index.find(&within(77)).expect("a page").total, 0);
    for number in [8, 9, 77] {
        let mut members = shop.index.members(&id(number)).expect("members");
        members.sort_unstable();
        let mut found = shop.index.find(&within(number)).expect("a page").ids;
        found.sort_unstable();
        assert_eq!(members, found);
    }
    shop.index.delete(&[shirts.ids[0]]).expect("it is removed");
    shop.index.commit(2).expect("it is committed");
    assert_eq!(shop.index.members(&id(9)).expect("members").len(), 2);
}

#[test]
fn the_number_of_values_is_bounded_and_the_chosen_ones_stay() {
    let documents: Vec<Document> = (1..=100)
        .map(|number| Document {
            attributes: vec![
                choice("number", &[&format!("{number:03}"), "all"]),
                choice(&format!("key{number:03}"), &["x"]),
            ],
            ..product(number, "Shirt")
        })
        .collect();
    let shop = Shop::new(Language::English, &documents);
    let limits = FacetLimits {
        values: 3,
        attributes: 2,
        categories: 1,
    };
    let filters = Filters {
        attributes: vec![chosen("number", &["077", "078"])],
        ..Filters::default()
    };

    let query = Query {
        facets: Some(limits),
        filters,
        ..shop.query("")
    };
    let facets = shop.index.find(&query).expect("an answer").facets;
    let keys: Vec<&str> = facets.attributes.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["number", "key077"]);
    assert_eq!(
        counts(&facets, "number"),
        pairs(&[("all", 100), ("001", 1), ("002", 1), ("077", 1), ("078", 1)])
    );
}

#[test]
fn nothing_is_counted_where_no_facets_are_wanted() {
    let shop = shop();
    let found = shop
        .index
        .find(&Query {
            facets: None,
            ..shop.query("")
        })
        .expect("a page");

    assert_eq!(found.total, 4);
    assert_eq!(*found.facets, Facets::default());
}

/// Enough products that counts are kept, and then one of them changes.
#[test]
fn kept_counts_follow_edits() {
    let number = |at: u32| {
        let mut id = [0; 16];
        id[12..].copy_from_slice(&at.to_be_bytes());
        id
    };
    let make = |at: u32, colour: &str| Document {
        id: number(at),
        attributes: vec![choice("colour", &[colour])],
        ..product(0, "Shirt")
    };
    let documents: Vec<Document> = (0..5_000).map(|at| make(at, "red")).collect();
    let shop = Shop::new(Language::English, &documents);
    let ask = || {
        let found = shop.index.find(&shop.query("")).expect("an answer");
        (found.total, counts(&found.facets, "colour"))
    };

    assert_eq!(ask(), (5_000, pairs(&[("red", 5_000)])));
    assert_eq!(ask(), ask());
    shop.index.upsert(&[make(17, "blue")]).expect("written");
    shop.index.delete(&[number(18)]).expect("deleted");
    shop.index.commit(2).expect("committed");
    assert_eq!(ask(), (4_999, pairs(&[("red", 4_998), ("blue", 1)])));

    let page = |page| {
        shop.index
            .find(&Query {
                page,
                page_size: 500,
                ..shop.query("")
            })
            .expect("a page")
            .ids
    };
    let paged: Vec<_> = (1..=10).flat_map(page).collect();
    assert_eq!(paged.len(), 4_999);
    assert_eq!(
        paged
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        4_999
    );
}
