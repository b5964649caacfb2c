//! Categories and searches, narrowed down: facets and their counts, chips, orders, and what crawlers are told.

use shop::{
    Shop,
    catalog::{self, CategoryDraft},
    ids::CategoryId,
    search::{self, Keeper, Tally},
    staff::Actor,
};
use testkit::{Page, TestShop, shop_test};

use crate::cached_until_changed::process;
use crate::told::rate;

const TEST: Actor = Actor::System { what: "test" };

/// An index that is up to date.
pub async fn indexed(shop: &Shop) -> Keeper {
    let mut keeper = Keeper::open(shop).await.unwrap();
    keeper.step().await.unwrap();
    keeper
}

pub async fn category(shop: &TestShop, title: &str, parent: Option<CategoryId>) -> CategoryId {
    let draft = CategoryDraft {
        slug: None,
        title: title.to_owned(),
        description: String::new(),
        parent,
        position: 0,
        ..CategoryDraft::default()
    };
    catalog::save_category(shop, &TEST, None, 0, &draft)
        .await
        .unwrap()
}

/// Three shirts of two brands in `clothes`, one of them reduced, one sold out; and a hat below it.
async fn clothes(shop: &TestShop) {
    let clothes = category(shop, "Clothes", None).await;
    let hats = category(shop, "Hats", Some(clothes)).await;
    let shirt = |title: &str, brand: &str| shop.product(title).brand(brand).category(clothes);
    shirt("Linen shirt", "Weaver")
        .variant("S")
        .price("40")
        .variant("M")
        .price("45")
        .create()
        .await;
    shop.advance(1);
    shirt("Cotton shirt", "Weaver")
        .variant("M")
        .price("20")
        .compare_at("30")
        .variant("L")
        .price("20")
        .create()
        .await;
    shop.advance(1);
    shirt("Wool shirt", "Acme")
        .variant("L")
        .price("60")
        .stock(0)
        .create()
        .await;
    shop.advance(1);
    let hat = shop.product("Straw hat").brand("Acme").category(hats);
    hat.price("15").create().await;
}

fn titles(page: &Page) -> Vec<String> {
    page.texts(".card-title")
}

/// "label count" of each value that the page offers for a parameter.
pub fn offered(page: &Page, parameter: &str) -> Vec<String> {
    page.texts(&format!("label:has(input[name='{parameter}'])"))
}

#[shop_test]
async fn a_facet_counts_what_there_would_be_with_each_of_its_values(shop: TestShop) {
    clothes(&shop).await;
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let page = visitor.get("/categories/clothes").await;
    assert_eq!(offered(&page, "brand"), ["Acme 2", "Weaver 2"]);
    assert_eq!(offered(&page, "size"), ["S 1", "M 2", "L 2"]);
    assert_eq!(offered(&page, "category"), ["Hats 1"]);
    assert_eq!(offered(&page, "available"), ["In stock 3"]);
    assert_eq!(offered(&page, "sale"), ["Reduced 1"]);
    assert_eq!(page.text("#listing-count"), "4 products");

    let page = visitor.get("/categories/clothes?size=M&size=L").await;
    assert_eq!(titles(&page), ["Wool shirt", "Cotton shirt", "Linen shirt"]);
    let own = offered(&page, "size");
    assert_eq!(own, ["S 1", "M 2", "L 2"], "a facet ignores its own choice");
    let others = offered(&page, "brand");
    assert_eq!(others, ["Weaver 2", "Acme 1"], "and respects all others");
    assert!(offered(&page, "category").is_empty());
    let chosen = page.attributes("input[name=size][checked]", "value");
    assert_eq!(chosen, ["M", "L"]);

    let page = visitor
        .get("/categories/clothes?brand=Acme&available=1&max=16,00")
        .await;
    assert_eq!(titles(&page), ["Straw hat"]);
    assert_eq!(offered(&page, "brand"), ["Acme 1"], "prices count too");
    assert_eq!(page.attribute("#max", "value"), "16,00");
}

#[shop_test]
async fn each_choice_can_be_taken_back_by_itself(shop: TestShop) {
    clothes(&shop).await;
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let path = "/categories/clothes?brand=Weaver&size=M&min=10&sort=price&page=1";
    let page = visitor.get(path).await;

    assert_eq!(titles(&page), ["Cotton shirt", "Linen shirt"]);
    let chips = page.texts(".chosen a");
    assert_eq!(
        chips,
        [
            "Remove filter: Weaver",
            "Remove filter: Size: M",
            "Remove filter: from €10.00",
            "Remove the filters"
        ]
    );
    assert_eq!(
        page.attributes(".chosen a", "href"),
        [
            "/categories/clothes?size=M&min=10&sort=price",
            "/categories/clothes?brand=Weaver&min=10&sort=price",
            "/categories/clothes?brand=Weaver&size=M&sort=price",
            "/categories/clothes?sort=price"
        ]
    );
    let nothing = visitor
        .get("/categories/clothes?brand=Acme&size=S&brand=Nobody")
        .await;
    nothing
        .assert_status(200)
        .assert_says("No product matches your filters.");
    assert_eq!(nothing.texts(".chosen li").len(), 4, "nor is it a trap");
}

