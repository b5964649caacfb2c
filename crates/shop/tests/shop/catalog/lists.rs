//! The list of staff: what it is narrowed down by, in which order it comes.

use shop::{
    catalog::{
        self, AdminOrder, CategoryDraft, ProductDraft, ProductFilter, ProductStatus, StockState,
        admin_list, admin_page,
    },
    ids::CategoryId,
};
use testkit::{TestShop, shop_test};

use super::{category, editor, shirt, variant};

async fn titles(shop: &TestShop, filter: &ProductFilter) -> Vec<String> {
    let page = admin_list(shop, filter, None, 50).await.unwrap();
    let mut titles: Vec<_> = page.rows.into_iter().map(|row| row.title).collect();
    titles.sort();
    titles
}

async fn make_category(shop: &TestShop, draft: &CategoryDraft) -> CategoryId {
    let made = catalog::save_category(shop, &editor(), None, 0, draft).await;
    made.unwrap()
}

#[shop_test]
async fn staff_find_products_in_any_status_by_the_starts_of_words(shop: TestShop) {
    shop.product("Blue mug 300 ml")
        .brand("Nordlicht")
        .create()
        .await;
    shop.product("Große Schüssel")
        .brand("Nord & Süd")
        .status(ProductStatus::Draft)
        .create()
        .await;
    shop.product("Mugwort tea")
        .status(ProductStatus::Archived)
        .create()
        .await;
    let cases: [(&str, &[&str]); 12] = [
        ("mug", &["Blue mug 300 ml", "Mugwort tea"]),
        ("MUG blu", &["Blue mug 300 ml"]),
        ("nord", &["Blue mug 300 ml", "Große Schüssel"]),
        ("grosse", &["Große Schüssel"]),
        ("blue-mug-300", &["Blue mug 300 ml"]),
        ("300", &["Blue mug 300 ml"]),
        ("blue tea", &[]),
        ("tea blue", &[]),
        ("nord blue mug", &["Blue mug 300 ml"]),
        ("ug", &[]),
        ("%", &["Blue mug 300 ml", "Große Schüssel", "Mugwort tea"]),
        ("mug _", &["Blue mug 300 ml", "Mugwort tea"]),
    ];
    for (text, expected) in cases {
        let filter = ProductFilter {
            text: Some(text.to_owned()),
            ..ProductFilter::default()
        };
        assert_eq!(titles(&shop, &filter).await, expected, "{text}");
    }
}

#[shop_test]
async fn a_product_is_found_by_its_new_title_and_not_by_its_old_one(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let stored = super::stored(&shop, mug.id).await;
    let mut draft = super::as_shown(&stored);
    "Red cup".clone_into(&mut draft.title);
    catalog::update_product(&shop, &editor(), mug.id, stored.product.version, &draft)
        .await
        .unwrap();

    for (text, expected) in [("cup", 1), ("mug", 1), ("red mug", 1), ("blue cup", 1)] {
        let filter = ProductFilter {
            text: Some(text.to_owned()),
            ..ProductFilter::default()
        };
        // The SKU still says BLUE-MUG.
        assert_eq!(titles(&shop, &filter).await.len(), expected, "{text}");
    }
    let mut draft = super::as_shown(&super::stored(&shop, mug.id).await);
    "RED".clone_into(&mut draft.variants[0].sku);
    let version = super::stored(&shop, mug.id).await.product.version;
    catalog::update_product(&shop, &editor(), mug.id, version, &draft)
        .await
        .unwrap();
    let old = ProductFilter {
        text: Some("mug".to_owned()),
        ..ProductFilter::default()
    };
    assert!(titles(&shop, &old).await.is_empty());
}

#[shop_test]
async fn staff_narrow_products_down_by_stock(shop: TestShop) {
    shop.product("Plenty").stock(10).create().await;
    shop.product("Few").stock(3).create().await;
    shop.product("Gone").stock(0).create().await;
    shop.product("Later").stock(0).backorder().create().await;
    shop.product("Half")
        .variant("S")
        .stock(0)
        .variant("M")
        .stock(9)
        .create()
        .await;
    let cases: [(StockState, &[&str]); 4] = [
        (StockState::InStock, &["Few", "Half", "Plenty"]),
        (StockState::Low, &["Few"]),
        (StockState::SoldOut, &["Gone"]),
        (StockState::Backorder, &["Later"]),
    ];

    for (stock, expected) in cases {
        let filter = ProductFilter {
            stock: Some(stock),
            ..ProductFilter::default()
        };
        assert_eq!(titles(&shop, &filter).await, expected, "{stock}");
    }
    let all = admin_list(&shop, &ProductFilter::default(), None, 50)
        .await
        .unwrap();
    let mut shown: Vec<_> = all
        .rows
        .iter()
        .map(|row| (row.title.as_str(), row.available, row.stock))
        .collect();
    shown.sort_by_key(|(title, ..)| *title);
    assert_eq!(
        shown,
        [
            ("Few", 3, Some(StockState::Low)),
            ("Gone", 0, Some(StockState::SoldOut)),
            ("Half", 9, None),
            ("Later", 0, Some(StockState::Backorder)),
            ("Plenty", 10, None),
        ]
    );
}

