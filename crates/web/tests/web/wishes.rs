//! What customers want and do not buy yet: wishlist, comparing, waiting for what is sold out.

use shop::attributes::{AttributeKind, SpecificationDraft};
use shop::catalog;
use shop::ids::AttributeId;
use shop::staff::{Actor, Role};
use testkit::{Browser, Form, Page, TestShop, shop_test};

use crate::attributes::add as attribute;
use crate::told::rate;

const TEST: Actor = Actor::System { what: "test" };

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

    page.assert_says("so the first one made room");
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
    let answer = press(&mut visitor, "mug-1", "/compare").await;
    let page = visitor.follow(answer).await;
    assert_eq!(page.texts("thead .card-title").len(), 4);
    assert!(!page.words().contains("made room"), "there was room");
    let linked = shop
        .browser()
        .get("/compare?products=mug-3,mug-1,no-such,mug-3")
        .await;
    assert_eq!(linked.texts("thead .card-title"), ["Mug 3", "Mug 1"]);
    assert!(!linked.has("form[action='/compare/remove']"));
}

#[shop_test]
async fn compared_products_are_told_apart_by_all_that_is_known_of_them(shop: TestShop) {
    let volume = attribute(&shop, AttributeKind::Number, "Volume", "Inhalt").await;
    let colour = attribute(&shop, AttributeKind::Colour, "Colour", "Farbe").await;
    let dishwasher = attribute(&shop, AttributeKind::Flag, "Dishwasher", "Spülmaschine").await;
    let make = async |title: &str, stock, values: &[(AttributeId, &str)]| {
        let product = shop.product(title).stock(stock).create().await;
        let values = values.iter().map(|(id, text)| (*id, (*text).to_owned()));
        let draft = SpecificationDraft {
            product_type: None,
            values: values.collect(),
        };
        catalog::specify(&shop, &TEST, product.id, 1, &draft)
            .await
            .unwrap();
        product
    };
    let first = make("First", 2, &[(volume, "0.5"), (colour, "Red")]).await;
    make("Second", 0, &[(volume, "0.5"), (dishwasher, "yes")]).await;
    rate(&shop, first.id, &[5, 4]).await;
    let mut visitor = shop.browser().with_header("accept-language", "de");

    let page = visitor.get("/compare?products=first,second").await;

    let rows: Vec<Vec<String>> = (1..=page.texts("tbody th").len())
        .map(|row| page.texts(&format!("tbody tr:nth-child({row}) > *")))
        .collect();
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap()[1..].to_vec();
    assert_eq!(row("Inhalt"), ["0,5 l", "0,5 l"]);
    assert_eq!(row("Farbe"), ["Rot", "– keine Angabe"]);
    assert_eq!(row("Spülmaschine"), ["– keine Angabe", "Ja"]);
    let rating = row("Bewertung");
    assert!(rating[0].contains("4,5 (2)"), "{rating:?}");
    assert_eq!(rating[1], "– noch nicht bewertet");
    let stock = row("Verfügbarkeit");
    assert!(stock[0].contains('2') && stock[0] != stock[1], "{stock:?}");
    assert_eq!(page.attributes("tbody .dot circle", "fill"), ["#dd0000"]);
    let differing = page.texts("tr.differs th");
    let expected = ["Bewertung", "Verfügbarkeit", "Farbe", "Spülmaschine"];
    for name in expected {
        assert!(differing.iter().any(|it| it == name), "{name}");
    }
    assert_eq!(differing.len(), expected.len(), "{differing:?}");
}

#[shop_test]
async fn whoever_compares_something_finds_it_again_from_every_page(shop: TestShop) {
    for title in ["Blue mug", "Red mug"] {
        shop.product(title).create().await;
    }
    let mut visitor = shop.browser();
    let tool = ".tools a[href='/compare']";
    let page = visitor.get("/").await;
    assert!(!page.has(tool), "there is nothing to be found");
    assert!(page.has("footer a[href='/compare']"));

    for (slug, said) in [("blue-mug", "one product"), ("red-mug", "2 products")] {
        press(&mut visitor, slug, "/compare").await;
        for path in ["/", "/products/blue-mug", "/search?q=mug", "/cart"] {
            let page = visitor.get(path).await;
            assert_eq!(page.text(&format!("{tool} .count .hidden")), said, "{path}");
        }
        assert_eq!(
            visitor.get("/").await.header("cache-control"),
            "private, no-cache"
        );
    }
    let other = shop.browser().get("/").await;
    assert!(!other.has(tool), "the page that is kept is everybody's");
}

#[shop_test]
async fn what_was_compared_stays_so_under_another_address(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut visitor = shop.browser();
    press(&mut visitor, &mug.slug, "/compare").await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path);
    let form = form.with("slug", "azure-mug");
    editor.submit(&form).await.assert_redirect(&path);

    let linked = visitor.get("/compare?products=blue-mug,azure-mug").await;
    assert_eq!(linked.texts("thead .card-title"), ["Blue mug"]);
    let answer = visitor.get("/compare").await;
    answer.assert_redirect("/compare");
    let page = visitor.follow(answer).await;
    assert_eq!(page.texts("thead .card-title"), ["Blue mug"]);

    let form = page.form("form[action='/compare/remove']");
    visitor.submit(&form).await.assert_redirect("/compare");
    let page = visitor.get("/compare").await;
    assert_eq!(page.texts("thead .card-title").len(), 0);
}

#[shop_test]
async fn what_was_compared_and_is_not_sold_any_more_is_forgotten(shop: TestShop) {
    let mugs = [
        shop.product("Blue mug").create().await,
        shop.product("Red mug").create().await,
    ];
    let mut visitor = shop.browser();
    let mut editor = shop.staff(Role::ContentManager).await;
    for mug in &mugs {
        press(&mut visitor, &mug.slug, "/compare").await;
    }
    let tool = ".tools a[href='/compare'] .count .hidden";
    for (mug, left) in mugs.iter().zip([vec!["Red mug"], Vec::new()]) {
        let path = format!("/admin/products/{}", mug.id);
        let page = editor.get(&path).await;
        let button = "form:has(button[name=status][value=archived])";
        let mut form = page.form(button);
        form.fields
            .push(("status".to_owned(), "archived".to_owned()));
        editor.submit(&form).await.assert_redirect(&path);

        let answer = visitor.get("/compare").await;
        answer.assert_redirect("/compare");
        let page = visitor.follow(answer).await;

        assert_eq!(page.texts("thead .card-title"), left);
        assert_eq!(page.texts(tool).len(), left.len());
    }
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
