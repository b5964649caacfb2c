//! Addresses that changed, prices that end: what a visitor's browser sees of it.

use chrono::TimeDelta;
use commerce::{Currency, Money};
use shop::{
    catalog::{self, CategoryDraft, ProductDraft, ProductStatus, Sale},
    collections::{self, CollectionDraft, Order, Rule},
    removal,
    search::Keeper,
    staff::Actor,
};
use testkit::{TestProduct, TestShop, shop_test};

const TEST: Actor = Actor::System { what: "test" };

async fn edit(shop: &TestShop, product: &TestProduct, change: impl FnOnce(&mut ProductDraft)) {
    let page = catalog::product_for_edit(shop.db.primary(), product.id).await;
    let page = page.unwrap().unwrap();
    let mut draft = ProductDraft::of(&page, Currency::EUR);
    change(&mut draft);
    let version = page.product.version;
    catalog::update_product(shop, &TEST, product.id, version, &draft)
        .await
        .unwrap();
}

#[shop_test]
async fn old_addresses_of_a_product_lead_on_and_deleted_ones_say_so(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .variant("S")
        .variant("M")
        .create()
        .await;
    let mut visitor = shop.browser();
    visitor.get("/products/blue-mug").await.assert_status(200);
    for slug in ["navy-mug", "dark-mug"] {
        edit(&shop, &mug, |draft| draft.slug = Some(slug.to_owned())).await;
    }

    let moved = visitor.get("/products/blue-mug").await;
    moved.assert_status(301);
    assert!(moved.location().ends_with("/products/dark-mug"));
    let chosen = visitor.get("/products/navy-mug?option1=M").await;
    chosen.assert_status(301);
    assert!(chosen.location().ends_with("/products/dark-mug?option1=M"));

    // A reused address is the new product's.
    shop.product("Blue mug").brand("Other").create().await;
    visitor
        .get("/products/blue-mug")
        .await
        .assert_status(200)
        .assert_says("Other");

    removal::delete_product(&shop, &TEST, mug.id, 3)
        .await
        .unwrap();
    for path in ["/products/dark-mug", "/products/navy-mug"] {
        visitor.get(path).await.assert_status(410);
    }
    visitor
        .get("/products/never-there")
        .await
        .assert_status(404);
}

#[shop_test]
async fn an_archived_product_is_gone_until_somebody_takes_it_out_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    edit(&shop, &mug, |draft| {
        draft.slug = Some("navy-mug".to_owned());
    })
    .await;
    let hidden = shop.product("Hidden mug").status(ProductStatus::Draft);
    let hidden = hidden.create().await;
    let mut visitor = shop.browser();
    let paths = [
        "/products/navy-mug",
        "/products/blue-mug",
        "/products/navy-mug/reviews",
    ];
    visitor.get(paths[0]).await.assert_status(200);

    edit(&shop, &mug, |draft| draft.status = ProductStatus::Archived).await;

    for path in paths {
        let page = visitor.get(path).await;
        page.assert_status(410);
        assert_eq!(page.texts("h1").len(), 1, "{path}: a page for people");
        assert!(page.has("a[href='/']"), "{path}");
    }
    edit(&shop, &hidden, |draft| {
        draft.status = ProductStatus::Archived;
    })
    .await;
    let never_public = format!("/products/{}", hidden.slug);
    visitor.get(&never_public).await.assert_status(404);

    edit(&shop, &mug, |draft| draft.status = ProductStatus::Active).await;
    visitor.get(paths[0]).await.assert_status(200);
    visitor.get(paths[1]).await.assert_status(301);
    visitor.get(paths[2]).await.assert_status(200);
    edit(&shop, &mug, |draft| draft.status = ProductStatus::Draft).await;
    visitor.get(paths[0]).await.assert_status(404);
}

#[shop_test]
async fn old_addresses_of_a_category_lead_on(shop: TestShop) {
    let draft = |slug: &str| CategoryDraft {
        slug: Some(slug.to_owned()),
        title: "Mugs".to_owned(),
        ..CategoryDraft::default()
    };
    let id = catalog::save_category(&shop, &TEST, None, 0, &draft("mugs"))
        .await
        .unwrap();
    for (version, slug) in [(1, "cups"), (2, "vessels")] {
        catalog::save_category(&shop, &TEST, Some(id), version, &draft(slug))
            .await
            .unwrap();
    }
    let mut visitor = shop.browser();
    for old in ["/categories/mugs", "/categories/cups"] {
        let moved = visitor.get(old).await;
        moved.assert_status(301);
        assert!(moved.location().ends_with("/categories/vessels"));
    }
    let chosen = visitor
        .get("/categories/mugs?brand=A%26B&sort=price&utm_source=mail")
        .await;
    assert!(
        chosen
            .location()
            .ends_with("/categories/vessels?brand=A%26B&sort=price&utm_source=mail")
    );

    catalog::delete_category(&shop, &TEST, id, 3, None)
        .await
        .unwrap();
    for gone in ["/categories/mugs", "/categories/vessels"] {
        visitor.get(gone).await.assert_status(410);
    }
}

