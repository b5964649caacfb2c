use commerce::Currency;
use shop::catalog::{
    self, CategoryDraft, Listing, ListingQuery, PAGE_SIZE, ProductFilter, ProductStatus, Sort,
};
use testkit::{TestShop, shop_test};

use super::{category, editor, eur};

fn titles(listing: &Listing) -> Vec<&str> {
    listing
        .cards
        .iter()
        .map(|card| card.title.as_str())
        .collect()
}

fn search(text: &str) -> ListingQuery {
    ListingQuery {
        text: Some(text.to_owned()),
        ..ListingQuery::default()
    }
}

#[shop_test]
async fn a_listing_is_sorted_and_limited_by_price(shop: TestShop) {
    shop.product("Cup").price("8").create().await;
    shop.advance(1);
    shop.product("Bowl")
        .variant("S")
        .price("15")
        .variant("L")
        .price("25")
        .create()
        .await;
    shop.advance(1);
    shop.product("Axe")
        .price("20")
        .compare_at("30")
        .create()
        .await;
    shop.product("Hidden")
        .status(ProductStatus::Draft)
        .create()
        .await;

    let cases: [(&str, ListingQuery, &[&str]); 7] = [
        (
            "newest first",
            ListingQuery::default(),
            &["Axe", "Bowl", "Cup"],
        ),
        (
            "cheapest first",
            ListingQuery {
                sort: Sort::PriceAscending,
                ..ListingQuery::default()
            },
            &["Cup", "Bowl", "Axe"],
        ),
        (
            "dearest first",
            ListingQuery {
                sort: Sort::PriceDescending,
                ..ListingQuery::default()
            },
            &["Axe", "Bowl", "Cup"],
        ),
        (
            "by title",
            ListingQuery {
                sort: Sort::Title,
                ..ListingQuery::default()
            },
            &["Axe", "Bowl", "Cup"],
        ),
        (
            "one of the prices is in the range",
            ListingQuery {
                min: Some(eur(2_100)),
                max: Some(eur(3_000)),
                ..ListingQuery::default()
            },
            &["Bowl"],
        ),
        (
            "up to a price",
            ListingQuery {
                max: Some(eur(1_500)),
                ..ListingQuery::default()
            },
            &["Bowl", "Cup"],
        ),
        (
            "a page that is not there",
            ListingQuery {
                page: 2,
                ..ListingQuery::default()
            },
            &[],
        ),
    ];
    for (name, query, expected) in cases {
        let listing = catalog::list(&shop, &query).await.unwrap();
        assert_eq!(titles(&listing), expected, "{name}");
    }
    let reduced = catalog::reduced(&shop, 10).await.unwrap();
    assert_eq!(
        (reduced.len(), reduced[0].compare_at),
        (1, Some(eur(3_000)))
    );
    let sitemap = catalog::sitemap_after(shop.db.reader(), Currency::EUR, None, 100)
        .await
        .unwrap();
    assert_eq!(sitemap.len(), 3);
}

#[shop_test]
async fn a_long_listing_has_pages(shop: TestShop) {
    for number in 0..=PAGE_SIZE {
        shop.product(&format!("Thing {number:02}")).create().await;
    }
    let page = |page| ListingQuery {
        page,
        sort: Sort::Title,
        ..ListingQuery::default()
    };

    let first = catalog::list(&shop, &page(1)).await.unwrap();
    let second = catalog::list(&shop, &page(2)).await.unwrap();

    assert_eq!((first.total, first.pages, first.cards.len()), (25, 2, 24));
    assert_eq!(titles(&second), ["Thing 24"]);
}

#[shop_test]
async fn a_category_shows_what_lies_below_it(shop: TestShop) {
    let editor = editor();
    let save = async |draft: CategoryDraft| {
        let saved = catalog::save_category(&shop, &editor, None, 0, &draft).await;
        saved.unwrap()
    };
    let kitchen = save(category("Kitchen", None)).await;
    let mugs = save(category("Mugs", Some(kitchen))).await;
    let garden = save(category("Garden", None)).await;
    shop.product("Pan").category(kitchen).create().await;
    shop.product("Mug")
        .category(mugs)
        .category(kitchen)
        .create()
        .await;
    shop.product("Spade").category(garden).create().await;

    let of = |id| ListingQuery {
        category: Some(id),
        sort: Sort::Title,
        ..ListingQuery::default()
    };

    assert_eq!(
        titles(&catalog::list(&shop, &of(kitchen)).await.unwrap()),
        ["Mug", "Pan"]
    );
    assert_eq!(
        titles(&catalog::list(&shop, &of(mugs)).await.unwrap()),
        ["Mug"]
    );
    assert_eq!(
        titles(&catalog::list(&shop, &of(garden)).await.unwrap()),
        ["Spade"]
    );
}