#[shop_test]
async fn without_script_the_form_asks_for_the_same(shop: TestShop) {
    clothes(&shop).await;
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();
    let page = visitor.get("/search?q=shirt").await;
    assert!(page.has("#filters-form button:not([type])"));

    let form = page.form("#filters-form").with("size", "L");
    let page = visitor.submit(&form).await;

    assert_eq!(titles(&page), ["Wool shirt", "Cotton shirt"]);
    assert_eq!(page.attribute("#filters-form [name=q]", "value"), "shirt");
}

#[shop_test]
async fn a_listing_is_sorted_as_one_likes(shop: TestShop) {
    clothes(&shop).await;
    // Many good reviews before a single perfect one, and what nobody has rated last.
    let ids = catalog::newest(&shop, 10).await.unwrap();
    let id = |title: &str| ids.iter().find(|card| card.title == title).unwrap().id;
    rate(&shop, id("Linen shirt"), &[5, 5, 5, 5, 4, 5, 5, 4]).await;
    rate(&shop, id("Wool shirt"), &[5]).await;
    rate(&shop, id("Cotton shirt"), &[2, 1]).await;
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let by_price = ["Straw hat", "Cotton shirt", "Linen shirt", "Wool shirt"];
    let newest = ["Straw hat", "Wool shirt", "Cotton shirt", "Linen shirt"];
    let mut dearest = by_price;
    dearest.reverse();
    for (sort, expected) in [
        ("", newest),
        ("best-selling", newest),
        ("new", newest),
        ("price", by_price),
        ("price-down", dearest),
        ("cheapest", newest),
    ] {
        let page = visitor
            .get(&format!("/categories/clothes?sort={sort}"))
            .await;
        assert_eq!(titles(&page), expected, "{sort}");
    }
    let best = ["Linen shirt", "Wool shirt", "Cotton shirt", "Straw hat"];
    let page = visitor.get("/categories/clothes?sort=rating").await;
    assert_eq!(titles(&page), best);
    let words = |page: &Page| page.attributes("#sort option", "value");
    let listing = visitor.get("/categories/clothes").await;
    assert_eq!(
        words(&listing),
        ["", "new", "price", "price-down", "rating"]
    );
    let search = visitor.get("/search?q=shirt").await;
    assert!(words(&search).contains(&"best-selling".to_owned()));
    search.assert_says("Best match");
}

#[shop_test]
async fn crawlers_keep_whole_listings_and_nothing_that_is_filtered(shop: TestShop) {
    let clothes = category(&shop, "Clothes", None).await;
    for number in 0..30 {
        let sock = shop.product(&format!("Sock {number}")).category(clothes);
        sock.create().await;
    }
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let whole = "/categories/clothes";
    let cases = [
        ("", whole, true),
        ("?page=1", whole, true),
        ("?page=2", "/categories/clothes?page=2", true),
        (
            "?utm_source=mail&page=2",
            "/categories/clothes?page=2",
            true,
        ),
        ("?sort=price", whole, false),
        ("?sort=price&page=2", whole, false),
        ("?brand=Acme", whole, false),
        ("?min=1", whole, false),
        ("?sort=price&brand=Acme&min=1", whole, false),
        ("?available=1&page=2", whole, false),
    ];
    for (query, canonical, is_kept) in cases {
        let page = visitor.get(&format!("{whole}{query}")).await;
        page.assert_status(200);
        let named = page.attribute("link[rel=canonical]", "href");
        assert!(named.ends_with(canonical), "{query}: {named}");
        let told = page.attributes("meta[name=robots]", "content");
        let expected: &[&str] = match query {
            _ if is_kept => &[],
            "?sort=price" | "?sort=price&page=2" => &["noindex"],
            // There is no end to combinations of choices.
            _ => &["noindex, nofollow"],
        };
        assert_eq!(told, expected, "{query}");
        let pages = page.attributes(".paging a", "rel");
        let are_followed = !pages.iter().any(|rel| rel.contains("nofollow"));
        assert_eq!(are_followed, is_kept, "{query}");
        let chips = page.texts(".chosen a:not([rel=nofollow])");
        assert!(chips.is_empty(), "{query}");
    }
    visitor
        .get("/categories/clothes?page=3")
        .await
        .assert_status(404);
    let search = visitor.get("/search?q=sock").await;
    assert!(search.has("meta[content=noindex]") && !search.has("link[rel=canonical]"));
    let narrowed = visitor.get("/search?q=sock&brand=Acme").await;
    assert!(narrowed.has("meta[content='noindex, nofollow']"));
}

