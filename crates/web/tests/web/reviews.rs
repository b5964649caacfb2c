//! Reviews on their way: from the order's page to the shop's.

use axum::http::Method;
use shop::fulfilment::{self, NewShipment};
use shop::orders::{self, Order};
use shop::reviews;
use shop::staff::{Actor, Role};
use testkit::{Browser, ChosenFile, Form, Page, TestProduct, TestShop, shop_test};

use crate::buying::{add, to_payment};

const TEST: Actor = Actor::System { what: "test" };

/// Somebody orders by bank transfer; the parcel has left.
async fn shipped(shop: &TestShop, product: &TestProduct, email: &str) -> Order {
    let mut visitor = shop.browser();
    add(&mut visitor, &product.slug).await;
    let review = to_payment(&mut visitor).await;
    let form = review.form(".step form").with("payment", "manual");
    let placed = visitor.submit(&form).await;
    let token = placed.location().rsplit('/').next().unwrap().to_owned();
    let order = orders::by_token(shop, &token).await.unwrap().unwrap();
    assert_eq!(order.email.as_str(), email);
    orders::mark_paid(shop, &TEST, order.id, order.version)
        .await
        .unwrap();
    let paid = orders::find(shop.db.primary(), order.id).await.unwrap();
    let version = paid.unwrap().version;
    fulfilment::ship(shop, &TEST, order.id, version, &NewShipment::default())
        .await
        .unwrap();
    shop.run_jobs().await;
    order
}

pub async fn delivered(shop: &TestShop, product: &TestProduct) -> Order {
    let order = shipped(shop, product, "ada@example.org").await;
    for shipment in fulfilment::of_order(shop.db.primary(), order.id)
        .await
        .unwrap()
    {
        fulfilment::mark_delivered(shop, &TEST, shipment.id)
            .await
            .unwrap();
    }
    order
}

/// From the order's page to the form of its line.
pub async fn open_form(visitor: &mut Browser, order: &Order) -> Page {
    let page = visitor.get(&format!("/orders/{}", order.token)).await;
    let start = page.form(&format!("form[action='/orders/{}/reviews']", order.token));
    let answer = visitor.submit(&start).await;
    visitor.follow(answer).await
}

pub async fn write(visitor: &mut Browser, order: &Order, stars: &str, text: &str) -> Page {
    let form = open_form(visitor, order).await;
    let answer = visitor.submit_files(&filled(&form, stars, text), &[]).await;
    visitor.follow(answer).await
}

pub fn filled(page: &Page, stars: &str, text: &str) -> Form {
    page.form("form.review-form").filled(&[
        ("stars", stars),
        ("title", "In a line"),
        ("text", text),
    ])
}

pub async fn approve(staff: &mut Browser) {
    let queue = staff.get("/admin/reviews").await;
    let box_of = queue.attribute("input[name=review]", "value");
    let form = queue.form("form:has(input[name=review])");
    let mut form = form.with("review", &box_of);
    form.fields.push(("do".to_owned(), "approve".to_owned()));
    staff.submit(&form).await.assert_redirect("/admin/reviews");
}

