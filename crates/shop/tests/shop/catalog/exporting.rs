//! What is exported comes back unchanged.

use std::{fs::File, path::Path};

use chrono::{TimeDelta, TimeZone, Utc};
use commerce::{Currency, Money, TaxClass};
use shop::{
    Shop,
    catalog::{
        self, PictureDraft, Price, ProductDraft, ProductOption, ProductPage, ProductStatus, Sale,
        VariantDraft,
        export::{self, ExportFilter, FileKind},
        import::{self, ImportOptions, ImportReport},
    },
    settings,
    staff::Actor,
    tasks::{self, TaskState},
};
use testkit::{TestShop, shop_test, statements};

use super::{category, editor, eur, picture, removed::remove, shirt, stored};
use crate::support::edit;

const SYSTEM: Actor = Actor::System { what: "test" };

fn chf(minor: i64) -> Money {
    Money::new(minor, Currency::parse("CHF").unwrap())
}

/// So that prices in francs are kept, too.
async fn sell_in_francs(shop: &Shop) {
    let mut stored = settings::load(shop.db.primary()).await.unwrap();
    stored.settings.more_currencies = vec![chf(0).currency()];
    settings::save(shop, &SYSTEM, &stored.settings, stored.version)
        .await
        .unwrap();
}

/// Something in every field, and every odd character.
async fn everything(shop: &TestShop) -> ProductDraft {
    let kitchen = category("Kitchen > \"Bath\", and \\ more", None);
    let kitchen = catalog::save_category(shop, &SYSTEM, None, 0, &kitchen)
        .await
        .unwrap();
    let cups = category("=Cups", Some(kitchen));
    let cups = catalog::save_category(shop, &SYSTEM, None, 0, &cups)
        .await
        .unwrap();
    let start = Utc.with_ymd_and_hms(2026, 3, 28, 23, 0, 0).unwrap();
    let sale = |amount: Money| Sale {
        amount,
        starts_at: start,
        ends_at: start + TimeDelta::microseconds(86_400_000_001),
    };
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\" width=\"8\" \
               height=\"8\"><rect width=\"8\" height=\"8\" fill=\"red\"/></svg>";
    let drawn = shop.media.put_own_svg(svg.to_owned()).await.unwrap();
    let option = |name: &str, values: &[&str]| ProductOption {
        name: name.to_owned(),
        values: values.iter().map(ToString::to_string).collect(),
    };
    let variant = |sku: &str, options: [&str; 4]| VariantDraft {
        options: options.map(str::to_owned).to_vec(),
        barcode: Some("00123".to_owned()),
        weight_grams: Some(250),
        length_mm: Some(0),
        width_mm: Some(80),
        height_mm: Some(90),
        cost: Some(eur(410)),
        compare_at: Some(eur(1_500)),
        sale: Some(sale(eur(990))),
        more_prices: Some(vec![Price {
            amount: chf(1_400),
            compare_at: Some(chf(1_600)),
            sale: Some(sale(chf(1_100))),
        }]),
        picture: Some(1),
        stock: Some(7),
        backorder: true,
        ..VariantDraft::new(sku, eur(1_250))
    };
    ProductDraft {
        title: "=1+1 \"Täßchen\", 'blau'; größer".to_owned(),
        description_html: "<p>Zwei<br>Zeilen &amp; mehr.</p>\n<ul><li>ja, \"so\"</li></ul>"
            .to_owned(),
        brand: "'@home".to_owned(),
        status: ProductStatus::Scheduled,
        publish_at: Some(start + TimeDelta::days(9)),
        tax_class: TaxClass::Reduced,
        tags: ["a, b", "-dash", "back\\slash", "'=odd"]
            .map(str::to_owned)
            .to_vec(),
        seo_title: "+SEO".to_owned(),
        seo_description: "So, und \"so\".".to_owned(),
        options: vec![
            option("Size", &["L", "S"]),
            option("Colour", &["Blue", "=Red"]),
            option("Form", &["Round"]),
            option("Handle", &["Yes"]),
        ],
        categories: vec![cups, kitchen],
        variants: vec![
            variant("CUP-S", ["S", "Blue", "Round", "Yes"]),
            VariantDraft {
                compare_at: None,
                sale: None,
                cost: None,
                barcode: None,
                picture: None,
                more_prices: None,
                backorder: false,
                ..variant("-CUP-L", ["L", "=Red", "Round", "Yes"])
            },
        ],
        pictures: vec![
            picture("https://pictures.test/cup.jpg?a=1,2"),
            PictureDraft {
                id: None,
                alt: "=drawn".to_owned(),
                source_url: None,
                stored: Some(drawn),
            },
        ],
        ..ProductDraft::default()
    }
}

async fn import_file(shop: &Shop, path: &Path) -> ImportReport {
    let options = ImportOptions::default();
    let file = File::open(path).unwrap();
    let report = import::shopify(shop, &editor(), file, &options, &mut |_| {}).await;
    report.unwrap()
}

async fn export_to(shop: &Shop, path: &Path) {
    let report = export::write(shop, &editor(), ExportFilter::default(), path).await;
    assert_eq!(report.unwrap().left_out, []);
}

/// Without what says when it was stored.
fn essence(mut page: ProductPage) -> ProductPage {
    page.product.updated_at = page.product.created_at;
    page
}

