//! Staff at their desk with what customers wrote: decided, answered, and decided by two at once.

use shop::staff::Role;
use testkit::{Form, Page, TestShop, shop_test};

use crate::reviews::{delivered, write};

#[shop_test]
async fn staff_answer_and_reject_and_see_what_changed_meanwhile(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, &mug).await;
    let mut visitor = shop.browser();
    write(&mut visitor, &order, "1", "It broke").await;
    let mut staff = shop.staff(Role::ContentManager).await;
    let queue = staff.get("/admin/reviews").await;
    let path = queue.attribute("a.review-link", "href");

    let page = staff.get(&path).await;
    page.assert_says("It broke").assert_says("ada@example.org");
    assert!(
        !page.has("a[href^='/admin/orders/']"),
        "orders are none of their business"
    );
    let form = answering(&page).with("reply", "We send a new one.");
    staff.submit(&form).await.assert_redirect(&path);
    let late = staff.submit(&form).await;
    late.assert_status(409).assert_says("changed meanwhile");

    let mut decision = late.form(&format!("form[action='{path}']"));
    decision
        .fields
        .push(("do".to_owned(), "approve".to_owned()));
    staff
        .submit(&decision)
        .await
        .assert_redirect("/admin/reviews");
    let product = format!("/products/{}", mug.slug);
    visitor
        .get(&product)
        .await
        .assert_says("Answer from Test shop")
        .assert_says("We send a new one.");

    let page = staff.get(&path).await;
    let mut rejection = page
        .form(&format!("form[action='{path}']"))
        .with("reason", "Advertising");
    rejection
        .fields
        .push(("do".to_owned(), "reject".to_owned()));
    staff.submit(&rejection).await.assert_redirect(&path);
    staff
        .get(&path)
        .await
        .assert_says("Rejected because: Advertising");
    visitor
        .get(&product)
        .await
        .assert_says("Nobody has written a review yet");
    staff
        .get("/admin/reviews?state=rejected&stars=1")
        .await
        .assert_says("It broke");
    let link = format!("/admin/reviews?state=all&product={}", mug.id);
    let editor = staff.get(&format!("/admin/products/{}", mug.id)).await;
    assert!(editor.has(&format!("a[href='{link}']")));
    staff
        .get(&link)
        .await
        .assert_says("Only of Blue mug")
        .assert_says("It broke");
}

/// Reviews of these products with so many stars, the first one written first.
async fn reviewed(shop: &TestShop, all: &[(&str, &str)]) {
    for (title, stars) in all {
        let product = shop.product(title).create().await;
        let order = delivered(shop, &product).await;
        write(&mut shop.browser(), &order, stars, &format!("Of {title}")).await;
    }
}

/// The form on the page with one button or the other.
fn deciding(page: &Page, what: &str) -> Form {
    let mut form = page.form("form:has(button[value=reject])");
    form.fields.push(("do".to_owned(), what.to_owned()));
    form
}

/// The same form with the button that saves only the answer.
fn answering(page: &Page) -> Form {
    let mut form = page.form("main form:has([name=reply])");
    form.action = page.attribute("main button[formaction]", "formaction");
    form
}

#[shop_test]
async fn an_answer_that_was_typed_is_saved_with_the_decision(shop: TestShop) {
    reviewed(&shop, &[("Mug", "1"), ("Pen", "2")]).await;
    let mut staff = shop.staff(Role::ContentManager).await;
    let queue = staff.get("/admin/reviews").await;
    let paths = queue.attributes("a.review-link", "href");
    let [mug, pen] = [&paths[0], &paths[1]];

    let page = staff.get(mug).await;
    let long = deciding(&page, "approve").with("reply", &"x".repeat(2_001));
    let refused = staff.submit(&long).await;
    refused
        .assert_status(422)
        .assert_says("At most 2000 characters");
    let kept = deciding(&refused, "approve");
    assert_eq!(kept.value("reply").map(str::len), Some(2_001));
    let shown = kept.with("reply", "We send\na new one.");
    staff.submit(&shown).await.assert_redirect(pen);
    let rejected = deciding(&staff.get(pen).await, "reject").with("reply", "Only for the file");
    staff
        .submit(&rejected)
        .await
        .assert_redirect("/admin/reviews");

    shop.browser()
        .get("/products/mug")
        .await
        .assert_says("Answer from Test shop")
        .assert_says("We send a new one.");
    let page = staff.get(pen).await;
    page.assert_says("Rejected");
    let form = page.form("main form:has([name=reply])");
    assert_eq!(form.value("reply"), Some("Only for the file"));
}

