use search::{Document, Language, SuggestLimits};

use crate::{Shop, category, id, product};

fn shop() -> Shop {
    let make = |number, title: &str, sales| Document {
        sales,
        categories: vec![
            category(100, "Home & kitchen"),
            category(101, "Tea & coffee"),
        ],
        ..product(number, title)
    };
    Shop::new(
        Language::English,
        &[
            make(1, "Blue teapot", 5),
            make(2, "Teapot warmer", 1),
            make(3, "Teak board", 9),
            make(4, "Blue mug", 50),
            Document {
                description: "Teal like the sea".into(),
                ..product(5, "Plate")
            },
        ],
    )
}

fn suggest(shop: &Shop, text: &str) -> search::Suggestions {
    shop.index
        .suggest(text, SuggestLimits::default(), &search::Synonyms::default())
        .expect("suggestions")
}

#[test]
fn the_last_word_is_completed_with_what_products_are_called() {
    let shop = shop();

    assert_eq!(suggest(&shop, "tea").completions, ["teapot", "teak"]);
    assert_eq!(
        suggest(&shop, "blue t").completions,
        ["blue tea", "blue teapot"]
    );
    assert_eq!(suggest(&shop, "blue mug").completions, [] as [&str; 0]);
    assert_eq!(suggest(&shop, "teapt").completions, ["teapot"]);
    assert!(suggest(&shop, "").completions.is_empty());
}

#[test]
fn completions_are_written_as_titles_write_them() {
    let shop = Shop::new(Language::German, &[product(1, "Große Schüssel")]);

    assert_eq!(suggest(&shop, "schu").completions, ["schüssel"]);
    assert_eq!(suggest(&shop, "gross").completions, ["große"]);
}

#[test]
fn products_begin_with_what_was_typed_before_they_contain_it() {
    let shop = shop();
    let products = |text| -> Vec<u8> {
        suggest(&shop, text)
            .products
            .iter()
            .map(|it| it.id[15])
            .collect()
    };

    assert_eq!(products("teap"), [2, 1]);
    assert_eq!(products("blue t")[0], 1);
    assert_eq!(products("teapots"), [1, 2], "another form of the word");
    assert_eq!(products("bleu tea")[0], 1, "a typo in a word before");
    let first = &suggest(&shop, "teak").products[0];
    assert_eq!(
        (first.id, first.slug.as_str(), first.title.as_str()),
        (id(3), "teak-board", "Teak board")
    );
}

#[test]
fn categories_are_found_by_any_word_of_their_name() {
    let shop = shop();
    let categories = |text| -> Vec<String> {
        suggest(&shop, text)
            .categories
            .into_iter()
            .map(|it| it.name)
            .collect()
    };

    assert_eq!(categories("tea"), ["Tea & coffee"]);
    assert_eq!(categories("cof"), ["Tea & coffee"]);
    assert_eq!(categories("tea c"), ["Tea & coffee"]);
    assert_eq!(categories("kitchn"), ["Home & kitchen"]);
    assert!(categories("garden").is_empty());
}

#[test]
fn nothing_is_suggested_that_was_deleted() {
    let shop = shop();
    shop.index.delete(&[id(1), id(2)]).expect("deleted");
    shop.index.commit(2).expect("committed");

    let suggested = suggest(&shop, "teapo");
    assert!(suggested.products.is_empty() && suggested.completions.is_empty());
}

#[test]
fn what_finds_nothing_is_corrected_to_what_does() {
    let shop = Shop::english(&[
        "Leather jacket",
        "Leather belt",
        "Rucksack",
        "Blue shoe",
        "Green cup",
    ]);
    let cases: &[(&str, &[&str])] = &[
        ("lethar", &["leather"]),
        ("lether jaket", &["leather jacket"]),
        ("blueshoe", &["blue shoe"]),
        ("ruck sack", &["rucksack"]),
        ("cub", &["cup"]),
        ("leather xylophone", &["leather"]),
        ("xylophone", &[]),
    ];
    for (text, expected) in cases {
        let corrections = shop.index.corrections(text, 1).expect("corrections");
        assert_eq!(corrections, *expected, "{text}");
    }
}

#[test]
fn corrections_are_written_as_titles_write_them() {
    let shop = Shop::new(Language::German, &[product(1, "Große Schüssel")]);

    assert_eq!(
        shop.index.corrections("shusel", 1).expect("corrections"),
        ["schüssel"]
    );
}