#[shop_test]
async fn listings_with_one_choice_or_none_are_kept_in_memory(shop: TestShop) {
    clothes(&shop).await;
    let _keeper = indexed(&shop).await;
    let (app, mut visitor) = process(&shop);

    for query in ["", "?page=1", "?utm_campaign=x", "?nothing=1", "?sort=nope"] {
        visitor.get(&format!("/categories/clothes{query}")).await;
    }
    assert_eq!(app.cache.size().await.1, 1, "they are all the same page");
    visitor.get("/categories/clothes?sort=new").await;
    assert_eq!(app.cache.size().await.1, 2);
    for query in ["?size=M", "?brand=x", "?sale=1&sort=new"] {
        visitor.get(&format!("/categories/clothes{query}")).await;
    }
    assert_eq!(app.cache.size().await.1, 5);
    for query in [
        "?min=2",
        "?size=M&max=30",
        "?size=M&size=L",
        "?size=M&sale=1",
    ] {
        visitor.get(&format!("/categories/clothes{query}")).await;
    }
    visitor.get("/search?q=shirt").await;
    assert_eq!(
        app.cache.size().await.1,
        5,
        "what can be anything is not kept"
    );
}

#[shop_test]
async fn a_kept_listing_follows_the_index(shop: TestShop) {
    clothes(&shop).await;
    let mut visitor = shop.browser();
    let before = visitor.get("/categories/clothes?size=M").await;
    assert_eq!(titles(&before).len(), 4, "no index, so nobody knows sizes");
    assert!(!before.has(".facet-value"));
    assert_eq!(
        titles(&visitor.get("/categories/clothes?max=16").await).len(),
        1
    );

    let mut keeper = indexed(&shop).await;
    let page = visitor.get("/categories/clothes").await;
    assert_eq!(offered(&page, "size"), ["S 1", "M 2", "L 2"]);

    let clothes = shop.categories().by_slug("clothes").unwrap().id;
    shop.product("Silk shirt")
        .category(clothes)
        .variant("S")
        .create()
        .await;
    keeper.step().await.unwrap();
    let page = visitor.get("/categories/clothes").await;
    assert_eq!(offered(&page, "size"), ["S 2", "M 2", "L 2"]);
}

#[shop_test]
async fn what_cannot_be_narrowed_down_yet_is_said_and_kept_by_nobody(shop: TestShop) {
    clothes(&shop).await;
    let (app, mut visitor) = process(&shop);
    let notice = "The filters are being prepared. Until then everything is shown here.";
    let chosen = [
        "/categories/clothes?brand=Acme",
        "/categories/clothes?size=M&sort=price",
        "/categories/clothes?category=hats",
        "/categories/clothes?available=1",
        "/search?q=shirt&sale=1",
        "/search?q=nothing&brand=Acme",
    ];
    for path in chosen {
        let page = visitor.get(path).await;
        page.assert_status(200).assert_says(notice);
        assert_eq!(page.attribute(".notice a", "href"), path, "the same again");
        assert_eq!(page.attribute(".notice a", "rel"), "nofollow");
        let robots = page.attribute("meta[name=robots]", "content");
        assert_eq!(robots, "noindex, nofollow", "{path}");
        assert_eq!(page.header("cache-control"), "private, no-cache", "{path}");
        assert!(!page.has(".chosen"), "nothing is narrowed down: {path}");
    }
    assert_eq!(app.cache.size().await.1, 0);
    for path in [
        "/categories/clothes",
        "/categories/clothes?max=50&lang=en",
        "/search",
    ] {
        let page = visitor.get(path).await;
        assert!(!page.words().contains(notice), "{path}");
    }
    let mut german = shop.browser().with_header("accept-language", "de");
    let page = german.get(chosen[0]).await;
    page.assert_says("Die Filter werden gerade vorbereitet.");

    let _keeper = indexed(&shop).await;
    for path in chosen {
        let page = visitor.get(path).await;
        page.assert_status(200);
        assert!(!page.words().contains(notice), "{path}");
    }
    let page = visitor.get(chosen[1]).await;
    assert_eq!(titles(&page), ["Cotton shirt", "Linen shirt"]);
}

