use search::{Document, Language, Matched};

use crate::{Shop, id, product};

fn coded(number: u8, title: &str, codes: &[&str]) -> Document {
    Document {
        codes: codes.iter().map(|code| (*code).into()).collect(),
        ..product(number, title)
    }
}

fn shop() -> Shop {
    Shop::new(
        Language::English,
        &[
            coded(1, "Inset", &["KT-INS114", "4006381333931"]),
            coded(2, "Spare for KT-INS114", &["SP-1"]),
            coded(3, "Mug", &["MUG-BLUE-350", "MUG-RED-350"]),
            coded(4, "Bowl", &["BOWL-114", "4006381999999"]),
        ],
    )
}

#[test]
fn fragments_of_codes_find_their_products() {
    let shop = shop();
    let cases: &[(&str, &[u8])] = &[
        ("KT-INS114", &[1, 2]),
        ("kt ins114", &[1, 2]),
        ("ktins114", &[1]),
        ("INS114", &[1, 2]),
        ("ns114", &[1]),
        ("4006381333931", &[1]),
        ("4 006381 333931", &[1]),
        ("4006381", &[1, 4]),
        ("333931", &[1]),
        ("mug-red-350", &[3]),
        ("red-350", &[3]),
        ("INS115", &[]),
        // Pieces of two codes are no code.
        ("350MUG", &[]),
        ("BLUE-350-MUG-RED", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(shop.finds(text), *expected, "{text}");
    }
}

#[test]
fn what_is_too_long_for_a_word_keeps_nothing_from_being_found() {
    let shop = shop();
    let long = "0123456789abcdef".repeat(4);

    assert_eq!(shop.finds(&format!("{long} mug")), [3]);
    assert_eq!(shop.finds(&format!("mug {long}")), [3]);
}

#[test]
fn the_product_with_exactly_this_code_comes_first() {
    let shop = shop();

    for text in ["KT-INS114", "kt ins114"] {
        assert_eq!(shop.numbers(&shop.query(text)), [1, 2], "{text}");
    }
}

#[test]
fn letters_alone_are_looked_for_in_codes_when_no_word_fits() {
    let shop = shop();

    let found = shop.index.find(&shop.query("KTINS")).expect("an answer");
    assert_eq!(found.ids, [id(1)]);
    assert_eq!(found.matched, Matched::AsCode);
    assert_eq!(shop.finds("inset"), [1]);
}

#[test]
fn a_number_that_is_a_size_does_not_find_barcodes() {
    let shop = Shop::new(
        Language::English,
        &[
            coded(1, "Bottle 350 ml", &["B-1"]),
            coded(2, "Jar", &["4003500000000"]),
        ],
    );

    assert_eq!(shop.finds("350"), [1]);
}

#[test]
fn suggestions_know_codes() {
    let shop = shop();
    let cases: &[(&str, &[u8])] = &[
        ("ins11", &[1, 2]),
        ("mug-bl", &[3]),
        ("kt/ins", &[1, 2]),
        ("-ktins-", &[]),
        ("bottle - ktins", &[]),
    ];
    for (text, expected) in cases {
        let suggested = shop
            .index
            .suggest(
                text,
                search::SuggestLimits::default(),
                &search::Synonyms::default(),
            )
            .expect("suggestions");
        let mut numbers: Vec<u8> = suggested.products.iter().map(|it| it.id[15]).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, *expected, "{text}");
    }
}
