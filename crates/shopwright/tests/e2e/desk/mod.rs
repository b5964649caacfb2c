//! The pages of staff in a real browser: what their scripts add, done as people do it, and what is stored afterwards. One engine is
//! enough: the database has no part in it.

mod categories;
mod describing;
mod editor;
mod library;
mod lists;

use shop::{
    Shop,
    catalog::{self, CategoryTree, ProductPage},
    ids::ProductId,
};
use testkit::Engine;

use crate::kit::{Ground, Server};
use crate::purchase::{
    chrome::{Chrome, Script},
    staff,
};

/// A content manager of the demo shop, with a browser.
struct Desk {
    chrome: Chrome,
    /// The shop as one more process sees it.
    shop: Shop,
    server: Server,
    ground: Ground,
}

/// Runs a test at a page of staff.
fn at<F: Future<Output = ()>>(page: &'static str, test: impl FnOnce(Desk) -> F) {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        let ground = Ground::empty(engine).await;
        let server = Server::start_with(&ground, &["demo"]).await;
        let chrome = Chrome::start(Script::On).await;
        staff::sign_in(&chrome, &server, page, "content@").await;
        let shop = ground.open().await;
        test(Desk {
            chrome,
            shop,
            server,
            ground,
        })
        .await;
    });
}

impl Desk {
    async fn goto(&self, path: &str) {
        let address = self.server.origin.join(path).unwrap();
        self.chrome.goto(address.as_str()).await;
    }

    async fn tree(&self) -> CategoryTree {
        catalog::category_tree(self.shop.db.primary())
            .await
            .unwrap()
    }

    /// As it is in the database now.
    async fn product(&self, id: ProductId) -> ProductPage {
        let page = catalog::product_for_edit(self.shop.db.primary(), id).await;
        page.unwrap().expect("the product is there")
    }

    async fn id_of(&self, slug: &str) -> ProductId {
        let page = catalog::product_page(&self.shop, slug).await.unwrap();
        page.expect("the demo sells it").product.id
    }

    /// Nothing failed, was missing or was refused by the security policy.
    async fn assert_no_complaints(&self) {
        assert_eq!(self.chrome.complaints().await, Vec::<String>::new());
    }
}

/// The keys of the pictures of a product, in their order.
fn keys(page: &ProductPage) -> Vec<&str> {
    page.pictures
        .iter()
        .filter_map(|picture| picture.key())
        .collect()
}
