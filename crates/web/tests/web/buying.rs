//! A customer without script: finds, chooses, checks out, pays.

use testkit::{Browser, Page, TestShop, shop_test};

const ADDRESS: [(&str, &str); 6] = [
    ("email", "ada@example.org"),
    ("given-name", "Ada"),
    ("family-name", "Lovelace"),
    ("address-line1", "Unter den Linden 1"),
    ("postal-code", "10117"),
    ("address-level2", "Berlin"),
];

pub async fn add(visitor: &mut Browser, slug: &str) -> Page {
    let product = visitor.get(&format!("/products/{slug}")).await;
    let answer = visitor.submit(&product.form("#buy-form")).await;
    visitor.follow(answer).await
}

/// From a filled cart to the page with the button.
pub async fn to_payment(visitor: &mut Browser) -> Page {
    let page = visitor.get("/checkout/address").await;
    let answer = visitor
        .submit(&page.form(".step form").filled(&ADDRESS))
        .await;
    answer.assert_redirect("/checkout/shipping");
    let page = visitor.follow(answer).await;
    let answer = visitor.submit(&page.form(".step form")).await;
    answer.assert_redirect("/checkout/payment");
    visitor.follow(answer).await
}

#[shop_test]
async fn a_guest_buys_by_card(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .stock(3)
        .create()
        .await;
    let mut visitor = shop.browser();

    let cart = add(&mut visitor, &mug.slug).await;
    cart.assert_says("Added to your cart");
    assert_eq!(cart.text("#cart-count .hidden"), "1 item");
    let review = to_payment(&mut visitor).await;
    assert_eq!(review.text(".to-pay strong"), "€17.40");
    let bank = visitor
        .submit(&review.form(".step form").with("payment", "sandbox"))
        .await;
    let bank = visitor.follow(bank).await;
    let answer = visitor
        .submit(
            &bank
                .form("main form:has(#card)")
                .with("card", "4242 4242 4242 4242"),
        )
        .await;
    let back = visitor.follow(answer).await;
    let order = visitor.follow(back).await;

    order.assert_status(200).assert_says("your order is paid");
    assert!(order.has("meta[name=robots][content=noindex]"));
    assert_eq!(visitor.get("/cart").await.texts(".line").len(), 0);
    assert_eq!(shop.available(mug.variant()).await, 2);
    shop.run_jobs().await;
}

#[shop_test]
async fn a_bank_transfer_is_explained_on_the_orders_page(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let mut visitor = shop.browser();
    add(&mut visitor, &mug.slug).await;

    let review = to_payment(&mut visitor).await;
    let form = review.form(".step form").with("payment", "manual");
    let first = visitor.submit(&form).await;
    let second = visitor.submit(&form).await;

    assert_eq!(
        first.location(),
        second.location(),
        "a second click finds the same order"
    );
    let order = visitor.follow(first).await;
    order
        .assert_says("Please transfer the amount")
        .assert_says("€17.40");
    shop.run_jobs().await;
}

#[shop_test]
async fn nothing_is_placed_when_the_total_is_not_the_one_that_was_shown(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .stock(3)
        .create()
        .await;
    let mut visitor = shop.browser();
    add(&mut visitor, &mug.slug).await;
    let review = to_payment(&mut visitor).await;

    let answer = visitor
        .submit(&review.form(".step form").with("total", "100"))
        .await;

    answer
        .assert_status(409)
        .assert_says("Nothing was ordered yet")
        .assert_says("€17.40");
    assert_eq!(shop.available(mug.variant()).await, 3);
}

#[shop_test]
async fn what_was_sold_meanwhile_is_named(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).create().await;
    let mut visitor = shop.browser();
    add(&mut visitor, &mug.slug).await;
    let review = to_payment(&mut visitor).await;
    shop.set_stock(mug.variant(), 0).await;

    let answer = visitor.submit(&review.form(".step form")).await;

    answer
        .assert_status(409)
        .assert_says("Blue mug is sold out");
    assert!(!answer.has("button:not([disabled])[type=submit]"));
    visitor
        .get("/cart")
        .await
        .assert_says("Sold out in the meantime");
}