#[shop_test]
async fn filters_hold_together(shop: TestShop) {
    let kitchen = make_category(&shop, &category("Kitchen", None)).await;
    let mugs = make_category(&shop, &category("Mugs", Some(kitchen))).await;
    shop.product("Blue mug")
        .category(mugs)
        .brand("Acme")
        .create()
        .await;
    shop.product("Blue mug of another")
        .category(mugs)
        .brand("Other")
        .create()
        .await;
    shop.product("Blue bowl")
        .category(kitchen)
        .stock(0)
        .create()
        .await;
    shop.product("Blue hat").create().await;
    let blue = ProductFilter {
        text: Some("blue".to_owned()),
        category: Some(kitchen),
        ..ProductFilter::default()
    };

    let below = titles(&shop, &blue).await;
    let brand = ProductFilter {
        brand: Some("Acme".to_owned()),
        ..blue.clone()
    };
    let of_brand = titles(&shop, &brand).await;
    let sold_out = ProductFilter {
        stock: Some(StockState::SoldOut),
        ..brand.clone()
    };
    let drafts = ProductFilter {
        status: Some(ProductStatus::Draft),
        ..blue
    };

    assert_eq!(below, ["Blue bowl", "Blue mug", "Blue mug of another"]);
    assert_eq!(of_brand, ["Blue bowl", "Blue mug"]);
    assert_eq!(titles(&shop, &sold_out).await, ["Blue bowl"]);
    assert!(titles(&shop, &drafts).await.is_empty());
}

#[shop_test]
async fn every_order_goes_through_all_products_once(shop: TestShop) {
    for (title, size) in [("b", "1"), ("a", "1"), ("c", "1"), ("a", "2"), ("d", "1")] {
        shop.product(title).variant(size).create().await;
        shop.advance(1);
    }
    let cases = [
        (AdminOrder::Updated, "dacab"),
        (AdminOrder::Created, "dacab"),
        (AdminOrder::TitleUp, "aabcd"),
        (AdminOrder::TitleDown, "dcbaa"),
    ];
    for (order, expected) in cases {
        let all = ProductFilter::default();
        let (mut seen, mut after) = (String::new(), None);
        loop {
            let page = admin_page(&shop, &all, order, after.as_deref(), 2)
                .await
                .unwrap();
            seen.extend(page.rows.iter().map(|row| row.title.as_str()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, expected, "{order:?}");
    }
}

#[shop_test]
async fn brands_are_offered_by_what_they_contain(shop: TestShop) {
    for brand in ["Acme", "Nordlicht", "Süd & Nord", ""] {
        shop.product(&format!("Thing of {brand}."))
            .brand(brand)
            .create()
            .await;
    }

    let all = catalog::brands(&shop, "", 9).await.unwrap();
    let north = catalog::brands(&shop, "nord", 9).await.unwrap();

    assert_eq!(all, ["Acme", "Nordlicht", "Süd & Nord"]);
    assert_eq!(north, ["Nordlicht", "Süd & Nord"]);
    assert_eq!(catalog::brands(&shop, "", 1).await.unwrap().len(), 1);
}

#[shop_test]
async fn what_is_exactly_a_sku_or_a_barcode_finds_what_has_it(shop: TestShop) {
    let mut shirt = shirt();
    "P777-M".clone_into(&mut shirt.variants[0].sku);
    shirt.variants[0].barcode = Some("4006381333931".to_owned());
    catalog::create_product(&shop, &editor(), &shirt)
        .await
        .unwrap();
    let longer = ProductDraft {
        title: "Longer".to_owned(),
        variants: vec![variant("P777-MX", &[], 900)],
        ..ProductDraft::default()
    };
    catalog::create_product(&shop, &editor(), &longer)
        .await
        .unwrap();
    shop.may_leave_jobs();
    let title = shirt.title.as_str();
    let cases: [(&str, Option<ProductStatus>, &[&str]); 6] = [
        ("P777-M", None, &[title]),
        (" p777-m ", None, &[title]),
        ("4006381333931", None, &[title]),
        ("P777-MX", None, &["Longer"]),
        // The start of it finds all that start so, as ever.
        ("P777", None, &["Longer", title]),
        // What else is asked holds too.
        ("P777-M", Some(ProductStatus::Archived), &[]),
    ];
    for (text, status, expected) in cases {
        let filter = ProductFilter {
            text: Some(text.to_owned()),
            status,
            ..ProductFilter::default()
        };
        let mut found = titles(&shop, &filter).await;
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text:?} {status:?}");
    }
}
