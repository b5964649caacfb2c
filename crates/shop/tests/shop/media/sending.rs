//! How pictures come in, and what is made of them.

use media::{Format, renditions};
use shop::{
    FailureKind, catalog,
    media::{MediaState, upload},
    migrations::Migrations,
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{chosen, editor, library, painting, product_showing, send, shown_in};
use crate::support::{colleague, kind, run_sql};

const BLUE: [u8; 3] = [20, 40, 210];

#[shop_test]
async fn a_picture_that_was_sent_is_there_at_once_and_in_every_size_soon(shop: TestShop) {
    let bytes = painting(400, 300, BLUE);

    let media = upload(&shop, &editor(), bytes.clone(), "C:\\Photos\\Blue mug.png")
        .await
        .unwrap();

    assert_eq!(media.file_name, "Blue mug.png");
    assert_eq!((media.width, media.height), (400, 300));
    assert_eq!(media.bytes, i64::try_from(bytes.len()).ok());
    assert_eq!(media.colour.as_deref(), Some("#1428d2"));
    assert_eq!(media.state, MediaState::Waiting);
    assert_eq!(media.uploaded_by, "Ada");
    assert!(shop.media.open(&media.key).is_some());

    shop.run_jobs().await;

    let row = library(&shop, "").await.remove(0);
    let widths = vec![160, 320, 400];
    assert_eq!(row.media.state, MediaState::Ready { widths });
    assert_eq!(row.uses, 0);
    for format in Format::ALL {
        for size in renditions(&media.key, 400, 300, format) {
            assert!(shop.media.open(&size.key).is_some(), "{}", size.key);
        }
    }
}

#[shop_test]
async fn the_same_picture_sent_twice_is_there_once(shop: TestShop) {
    let first = send(&shop, BLUE, "mug.png").await;
    shop.run_jobs().await;

    let second = send(&shop, BLUE, "another name.png").await;

    assert_eq!(second.key, first.key);
    assert_eq!(second.file_name, "mug.png");
    assert!(matches!(second.state, MediaState::Ready { .. }));
    assert_eq!(library(&shop, "").await.len(), 1);
}

#[shop_test]
async fn a_file_that_is_no_picture_is_refused_in_words(shop: TestShop) {
    let mut bomb = painting(3, 2, BLUE);
    // The checksum is wrong now, but the size comes first.
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("a page", b"<html></html>".to_vec(), "not a picture"),
        ("nothing", Vec::new(), "not a picture"),
        ("a drawing", b"<svg viewBox='0 0 1 1'/>".to_vec(), "scripts"),
        ("a bomb", bomb, "65536 × 65536 pixels"),
    ];
    for (name, bytes, words) in cases {
        let refused = upload(&shop, &editor(), bytes, "mug.jpg").await;

        let error = refused.as_ref().unwrap_err().to_string();
        assert!(error.contains(words), "{name}: {error}");
        assert_eq!(kind(refused), Some(FailureKind::Invalid), "{name}");
    }
    assert_eq!(library(&shop, "").await, []);
    assert!(!shop.media.root().exists());
}

#[shop_test]
async fn only_those_who_keep_the_catalogue_send_pictures(shop: TestShop) {
    let warehouse = colleague(Role::Warehouse);

    let refused = upload(&shop, &warehouse, painting(3, 2, BLUE), "mug.png").await;

    assert_eq!(kind(refused), Some(FailureKind::Forbidden));
    assert!(!shop.media.root().exists());
}

#[shop_test]
async fn a_picture_whose_file_is_gone_says_so_and_is_made_whole_by_sending_it_again(
    shop: TestShop,
) {
    let media = send(&shop, BLUE, "mug.png").await;
    shop.media.delete(&media.key).await.unwrap();
    shop.run_jobs().await;
    let row = library(&shop, "").await.remove(0);
    assert!(matches!(row.media.state, MediaState::Failed { .. }));

    send(&shop, BLUE, "mug.png").await;
    shop.run_jobs().await;

    let row = library(&shop, "").await.remove(0);
    assert!(matches!(row.media.state, MediaState::Ready { .. }));
}

#[shop_test]
async fn a_drawing_of_ours_is_in_the_library_and_needs_no_sizes(shop: TestShop) {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 6\"/>".to_owned();
    let stored = shop.media.put_own_svg(svg).await.unwrap();
    let mut media = send(&shop, BLUE, "mug.png").await;
    media.key = stored.key;

    product_showing(&shop, "Poster", &media).await;
    shop.run_jobs().await;

    let rows = library(&shop, "svg").await;
    assert_eq!(rows[0].media.state, MediaState::Ready { widths: vec![] });
    assert_eq!(shown_in(&shop, &rows[0].media.key).await, ["Poster"]);
}

#[shop_test]
async fn pictures_from_before_there_was_a_library_come_into_it(shop: TestShop) {
    let stored = shop.media.put(painting(200, 100, BLUE)).await.unwrap();
    let mut media = send(&shop, [9, 9, 9], "other.png").await;
    media = shop::media::Media {
        key: stored.key.clone(),
        width: 200,
        height: 100,
        ..media
    };
    assert_eq!(chosen(&media).key, stored.key);
    product_showing(&shop, "Mug", &media).await;
    shop.run_jobs().await;
    for statement in [
        "DROP TABLE media",
        "DROP INDEX ix_picture_media_key",
        "ALTER TABLE category DROP COLUMN media_key",
        "DELETE FROM seaql_migrations WHERE version IN ('m0005_media', 'm0010_pictures')",
    ] {
        run_sql(&shop, statement).await.unwrap();
    }
    shop.media.delete(&stored.key).await.unwrap();
    shop.media.put(painting(200, 100, BLUE)).await.unwrap();

    shop.db.migrate::<Migrations>().await.unwrap();

    let rows = library(&shop, "").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].media.state, MediaState::Waiting);
    assert_eq!(shown_in(&shop, &rows[0].media.key).await, ["Mug"]);
    shop.run_due_sweeps().await;
    shop.run_jobs().await;
    let media = library(&shop, "").await.remove(0).media;
    let widths = vec![160, 200];
    assert_eq!(media.state, MediaState::Ready { widths });
    assert_eq!(media.bytes, i64::try_from(stored.bytes).ok());
    assert_eq!(media.colour.as_deref(), Some("#1428d2"));
    assert_eq!(shop::media::make_missing(&shop).await.unwrap(), 0);
    catalog::delete_media(&shop, &editor(), &media.key)
        .await
        .unwrap_err();
}
