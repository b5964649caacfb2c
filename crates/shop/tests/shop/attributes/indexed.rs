use shop::{
    Shop, attributes,
    attributes::AttributeDraft,
    catalog::ProductOption,
    search::{self, Filters, Found, Keeper, Lag, Query},
};
use testkit::{TestShop, shop_test};

use super::{add, change, colour, draft, labels, specification, specify, volume};
use crate::support::{SYSTEM, edit, run_jobs};

pub(super) async fn find(shop: &Shop, query: &Query) -> Found {
    let found = search::find(shop, query).await.unwrap();
    assert!(found.facets.is_some(), "there is an index");
    found
}

/// "key: value, value" of every facet, the values by name.
pub(super) async fn facets(shop: &Shop) -> Vec<String> {
    let facets = find(shop, &Query::default()).await.facets.unwrap();
    let mut lines: Vec<String> = facets
        .options
        .iter()
        .map(|facet| {
            let mut values: Vec<_> = facet
                .values
                .iter()
                .map(|it| format!("{} {}", it.value, it.count))
                .collect();
            values.sort_unstable();
            format!("{}: {}", facet.key, values.join(", "))
        })
        .collect();
    lines.sort_unstable();
    lines
}

/// What was committed since is in the index after one look, which then is as the database has it.
pub(super) async fn step(keeper: &mut Keeper, shop: &TestShop) {
    keeper.step().await.unwrap();
    let findings = search::audit(shop, Lag::Told).await.unwrap();
    assert_eq!(findings, [] as [String; 0]);
}

pub(super) async fn index_of(shop: &TestShop) -> Keeper {
    let mut keeper = Keeper::open(shop).await.unwrap();
    step(&mut keeper, shop).await;
    keeper
}

pub(super) fn chosen(key: &str, value: &str) -> Query {
    Query {
        filters: Filters {
            options: vec![(key.to_owned(), vec![value.to_owned()])],
            ..Filters::default()
        },
        ..Query::default()
    }
}

/// What is done to the attribute, and the facets that come of it.
type Edit = (
    &'static str,
    fn(&mut AttributeDraft),
    &'static [&'static str],
);

#[shop_test]
async fn attributes_are_facets_and_what_is_not_one_is_searched_all_the_same(shop: TestShop) {
    let colour_id = add(&shop, &colour()).await;
    let volume_id = add(&shop, &volume()).await;
    let vegan = add(
        &shop,
        &draft(attributes::AttributeKind::Flag, "Vegan", "Vegan"),
    )
    .await;
    let note = AttributeDraft {
        is_facet: false,
        ..draft(attributes::AttributeKind::Text, "Note", "Hinweis")
    };
    let note = add(&shop, &note).await;
    let mug = shop.product("Mug").create().await;
    let mut keeper = index_of(&shop).await;

    let spec = specification(&[
        (colour_id, "Red"),
        (volume_id, "0,30"),
        (vegan, "yes"),
        (note, "Dishwasher"),
    ]);
    specify(&shop, &mug, &spec).await.unwrap();
    step(&mut keeper, &shop).await;

    assert_eq!(
        facets(&shop).await,
        ["colour: Red 1", "vegan: true 1", "volume: 0.3 l 1"]
    );
    assert_eq!(find(&shop, &chosen("volume", "0.3 l")).await.total, 1);
    assert_eq!(find(&shop, &chosen("colour", "Moss green")).await.total, 0);
    for words in ["dishwasher", "red", "0.3 l"] {
        let query = Query {
            text: words.to_owned(),
            ..Query::default()
        };
        assert_eq!(find(&shop, &query).await.total, 1, "{words}");
    }
}

#[shop_test]
async fn an_option_and_an_attribute_that_are_called_alike_are_one_facet(shop: TestShop) {
    let (red, blue) = (
        shop.product("Red shirt").variant("rot").create().await,
        shop.product("Blue shirt").variant("blau").create().await,
    );
    for product in [&red, &blue] {
        edit(&shop, product, |draft| {
            let values = draft.options[0].values.clone();
            draft.options = vec![ProductOption {
                name: "FARBE".to_owned(),
                values,
            }];
        })
        .await;
    }
    let mut keeper = index_of(&shop).await;
    assert_eq!(facets(&shop).await, ["farbe: blau 1, rot 1"]);

    let id = add(&shop, &colour()).await;
    step(&mut keeper, &shop).await;
    assert_eq!(facets(&shop).await, ["colour: Red 1, blau 1"]);
    specify(&shop, &blue, &specification(&[(id, "Red")]))
        .await
        .unwrap();
    step(&mut keeper, &shop).await;
    assert_eq!(facets(&shop).await, ["colour: Red 2, blau 1"]);

    attributes::delete_attribute(&shop, &SYSTEM, id, 1, true)
        .await
        .unwrap();
    step(&mut keeper, &shop).await;
    assert_eq!(facets(&shop).await, ["farbe: blau 1, rot 1"]);
    run_jobs(&shop).await;
    step(&mut keeper, &shop).await;
}

#[shop_test]
async fn whatever_happens_to_a_definition_is_in_the_index_after_one_look(shop: TestShop) {
    let id = add(&shop, &colour()).await;
    let mug = shop.product("Mug").create().await;
    specify(&shop, &mug, &specification(&[(id, "Red")]))
        .await
        .unwrap();
    let mut keeper = index_of(&shop).await;
    assert_eq!(facets(&shop).await, ["colour: Red 1"]);
    let edits: [Edit; 4] = [
        (
            "a choice is renamed",
            |draft| draft.choices[0].labels = labels("Crimson", "Karmin"),
            &["colour: Crimson 1"],
        ),
        ("no facet any more", |draft| draft.is_facet = false, &[]),
        (
            "a facet again",
            |draft| draft.is_facet = true,
            &["colour: Crimson 1"],
        ),
        (
            "the choice is taken away",
            |draft| {
                draft.choices.remove(0);
                draft.may_drop_values = true;
            },
            &[],
        ),
    ];
    for (what, edit, expected) in edits {
        change(&shop, id, edit).await.unwrap();
        step(&mut keeper, &shop).await;
        assert_eq!(facets(&shop).await, expected, "{what}");
    }
    run_jobs(&shop).await;
    step(&mut keeper, &shop).await;
}

#[shop_test]
async fn another_process_hears_of_definitions_too(shop: TestShop) {
    let id = add(&shop, &volume()).await;
    let jug = shop.product("Jug").create().await;
    specify(&shop, &jug, &specification(&[(id, "2")]))
        .await
        .unwrap();
    let second = shop.second_process().await;
    let mut there = Keeper::open(&second).await.unwrap();
    there.step().await.unwrap();

    change(&shop, id, |draft| "litres".clone_into(&mut draft.unit))
        .await
        .unwrap();
    there.step().await.unwrap();

    assert_eq!(facets(&second).await, ["volume: 2 litres 1"]);
    second.db.close().await.unwrap();
}
