//! What customers want and do not buy yet: wishlist, comparing, waiting for what is sold out.

use testkit::{Browser, Form, Page, TestShop, shop_test};

/// The form of the product page, sent by one of its other buttons.
async fn press(visitor: &mut Browser, slug: &str, action: &str) -> Page {
    let page = visitor.get(&format!("/products/{slug}")).await;
    let mut form = page.form("#buy-form");
    action.clone_into(&mut form.action);
    visitor.submit(&form).await
}

async fn keep(visitor: &mut Browser, slug: &str) -> Page {
    let answer = press(visitor, slug, "/wishlist").await;
    answer.assert_redirect("/wishlist");
    visitor.follow(answer).await
}

#[shop_test]
async fn a_product_is_kept_bought_and_taken_off_the_list(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut visitor = shop.browser();
    visitor
        .get("/wishlist")
        .await
        .assert_says("Nothing kept yet");

    let list = keep(&mut visitor, &mug.slug).await;
    list.assert_says("Kept for later");
    assert_eq!(list.texts(".wish .card-title"), ["Blue mug"]);

    let cart = visitor
        .submit(&list.form(".wish form[action='/cart/lines']"))
        .await;
    visitor.follow(cart).await.assert_says("Added to your cart");
    let answer = visitor
        .submit(&list.form(".wish form[action='/wishlist/remove']"))
        .await;
    visitor.follow(answer).await.assert_says("Nothing kept yet");
}

#[shop_test]
async fn looking_at_an_empty_list_makes_none(shop: TestShop) {
    let mut visitor = shop.browser();

    visitor.get("/wishlist").await.assert_status(200);

    assert_eq!(visitor.cookie("wishlist"), None);
}

#[shop_test]
async fn a_shared_list_shows_wishes_and_nothing_of_their_owner(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut owner = shop.browser();
    let list = keep(&mut owner, &mug.slug).await;
    let answer = owner
        .submit(&with_button(list.form(".share form"), "start"))
        .await;
    let list = owner.follow(answer).await;
    let link = list.text(".share-link a");
    let path = link.strip_prefix("http://shop.test").unwrap().to_owned();

    let mut friend = shop.browser();
    let shown = friend.get(&path).await;
    shown.assert_status(200).assert_says("Blue mug");
    assert!(!shown.has("form[action='/wishlist/remove']"));
    assert!(shown.has("meta[name=robots][content=noindex]"));
    assert_eq!(shown.header("referrer-policy"), "no-referrer");

    let answer = owner
        .submit(&with_button(list.form(".share form"), "end"))
        .await;
    owner.follow(answer).await.assert_status(200);
    friend.get(&path).await.assert_status(404);
}

fn with_button(mut form: Form, value: &str) -> Form {
    form.fields.push(("do".to_owned(), value.to_owned()));
    form
}

#[shop_test]
async fn four_products_stand_side_by_side_and_the_first_makes_room(shop: TestShop) {
    let mut visitor = shop.browser();
    visitor
        .get("/compare")
        .await
        .assert_says("Nothing to compare yet");
    for number in 1..=5 {
        let product = shop
            .product(&format!("Mug {number}"))
            .brand(if number == 5 { "Other" } else { "Acme" })
            .create()
            .await;
        press(&mut visitor, &product.slug, "/compare")
            .await
            .assert_redirect("/compare");
    }

    let page = visitor.get("/compare").await;

    assert_eq!(
        page.texts("thead .card-title"),
        ["Mug 2", "Mug 3", "Mug 4", "Mug 5"]
    );
    assert_eq!(
        page.texts("tr.differs td"),
        ["Acme", "Acme", "Acme", "Other"]
    );
    let answer = visitor
        .submit(&page.form("thead th:nth-child(2) form[action='/compare/remove']"))
        .await;
    let page = visitor.follow(answer).await;
    assert_eq!(page.texts("thead .card-title"), ["Mug 3", "Mug 4", "Mug 5"]);
    let linked = shop
        .browser()
        .get("/compare?products=mug-3,mug-1,no-such,mug-3")
        .await;
    assert_eq!(linked.texts("thead .card-title"), ["Mug 3", "Mug 1"]);
    assert!(!linked.has("form[action='/compare/remove']"));
}

