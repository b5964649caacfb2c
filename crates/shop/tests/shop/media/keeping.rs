//! What is done with the pictures of the library.

use std::collections::BTreeMap;

use l10n::Locale;
use shop::{
    FailureKind,
    catalog::{self, delete_media, describe_media, put_back, replace_media},
    ids::ProductId,
    media::{Media, MediaFilter, StateFilter, retry},
    removal::{self, Remembered},
    reviews::{Draft, NewPicture},
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{editor, library, names, painting, product_showing, send, shown_by};
use crate::reviews::{delivered, draft, link, say};
use crate::support::{SYSTEM, colleague, kind, paid_order, run_jobs, run_sql};

const BLUE: [u8; 3] = [20, 40, 210];
const RED: [u8; 3] = [220, 20, 30];

fn texts(some: &[(&str, &str)]) -> BTreeMap<Locale, String> {
    some.iter()
        .map(|(code, text)| (Locale::parse(code).unwrap(), (*text).to_owned()))
        .collect()
}

async fn describe(shop: &TestShop, media: &Media, texts: &BTreeMap<Locale, String>) {
    describe_media(shop, &editor(), &media.key, media.version, texts)
        .await
        .unwrap();
}

#[shop_test]
async fn the_library_is_paged_and_searched(shop: TestShop) {
    for (number, name) in ["Blue mug.png", "Größe M.png", "red_plate.png"]
        .iter()
        .enumerate()
    {
        send(&shop, [u8::try_from(number).unwrap(), 0, 0], name).await;
        shop.advance(1);
    }
    shop.run_jobs().await;

    let mut after = None;
    let mut seen = Vec::new();
    loop {
        let page = catalog::library(&shop, &MediaFilter::default(), after.as_deref(), 2)
            .await
            .unwrap();
        seen.extend(page.rows.into_iter().map(|row| row.media.file_name));
        after = page.next;
        if after.is_none() {
            break;
        }
    }

    assert_eq!(seen, ["red_plate.png", "Größe M.png", "Blue mug.png"]);
    assert_eq!(names(&shop, "MUG blue").await, ["Blue mug.png"]);
    assert_eq!(names(&shop, "grosse").await, ["Größe M.png"]);
    assert_eq!(names(&shop, "d_p").await, ["red_plate.png"]);
    assert_eq!(names(&shop, "%").await, [""; 0]);
    let page = catalog::library(&shop, &MediaFilter::default(), Some("nonsense"), 50).await;
    assert_eq!(page.unwrap().rows.len(), 3);
}

#[shop_test]
async fn a_picture_says_what_it_shows_in_each_language(shop: TestShop) {
    let media = send(&shop, BLUE, "IMG_0001.png").await;
    shop.run_jobs().await;
    let alt = texts(&[("en", " A blue\nmug "), ("de", "Ein blauer Becher")]);

    describe(&shop, &media, &alt).await;

    let found = library(&shop, "becher").await.remove(0).media;
    assert_eq!(found.alt(Locale::parse("en").unwrap()), "A blue mug");
    assert_eq!(found.alt(Locale::parse("de").unwrap()), "Ein blauer Becher");
    let again = describe_media(&shop, &editor(), &media.key, media.version, &alt).await;
    assert_eq!(kind(again), Some(FailureKind::Conflict));
    let long = texts(&[("en", &"x".repeat(501))]);
    let long = describe_media(&shop, &editor(), &media.key, found.version, &long).await;
    assert_eq!(kind(long), Some(FailureKind::Invalid));
    let gone = describe_media(&shop, &editor(), "nothing.png", 1, &alt).await;
    assert_eq!(kind(gone), Some(FailureKind::NotFound));
    let none = describe_media(
        &shop,
        &editor(),
        &media.key,
        found.version,
        &texts(&[("en", " ")]),
    )
    .await;
    none.unwrap();
    assert_eq!(library(&shop, "").await[0].media.alt, BTreeMap::new());
}

#[shop_test]
async fn the_library_says_where_a_picture_is_shown(shop: TestShop) {
    let media = send(&shop, BLUE, "mug.png").await;
    let mug = product_showing(&shop, "Mug", &media).await;
    let set = product_showing(&shop, "Set", &media).await;
    shop.run_jobs().await;

    let count = library(&shop, "").await.remove(0).uses;
    let picture = catalog::library_picture(&shop, &media.key).await.unwrap();
    let uses = picture.unwrap().uses;

    assert_eq!((count, uses.count, uses.more()), (2, 2, 0));
    let found: Vec<_> = uses
        .products
        .iter()
        .map(|one| (one.product, one.title.as_str(), one.variants.join(",")))
        .collect();
    let expected = [
        (mug, "Mug", "MUG-1".to_owned()),
        (set, "Set", "SET-1".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[shop_test]
async fn a_replaced_picture_is_replaced_wherever_it_is_shown(shop: TestShop) {
    let old = send(&shop, BLUE, "old.png").await;
    let mug = product_showing(&shop, "Mug", &old).await;
    let set = product_showing(&shop, "Set", &old).await;
    let alt = texts(&[("en", "A mug")]);
    describe(&shop, &old, &alt).await;
    shop.run_jobs().await;
    // Now it is in memory.
    catalog::product_page(&shop, "mug").await.unwrap();

    let new = replace_media(
        &shop,
        &editor(),
        &old.key,
        painting(640, 200, RED),
        "new.png",
    )
    .await
    .unwrap();

    assert_eq!(new.alt(Locale::parse("en").unwrap()), "A mug");
    assert_eq!(shown_by(&shop, mug).await, new.key);
    assert_eq!(shown_by(&shop, set).await, new.key);
    let page = catalog::product_page(&shop, "mug").await.unwrap().unwrap();
    assert_eq!(page.pictures[0].key(), Some(new.key.as_str()));
    assert_eq!(page.pictures[0].alt, "A mug");
    shop.run_jobs().await;
    let gone = replace_media(&shop, &editor(), "x.png", painting(3, 2, RED), "x.png").await;
    assert_eq!(kind(gone), Some(FailureKind::NotFound));
}

#[shop_test]
async fn whoever_shows_the_replacement_already_shows_the_texts_that_it_gets(shop: TestShop) {
    let old = send(&shop, BLUE, "old.png").await;
    let new = send(&shop, RED, "new.png").await;
    product_showing(&shop, "Mug", &old).await;
    let plate = product_showing(&shop, "Plate", &new).await;
    let german = texts(&[("de", "Ein Becher")]);
    describe(&shop, &old, &german).await;
    shop.run_jobs().await;
    let shown = async || {
        let card = catalog::cards(&shop, &[plate]).await.unwrap().remove(0);
        card.picture.unwrap().alt.get(Locale::DE).to_owned()
    };
    // Now it is in memory.
    assert_eq!(shown().await, "A mug");

    let bytes = painting(400, 300, RED);
    let taken = replace_media(&shop, &editor(), &old.key, bytes, "new.png").await;

    assert_eq!(taken.unwrap().key, new.key);
    assert_eq!(shown().await, "Ein Becher");
}

#[shop_test]
async fn a_replaced_picture_is_put_back_only_where_it_was(shop: TestShop) {
    let old = send(&shop, BLUE, "old.png").await;
    let new = send(&shop, RED, "new.png").await;
    let mug = product_showing(&shop, "Mug", &old).await;
    let set = product_showing(&shop, "Set", &new).await;
    shop.run_jobs().await;
    let bytes = painting(400, 300, RED);
    replace_media(&shop, &editor(), &old.key, bytes, "again.png")
        .await
        .unwrap();
    let page = catalog::library_picture(&shop, &new.key).await.unwrap();
    let page = page.unwrap();
    assert_eq!(page.uses.count, 2);
    assert_eq!(page.replaced.unwrap().key, old.key);
    // Now it is in memory.
    catalog::product_page(&shop, "mug").await.unwrap();

    put_back(&shop, &editor(), &old.key).await.unwrap();

    assert_eq!(shown_by(&shop, mug).await, old.key);
    assert_eq!(shown_by(&shop, set).await, new.key);
    let page = catalog::product_page(&shop, "mug").await.unwrap().unwrap();
    assert_eq!(page.pictures[0].key(), Some(old.key.as_str()));
    assert_eq!(names(&shop, "").await.len(), 2);
    let again = put_back(&shop, &editor(), &old.key).await;
    assert_eq!(kind(again), Some(FailureKind::NotFound));
}

/// Products that show this picture too, written as an import of somebody else would.
async fn many_showing(shop: &TestShop, media: &Media, count: usize) -> Vec<ProductId> {
    let mut ids = Vec::new();
    for number in 0..count {
        ids.push(product_showing(shop, &format!("Thing {number}"), media).await);
    }
    ids
}

#[shop_test]
async fn a_picture_that_many_show_is_counted_and_the_first_ones_are_named(shop: TestShop) {
    let old = send(&shop, BLUE, "old.png").await;
    let ids = many_showing(&shop, &old, 60).await;
    shop.run_jobs().await;

    let row = library(&shop, "").await.remove(0);
    let picture = catalog::library_picture(&shop, &old.key).await.unwrap();
    let uses = picture.unwrap().uses;
    let refused = delete_media(&shop, &editor(), &old.key).await;
    let new = replace_media(
        &shop,
        &editor(),
        &old.key,
        painting(400, 300, RED),
        "new.png",
    )
    .await;
    let new = new.unwrap();
    let replaced = library(&shop, "old").await.remove(0);
    let last = shown_by(&shop, ids[59]).await;
    put_back(&shop, &editor(), &old.key).await.unwrap();

    assert_eq!(row.uses, 60);
    assert_eq!((uses.products.len(), uses.count, uses.more()), (50, 60, 10));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "this picture is shown by Thing 0, Thing 1, Thing 2, Thing 3, Thing 4 and 55 more"
    );
    assert_eq!(replaced.uses, 0);
    assert_eq!(last, new.key, "also those that are not named are replaced");
    assert_eq!(shown_by(&shop, ids[59]).await, old.key);
    shop.run_jobs().await;
}

/// Another 40,000 pictures of this product that are this one.
async fn show_often(shop: &TestShop, product: ProductId, key: &str) {
    let columns = "id, product_id, position, alt, media_key, width, height, state";
    let (numbers, new_id) = match shop.db.engine() {
        db::Engine::Sqlite => (
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)",
            "randomblob(16)",
        ),
        db::Engine::Postgres => (
            "WITH n (i) AS (SELECT generate_series(1, 40000))",
            "gen_random_uuid()",
        ),
    };
    let statement = format!(
        "INSERT INTO picture ({columns}) {numbers} SELECT {new_id}, product_id, i, alt, media_key, width, height, \
         state FROM picture CROSS JOIN n WHERE media_key = '{key}'"
    );
    let made = run_sql(shop, &statement).await.unwrap();
    assert_eq!(made, 40_000, "{product}");
}

#[shop_test]
async fn a_picture_may_be_shown_more_often_than_a_statement_can_name(shop: TestShop) {
    let old = send(&shop, BLUE, "old.png").await;
    let mug = product_showing(&shop, "Mug", &old).await;
    shop.run_jobs().await;
    show_often(&shop, mug, &old.key).await;

    let row = library(&shop, "").await.remove(0);
    let picture = catalog::library_picture(&shop, &old.key).await.unwrap();
    let new = replace_media(
        &shop,
        &editor(),
        &old.key,
        painting(400, 300, RED),
        "new.png",
    )
    .await;
    let new = new.unwrap();
    let after = catalog::library_picture(&shop, &new.key).await.unwrap();
    put_back(&shop, &editor(), &old.key).await.unwrap();

    assert_eq!(row.uses, 40_001);
    let uses = picture.unwrap().uses;
    assert_eq!((uses.products.len(), uses.more()), (50, 39_951));
    assert_eq!(after.unwrap().uses.count, 40_001);
    assert_eq!(library(&shop, "old").await[0].uses, 40_001);
    shop.run_jobs().await;
}

#[shop_test]
async fn pictures_whose_sizes_are_not_made_are_found_and_tried_again(shop: TestShop) {
    let broken = send(&shop, BLUE, "broken.png").await;
    let count = async |state| {
        let filter = MediaFilter {
            state: Some(state),
            ..MediaFilter::default()
        };
        let page = catalog::library(&shop, &filter, None, 50).await;
        page.unwrap().rows.len()
    };
    assert_eq!(count(StateFilter::Waiting).await, 1);
    let bytes = std::fs::read(shop.media.open(&broken.key).unwrap()).unwrap();
    shop.media.delete(&broken.key).await.unwrap();
    shop.run_jobs().await;
    assert_eq!(count(StateFilter::Failed).await, 1);
    shop.media.put(bytes).await.unwrap();

    retry(&shop, &editor(), &broken.key).await.unwrap();

    assert_eq!(count(StateFilter::Waiting).await, 1);
    shop.run_jobs().await;
    assert_eq!(count(StateFilter::Ready).await, 1);
    let unknown = retry(&shop, &editor(), "x.png").await;
    assert_eq!(kind(unknown), Some(FailureKind::NotFound));
}

#[shop_test]
async fn a_picture_that_cannot_be_replaced_stays(shop: TestShop) {
    let old = send(&shop, BLUE, "old.png").await;
    let mug = product_showing(&shop, "Mug", &old).await;
    shop.run_jobs().await;

    let refused = replace_media(&shop, &editor(), &old.key, b"words".to_vec(), "new.png").await;
    let same = replace_media(
        &shop,
        &editor(),
        &old.key,
        painting(400, 300, BLUE),
        "b.png",
    )
    .await;

    assert_eq!(kind(refused), Some(FailureKind::Invalid));
    assert_eq!(same.unwrap().key, old.key);
    assert_eq!(shown_by(&shop, mug).await, old.key);
    assert_eq!(names(&shop, "").await, ["old.png"]);
}

#[shop_test]
async fn a_picture_that_is_shown_somewhere_is_not_deleted(shop: TestShop) {
    let media = send(&shop, BLUE, "mug.png").await;
    product_showing(&shop, "Mug", &media).await;
    shop.run_jobs().await;

    let refused = delete_media(&shop, &editor(), &media.key).await;

    let error = refused.as_ref().unwrap_err().to_string();
    assert_eq!(error, "this picture is shown by Mug");
    assert_eq!(kind(refused), Some(FailureKind::Conflict));
    assert_eq!(names(&shop, "").await, ["mug.png"]);
}

#[shop_test]
async fn a_deleted_picture_leaves_the_library_now_and_the_disk_in_an_hour(shop: TestShop) {
    let media = send(&shop, BLUE, "mug.png").await;
    shop.run_jobs().await;

    delete_media(&shop, &editor(), &media.key).await.unwrap();

    assert_eq!(names(&shop, "").await, [""; 0]);
    shop.run_jobs().await;
    assert!(shop.media.open(&media.key).is_some());
    shop.advance(61);
    shop.run_jobs().await;
    assert_eq!(shop.media.open(&media.key), None);
    assert_eq!(shop.media.renditions(&media.key).await.unwrap(), []);
    let again = delete_media(&shop, &editor(), &media.key).await;
    assert_eq!(kind(again), Some(FailureKind::NotFound));
}

#[shop_test]
async fn a_deleted_picture_that_comes_back_within_the_hour_keeps_its_files(shop: TestShop) {
    let media = send(&shop, BLUE, "mug.png").await;
    shop.run_jobs().await;
    delete_media(&shop, &editor(), &media.key).await.unwrap();

    send(&shop, BLUE, "mug.png").await;

    shop.run_jobs().await;
    shop.advance(61);
    shop.run_jobs().await;
    assert!(shop.media.open(&media.key).is_some());
    assert_eq!(shop.media.renditions(&media.key).await.unwrap().len(), 6);
}

/// The jobs of an hour and more.
async fn two_hours(shop: &TestShop) {
    run_jobs(shop).await;
    shop.advance(120);
    run_jobs(shop).await;
}

#[shop_test]
async fn what_an_order_shows_stays_on_the_disk_when_the_library_lets_go(shop: TestShop) {
    let old = send(&shop, BLUE, "old.png").await;
    let mug = product_showing(&shop, "Mug", &old).await;
    let page = catalog::product_for_edit(shop.db.primary(), mug).await;
    let variant = page.unwrap().unwrap().variants[0].id;
    shop::inventory::set_backorder(&shop, &SYSTEM, variant, true)
        .await
        .unwrap();
    let order = paid_order(&shop, variant, 1).await;
    assert_eq!(order.lines[0].picture_key.as_ref(), Some(&old.key));
    replace_media(&shop, &editor(), &old.key, painting(30, 20, RED), "new.png")
        .await
        .unwrap();
    let remembered = removal::remembered(shop.db.primary(), &old.key).await;
    let by_orders = Remembered {
        by_orders: true,
        by_reviews: false,
    };
    assert_eq!(remembered.unwrap(), by_orders);

    delete_media(&shop, &editor(), &old.key).await.unwrap();

    two_hours(&shop).await;
    assert_eq!(names(&shop, "").await, ["new.png"]);
    assert!(shop.media.open(&old.key).is_some());
    assert!(!shop.media.renditions(&old.key).await.unwrap().is_empty());
}

#[shop_test]
async fn what_a_review_shows_stays_until_its_author_takes_it_away(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let photo = painting(400, 300, BLUE);
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    let link = link(&shop, &order).await;
    let with_photo = Draft {
        added: vec![NewPicture {
            bytes: photo.clone(),
        }],
        ..draft(5, "Look")
    };
    let review = say(&shop, &link, &with_photo).await.unwrap();
    let key = &review.pictures[0].key;
    // Staff have the same file in the library, and in a product.
    let media = send(&shop, BLUE, "mug.png").await;
    assert_eq!(&media.key, key);
    let remembered = removal::remembered(shop.db.primary(), key).await;
    assert!(remembered.unwrap().by_reviews);

    delete_media(&shop, &editor(), key).await.unwrap();
    two_hours(&shop).await;
    assert!(shop.media.open(key).is_some(), "the review shows it");

    say(&shop, &link, &draft(5, "Look")).await.unwrap();
    two_hours(&shop).await;
    assert!(shop.media.open(key).is_none(), "nobody shows it any more");
}

#[shop_test]
async fn only_those_who_keep_the_catalogue_change_the_library(shop: TestShop) {
    let media = send(&shop, BLUE, "mug.png").await;
    shop.run_jobs().await;
    let actor = colleague(Role::Warehouse);

    let outcomes = [
        kind(delete_media(&shop, &actor, &media.key).await),
        kind(replace_media(&shop, &actor, &media.key, painting(3, 2, RED), "x.png").await),
        kind(put_back(&shop, &actor, &media.key).await),
        kind(retry(&shop, &actor, &media.key).await),
        kind(describe_media(&shop, &actor, &media.key, 1, &texts(&[("en", "x")])).await),
    ];

    assert_eq!(outcomes, [Some(FailureKind::Forbidden); 5]);
    assert_eq!(names(&shop, "").await, ["mug.png"]);
}
