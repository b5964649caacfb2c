//! How much one client may send, and what those are told who sent more.

use std::net::Ipv4Addr;

use chrono::TimeDelta;
use testkit::{Browser, Page, TestShop, shop_test};

use crate::buying::{add, to_payment};

/// What "order now" sends, with a total that nobody was shown.
const WRONG_TOTAL: [(&str, &str); 3] =
    [("total", "1"), ("currency", "EUR"), ("payment", "sandbox")];

async fn place(visitor: &mut Browser) -> Page {
    visitor.post_form("/checkout/place", &WRONG_TOTAL).await
}

#[shop_test]
async fn placing_too_often_is_refused_with_the_time_to_come_back_and_nothing_is_lost(
    shop: TestShop,
) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let mut visitor = shop.browser();
    add(&mut visitor, &mug.slug).await;
    let review = to_payment(&mut visitor).await;
    for _ in 0..5 {
        place(&mut visitor).await.assert_status(409);
    }
    shop.clock.advance(TimeDelta::seconds(20));

    let refused = visitor.submit(&review.form(".step form")).await;

    refused.assert_status(429);
    assert_eq!(refused.header("retry-after"), "40");
    refused
        .assert_says("A little slower, please")
        .assert_says("try again in 40 seconds")
        .assert_says("Nothing is lost");
    assert_eq!(refused.attribute(".error-page a.button", "href"), "/cart");
    let german = visitor.clone().with_header("accept-language", "de");
    let refused = german.clone().submit(&review.form(".step form")).await;
    refused.assert_says("Bitte versuchen Sie es in 40 Sekunden noch einmal");
    assert_eq!(visitor.get("/cart").await.texts(".line").len(), 1);

    shop.clock.advance(TimeDelta::seconds(40));
    let placed = visitor.submit(&review.form(".step form")).await;
    placed.assert_status(303);
    assert!(placed.location().contains("/sandbox/payments/"));
    shop.may_leave_jobs();
}

#[shop_test]
async fn an_order_cannot_be_paid_again_and_again_from_one_address(shop: TestShop) {
    let mut visitor = shop.browser();
    let nowhere = "/orders/0123456789abcdef0123456789abcdef0123456789a/pay";
    for _ in 0..5 {
        visitor.post_form(nowhere, &[]).await.assert_status(404);
    }

    let refused = visitor.post_form(nowhere, &[]).await;

    refused.assert_status(429);
    assert_eq!(refused.header("retry-after"), "60");
}

#[shop_test]
async fn each_client_has_its_own_allowance_also_behind_a_proxy(shop: TestShop) {
    let mut first = shop.browser();
    for _ in 0..5 {
        place(&mut first).await.assert_status(303);
    }
    place(&mut first).await.assert_status(429);

    let mut second = shop.browser().from_address(Ipv4Addr::new(203, 0, 113, 8));
    place(&mut second).await.assert_status(303);
    let proxy = shop.browser().from_address(Ipv4Addr::LOCALHOST);
    let mut behind = proxy
        .clone()
        .with_header("x-forwarded-for", "198.51.100.1, 203.0.113.7");
    place(&mut behind).await.assert_status(429);
    let mut behind = proxy.with_header("x-forwarded-for", "203.0.113.9");
    place(&mut behind).await.assert_status(303);
    // Somebody who is no proxy of ours cannot pretend to be others.
    let mut pretender = first.with_header("x-forwarded-for", "203.0.113.10");
    place(&mut pretender).await.assert_status(429);
}

#[shop_test]
async fn a_cart_may_be_filled_quickly_but_not_by_a_machine(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(500).create().await;
    let variant = mug.variant().to_string();
    let wanted = [("variant", variant.as_str()), ("quantity", "1")];
    let mut visitor = shop.browser();
    for _ in 0..60 {
        let added = visitor.post_form("/cart/lines", &wanted).await;
        added.assert_redirect("/cart");
    }

    let refused = visitor.post_form("/cart/lines", &wanted).await;
    refused.assert_status(429);
    assert_eq!(refused.header("retry-after"), "1");
    // Other kinds of requests have their own allowance.
    visitor.get("/cart").await.assert_status(200);
    let answer = visitor.post_form("/checkout/address", &[]).await;
    answer.assert_status(422);

    let mut script = visitor.clone().with_header("hx-request", "true");
    let refused = script.post_form("/cart/lines", &wanted).await;
    assert_eq!(refused.header("hx-refresh"), "true");
    let page = script.get("/cart").await;
    page.assert_says("the last change was not made");
}

#[shop_test]
async fn another_site_cannot_use_up_the_allowance_of_a_visitor(shop: TestShop) {
    let evil = shop.browser().with_header("origin", "https://evil.example");
    for _ in 0..10 {
        place(&mut evil.clone()).await.assert_status(403);
    }

    place(&mut shop.browser()).await.assert_status(303);
}

#[shop_test]
async fn after_five_declined_cards_the_orders_page_says_when_to_try_again(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let mut visitor = shop.browser();
    add(&mut visitor, &mug.slug).await;
    let review = to_payment(&mut visitor).await;
    let form = review.form(".step form").with("payment", "sandbox");
    let answer = visitor.submit(&form).await;
    let mut bank = visitor.follow(answer).await;
    for _ in 0..5 {
        let card = bank.form("main form:has(#card)");
        let answer = visitor
            .submit(&card.with("card", "4000 0000 0000 0002"))
            .await;
        bank = visitor.follow(answer).await;
        shop.run_jobs().await;
    }
    let closed = visitor.get(&bank.path).await;
    assert!(!closed.has("#card"), "the bank's page is closed");

    let back = visitor.get(&closed.attribute("a.go", "href")).await;
    let path = back.location().to_owned();
    let page = visitor.follow(back).await;
    page.assert_says("You can try again from Mar 2, 2026, 11:10");
    assert!(!page.has("form[action$='/pay']"));
    let refused = visitor.post_form(&format!("{path}/pay"), &[]).await;
    refused.assert_redirect(&path);

    shop.advance(10);
    let page = visitor.get(&path).await;
    let answer = visitor.submit(&page.form("form[action$='/pay']")).await;
    assert!(answer.location().contains("/sandbox/payments/"));
}
