//! Synonyms, pinned products, and what is counted of searches.

use chrono::TimeDelta;
use shop::{
    Shop,
    catalog::ProductStatus,
    changes::{Change, Follower, News},
    ids::{PinsId, ProductId},
    search::{self, PinChange, Query, RuleError, SynonymDraft, Tally},
};
use testkit::{TestShop, shop_test};

use super::{find, indexed, text, titles};
use crate::support::SYSTEM;

fn draft(from: Option<&str>, words: &[&str]) -> SynonymDraft {
    SynonymDraft {
        from: from.map(str::to_owned),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    }
}

async fn pinned(shop: &Shop, text: &str, products: &[ProductId]) -> PinsId {
    let id = search::add_pins(shop, &SYSTEM, text).await.unwrap();
    for (version, product) in (1..).zip(products) {
        let add = PinChange::Add(*product);
        search::change_pins(shop, &SYSTEM, id, version, add)
            .await
            .unwrap();
    }
    id
}

/// What the follower of another process hears of.
async fn hear(shop: &Shop, follower: &mut Follower) {
    let news = follower.look(shop.db.primary(), shop.clock.now()).await;
    match news.unwrap() {
        News::Everything => shop.refresh().await.unwrap(),
        News::Changes(changes) => {
            assert!(changes.contains(&Change::SearchRules));
            shop.apply(&changes).await.unwrap();
        }
    }
    follower.applied();
}

#[shop_test]
async fn synonyms_work_as_soon_as_they_are_saved_and_until_they_are_deleted(shop: TestShop) {
    shop.product("Grey sofa").create().await;
    shop.product("Smartphone").create().await;
    shop.product("Old phone").create().await;
    let _keeper = indexed(&shop).await;
    assert_eq!(find(&shop, &text("couch")).await.total, 0);

    let sofas = draft(None, &["Sofa", "couch"]);
    let group = search::save_synonym(&shop, &SYSTEM, None, 0, &sofas)
        .await
        .unwrap();
    let one_way = draft(Some("phone"), &["smartphone"]);
    search::save_synonym(&shop, &SYSTEM, None, 0, &one_way)
        .await
        .unwrap();

    assert_eq!(titles(&find(&shop, &text("couches")).await), ["Grey sofa"]);
    assert_eq!(find(&shop, &text("phone")).await.total, 2);
    assert_eq!(
        titles(&find(&shop, &text("smartphone")).await),
        ["Smartphone"]
    );
    let suggested = search::suggest(&shop, "couch").await.unwrap();
    assert_eq!(suggested.products[0].title, "Grey sofa");

    let stale = search::delete_synonym(&shop, &SYSTEM, group, 9).await;
    assert!(matches!(stale, Err(RuleError::Stale)));
    search::delete_synonym(&shop, &SYSTEM, group, 1)
        .await
        .unwrap();
    assert_eq!(find(&shop, &text("couch")).await.total, 0);
    assert!(search::suggest(&shop, "couch").await.unwrap().is_empty());
}

#[shop_test]
async fn an_edit_of_synonyms_over_anothers_is_refused(shop: TestShop) {
    let sofas = draft(None, &["sofa", "couch"]);
    let id = search::save_synonym(&shop, &SYSTEM, None, 0, &sofas)
        .await
        .unwrap();
    let theirs = draft(None, &["sofa", "settee"]);
    let first = search::save_synonym(&shop, &SYSTEM, Some(id), 1, &theirs).await;
    first.unwrap();

    let second = draft(None, &["sofa", "divan"]);
    let second = search::save_synonym(&shop, &SYSTEM, Some(id), 1, &second).await;

    assert!(matches!(second, Err(RuleError::Stale)));
    let stored = search::synonym(&shop, id).await.unwrap().unwrap();
    assert_eq!((stored.draft, stored.version), (theirs, 2));
}