#[shop_test]
async fn search_finds_words_without_case_and_accents(shop: TestShop) {
    shop.product("Grüne Kanne").brand("Müller").create().await;
    shop.product("KT INS114").create().await;
    shop.product("Case for KT-INS114").create().await;
    shop.product("100% linen").create().await;
    shop.advance(1);
    shop.product("1000 pins_a").create().await;

    let cases: [(&str, &[&str]); 9] = [
        ("grune", &["Grüne Kanne"]),
        ("KANNE müller", &["Grüne Kanne"]),
        ("muller grüne", &["Grüne Kanne"]),
        ("kanne tasse", &[]),
        ("100%", &["100% linen"]),
        ("s_a", &["1000 pins_a"]),
        ("_", &["1000 pins_a"]),
        ("!", &[]),
        // A whole SKU comes before newer products that only mention it.
        ("kt-ins114", &["KT INS114", "Case for KT-INS114"]),
    ];
    for (text, expected) in cases {
        let listing = catalog::list(&shop, &search(text)).await.unwrap();
        assert_eq!(titles(&listing), expected, "{text}");
    }
    assert_eq!(catalog::list(&shop, &search("  ")).await.unwrap().total, 5);
}

#[shop_test]
async fn staff_page_through_all_products_by_key(shop: TestShop) {
    for number in 0..5 {
        shop.product(&format!("Thing {number}")).create().await;
        // Two of them at the same moment.
        shop.advance(i64::from(number != 2));
    }
    shop.product("Draft")
        .status(ProductStatus::Draft)
        .create()
        .await;
    let all = ProductFilter::default();

    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = catalog::admin_list(&shop, &all, after.as_deref(), 2)
            .await
            .unwrap();
        seen.extend(page.rows.into_iter().map(|row| row.title));
        after = page.next;
        if after.is_none() {
            break;
        }
    }

    assert_eq!(
        seen,
        [
            "Draft", "Thing 4", "Thing 3", "Thing 2", "Thing 1", "Thing 0"
        ]
    );
    let drafts = ProductFilter {
        status: Some(ProductStatus::Draft),
        ..all.clone()
    };
    let page = catalog::admin_list(&shop, &drafts, Some("nonsense"), 10)
        .await
        .unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(
        (page.rows[0].variants, page.rows[0].price_from),
        (1, Some(eur(1_000)))
    );
    let text = ProductFilter {
        text: Some("thing 3".to_owned()),
        ..all
    };
    let page = catalog::admin_list(&shop, &text, None, 10).await.unwrap();
    assert_eq!(page.rows.len(), 1);
}

#[shop_test]
async fn the_lowest_price_is_of_the_variants_on_sale_sold_out_or_not(shop: TestShop) {
    let mug = shop
        .product("Mug")
        .variant("Sold out")
        .price("5.00")
        .stock(0)
        .variant("Switched off")
        .price("4.00")
        .variant("Usual")
        .price("8.00")
        .variant("Dear and switched off")
        .price("9.00")
        .create()
        .await;
    let page = catalog::product_for_edit(shop.db.primary(), mug.id).await;
    let page = page.unwrap().unwrap();
    let mut draft = super::as_shown(&page);
    for place in [1, 3] {
        draft.variants[place].active = false;
    }
    catalog::update_product(&shop, &editor(), mug.id, page.product.version, &draft)
        .await
        .unwrap();

    let card = catalog::cards(&shop, &[mug.id]).await.unwrap().remove(0);
    let found = catalog::indexed(shop.db.primary(), Currency::EUR, &[mug.id]).await;
    let document = found.unwrap().remove(0);

    assert_eq!((card.from, card.to), (eur(500), eur(800)));
    assert_eq!(document.from, eur(500));
    let page = catalog::product_page(&shop, &mug.slug).await.unwrap();
    assert_eq!(page.unwrap().variants.len(), 2, "what can be chosen");
    // When the sold out one is switched off, too, it counts no more.
    let page = catalog::product_for_edit(shop.db.primary(), mug.id).await;
    let page = page.unwrap().unwrap();
    let mut draft = super::as_shown(&page);
    draft.variants[0].active = false;
    catalog::update_product(&shop, &editor(), mug.id, page.product.version, &draft)
        .await
        .unwrap();
    let card = catalog::cards(&shop, &[mug.id]).await.unwrap().remove(0);
    assert_eq!((card.from, card.to), (eur(800), eur(800)));
}
