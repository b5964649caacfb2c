use chrono::TimeDelta;
use shop::{
    attributes::{self, AttributeDraft, AttributeKind, SpecificationDraft, Value},
    catalog::{self, CategoryDraft, ProductStatus, Sale},
    collections::{self, Order, Rule},
    search::{self, Keeper},
    settings,
};
use testkit::{TestShop, shop_test};

use super::{at_least, at_most, members, price_of};
use crate::{
    attributes::draft,
    support::{SYSTEM, draft_of, edit, set_price},
};

async fn index(shop: &TestShop) -> Keeper {
    Keeper::open(shop).await.unwrap()
}

#[shop_test]
async fn a_product_enters_and_leaves_with_its_price(shop: TestShop) {
    let mug = shop.product("Mug").price("10").create().await;
    shop.product("Pan").price("50").create().await;
    let mut keeper = index(&shop).await;

    assert_eq!(
        members(&shop, &mut keeper, &[at_most("20")], false).await,
        ["Mug"]
    );
    assert_eq!(
        members(&shop, &mut keeper, &[at_least("20")], false).await,
        ["Pan"]
    );
    set_price(&shop, &mug, "20.00").await;
    assert_eq!(
        members(&shop, &mut keeper, &[at_most("20")], false).await,
        ["Mug"]
    );
    assert_eq!(
        members(&shop, &mut keeper, &[at_least("20")], false).await,
        ["Mug", "Pan"]
    );
    set_price(&shop, &mug, "20.01").await;
    assert!(
        members(&shop, &mut keeper, &[at_most("20")], false)
            .await
            .is_empty()
    );
}

#[shop_test]
async fn a_product_enters_and_leaves_with_its_brand_and_its_status(shop: TestShop) {
    let mug = shop.product("Mug").brand("Riess").create().await;
    let rule = [Rule::Brand {
        brand: "Riess".to_owned(),
    }];
    let mut keeper = index(&shop).await;

    assert_eq!(members(&shop, &mut keeper, &rule, false).await, ["Mug"]);
    edit(&shop, &mug, |draft| "Other".clone_into(&mut draft.brand)).await;
    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
    edit(&shop, &mug, |draft| "Riess".clone_into(&mut draft.brand)).await;
    assert_eq!(members(&shop, &mut keeper, &rule, false).await, ["Mug"]);
    edit(&shop, &mug, |draft| draft.status = ProductStatus::Archived).await;
    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
}

#[shop_test]
async fn a_product_enters_and_leaves_with_its_attribute(shop: TestShop) {
    let attribute = AttributeDraft {
        // Rules ask for what customers cannot filter by, too.
        is_facet: false,
        ..draft(AttributeKind::Flag, "Vegan", "Vegan")
    };
    let vegan = attributes::save_attribute(&shop, &SYSTEM, None, 0, &attribute).await;
    let vegan = vegan.unwrap();
    let mug = shop.product("Bag").create().await;
    let rule = [Rule::Attribute {
        attribute: vegan,
        value: Value::Flag(true),
    }];
    let specify = async |value: &str| {
        let (version, draft) = draft_of(&shop, &mug).await;
        let spec = SpecificationDraft {
            product_type: None,
            values: vec![(vegan, value.to_owned())],
        };
        let spec = Some(&spec);
        let saved = catalog::update_specified(&shop, &SYSTEM, mug.id, version, &draft, spec).await;
        saved.unwrap();
    };
    let mut keeper = index(&shop).await;

    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
    specify("yes").await;
    assert_eq!(members(&shop, &mut keeper, &rule, false).await, ["Bag"]);
    specify("no").await;
    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
    specify("yes").await;
    attributes::delete_attribute(&shop, &SYSTEM, vegan, 1, true)
        .await
        .unwrap();
    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
    shop.run_jobs().await;
}

#[shop_test]
async fn a_product_enters_and_leaves_with_its_text_while_that_is_a_filter(shop: TestShop) {
    let mut wood = draft(AttributeKind::Text, "Wood", "Holz");
    let id = attributes::save_attribute(&shop, &SYSTEM, None, 0, &wood).await;
    let id = id.unwrap();
    let board = shop.product("Board").create().await;
    let rule = [Rule::Attribute {
        attribute: id,
        value: Value::Text("Oak, oiled".to_owned()),
    }];
    let mut keeper = index(&shop).await;

    for (version, text, expected) in [
        (1, "Oak, oiled", 1),
        (2, "oak, oiled", 0),
        (3, "Oak, oiled", 1),
    ] {
        let spec = SpecificationDraft {
            product_type: None,
            values: vec![(id, text.to_owned())],
        };
        let saved = catalog::specify(&shop, &SYSTEM, board.id, version, &spec).await;
        saved.unwrap();
        let found = members(&shop, &mut keeper, &rule, false).await;
        assert_eq!(found.len(), expected, "{text}");
    }
    wood.is_facet = false;
    let saved = attributes::save_attribute(&shop, &SYSTEM, Some(id), 1, &wood).await;
    saved.unwrap();
    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
}

