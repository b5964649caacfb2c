use search::{CategoryName, Document, Language, Matched, Query, Synonyms, Value};

use crate::{Shop, category, choice, id, product};

#[test]
fn a_text_finds_products_that_have_all_its_words() {
    let shop = Shop::english(&["Blue mug", "Blue bowl", "Red mug"]);

    let cases: &[(&str, &[u8])] = &[
        ("blue", &[1, 2]),
        ("blue mug", &[1]),
        ("mug blue", &[1]),
        ("MUG", &[1, 3]),
        ("mugs", &[1, 3]),
        ("the blue mug", &[1]),
        ("blue plate", &[]),
        ("", &[1, 2, 3]),
        (" \t", &[1, 2, 3]),
    ];
    for (text, expected) in cases {
        assert_eq!(shop.finds(text), *expected, "{text:?}");
    }
}

#[test]
fn a_text_without_words_finds_nothing() {
    let long = "x".repeat(41);
    let shop = Shop::new(
        Language::English,
        &[
            product(1, "Blue mug"),
            Document {
                codes: vec![long.clone()],
                ..product(2, "Bowl")
            },
        ],
    );

    for text in [" -- ", "'", "%", "☕", "\u{200b}"] {
        assert_eq!(shop.finds(text), [] as [u8; 0], "{text:?}");
    }
    assert_eq!(shop.finds(&"y".repeat(41)), [] as [u8; 0]);
    assert_eq!(shop.finds(&long), [2], "the code of a product");
    let pinned = Query {
        pins: &[id(1)],
        ..shop.query("%")
    };
    assert_eq!(shop.numbers(&pinned), [1]);
}

#[test]
fn words_may_stand_in_any_part_of_a_product() {
    let described = Document {
        description: "Fired at 1200 degrees in a small kiln.".into(),
        brand: Some("Møller".into()),
        categories: vec![category(9, "Tableware")],
        attributes: vec![
            choice("material", &["Stoneware"]),
            search::Attribute {
                key: "care".into(),
                values: vec![
                    Value::Text("Dishwasher safe".into()),
                    Value::Flag(true),
                    Value::Number("350 ml".into()),
                ],
                is_facet: false,
            },
        ],
        tags: vec!["Handmade".into()],
        ..product(1, "Plain mug")
    };
    let shop = Shop::new(
        Language::English,
        &[described, product(2, "Something else")],
    );

    for text in [
        "kiln",
        "moller",
        "Møller mug",
        "tableware",
        "stoneware",
        "dishwasher",
        "350 ml",
        "handmade mugs",
        "plain",
    ] {
        assert_eq!(shop.finds(text), [1], "{text}");
    }
    assert!(shop.finds("true").is_empty());
}

#[test]
fn a_title_counts_more_than_a_name_and_a_name_more_than_a_description() {
    let shop = Shop::new(
        Language::English,
        &[
            Document {
                description: "Goes well with a teapot.".into(),
                ..product(1, "Round tray")
            },
            Document {
                categories: vec![category(9, "Teapot accessories")],
                ..product(2, "Round stand")
            },
            product(3, "Round teapot"),
        ],
    );

    assert_eq!(shop.numbers(&shop.query("teapot")), [3, 2, 1]);
}

#[test]
fn of_products_that_fit_alike_the_one_that_sells_comes_first() {
    let sold = |number, sales| Document {
        sales,
        ..product(number, "Blue mug")
    };
    let shop = Shop::new(Language::English, &[sold(1, 3), sold(2, 4_000), sold(3, 0)]);

    assert_eq!(shop.numbers(&shop.query("mug")), [2, 1, 3]);
}

