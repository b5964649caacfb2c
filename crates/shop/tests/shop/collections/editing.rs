use commerce::{Currency, Money};
use shop::{
    Failure, FailureKind,
    attributes::{self, AttributeDraft, AttributeKind, FACET_TEXT_MAX, Number, Value},
    changes::{Change, Source},
    collections::{self, Collection, CollectionDraft, CollectionError, Order, Problem, Rule},
    ids::{AttributeId, CategoryId, CollectionId},
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{at_least, at_most, draft};
use crate::support::{SYSTEM, colleague};

async fn save(
    shop: &TestShop,
    id: Option<CollectionId>,
    version: i64,
    draft: &CollectionDraft,
) -> Result<CollectionId, CollectionError> {
    collections::save_collection(shop, &SYSTEM, id, version, draft).await
}

async fn stored(shop: &TestShop, id: CollectionId) -> Collection {
    let found = collections::find(shop.db.primary(), id).await.unwrap();
    found.expect("the collection is there")
}

fn problems<T: std::fmt::Debug>(outcome: Result<T, CollectionError>) -> Vec<(String, Problem)> {
    match outcome {
        Err(CollectionError::Invalid(problems)) => problems
            .into_iter()
            .map(|one| (one.field, one.problem))
            .collect(),
        outcome => panic!("expected problems, found {outcome:?}"),
    }
}

#[shop_test]
async fn a_collection_is_made_changed_hidden_and_removed(shop: TestShop) {
    let gifts = draft("Gifts & more", &[at_most("20"), Rule::OnSale]);
    let id = save(&shop, None, 0, &gifts).await.unwrap();
    let found = collections::visible(&shop, "gifts-more").unwrap();
    assert_eq!((found.id, &found.rules), (id, &gifts.rules));
    let page = [Source::One(Change::Collections)];
    let made = shop.heard().now();

    let changed = CollectionDraft {
        title: "Presents".to_owned(),
        rules: vec![Rule::New { days: 7 }],
        any_rule: true,
        is_visible: false,
        sort: Order::Newest,
        ..gifts.clone()
    };
    save(&shop, Some(id), 1, &changed).await.unwrap();

    assert!(!shop.heard().is_unchanged(&page, made));
    let found = stored(&shop, id).await;
    assert_eq!((found.slug.as_str(), found.version), ("gifts-more", 2));
    assert_eq!((found.title.as_str(), found.any_rule), ("Presents", true));
    assert!(collections::visible(&shop, "gifts-more").is_none());
    let late = save(&shop, Some(id), 1, &gifts).await;
    assert!(matches!(late, Err(CollectionError::Stale)));
    let late = collections::delete_collection(&shop, &SYSTEM, id, 1).await;
    assert!(matches!(late, Err(CollectionError::Stale)));
    collections::delete_collection(&shop, &SYSTEM, id, 2)
        .await
        .unwrap();
    assert!(
        collections::list(shop.db.primary())
            .await
            .unwrap()
            .is_empty()
    );
    let gone = collections::delete_collection(&shop, &SYSTEM, id, 2).await;
    assert!(matches!(gone, Err(CollectionError::NotFound)));
}

#[shop_test]
async fn what_is_wrong_with_a_collection_is_told_at_its_field(shop: TestShop) {
    save(&shop, None, 0, &draft("Gifts", &[Rule::OnSale]))
        .await
        .unwrap();
    let with_rule = |rule: Rule| draft("New", &[Rule::OnSale, rule]);
    let word = |tag: &str| Rule::Tag {
        tag: tag.to_owned(),
    };
    let dollars = Rule::PriceAtMost {
        price: Money::new(1, Currency::parse("USD").unwrap()),
    };
    let attribute = Rule::Attribute {
        attribute: AttributeId::generate(),
        value: Value::Number(Number::from_millionths(1)),
    };
    let category = Rule::Category {
        category: CategoryId::generate(),
    };
    let expected = Currency::EUR;
    let cases = [
        (draft(" ", &[Rule::OnSale]), "title", Problem::Missing),
        (draft("New", &[]), "rules", Problem::NoRule),
        (
            draft("New", &vec![Rule::OnSale; 31]),
            "rules",
            Problem::TooMany { max: 30 },
        ),
        (draft("Gifts", &[Rule::OnSale]), "slug", Problem::Taken),
        (with_rule(word(" ")), "rules.1", Problem::Missing),
        (
            with_rule(word(&"t".repeat(121))),
            "rules.1",
            Problem::TooLong { max: 120 },
        ),
        (
            with_rule(Rule::New { days: 0 }),
            "rules.1",
            Problem::Days { max: 3_650 },
        ),
        (
            with_rule(dollars),
            "rules.1",
            Problem::WrongCurrency { expected },
        ),
        (with_rule(at_least("-1")), "rules.1", Problem::Negative),
        (with_rule(attribute), "rules.1", Problem::Unknown),
        (with_rule(category), "rules.1", Problem::Unknown),
    ];
    for (draft, field, problem) in cases {
        let found = problems(save(&shop, None, 0, &draft).await);
        assert_eq!(found, [(field.to_owned(), problem)]);
    }
    assert_eq!(collections::list(shop.db.primary()).await.unwrap().len(), 1);
}

#[shop_test]
async fn a_rule_about_a_text_names_one_that_customers_can_choose(shop: TestShop) {
    let add = async |draft: AttributeDraft| {
        let saved = attributes::save_attribute(&shop, &SYSTEM, None, 0, &draft).await;
        saved.unwrap()
    };
    let text = |english| crate::attributes::draft(AttributeKind::Text, english, english);
    let wood = add(text("Wood")).await;
    let note = AttributeDraft {
        is_facet: false,
        ..text("Note")
    };
    let note = add(note).await;
    let max = FACET_TEXT_MAX;
    let cases = [
        (wood, "Oak, oiled".to_owned(), None),
        (wood, "é".repeat(max), None),
        (wood, "é".repeat(max + 1), Some(Problem::TooLong { max })),
        (wood, " ".to_owned(), Some(Problem::Missing)),
        (note, "Oak, oiled".to_owned(), Some(Problem::NoFilter)),
    ];
    for (at, (attribute, text, problem)) in cases.into_iter().enumerate() {
        let value = Value::Text(text);
        let draft = draft(&format!("C {at}"), &[Rule::Attribute { attribute, value }]);
        let saved = save(&shop, None, 0, &draft).await;
        match problem {
            Some(problem) => assert_eq!(problems(saved), [("rules.0".to_owned(), problem)]),
            None => assert_eq!(stored(&shop, saved.unwrap()).await.rules, draft.rules),
        }
    }
}

#[shop_test]
async fn only_who_may_manage_the_catalogue_changes_collections(shop: TestShop) {
    let warehouse = colleague(Role::Warehouse);
    let gifts = draft("Gifts", &[Rule::OnSale]);

    let save = collections::save_collection(&shop, &warehouse, None, 0, &gifts).await;
    let id = CollectionId::generate();
    let delete = collections::delete_collection(&shop, &warehouse, id, 1).await;

    assert_eq!(save.unwrap_err().kind(), FailureKind::Forbidden);
    assert_eq!(delete.unwrap_err().kind(), FailureKind::Forbidden);
}