#[shop_test]
async fn a_script_is_answered_with_the_listing_alone(shop: TestShop) {
    clothes(&shop).await;
    let _keeper = indexed(&shop).await;
    let mut script = shop.browser().with_header("hx-request", "true");

    let part = script
        .get("/categories/clothes?min=&max=&sort=&brand=Weaver&size=M")
        .await;
    assert!(part.has("#results") && part.has("#facets") && !part.has("footer"));
    assert_eq!(
        part.header("hx-push-url"),
        "/categories/clothes?brand=Weaver&size=M"
    );
    assert_eq!(part.header("cache-control"), "no-store");

    // What is kept for everybody is sent as it is.
    for (asked, address) in [
        ("min=&max=&sort=", "/categories/clothes"),
        (
            "min=&max=&sort=&brand=Weaver",
            "/categories/clothes?brand=Weaver",
        ),
    ] {
        let whole = script.get(&format!("/categories/clothes?{asked}")).await;
        assert!(whole.has("#results") && whole.has("footer"), "{asked}");
        assert_eq!(whole.header("hx-push-url"), address);
    }
}

#[shop_test]
async fn a_listing_with_one_choice_is_kept_until_the_index_changes(shop: TestShop) {
    clothes(&shop).await;
    let mut keeper = indexed(&shop).await;
    let (app, mut visitor) = process(&shop);
    let path = "/categories/clothes?size=M";
    for _ in 0..3 {
        let page = visitor.get(path).await;
        assert_eq!(titles(&page), ["Cotton shirt", "Linen shirt"]);
    }
    assert_eq!(app.cache.rendered(), 1);

    let clothes = shop.categories().by_slug("clothes").unwrap().id;
    let shirt = shop.product("Silk shirt").category(clothes);
    shirt.variant("M").create().await;
    keeper.step().await.unwrap();

    let page = visitor.get(path).await;
    let expected = ["Silk shirt", "Cotton shirt", "Linen shirt"];
    assert_eq!(titles(&page), expected);
    assert_eq!(offered(&page, "size"), ["S 1", "M 3", "L 2"]);
}

#[shop_test]
async fn a_search_that_finds_nothing_offers_something(shop: TestShop) {
    clothes(&shop).await;
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let page = visitor.get("/search?q=hatstraw").await;
    assert_eq!(page.texts(".empty .chips:first-of-type a")[0], "hat straw");
    let page = visitor.get("/search?q=teapot").await;
    page.assert_says("Nothing found for “teapot”")
        .assert_says("Popular products");
    assert_eq!(titles(&page).len(), 4);

    let all = visitor.get("/search").await;
    all.assert_says("All products");
    assert_eq!(titles(&all).len(), 4);
    // All of them are clothes, so that would be no choice.
    assert_eq!(offered(&all, "category"), [""; 0]);
    let below = visitor.get("/search?category=clothes").await;
    assert_eq!(offered(&below, "category"), ["Clothes 4", "Hats 1"]);
    let hats = visitor.get("/search?category=clothes&category=hats").await;
    assert_eq!(titles(&hats).len(), 1);
    assert_eq!(offered(&hats, "category"), ["Clothes 4", "Hats 1"]);
}

#[shop_test]
async fn a_search_without_words_finds_nothing_and_is_counted(shop: TestShop) {
    clothes(&shop).await;
    let _keeper = indexed(&shop).await;
    let browser = shop.browser();
    let mut visitor = browser.with_header("user-agent", "Mozilla/5.0 (X11; Linux x86_64)");
    let long = "x".repeat(41);

    for text in ["%27", "%25", "%F0%9F%90%99", &long] {
        let page = visitor.get(&format!("/search?q={text}")).await;
        page.assert_says("Nothing found for")
            .assert_says("Popular products");
        assert_eq!(titles(&page).len(), 4);
        assert!(!page.has("#filters-form"));
    }
    visitor
        .get("/search?q=%20")
        .await
        .assert_says("All products");

    search::write_down(&shop).await.unwrap();
    let report = search::report(&shop, &TEST, 1).await.unwrap();
    let all_in_vain = Tally {
        searches: 4,
        without_result: 4,
    };
    assert_eq!(report.total, all_in_vain);
}

#[shop_test]
async fn an_item_number_finds_its_product_first(shop: TestShop) {
    shop.product("Mug for everyday").create().await;
    let mug = shop.product("Mug").create().await;
    shop.product("Everything for a mug").create().await;
    let _keeper = indexed(&shop).await;

    let sku = &mug.variants[0].sku;
    let page = shop.browser().get(&format!("/search?q={sku}")).await;

    assert_eq!(titles(&page)[0], "Mug", "{sku}");
}
