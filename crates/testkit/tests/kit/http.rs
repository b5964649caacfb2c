use testkit::{TestShop, shop_test};

#[shop_test]
async fn a_browser_sees_the_shop_in_this_process(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;

    let page = shop.browser().get(&format!("/products/{}", mug.slug)).await;

    page.assert_status(200).assert_says("Blue mug");
    assert_eq!(page.text("h1"), "Blue mug");
}

#[shop_test]
async fn those_outside_reach_the_shop_by_its_name(shop: TestShop) {
    let http = &shop.gateways.sandbox_access.http;
    let url = shop.public_url.join("healthz").unwrap();

    let answer = http.get(url).send().await.unwrap();

    assert_eq!(answer.status(), 200);
}
