//! Variants that are removed from the editor: off sale and out of sight, and there for all that names them.

use shop::{
    cart,
    catalog::{self, EditError, Problem},
    inventory,
};
use testkit::{TestProduct, TestShop, shop_test};

use super::{editor, problems, stored, variant};
use crate::support::{self, cart_with, draft_of, edit, order, set_price};

pub async fn remove(shop: &TestShop, shirt: &TestProduct, sizes: &[&str]) {
    let (version, mut draft) = draft_of(shop, shirt).await;
    let stays = |size: &str| !sizes.contains(&size);
    draft.variants.retain(|one| stays(&one.options[0]));
    let removed: Vec<_> = sizes.iter().map(|size| shirt.size(size)).collect();
    catalog::update_removing(shop, &editor(), shirt.id, version, &draft, None, &removed)
        .await
        .unwrap();
}

#[shop_test]
async fn a_removed_variant_stays_for_carts_orders_and_stock_and_no_editor_shows_it(shop: TestShop) {
    let shirt = shop.product("Shirt").variant("S").variant("M").variant("L");
    let shirt = shirt.create().await;
    let (small, medium) = (shirt.size("S"), shirt.size("M"));
    let order = order(&shop, small, 1).await;
    let token = cart_with(&shop, medium, 2).await;

    remove(&shop, &shirt, &["S", "M"]).await;

    let page = stored(&shop, shirt.id).await;
    assert_eq!(page.variants.len(), 3);
    assert_eq!(page.variants.iter().filter(|one| one.active).count(), 1);
    let shown = page.clone().without_removed().variants;
    assert_eq!((shown.len(), shown[0].id), (1, shirt.size("L")));
    assert_eq!(support::reload(&shop, &order).await.lines, order.lines);
    let cart = cart::find(&shop, &token).await.unwrap().unwrap();
    let view = cart::view(&shop, &cart).await.unwrap();
    let problem = view.lines[0].problem;
    assert_eq!(problem, Some(cart::LineProblem::NotForSale));
    let stock = inventory::availability(shop.db.primary(), &[medium]).await;
    assert_eq!(stock.unwrap()[&medium].on_hand, 10);
    let movements = inventory::movements(shop.db.primary(), medium, 5).await;
    assert_eq!(movements.unwrap().len(), 1);
}

#[shop_test]
async fn a_removed_variant_stays_hidden_until_a_draft_has_it_again(shop: TestShop) {
    let shirt = shop.product("Shirt").variant("S").variant("M");
    let shirt = shirt.create().await;
    remove(&shop, &shirt, &["M"]).await;
    let shown = async || stored(&shop, shirt.id).await.without_removed().variants;

    set_price(&shop, &shirt, "11.00").await;
    assert_eq!(shown().await.len(), 1);
    edit(&shop, &shirt, |draft| {
        let mut medium = variant("SHIRT-MEDIUM", &["M"], 1_200);
        medium.stock = None;
        draft.variants.push(medium);
    })
    .await;

    let shown = shown().await;
    let skus: Vec<_> = shown.iter().map(|one| one.sku.as_str()).collect();
    assert_eq!(skus, ["SHIRT-S", "SHIRT-MEDIUM"]);
    assert_eq!((shown[1].id, shown[1].active), (shirt.size("M"), true));
}

#[shop_test]
async fn who_removes_a_variant_that_was_off_sale_changes_the_product(shop: TestShop) {
    let shirt = shop.product("Shirt").variant("S").variant("M");
    let shirt = shirt.create().await;
    edit(&shop, &shirt, |draft| draft.variants[1].active = false).await;
    let (version, elsewhere) = draft_of(&shop, &shirt).await;

    remove(&shop, &shirt, &["M"]).await;

    let page = stored(&shop, shirt.id).await;
    assert_eq!(page.product.version, version + 1);
    assert_eq!(page.without_removed().variants.len(), 1);
    let late = catalog::update_product(&shop, &editor(), shirt.id, version, &elsewhere).await;
    assert!(matches!(late, Err(EditError::Stale)), "{late:?}");
}

#[shop_test]
async fn a_first_stock_for_a_variant_that_comes_back_is_refused(shop: TestShop) {
    let shirt = shop.product("Shirt").variant("S").variant("M");
    let shirt = shirt.create().await;
    remove(&shop, &shirt, &["M"]).await;
    let (version, mut draft) = draft_of(&shop, &shirt).await;
    let mut again = variant("SHIRT-M", &["M"], 1_000);
    again.stock = Some(7);
    draft.variants.push(again);
    let refused = catalog::update_product(&shop, &editor(), shirt.id, version, &draft).await;
    draft.variants[1].stock = None;
    catalog::update_product(&shop, &editor(), shirt.id, version, &draft)
        .await
        .unwrap();

    assert_eq!(
        problems(refused),
        [("variants.1.stock".to_owned(), Problem::Returning)]
    );
    assert_eq!(shop.available(shirt.size("M")).await, 10, "as before");
}