#[shop_test]
async fn a_product_enters_when_it_is_reduced_and_leaves_when_it_is_not(shop: TestShop) {
    let mug = shop.product("Mug").price("10").create().await;
    let mut keeper = index(&shop).await;

    assert!(
        members(&shop, &mut keeper, &[Rule::OnSale], false)
            .await
            .is_empty()
    );
    edit(&shop, &mug, |draft| {
        draft.variants[0].compare_at = Some(crate::support::eur("15"));
    })
    .await;
    assert_eq!(
        members(&shop, &mut keeper, &[Rule::OnSale], false).await,
        ["Mug"]
    );
    edit(&shop, &mug, |draft| draft.variants[0].compare_at = None).await;
    assert!(
        members(&shop, &mut keeper, &[Rule::OnSale], false)
            .await
            .is_empty()
    );
}

#[shop_test]
async fn a_product_leaves_when_it_is_new_no_longer(shop: TestShop) {
    shop.product("Mug").create().await;
    let mut keeper = index(&shop).await;
    let rule = [Rule::New { days: 2 }];

    assert_eq!(members(&shop, &mut keeper, &rule, false).await, ["Mug"]);
    shop.advance(2 * 24 * 60);
    assert_eq!(members(&shop, &mut keeper, &rule, false).await, ["Mug"]);
    shop.advance(1);
    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
}

#[shop_test]
async fn a_product_is_in_the_collection_of_its_category_and_of_all_above(shop: TestShop) {
    let category = async |title: &str, parent| {
        let draft = CategoryDraft {
            slug: None,
            title: title.to_owned(),
            description: String::new(),
            parent,
            position: 0,
            ..CategoryDraft::default()
        };
        let saved = catalog::save_category(&shop, &SYSTEM, None, 0, &draft).await;
        saved.unwrap()
    };
    let kitchen = category("Kitchen", None).await;
    let mugs = category("Mugs", Some(kitchen)).await;
    let mug = shop.product("Mug").category(mugs).create().await;
    let mut keeper = index(&shop).await;

    for category in [kitchen, mugs] {
        let rule = [Rule::Category { category }];
        assert_eq!(members(&shop, &mut keeper, &rule, false).await, ["Mug"]);
    }
    edit(&shop, &mug, |draft| draft.categories.clear()).await;
    let rule = [Rule::Category { category: kitchen }];
    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
}

#[shop_test]
async fn rules_are_joined_by_all_or_by_any(shop: TestShop) {
    shop.product("Cheap")
        .brand("Riess")
        .price("5")
        .create()
        .await;
    shop.product("Dear")
        .brand("Riess")
        .price("50")
        .create()
        .await;
    shop.product("Other").price("5").create().await;
    let rules = [
        at_most("10"),
        Rule::Brand {
            brand: "Riess".to_owned(),
        },
    ];
    let mut keeper = index(&shop).await;

    assert_eq!(members(&shop, &mut keeper, &rules, false).await, ["Cheap"]);
    assert_eq!(
        members(&shop, &mut keeper, &rules, true).await,
        ["Cheap", "Dear", "Other"]
    );
}

#[shop_test]
async fn a_price_in_another_currency_finds_nothing_and_no_index_is_told(shop: TestShop) {
    shop.product("Mug").create().await;
    let rules = [at_most("1000")];
    let nothing = collections::preview(&shop, &rules, false, Order::Newest).await;
    assert!(nothing.unwrap().is_none(), "there is no index yet");

    let loaded = settings::load(shop.db.primary()).await.unwrap();
    let mut changed = loaded.settings;
    changed.currency = commerce::Currency::parse("CHF").unwrap();
    settings::save(&shop, &SYSTEM, &changed, loaded.version)
        .await
        .unwrap();
    shop.product("Pan").create().await;
    let mut keeper = index(&shop).await;
    assert!(members(&shop, &mut keeper, &rules, false).await.is_empty());
    let all = search::find(&shop, &search::Query::default())
        .await
        .unwrap();
    assert_eq!(all.total, 1);
}

#[shop_test]
async fn a_product_enters_and_leaves_with_its_tag(shop: TestShop) {
    let mug = shop.product("Mug").create().await;
    let rule = [Rule::Tag {
        tag: "gift".to_owned(),
    }];
    let mut keeper = index(&shop).await;

    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
    edit(&shop, &mug, |draft| draft.tags = vec!["gift".to_owned()]).await;
    assert_eq!(members(&shop, &mut keeper, &rule, false).await, ["Mug"]);
    edit(&shop, &mug, |draft| draft.tags = vec!["gifts".to_owned()]).await;
    assert!(members(&shop, &mut keeper, &rule, false).await.is_empty());
}

#[shop_test]
async fn a_product_enters_when_its_sale_begins_and_leaves_when_it_ends(shop: TestShop) {
    let mug = shop.product("Mug").price("10").create().await;
    let now = shop.clock.now();
    edit(&shop, &mug, |draft| {
        draft.variants[0].sale = Some(Sale {
            amount: price_of("8"),
            starts_at: now + TimeDelta::minutes(60),
            ends_at: now + TimeDelta::minutes(120),
        });
    })
    .await;
    let mut keeper = index(&shop).await;
    let reduced = [Rule::OnSale];
    let cheap = [at_most("9")];

    for (minutes, expected) in [(59, false), (1, true), (59, true), (1, false)] {
        shop.advance(minutes);
        catalog::follow_prices(&shop).await.unwrap();
        for rule in [&reduced, &cheap] {
            let found = members(&shop, &mut keeper, rule, false).await;
            assert_eq!(
                !found.is_empty(),
                expected,
                "{minutes} minutes later: {rule:?}"
            );
        }
    }
}
