//! How often a page asks the database does not depend on how much it shows.

use shop::{
    catalog::{self, CategoryDraft},
    staff::{Actor, Role},
};
use testkit::{Browser, TestProduct, TestShop, shop_test, statements};

use crate::listing::indexed;

const TEST: Actor = Actor::System { what: "test" };

/// Products of a category of their own, each in as many sizes as there are products.
async fn stock(shop: &TestShop, name: &str, count: usize) -> Vec<TestProduct> {
    let draft = CategoryDraft {
        title: name.to_owned(),
        ..CategoryDraft::default()
    };
    let category = catalog::save_category(shop, &TEST, None, 0, &draft).await;
    let category = category.unwrap();
    let mut products = Vec::new();
    for number in 0..count {
        let mut product = shop.product(&format!("{name} {number}")).category(category);
        for size in 0..count {
            product = product.variant(&format!("Size {size}"));
        }
        products.push(product.create().await);
    }
    products
}

/// What a page asks when nobody has looked at it before.
async fn asked(browser: &mut Browser, path: &str) -> Vec<String> {
    let (page, asked) = statements(browser.get(path)).await;
    page.assert_status(200);
    asked
}

/// Few may even ask once more: for what stands in for the rest.
#[track_caller]
fn assert_no_more(what: &str, few: &[String], many: &[String]) {
    assert!(
        many.len() <= few.len(),
        "{what}\nfew: {few:#?}\nmany: {many:#?}"
    );
}

async fn assert_pages_ask_no_more(shop: &TestShop) {
    let few = stock(shop, "Few", 3).await;
    let many = stock(shop, "Many", 30).await;
    let mut visitor = shop.browser();
    let mut editor = shop.staff(Role::ContentManager).await;
    // What is read once and kept is there.
    visitor.get("/").await;
    editor.get("/admin/products?q=nothing").await;

    let pages = [
        ("/categories/few".to_owned(), "/categories/many".to_owned()),
        ("/search?q=few".to_owned(), "/search?q=many".to_owned()),
        (
            format!("/products/{}", few[0].slug),
            format!("/products/{}", many[0].slug),
        ),
    ];
    for (few, many) in pages {
        // What the page before showed of products is in memory.
        shop.refresh().await.unwrap();
        let (few, many) = (
            asked(&mut visitor, &few).await,
            asked(&mut visitor, &many).await,
        );
        assert!(!few.is_empty(), "the database was asked nothing");
        assert_no_more("a page of customers", &few, &many);
    }
    let pages = [
        (
            "/admin/products?q=few".to_owned(),
            "/admin/products?q=many".to_owned(),
        ),
        (
            format!("/admin/products/{}", few[1].id),
            format!("/admin/products/{}", many[1].id),
        ),
    ];
    for (few, many) in pages {
        let (few, many) = (
            asked(&mut editor, &few).await,
            asked(&mut editor, &many).await,
        );
        assert!(!few.is_empty(), "the database was asked nothing");
        assert_no_more("a page of staff", &few, &many);
    }
}

#[shop_test]
async fn pages_ask_no_more_for_many_products_than_for_few(shop: TestShop) {
    stock(&shop, "Others", 1).await;
    let _keeper = indexed(&shop).await;

    assert_pages_ask_no_more(&shop).await;
}

/// Until there is an index the database finds products by itself.
#[shop_test]
async fn neither_do_they_without_an_index(shop: TestShop) {
    assert_pages_ask_no_more(&shop).await;
}

#[shop_test]
async fn a_cart_asks_no_more_for_many_lines_than_for_few(shop: TestShop) {
    let products = stock(&shop, "Mug", 20).await;
    let mut counts = Vec::new();
    for lines in [3, 20] {
        let mut customer = shop.browser();
        for product in &products[..lines] {
            let page = customer
                .get(&format!("/products/{}?option1=Size+1", product.slug))
                .await;
            customer.submit(&page.form("#buy-form")).await;
        }
        let cart = customer.get("/cart").await;
        let mut linked = cart.attributes("main a[href^='/products/']", "href");
        linked.sort();
        linked.dedup();
        assert_eq!(linked.len(), lines, "{linked:?}");
        counts.push(asked(&mut customer, "/cart").await);
    }
    assert!(!counts[0].is_empty(), "the database was asked nothing");
    assert_no_more("a cart", &counts[0], &counts[1]);
}
