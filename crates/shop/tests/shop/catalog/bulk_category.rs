//! Moving many products to one category, and back to where each of them was.

use shop::{
    Shop,
    catalog::{self, BulkAction, BulkState, ListingQuery, ProductFilter, Selection},
    ids::{CategoryId, ProductId},
};
use testkit::{TestShop, shop_test};

use super::{
    bulk::{many, record, start, these},
    category, editor, stored,
};

async fn new_category(shop: &Shop, title: &str) -> CategoryId {
    let draft = category(title, None);
    let saved = catalog::save_category(shop, &editor(), None, 0, &draft).await;
    saved.unwrap()
}

async fn categories_of(shop: &TestShop, ids: &[ProductId]) -> Vec<Vec<CategoryId>> {
    let mut all = Vec::new();
    for id in ids {
        all.push(stored(shop, *id).await.product.categories);
    }
    all
}

/// The titles on the page of a category.
async fn on_page(shop: &Shop, category: CategoryId) -> Vec<String> {
    let query = ListingQuery {
        category: Some(category),
        ..ListingQuery::default()
    };
    let page = catalog::list(shop, &query).await.unwrap();
    let mut titles: Vec<_> = page.cards.into_iter().map(|card| card.title).collect();
    titles.sort();
    titles
}

#[shop_test]
async fn products_leave_their_categories_for_one_and_come_back_to_them(shop: TestShop) {
    let hats = new_category(&shop, "Hats").await;
    let winter = new_category(&shop, "Winter").await;
    let sale = new_category(&shop, "Sale").await;
    let beanie = shop.product("Beanie").category(winter).category(sale);
    let beanie = beanie.create().await.id;
    let cap = shop.product("Cap").create().await.id;
    let beret = shop.product("Beret").category(hats).create().await.id;
    let scarf = shop.product("Scarf").category(winter).create().await.id;
    let all = [beanie, cap, beret, scarf];

    let done = these(&shop, &all[..3], &BulkAction::SetCategory(hats)).await;

    assert_eq!((done.changed, done.same, done.failed), (2, 1, 0));
    assert_eq!(
        categories_of(&shop, &all).await,
        [vec![hats], vec![hats], vec![hats], vec![winter]]
    );
    assert_eq!(on_page(&shop, hats).await, ["Beanie", "Beret", "Cap"]);
    assert_eq!(on_page(&shop, winter).await, ["Scarf"]);
    assert_eq!(on_page(&shop, sale).await, [""; 0]);

    let undone = catalog::undo_bulk(&shop, &editor(), done.id).await.unwrap();

    assert_eq!((undone.state, undone.undone), (BulkState::Undone, 2));
    assert_eq!(
        categories_of(&shop, &all).await,
        [vec![winter, sale], vec![], vec![hats], vec![winter]]
    );
    assert_eq!(on_page(&shop, hats).await, ["Beret"]);
    assert_eq!(on_page(&shop, winter).await, ["Beanie", "Scarf"]);
    assert_eq!(on_page(&shop, sale).await, ["Beanie"]);
}

#[shop_test]
async fn a_task_moves_all_that_fit_and_its_undo_knows_where_each_was(shop: TestShop) {
    let hats = new_category(&shop, "Hats").await;
    let winter = new_category(&shop, "Winter").await;
    let mut ids = many(&shop, 60).await;
    for number in 0..60 {
        let title = format!("Warm thing {number}");
        let product = shop.product(&title).category(winter).create().await;
        ids.push(product.id);
    }
    let everything = Selection::Matching(ProductFilter::default());

    let bulk = start(&shop, &everything, &BulkAction::SetCategory(hats)).await;
    assert_eq!(categories_of(&shop, &ids[..1]).await, [vec![]], "not yet");
    shop.run_jobs().await;

    assert_eq!(record(&shop, bulk).await.changed, 120);
    assert_eq!(categories_of(&shop, &ids).await, vec![vec![hats]; 120]);

    catalog::undo_bulk(&shop, &editor(), bulk).await.unwrap();
    shop.run_jobs().await;

    let undone = record(&shop, bulk).await;
    assert_eq!((undone.undone, undone.kept), (120, 0));
    let after = categories_of(&shop, &ids).await;
    assert_eq!(after[..60], vec![vec![]; 60]);
    assert_eq!(after[60..], vec![vec![winter]; 60]);
}
