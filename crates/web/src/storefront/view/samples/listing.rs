//! Samples of listings.

use super::*;
use crate::kit::paging::Paging;

fn value(label: &str, count: u32, is_chosen: bool) -> FacetValue {
    FacetValue {
        id: format!("f-{}", label.to_lowercase().replace(' ', "-")),
        value: label.to_owned(),
        label: label.to_owned(),
        hex: label.starts_with("Red").then(|| "#dd0000".to_owned()),
        count,
        is_chosen,
    }
}

fn facet(kind: &'static str, title: Option<&str>, values: Vec<FacetValue>) -> Facet {
    let name = title.unwrap_or(kind).to_lowercase();
    Facet {
        id: format!("facet-{name}"),
        kind,
        title: title.map(ToOwned::to_owned),
        parameter: name,
        all: values.len(),
        values,
        more: Vec::new(),
        all_url: None,
        is_whole: false,
        is_open: true,
    }
}

fn listing() -> Listing {
    let brands = [
        "Acme",
        "Bauer & Söhne",
        "Colt",
        "Dahl",
        "Ehm",
        "Faber",
        "Grün",
        "Holm",
    ];
    let brands = brands.map(|name| value(name, 12, name == "Acme")).into();
    let words = ["best-selling", "new", "price", "price-down", "rating"];
    Listing {
        action: "/categories/kitchen".to_owned(),
        query: String::new(),
        is_exact: false,
        total: 84,
        sorts: words
            .map(|word| SortChoice {
                word,
                selected: word == "price",
            })
            .to_vec(),
        facets: vec![
            facet(
                "category",
                None,
                vec![value("Mugs", 40, false), value("Pans", 44, false)],
            ),
            Facet {
                more: vec![value("Ilse", 3, false), value("Jung", 1, false)],
                all: 10,
                ..facet("brand", None, brands)
            },
            Facet {
                all: 300,
                all_url: Some("/categories/kitchen?all=maker".to_owned()),
                ..facet("attribute", Some("Maker"), vec![value("Kiln", 90, false)])
            },
            Facet {
                more: vec![value("Ash", 3, false), value("Oak", 1, true)],
                all: 2,
                is_whole: true,
                ..facet("attribute", Some("Wood"), Vec::new())
            },
            Facet {
                is_open: false,
                ..facet(
                    "attribute",
                    Some("Colour"),
                    vec![value("Red <b>", 4, false)],
                )
            },
        ],
        available: Some(Flag {
            name: "available",
            count: 80,
            is_chosen: true,
        }),
        sale: Some(Flag {
            name: "sale",
            count: 3,
            is_chosen: false,
        }),
        price: PriceFilter {
            min: "10".to_owned(),
            max: String::new(),
            is_wrong: false,
            slider: Some(Slider {
                low: 500,
                high: 20_000,
                from: 1000,
                to: 20_000,
                step: 100,
                exponent: 2,
                decimal: ".",
            }),
        },
        chosen: chips(),
        retry_url: None,
        reset_url: Some("/categories/kitchen".to_owned()),
        is_plain: false,
        cards: cards(),
        paging: Paging::new(4, 9, |page| format!("?page={page}")),
    }
}

fn chips() -> Vec<Chip> {
    let chip = |kind: &'static str, text: &str| Chip {
        kind,
        title: None,
        text: text.to_owned(),
        min: None,
        max: None,
        url: "/categories/kitchen?min=10".to_owned(),
    };
    let price = |min: Option<i64>, max: Option<i64>| Chip {
        min: min.map(eur),
        max: max.map(eur),
        ..chip("price", "")
    };
    vec![
        chip("choice", "Acme"),
        Chip {
            title: Some("Colour".to_owned()),
            ..chip("choice", "Red <b>")
        },
        price(Some(1000), None),
        price(None, Some(2000)),
        price(Some(1000), Some(2000)),
        chip("available", ""),
        chip("sale", ""),
    ]
}

/// While there is no index: a range of prices, and nothing to choose.
fn bare_listing() -> Listing {
    let whole = listing();
    Listing {
        facets: Vec::new(),
        available: None,
        sale: None,
        chosen: Vec::new(),
        retry_url: Some("/categories/kitchen?brand=Acme".to_owned()),
        reset_url: None,
        is_plain: true,
        price: PriceFilter {
            slider: None,
            ..whole.price
        },
        ..whole
    }
}

pub(crate) fn category() -> Category {
    Category {
        title: "Kitchen".to_owned(),
        seo_title: Some("Seasonal finds".to_owned()),
        seo_description: None,
        description: Some(
            "Enamel, cast iron and beech: pots and pans that can be repaired.".to_owned(),
        ),
        breadcrumb: vec![link("Home and kitchen", "/categories/home")],
        subcategories: vec![
            link("Mugs", "/categories/mugs"),
            link("Pans", "/categories/pans"),
        ],
        picture: Some(picture(10, "")),
        listing: listing(),
        data: serde_json::json!({ "@graph": [] }),
    }
}

pub(crate) fn category_empty() -> Category {
    Category {
        description: None,
        subcategories: Vec::new(),
        listing: Listing {
            total: 0,
            cards: Vec::new(),
            paging: Paging::new(1, 1, |page| format!("?page={page}")),
            price: PriceFilter {
                min: "20".to_owned(),
                max: "ten".to_owned(),
                is_wrong: true,
                slider: None,
            },
            ..listing()
        },
        ..category()
    }
}

pub(crate) fn listing_part() -> ListingPart {
    ListingPart { listing: listing() }
}

pub(crate) fn search() -> Search {
    Search {
        similar: None,
        corrections: Vec::new(),
        popular: Vec::new(),
        listing: Listing {
            action: "/search".to_owned(),
            query: "mug".to_owned(),
            is_exact: true,
            ..listing()
        },
    }
}

pub(crate) fn search_empty() -> Search {
    Search {
        similar: None,
        corrections: vec![link("teapots", "/search?q=teapots")],
        popular: cards(),
        listing: Listing {
            query: "teapot <b>".to_owned(),
            total: 0,
            cards: Vec::new(),
            ..bare_listing()
        },
    }
}

pub(crate) fn search_similar() -> Search {
    Search {
        similar: Some("/search?q=mgu&exact=1".to_owned()),
        corrections: vec![link("mug", "/search?q=mug")],
        ..search()
    }
}

pub(crate) fn suggestions() -> Suggestions {
    Suggestions {
        count: 3,
        completions: vec![link("mugs", "/search?q=mugs")],
        categories: vec![link("Mugs", "/categories/mugs")],
        products: cards().into_iter().take(1).collect(),
    }
}

pub(crate) fn search_all() -> Search {
    Search {
        listing: bare_listing(),
        ..search()
    }
}
