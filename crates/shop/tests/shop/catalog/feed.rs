//! All products, some at a time.

use shop::catalog::{self, ProductStatus, SitemapPart};
use testkit::{TestShop, shop_test};

#[shop_test]
async fn parts_of_the_sitemap_hold_every_product_that_has_a_page_once(shop: TestShop) {
    let mut expected = Vec::new();
    for number in 0..7 {
        let product = shop.product(&format!("Thing {number}")).create().await;
        expected.push(product.id);
        shop.advance(1);
    }
    shop.product("Hidden")
        .status(ProductStatus::Draft)
        .create()
        .await;
    let currency = shop.settings().currency;
    let read = shop.db.reader();

    let parts = catalog::sitemap_parts(read, currency, 3).await.unwrap();

    let sizes: Vec<u64> = parts.iter().map(|part| part.products).collect();
    assert_eq!(sizes, [3, 3, 1]);
    let mut found = Vec::new();
    for SitemapPart {
        after,
        products,
        updated_at,
    } in parts
    {
        let entries = catalog::sitemap_after(read, currency, after, products)
            .await
            .unwrap();
        assert_eq!(
            entries.iter().map(|entry| entry.updated_at).max(),
            Some(updated_at)
        );
        found.extend(entries.into_iter().map(|entry| entry.id));
    }
    assert_eq!(found, expected);
}

#[shop_test]
async fn products_read_in_a_row_are_those_of_their_pages(shop: TestShop) {
    let shirt = shop
        .product("Shirt")
        .variant("S")
        .variant("M")
        .price("12.00")
        .compare_at("15.00")
        .create()
        .await;
    let mug = shop.product("Mug").create().await;
    shop.product("Hidden")
        .status(ProductStatus::Draft)
        .create()
        .await;
    let currency = shop.settings().currency;
    let read = shop.db.reader();

    let first = catalog::pages_after(read, currency, None, 1).await.unwrap();
    let rest = catalog::pages_after(read, currency, Some(shirt.id), 10)
        .await
        .unwrap();

    for (found, product) in first.iter().chain(&rest).zip([&shirt, &mug]) {
        let page = catalog::product_page(&shop, &product.slug)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(*found, *page);
    }
    assert_eq!((first.len(), rest.len()), (1, 1));
    let newest = catalog::newest_pages(read, currency, 1).await.unwrap();
    assert_eq!(newest[0].product.id, mug.id);
    let variants: Vec<_> = shirt.variants.iter().map(|variant| variant.id).collect();
    let products = catalog::product_of_each(read, &variants).await.unwrap();
    assert_eq!(products.len(), 2);
    assert!(products.values().all(|id| *id == shirt.id));
}
