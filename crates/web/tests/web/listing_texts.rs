//! Filters by attributes of free text: what is written is offered, whatever that is.

use shop::attributes::{AttributeKind, FACET_TEXT_MAX, SpecificationDraft};
use shop::ids::{AttributeId, CategoryId};
use shop::{catalog, staff::Actor};
use testkit::{Page, TestShop, shop_test};

use crate::attributes::add;
use crate::listing::{category, indexed};

const TEST: Actor = Actor::System { what: "test" };

/// A product with a text.
async fn board(shop: &TestShop, within: CategoryId, title: &str, origin: AttributeId, text: &str) {
    let board = shop.product(title).category(within).create().await;
    let spec = SpecificationDraft {
        product_type: None,
        values: vec![(origin, text.to_owned())],
    };
    let saved = catalog::specify(shop, &TEST, board.id, 1, &spec).await;
    saved.unwrap();
}

fn values(page: &Page) -> Vec<String> {
    page.attributes("input[name=origin]", "value")
}

fn labels(page: &Page) -> Vec<String> {
    page.texts("input[name=origin] ~ .facet-label")
}

#[shop_test]
async fn any_text_can_be_chosen_and_taken_back(shop: TestShop) {
    let origin = add(&shop, AttributeKind::Text, "Origin", "Herkunft").await;
    let boards = category(&shop, "Boards", None).await;
    let longest = "🪵".repeat(FACET_TEXT_MAX);
    let texts = [
        "Oak, oiled",
        "oak, oiled",
        "\"A\" & 'B' <script>alert(1)</script>",
        "a=b&c=d?e#f+g%20h/../i;j",
        "Höhr – 日本",
        "true",
        &longest,
    ];
    for (at, text) in texts.iter().enumerate() {
        board(&shop, boards, &format!("Board {at}"), origin, text).await;
    }
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();
    let whole = "/categories/boards";

    let page = visitor.get(whole).await;
    let mut expected = texts.to_vec();
    expected.sort_unstable();
    for mut found in [values(&page), labels(&page)] {
        found.sort_unstable();
        assert_eq!(found, expected);
    }
    page.assert_says("Origin");
    for (at, text) in texts.iter().enumerate() {
        let form = page.form("#filters-form").with("origin", text);
        let narrowed = visitor.submit(&form).await;
        narrowed.assert_status(200);
        assert_eq!(narrowed.texts(".card-title"), [format!("Board {at}")]);
        let checked = narrowed.attributes("input[name=origin][checked]", "value");
        assert_eq!(checked, [*text]);
        let chips = narrowed.texts(".chosen a");
        assert_eq!(chips[0], format!("Remove filter: Origin: {text}"));
        assert_eq!(narrowed.attributes(".chosen a", "href")[0], whole);
        let canonical = narrowed.attribute("link[rel=canonical]", "href");
        assert!(canonical.ends_with(whole), "{canonical}");
        let robots = narrowed.attribute("meta[name=robots]", "content");
        assert_eq!(robots, "noindex, nofollow");
    }
    let two = "/categories/boards?origin=oak%2C+oiled&origin=true";
    let page = visitor.get(two).await;
    assert_eq!(page.texts(".card-title").len(), 2);
    let left = "/categories/boards?origin=oak%2C+oiled";
    assert!(
        page.attributes(".chosen a", "href")
            .contains(&left.to_owned())
    );
}

#[shop_test]
async fn texts_stand_in_the_order_of_options_and_all_of_many_are_one_step_away(shop: TestShop) {
    let origin = add(&shop, AttributeKind::Text, "Origin", "Herkunft").await;
    let boards = category(&shop, "Boards", None).await;
    for (at, text) in ["10 m", "2 m", "2 m", "1.5 m"].into_iter().enumerate() {
        board(&shop, boards, &format!("Board {at}"), origin, text).await;
    }
    let mut keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let page = visitor.get("/categories/boards").await;
    assert_eq!(values(&page), ["1.5 m", "2 m", "10 m"], "they grow");
    board(&shop, boards, "Endless board", origin, "endless").await;
    keeper.step().await.unwrap();
    let page = visitor.get("/categories/boards").await;
    assert_eq!(values(&page)[0], "2 m", "most products have it");

    for number in 0..98 {
        let text = format!("Wood {number:02}");
        board(&shop, boards, &text, origin, &text).await;
    }
    keeper.step().await.unwrap();
    let page = visitor.get("/categories/boards").await;
    assert_eq!(values(&page).len(), 8);
    assert_eq!(page.texts(".facet-all a"), ["Show all 102: Origin"]);
    let url = page.attribute(".facet-all a", "data-hx-get");
    assert_eq!(url, "/categories/boards?all=origin");
    let whole = visitor.get(&url).await;
    assert_eq!(values(&whole).len(), 102);
    let names = values(&whole);
    assert!(
        names.is_sorted_by_key(|name| name.to_lowercase()),
        "by name"
    );
    assert!(whole.has("meta[name=robots][content=noindex]"));
}