#[shop_test]
async fn a_wrong_address_comes_back_filled_in_with_a_message_at_each_field(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut visitor = shop.browser();
    add(&mut visitor, &mug.slug).await;
    let page = visitor.get("/checkout/address").await;
    let wrong = page
        .form(".step form")
        .with("email", "ada@")
        .with("given-name", "Ada")
        .with("tel", "call me");

    let page = visitor.submit(&wrong).await;

    page.assert_status(422);
    assert_eq!(page.attribute("#given-name", "value"), "Ada");
    assert_eq!(page.attribute("#email", "aria-invalid"), "true");
    assert!(page.text("#email-error").contains("e-mail address"));
    assert!(
        page.has("details.more[open]"),
        "the phone number is in the folded part"
    );
    let linked = page.attributes("#errors a", "href");
    assert_eq!(linked.first().map(String::as_str), Some("#email"));
}

#[shop_test]
async fn a_guest_at_home_has_six_fields_to_fill(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut visitor = shop.browser();
    add(&mut visitor, &mug.slug).await;

    let page = visitor.get("/checkout/address").await;

    let all = page.attributes(
        ".step input:not([type=hidden]):not([type=checkbox])",
        "name",
    );
    let folded = page.attributes(".step details input", "name");
    let seen: Vec<_> = all
        .iter()
        .filter(|name| !folded.contains(name) && !name.starts_with("billing-"))
        .collect();
    assert_eq!(seen.len(), 6, "{seen:?}");
    for (name, autocomplete) in [
        ("email", "email"),
        ("given-name", "shipping given-name"),
        ("postal-code", "shipping postal-code"),
        ("address-level2", "shipping address-level2"),
        ("billing-country", "billing country"),
        ("tel", "shipping tel"),
    ] {
        assert_eq!(
            page.attribute(&format!("#{name}"), "autocomplete"),
            autocomplete
        );
    }
}

#[shop_test]
async fn a_variant_is_chosen_without_script(shop: TestShop) {
    let shirt = shop
        .product("Plain shirt")
        .variant("S")
        .price("20.00")
        .stock(5)
        .variant("M")
        .price("25.00")
        .stock(2)
        .create()
        .await;
    let mut visitor = shop.browser();

    let page = visitor
        .get(&format!("/products/{}?option1=M", shirt.slug))
        .await;
    assert!(page.text(".buy-price").contains("€25.00"));
    page.assert_says("Only 2 left");
    assert_eq!(page.attribute("#quantity", "max"), "2");

    // The page was made with S, of which it does not tell how many there are; the customer ticks M and adds it without
    // looking again.
    let page = visitor.get(&format!("/products/{}", shirt.slug)).await;
    assert_eq!(page.attribute("#quantity", "max"), "9999");
    let answer = visitor
        .submit(&page.form("#buy-form").with("option1", "M"))
        .await;
    let cart = visitor.follow(answer).await;
    assert!(cart.text(".line").contains("€25.00"));

    let page = visitor
        .get(&format!("/products/{}?option1=XXL", shirt.slug))
        .await;
    page.assert_status(200)
        .assert_says("We do not have this combination");
    assert!(page.has("[data-show=add][disabled]"));
}

#[shop_test]
async fn the_cart_counts_and_refuses_more_than_there_is(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .stock(3)
        .create()
        .await;
    let mut visitor = shop.browser();
    let cart = add(&mut visitor, &mug.slug).await;

    let quantity = cart.form(".line-forms form:first-child");
    let answer = visitor
        .submit(&quantity.clone().with("quantity", "3"))
        .await;
    assert!(
        visitor
            .follow(answer)
            .await
            .text(".totals")
            .contains("€37.50")
    );
    let answer = visitor
        .submit(&quantity.clone().with("quantity", "4"))
        .await;
    visitor
        .follow(answer)
        .await
        .assert_says("Only 3 can be had");
    let answer = visitor.submit(&quantity.with("quantity", "0")).await;
    visitor
        .follow(answer)
        .await
        .assert_says("Your cart is empty");
}

#[shop_test]
async fn looking_around_leaves_nothing_behind(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut visitor = shop.browser();

    for path in [
        "/",
        "/search?q=mug",
        "/cart",
        "/checkout",
        &format!("/products/{}", mug.slug),
    ] {
        visitor.get(path).await;
    }

    assert_eq!(visitor.cookie("cart"), None);
}

#[shop_test]
async fn a_step_that_is_not_due_yet_leads_back(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut visitor = shop.browser();
    visitor
        .get("/checkout/payment")
        .await
        .assert_redirect("/cart");
    add(&mut visitor, &mug.slug).await;

    visitor
        .get("/checkout/payment")
        .await
        .assert_redirect("/checkout/address");
    visitor
        .get("/checkout")
        .await
        .assert_redirect("/checkout/address");
    visitor
        .post_form("/checkout/shipping", &[("shipping", "standard")])
        .await
        .assert_redirect("/checkout/address");
}
