use shop::{
    Token,
    changes::{Change, Moment},
    ids::ReviewId,
    reviews::{self, Sort, VisibleQuery, Vote},
};
use testkit::{TestShop, shop_test};

use super::{approve, delivered, draft, link, mine, say, seen, stars};
use crate::support::{assert_books_balance, at_once};

#[shop_test]
async fn each_visitor_counts_once_however_often_they_click(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let review = say(&shop, &link, &draft(5, "Lovely")).await.unwrap();
    let visitor = Token::generate();
    let id = review.id;
    assert_eq!(
        reviews::vote(&shop, &visitor, id).await.unwrap(),
        Vote::NotFound,
        "it waits"
    );
    approve(&shop, &review).await;
    let other = shop.second_process().await;

    let votes = at_once(6, |number| {
        let shop = if number % 2 == 0 {
            shop.shop().clone()
        } else {
            other.clone()
        };
        let visitor = visitor.clone();
        async move { reviews::vote(&shop, &visitor, id).await.unwrap() }
    })
    .await;
    let second = reviews::vote(&shop, &Token::generate(), id).await.unwrap();

    let counted = votes.iter().filter(|vote| **vote == Vote::Counted).count();
    assert_eq!((counted, second), (1, Vote::Counted));
    assert!(votes.iter().all(|vote| *vote != Vote::NotFound));
    let after = mine(&shop, &link).await.unwrap();
    assert_eq!(after.helpful, 2);
    assert_eq!(after.version, 2, "whoever edits it does not notice");
    let nothing = reviews::vote(&shop, &visitor, ReviewId::generate())
        .await
        .unwrap();
    assert_eq!(nothing, Vote::NotFound);
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn a_vote_makes_no_listing_old_but_the_pages_that_show_it(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let review = say(&shop, &link(&shop, &order).await, &draft(5, "Lovely"))
        .await
        .unwrap();
    approve(&shop, &review).await;
    let before: Moment = shop.heard().now();

    reviews::vote(&shop, &Token::generate(), review.id)
        .await
        .unwrap();

    let old = |change| {
        !shop
            .heard()
            .is_unchanged(&[shop::changes::Source::One(change)], before)
    };
    assert!(old(Change::Reviews(mug.id)));
    assert!(!old(Change::Product(mug.id)));
}

#[shop_test]
async fn reviews_are_sorted_filtered_and_paged_by_key(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(20).create().await;
    for (number, votes, text) in [
        (5, 0, "a"),
        (1, 3, "b"),
        (4, 1, "c"),
        (5, 1, "d"),
        (3, 0, "e"),
    ] {
        let order = delivered(&shop, mug.variant(), &format!("{text}@x.org")).await;
        let review = say(&shop, &link(&shop, &order).await, &draft(number, text))
            .await
            .unwrap();
        approve(&shop, &review).await;
        for _ in 0..votes {
            reviews::vote(&shop, &Token::generate(), review.id)
                .await
                .unwrap();
        }
        shop.advance(1);
    }

    let cases = [
        (Sort::Helpful, ["b", "d", "c", "e", "a"]),
        (Sort::Newest, ["e", "d", "c", "b", "a"]),
        (Sort::Highest, ["d", "a", "c", "e", "b"]),
        (Sort::Lowest, ["b", "e", "c", "d", "a"]),
    ];
    for (sort, expected) in cases {
        assert_eq!(seen(&shop, mug.id, sort).await, expected, "{sort:?}");
        let mut query = VisibleQuery {
            product: mug.id,
            stars: None,
            sort,
            after: None,
            limit: 2,
        };
        let mut found = Vec::new();
        loop {
            let page = reviews::visible(shop.db.primary(), &query).await.unwrap();
            found.extend(page.reviews.into_iter().map(|review| review.body));
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(found, expected, "{sort:?}, two at a time");
    }
    let fives = VisibleQuery {
        product: mug.id,
        stars: Some(stars(5)),
        sort: Sort::Newest,
        after: Some("not a place".to_owned()),
        limit: 9,
    };
    let fives = reviews::visible(shop.db.primary(), &fives).await.unwrap();
    assert_eq!(fives.reviews.len(), 2);
}