#[shop_test]
async fn a_review_goes_from_the_orders_page_through_the_queue_into_the_shop(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let product = format!("/products/{}", mug.slug);
    let order = delivered(&shop, &mug).await;
    let mut visitor = shop.browser();
    visitor
        .get(&product)
        .await
        .assert_says("Nobody has written a review yet");

    let form = open_form(&mut visitor, &order).await;
    assert_eq!(form.header("cache-control"), "no-store");
    assert!(form.has("meta[name=robots][content=noindex]"));
    assert_eq!(form.attribute("input[name=name]", "value"), "Ada L.");
    let answer = visitor
        .submit_files(&filled(&form, "4", "Keeps <b>warm</b>.\n\nFor hours."), &[])
        .await;
    let page = visitor.follow(answer).await;
    page.assert_says("We look at your review before others see it");
    visitor
        .get(&product)
        .await
        .assert_says("Nobody has written a review yet");

    let mut staff = shop.staff(Role::ContentManager).await;
    staff.get("/admin").await.assert_says("Reviews waiting");
    approve(&mut staff).await;

    let page = visitor.get(&product).await;
    page.assert_says("Keeps <b>warm</b>. For hours.")
        .assert_says("Verified purchase");
    assert_eq!(page.text(".buy-rating .rating-count"), "4.0 (1)");
    assert_eq!(
        page.attribute(".review-average svg.stars", "aria-label"),
        "4.0 out of 5 stars"
    );
    let german = visitor
        .clone()
        .with_header("accept-language", "de")
        .get(&product)
        .await;
    assert_eq!(german.text(".buy-rating .rating-count"), "4,0 (1)");
    let home = visitor.get("/").await;
    assert!(
        home.texts(".card .rating-count")
            .contains(&"4.0 (1)".to_owned())
    );
    let order_page = visitor.get(&format!("/orders/{}", order.token)).await;
    order_page.assert_says("Your review: Blue mug");
}

#[shop_test]
async fn a_form_comes_back_with_what_was_typed(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, &mug).await;
    let mut visitor = shop.browser();
    let form = open_form(&mut visitor, &order).await;

    let wrong = form
        .form("form.review-form")
        .filled(&[("text", "I like it"), ("name", " ")]);
    let page = visitor.submit_files(&wrong, &[]).await;

    page.assert_status(422)
        .assert_says("Please choose one to five stars")
        .assert_says("Please give a name to show");
    assert_eq!(
        page.form("form.review-form").value("text"),
        Some("I like it")
    );
    assert_eq!(page.attributes("#errors a", "href"), ["#stars", "#name"]);

    let mut other = shop.browser();
    write(&mut other, &order, "5", "First").await;
    let late = visitor
        .submit_files(&filled(&form, "1", "Second"), &[])
        .await;
    late.assert_status(409)
        .assert_says("saved in another window");
    assert_eq!(late.form("form.review-form").value("text"), Some("Second"));
    let answer = visitor
        .submit_files(&late.form("form.review-form"), &[])
        .await;
    visitor.follow(answer).await.assert_says("saved");
}

#[shop_test]
async fn nobody_writes_without_a_delivered_parcel(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = shipped(&shop, &mug, "ada@example.org").await;
    let mut visitor = shop.browser();
    let path = format!("/orders/{}", order.token);

    let page = visitor.get(&path).await;
    assert!(!page.has("form[action$='/reviews']"), "it is on its way");
    let line = order.lines[0].id.to_string();
    let forced = visitor
        .post_form(&format!("{path}/reviews"), &[("line", &line)])
        .await;
    forced.assert_status(404);
    let guess = format!("/reviews/{}", order.token);
    visitor.get(&guess).await.assert_status(404);
    visitor
        .post_form(&guess, &[("stars", "5"), ("text", "x"), ("name", "x")])
        .await
        .assert_status(404);
    visitor.get("/reviews/short").await.assert_status(404);
}

#[shop_test]
async fn what_was_written_with_another_order_of_the_address_is_not_in_the_form(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let first = delivered(&shop, &mug).await;
    let second = delivered(&shop, &mug).await;
    let mut author = shop.browser();
    let empty = open_form(&mut author, &second).await;
    write(&mut author, &first, "5", "A secret of hers").await;

    let mut other = shop.browser();
    let page = open_form(&mut other, &second).await;
    page.assert_status(200)
        .assert_says("written with another order");
    assert!(!page.has("form.review-form"));
    assert!(!page.body.contains("A secret of hers"));
    let late = other
        .submit_files(&filled(&empty, "1", "Overwritten"), &[])
        .await;
    late.assert_status(409)
        .assert_says("written with another order");

    open_form(&mut author, &first)
        .await
        .assert_says("A secret of hers");
}

