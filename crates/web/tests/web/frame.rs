//! What every page has in common: language, headers, errors, machines.

use testkit::{TestShop, shop_test};

#[shop_test]
async fn every_answer_forbids_what_a_page_does_not_need(shop: TestShop) {
    for path in [
        "/",
        "/nowhere",
        "/cart",
        "/robots.txt",
        "/healthz",
        "/admin",
    ] {
        let page = shop.browser().get(path).await;

        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[shop_test]
async fn a_page_speaks_the_readers_language(shop: TestShop) {
    let mut visitor = shop
        .browser()
        .with_header("accept-language", "de-AT, en;q=0.5");
    let page = visitor.get("/cart").await;
    assert_eq!(page.text("h1"), "Warenkorb");
    assert_eq!(page.header("content-language"), "de");

    let page = visitor.get("/cart?lang=en&x=1").await;
    page.assert_redirect("/cart?x=1");
    let page = visitor.follow(page).await;
    assert_eq!(page.text("h1"), "Cart");

    // A language that the shop does not speak changes nothing.
    let page = visitor.get("/cart?lang=fr").await;
    page.assert_status(200);
    assert_eq!(page.text("h1"), "Cart");
}

#[shop_test]
async fn an_error_has_a_page_in_the_look_of_the_shop(shop: TestShop) {
    let mut visitor = shop.browser();

    for path in [
        "/nowhere",
        "/products/nothing",
        "/categories/nothing",
        "/orders/guess",
    ] {
        let page = visitor.get(path).await;
        page.assert_status(404)
            .assert_says("We cannot find this page");
        assert!(page.has("header.top"), "{path} has the frame of the shop");
    }
    let page = visitor.post_form("/search", &[]).await;
    page.assert_status(405);
    assert_eq!(page.header("allow"), "GET,HEAD");
    visitor
        .get("/assets/0123456789ab/storefront/shop.css")
        .await
        .assert_status(404);
    visitor
        .get("/media/..%2F..%2Fetc%2Fpasswd")
        .await
        .assert_status(404);
}

#[shop_test]
async fn assets_are_kept_for_ever_and_change_their_address(shop: TestShop) {
    let page = shop.browser().get("/").await;
    let sheet = page.attribute("link[rel=stylesheet][href*='/shop.css']", "href");

    let asset = shop
        .browser()
        .with_header("accept-encoding", "br")
        .get(&sheet)
        .await;

    asset.assert_status(200);
    assert_eq!(asset.header("content-encoding"), "br");
    assert!(asset.header("cache-control").contains("immutable"));
    let again = shop
        .browser()
        .with_header("if-none-match", asset.header("etag"))
        .get(&sheet)
        .await;
    again.assert_status(304);
}

#[shop_test]
async fn machines_find_what_is_for_them(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut robot = shop.browser();

    robot.get("/healthz").await.assert_status(200);
    robot.get("/readyz").await.assert_status(200);
    let sitemap = robot.get("/sitemap.xml").await;
    assert!(
        sitemap
            .body
            .contains(&format!("/products/{}</loc>", mug.slug))
    );
    assert!(
        robot
            .get("/robots.txt")
            .await
            .body
            .contains("Disallow: /checkout")
    );
    let page = robot.get(&format!("/products/{}", mug.slug)).await;
    let canonical = page.attribute("link[rel=canonical]", "href");
    assert!(canonical.ends_with(&format!("/products/{}", mug.slug)));
    assert!(
        robot
            .get("/search?q=mug")
            .await
            .has("meta[name=robots][content=noindex]")
    );
}

#[shop_test]
async fn a_forged_webhook_is_refused(shop: TestShop) {
    let mut stranger = shop.browser().with_header("sandbox-signature", "t=1,v1=00");

    stranger
        .post_form("/webhooks/sandbox", &[("id", "evt_1")])
        .await
        .assert_status(400);
    stranger
        .post_form("/webhooks/manual", &[])
        .await
        .assert_status(400);
    stranger
        .post_form("/webhooks/nobody", &[])
        .await
        .assert_status(404);
}

/// One white pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0x0f, 0x00, 0x01,
    0x01, 0x01, 0x00, 0xb1, 0x38, 0xf6, 0x14, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

#[shop_test]
async fn a_size_that_is_not_made_yet_shows_the_original_meanwhile(shop: TestShop) {
    let mut visitor = shop.browser();
    let stored = shop.media.put(PNG.to_vec()).await.unwrap();
    let size = stored.key.replace(".png", "-1.webp");

    let before = visitor.get(&format!("/media/{size}")).await;
    shop.media.render(&stored.key).await.unwrap();
    let after = visitor.get(&format!("/media/{size}")).await;

    before.assert_status(307);
    assert_eq!(before.header("location"), format!("/media/{}", stored.key));
    assert_eq!(before.header("cache-control"), "no-store");
    after.assert_status(200);
    assert_eq!(after.header("content-type"), "image/webp");
    let kept = after.header("cache-control");
    assert_eq!(kept, "public, max-age=31536000, immutable");
}
