use std::io::Cursor;

use shop::{
    Shop,
    catalog::{
        self, PictureState, ProductPage, ProductStatus,
        import::{self, ImportError, ImportOptions, ImportReport},
    },
    changes::{Follower, News},
    inventory,
};
use testkit::{TestShop, shop_test};

use super::{as_shown, editor, eur, shirt, staff, stored, stored_by_slug};

const QUIRKS: &str = include_str!("files/quirks.csv");

async fn run(shop: &Shop, file: &str, dry_run: bool) -> Result<ImportReport, ImportError> {
    let file = Cursor::new(file.as_bytes().to_vec());
    import::shopify(
        shop,
        &editor(),
        file,
        &ImportOptions { dry_run },
        &mut |_| {},
    )
    .await
}

pub(super) async fn import(shop: &TestShop, file: &str) -> ImportReport {
    shop.may_leave_jobs();
    run(shop, file, false).await.unwrap()
}

/// A file with the columns that most tests need.
pub(super) fn file(rows: &[&str]) -> String {
    let header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,\
                  Variant Inventory Tracker,Variant Inventory Qty,Image Src";
    format!("{header}\n{}\n", rows.join("\n"))
}

pub(super) fn skus(page: &ProductPage) -> Vec<&str> {
    page.variants
        .iter()
        .map(|variant| variant.sku.as_str())
        .collect()
}

async fn archived(shop: &TestShop, title: &str) -> ProductPage {
    let filter = catalog::ProductFilter {
        text: Some(title.to_owned()),
        ..catalog::ProductFilter::default()
    };
    let page = catalog::admin_list(shop, &filter, None, 1).await.unwrap();
    stored(shop, page.rows[0].id).await
}

#[shop_test]
async fn a_file_without_columns_of_options_leaves_them_alone(shop: TestShop) {
    let whole = file(&["shirt,Shirt,Size,S,SH-S,20,,,", "shirt,,,M,SH-M,20,,,"]);
    import(&shop, &whole).await;

    let prices = "Handle,Title,Variant SKU,Variant Price\nshirt,Shirt,SH-S,18\nshirt,,SH-M,19\n";
    let report = import(&shop, prices).await;

    assert!(report.problems.is_empty(), "{report:#?}");
    let page = stored_by_slug(&shop, "shirt").await;
    assert_eq!(page.product.options[0].values, ["S", "M"]);
    let variants = page.variants.iter();
    let variants: Vec<_> = variants
        .map(|one| (one.options.join("/"), one.active, one.prices[0].amount))
        .collect();
    let expected =
        [("S", 1_800), ("M", 1_900)].map(|(size, cents)| (size.to_owned(), true, eur(cents)));
    assert_eq!(variants, expected);
}

#[shop_test]
async fn a_price_list_that_names_a_replaced_variant_changes_the_others(shop: TestShop) {
    let whole = file(&["shirt,Shirt,Size,S,SH-S,20,,,", "shirt,,,M,SH-M,20,,,"]);
    import(&shop, &whole).await;
    let page = stored_by_slug(&shop, "shirt").await;
    let mut draft = as_shown(&page);
    // The first goes, the second becomes what the first was.
    draft.variants.remove(0);
    draft.variants[0].options = vec!["S".to_owned()];
    let (id, version) = (page.product.id, page.product.version);
    catalog::update_product(&shop, &editor(), id, version, &draft)
        .await
        .unwrap();

    let prices = "Handle,Title,Variant SKU,Variant Price\nshirt,Shirt,SH-S,18\nshirt,,SH-M,19\n";
    let report = import(&shop, prices).await;

    let lines: Vec<_> = report.problems.iter().map(|one| one.line).collect();
    assert_eq!(lines, [2], "{report:#?}");
    let page = stored_by_slug(&shop, "shirt").await;
    let variants = page.variants.iter();
    let mut variants: Vec<_> = variants
        .map(|one| (one.sku.as_str(), one.active, one.prices[0].amount))
        .collect();
    variants.sort_unstable_by_key(|(sku, ..)| *sku);
    let expected = [("SH-M", true, eur(1_900)), ("SH-S", false, eur(2_000))];
    assert_eq!(variants, expected);
}