#[test]
fn typos_are_forgiven_by_the_length_of_the_word() {
    let shop = Shop::english(&["Leather backpack", "Boot", "Mug", "Cup 500"]);

    let cases: &[(&str, &[u8])] = &[
        ("lether", &[1]),
        ("laether", &[1]),
        ("leatherr bakpack", &[1]),
        ("bckpak", &[]),
        ("bagkpak", &[]),
        ("backpcak", &[1]),
        ("bakcpakc", &[1]),
        ("boott", &[2]),
        ("bot", &[]),
        ("muk", &[]),
        ("5000", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(shop.finds(text), *expected, "{text}");
    }
}

#[test]
fn what_could_be_meant_is_looked_for_anew_after_each_commit() {
    let shop = Shop::english(&["Boot"]);
    let corrections = || shop.index.corrections("lether", 3).expect("corrections");
    assert_eq!(shop.finds("lether"), [] as [u8; 0]);
    assert_eq!(corrections(), [] as [&str; 0]);

    shop.index
        .upsert(&[product(2, "Leather backpack")])
        .expect("a document");
    shop.index.commit(1).expect("a commit");

    assert_eq!(shop.finds("lether"), [2]);
    assert_eq!(corrections(), ["leather"]);
}

#[test]
fn the_answer_says_when_it_guessed() {
    let shop = Shop::english(&["Leather boot", "Leather belt", "Leather bag", "Feather pen"]);
    let matched = |text| {
        shop.index
            .find(&shop.query(text))
            .expect("an answer")
            .matched
    };

    assert_eq!(matched("leather"), Matched::Exactly);
    assert_eq!(matched("lether"), Matched::WithTypos);
    // Few products have it, and many have a word like it.
    assert_eq!(matched("feather"), Matched::WithTypos);
    assert_eq!(shop.numbers(&shop.query("feather"))[0], 4);
    assert_eq!(matched("nothing alike"), Matched::Exactly);
}

#[test]
fn german_words_are_found_in_each_spelling_and_form() {
    let shop = Shop::new(
        Language::German,
        &[
            product(1, "Große Schüssel"),
            product(2, "Kleine Tasse"),
            product(3, "Straßenschuhe für Damen"),
        ],
    );

    let cases: &[(&str, &[u8])] = &[
        ("große", &[1]),
        ("grosse schussel", &[1]),
        ("GROẞE SCHUESSELN", &[1]),
        ("Tassen", &[2]),
        ("strassenschuh", &[3]),
        ("Schuhe", &[]),
        ("tasse für die", &[2]),
    ];
    for (text, expected) in cases {
        assert_eq!(shop.finds(text), *expected, "{text}");
    }
}

#[test]
fn synonyms_find_each_other() {
    let mut shop = Shop::english(&[
        "Grey couch",
        "Grey sofa",
        "Blue T-shirt",
        "Blue tee",
        "Grey chair",
    ]);
    let mut synonyms = Synonyms::new(Language::English);
    synonyms.add(&["sofa", "couch", "settee"]);
    synonyms.add(&["t-shirt", "tee"]);
    synonyms.add_one_way("seat", &["chair", "sofa"]);

    assert_eq!(shop.finds("sofas"), [2]);
    shop.synonyms = synonyms;

    let cases: &[(&str, &[u8])] = &[
        ("sofas", &[1, 2]),
        ("settee", &[1, 2]),
        ("tee", &[3, 4]),
        ("blue t-shirt", &[3, 4]),
        ("t shirt blue", &[3, 4]),
        ("seat", &[2, 5]),
        ("chair", &[5]),
        ("blue sofa", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(shop.finds(text), *expected, "{text}");
    }
    // What was typed comes before what means the same.
    assert_eq!(shop.numbers(&shop.query("couch"))[0], 1);
}

#[test]
fn a_product_is_found_as_it_was_written_last() {
    let shop = Shop::english(&["Blue mug", "Red mug"]);

    shop.index
        .upsert(&[product(1, "Green bowl")])
        .expect("written");
    shop.index
        .delete(&[crate::id(2), crate::id(77)])
        .expect("deleted");
    assert_eq!(
        shop.finds("mug"),
        [1, 2],
        "nothing changes before the commit"
    );
    shop.index.commit(2).expect("committed");

    assert!(shop.finds("mug").is_empty());
    assert_eq!(shop.finds("green"), [1]);
    assert_eq!(shop.finds(""), [1]);
}

#[test]
fn odd_texts_do_no_harm() {
    let odd = Document {
        description: "\u{0}\u{1f}<script> ".repeat(50) + &"x".repeat(100_000),
        categories: vec![CategoryName {
            id: crate::id(9),
            name: "A\u{1f}B".into(),
        }],
        codes: vec![String::new(), "-".into(), "é".into(), "a".repeat(500)],
        ..product(1, "\u{1f}")
    };
    let shop = Shop::new(Language::English, &[odd, product(2, "Mug")]);

    let long = "word ".repeat(5_000);
    for text in [
        "\u{0}",
        "\u{1f}",
        "\"",
        "a:b AND (",
        "*",
        "~2^9",
        "é",
        &long,
        &"x".repeat(10_000),
    ] {
        let found = shop.index.find(&shop.query(text));
        assert!(found.is_ok(), "{text:.20}");
        shop.index
            .suggest(
                text,
                search::SuggestLimits::default(),
                &search::Synonyms::default(),
            )
            .expect("suggestions");
        shop.index.corrections(text, 3).expect("corrections");
    }
    assert_eq!(shop.finds("mug"), [2]);
}