#[shop_test]
async fn old_addresses_of_a_collection_lead_on_until_another_one_has_them(shop: TestShop) {
    shop.product("Blue mug").create().await;
    Keeper::open(&shop).await.unwrap().step().await.unwrap();
    let draft = |slug: &str| CollectionDraft {
        slug: slug.to_owned(),
        title: "Gifts".to_owned(),
        description: String::new(),
        seo_title: String::new(),
        seo_description: String::new(),
        sort: Order::PriceUp,
        rules: vec![Rule::New { days: 7 }],
        any_rule: false,
        is_visible: true,
    };
    let save = async |id, version, draft: &CollectionDraft| {
        let saved = collections::save_collection(&shop, &TEST, id, version, draft).await;
        saved.unwrap()
    };
    let mut visitor = shop.browser();
    let id = save(None, 0, &draft("gifts")).await;
    visitor.get("/collections/gifts").await.assert_status(200);
    save(Some(id), 1, &draft("presents")).await;
    save(Some(id), 2, &draft("for-you")).await;

    for (old, new) in [
        ("gifts", "for-you"),
        ("presents", "for-you"),
        ("gifts?brand=A%26B&sort=new", "for-you?brand=A%26B&sort=new"),
    ] {
        let moved = visitor.get(&format!("/collections/{old}")).await;
        moved.assert_status(301);
        let to = format!("/collections/{new}");
        assert!(moved.location().ends_with(&to), "{old}");
        visitor.get(&to).await.assert_status(200);
    }
    // Hidden, nobody is told where it would be.
    let hidden = CollectionDraft {
        is_visible: false,
        ..draft("for-you")
    };
    save(Some(id), 3, &hidden).await;
    for slug in ["gifts", "for-you"] {
        let page = visitor.get(&format!("/collections/{slug}")).await;
        page.assert_status(404);
    }
    save(Some(id), 4, &draft("for-you")).await;

    // A reused address is the new collection's, even while that one is hidden, and stays with it when it moves on.
    let other = save(None, 0, &draft("gifts")).await;
    visitor.get("/collections/gifts").await.assert_status(200);
    let hidden = CollectionDraft {
        is_visible: false,
        ..draft("gifts")
    };
    save(Some(other), 1, &hidden).await;
    visitor.get("/collections/gifts").await.assert_status(404);
    save(Some(other), 2, &draft("offers")).await;
    let moved = visitor.get("/collections/gifts").await;
    assert!(moved.location().ends_with("/collections/offers"));

    // Back at an address of its own, which leads nowhere else then.
    save(Some(id), 5, &draft("presents")).await;
    visitor
        .get("/collections/presents")
        .await
        .assert_status(200);
    collections::delete_collection(&shop, &TEST, id, 6)
        .await
        .unwrap();
    for gone in ["presents", "for-you"] {
        let page = visitor.get(&format!("/collections/{gone}")).await;
        page.assert_status(410);
    }
    visitor
        .get("/collections/never-there")
        .await
        .assert_status(404);
}

#[shop_test]
async fn a_page_that_is_kept_ends_with_the_price_on_it(shop: TestShop) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let start = shop.clock.now() + TimeDelta::seconds(5);
    edit(&shop, &mug, |draft| {
        draft.variants[0].sale = Some(Sale {
            amount: Money::new(1_500, Currency::EUR),
            starts_at: start,
            ends_at: start + TimeDelta::seconds(20),
        });
    })
    .await;
    let path = format!("/products/{}", mug.slug);
    let mut visitor = shop.browser();
    let page = visitor.get(&path).await;
    page.assert_says("€20.00");
    let until = page.header("cache-control");
    assert!(until.contains("s-maxage=5"), "{until}");
    visitor.get("/").await.assert_says("€20.00");

    // The page itself needs no sweep; lists follow with it.
    shop.clock.advance(TimeDelta::seconds(5));
    visitor.get(&path).await.assert_says("€15.00");
    shop.run_due_sweeps().await;
    visitor.get("/").await.assert_says("€15.00");

    shop.clock.advance(TimeDelta::seconds(20));
    let page = visitor.get(&path).await;
    assert!(!page.words().contains("€15.00"), "{}", page.words());
    shop.run_due_sweeps().await;
    let home = visitor.get("/").await;
    assert!(!home.words().contains("€15.00"));
}
