//! Attributes of free text that customers can filter by.

use shop::{
    attributes::{AttributeDraft, AttributeKind, FACET_TEXT_MAX},
    catalog::ProductOption,
    search::Query,
};
use testkit::{TestShop, shop_test};

use super::indexed::{chosen, facets, find, index_of, step};
use super::{add, change, draft, shown, specification, specify};
use crate::support::edit;

fn origin() -> AttributeDraft {
    draft(AttributeKind::Text, "Origin", "Herkunft")
}

fn searched(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        ..Query::default()
    }
}

#[shop_test]
async fn each_different_text_is_a_value_as_it_is_written(shop: TestShop) {
    let id = add(&shop, &origin()).await;
    let odd = "\"Oak\", oiled & <b>waxed</b>";
    let texts = ["Côte d'Or", odd, "true", "True", " Côte d'Or ", "Côte d'Or"];
    for (at, text) in texts.into_iter().enumerate() {
        let board = shop.product(&format!("Board {at}")).create().await;
        let spec = specification(&[(id, text)]);
        specify(&shop, &board, &spec).await.unwrap();
    }
    let _keeper = index_of(&shop).await;

    let expected = format!("origin: {odd} 1, Côte d'Or 3, True 1, true 1");
    assert_eq!(facets(&shop).await, [expected]);
    let cases = [
        (odd, 1),
        ("Côte d'Or", 3),
        ("true", 1),
        ("côte d'or", 0),
        ("Oak", 0),
    ];
    for (text, total) in cases {
        let found = find(&shop, &chosen("origin", text)).await;
        assert_eq!(found.total, total, "{text}");
    }
}

#[shop_test]
async fn a_long_text_is_searched_and_shown_and_no_value_to_choose(shop: TestShop) {
    let id = add(&shop, &origin()).await;
    let longest = "stone ".repeat(16) + "wall";
    let longer = format!("{longest}s");
    assert_eq!(longest.len(), FACET_TEXT_MAX);
    let (jug, bowl) = (
        shop.product("Jug").create().await,
        shop.product("Bowl").create().await,
    );
    for (product, text) in [(&jug, &longest), (&bowl, &longer)] {
        let spec = specification(&[(id, text.as_str())]);
        specify(&shop, product, &spec).await.unwrap();
    }
    let _keeper = index_of(&shop).await;

    assert_eq!(facets(&shop).await, [format!("origin: {longest} 1")]);
    assert_eq!(find(&shop, &searched("stone walls")).await.total, 2);
    assert_eq!(find(&shop, &chosen("origin", &longer)).await.total, 0);
    let row = ("Origin".to_owned(), longer);
    assert_eq!(shown(&shop, &bowl).await, [row]);
}

#[shop_test]
async fn the_facet_follows_its_attribute_and_the_texts_of_products(shop: TestShop) {
    let id = add(&shop, &origin()).await;
    let jug = shop.product("Jug").create().await;
    let describe = async |text: &str| {
        let spec = specification(&[(id, text)]);
        specify(&shop, &jug, &spec).await.unwrap();
    };
    describe("Höhr").await;
    let mut keeper = index_of(&shop).await;
    assert_eq!(facets(&shop).await, ["origin: Höhr 1"]);

    for (is_facet, expected) in [(false, None), (true, Some("origin: Höhr 1"))] {
        change(&shop, id, |draft| draft.is_facet = is_facet)
            .await
            .unwrap();
        step(&mut keeper, &shop).await;
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(facets(&shop).await, expected, "{is_facet}");
        assert_eq!(find(&shop, &searched("höhr")).await.total, 1);
    }
    for (text, expected) in [("Kannenbäcker", Some("origin: Kannenbäcker 1")), ("", None)] {
        describe(text).await;
        step(&mut keeper, &shop).await;
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(facets(&shop).await, expected, "{text}");
    }
}

#[shop_test]
async fn an_option_is_one_facet_with_a_text_only_if_that_is_a_facet(shop: TestShop) {
    let id = add(&shop, &origin()).await;
    for name in ["Herkunft", "Origin"] {
        let jug = shop.product(&format!("{name} jug"));
        let jug = jug.variant("Delft").create().await;
        edit(&shop, &jug, |draft| {
            let values = draft.options[0].values.clone();
            draft.options = vec![ProductOption {
                name: name.to_owned(),
                values,
            }];
        })
        .await;
        let spec = specification(&[(id, "Gouda")]);
        specify(&shop, &jug, &spec).await.unwrap();
    }
    let mut keeper = index_of(&shop).await;
    assert_eq!(facets(&shop).await, ["origin: Delft 2, Gouda 2"]);

    change(&shop, id, |draft| draft.is_facet = false)
        .await
        .unwrap();
    step(&mut keeper, &shop).await;
    assert_eq!(
        facets(&shop).await,
        ["herkunft: Delft 1", "origin: Delft 1"]
    );
    change(&shop, id, |draft| draft.is_facet = true)
        .await
        .unwrap();
    step(&mut keeper, &shop).await;
    assert_eq!(facets(&shop).await, ["origin: Delft 2, Gouda 2"]);
}
