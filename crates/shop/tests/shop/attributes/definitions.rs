use l10n::Locale;
use shop::{
    Failure, FailureKind,
    attributes::{
        self, AttributeDraft, AttributeError, AttributeKind, Problem, ProductTypeDraft,
        SpecificationDraft,
    },
    catalog::{self, CategoryDraft},
    ids::{AttributeId, CategoryId},
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{
    add, as_shown, change, choice, choice_id, colour, draft, labels, problems, shown,
    specification, specify, stored, volume,
};
use crate::support::{SYSTEM, colleague, run_jobs};

#[shop_test]
async fn an_attribute_is_made_changed_and_known_at_once(shop: TestShop) {
    let id = add(&shop, &colour()).await;
    let all = shop.attributes();
    let found = all.by_key("colour").unwrap();
    assert_eq!((found.id, found.version), (id, 1));
    assert_eq!(found.labels.get(Locale::DE), "Farbe");
    let names: Vec<_> = found
        .choices
        .iter()
        .map(|it| it.labels.get(Locale::DE))
        .collect();
    assert_eq!(names, ["Rot", "Moosgrün"]);

    change(&shop, id, |draft| {
        draft.labels = labels("Color", "Farbe");
        "other".clone_into(&mut draft.key);
        draft.kind = AttributeKind::Text;
        draft.choices.reverse();
        draft.choices.push(choice("Blue", "Blau", "00f"));
    })
    .await
    .unwrap();

    let all = shop.attributes();
    let found = all.get(id).unwrap();
    assert_eq!(
        (found.key.as_str(), found.kind),
        ("colour", AttributeKind::Colour)
    );
    assert_eq!((found.labels.get(Locale::EN), found.version), ("Color", 2));
    let names: Vec<_> = found
        .choices
        .iter()
        .map(|it| it.labels.get(Locale::EN))
        .collect();
    assert_eq!(names, ["Moss green", "Red", "Blue"]);
    let second = shop.second_process().await;
    assert_eq!(second.attributes(), all);
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_key_is_one_attributes_for_good(shop: TestShop) {
    add(&shop, &volume()).await;

    let again = attributes::save_attribute(&shop, &SYSTEM, None, 0, &volume()).await;
    assert_eq!(problems(again), [("key".to_owned(), Problem::Taken)]);
    let reserved = draft(AttributeKind::Number, "Price", "Preis");
    let reserved = attributes::save_attribute(&shop, &SYSTEM, None, 0, &reserved).await;
    assert_eq!(problems(reserved), [("key".to_owned(), Problem::Reserved)]);
}

#[shop_test]
async fn two_who_edit_an_attribute_do_not_overwrite_each_other(shop: TestShop) {
    let id = add(&shop, &volume()).await;
    let (version, mine) = as_shown(&shop, id);
    change(&shop, id, |draft| "ml".clone_into(&mut draft.unit))
        .await
        .unwrap();

    let late = attributes::save_attribute(&shop, &SYSTEM, Some(id), version, &mine).await;
    assert!(matches!(late, Err(AttributeError::Stale)));
    let late = attributes::delete_attribute(&shop, &SYSTEM, id, version, true).await;
    assert!(matches!(late, Err(AttributeError::Stale)));
    assert_eq!(shop.attributes().get(id).unwrap().unit, "ml");
    let nobody = attributes::delete_attribute(&shop, &SYSTEM, AttributeId::generate(), 1, true);
    assert!(matches!(nobody.await, Err(AttributeError::NotFound)));
}

#[shop_test]
async fn deleting_an_attribute_with_values_asks_first_and_a_job_takes_them_away(shop: TestShop) {
    let (colour, volume) = (add(&shop, &colour()).await, add(&shop, &volume()).await);
    let mug = shop.product("Mug").create().await;
    let spec = specification(&[(colour, "Red"), (volume, "0.3")]);
    specify(&shop, &mug, &spec).await.unwrap();

    let asked = attributes::delete_attribute(&shop, &SYSTEM, volume, 1, false).await;
    assert!(matches!(
        asked,
        Err(AttributeError::HasProducts { products: 1 })
    ));
    assert_eq!(shown(&shop, &mug).await.len(), 2);

    attributes::delete_attribute(&shop, &SYSTEM, volume, 1, true)
        .await
        .unwrap();
    assert_eq!(
        shown(&shop, &mug).await,
        [("Colour".to_owned(), "Red".to_owned())]
    );
    assert_eq!(
        stored(&shop, &mug).await.values.len(),
        2,
        "until the job ran"
    );
    run_jobs(&shop).await;
    assert_eq!(stored(&shop, &mug).await.values.len(), 1);
    add(&shop, &super::volume()).await;
}

#[shop_test]
async fn taking_a_choice_away_asks_first_and_takes_it_from_its_products_only(shop: TestShop) {
    let id = add(&shop, &colour()).await;
    let (red, green) = (
        shop.product("Red mug").create().await,
        shop.product("Green mug").create().await,
    );
    specify(&shop, &red, &specification(&[(id, "Red")]))
        .await
        .unwrap();
    specify(&shop, &green, &specification(&[(id, "Moss green")]))
        .await
        .unwrap();
    let take = |may_drop_values: bool| {
        move |draft: &mut AttributeDraft| {
            draft.choices.remove(0);
            draft.may_drop_values = may_drop_values;
        }
    };

    let asked = change(&shop, id, take(false)).await;
    assert!(matches!(
        asked,
        Err(AttributeError::HasProducts { products: 1 })
    ));
    assert_eq!(shop.attributes().get(id).unwrap().choices.len(), 2);

    change(&shop, id, take(true)).await.unwrap();
    assert!(shown(&shop, &red).await.is_empty());
    run_jobs(&shop).await;
    assert!(stored(&shop, &red).await.values.is_empty());
    assert_eq!(shown(&shop, &green).await[0].1, "Moss green");
    let kept = choice_id(&shop, id, "Moosgrün");
    assert_eq!(shop.attributes().get(id).unwrap().choices[0].id, kept);
}

#[shop_test]
async fn a_type_orders_the_attributes_of_its_products_and_can_go(shop: TestShop) {
    let (colour, volume) = (add(&shop, &colour()).await, add(&shop, &volume()).await);
    let type_draft = |name: &str, attributes: &[AttributeId]| ProductTypeDraft {
        name: name.to_owned(),
        attributes: attributes.to_vec(),
    };
    let save = async |id, version, draft: ProductTypeDraft| {
        attributes::save_product_type(&shop, &SYSTEM, id, version, &draft).await
    };
    let mugs = type_draft("Mugs", &[volume, colour, volume]);
    let mugs = save(None, 0, mugs).await.unwrap();
    let all = shop.attributes();
    assert_eq!(all.product_type(mugs).unwrap().attributes, [volume, colour]);
    let applying: Vec<_> = all
        .applying(Some(mugs), &[])
        .iter()
        .map(|it| it.id)
        .collect();
    assert_eq!(applying, [volume, colour]);

    let taken = problems(save(None, 0, type_draft("MUGS", &[])).await);
    assert_eq!(taken, [("name".to_owned(), Problem::Taken)]);
    let missing = problems(save(None, 0, type_draft(" ", &[])).await);
    assert_eq!(missing, [("name".to_owned(), Problem::Missing)]);
    save(Some(mugs), 1, type_draft("Cups", &[colour]))
        .await
        .unwrap();
    let stale = save(Some(mugs), 1, type_draft("Mugs", &[])).await;
    assert!(matches!(stale, Err(AttributeError::Stale)));

    let mug = shop.product("Mug").create().await;
    let spec = SpecificationDraft {
        product_type: Some(mugs),
        ..specification(&[(volume, "1")])
    };
    specify(&shop, &mug, &spec).await.unwrap();
    let asked = attributes::delete_product_type(&shop, &SYSTEM, mugs, 2, false).await;
    assert!(matches!(
        asked,
        Err(AttributeError::HasProducts { products: 1 })
    ));
    attributes::delete_product_type(&shop, &SYSTEM, mugs, 2, true)
        .await
        .unwrap();
    let left = stored(&shop, &mug).await;
    assert_eq!((left.product_type, left.values.len()), (None, 1));
}

#[shop_test]
async fn a_category_asks_for_its_attributes_and_so_does_all_below_it(shop: TestShop) {
    let (colour, volume) = (add(&shop, &colour()).await, add(&shop, &volume()).await);
    let category = async |title: &str, parent: Option<CategoryId>| {
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
    let link = async |id, version, attributes: &[AttributeId]| {
        catalog::set_category_attributes(&shop, &SYSTEM, id, version, attributes).await
    };
    link(kitchen, 1, &[volume]).await.unwrap();
    link(mugs, 1, &[colour, AttributeId::generate()])
        .await
        .unwrap();

    let within: Vec<_> = shop
        .categories()
        .path(mugs)
        .iter()
        .map(|it| it.id)
        .collect();
    let all = shop.attributes();
    let asked: Vec<_> = all
        .applying(None, &within)
        .iter()
        .map(|it| it.key.as_str())
        .collect();
    assert_eq!(asked, ["colour", "volume"]);
    assert_eq!(all.of_category(mugs), [colour]);
    let stale = link(mugs, 1, &[]).await;
    assert!(matches!(stale, Err(catalog::EditError::Stale)));
    link(mugs, 2, &[]).await.unwrap();
    assert!(shop.attributes().of_category(mugs).is_empty());
}

#[shop_test]
async fn only_who_may_manage_the_catalogue_changes_attributes(shop: TestShop) {
    let warehouse = colleague(Role::Warehouse);
    let type_draft = ProductTypeDraft {
        name: "Mugs".to_owned(),
        attributes: Vec::new(),
    };
    let id = add(&shop, &volume()).await;

    let outcomes = [
        attributes::save_attribute(&shop, &warehouse, None, 0, &colour())
            .await
            .map(drop),
        attributes::delete_attribute(&shop, &warehouse, id, 1, true).await,
        attributes::save_product_type(&shop, &warehouse, None, 0, &type_draft)
            .await
            .map(drop),
    ];
    for outcome in outcomes {
        assert_eq!(outcome.unwrap_err().kind(), FailureKind::Forbidden);
    }
    let category = CategoryId::generate();
    let link = catalog::set_category_attributes(&shop, &warehouse, category, 1, &[]).await;
    assert_eq!(link.unwrap_err().kind(), FailureKind::Forbidden);
}
