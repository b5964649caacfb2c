use search::{Attribute, Document, Filters, Language, PriceRange, Query, Rule, Scope, Value};

use crate::{Shop, category, choice, euros, euros_up_to, id, product};

fn shop() -> Shop {
    let property = |key: &str, value: Value| Attribute {
        key: key.into(),
        values: vec![value],
        is_facet: false,
    };
    let make = |number: u8, brand: &str, tag: &str, price| Document {
        brand: Some(brand.into()),
        tags: vec![tag.into()],
        prices: euros(price),
        published_at: i64::from(number) * 10,
        ..product(number, "Mug")
    };
    Shop::new(
        Language::English,
        &[
            Document {
                on_sale: true,
                categories: vec![category(8, "Kitchen")],
                ..make(1, "Acme", "gift", 1_000)
            },
            Document {
                attributes: vec![choice("colour", &["Red"])],
                in_stock: true,
                ..make(2, "Acme", "new", 2_000)
            },
            Document {
                attributes: vec![property("care", Value::Flag(true))],
                on_sale: true,
                in_stock: true,
                ..make(3, "Other", "gift", 3_000)
            },
            Document {
                prices: euros_up_to(6_000, 8_000),
                ..make(5, "Third", "set", 0)
            },
            Document {
                prices: Vec::new(),
                ..make(4, "Other", "gif", 4_000)
            },
        ],
    )
}

fn found(shop: &Shop, any: bool, rules: &[Rule]) -> Vec<u8> {
    let scope = Scope {
        rules: rules.to_vec(),
        any,
    };
    let query = Query {
        scope: Some(&scope),
        ..shop.query("")
    };
    let mut numbers = shop.numbers(&query);
    numbers.sort_unstable();
    numbers
}

fn price(min: Option<u64>, max: Option<u64>) -> Rule {
    Rule::Price(PriceRange { min, max })
}

fn attribute(key: &str, value: &str) -> Rule {
    Rule::Attribute {
        key: key.into(),
        value: value.into(),
    }
}

#[test]
fn each_rule_finds_what_fits_it() {
    let shop = shop();
    let cases: Vec<(Rule, &[u8])> = vec![
        (Rule::Category(id(8)), &[1]),
        (Rule::Category(id(9)), &[]),
        (Rule::Brand("Acme".into()), &[1, 2]),
        (Rule::Brand("acme".into()), &[]),
        (Rule::Tag("gift".into()), &[1, 3]),
        (attribute("colour", "Red"), &[2]),
        (attribute("care", "true"), &[3]),
        (attribute("care", "false"), &[]),
        (price(Some(2_000), None), &[2, 3, 5]),
        (price(None, Some(2_000)), &[1, 2]),
        (price(Some(1_001), Some(1_999)), &[]),
        (price(Some(7_000), None), &[5]),
        (price(Some(6_500), Some(7_500)), &[5]),
        (price(Some(8_001), None), &[]),
        (Rule::OnSale, &[1, 3]),
        (Rule::PublishedSince(30), &[3, 4, 5]),
        (Rule::PublishedSince(51), &[]),
        (Rule::PublishedSince(-1), &[1, 2, 3, 4, 5]),
        (Rule::Nothing, &[]),
    ];
    for (rule, expected) in cases {
        assert_eq!(
            found(&shop, false, std::slice::from_ref(&rule)),
            expected,
            "{rule:?}"
        );
        assert_eq!(
            found(&shop, true, std::slice::from_ref(&rule)),
            expected,
            "{rule:?}"
        );
    }
}

#[test]
fn rules_are_joined_by_all_or_by_any() {
    let shop = shop();
    let gift = Rule::Tag("gift".into());
    let acme = Rule::Brand("Acme".into());
    let cases: [(&[Rule], &[u8], &[u8]); 4] = [
        (&[gift.clone(), acme.clone()], &[1], &[1, 2, 3]),
        (&[gift.clone(), price(Some(2_500), None)], &[3], &[1, 3, 5]),
        (&[acme, Rule::Nothing], &[], &[1, 2]),
        (&[], &[], &[]),
    ];
    for (rules, all, any) in cases {
        assert_eq!(found(&shop, false, rules), all, "all of {rules:?}");
        assert_eq!(found(&shop, true, rules), any, "any of {rules:?}");
    }
}

#[test]
fn facets_count_within_a_scope_whatever_is_chosen() {
    let shop = shop();
    let scope = Scope {
        rules: vec![Rule::Tag("gift".into())],
        any: false,
    };
    let query = Query {
        scope: Some(&scope),
        filters: Filters {
            brands: vec!["Acme".into()],
            ..Filters::default()
        },
        ..shop.query("mug")
    };

    let found = shop.index.find(&query).expect("an answer");

    let brands: Vec<_> = found
        .facets
        .brands
        .iter()
        .map(|it| (it.value.as_str(), it.count))
        .collect();
    assert_eq!((found.total, brands), (1, vec![("Acme", 1), ("Other", 1)]));
    assert!(found.facets.attributes.is_empty(), "care is no facet");
}