#[shop_test]
async fn a_vote_counts_once_and_shows_at_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, &mug).await;
    let mut author = shop.browser();
    write(&mut author, &order, "5", "Lovely").await;
    approve(&mut shop.staff(Role::Administrator).await).await;
    let product = format!("/products/{}", mug.slug);
    let mut visitor = shop.browser();

    let page = visitor.get(&product).await;
    assert_eq!(
        visitor.cookie("voter"),
        None,
        "looking leaves nothing behind"
    );
    let vote = page.form("form.review-vote");
    let answer = visitor.submit(&vote).await;
    assert!(
        answer.location().starts_with(&format!("{product}#review-")),
        "{}",
        answer.location()
    );
    visitor
        .follow(answer)
        .await
        .assert_says("Thank you, that helps others")
        .assert_says("One person finds this helpful");
    assert!(visitor.cookie("voter").is_some());
    let answer = visitor.submit(&vote).await;
    visitor
        .follow(answer)
        .await
        .assert_says("You have said so before")
        .assert_says("One person finds this helpful");

    let evil = [("back", "//evil.example")];
    let answer = visitor.post_form(&vote.action, &evil).await;
    assert!(
        answer
            .location()
            .starts_with(&format!("{product}/reviews#")),
        "{}",
        answer.location()
    );
}

#[shop_test]
async fn the_page_of_all_reviews_is_filtered_and_sorted_by_its_address(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, &mug).await;
    let mut visitor = shop.browser();
    write(&mut visitor, &order, "2", "So so").await;
    approve(&mut shop.staff(Role::Administrator).await).await;
    let all = format!("/products/{}/reviews", mug.slug);

    let page = visitor.get(&all).await;
    page.assert_says("So so");
    assert_eq!(
        page.attribute("link[rel=canonical]", "href"),
        format!("http://shop.test{all}")
    );
    let twos = page.attribute(".bars a", "href");
    assert_eq!(twos, format!("{all}?stars=2"));
    visitor
        .get(&twos)
        .await
        .assert_says("Only reviews with 2 stars")
        .assert_says("So so");
    let fives = visitor
        .get(&format!("{all}?stars=5&sort=lowest&after=x"))
        .await;
    fives.assert_says("There is no review with this number of stars");
    assert!(fives.has("meta[name=robots][content=noindex]"));
    visitor
        .get("/products/nothing/reviews")
        .await
        .assert_status(404);
}

#[shop_test]
async fn an_invitations_link_ends_these_mails_after_a_click(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, &mug).await;
    let mut visitor = shop.browser();
    let form = open_form(&mut visitor, &order).await;
    let path = format!("{}/mails", form.path);

    let page = visitor.get(&path).await;
    page.assert_says("ada@example.org");
    let link = shop::Token::parse(form.path.rsplit('/').next().unwrap()).unwrap();
    let opened = reviews::open(&shop, &link).await.unwrap().unwrap();
    assert!(!opened.refuses_mails, "looking changes nothing");
    let mut stop = page.form("main form");
    stop.fields.push(("wish".to_owned(), "no".to_owned()));
    visitor.submit(&stop).await.assert_redirect(&path);

    visitor
        .get(&path)
        .await
        .assert_says("We do not ask ada@example.org for reviews any more");
    let opened = reviews::open(&shop, &link).await.unwrap().unwrap();
    assert!(opened.refuses_mails);
}

