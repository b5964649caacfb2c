//! What customers type, from the saved product to what is found: barcodes, parts of them, and typos.

use shop::{Shop, catalog::VariantDraft, settings};
use testkit::{TestShop, shop_test};

use super::{find, indexed, text, titles};
use crate::support::{SYSTEM, edit};

/// Of the shirt in size M.
const BARCODE: &str = "4006381333931";

async fn found(shop: &Shop, typed: &str) -> Vec<String> {
    let found = find(shop, &text(typed)).await;
    let mut titles: Vec<_> = titles(&found).into_iter().map(str::to_owned).collect();
    titles.sort();
    titles
}

fn in_size<'a>(variants: &'a mut [VariantDraft], size: &str) -> &'a mut VariantDraft {
    let found = variants.iter_mut().find(|one| one.options == [size]);
    found.expect("there is such a size")
}

#[shop_test]
async fn the_barcode_of_a_variant_and_a_part_of_it_find_its_product(shop: TestShop) {
    let shirt = shop.product("Linen shirt").variant("S").variant("M");
    let shirt = shirt.create().await;
    let note = shop.product("Note about 4006381333931").create().await;
    shop.product("Bottle 333 ml").create().await;
    let mut keeper = indexed(&shop).await;
    assert_eq!(found(&shop, BARCODE).await, [note.title.as_str()]);

    edit(&shop, &shirt, |draft| {
        in_size(&mut draft.variants, "M").barcode = Some(BARCODE.to_owned());
    })
    .await;
    keeper.step().await.unwrap();

    let whole = find(&shop, &text(BARCODE)).await;
    assert_eq!(
        titles(&whole),
        ["Linen shirt", note.title.as_str()],
        "first"
    );
    let cases: [(&str, bool); 7] = [
        ("4 006381 333931", true),
        ("4006381", true),
        ("333931", true),
        ("638133", true),
        ("333932", false),
        // As short as a size: only where nothing else has it.
        ("3339", true),
        ("333", false),
    ];
    for (typed, is_found) in cases {
        let titles = found(&shop, typed).await;
        let has_shirt = titles.contains(&"Linen shirt".to_owned());
        assert_eq!(has_shirt, is_found, "{typed}: {titles:?}");
    }
}

#[shop_test]
async fn a_barcode_that_is_replaced_or_off_sale_finds_nothing_any_more(shop: TestShop) {
    let shirt = shop.product("Linen shirt").variant("S").variant("M");
    let shirt = shirt.create().await;
    edit(&shop, &shirt, |draft| {
        in_size(&mut draft.variants, "M").barcode = Some(BARCODE.to_owned());
    })
    .await;
    let mut keeper = indexed(&shop).await;
    assert_eq!(found(&shop, BARCODE).await, ["Linen shirt"]);

    let other = "9780201379624";
    edit(&shop, &shirt, |draft| {
        in_size(&mut draft.variants, "M").barcode = Some(other.to_owned());
    })
    .await;
    keeper.step().await.unwrap();
    assert_eq!(found(&shop, BARCODE).await, [""; 0]);
    assert_eq!(found(&shop, other).await, ["Linen shirt"]);

    edit(&shop, &shirt, |draft| {
        in_size(&mut draft.variants, "M").active = false;
    })
    .await;
    keeper.step().await.unwrap();
    assert_eq!(found(&shop, other).await, [""; 0]);
    assert_eq!(found(&shop, "shirt").await, ["Linen shirt"]);
}

#[shop_test]
async fn typos_are_forgiven_by_the_length_of_the_word(shop: TestShop) {
    for title in ["Backpack", "Leather", "Boot", "Mug"] {
        shop.product(title).create().await;
    }
    indexed(&shop).await;

    let cases: [(&str, &[&str]); 16] = [
        // Eight letters or more.
        ("backpakc", &["Backpack"]),
        ("bockpock", &["Backpack"]),
        ("baackpackk", &["Backpack"]),
        ("bockpuck", &["Backpack"]),
        ("bockpocks", &[]),
        ("bockpoke", &[]),
        // Four to seven.
        ("leadher", &["Leather"]),
        ("lether", &["Leather"]),
        ("laether", &["Leather"]),
        ("leadhar", &[]),
        ("bott", &["Boot"]),
        ("boott", &["Boot"]),
        ("bett", &[]),
        // Three.
        ("mug", &["Mug"]),
        ("mag", &[]),
        ("mgu", &[]),
    ];
    for (typed, expected) in cases {
        assert_eq!(found(&shop, typed).await, expected, "{typed}");
    }
}

#[shop_test]
async fn forms_of_a_word_find_each_other_in_the_language_of_the_shop(shop: TestShop) {
    let forms = ["Büchern", "buecher", "BÜCHER", "alter Bücher"];
    shop.product("Altes Buch").create().await;
    let english = indexed(&shop).await;
    for typed in forms {
        assert_eq!(found(&shop, typed).await, [""; 0], "{typed}");
    }
    drop(english);
    let mut stored = settings::load(shop.db.primary()).await.unwrap();
    stored.settings.default_locale = l10n::Locale::DE;
    settings::save(&shop, &SYSTEM, &stored.settings, stored.version)
        .await
        .unwrap();
    shop.refresh().await.unwrap();

    let _german = indexed(&shop).await;

    for typed in forms {
        assert_eq!(found(&shop, typed).await, ["Altes Buch"], "{typed}");
    }
}
