//! The menu of staff: every page of it.

use std::collections::BTreeSet;

use shop::staff::Role;
use testkit::{TestShop, shop_test};

#[shop_test]
async fn every_page_of_the_menu_says_what_to_do_in_an_empty_shop(shop: TestShop) {
    let mut administrator = shop.staff(Role::Administrator).await;
    let menu = administrator
        .get("/admin")
        .await
        .attributes("aside nav a", "href");
    assert_eq!(menu.len(), 16);

    for path in menu {
        let page = administrator.get(&path).await;
        page.assert_status(200);
        assert!(
            !page.body.contains("<script>") && !page.body.contains(" style=\""),
            "{path}"
        );
    }
}

#[shop_test]
async fn every_page_of_the_menu_has_its_own_title_and_is_marked_in_the_menu(shop: TestShop) {
    let mut administrator = shop.staff(Role::Administrator).await;
    let menu = administrator.get("/admin").await;
    let mut titles = BTreeSet::new();

    for (path, name) in menu
        .attributes("aside nav a", "href")
        .iter()
        .zip(menu.texts("aside nav a"))
    {
        let page = administrator.get(path).await;
        assert_eq!(page.texts("aside [aria-current=page]"), [name], "{path}");
        titles.extend(page.texts("title"));
    }

    assert_eq!(titles.len(), 16, "{titles:?}");
}
