//! What staff tell the search, and what they read of it; and what customers are suggested.

use shop::{search, staff::Role};
use testkit::{Browser, Form, Page, TestShop, shop_test};

use crate::listing::indexed;

const PERSON: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A button that says what to do with a product.
async fn press(editor: &mut Browser, form: &Form, name: &str, value: &str) -> Page {
    let fields = form.fields.iter();
    let fields = fields.map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = fields.chain([(name, value)]).collect();
    editor.post_form(&form.action, &fields).await
}

#[shop_test]
async fn synonyms_are_made_changed_and_deleted(shop: TestShop) {
    shop.product("Grey sofa").create().await;
    let _keeper = indexed(&shop).await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let mut visitor = shop.browser();
    let new = "/admin/search/synonyms/new";
    let page = editor.get(new).await;
    let form = page.main_form(new);

    let answer = editor.submit(&form.clone().with("words", "sofa")).await;
    answer
        .assert_status(422)
        .assert_says("Write at least two words that mean the same.");
    assert_eq!(answer.text("#words"), "sofa", "it comes back filled in");
    editor
        .submit(&form.with("words", "sofa, couch"))
        .await
        .assert_redirect("/admin/search");
    let found = visitor.get("/search?q=couch").await;
    assert_eq!(found.texts(".card-title"), ["Grey sofa"]);

    let list = editor.get("/admin/search").await;
    list.assert_says("sofa, couch")
        .assert_says("Each finds each");
    let path = list.attribute("main td a[href*='/synonyms/']", "href");
    let page = editor.get(&path).await;
    let form = page.main_form(&path);
    let stale = form.clone().with("words", "sofa, divan");
    let change = form.with("words", "sofa, settee");
    editor
        .submit(&change)
        .await
        .assert_redirect("/admin/search");
    let answer = editor.submit(&stale).await;
    answer.assert_status(409).assert_says("sofa, settee");

    let page = editor.get(&path).await;
    let delete = page.main_form(&format!("{path}/delete"));
    editor
        .submit(&delete)
        .await
        .assert_redirect("/admin/search");
    editor
        .get("/admin/search")
        .await
        .assert_says("No synonyms yet");
}

#[shop_test]
async fn products_are_found_pinned_and_put_in_order(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let card = shop.product("Greeting card").create().await;
    let _keeper = indexed(&shop).await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let new = "/admin/search/pins/new";

    let page = editor.get(&format!("{new}?text=Gift")).await;
    let form = page.main_form(new);
    let answer = editor.submit(&form).await;
    answer.assert_status(303);
    let path = answer.location().to_owned();
    for sku in [&mug.variants[0].sku, &card.variants[0].sku] {
        let page = editor.get(&format!("{path}?find={sku}")).await;
        let id = page.attribute("main button[name=add]", "value");
        let form = page.form("main form:has(button[name=add])");
        let answer = press(&mut editor, &form, "add", &id).await;
        answer.assert_redirect(&format!("{path}?find={sku}"));
    }

    let page = editor.get(&path).await;
    let form = page.form("main form:has(button[name=up])");
    let answer = press(&mut editor, &form, "up", &card.id.to_string()).await;
    answer.assert_redirect(&path);
    let found = shop.browser().get("/search?q=gift").await;
    assert_eq!(found.texts(".card-title"), ["Greeting card", "Blue mug"]);
    let again = press(&mut editor, &form, "remove", &mug.id.to_string()).await;
    again
        .assert_status(409)
        .assert_says("Somebody else changed");
    editor
        .get("/admin/search")
        .await
        .assert_says("gift")
        .assert_says("2 products");
}

#[shop_test]
async fn first_searches_of_people_are_reported(shop: TestShop) {
    shop.product("Blue mug").create().await;
    let _keeper = indexed(&shop).await;
    let mut person = shop.browser().with_header("user-agent", PERSON);
    let mut crawler = shop.browser().with_header("user-agent", "Googlebot/2.1");
    let mut analyst = shop.staff(Role::ContentManager).await;

    for path in [
        "/search?q=mug",
        "/search?q=MUG",
        "/search?q=teapot",
        "/search?q=mug&sort=new",
        "/search?q=mug&brand=Acme",
        "/search/suggest?q=mug",
        "/search",
    ] {
        person.get(path).await.assert_status(200);
    }
    crawler.get("/search?q=mug").await;
    analyst
        .get("/admin/search/report")
        .await
        .assert_says("Nothing was searched");
    search::write_down(&shop).await.unwrap();

    let page = analyst.get("/admin/search/report?days=7").await;
    page.assert_says("3 searches, 1 of them without result");
    let texts = page.texts("main td:first-child");
    assert_eq!(texts, ["teapot", "mug", "teapot"], "in vain, then all");
    let link = page.attribute("a[href*='synonyms/new']", "href");
    let form = analyst.get(&link).await;
    assert_eq!(form.text("#words"), "teapot");
}

#[shop_test]
async fn while_somebody_types_they_are_suggested_what_there_is(shop: TestShop) {
    shop.product("Blue mug").create().await;
    shop.product("Mug rack").create().await;
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let part = visitor.get("/search/suggest?q=mu").await;
    assert_eq!(part.header("cache-control"), "private, max-age=15");
    assert_eq!(part.texts(".suggested-title").len(), 2);
    assert_eq!(part.attributes("[role=option]", "href")[0], "/search?q=mug");
    assert_eq!(
        part.attribute("[data-count]", "data-count"),
        "3 suggestions"
    );
    assert!(!part.has("main") && part.body.len() < 5_000);

    let nothing = visitor.get("/search/suggest?q=xylophone").await;
    assert!(!nothing.has("[role=option]"));
    visitor.get("/search/suggest").await.assert_status(200);
}

#[shop_test]
async fn a_typo_is_understood_and_one_can_insist_on_it(shop: TestShop) {
    shop.product("Linen shirt").create().await;
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let page = visitor.get("/search?q=shrit").await;
    page.assert_says("Showing results for “shirt” too.");
    assert_eq!(page.texts(".card-title"), ["Linen shirt"]);
    let only = page.attribute(".notice a", "href");
    assert_eq!(only, "/search?q=shrit&exact=1");

    let page = visitor.get(&only).await;
    page.assert_says("Nothing found for “shrit”")
        .assert_says("Did you mean");
    assert_eq!(page.texts(".empty .chips a")[0], "shirt");
}
