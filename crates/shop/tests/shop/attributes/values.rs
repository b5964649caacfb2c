use shop::{
    attributes::{
        self, AttributeKind, Number, ProductTypeDraft, SpecificationDraft, Value, ValueProblem,
    },
    catalog::{self, EditError, Problem},
    changes::{Change, Source},
    ids::ProductTypeId,
};
use testkit::{TestShop, shop_test};

use super::{add, choice_id, colour, draft, shown, specification, specify, stored, volume};
use crate::support::{SYSTEM, draft_of, edit};

#[shop_test]
async fn values_of_every_kind_are_stored_exactly_and_shown(shop: TestShop) {
    let note = add(&shop, &draft(AttributeKind::Text, "Note", "Hinweis")).await;
    let (volume, colour) = (add(&shop, &volume()).await, add(&shop, &colour()).await);
    let vegan = add(&shop, &draft(AttributeKind::Flag, "Vegan", "Vegan")).await;
    let mug = shop.product("Mug").create().await;
    let green = choice_id(&shop, colour, "Moss green").to_string();

    let spec = specification(&[
        (note, " Dishwasher\nsafe "),
        (volume, "0,330001"),
        (vegan, "no"),
        (colour, &green),
    ]);
    specify(&shop, &mug, &spec).await.unwrap();

    let found = stored(&shop, &mug).await;
    assert_eq!(
        found.value(note),
        Some(&Value::Text("Dishwasher safe".to_owned()))
    );
    assert_eq!(
        found.value(volume),
        Some(&Value::Number(Number::from_millionths(330_001)))
    );
    assert_eq!(found.value(vegan), Some(&Value::Flag(false)));
    let mut shown = shown(&shop, &mug).await;
    shown.sort_unstable();
    let expected = [
        ("Colour", "Moss green"),
        ("Note", "Dishwasher safe"),
        ("Vegan", "No"),
        ("Volume", "0.330001\u{a0}l"),
    ];
    assert_eq!(
        shown,
        expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
    );
}

#[shop_test]
async fn a_value_of_another_kind_is_refused_at_its_field(shop: TestShop) {
    let note = add(&shop, &draft(AttributeKind::Text, "Note", "Hinweis")).await;
    let (volume, colour) = (add(&shop, &volume()).await, add(&shop, &colour()).await);
    let vegan = add(&shop, &draft(AttributeKind::Flag, "Vegan", "Vegan")).await;
    let mug = shop.product("Mug").create().await;
    let spec = SpecificationDraft {
        product_type: Some(ProductTypeId::generate()),
        ..specification(&[
            (note, &"n".repeat(1_001)),
            (volume, "large"),
            (colour, "Octarine"),
            (vegan, "maybe"),
        ])
    };

    let Err(EditError::Invalid(problems)) = specify(&shop, &mug, &spec).await else {
        panic!("the specification breaks rules");
    };
    let problems: Vec<_> = problems
        .into_iter()
        .map(|it| (it.field, it.problem))
        .collect();
    let expected = [
        ("product_type", ValueProblem::NoType),
        ("attributes.note", ValueProblem::TooLong { max: 1_000 }),
        ("attributes.volume", ValueProblem::NoNumber),
        ("attributes.colour", ValueProblem::NoChoice),
        ("attributes.vegan", ValueProblem::NoFlag),
    ];
    let expected = expected.map(|(field, problem)| (field.to_owned(), Problem::Value(problem)));
    assert_eq!(problems, expected);
    let (version, _) = draft_of(&shop, &mug).await;
    assert_eq!((version, stored(&shop, &mug).await.values.len()), (1, 0));
}

#[shop_test]
async fn a_specification_has_the_version_of_its_product(shop: TestShop) {
    let volume = add(&shop, &volume()).await;
    let mug = shop.product("Mug").create().await;
    let (version, mine) = draft_of(&shop, &mug).await;
    let page = [Source::One(Change::Product(mug.id))];
    let made = shop.heard().now();

    let one = specification(&[(volume, "1")]);
    specify(&shop, &mug, &one).await.unwrap();
    assert!(!shop.heard().is_unchanged(&page, made));
    let (now, _) = draft_of(&shop, &mug).await;
    assert_eq!(now, version + 1);
    specify(&shop, &mug, &one).await.unwrap();
    assert_eq!(draft_of(&shop, &mug).await.0, now, "nothing is different");

    let late = catalog::update_specified(&shop, &SYSTEM, mug.id, version, &mine, Some(&one)).await;
    assert!(matches!(late, Err(EditError::Stale)));
    edit(&shop, &mug, |draft| "Other".clone_into(&mut draft.brand)).await;
    assert_eq!(
        stored(&shop, &mug).await.values.len(),
        1,
        "it was not spoken of"
    );
    specify(&shop, &mug, &SpecificationDraft::default())
        .await
        .unwrap();
    assert!(stored(&shop, &mug).await.values.is_empty());
}

#[shop_test]
async fn a_product_is_made_with_its_specification_or_not_at_all(shop: TestShop) {
    let volume = add(&shop, &volume()).await;
    let model = shop.product("Mug").create().await;
    let type_draft = ProductTypeDraft {
        name: "Mugs".to_owned(),
        attributes: vec![volume],
    };
    let mugs = attributes::save_product_type(&shop, &SYSTEM, None, 0, &type_draft).await;
    let (_, mut draft) = draft_of(&shop, &model).await;
    draft.slug = None;
    draft.variants[0].id = None;
    "NEW-1".clone_into(&mut draft.variants[0].sku);
    let create = async |value: &str| {
        let spec = SpecificationDraft {
            product_type: Some(*mugs.as_ref().unwrap()),
            ..specification(&[(volume, value)])
        };
        catalog::create_specified(&shop, &SYSTEM, &draft, Some(&spec)).await
    };

    assert!(matches!(create("big").await, Err(EditError::Invalid(_))));
    let made = create("0.3").await.unwrap();

    let found = attributes::specification(shop.db.primary(), made)
        .await
        .unwrap();
    assert_eq!(found.product_type, mugs.ok());
    assert_eq!(found.values.len(), 1);
}

#[shop_test]
async fn a_specification_can_be_changed_alone(shop: TestShop) {
    let volume = add(&shop, &volume()).await;
    let mug = shop.product("Mug").create().await;
    let one = specification(&[(volume, "1")]);
    let specify = async |version, draft: &SpecificationDraft| {
        catalog::specify(&shop, &SYSTEM, mug.id, version, draft).await
    };

    specify(1, &one).await.unwrap();
    specify(2, &one).await.unwrap();
    assert_eq!(
        draft_of(&shop, &mug).await.0,
        2,
        "nothing is different the second time"
    );
    let late = specify(1, &SpecificationDraft::default()).await;
    assert!(matches!(late, Err(EditError::Stale)));
    let wrong = specify(2, &specification(&[(volume, "x")])).await;
    assert!(matches!(wrong, Err(EditError::Invalid(_))));
    assert_eq!(stored(&shop, &mug).await.values.len(), 1);
}

#[shop_test]
async fn a_copy_of_a_product_is_described_like_it(shop: TestShop) {
    let (volume, colour) = (add(&shop, &volume()).await, add(&shop, &colour()).await);
    let mug = shop.product("Mug").create().await;
    let spec = specification(&[(volume, "0.3"), (colour, "Red")]);
    specify(&shop, &mug, &spec).await.unwrap();

    let copy = catalog::duplicate_product(&shop, &SYSTEM, mug.id).await;
    let copy = attributes::specification(shop.db.primary(), copy.unwrap()).await;

    assert_eq!(copy.unwrap(), stored(&shop, &mug).await);
}
