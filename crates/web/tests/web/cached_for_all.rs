//! One page in memory for all who ask for the same, with nothing of anybody in it.

use axum::http::Method;
use commerce::Currency;
use testkit::{Browser, Page, TestShop, shop_test};

use crate::buying::add;
use crate::cached_until_changed::process;
use crate::listing::category;
use crate::product_prices::{count_in, francs, price_in_other_currency};

const PUBLIC: &str = "public, max-age=0, s-maxage=10, must-revalidate";

fn count(page: &Page) -> String {
    page.texts("#cart-count [aria-hidden]").join("")
}

async fn head(visitor: &mut Browser, path: &str) -> Page {
    visitor.send(Method::HEAD, path, String::new(), None).await
}

#[shop_test]
async fn a_crowd_has_one_page_made(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let (app, visitor) = process(&shop);
    let path = &format!("/products/{}", mug.slug);

    let crowd = (0..40).map(|_| {
        let (mut visitor, path) = (visitor.clone(), path.clone());
        tokio::spawn(async move { visitor.get(&path).await })
    });
    for page in crowd.collect::<Vec<_>>() {
        page.await
            .unwrap()
            .assert_status(200)
            .assert_says("Blue mug");
    }

    assert_eq!(app.cache.rendered(), 1);
}

#[shop_test]
async fn a_crowd_before_a_page_that_is_not_there_is_told_so_and_nothing_is_kept(shop: TestShop) {
    let (app, visitor) = process(&shop);

    let crowd = (0..40).map(|_| {
        let mut visitor = visitor.clone();
        tokio::spawn(async move { visitor.get("/products/blue-mug").await })
    });
    for page in crowd.collect::<Vec<_>>() {
        page.await.unwrap().assert_status(404);
    }
    assert_eq!(app.cache.size().await, (0, 0));

    shop.product("Blue mug").create().await;
    let mut visitor = visitor;
    visitor.get("/products/blue-mug").await.assert_status(200);
}

#[shop_test]
async fn everybody_sees_their_own_cart_on_the_same_page(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let (app, mut nobody) = process(&shop);
    let path = format!("/products/{}", mug.slug);
    let (mut ada, mut grace) = (nobody.clone(), nobody.clone());
    add(&mut ada, &mug.slug).await;
    for _ in 0..2 {
        add(&mut grace, &mug.slug).await;
    }
    let rendered = app.cache.rendered();

    // Whose own the page was first: nothing of it stays.
    for _ in 0..2 {
        for (visitor, own) in [(&mut ada, "1"), (&mut grace, "2")] {
            let page = visitor.get(&path).await;
            assert_eq!(count(&page), own);
            assert_eq!(page.header("cache-control"), "private, no-cache");
            assert_eq!(page.header("etag"), "");
        }
    }
    let page = nobody.get(&path).await;
    assert_eq!(count(&page), "");
    assert_eq!(page.header("cache-control"), PUBLIC);
    assert!(!page.headers.contains_key("set-cookie"));
    assert_eq!(
        app.cache.rendered(),
        rendered,
        "all of them have the same page"
    );
    let with_cart = ada.get(&path).await;
    assert!(with_cart.body.len() > page.body.len());
}

#[shop_test]
async fn nothing_of_the_first_visitor_is_kept(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let (app, nobody) = process(&shop);
    let mut ada = nobody.clone();
    add(&mut ada, &mug.slug).await;
    // Only now, so that each page is made for Ada.
    for path in ["/", "/sitemap.xml", "/categories/none"] {
        ada = ada.with_cookie("notice", "storefront-notice-added");
        let page = ada.get(path).await;
        assert!(
            !page.header("cache-control").starts_with("public"),
            "{path}"
        );
        if path == "/" {
            page.assert_says("Added to your cart.");
            assert_eq!(count(&page), "1");
            assert_eq!(ada.cookie("notice"), None, "it is said once");
            assert_eq!(ada.get(path).await.texts("#notice p").len(), 0);
        }
    }
    let rendered = app.cache.rendered();

    for path in ["/", "/sitemap.xml"] {
        let page = nobody.clone().get(path).await;
        page.assert_status(200);
        assert_eq!(page.header("cache-control"), PUBLIC, "{path}");
        assert!(!page.headers.contains_key("set-cookie"), "{path}");
        assert!(!page.body.contains("Added to your cart"), "{path}");
        assert_eq!(count(&page), "", "{path}");
    }
    assert_eq!(app.cache.rendered(), rendered);
}

#[shop_test]
async fn an_empty_cart_is_as_good_as_none_but_nobody_elses_copy(shop: TestShop) {
    let token = shop::Token::generate();
    let mut visitor = shop.browser().with_cookie("cart", token.as_str());

    let page = visitor.get("/").await;

    assert_eq!(count(&page), "");
    assert_eq!(page.header("cache-control"), "private, no-cache");
    assert_eq!(page.body, shop.browser().get("/").await.body);
}