#[shop_test]
async fn a_mail_program_ends_the_invitations_with_one_click(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, &mug).await;
    let mut visitor = shop.browser();
    let form = open_form(&mut visitor, &order).await;
    let path = format!("{}/mails", form.path);
    let link = shop::Token::parse(form.path.rsplit('/').next().unwrap()).unwrap();
    let refuses = async || {
        let opened = reviews::open(&shop, &link).await.unwrap().unwrap();
        opened.refuses_mails
    };
    let field = [("List-Unsubscribe".to_owned(), "One-Click".to_owned())];
    let (multipart, kind) = testkit::multipart(&field, &[]);

    for (body, kind) in [
        (
            b"List-Unsubscribe=One-Click".to_vec(),
            "application/x-www-form-urlencoded",
        ),
        (multipart, kind.as_str()),
    ] {
        visitor.post_form(&path, &[("wish", "yes")]).await;
        assert!(!refuses().await);
        let mut program = shop.browser();
        let answer = program.send(Method::POST, &path, body, Some(kind)).await;
        // Programs follow no redirect.
        answer.assert_status(200);
        assert!(refuses().await, "{kind}");
    }
}

/// A grey square, as a phone would send a photograph.
fn photo(shade: u8) -> Vec<u8> {
    let pixels = image::RgbImage::from_pixel(40, 30, image::Rgb([shade; 3]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

#[shop_test]
async fn pictures_are_sent_with_the_form_shown_and_taken_away_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, &mug).await;
    let mut visitor = shop.browser();
    let form = open_form(&mut visitor, &order).await;
    let file = |name: &str, bytes: Vec<u8>| ChosenFile::new("pictures", name, bytes);

    let text = file("me.jpg", b"I am no picture".to_vec());
    let page = visitor
        .submit_files(&filled(&form, "5", "Look"), &[text])
        .await;
    page.assert_status(422)
        .assert_says("This file is not a picture we can show");
    let four: Vec<_> = (0..4).map(|shade| file("a.jpg", photo(shade))).collect();
    let page = visitor
        .submit_files(&filled(&form, "5", "Look"), &four)
        .await;
    page.assert_status(422).assert_says("At most 3 pictures");
    let large = file("large.jpg", vec![0; reviews::PICTURE_BYTES + 1]);
    let page = visitor
        .submit_files(&filled(&form, "5", "Look"), &[large])
        .await;
    page.assert_status(422).assert_says("up to 8 MB");

    let phones = vec![0; 14_000_000];
    let originals = ["a", "b", "c"].map(|name| file(name, phones.clone()));
    let page = visitor
        .submit_files(&filled(&form, "5", "Look at these"), &originals)
        .await;
    page.assert_status(422).assert_says("up to 8 MB");
    let kept = page.form("form.review-form");
    assert_eq!(kept.value("text"), Some("Look at these"));

    let many: Vec<_> = (0..21).map(|shade| file("a.jpg", photo(shade))).collect();
    let page = visitor
        .submit_files(&filled(&form, "5", "Look at all"), &many)
        .await;
    page.assert_status(413).assert_says("At most 3 pictures");
    let kept = page.form("form.review-form");
    assert_eq!(kept.value("text"), Some("Look at all"));
    assert_eq!(kept.value("name"), Some("Ada L."));

    let two = [file("a.jpg", photo(20)), file("b.jpg", photo(200))];
    let answer = visitor
        .submit_files(&filled(&form, "5", "Look"), &two)
        .await;
    let page = visitor.follow(answer).await;
    shop.run_jobs().await;
    assert_eq!(
        page.attributes("input[name=keep][checked]", "value").len(),
        2
    );
    approve(&mut shop.staff(Role::Administrator).await).await;
    let product = visitor.get(&format!("/products/{}", mug.slug)).await;
    let shown = product.attributes(".review-pictures img", "src");
    assert_eq!(shown.len(), 2);
    visitor.get(&shown[0]).await.assert_status(200);

    let mut none = page.form("form.review-form");
    none.fields.retain(|(name, _)| name != "keep");
    let version = visitor.get(&form.path).await.form("form.review-form");
    let none = none.with("version", version.value("version").unwrap());
    let answer = visitor.submit_files(&none, &[]).await;
    let page = visitor.follow(answer).await;
    assert!(!page.has("input[name=keep]"));
    shop.run_jobs().await;
    visitor.get(&shown[0]).await.assert_status(404);
}
