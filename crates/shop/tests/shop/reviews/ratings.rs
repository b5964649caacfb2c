use std::collections::BTreeMap;

use commerce::Rating;
use shop::{
    Token, audit, catalog,
    reviews::{self, Decision, ModerateError, Review, Sort, VisibleQuery},
    search::Lag,
};
use testkit::{TestShop, shop_test};

use super::{approve, delivered, draft, link, mine, rejection, say};
use crate::support::{SYSTEM, assert_books_balance, run_sql};

/// The same numbers each time, so that a failure can be looked at.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[shop_test]
async fn the_rating_is_what_is_seen_whatever_happens(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(20).create().await;
    let pen = shop.product("Red pen").stock(20).create().await;
    let mut links = Vec::new();
    for product in [&mug, &pen] {
        for buyer in ["ada@x.org", "bob@x.org", "eve@x.org"] {
            let order = delivered(&shop, product.variant(), buyer).await;
            links.push(link(&shop, &order).await);
        }
    }
    let mut dice = Dice(20_261_128);
    for step in 0..60 {
        let link = &links[usize::try_from(dice.roll(6)).unwrap()];
        let number = i64::try_from(dice.roll(5)).unwrap() + 1;
        let action = dice.roll(6);
        match (mine(&shop, link).await, action) {
            (None, _) | (_, 0 | 1) => {
                say(&shop, link, &draft(number, &format!("Step {step}")))
                    .await
                    .unwrap();
            }
            (Some(review), 2 | 3) => decide(&shop, &review, &Decision::Approve).await,
            (Some(review), 4) => decide(&shop, &review, &rejection()).await,
            (Some(review), _) => {
                reviews::vote(&shop, &Token::generate(), review.id)
                    .await
                    .unwrap();
                reviews::reply(&shop, &SYSTEM, review.id, review.version, "Thanks")
                    .await
                    .unwrap();
            }
        }
        for product in [mug.id, pen.id] {
            assert_eq!(
                counted(&shop, product).await,
                shown(&shop, product).await,
                "step {step}"
            );
        }
    }
    assert_books_balance(&shop).await;
    let cards = catalog::cards(&shop, &[mug.id, pen.id]).await.unwrap();
    let mut seen = 0;
    for card in cards {
        assert_eq!(card.rating, shown(&shop, card.id).await, "{}", card.title);
        seen += card.rating.count();
    }
    assert!(seen > 0, "the dice left nothing to be counted");
}

/// Refused when it is so already; that changes nothing. Nothing else may go wrong.
async fn decide(shop: &TestShop, review: &Review, decision: &Decision) {
    let outcome = reviews::decide(shop, &SYSTEM, review.id, review.version, decision).await;
    assert!(
        matches!(outcome, Ok(()) | Err(ModerateError::Refused(_))),
        "{outcome:?}"
    );
}

async fn counted(shop: &TestShop, product: shop::ids::ProductId) -> Rating {
    reviews::summary(shop.db.primary(), product).await.unwrap()
}

/// Counted one by one on the page that everybody sees.
async fn shown(shop: &TestShop, product: shop::ids::ProductId) -> Rating {
    let query = VisibleQuery {
        product,
        stars: None,
        sort: Sort::Newest,
        after: None,
        limit: 100,
    };
    let page = reviews::visible(shop.db.primary(), &query).await.unwrap();
    let mut counts: BTreeMap<u8, u64> = (1..=5).map(|stars| (stars, 0)).collect();
    for review in page.reviews {
        *counts.entry(review.stars.get()).or_default() += 1;
    }
    let counts: Vec<u64> = counts.into_values().collect();
    Rating::new(counts.try_into().unwrap())
}

#[shop_test]
async fn the_audit_finds_a_rating_that_says_something_else(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let review = say(&shop, &link(&shop, &order).await, &draft(5, "Lovely"))
        .await
        .unwrap();
    approve(&shop, &review).await;
    run_sql(
        &shop,
        "UPDATE product_rating SET five_stars = 2, one_star = 1",
    )
    .await
    .unwrap();

    let checks = audit::audit(&shop, Lag::Excused).await.unwrap();

    let rule = "the rating of each product is what its visible reviews say";
    let check = checks.into_iter().find(|check| check.rule == rule).unwrap();
    assert_eq!(
        check.findings,
        [
            "product blue-mug: 1 reviews with 1 stars are counted, 0 are seen",
            "product blue-mug: 2 reviews with 5 stars are counted, 1 are seen",
        ]
    );
}