#[shop_test]
async fn who_has_the_page_is_not_sent_it_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let path = format!("/products/{}", mug.slug);
    let page = shop.browser().get(&path).await;
    let tag = page.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 20, "{tag}");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("vary").contains("cookie"));

    let mut again = shop.browser().with_header("if-none-match", &tag);
    let known = again.get(&path).await;
    known.assert_status(304);
    assert_eq!(known.body, "");
    assert_eq!(known.header("etag"), tag);
    assert_eq!(known.header("cache-control"), PUBLIC);

    shop.set_stock(mug.variant(), 2).await;
    let fresh = again.get(&path).await;
    fresh.assert_status(200).assert_says("Only 2 left");
    assert_ne!(fresh.header("etag"), tag);
}

#[shop_test]
async fn a_page_is_packed_once_and_named_by_its_packing(shop: TestShop) {
    let mut tags = Vec::new();
    for (accepted, packing) in [("", ""), ("gzip, br", "br"), ("gzip", "gzip")] {
        let mut visitor = shop.browser().with_header("accept-encoding", accepted);
        for _ in 0..2 {
            let page = visitor.get("/").await;
            assert_eq!(page.header("content-encoding"), packing, "{accepted:?}");
            tags.push(page.header("etag").to_owned());
        }
    }
    assert_eq!(tags[0], tags[1]);
    tags.dedup();
    assert_eq!(tags.len(), 3, "{tags:?}");
}

#[shop_test]
async fn only_the_headers_are_sent_to_who_asks_for_them(shop: TestShop) {
    let mut robot = shop.browser();
    let page = robot.get("/").await;

    for _ in 0..2 {
        let only = head(&mut robot, "/").await;
        only.assert_status(200);
        assert_eq!(only.body, "");
        assert_eq!(only.header("content-length"), page.body.len().to_string());
        assert_eq!(only.header("etag"), page.header("etag"));
    }
}

#[shop_test]
async fn made_up_parameters_make_no_pages(shop: TestShop) {
    let shirt = shop
        .product("Shirt")
        .variant("S")
        .variant("M")
        .create()
        .await;
    let (app, mut visitor) = process(&shop);
    let path = format!("/products/{}", shirt.slug);
    for query in ["", "?utm_source=a", "?utm_source=b&x=1", "?&&", "?optio=1"] {
        visitor
            .get(&format!("{path}{query}"))
            .await
            .assert_status(200);
    }
    assert_eq!(app.cache.rendered(), 1);
    assert_eq!(app.cache.size().await.1, 1);

    // What the product has is a page of its own; what it has not is answered and forgotten.
    for query in ["?option1=M", "?x=1&option1=M"] {
        let page = visitor.get(&format!("{path}{query}")).await;
        assert_eq!(page.attribute("input[checked]", "value"), "M");
        let link = page.attributes(".languages a", "href");
        assert!(link.iter().all(|link| link.starts_with("?option1=M&lang=")));
    }
    assert_eq!(app.cache.size().await.1, 2);
    for size in ["XXL", "4XL"] {
        let page = visitor.get(&format!("{path}?option1={size}")).await;
        page.assert_status(200)
            .assert_says("We do not have this combination");
        assert_eq!(page.header("cache-control"), "private, no-cache");
    }
    assert_eq!(app.cache.size().await.1, 2);
}

#[shop_test]
async fn languages_are_kept_apart(shop: TestShop) {
    let (app, visitor) = process(&shop);
    let mut german = visitor.clone().with_header("accept-language", "de");
    let mut chooser = visitor.clone().with_cookie("lang", "de");
    let mut english = visitor;

    for _ in 0..2 {
        for (reader, language) in [
            (&mut german, "de"),
            (&mut english, "en"),
            (&mut chooser, "de"),
        ] {
            let page = reader.get("/").await;
            assert_eq!(page.attribute("html", "lang"), language);
            assert_eq!(page.header("content-language"), language);
            assert_eq!(
                page.header("vary"),
                "accept-encoding, accept-language, cookie"
            );
        }
    }

    assert_eq!(app.cache.rendered(), 2);
}

#[shop_test]
async fn kept_pages_show_the_currency_that_the_shop_sells_in(shop: TestShop) {
    count_in(&shop, Currency::EUR).await;
    let mugs = category(&shop, "Mugs", None).await;
    let mug = shop.product("Blue mug").category(mugs).price("20.00");
    let mug = mug.create().await;
    price_in_other_currency(&shop, &mug, "22.50").await;
    let (app, mut visitor) = process(&shop);

    for (currency, price) in [
        (Currency::EUR, "€20.00"),
        (francs(), "CHF 22.50"),
        (Currency::EUR, "€20.00"),
    ] {
        count_in(&shop, currency).await;
        let rendered = app.cache.rendered();
        for _ in 0..2 {
            for path in ["/categories/mugs", "/products/blue-mug"] {
                let page = visitor.get(path).await;
                assert_eq!(page.texts(".card .now, .buy-price .now"), [price], "{path}");
            }
        }
        assert_eq!(app.cache.rendered(), rendered + 2, "{price} is kept");
    }
}

#[shop_test]
async fn what_is_somebodys_own_is_kept_by_nobody(shop: TestShop) {
    let (app, mut visitor) = process(&shop);
    for path in ["/cart", "/checkout", "/search?q=mug", "/nowhere", "/admin"] {
        let page = visitor.get(path).await;
        assert!(!page.header("cache-control").contains("public"), "{path}");
        assert_eq!(page.header("etag"), "", "{path}");
    }
    assert_eq!(app.cache.size().await, (0, 0));
}
