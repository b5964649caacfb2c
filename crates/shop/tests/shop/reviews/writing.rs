use commerce::ReviewState;
use l10n::Locale;
use shop::{
    FailureKind, Token, fulfilment,
    fulfilment::NewShipment,
    orders,
    reviews::{self, BODY_MAX, Draft, NewPicture, PICTURES_MAX, Problem, Sort, WriteError},
    settings,
};
use testkit::{TestShop, shop_test};

use super::{approve, delivered, draft, link, mine, rejection, say, seen, shipped, stars};
use crate::support::{
    SYSTEM, add, assert_books_balance, at_once, dump, kind, pay_by_card, place, ready_cart, reload,
    run_jobs, run_sql,
};

#[shop_test]
async fn a_buyer_writes_once_the_parcel_is_there(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = shipped(&shop, mug.variant(), "Ada@Example.com").await;
    let line = order.lines[0].id;
    let early = reviews::link_of_line(&shop, &order, line).await.unwrap();
    assert!(early.is_none(), "it is on its way");

    super::arrive(&shop, &order).await;
    let link = link(&shop, &order).await;
    let review = say(&shop, &link, &draft(4, "Keeps warm.")).await.unwrap();

    assert_eq!(review.state, ReviewState::Pending);
    assert_eq!((review.product, review.line), (mug.id, Some(line)));
    let stored = mine(&shop, &link).await.unwrap();
    assert_eq!(stored, review);
    assert_eq!(stored.buyer.as_str(), "ada@example.com");
    assert!(stored.is_verified() && !stored.is_visible());
    assert_eq!(seen(&shop, mug.id, Sort::Helpful).await, [""; 0]);
}

#[shop_test]
async fn a_line_that_is_still_on_its_way_cannot_be_reviewed(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let pen = shop.product("Red pen").create().await;
    let token = ready_cart(&shop, mug.variant(), 1).await;
    add(&shop, &token, pen.variant(), 1).await;
    let order = place(&shop, &token, "sandbox").await.unwrap().order;
    pay_by_card(&shop, &order, crate::support::GOOD_CARD).await;
    run_jobs(&shop).await;
    let order = reload(&shop, &order).await;
    let parcel = NewShipment {
        lines: Some(vec![(order.lines[0].id, 1)]),
        ..NewShipment::default()
    };
    let shipment = fulfilment::ship(&shop, &SYSTEM, order.id, order.version, &parcel)
        .await
        .unwrap();
    fulfilment::mark_delivered(&shop, &SYSTEM, shipment)
        .await
        .unwrap();
    run_jobs(&shop).await;

    let shipments = fulfilment::of_order(shop.db.primary(), order.id)
        .await
        .unwrap();
    let lines = reviews::of_order(&shop, &order, &shipments).await.unwrap();

    assert_eq!(lines.len(), 1, "only the mug has arrived");
    assert!(lines.contains_key(&order.lines[0].id));
    let second = reviews::link_of_line(&shop, &order, order.lines[1].id).await;
    assert!(second.unwrap().is_none());
}

#[shop_test]
async fn a_link_is_the_same_each_time_and_cannot_be_made_up(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;

    let (first, second) = (link(&shop, &order).await, link(&shop, &order).await);

    assert!(first == second);
    for other in [Token::generate(), Token::parse(&order.token).unwrap()] {
        assert!(reviews::open(&shop, &other).await.unwrap().is_none());
        let written = reviews::write(&shop, &other, 0, &draft(5, "Hm")).await;
        assert_eq!(kind(written), Some(FailureKind::NotFound));
    }
    let everything = format!("{:?}", dump(&shop).await);
    assert!(
        !everything.contains(first.as_str()),
        "only its hash is kept"
    );
}

#[shop_test]
async fn of_many_windows_at_once_one_writes_the_review(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let again = delivered(&shop, mug.variant(), "ADA@example.com").await;
    let links = [link(&shop, &order).await, link(&shop, &again).await];
    let other = shop.second_process().await;

    let outcomes = at_once(8, |number| {
        let shop = if number % 2 == 0 {
            shop.shop().clone()
        } else {
            other.clone()
        };
        let link = links[number % 2].clone();
        async move { reviews::write(&shop, &link, 0, &draft(3, &format!("Window {number}"))).await }
    })
    .await;

    let written = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(written, 1, "{outcomes:?}");
    let told = |outcome: &Result<_, WriteError>| {
        matches!(
            outcome,
            Ok(_) | Err(WriteError::Stale | WriteError::Elsewhere)
        )
    };
    assert!(outcomes.iter().all(told), "{outcomes:?}");
    assert_eq!(reviews::reviews_of(&shop, mug.id).await.unwrap(), 1);
    let mut readers = 0;
    for link in &links {
        readers += usize::from(mine(&shop, link).await.is_some());
    }
    assert_eq!(readers, 1, "the order that wrote it, and no other");
}

