use commerce::ReviewState;
use shop::{
    FailureKind,
    ids::ReviewId,
    reviews::{self, Decision, Filter, Sort},
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{approve, delivered, draft, link, mine, rejection, say, seen, stars};
use crate::support::{SYSTEM, assert_books_balance, colleague, kind};

#[shop_test]
async fn staff_show_reject_and_change_their_mind(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let ada = colleague(Role::ContentManager);
    say(&shop, &link, &draft(2, "Meh")).await.unwrap();

    let steps = [
        (Decision::Approve, ReviewState::Approved, 1),
        (rejection(), ReviewState::Rejected, 0),
        (Decision::Approve, ReviewState::Approved, 1),
    ];
    for (decision, state, visible) in steps {
        let before = mine(&shop, &link).await.unwrap();
        reviews::decide(&shop, &ada, before.id, before.version, &decision)
            .await
            .unwrap();
        let after = mine(&shop, &link).await.unwrap();
        assert_eq!(
            (after.state, after.decided.unwrap().0),
            (state, "Ada".to_owned())
        );
        assert_eq!(seen(&shop, mug.id, Sort::Newest).await.len(), visible);
        assert_books_balance(&shop).await;
    }
    let review = mine(&shop, &link).await.unwrap();
    let twice = reviews::decide(&shop, &ada, review.id, review.version, &Decision::Approve).await;
    assert_eq!(kind(twice), Some(FailureKind::Conflict));
}

#[shop_test]
async fn what_its_author_changed_meanwhile_is_not_shown_unread(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let read = say(&shop, &link, &draft(5, "Lovely")).await.unwrap();
    say(&shop, &link, &draft(5, "Buy at pills.example"))
        .await
        .unwrap();

    let decided = reviews::decide(&shop, &SYSTEM, read.id, read.version, &Decision::Approve).await;
    let many = reviews::decide_all(
        &shop,
        &SYSTEM,
        &[(read.id, read.version), (ReviewId::generate(), 1)],
        &Decision::Approve,
    )
    .await;

    assert_eq!(kind(decided), Some(FailureKind::Conflict));
    assert_eq!(many.unwrap(), 0);
    assert_eq!(
        mine(&shop, &link).await.unwrap().state,
        ReviewState::Pending
    );
}

#[shop_test]
async fn many_are_decided_at_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let pen = shop.product("Red pen").create().await;
    let mut all = Vec::new();
    for (product, buyer) in [
        (&mug, "ada@example.com"),
        (&mug, "bob@example.com"),
        (&pen, "ada@example.com"),
    ] {
        let order = delivered(&shop, product.variant(), buyer).await;
        let review = say(&shop, &link(&shop, &order).await, &draft(4, buyer))
            .await
            .unwrap();
        all.push((review.id, review.version));
    }
    let twice = [all.clone(), all.clone()].concat();

    assert_eq!(reviews::waiting(&shop).await.unwrap(), 3);
    let decided = reviews::decide_all(&shop, &SYSTEM, &twice, &Decision::Approve).await;

    assert_eq!(decided.unwrap(), 3);
    assert_eq!(reviews::waiting(&shop).await.unwrap(), 0);
    let rating = reviews::summary(shop.db.primary(), mug.id).await.unwrap();
    assert_eq!((rating.count(), rating.tenths()), (2, 40));
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn an_answer_is_read_by_everybody_and_can_be_taken_back(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let review = say(&shop, &link, &draft(1, "Broken")).await.unwrap();
    approve(&shop, &review).await;

    for (text, expected) in [
        (" We send a new one.\r\n", Some("We send a new one.")),
        ("  ", None),
    ] {
        let review = mine(&shop, &link).await.unwrap();
        reviews::reply(&shop, &SYSTEM, review.id, review.version, text)
            .await
            .unwrap();
        let review = mine(&shop, &link).await.unwrap();
        assert_eq!(
            review.reply.as_ref().map(|reply| reply.text.as_str()),
            expected
        );
        assert!(review.is_visible());
    }
    let review = mine(&shop, &link).await.unwrap();
    let long = "x".repeat(2_001);
    let long = reviews::reply(&shop, &SYSTEM, review.id, review.version, &long).await;
    let stale = reviews::reply(&shop, &SYSTEM, review.id, 1, "Hello").await;
    assert_eq!(kind(long), Some(FailureKind::Invalid));
    assert_eq!(kind(stale), Some(FailureKind::Conflict));
}

#[shop_test]
async fn the_queue_is_narrowed_and_paged_by_key(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(20).create().await;
    for (number, buyer) in ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org"]
        .iter()
        .enumerate()
    {
        let order = delivered(&shop, mug.variant(), buyer).await;
        let stars = i64::try_from(number).unwrap() % 2 + 3;
        say(&shop, &link(&shop, &order).await, &draft(stars, buyer))
            .await
            .unwrap();
    }
    let waiting = Filter {
        state: Some(ReviewState::Pending),
        product: Some(mug.id),
        ..Filter::default()
    };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = reviews::list(&shop, &SYSTEM, &waiting, after.as_deref(), 2)
            .await
            .unwrap();
        found.extend(page.rows.into_iter().map(|row| row.review.body));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(
        found,
        ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org"]
    );

    let fours = Filter {
        stars: Some(stars(4)),
        ..waiting.clone()
    };
    let fours = reviews::list(&shop, &SYSTEM, &fours, Some("broken"), 9)
        .await
        .unwrap();
    let none = Filter {
        state: Some(ReviewState::Rejected),
        ..waiting
    };
    let none = reviews::list(&shop, &SYSTEM, &none, None, 9).await.unwrap();
    assert_eq!((fours.rows.len(), none.rows.len()), (2, 0));
}