#[shop_test]
async fn a_variant_off_sale_that_fits_no_more_is_in_nobodys_way(shop: TestShop) {
    let with = |second: &str| {
        file(&[
            "shirt,Shirt,Size,S,SH-S,20,,,",
            &format!("shirt,,,{second},SH-{second},20,,,"),
        ])
    };
    import(&shop, &with("L")).await;
    let off = "Handle,Title,Variant SKU,Variant Active\nshirt,Shirt,SH-L,false\n";
    import(&shop, off).await;
    import(&shop, &with("XL")).await;
    let page = stored_by_slug(&shop, "shirt").await;

    let draft = catalog::ProductDraft {
        title: "Good shirt".to_owned(),
        ..catalog::ProductDraft::of(&page, eur(0).currency())
    };
    let (id, version) = (page.product.id, page.product.version);
    catalog::update_product(&shop, &editor(), id, version, &draft)
        .await
        .unwrap();

    let page = stored_by_slug(&shop, "shirt").await;
    let variants: Vec<_> = page
        .variants
        .iter()
        .map(|one| (one.sku.as_str(), one.active))
        .collect();
    assert_eq!(page.product.title, "Good shirt");
    assert!(variants.contains(&("SH-L", false)), "{variants:?}");
    assert!(variants.contains(&("SH-XL", true)), "{variants:?}");
}

#[shop_test]
async fn a_variant_that_staff_took_off_sale_stays_so_until_a_file_says_otherwise(shop: TestShop) {
    let whole = file(&["shirt,Shirt,Size,S,SH-S,20,,,", "shirt,,,M,SH-M,20,,,"]);
    import(&shop, &whole).await;
    let says = async |active: &str| {
        let rows = format!("Handle,Title,Variant SKU,Variant Active\nshirt,Shirt,SH-M,{active}\n");
        let report = import(&shop, &rows).await;
        assert!(report.problems.is_empty(), "{report:#?}");
    };
    let is_on_sale = async || {
        let page = stored_by_slug(&shop, "shirt").await;
        page.variants[1].active
    };

    says("false").await;
    assert!(!is_on_sale().await);
    import(&shop, &whole.replace(",20,", ",21,")).await;
    assert!(!is_on_sale().await);
    says("true").await;
    assert!(is_on_sale().await);
}

#[shop_test]
async fn a_file_with_every_quirk_goes_in(shop: TestShop) {
    let report = import(&shop, QUIRKS).await;

    let created = (
        report.rows,
        report.products_created,
        report.variants_created,
    );
    assert_eq!(created, (18, 5, 8), "{report:#?}");
    assert_eq!((report.pictures_created, report.categories_created), (4, 2));
    assert_eq!((report.skus_made, report.columns_ignored), (2, 1));
    // Its second part is in another place of the file.
    assert_eq!((report.products_updated, report.products_unchanged), (1, 0));

    let page = stored_by_slug(&shop, "linen-shirt").await;
    assert_eq!(skus(&page), ["LS-S-BLU", "LS-M-BLU", "LINEN-SHIRT-M-WHITE"]);
    assert_eq!(page.product.brand, "Harbour & Co");
    assert!(
        page.product
            .description_html
            .contains("<li>100 % linen</li>")
    );
    assert!(!page.product.description_html.contains("alert"));
    let first = &page.variants[0];
    assert_eq!(first.prices[0].amount, eur(105_900));
    assert_eq!(first.prices[0].compare_at, Some(eur(120_000)));
    assert_eq!(first.barcode.as_deref(), Some("4006381333931"));
    assert_eq!(
        (first.weight_grams, &first.options[..]),
        (Some(210), &["S".to_owned(), "Blue".to_owned()][..])
    );
    assert_eq!(
        page.variants[1].prices[0].compare_at, None,
        "a former price has to be higher"
    );
    let alts: Vec<_> = page.pictures.iter().map(|one| one.alt.as_str()).collect();
    assert_eq!(alts, ["", "Front of the shirt", "Back"], "by position");
    assert_eq!(first.picture, Some(page.pictures[0].id));
    let tree = shop.categories();
    assert_eq!(
        tree.get(page.product.categories[0]).unwrap().slug.as_str(),
        "clothing"
    );
}

