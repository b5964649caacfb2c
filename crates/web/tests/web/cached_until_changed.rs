//! Pages are kept in memory, and nobody can tell: what changed shows.

use std::time::{Duration, Instant};

use commerce::Currency;
use shop::{
    Shop,
    catalog::{self, CategoryDraft},
    changes::{Follower, News},
    ids::CategoryId,
    settings,
    staff::{Actor, Role},
};
use testkit::{Browser, TestProduct, TestShop, shop_test};

use crate::buying::{add, to_payment};
use crate::product_prices::{count_in, francs, price_in_other_currency};

const TEST: Actor = Actor::System { what: "test" };

/// A process that serves the shop, with pages in its own memory; and somebody who looks at them.
pub fn process(shop: &Shop) -> (web::App, Browser) {
    let app = web::App::new(shop.clone(), &web::WebOptions::default()).unwrap();
    let browser = Browser::new(web::router(app.clone()), shop.public_url.clone());
    (app, browser)
}

async fn category(shop: &Shop, id: Option<CategoryId>, version: i64, title: &str) -> CategoryId {
    let draft = CategoryDraft {
        title: title.to_owned(),
        slug: Some("mugs".to_owned()),
        description: String::new(),
        parent: None,
        position: 0,
        ..CategoryDraft::default()
    };
    catalog::save_category(shop, &TEST, id, version, &draft)
        .await
        .unwrap()
}

async fn rename(shop: &Shop, name: &str) {
    let stored = settings::load(shop.db.primary()).await.unwrap();
    let mut new = stored.settings;
    name.clone_into(&mut new.shop_name);
    settings::save(shop, &TEST, &new, stored.version)
        .await
        .unwrap();
}

