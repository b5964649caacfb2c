use shop::{
    Failure, FailureKind,
    catalog::{self, CategoryDraft, EditError, Problem},
    ids::CategoryId,
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{category, editor, problems, staff, stored};

#[shop_test]
async fn a_category_is_made_moved_and_removed(shop: TestShop) {
    let editor = editor();
    let save = async |id, version, draft: CategoryDraft| {
        catalog::save_category(&shop, &editor, id, version, &draft).await
    };
    let home = save(None, 0, category("Home & Garden", None))
        .await
        .unwrap();
    let again = save(None, 0, category("Home & garden", None))
        .await
        .unwrap();
    let lamps = save(None, 0, category("Lamps", Some(home))).await.unwrap();

    let tree = shop.categories();
    assert_eq!(tree.get(home).unwrap().slug.as_str(), "home-garden");
    assert_eq!(tree.get(again).unwrap().slug.as_str(), "home-garden-2");
    assert_eq!(tree.path(lamps).len(), 2);

    save(Some(lamps), 1, category("Lights", Some(again)))
        .await
        .unwrap();
    let tree = shop.categories();
    let moved = tree.get(lamps).unwrap();
    assert_eq!(
        (moved.title.as_str(), moved.parent, moved.version),
        ("Lights", Some(again), 2)
    );
    assert_eq!(moved.slug.as_str(), "lamps");

    let stale = save(Some(lamps), 1, category("Lamps", None)).await;
    assert!(matches!(stale, Err(EditError::Stale)));
    let parent = problems(catalog::delete_category(&shop, &editor, again, 1, None).await);
    assert_eq!(parent, [("children".to_owned(), Problem::HasChildren)]);
    catalog::delete_category(&shop, &editor, lamps, 2, None)
        .await
        .unwrap();
    assert!(shop.categories().get(lamps).is_none());
}

#[shop_test]
async fn a_category_cannot_lie_below_itself(shop: TestShop) {
    let editor = editor();
    let save = async |id, draft: CategoryDraft| {
        catalog::save_category(&shop, &editor, id, 1, &draft).await
    };
    let top = save(None, category("Top", None)).await.unwrap();
    let middle = save(None, category("Middle", Some(top))).await.unwrap();
    let bottom = save(None, category("Bottom", Some(middle))).await.unwrap();

    for parent in [top, middle, bottom] {
        let found = problems(save(Some(top), category("Top", Some(parent))).await);
        assert_eq!(found, [("parent".to_owned(), Problem::Cycle)]);
    }
    let unknown = category("Top", Some(CategoryId::generate()));
    let found = problems(save(Some(top), unknown).await);
    assert_eq!(found, [("parent".to_owned(), Problem::Unknown)]);
}

#[shop_test]
async fn two_moves_at_once_do_not_close_a_circle(shop: TestShop) {
    let editor = editor();
    let save = async |id, draft: CategoryDraft| {
        catalog::save_category(&shop, &editor, id, 1, &draft).await
    };
    let hen = save(None, category("Hen", None)).await.unwrap();
    let egg = save(None, category("Egg", None)).await.unwrap();
    let (below_egg, below_hen) = (category("Hen", Some(egg)), category("Egg", Some(hen)));

    let (first, second) = tokio::join!(save(Some(hen), below_egg), save(Some(egg), below_hen));

    assert!(first.is_ok() != second.is_ok());
    assert_eq!(shop.categories().len(), 2);
}

#[shop_test]
async fn products_stay_when_their_category_goes(shop: TestShop) {
    let editor = editor();
    let id = catalog::save_category(&shop, &editor, None, 0, &category("Mugs", None))
        .await
        .unwrap();
    let mug = shop.product("Mug").category(id).create().await;
    assert_eq!(stored(&shop, mug.id).await.product.categories, [id]);

    catalog::delete_category(&shop, &editor, id, 1, None)
        .await
        .unwrap();

    assert!(stored(&shop, mug.id).await.product.categories.is_empty());
    let page = catalog::product_page(&shop, "mug").await.unwrap().unwrap();
    assert!(page.product.categories.is_empty());
}

#[shop_test]
async fn only_who_may_manage_the_catalogue_changes_categories(shop: TestShop) {
    let warehouse = staff(Role::Warehouse);

    let save = catalog::save_category(&shop, &warehouse, None, 0, &category("Mugs", None)).await;
    let delete = catalog::delete_category(&shop, &warehouse, CategoryId::generate(), 1, None).await;

    assert_eq!(save.unwrap_err().kind(), FailureKind::Forbidden);
    assert_eq!(delete.unwrap_err().kind(), FailureKind::Forbidden);
}
