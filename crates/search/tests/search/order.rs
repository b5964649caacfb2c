use proptest::prelude::*;
use search::{Document, Language, Query, Sort};

use crate::{Shop, category, euros, id, product};

fn shop() -> Shop {
    let make = |number, price: Option<u64>, rating, reviews, sales, published_at| Document {
        prices: price.map(euros).unwrap_or_default(),
        rating_millis: rating,
        rating_count: reviews,
        sales,
        published_at,
        ..product(number, "Mug")
    };
    Shop::new(
        Language::English,
        &[
            make(1, Some(1_000), 5_000, 1, 5, 30),
            make(2, Some(500), 4_800, 400, 7, 10),
            make(3, None, 0, 0, 9, 20),
            make(4, Some(1_000), 2_000, 50, 0, -5),
        ],
    )
}

#[test]
fn each_order_is_what_it_says() {
    let shop = shop();
    let cases = [
        (Sort::PriceUp, [2, 4, 1, 3]),
        (Sort::PriceDown, [4, 1, 2, 3]),
        (Sort::Newest, [1, 3, 2, 4]),
        (Sort::BestRated, [2, 1, 4, 3]),
        (Sort::BestSelling, [3, 2, 1, 4]),
        (Sort::Relevance, [3, 2, 1, 4]),
    ];
    for (sort, expected) in cases {
        let query = Query {
            sort,
            ..shop.query("")
        };
        assert_eq!(shop.numbers(&query), expected, "{sort:?}");
    }
    for (sort, expected) in &cases[..5] {
        let query = Query {
            sort: *sort,
            ..shop.query("mug")
        };
        assert_eq!(shop.numbers(&query), *expected, "{sort:?} with a text");
    }
}

#[test]
fn prices_are_those_of_the_currency_asked_for() {
    let mut cheap_in_dollars = product(1, "Mug");
    cheap_in_dollars.prices = euros(2_000);
    cheap_in_dollars.prices.push(search::Price {
        currency: "USD".into(),
        from: 100,
        to: 100,
    });
    let mut dear_in_dollars = product(2, "Mug");
    dear_in_dollars.prices = euros(1_000);
    dear_in_dollars.prices.push(search::Price {
        currency: "USD".into(),
        from: 9_000,
        to: 9_000,
    });
    let shop = Shop::new(Language::English, &[cheap_in_dollars, dear_in_dollars]);

    let by_price = |currency| Query {
        currency,
        sort: Sort::PriceUp,
        ..shop.query("")
    };
    assert_eq!(shop.numbers(&by_price("EUR")), [2, 1]);
    assert_eq!(shop.numbers(&by_price("USD")), [1, 2]);
    let unknown = shop.index.find(&by_price("CHF")).expect("an answer");
    assert_eq!((unknown.total, unknown.facets.prices), (2, None));
}

#[test]
fn pinned_products_come_first_in_their_order_and_need_not_match() {
    let shop = Shop::new(
        Language::English,
        &[
            Document {
                categories: vec![category(9, "Mugs")],
                ..product(1, "Blue mug")
            },
            Document {
                categories: vec![category(9, "Mugs")],
                ..product(2, "Red mug")
            },
            Document {
                in_stock: true,
                ..product(3, "Kettle")
            },
            product(4, "Bowl"),
        ],
    );
    let pins = [id(3), id(2), id(77)];
    let pinned = Query {
        pins: &pins,
        ..shop.query("mug")
    };

    assert_eq!(shop.numbers(&pinned), [3, 2, 1]);
    let by_age = Query {
        sort: Sort::Newest,
        ..pinned.clone()
    };
    assert_eq!(
        shop.numbers(&by_age),
        [3, 2, 1],
        "another order puts them where they belong"
    );
    let in_category = Query {
        text: "",
        within: Some(id(9)),
        ..pinned.clone()
    };
    assert_eq!(
        shop.numbers(&in_category),
        [2, 1],
        "what is elsewhere stays there"
    );
    let mut in_stock = pinned;
    in_stock.filters.in_stock = true;
    assert_eq!(shop.numbers(&in_stock), [3], "filters hold for pins too");
}

#[test]
fn pages_beyond_the_last_are_empty() {
    let shop = shop();
    for (page, page_size, expected) in [
        (1, 3, 3),
        (2, 3, 1),
        (3, 3, 0),
        (0, 3, 3),
        (u32::MAX, u32::MAX, 0),
        (1, 0, 0),
    ] {
        let found = shop
            .index
            .find(&Query {
                page,
                page_size,
                ..shop.query("")
            })
            .expect("a page");
        assert_eq!((found.ids.len(), found.total), (expected, 4), "page {page}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Many products are equal in what is sorted by, and lie in several segments.
    #[test]
    fn pages_neither_repeat_nor_lose_a_product(
        values in prop::collection::vec((0u64..3, 0u64..3, 0u32..3), 1..60),
        cuts in 1usize..5,
        page_size in 1u32..20,
    ) {
        let documents: Vec<Document> = (1u8..)
            .zip(&values)
            .map(|(number, (price, sales, reviews))| Document {
                prices: euros(*price),
                sales: *sales,
                rating_millis: 4_000,
                rating_count: *reviews,
                ..product(number, "Blue mug")
            })
            .collect();
        let shop = Shop::new(Language::English, &[]);
        for part in documents.chunks(documents.len().div_ceil(cuts)) {
            shop.index.upsert(part).expect("written");
            shop.index.commit(2).expect("committed");
        }

        for sort in [Sort::Relevance, Sort::PriceUp, Sort::PriceDown, Sort::Newest, Sort::BestRated, Sort::BestSelling] {
            for text in ["", "mug"] {
                let whole = Query { sort, page_size: 1_000, ..shop.query(text) };
                let all = shop.numbers(&whole);
                prop_assert_eq!(all.len(), documents.len());
                let mut paged = Vec::new();
                for page in 1..=u32::try_from(documents.len()).expect("few").div_ceil(page_size) {
                    paged.extend(shop.numbers(&Query { page, page_size, ..whole.clone() }));
                }
                prop_assert_eq!(paged, all);
            }
        }
    }
}