/// By the form, as a colleague does it.
async fn edit(shop: &TestShop, product: &TestProduct, field: &str, value: &str) {
    let path = format!("/admin/products/{}", product.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get(&path).await;
    let form = page.main_form(&path);
    editor
        .submit(&form.with(field, value))
        .await
        .assert_redirect(&path);
}

/// What the follower of a process does every 400 milliseconds.
async fn hear(shop: &Shop, follower: &mut Follower) {
    let news = follower.look(shop.db.primary(), shop.clock.now()).await;
    match news.unwrap() {
        News::Everything => shop.refresh().await.unwrap(),
        News::Changes(changes) => shop.apply(&changes).await.unwrap(),
    }
    follower.applied();
}

#[shop_test]
async fn an_edit_shows_at_once_where_it_is_made(shop: TestShop) {
    let mugs = category(&shop, None, 0, "Mugs").await;
    let mug = shop.product("Blue mug").category(mugs).create().await;
    let product = format!("/products/{}", mug.slug);
    let pages = ["/", "/categories/mugs", product.as_str()];
    let mut visitor = shop.browser();
    for path in pages {
        visitor
            .get(path)
            .await
            .assert_says("Blue mug")
            .assert_says("€10.00");
    }

    edit(&shop, &mug, "title", "Navy mug").await;
    for path in pages {
        visitor.get(path).await.assert_says("Navy mug");
    }

    edit(&shop, &mug, "variants.0.price", "12.00").await;
    for path in pages {
        visitor.get(path).await.assert_says("€12.00");
    }

    category(&shop, Some(mugs), 1, "Cups").await;
    rename(&shop, "Another shop").await;
    for path in pages {
        let page = visitor.get(path).await;
        page.assert_says("Cups").assert_says("Another shop");
    }

    shop.set_stock(mug.variant(), 0).await;
    visitor.get(&product).await.assert_says("Sold out");
}

#[shop_test]
async fn an_edit_shows_in_another_process_once_it_has_looked(shop: TestShop) {
    let mugs = category(&shop, None, 0, "Mugs").await;
    let mug = shop.product("Blue mug").category(mugs).create().await;
    let second = shop.second_process().await;
    let (app, mut visitor) = process(&second);
    let mut follower = Follower::default();
    hear(&second, &mut follower).await;
    let product = format!("/products/{}", mug.slug);
    let pages = ["/", "/categories/mugs", product.as_str()];
    for path in pages {
        visitor.get(path).await.assert_says("Blue mug");
    }

    edit(&shop, &mug, "title", "Navy mug").await;
    for path in pages {
        visitor.get(path).await.assert_says("Blue mug");
    }
    assert_eq!(app.cache.rendered(), 3, "they come from memory");
    hear(&second, &mut follower).await;
    for path in pages {
        visitor.get(path).await.assert_says("Navy mug");
    }

    category(&shop, Some(mugs), 1, "Cups").await;
    rename(&shop, "Another shop").await;
    hear(&second, &mut follower).await;
    for path in pages {
        let page = visitor.get(path).await;
        page.assert_says("Cups").assert_says("Another shop");
    }
    second.db.close().await.unwrap();
}

#[shop_test]
async fn another_currency_shows_in_another_process_once_it_has_looked(shop: TestShop) {
    count_in(&shop, Currency::EUR).await;
    let mugs = category(&shop, None, 0, "Mugs").await;
    let mug = shop.product("Blue mug").category(mugs).create().await;
    price_in_other_currency(&shop, &mug, "11.50").await;
    let second = shop.second_process().await;
    let (app, mut visitor) = process(&second);
    let mut follower = Follower::default();
    hear(&second, &mut follower).await;
    let product = format!("/products/{}", mug.slug);
    let pages = ["/", "/categories/mugs", product.as_str()];
    for path in pages {
        visitor.get(path).await.assert_says("€10.00");
    }

    for (currency, old, new) in [
        (francs(), "€10.00", "CHF 11.50"),
        (Currency::EUR, "CHF 11.50", "€10.00"),
    ] {
        let rendered = app.cache.rendered();
        count_in(&shop, currency).await;
        for path in pages {
            visitor.get(path).await.assert_says(old);
        }
        assert_eq!(app.cache.rendered(), rendered, "they come from memory");
        hear(&second, &mut follower).await;
        for path in pages {
            let page = visitor.get(path).await;
            page.assert_says(new);
            assert!(!page.words().contains(old), "{path}: {}", page.words());
        }
    }
    second.db.close().await.unwrap();
}

#[shop_test]
async fn what_does_not_concern_a_page_leaves_it_alone(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let pan = shop.product("Red pan").create().await;
    let (app, mut visitor) = process(&shop);
    let product = format!("/products/{}", mug.slug);
    visitor.get(&product).await;

    edit(&shop, &pan, "title", "Green pan").await;
    shop.set_stock(pan.variant(), 0).await;
    visitor.get(&product).await.assert_says("Blue mug");

    assert_eq!(app.cache.rendered(), 1);
    visitor.get("/").await.assert_says("Green pan");
}

#[shop_test]
async fn the_last_units_and_their_end_show(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(4).create().await;
    let product = format!("/products/{}", mug.slug);
    let mut follower = Follower::default();
    hear(&shop, &mut follower).await;
    let mut visitor = shop.browser();
    visitor.get(&product).await.assert_says("In stock");

    let mut customer = shop.browser();
    add(&mut customer, &mug.slug).await;
    let review = to_payment(&mut customer).await;
    let form = review.form(".step form").with("payment", "manual");
    customer.submit(&form).await.assert_status(303);
    hear(&shop, &mut follower).await;

    visitor.get(&product).await.assert_says("Only 3 left");
    shop.set_stock(mug.variant(), 1).await;
    visitor.get(&product).await.assert_says("Sold out");
    shop.run_jobs().await;
}

#[shop_test]
async fn cart_and_checkout_know_the_price_before_any_page_does(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let second = shop.second_process().await;
    let (_, mut visitor) = process(&second);
    let product = format!("/products/{}", mug.slug);
    visitor.get(&product).await.assert_says("€10.00");

    edit(&shop, &mug, "variants.0.price", "12.00").await;

    visitor.get(&product).await.assert_says("€10.00");
    let cart = add(&mut visitor, &mug.slug).await;
    cart.assert_says("€12.00");
    let review = to_payment(&mut visitor).await;
    review.assert_says("€12.00");
    second.db.close().await.unwrap();
}

#[shop_test]
async fn cart_and_checkout_know_the_stock_before_any_page_does(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let pan = shop.product("Red pan").create().await;
    let second = shop.second_process().await;
    let (app, mut visitor) = process(&second);
    let pages = [mug.slug.as_str(), pan.slug.as_str()].map(|slug| format!("/products/{slug}"));
    for product in &pages {
        visitor.get(product).await.assert_says("In stock");
    }
    add(&mut visitor, &mug.slug).await;
    add(&mut visitor, &mug.slug).await;
    let review = to_payment(&mut visitor).await;
    let rendered = app.cache.rendered();

    // Bought up by others, in another process.
    shop.set_stock(mug.variant(), 1).await;
    shop.set_stock(pan.variant(), 0).await;

    for product in &pages {
        visitor.get(product).await.assert_says("In stock");
    }
    assert_eq!(app.cache.rendered(), rendered, "pages come from memory");
    let form = review.form(".step form").with("payment", "manual");
    let refused = visitor.submit(&form).await;
    refused
        .assert_status(409)
        .assert_says("Nothing was ordered yet");
    assert_eq!(shop.available(mug.variant()).await, 1);
    let cart = visitor.get("/cart").await;
    cart.assert_says("Only one is left. Please lower the quantity.");
    let cart = add(&mut visitor, &pan.slug).await;
    cart.assert_says("Sorry, that is sold out. Nothing was added.");
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_product_that_is_not_there_yet_is_no_page_that_is_kept(shop: TestShop) {
    let (app, mut visitor) = process(&shop);
    visitor.get("/products/blue-mug").await.assert_status(404);
    assert_eq!(app.cache.size().await, (0, 0));

    let mug = shop.product("Blue mug").create().await;

    assert_eq!(mug.slug, "blue-mug");
    visitor.get("/products/blue-mug").await.assert_status(200);
    assert_eq!(app.cache.size().await.1, 1);
}

#[shop_test]
async fn work_on_the_theme_shows(shop: TestShop) {
    let folder = std::env::temp_dir().join(format!("theme-{}", shop::Token::generate().as_str()));
    let templates = folder.join("templates/storefront");
    std::fs::create_dir_all(&templates).unwrap();
    let home = templates.join("home.html");
    let write = |words: &str| {
        let text = format!(
            "{{% extends \"storefront/_layout.html\" %}}{{% block main %}}<h1>{words}</h1>{{% endblock %}}"
        );
        std::fs::write(&home, text).unwrap();
    };
    write("First try");
    let options = web::WebOptions {
        theme: Some(folder.clone()),
        ..web::WebOptions::default()
    };
    let app = web::App::new(shop.shop().clone(), &options).unwrap();
    let mut visitor = Browser::new(web::router(app), shop.public_url.clone());
    assert_eq!(visitor.get("/").await.text("h1"), "First try");

    write("Another try");

    let patience = Instant::now() + Duration::from_secs(20);
    while visitor.get("/").await.text("h1") != "Another try" {
        assert!(Instant::now() < patience, "the old theme stays");
        tokio::task::yield_now().await;
    }
    std::fs::remove_dir_all(folder).unwrap();
}