#[shop_test]
async fn who_typed_no_answer_takes_none_back_with_a_decision(shop: TestShop) {
    reviewed(&shop, &[("Mug", "1")]).await;
    let mut staff = shop.staff(Role::ContentManager).await;
    let queue = staff.get("/admin/reviews").await;
    let path = queue.attribute("a.review-link", "href");
    let page = staff.get(&path).await;
    let theirs = answering(&page).with("reply", "We send a new one.");
    staff.submit(&theirs).await.assert_redirect(&path);

    let late = staff.submit(&deciding(&page, "approve")).await;
    late.assert_status(409).assert_says("changed meanwhile");
    let again = deciding(&late, "approve");
    assert_eq!(again.value("reply"), Some("We send a new one."));
    staff.submit(&again).await.assert_redirect("/admin/reviews");

    shop.browser()
        .get("/products/mug")
        .await
        .assert_says("We send a new one.");
}

#[shop_test]
async fn deciding_goes_on_in_the_list_it_was_begun_in(shop: TestShop) {
    reviewed(&shop, &[("Mug", "5"), ("Pen", "1"), ("Cup", "1")]).await;
    let mut staff = shop.staff(Role::ContentManager).await;
    let list = "/admin/reviews?stars=1";

    let queue = staff.get(list).await;
    let first = &queue.attributes("a.review-link", "href")[0];
    let page = staff.get(first).await;
    page.assert_says("Of Pen");
    assert!(page.has(&format!("main a[href='{list}']")));
    let answer = staff.submit(&deciding(&page, "approve")).await;
    let page = staff.follow(answer).await;
    page.assert_says("Of Cup");
    staff
        .submit(&deciding(&page, "reject"))
        .await
        .assert_redirect(list);

    let place = "1.01920000-0000-7000-8000-000000000000";
    let second = format!("/admin/reviews?after={place}");
    let page = staff.get(&second).await;
    assert_eq!(page.attribute("input[name=back]", "value"), second);
}

#[shop_test]
async fn who_was_slower_sees_what_a_colleague_answered_or_decided(shop: TestShop) {
    reviewed(&shop, &[("Mug", "1")]).await;
    let mut staff = shop.staff(Role::ContentManager).await;
    let queue = staff.get("/admin/reviews").await;
    let path = queue.attribute("a.review-link", "href");
    let page = staff.get(&path).await;
    let reply = answering(&page);

    let theirs = reply.clone().with("reply", "We send a new one.");
    staff.submit(&theirs).await.assert_redirect(&path);
    let late = staff.submit(&reply.with("reply", "Bad luck.")).await;
    late.assert_status(409);
    assert_eq!(
        late.texts(".conflict tbody tr"),
        ["Answer Bad luck. We send a new one."]
    );
    let mine = answering(&late);
    assert_eq!(mine.value("reply"), Some("Bad luck."));

    let rejection = deciding(&late, "reject").with("reason", "Advertising");
    let mut approval = deciding(&late, "approve");
    approval = approval.with("reason", "My own words");
    staff
        .submit(&rejection)
        .await
        .assert_redirect("/admin/reviews");
    let late = staff.submit(&approval).await;
    late.assert_status(409)
        .assert_says("changed meanwhile")
        .assert_says("Rejected because: Advertising");
    assert!(!late.body.contains("My own words"));
}