#[shop_test]
async fn stock_is_taken_over_as_it_was_counted(shop: TestShop) {
    import(&shop, QUIRKS).await;

    let shirt = stored_by_slug(&shop, "linen-shirt").await;
    let mug = stored_by_slug(&shop, "enamel-mug").await;
    let mut levels = Vec::new();
    for variant in shirt.variants.iter().chain(&mug.variants) {
        let level = shop.stock(variant.id).await;
        levels.push((level.on_hand, level.backorder));
    }
    // The last one was not counted, so it can always be bought.
    assert_eq!(levels, [(5, false), (0, true), (1, false), (1, true)]);
}

#[shop_test]
async fn status_and_published_decide_who_sees_a_product(shop: TestShop) {
    import(&shop, QUIRKS).await;

    assert_eq!(
        archived(&shop, "Secret Lamp").await.product.status,
        ProductStatus::Draft
    );
    assert_eq!(
        archived(&shop, "Old Poster").await.product.status,
        ProductStatus::Archived
    );
    assert_eq!(
        archived(&shop, "Enamel Mug").await.product.status,
        ProductStatus::Active
    );
}

#[shop_test]
async fn each_bad_row_is_named_with_its_line_and_reason(shop: TestShop) {
    let report = import(&shop, QUIRKS).await;

    let expected: [(u64, Option<&str>, &str); 10] = [
        (11, Some("Variant Price"), "price is missing"),
        (11, None, "none of its variants"),
        (13, Some("Variant Price"), "9,90"),
        (14, Some("Variant SKU"), "line 10"),
        (15, Some("Option1 Value"), "line 12 has the same options"),
        (16, None, "neither a variant nor a picture"),
        (17, Some("Gift Card"), "gift cards"),
        (18, Some("Handle"), "handle is missing"),
        (19, Some("Title"), "title is missing"),
        (20, Some("Status"), "sold"),
    ];
    let found: Vec<_> = report.problems.iter().collect();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (problem, (line, column, words)) in found.iter().zip(expected) {
        assert_eq!(
            (problem.line, problem.column.as_deref()),
            (line, column),
            "{problem:?}"
        );
        assert!(problem.message.contains(words), "{problem:?}");
    }
    // What came around the bad rows is in.
    let notebook = stored_by_slug(&shop, "notebook").await;
    assert_eq!(skus(&notebook), ["NB-P", "NB-D"]);
    assert_eq!(notebook.product.title, "Notebook – Größe A5");
    assert_eq!(notebook.product.options[0].values, ["Plain", "Dotted"]);
}

#[shop_test]
async fn a_second_run_changes_nothing(shop: TestShop) {
    let first = import(&shop, QUIRKS).await;
    let before = stored_by_slug(&shop, "notebook").await;
    let mut follower = Follower::default();
    follower
        .look(shop.db.primary(), shop.clock.now())
        .await
        .unwrap();
    follower.applied();
    let jobs = shop::jobs::count(&shop, shop::jobs::State::Ready)
        .await
        .unwrap();
    shop.clock.advance(chrono::TimeDelta::seconds(10));

    let second = import(&shop, QUIRKS).await;

    assert_eq!(second.problems, first.problems);
    // The notebook comes twice in the file.
    assert_eq!((second.products_unchanged, second.rows), (6, first.rows));
    let changed = [
        second.products_created,
        second.products_updated,
        second.variants_created,
        second.variants_updated,
        second.pictures_created,
        second.categories_created,
        second.skus_made,
    ];
    assert_eq!(changed, [0; 7]);
    assert_eq!(stored_by_slug(&shop, "notebook").await, before);
    let news = follower
        .look(shop.db.primary(), shop.clock.now())
        .await
        .unwrap();
    assert_eq!(news, News::Changes(Vec::new()));
    assert_eq!(
        shop::jobs::count(&shop, shop::jobs::State::Ready)
            .await
            .unwrap(),
        jobs
    );
    let movements = inventory::movements(shop.db.reader(), before.variants[0].id, 9)
        .await
        .unwrap();
    assert_eq!(movements.len(), 1);
}

