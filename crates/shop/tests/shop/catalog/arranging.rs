//! The tree of categories is arranged by several people.

use shop::{
    catalog::{self, CategoryDraft, CategoryMove, CategoryTree, EditError},
    ids::CategoryId,
};
use testkit::{TestShop, shop_test};

use super::{category, editor, stored};

async fn make(shop: &TestShop, title: &str, parent: Option<CategoryId>) -> CategoryId {
    let draft = category(title, parent);
    let made = catalog::save_category(shop, &editor(), None, 0, &draft).await;
    made.unwrap()
}

async fn tree(shop: &TestShop) -> CategoryTree {
    catalog::category_tree(shop.db.primary()).await.unwrap()
}

fn walk(tree: &CategoryTree) -> Vec<String> {
    tree.iter()
        .map(|(depth, one)| format!("{}{}", "-".repeat(depth), one.title))
        .collect()
}

#[shop_test]
async fn a_category_moves_with_everything_below_it(shop: TestShop) {
    let clothes = make(&shop, "Clothes", None).await;
    make(&shop, "Hats", Some(clothes)).await;
    let kitchen = make(&shop, "Kitchen", None).await;

    let seen = tree(&shop).await.shape();
    let to = CategoryMove::To {
        parent: Some(kitchen),
        before: None,
    };
    catalog::move_category(&shop, &editor(), clothes, &seen, to)
        .await
        .unwrap();

    assert_eq!(walk(&tree(&shop).await), ["Kitchen", "-Clothes", "--Hats"]);
    assert_eq!(walk(&shop.categories()), ["Kitchen", "-Clothes", "--Hats"]);
}

#[shop_test]
async fn of_two_who_arrange_the_tree_the_second_looks_again(shop: TestShop) {
    let first = make(&shop, "A", None).await;
    let second = make(&shop, "B", None).await;
    let seen = tree(&shop).await.shape();

    let person = editor();
    let (one, other) = tokio::join!(
        catalog::move_category(&shop, &person, first, &seen, CategoryMove::Down),
        catalog::move_category(&shop, &person, second, &seen, CategoryMove::In),
    );

    let outcomes = [one.is_ok(), other.is_ok()];
    assert_eq!(outcomes.iter().filter(|ok| **ok).count(), 1, "{outcomes:?}");
    let refused = one.and(other).unwrap_err();
    assert!(matches!(refused, EditError::Stale), "{refused}");
}

#[shop_test]
async fn a_form_that_was_open_while_its_category_moved_is_stale(shop: TestShop) {
    make(&shop, "A", None).await;
    let behind = CategoryDraft {
        position: 1,
        ..category("B", None)
    };
    let made = catalog::save_category(&shop, &editor(), None, 0, &behind).await;
    let second = made.unwrap();
    let before = tree(&shop).await;
    let version = before.get(second).unwrap().version;

    catalog::move_category(&shop, &editor(), second, &before.shape(), CategoryMove::Up)
        .await
        .unwrap();
    let draft = category("B, renamed", None);
    let saved = catalog::save_category(&shop, &editor(), Some(second), version, &draft).await;

    assert!(matches!(saved, Err(EditError::Stale)), "{saved:?}");
}

#[shop_test]
async fn the_products_of_a_category_that_goes_can_move_to_another(shop: TestShop) {
    let old = make(&shop, "Old", None).await;
    let new = make(&shop, "New", None).await;
    let third = make(&shop, "Third", None).await;
    let in_old = shop
        .product("In old")
        .category(old)
        .category(third)
        .create()
        .await;
    let in_both = shop
        .product("In both")
        .category(new)
        .category(old)
        .create()
        .await;

    let itself = catalog::delete_category(&shop, &editor(), old, 1, Some(old)).await;
    catalog::delete_category(&shop, &editor(), old, 1, Some(new))
        .await
        .unwrap();

    assert!(matches!(itself, Err(EditError::Invalid(_))), "{itself:?}");
    let categories = async |id| stored(&shop, id).await.product.categories;
    assert_eq!(categories(in_old.id).await, [new, third]);
    assert_eq!(categories(in_both.id).await, [new]);
}

#[shop_test]
async fn products_are_counted_by_category(shop: TestShop) {
    let mugs = make(&shop, "Mugs", None).await;
    make(&shop, "Empty", None).await;
    shop.product("One").category(mugs).create().await;
    shop.product("Two").category(mugs).create().await;

    let counts = catalog::products_by_category(shop.db.reader())
        .await
        .unwrap();

    assert_eq!(counts.get(&mugs), Some(&2));
    assert_eq!(counts.len(), 1);
}