#[shop_test]
async fn somebody_waits_for_the_size_that_is_sold_out(shop: TestShop) {
    let shirt = shop
        .product("Shirt")
        .variant("S")
        .stock(3)
        .variant("M")
        .stock(0)
        .create()
        .await;
    let mut visitor = shop.browser();

    // Without script: the choice is in the form, not in the hidden field.
    let form = visitor
        .get("/back-in-stock?product=shirt&option1=M&quantity=1")
        .await;
    form.assert_status(200).assert_says("M");
    let form = form.form("main form");
    let wrong = visitor.submit(&form.clone().with("email", "ada@")).await;
    wrong.assert_status(422);
    assert_eq!(wrong.attribute("#email", "value"), "ada@");
    assert_eq!(wrong.attribute("#email", "aria-invalid"), "true");
    visitor
        .submit(&form.with("email", "ada@example.org"))
        .await
        .assert_status(200)
        .assert_says("Please look into your mail");
    shop.run_jobs().await;

    let mail = shop.mails().await.remove(0);
    let (_, rest) = mail.text.split_once("http://shop.test").unwrap();
    let path = rest.lines().next().unwrap().to_owned();
    let asked = visitor.get(&path).await;
    asked.assert_says("Shall we write to you?");
    let answer = visitor
        .submit(&with_button(
            asked.form("main form:has(.button)"),
            "confirm",
        ))
        .await;
    let confirmed = visitor.follow(answer).await;
    confirmed.assert_says("We will write to you");

    shop.set_stock(shirt.size("M"), 1).await;
    shop.run_due_sweeps().await;
    shop.run_jobs().await;
    let mail = shop.mails().await.remove(0);
    assert_eq!(mail.subject, "Shirt (M) is back");
    assert!(mail.text.contains("/products/shirt?option1=M"));
    let answer = visitor
        .submit(&with_button(confirmed.form("main form"), "cancel"))
        .await;
    answer.assert_says("Your address is deleted");
    visitor.get(&path).await.assert_says("not valid any more");
}

#[shop_test]
async fn a_mail_program_forgets_an_address_with_one_click(shop: TestShop) {
    let mug = shop.product("Mug").stock(0).create().await;
    let mut visitor = shop.browser();
    let path = format!("/back-in-stock?variant={}", mug.variant());
    let form = visitor.get(&path).await.form("main form");
    visitor.submit(&form.with("email", "ada@example.org")).await;
    shop.run_jobs().await;
    let mail = shop.mails().await.remove(0);
    let (_, rest) = mail.text.split_once("http://shop.test").unwrap();
    let link = rest.lines().next().unwrap();
    let field = [("List-Unsubscribe", "One-Click")];

    for _ in 0..2 {
        let answer = shop.browser().post_form(link, &field).await;
        answer.assert_status(200);
    }

    let page = visitor.get(link).await;
    page.assert_says("not valid any more");
}

#[shop_test]
async fn what_can_be_bought_is_not_waited_for(shop: TestShop) {
    let mug = shop.product("Mug").stock(0).create().await;
    let mut visitor = shop.browser();
    let path = format!("/back-in-stock?variant={}", mug.variant());
    let form = visitor.get(&path).await.form("main form");
    shop.set_stock(mug.variant(), 1).await;

    let answer = visitor.submit(&form.with("email", "ada@example.org")).await;

    answer.assert_redirect("/products/mug");
    visitor
        .follow(answer)
        .await
        .assert_says("it is back already");
    visitor
        .get("/back-in-stock?variant=nonsense")
        .await
        .assert_status(404);
}