#[shop_test]
async fn an_export_that_is_imported_again_changes_nothing(shop: TestShop) {
    shop.may_leave_jobs();
    sell_in_francs(&shop).await;
    let draft = everything(&shop).await;
    let id = catalog::create_product(&shop, &SYSTEM, &draft)
        .await
        .unwrap();
    let plain = catalog::create_product(&shop, &SYSTEM, &shirt())
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in ["products.csv", "products.xlsx"] {
        let before = [stored(&shop, id).await, stored(&shop, plain).await];
        let path = folder.path().join(name);
        export_to(&shop, &path).await;

        let report = if name.ends_with("csv") {
            import_file(&shop, &path).await
        } else {
            through_the_desk(&shop, &path).await
        };

        assert_eq!(report.problems, [], "{name}");
        assert_eq!(report.products_unchanged, 2, "{name}: {report:#?}");
        let after = [stored(&shop, id).await, stored(&shop, plain).await];
        assert_eq!(after.map(essence), before.map(essence), "{name}");
    }
}

/// A spreadsheet goes in as staff send it.
async fn through_the_desk(shop: &TestShop, path: &Path) -> ImportReport {
    let file = File::open(path).unwrap();
    let id = import::receive(shop, &editor(), "products.xlsx", file)
        .await
        .unwrap();
    let task = import::start(shop, &editor(), id, import::Mode::Run)
        .await
        .unwrap();
    // Pictures that wait for a server nobody has are not part of this.
    let registry = shop::jobs::Registry::default().with::<tasks::Run<import::ImportProducts>>();
    shop::jobs::run_due(shop, &registry).await.unwrap();
    let record = tasks::find(shop, task).await.unwrap().unwrap();
    assert_eq!(record.state, TaskState::Done, "{:?}", record.error);
    assert_eq!(record.problems, 0);
    let totals: import::Totals = serde_json::from_value(record.result).unwrap();
    ImportReport {
        products_unchanged: totals.products_unchanged,
        products_updated: totals.products_updated,
        products_created: totals.products_created,
        ..ImportReport::default()
    }
}

#[shop_test]
async fn the_export_of_an_imported_export_is_the_same_file(shop: TestShop) {
    shop.may_leave_jobs();
    sell_in_francs(&shop).await;
    let mut draft = everything(&shop).await;
    // Another shop has to fetch it first.
    draft.pictures.truncate(1);
    draft.variants[0].picture = Some(0);
    catalog::create_product(&shop, &SYSTEM, &draft)
        .await
        .unwrap();
    catalog::create_product(&shop, &SYSTEM, &shirt())
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("1.csv"), folder.path().join("2.csv"));
    export_to(&shop, &first).await;

    let other = shop.another().await;
    sell_in_francs(&other).await;
    let report = import_file(&other, &first).await;
    export_to(&other, &second).await;

    assert_eq!((report.products_created, report.problems), (2, Vec::new()));
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    assert_eq!(read(&first), read(&second));
    assert!(read(&first).contains(",'=1+1") || read(&first).contains("\"'=1+1"));
}

#[shop_test]
async fn an_export_runs_as_a_task_and_its_file_is_forgotten_in_time(shop: TestShop) {
    shop.may_leave_jobs();
    catalog::create_product(&shop, &SYSTEM, &shirt())
        .await
        .unwrap();
    let filter = ExportFilter {
        status: Some(ProductStatus::Archived),
        category: None,
    };
    for (filter, kind, rows) in [
        (ExportFilter::default(), FileKind::Csv, 3),
        (filter, FileKind::Csv, 1),
        (ExportFilter::default(), FileKind::Xlsx, 0),
    ] {
        let task = export::start(&shop, &editor(), filter, kind).await.unwrap();
        assert!(export::file_of(&shop, task).await.unwrap().is_none());
        let registry = shop::jobs::Registry::default().with::<tasks::Run<export::ExportProducts>>();
        shop::jobs::run_due(&shop, &registry).await.unwrap();

        let (path, found, _) = export::file_of(&shop, task).await.unwrap().unwrap();
        assert_eq!(found, kind);
        if kind == FileKind::Csv {
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(text.lines().count(), rows, "{text}");
        }
    }
}

#[shop_test]
async fn an_export_asks_no_more_for_many_products_than_for_few(shop: TestShop) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("products.csv");
    let mut asked = Vec::new();
    let mut made = 0;
    for count in [2, 20] {
        while made < count {
            let product = shop.product(&format!("Thing {made}"));
            product.variant("S").variant("M").create().await;
            made += 1;
        }
        let ((), heard) = statements(export_to(&shop, &path)).await;
        asked.push(heard);
    }

    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 1 + 2 * 20, "{text}");
    assert_eq!(asked[0].len(), asked[1].len(), "{asked:#?}");
    assert!(!asked[0].is_empty());
}

#[shop_test]
async fn a_removed_variant_takes_none_that_is_off_sale_out_of_the_export(shop: TestShop) {
    shop.may_leave_jobs();
    let shirt = shop.product("Shirt").variant("S").variant("M").variant("L");
    let shirt = shirt.create().await;
    edit(&shop, &shirt, |draft| draft.variants[1].active = false).await;
    remove(&shop, &shirt, &["L"]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("products.csv");

    export_to(&shop, &file).await;

    let text = std::fs::read_to_string(&file).unwrap();
    let has = |size: &str| text.contains(&format!(",{size},"));
    assert_eq!(["S", "M", "L"].map(has), [true, true, false], "{text}");
}