#[shop_test]
async fn who_orders_with_the_address_of_another_neither_reads_nor_changes_their_review(
    shop: TestShop,
) {
    let mug = shop.product("Blue mug").create().await;
    let hers = link(
        &shop,
        &delivered(&shop, mug.variant(), "ada@example.com").await,
    )
    .await;
    let review = say(&shop, &hers, &draft(5, "Lovely")).await.unwrap();

    let order = delivered(&shop, mug.variant(), "ADA@example.com").await;
    let theirs = link(&shop, &order).await;
    let opened = reviews::open(&shop, &theirs).await.unwrap().unwrap();
    assert!(opened.is_written_elsewhere);
    assert_eq!(opened.review, None);
    for version in [0, review.version] {
        for text in ["Bad", "Lovely"] {
            let outcome = reviews::write(&shop, &theirs, version, &draft(1, text)).await;
            assert!(
                matches!(outcome, Err(WriteError::Elsewhere)),
                "{version} {text} {outcome:?}"
            );
        }
    }

    assert_eq!(mine(&shop, &hers).await, Some(review));
    let edited = say(&shop, &hers, &draft(4, "Nice")).await.unwrap();
    assert_eq!(edited.body, "Nice");
}

#[shop_test]
async fn the_table_itself_holds_one_review_for_each_buyer_and_product(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    say(&shop, &link(&shop, &order).await, &draft(3, "Fine"))
        .await
        .unwrap();

    let copy = "INSERT INTO review (id, product_id, buyer, order_line_id, stars, title, body, name, locale, state, reason, helpful, written_at, version) \
        SELECT order_line_id, product_id, buyer, order_line_id, stars, title, body, name, locale, state, reason, helpful, written_at, version FROM review";
    let stars = "UPDATE review SET stars = 6";

    assert!(
        run_sql(&shop, copy)
            .await
            .unwrap_err()
            .is_unique_violation()
    );
    assert!(run_sql(&shop, stars).await.is_err());
}

#[shop_test]
async fn an_edited_review_waits_again_and_is_not_seen_meanwhile(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let review = say(&shop, &link, &draft(5, "Lovely")).await.unwrap();
    approve(&shop, &review).await;
    assert_eq!(seen(&shop, mug.id, Sort::Newest).await, ["Lovely"]);

    let same = say(&shop, &link, &draft(5, " Lovely ")).await.unwrap();
    assert!(same.is_visible(), "nothing is different");
    let edited = say(&shop, &link, &draft(1, "It broke")).await.unwrap();

    assert_eq!(edited.state, ReviewState::Pending);
    assert_eq!(seen(&shop, mug.id, Sort::Newest).await, [""; 0]);
    let rating = reviews::summary(shop.db.primary(), mug.id).await.unwrap();
    assert_eq!(rating.count(), 0);
    approve(&shop, &edited).await;
    let rating = reviews::summary(shop.db.primary(), mug.id).await.unwrap();
    assert_eq!((rating.count(), rating.of(stars(1))), (1, 1));
    assert_books_balance(&shop).await;
}

#[shop_test]
async fn an_edit_of_what_was_changed_meanwhile_is_not_stored(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let shown = say(&shop, &link, &draft(5, "Lovely")).await.unwrap();
    say(&shop, &link, &draft(4, "Nice")).await.unwrap();

    let late = reviews::write(&shop, &link, shown.version, &draft(1, "Late")).await;
    let first = reviews::write(&shop, &link, 0, &draft(1, "First?")).await;

    assert_eq!(kind(late), Some(FailureKind::Conflict));
    assert_eq!(kind(first), Some(FailureKind::Conflict));
    assert_eq!(mine(&shop, &link).await.unwrap().body, "Nice");
}

#[shop_test]
async fn a_double_click_writes_one_review_and_is_no_conflict(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let with_picture = Draft {
        added: vec![photo(10)],
        ..draft(5, "Lovely")
    };

    let clicks = at_once(4, |_| {
        let (shop, link) = (shop.shop().clone(), link.clone());
        let draft = with_picture.clone();
        async move { reviews::write(&shop, &link, 0, &draft).await }
    })
    .await;
    let late = reviews::write(&shop, &link, 0, &with_picture).await;

    let written = mine(&shop, &link).await.unwrap();
    assert_eq!(written.version, 1);
    for outcome in clicks.into_iter().chain([late]) {
        assert_eq!(outcome.unwrap(), written);
    }
    run_jobs(&shop).await;
}