#[shop_test]
async fn a_dry_run_reports_the_same_and_writes_nothing(shop: TestShop) {
    let mut seen = Vec::new();
    let file = Cursor::new(QUIRKS.as_bytes());
    let options = ImportOptions { dry_run: true };
    let dry = import::shopify(&shop, &editor(), file, &options, &mut |at| seen.push(at)).await;

    let dry = dry.unwrap();
    let last = seen.last().unwrap();
    assert_eq!((last.rows, last.bytes), (dry.rows, QUIRKS.len() as u64));
    let all = catalog::ProductFilter::default();
    assert!(
        catalog::admin_list(&shop, &all, None, 1)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
    assert!(shop.categories().is_empty());
    assert_eq!(import(&shop, QUIRKS).await, dry);
}

#[shop_test]
async fn an_import_updates_what_it_names_and_leaves_the_rest(shop: TestShop) {
    let mut draft = shirt();
    draft.slug = Some("shirt".to_owned());
    let id = catalog::create_product(&shop, &editor(), &draft)
        .await
        .unwrap();
    let before = stored(&shop, id).await;

    let report = import(
        &shop,
        &file(&[
            // By SKU with a new price, by options with a new SKU, and one more.
            "shirt,Linen shirt,Size,S,SHIRT-S,45,shopify,7,https://pictures.example/s.jpg",
            "shirt,,,XL,SHIRT-XL,65,shopify,2,",
        ]),
    )
    .await;

    let counts = (
        report.products_updated,
        report.variants_created,
        report.variants_updated,
    );
    assert_eq!(counts, (1, 1, 1), "{report:#?}");
    let after = stored(&shop, id).await;
    assert_eq!(skus(&after), ["SHIRT-S", "SHIRT-M", "SHIRT-XL"]);
    assert_eq!(after.variants[0].id, before.variants[0].id);
    assert_eq!(after.variants[0].prices[0].amount, eur(4_500));
    assert_eq!(after.variants[1], before.variants[1]);
    assert_eq!(
        after.product.description_html,
        before.product.description_html
    );
    assert_eq!(shop.available(after.variants[0].id).await, 7);
    assert_eq!(after.pictures[0].state, PictureState::Waiting);
}

#[shop_test]
async fn a_variant_is_found_by_its_options_when_its_sku_is_new(shop: TestShop) {
    import(
        &shop,
        &file(&[
            "mug,Mug,Size,S,OLD,5,shopify,1,",
            "mug,,,L,MUG-L,6,shopify,1,",
        ]),
    )
    .await;
    let before = stored_by_slug(&shop, "mug").await;

    let report = import(&shop, &file(&["mug,Mug,Size,S,NEW,5,shopify,1,"])).await;

    assert_eq!((report.variants_created, report.variants_updated), (0, 1));
    let after = stored_by_slug(&shop, "mug").await;
    assert_eq!(skus(&after), ["NEW", "MUG-L"]);
    assert_eq!(after.variants[0].id, before.variants[0].id);
}

#[shop_test]
async fn a_sku_of_another_product_keeps_one_row_out(shop: TestShop) {
    shop.product("Blue mug").create().await;

    let report = import(
        &shop,
        &file(&[
            "cup,Cup,Size,S,BLUE-MUG,5,shopify,1,",
            "cup,,,M,CUP-M,5,shopify,1,",
            "pot,Pot,Title,Default Title,POT,9,shopify,1,",
        ]),
    )
    .await;

    assert_eq!((report.products_created, report.variants_created), (2, 2));
    assert_eq!(report.problems.len(), 1);
    assert_eq!(
        (report.problems[0].line, report.problems[0].handle.as_str()),
        (2, "cup")
    );
    assert!(report.problems[0].message.contains("another product"));
    assert_eq!(skus(&stored_by_slug(&shop, "cup").await), ["CUP-M"]);
}

#[shop_test]
async fn stock_that_is_promised_is_not_counted_away(shop: TestShop) {
    import(
        &shop,
        &file(&["mug,Mug,Title,Default Title,MUG,5,shopify,4,"]),
    )
    .await;
    let mug = stored_by_slug(&shop, "mug").await.variants[0].id;

    let lower = import(
        &shop,
        &file(&["mug,Mug,Title,Default Title,MUG,5,shopify,1,"]),
    )
    .await;

    assert_eq!((lower.products_updated, lower.variants_updated), (1, 1));
    assert_eq!(shop.available(mug).await, 1);
    let movements = inventory::movements(shop.db.reader(), mug, 9)
        .await
        .unwrap();
    assert_eq!(movements.iter().map(|one| one.delta).sum::<i64>(), 1);
}

#[shop_test]
async fn what_staff_took_off_sale_keeps_its_place_in_the_shop(shop: TestShop) {
    import(
        &shop,
        &file(&[
            "mug,Mug,Size,S,MUG-S,5,shopify,1,",
            "mug,,,L,MUG-L,6,shopify,1,",
        ]),
    )
    .await;
    let page = stored_by_slug(&shop, "mug").await;
    let mut draft = as_shown(&page);
    draft.variants.remove(1);
    catalog::update_product(&shop, &editor(), page.product.id, 1, &draft)
        .await
        .unwrap();

    let small = import(&shop, &file(&["mug,Mug,Size,S,MUG-S,5,shopify,1,"])).await;

    // The values are now those in use, the rest stays as staff left it.
    assert_eq!(small.variants_updated + small.variants_created, 0);
    let after = stored_by_slug(&shop, "mug").await;
    let on_sale: Vec<_> = after
        .variants
        .iter()
        .map(|one| (one.sku.as_str(), one.active))
        .collect();
    assert!(on_sale.contains(&("MUG-S", true)) && on_sale.contains(&("MUG-L", false)));
}

#[shop_test]
async fn products_without_skus_with_the_same_words_get_different_ones(shop: TestShop) {
    let rows = [
        "a-b,One,Size,C,,5,shopify,1,",
        "a,Two,Size,B C,,5,shopify,1,",
        "a,,,B-C,,5,shopify,1,",
    ];

    let first = import(&shop, &file(&rows)).await;
    let second = import(&shop, &file(&rows)).await;

    assert_eq!(
        (
            first.skus_made,
            first.variants_created,
            first.problems.len()
        ),
        (3, 3, 0),
        "{first:#?}"
    );
    assert_eq!((second.skus_made, second.products_unchanged), (0, 2));
}

#[shop_test]
async fn the_new_spelling_of_the_columns_is_read_too(shop: TestShop) {
    let file = "Title,URL handle,Description,Product category,Type,Published on online store,Status,SKU,\
        Option1 name,Option1 value,Price,Compare-at price,Inventory tracker,Inventory quantity,\
        Continue selling when out of stock,Weight value (grams),Product image URL\r\n\
        Tin,tin,<p>Tall</p>,Home > Tins,Storage,TRUE,Active,TIN-1,Title,Default Title,7.50,9,shopify,2,\
        CONTINUE,120,https://pictures.example/tin.jpg\r\n";

    let report = import(&shop, file).await;

    assert_eq!(
        (report.products_created, report.problems.len()),
        (1, 0),
        "{report:#?}"
    );
    let tin = stored_by_slug(&shop, "tin").await;
    assert_eq!(tin.variants[0].prices[0].compare_at, Some(eur(900)));
    assert_eq!(
        (tin.variants[0].weight_grams, tin.pictures.len()),
        (Some(120), 1)
    );
    assert!(tin.product.options.is_empty());
    assert!(shop.stock(tin.variants[0].id).await.backorder);
}

#[shop_test]
async fn a_long_file_goes_in_batches(shop: TestShop) {
    let rows: Vec<String> = (0..130)
        .map(|n| format!("thing-{n},Thing {n},Title,Default Title,T-{n},5,shopify,1,"))
        .chain(["thing-0,,,Default Title,T-0b,5,shopify,1,".to_owned()])
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();

    let dry = run(&shop, &file(&rows), true).await.unwrap();
    let real = import(&shop, &file(&rows)).await;

    assert_eq!((real.products_created, real.rows), (130, 131));
    assert_eq!(
        (dry.products_created, dry.rows, dry.problems),
        (130, 131, real.problems)
    );
}

#[shop_test]
async fn what_is_no_product_export_is_refused(shop: TestShop) {
    let outcome = run(&shop, "SKU,Name\n1,Mug\n", false).await;

    let Err(ImportError::NotShopify { missing }) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(missing, ["Handle", "Title"]);
    let empty = run(&shop, "", false).await;
    assert!(
        matches!(empty, Err(ImportError::NotShopify { .. })),
        "{empty:?}"
    );
    let warehouse = staff(shop::staff::Role::Warehouse);
    let options = ImportOptions::default();
    let file = Cursor::new(QUIRKS.as_bytes());
    let refused = import::shopify(&shop, &warehouse, file, &options, &mut |_| {}).await;
    assert!(matches!(refused, Err(ImportError::Forbidden(_))));
}