#[shop_test]
async fn pinned_products_come_first_in_their_order_whatever_the_text_finds(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    shop.product("Gift box").create().await;
    let card = shop.product("Card for a gift").create().await;
    let _keeper = indexed(&shop).await;

    let id = pinned(&shop, " GIFT", &[mug.id, card.id]).await;

    let found = find(&shop, &text("gift")).await;
    assert_eq!(titles(&found), ["Blue mug", "Card for a gift", "Gift box"]);
    let suggested = search::suggest(&shop, "Gift").await.unwrap();
    assert_eq!(suggested.products[0].title, "Blue mug");
    let others = find(&shop, &text("gift box")).await;
    assert_eq!(titles(&others)[0], "Gift box", "only for the whole text");
    let by_price = Query {
        sort: search::Sort::Newest,
        ..text("gift")
    };
    assert_eq!(titles(&find(&shop, &by_price).await)[0], "Card for a gift");

    let again = search::add_pins(&shop, &SYSTEM, "gift ").await;
    assert!(matches!(again, Err(RuleError::Invalid("text", _))));
    let stale = search::change_pins(&shop, &SYSTEM, id, 1, PinChange::Up(card.id)).await;
    assert!(matches!(stale, Err(RuleError::Stale)));
    search::delete_pins(&shop, &SYSTEM, id, 3).await.unwrap();
    assert_eq!(find(&shop, &text("gift")).await.total, 2);
}

#[shop_test]
async fn pins_of_what_is_not_sold_any_more_leave_room_for_the_rest(shop: TestShop) {
    let mut gone = Vec::new();
    for number in 0..6 {
        let title = format!("Old mug {number}");
        gone.push(
            shop.product(&title)
                .status(ProductStatus::Archived)
                .create()
                .await
                .id,
        );
    }
    shop.product("Blue mug").create().await;
    let _keeper = indexed(&shop).await;

    pinned(&shop, "mug", &gone).await;

    let suggested = search::suggest(&shop, "mug").await.unwrap();
    let titles: Vec<_> = suggested.products.iter().map(|it| &it.title).collect();
    assert_eq!(titles, ["Blue mug"]);
}

#[shop_test]
async fn another_process_knows_the_rules_once_it_has_looked(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let second = shop.second_process().await;
    let _keeper = indexed(&second).await;
    let mut follower = Follower::default();
    let news = follower.look(second.db.primary(), second.clock.now()).await;
    assert_eq!(news.unwrap(), News::Everything);
    follower.applied();

    search::save_synonym(&shop, &SYSTEM, None, 0, &draft(None, &["mug", "beaker"]))
        .await
        .unwrap();
    pinned(&shop, "gift", &[mug.id]).await;
    assert_eq!(find(&second, &text("beaker")).await.total, 0);
    hear(&second, &mut follower).await;

    assert_eq!(titles(&find(&second, &text("beaker")).await), ["Blue mug"]);
    assert_eq!(titles(&find(&second, &text("gift")).await), ["Blue mug"]);
    second.db.close().await.unwrap();
}

#[shop_test]
async fn a_text_can_be_searched_as_it_was_typed(shop: TestShop) {
    shop.product("Linen shirt").create().await;
    let _keeper = indexed(&shop).await;

    let found = find(&shop, &text("shrit")).await;
    assert_eq!(titles(&found), ["Linen shirt"]);
    assert_eq!(found.corrections, ["shirt"]);

    let exact = Query {
        exact: true,
        ..text("shrit")
    };
    let found = find(&shop, &exact).await;
    assert_eq!(found.total, 0);
    assert_eq!(found.corrections, ["shirt"]);
}

#[shop_test]
async fn searches_are_counted_by_day_and_text_and_not_by_whom(shop: TestShop) {
    let report = async |days| search::report(&shop, &SYSTEM, days).await.unwrap();
    for found in [3, 3, 0] {
        search::note(&shop, "Blue  MUG", found);
    }
    search::note(&shop, "teapot", 0);
    search::note(&shop, "ada@customer.example", 0);
    search::note(&shop, &"long ".repeat(30), 0);
    assert_eq!(report(1).await.most, [], "nothing is written by a search");

    search::write_down(&shop).await.unwrap();
    search::note(&shop, "blue mug", 3);
    search::write_down(&shop).await.unwrap();

    let today = report(1).await;
    let texts = |counted: &[search::CountedText]| -> Vec<(String, i64, i64)> {
        let one = |it: &search::CountedText| {
            (it.text.clone(), it.tally.searches, it.tally.without_result)
        };
        counted.iter().map(one).collect()
    };
    assert_eq!(
        texts(&today.most),
        [("blue mug".to_owned(), 4, 1), ("teapot".to_owned(), 1, 1)]
    );
    assert_eq!(texts(&today.without_result).len(), 2);
    let sum = Tally {
        searches: 5,
        without_result: 2,
    };
    assert_eq!(today.total, sum);

    shop.clock.advance(TimeDelta::days(1));
    assert_eq!(report(1).await.total, Tally::default());
    assert_eq!(report(7).await.total, sum);
    shop.clock.advance(TimeDelta::days(200));
    assert_eq!(search::prune_counts(&shop).await.unwrap(), 2);
}
