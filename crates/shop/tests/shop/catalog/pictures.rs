use shop::{
    catalog::{self, PictureState, ProductFilter},
    ids::ProductId,
    jobs,
};
use testkit::{TestShop, shop_test};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{editor, picture, shirt, stored};

/// One white pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0x0f, 0x00, 0x01,
    0x01, 0x01, 0x00, 0xb1, 0x38, 0xf6, 0x14, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

/// A server that answers everything with `status` and `body`.
async fn server(status: &'static str, body: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(body).await;
        }
    });
    format!("http://127.0.0.1:{port}/shirt.png")
}

async fn with_picture(shop: &TestShop, url: &str) -> ProductId {
    let mut draft = shirt();
    draft.pictures = vec![picture(url)];
    catalog::create_product(shop, &editor(), &draft)
        .await
        .unwrap()
}

#[shop_test]
async fn a_picture_that_can_be_fetched_is_shown(shop: TestShop) {
    let id = with_picture(&shop, &server("200 OK", PNG).await).await;
    assert_eq!(
        stored(&shop, id).await.pictures[0].state,
        PictureState::Waiting
    );
    assert_eq!(catalog::newest(&shop, 1).await.unwrap()[0].picture, None);
    catalog::product_page(&shop, "linen-shirt").await.unwrap();

    shop.run_jobs().await;

    let page = catalog::product_page(&shop, "linen-shirt")
        .await
        .unwrap()
        .unwrap();
    let key = page.pictures[0].key().expect("the picture is there");
    assert!(shop.media.open(key).is_some());
    let card = catalog::newest(&shop, 1).await.unwrap().remove(0);
    assert_eq!(
        card.picture.map(|one| (one.key, one.width)),
        Some((key.to_owned(), 1))
    );
    assert_eq!(page.product.version, 1, "an open form stays valid");
}

#[shop_test]
async fn a_picture_that_cannot_be_had_says_why(shop: TestShop) {
    let id = with_picture(&shop, &server("404 Not Found", b"").await).await;

    shop.run_jobs().await;

    let page = stored(&shop, id).await;
    let PictureState::Failed { error } = &page.pictures[0].state else {
        panic!("{:?}", page.pictures[0].state);
    };
    assert!(error.contains("404"), "{error}");
    let troubled = ProductFilter {
        picture_problem: true,
        ..ProductFilter::default()
    };
    let rows = catalog::admin_list(&shop, &troubled, None, 10)
        .await
        .unwrap()
        .rows;
    assert_eq!(rows[0].picture_problem.as_ref(), Some(error));

    catalog::retry_picture(&shop, &editor(), page.pictures[0].id)
        .await
        .unwrap();
    assert_eq!(
        stored(&shop, id).await.pictures[0].state,
        PictureState::Waiting
    );
    shop.run_jobs().await;
    assert_eq!(stored(&shop, id).await.pictures, page.pictures);
}

#[shop_test]
async fn a_server_in_trouble_is_asked_again_until_the_last_attempt(shop: TestShop) {
    let id = with_picture(&shop, &server("503 Service Unavailable", b"").await).await;

    shop.run_jobs().await;
    assert_eq!(
        stored(&shop, id).await.pictures[0].state,
        PictureState::Waiting
    );
    for _ in 1..jobs::MAX_ATTEMPTS {
        shop.advance(60 * 24);
        shop.run_jobs().await;
    }

    let state = stored(&shop, id).await.pictures.remove(0).state;
    assert!(
        matches!(&state, PictureState::Failed { error } if error.contains("503")),
        "{state:?}"
    );
}

#[shop_test]
async fn what_is_no_picture_is_not_kept(shop: TestShop) {
    let id = with_picture(&shop, &server("200 OK", b"<html>not here</html>").await).await;

    shop.run_jobs().await;

    let state = stored(&shop, id).await.pictures.remove(0).state;
    assert!(matches!(state, PictureState::Failed { .. }), "{state:?}");
}