#[shop_test]
async fn limits_are_told_and_nothing_is_stored(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;

    let long = say(&shop, &link, &draft(5, &"x".repeat(BODY_MAX + 1))).await;
    let starless = Draft {
        stars: None,
        name: " ".to_owned(),
        ..draft(5, "Fine")
    };
    let starless = say(&shop, &link, &starless).await;

    let Err(WriteError::Invalid(problems)) = long else {
        panic!("{long:?}");
    };
    assert_eq!(problems, [Problem::TextTooLong]);
    let Err(WriteError::Invalid(problems)) = starless else {
        panic!("{starless:?}");
    };
    assert_eq!(problems, [Problem::NoStars, Problem::NoName]);
    assert_eq!(mine(&shop, &link).await, None);
}

#[shop_test]
async fn a_shop_may_show_reviews_at_once_but_for_what_needs_a_look(shop: TestShop) {
    let mut with = settings::load(shop.db.primary()).await.unwrap();
    with.settings.reviews.publish_at_once = true;
    settings::save(&shop, &SYSTEM, &with.settings, with.version)
        .await
        .unwrap();
    let mug = shop.product("Blue mug").stock(20).create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;

    let plain = say(&shop, &link, &draft(5, "Lovely")).await.unwrap();
    assert!(plain.is_visible());
    let linked = say(&shop, &link, &draft(5, "See https://pills.example"))
        .await
        .unwrap();
    assert_eq!(linked.state, ReviewState::Pending);
    reviews::decide(&shop, &SYSTEM, linked.id, linked.version, &rejection())
        .await
        .unwrap();

    for text in ["Just lovely", "Really just lovely"] {
        let again = say(&shop, &link, &draft(5, text)).await.unwrap();
        let why = "once rejected, a person decides";
        assert_eq!(again.state, ReviewState::Pending, "{why}: {text}");
    }
    let waiting = mine(&shop, &link).await.unwrap();
    approve(&shop, &waiting).await;
    let trusted = say(&shop, &link, &draft(4, "Lovely still")).await.unwrap();
    assert!(trusted.is_visible());
    assert_books_balance(&shop).await;
}

/// A grey square, as a phone would send a photograph.
fn photo(shade: u8) -> NewPicture {
    let pixels = image::RgbImage::from_pixel(40, 30, image::Rgb([shade; 3]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    NewPicture {
        bytes: bytes.into_inner(),
    }
}

#[shop_test]
async fn pictures_come_with_a_review_and_go_with_it(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let with_two = Draft {
        added: vec![photo(10), photo(200), photo(10)],
        ..draft(5, "Look")
    };
    let review = say(&shop, &link, &with_two).await.unwrap();
    run_jobs(&shop).await;
    let [first, second] = &review.pictures[..] else {
        panic!("{:?}", review.pictures);
    };
    assert_eq!((first.width, first.height), (40, 30));
    assert_eq!(mine(&shop, &link).await.unwrap().pictures, review.pictures);
    assert!(!shop.media.renditions(&first.key).await.unwrap().is_empty());

    let with_one = Draft {
        kept: vec![second.key.clone(), "made-up.jpg".to_owned()],
        ..draft(5, "Look")
    };
    let review = say(&shop, &link, &with_one).await.unwrap();
    run_jobs(&shop).await;

    assert_eq!(review.pictures, std::slice::from_ref(second));
    assert!(
        shop.media.open(&first.key).is_none(),
        "nothing shows it any more"
    );
    assert!(shop.media.open(&second.key).is_some());
}

#[shop_test]
async fn files_that_are_no_pictures_or_too_many_are_refused(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let with = |added| Draft {
        added,
        locale: Locale::DE,
        ..draft(5, "Look")
    };
    let svg = NewPicture {
        bytes: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(),
    };

    let cases = [
        (vec![svg], Problem::NoPicture),
        (
            vec![NewPicture {
                bytes: b"GIF89a".to_vec(),
            }],
            Problem::NoPicture,
        ),
        (
            (0..=PICTURES_MAX).map(|_| photo(1)).collect(),
            Problem::TooManyPictures,
        ),
    ];
    for (files, expected) in cases {
        let outcome = say(&shop, &link, &with(files)).await;
        let Err(WriteError::Invalid(problems)) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(problems, [expected]);
    }
    assert_eq!(mine(&shop, &link).await, None);
}

#[shop_test]
async fn a_review_stays_readable_when_its_product_is_archived(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let review = say(&shop, &link, &draft(5, "Lovely")).await.unwrap();
    let version = crate::support::draft_of(&shop, &mug).await.0;
    let archived = shop::catalog::ProductStatus::Archived;
    shop::catalog::set_status(&shop, &SYSTEM, mug.id, version, archived)
        .await
        .unwrap();

    let row = reviews::find(&shop, &SYSTEM, review.id).await.unwrap();

    assert_eq!(
        (row.review.body.as_str(), row.product_title.as_str()),
        ("Lovely", "Blue mug")
    );
    assert_eq!(row.order, Some(order.id));
    assert!(
        orders::find(shop.db.primary(), order.id)
            .await
            .unwrap()
            .is_some()
    );
}
