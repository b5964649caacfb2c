//! What products are by their types and attributes, in files.

use std::{fs::File, io::Cursor, path::Path};

use l10n::Locale;
use shop::{
    Shop,
    attributes::{
        self, AttributeDraft, AttributeKind, ChoiceDraft, Labels, ProductTypeDraft,
        SpecificationDraft, Value,
    },
    catalog::{
        self, PictureDraft,
        export::{self, ExportFilter, FileKind},
        import::{self, ImportOptions, ImportReport, Mapping, Mode},
    },
    ids::{AttributeId, ImportId, ProductId, TaskId},
    jobs::{self, Registry},
    staff::Actor,
    tasks::{self, Run, TaskRecord, TaskState},
    undo,
};
use testkit::{TestShop, shop_test};

use super::{editor, picture, receive, shirt, stored, stored_by_slug};

const SYSTEM: Actor = Actor::System { what: "test" };

fn attribute(kind: AttributeKind, label: &str, position: i64) -> AttributeDraft {
    AttributeDraft {
        key: String::new(),
        kind,
        labels: Labels::new([(Locale::EN, label)]),
        unit: String::new(),
        is_facet: true,
        in_specification: true,
        position,
        choices: Vec::new(),
        may_drop_values: false,
    }
}

fn choices(pairs: &[(&str, &str)]) -> Vec<ChoiceDraft> {
    let choice = |(label, hex): &(&str, &str)| ChoiceDraft {
        id: None,
        labels: Labels::new([(Locale::EN, *label)]),
        hex: (*hex).to_owned(),
    };
    pairs.iter().map(choice).collect()
}

async fn add(shop: &Shop, draft: AttributeDraft) -> AttributeId {
    attributes::save_attribute(shop, &SYSTEM, None, 0, &draft)
        .await
        .unwrap()
}

/// One attribute of each kind, with odd names, and two products that have them.
async fn described_shop(shop: &TestShop) {
    let note = add(shop, attribute(AttributeKind::Text, "Note (text)", 0)).await;
    let weight = AttributeDraft {
        unit: "kg".to_owned(),
        key: "gewicht".to_owned(),
        ..attribute(AttributeKind::Number, "Füllgewicht (netto)", 1)
    };
    let weight = add(shop, weight).await;
    let dry = add(shop, attribute(AttributeKind::Flag, "Dry", 2)).await;
    let material = AttributeDraft {
        choices: choices(&[("Cotton | Wool", ""), ("=Linen, fine", ""), ("Unused", "")]),
        ..attribute(AttributeKind::Choice, "Material", 3)
    };
    let material = add(shop, material).await;
    let colour = AttributeDraft {
        choices: choices(&[("Red", "#dd0000"), ("Dark #1", "#001122")]),
        ..attribute(AttributeKind::Colour, "Colour", 4)
    };
    let colour = add(shop, colour).await;
    let shirts = ProductTypeDraft {
        name: "Shirts & more".to_owned(),
        attributes: vec![material, colour],
    };
    let shirts = attributes::save_product_type(shop, &SYSTEM, None, 0, &shirts)
        .await
        .unwrap();
    let values = [
        (note, "-5 degrees"),
        (weight, "1,25"),
        (dry, "no"),
        (material, "=Linen, fine"),
        (colour, "dark #1"),
    ];
    let values = values.map(|(id, text)| (id, text.to_owned())).to_vec();
    let described = SpecificationDraft {
        product_type: Some(shirts),
        values,
    };
    catalog::create_specified(shop, &SYSTEM, &shirt(), Some(&described))
        .await
        .unwrap();
    shop.product("Plain mug").create().await;
}

async fn import_path(shop: &Shop, path: &Path) -> ImportReport {
    let options = ImportOptions::default();
    let file = File::open(path).unwrap();
    let report = import::shopify(shop, &editor(), file, &options, &mut |_| {}).await;
    report.unwrap()
}

async fn import_text(shop: &Shop, text: &str, dry_run: bool) -> ImportReport {
    let file = Cursor::new(text.as_bytes().to_vec());
    let options = ImportOptions { dry_run };
    let report = import::shopify(shop, &editor(), file, &options, &mut |_| {}).await;
    report.unwrap()
}

async fn export_to(shop: &Shop, path: &Path) {
    let report = export::write(shop, &editor(), ExportFilter::default(), path).await;
    assert_eq!(report.unwrap().left_out, []);
}

async fn finished(shop: &Shop, task: TaskId) -> TaskRecord {
    let registry = Registry::default()
        .with::<Run<import::ImportProducts>>()
        .with::<Run<export::ExportProducts>>()
        .with::<Run<undo::UndoImport>>();
    jobs::run_due(shop, &registry).await.unwrap();
    let task = tasks::find(shop, task).await.unwrap().unwrap();
    assert_eq!(task.state, TaskState::Done, "{:?}", task.error);
    task
}

async fn send(shop: &Shop, text: &[u8]) -> ImportId {
    receive(shop, "goods.csv", text).await.unwrap()
}

async fn run(shop: &Shop, id: ImportId, mode: Mode) -> TaskRecord {
    let task = import::start(shop, &editor(), id, mode).await.unwrap();
    finished(shop, task).await
}

/// "key=value", and the type before them.
async fn described(shop: &Shop, id: ProductId) -> Vec<String> {
    let all = attributes::load(shop.db.reader()).await.unwrap();
    let found = attributes::specification(shop.db.reader(), id)
        .await
        .unwrap();
    let product_type = found.product_type.and_then(|id| all.product_type(id));
    let mut words: Vec<String> = product_type.iter().map(|one| one.name.clone()).collect();
    for attribute in all.iter() {
        if let Some(value) = found.value(attribute.id) {
            let text = match value {
                Value::Choice(id) => {
                    let choice = attribute.choice(*id).unwrap();
                    choice.labels.get(Locale::EN).to_owned()
                }
                value => value.typed(),
            };
            words.push(format!("{}={text}", attribute.key));
        }
    }
    words
}

fn problems(report: &ImportReport) -> Vec<(u64, &str, &str)> {
    let problems = report.problems.iter();
    problems
        .map(|one| {
            let column = one.column.as_deref().unwrap_or_default();
            (one.line, column, one.message.as_str())
        })
        .collect()
}

#[shop_test]
async fn an_export_with_attributes_goes_through_an_empty_shop_unchanged(shop: TestShop) {
    shop.may_leave_jobs();
    described_shop(&shop).await;
    let folder = tempfile::tempdir().unwrap();
    for kind in FileKind::ALL {
        let path = |name: &str| folder.path().join(format!("{name}.{}", kind.extension()));
        export_to(&shop, &path("first")).await;
        let other = shop.another().await;
        let bytes = std::fs::read(path("first")).unwrap();
        let id = send(&other, &bytes).await;
        let task = run(&other, id, Mode::Run).await;
        let problems = tasks::problems(&other, task.id, 9).await.unwrap();
        assert_eq!(problems, [], "{kind:?}");
        let totals: import::Totals = serde_json::from_value(task.result).unwrap();
        let made = (totals.attributes_created, totals.product_types_created);
        assert_eq!(made, (5, 1), "{kind:?}");

        let (csv, again) = (folder.path().join("1.csv"), folder.path().join("2.csv"));
        export_to(&shop, &csv).await;
        export_to(&other, &again).await;
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        assert_eq!(read(&csv), read(&again), "{kind:?}");
        assert!(read(&csv).contains("Attribute: Note (text) (text, filter)"));
        assert!(read(&csv).contains("Attribute: Füllgewicht (netto) [gewicht] (number, kg)"));
        assert!(read(&csv).contains("Attribute: Material (choice: Cotton \\| Wool | =Linen, fine"));

        let shirt = stored_by_slug(&other, "linen-shirt").await.product.id;
        let expected = [
            "Shirts & more",
            "note-text=-5 degrees",
            "gewicht=1.25",
            "dry=no",
            "material==Linen, fine",
            "colour=Dark #1",
        ];
        assert_eq!(described(&other, shirt).await, expected, "{kind:?}");
        // The type that was made asks for what its products have.
        let all = attributes::load(other.db.reader()).await.unwrap();
        assert_eq!(all.types()[0].attributes.len(), 5);
        assert!(all.iter().all(|attribute| attribute.is_facet));

        let report = import_path(&other, &again).await;
        let outcome = (report.products_unchanged, problems_of(&report));
        assert_eq!(outcome, (2, 0), "{kind:?}");
    }
}

fn problems_of(report: &ImportReport) -> usize {
    report.problems.len()
}

#[shop_test]
async fn whether_a_text_is_a_filter_is_in_the_file_and_the_shops_to_say(shop: TestShop) {
    let draft = |label: &str, is_facet| AttributeDraft {
        is_facet,
        ..attribute(AttributeKind::Text, label, 0)
    };
    add(&shop, draft("Care", false)).await;
    add(&shop, draft("Origin", true)).await;
    let file = "Handle,Title,Variant Price,Attribute: Care (text),\"Attribute: Origin (text, filter)\"\n\
                mug,Mug,1.00,Wash,\"Höhr, Kiln 3\"\n";
    let turned = "Handle,Title,\"Attribute: Care (text, filter)\",Attribute: Origin (text)\n\
                  mug,Mug,Wash,Delft\n";
    let other = shop.another().await;
    for shop in [&shop, &other] {
        for file in [file, turned] {
            assert_eq!(import_text(shop, file, false).await.problems, []);
            let all = attributes::load(shop.db.reader()).await.unwrap();
            let is_facet = |key: &str| all.by_key(key).unwrap().is_facet;
            assert_eq!((is_facet("care"), is_facet("origin")), (false, true));
        }
        let mug = stored_by_slug(shop, "mug").await.product.id;
        assert_eq!(described(shop, mug).await, ["care=Wash", "origin=Delft"]);
    }
}

#[shop_test]
async fn an_export_that_runs_as_a_task_has_the_same_columns(shop: TestShop) {
    shop.may_leave_jobs();
    described_shop(&shop).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.csv");
    export_to(&shop, &path).await;

    let task = export::start(&shop, &editor(), ExportFilter::default(), FileKind::Csv)
        .await
        .unwrap();
    finished(&shop, task).await;

    let (made, _, _) = export::file_of(&shop, task).await.unwrap().unwrap();
    assert_eq!(std::fs::read(made).unwrap(), std::fs::read(path).unwrap());
}

#[shop_test]
async fn a_value_that_does_not_fit_is_named_and_the_rest_goes_on(shop: TestShop) {
    shop.may_leave_jobs();
    described_shop(&shop).await;
    let file = "Handle,Title,Variant SKU,Variant Price,Product Type,Attribute: Füllgewicht (netto),\
                Attribute: dry,Attribute: Material,Attribute: Taste,Attribute: Colour (number)\n\
                a,A,A,1.00,shirts & MORE,2.5 kg,yes,cotton | wool,sweet,1\n\
                b,B,B,1.00,,heavy,perhaps,Paper,,\n";
    for dry_run in [true, false] {
        let report = import_text(&shop, file, dry_run).await;

        assert_eq!(report.products_created, 2, "{report:#?}");
        let told = problems(&report);
        let places: Vec<_> = told
            .iter()
            .map(|(line, column, _)| (*line, *column))
            .collect();
        let expected = [
            (1, "Attribute: Taste"),
            (1, "Attribute: Colour (number)"),
            (3, "Attribute: Füllgewicht (netto)"),
            (3, "Attribute: dry"),
            (3, "Attribute: Material"),
        ];
        assert_eq!(places, expected, "{told:#?}");
        assert!(told[0].2.contains("make it first"), "{}", told[0].2);
        assert!(told[1].2.contains("of the kind colour"), "{}", told[1].2);
        let number =
            "\"heavy\" is not a number of kg, such as 12.5 kg or 12.5, with at most six decimals";
        assert_eq!(told[2].2, number);
        assert!(told[4].2.contains("\"Paper\""), "{}", told[4].2);
    }
    let a = stored_by_slug(&shop, "a").await.product.id;
    let expected = [
        "Shirts & more",
        "gewicht=2.5",
        "dry=yes",
        "material=Cotton | Wool",
    ];
    assert_eq!(described(&shop, a).await, expected);
    let b = stored_by_slug(&shop, "b").await.product.id;
    assert_eq!(described(&shop, b).await, [""; 0]);
}

#[shop_test]
async fn blank_cells_take_values_away_and_columns_that_are_not_there_leave_them(shop: TestShop) {
    shop.may_leave_jobs();
    described_shop(&shop).await;
    let id = stored_by_slug(&shop, "linen-shirt").await.product.id;
    let version = stored(&shop, id).await.product.version;

    let file = "Handle,Title,Attribute: Dry,Attribute: Colour\nlinen-shirt,Linen shirt,,Red\n";
    let report = import_text(&shop, file, false).await;

    assert_eq!((report.products_updated, report.problems.len()), (1, 0));
    let expected = [
        "Shirts & more",
        "note-text=-5 degrees",
        "gewicht=1.25",
        "material==Linen, fine",
        "colour=Red",
    ];
    assert_eq!(described(&shop, id).await, expected);
    let after = stored(&shop, id).await;
    assert_eq!(after.product.version, version + 1);
    // The file says nothing of variants.
    assert!(after.variants.len() == 2 && after.variants.iter().all(|one| one.active));
    let again = import_text(&shop, file, false).await;
    assert_eq!((again.products_unchanged, again.products_updated), (1, 0));
}

#[shop_test]
async fn a_check_makes_no_attributes_and_an_undo_restores_values(shop: TestShop) {
    shop.may_leave_jobs();
    described_shop(&shop).await;
    let id = stored_by_slug(&shop, "linen-shirt").await.product.id;
    let before = described(&shop, id).await;
    let file = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Product Type,\
                Attribute: Dry,Attribute: Taste (choice: Sweet | Sour)\n\
                linen-shirt,Linen shirt,Size,S,SHIRT-S,49.00,Food,yes,Sour\n\
                new,New,,,NEW,1.00,Food,,Sweet\n";
    let sent = send(&shop, file.as_bytes()).await;
    let count = async || {
        let all = attributes::load(shop.db.reader()).await.unwrap();
        (all.iter().count(), all.types().len())
    };

    let check = run(&shop, sent, Mode::Check).await;
    let totals: import::Totals = serde_json::from_value(check.result).unwrap();
    assert_eq!(
        (totals.attributes_created, totals.product_types_created),
        (1, 1)
    );
    assert_eq!(count().await, (5, 1));
    assert_eq!(described(&shop, id).await, before);

    run(&shop, sent, Mode::Run).await;
    assert_eq!(count().await, (6, 2));
    let after = described(&shop, id).await;
    assert!(
        after.contains(&"taste=Sour".to_owned()) && after[0] == "Food",
        "{after:?}"
    );

    let task = undo::import(&shop, &editor(), sent).await.unwrap();
    let undone = finished(&shop, task).await;
    let told = tasks::problems(&shop, undone.id, 9).await.unwrap();
    assert_eq!(
        (undone.done, undone.failed, told.len()),
        (2, 0, 0),
        "{told:?}"
    );
    assert_eq!(described(&shop, id).await, before);
    assert_eq!(count().await, (5, 1), "what the import made is gone");
}

#[shop_test]
async fn columns_of_an_unknown_table_can_be_attributes(shop: TestShop) {
    shop.may_leave_jobs();
    described_shop(&shop).await;
    let table = "Artikel;Preis;Material;Dry\nBecher;12,50;Cotton | Wool;1\n";
    let id = send(&shop, table.as_bytes()).await;
    let sent = import::find(&shop, id).await.unwrap().unwrap();
    let guessed: Mapping = sent.mapping.unwrap();
    assert_eq!(guessed.columns[2].as_deref(), Some("attribute:material"));
    let all = attributes::load(shop.db.reader()).await.unwrap();
    let offered = import::attribute_fields(&all, Locale::EN);
    assert!(offered.contains(&(
        "attribute:gewicht".to_owned(),
        "Attribute: Füllgewicht (netto) (kg)".to_owned()
    )));

    run(&shop, id, Mode::Run).await;

    let page = stored_by_slug(&shop, "becher").await;
    let expected = ["dry=yes", "material=Cotton | Wool"];
    assert_eq!(described(&shop, page.product.id).await, expected);
}

#[shop_test]
async fn attributes_of_woocommerce_go_where_the_shop_has_them(shop: TestShop) {
    shop.may_leave_jobs();
    described_shop(&shop).await;
    let file = "ID,Type,SKU,Name,Published,Description,Regular price,Attribute 1 name,\
                Attribute 1 value(s),Attribute 1 visible,Attribute 2 name,Attribute 2 value(s),\
                Attribute 2 visible,Attribute 3 name,Attribute 3 value(s),Attribute 3 visible\n\
                1,simple,TEE,Tee,1,Soft.,10,Material,\"=Linen\\, fine\",1,Colour,\"Red, Blue\",1,\
                Taste,Sweet,1\n";
    let cursor = Cursor::new(file.as_bytes().to_vec());
    let options = ImportOptions::default();
    let report = import::woocommerce(&shop, &editor(), cursor, &options, &mut |_| {}).await;

    assert_eq!(report.unwrap().problems, []);
    let page = stored_by_slug(&shop, "tee").await;
    assert_eq!(
        described(&shop, page.product.id).await,
        ["material==Linen, fine"]
    );
    let text = &page.product.description_html;
    assert!(!text.contains("Material"), "{text}");
    assert!(
        text.contains("Colour: Red, Blue") && text.contains("Taste: Sweet"),
        "{text}"
    );
}

#[shop_test]
async fn many_products_get_their_values_in_parts(shop: TestShop) {
    shop.may_leave_jobs();
    let rows: Vec<String> = (0..230)
        .map(|number| {
            let kind = if number % 2 == 0 { "Even" } else { "Odd" };
            format!("p-{number},P {number},P-{number},1.00,{kind},{number}.5,{kind}\n")
        })
        .collect();
    let header = "Handle,Title,Variant SKU,Variant Price,Product Type,\"Attribute: Size (number, m)\",\
                  Attribute: Parity (choice: Even | Odd)";
    let id = send(&shop, format!("{header}\n{}", rows.concat()).as_bytes()).await;

    let check = run(&shop, id, Mode::Check).await;
    let done = run(&shop, id, Mode::Run).await;

    for task in [&check, &done] {
        let totals: import::Totals = serde_json::from_value(task.result.clone()).unwrap();
        let made = (totals.attributes_created, totals.product_types_created);
        assert_eq!((made, task.problems, task.done), ((2, 2), 0, 230));
    }
    let in_use = attributes::values_in_use(shop.db.reader()).await.unwrap();
    assert!(in_use.values().all(|count| *count == 230), "{in_use:?}");
}

#[shop_test]
async fn a_table_that_excel_saved_in_germany_is_read(shop: TestShop) {
    shop.may_leave_jobs();
    let mut table = b"Artikel;Gr\xf6\xdfe;Preis\r\n".to_vec();
    table.extend(b"Bl\xe4uer Becher;gro\xdf;1.299,50 \r\n");
    let id = send(&shop, &table).await;
    let sent = import::find(&shop, id).await.unwrap().unwrap();
    assert_eq!(sent.header, ["Artikel", "Größe", "Preis"]);

    run(&shop, id, Mode::Run).await;

    let page = stored_by_slug(&shop, "blauer-becher").await;
    assert_eq!(page.product.title, "Bläuer Becher");
    assert_eq!(page.variants[0].options, ["groß"]);
    assert_eq!(page.variants[0].prices[0].amount, super::eur(129_950));
    // Also on the command line, which reads the file where it is.
    let mut named = b"Handle,Title,Variant Price\nmug,M\xfcg,1.00\n".to_vec();
    named.extend(b"cup,T\xe4\xdfchen,1.00\n");
    let options = ImportOptions::default();
    let report = import::shopify(&shop, &editor(), Cursor::new(named), &options, &mut |_| {}).await;
    assert_eq!(report.unwrap().problems, []);
    assert_eq!(stored_by_slug(&shop, "cup").await.product.title, "Täßchen");
}

#[shop_test]
async fn pictures_keep_their_order_and_their_texts(shop: TestShop) {
    shop.may_leave_jobs();
    let mut draft = shirt();
    let named = |name: &str, alt: &str| PictureDraft {
        alt: alt.to_owned(),
        ..picture(&format!("https://pictures.test/{name}.jpg"))
    };
    draft.pictures = vec![
        named("c", "Third letter"),
        named("a", ""),
        named("b", "=Back, \"left\""),
        named("d", "Last"),
    ];
    draft.variants[1].picture = Some(2);
    catalog::create_product(&shop, &SYSTEM, &draft)
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("products.csv");
    export_to(&shop, &path).await;

    let other = shop.another().await;
    other.may_leave_jobs();
    assert_eq!(import_path(&other, &path).await.problems, []);

    let page = stored_by_slug(&other, "linen-shirt").await;
    let found = page.pictures.iter().map(|one| {
        let url = one.source_url.as_deref().unwrap_or_default();
        (url.rsplit('/').next().unwrap_or_default(), one.alt.as_str())
    });
    let expected = [
        ("c.jpg", "Third letter"),
        ("a.jpg", ""),
        ("b.jpg", "=Back, \"left\""),
        ("d.jpg", "Last"),
    ];
    assert_eq!(found.collect::<Vec<_>>(), expected);
    assert_eq!(page.variants[1].picture, Some(page.pictures[2].id));
}

#[shop_test]
async fn a_product_that_a_file_names_twice_gets_its_values_and_prices_back(shop: TestShop) {
    shop.may_leave_jobs();
    add(&shop, attribute(AttributeKind::Text, "Note", 0)).await;
    let file = |rows: &[&str]| {
        let header =
            "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Attribute: Note";
        format!("{header}\n{}\n", rows.join("\n")).into_bytes()
    };
    let first = file(&["mug,Mug,Size,S,MUG-S,10,old", "mug,,,M,MUG-M,10,"]);
    let first = send(&shop, &first).await;
    run(&shop, first, Mode::Run).await;
    let mug = stored_by_slug(&shop, "mug").await.product.id;
    let state = async || {
        let page = stored(&shop, mug).await;
        let prices = page.variants.iter().map(|one| one.prices[0].amount.minor());
        (described(&shop, mug).await, prices.collect::<Vec<_>>())
    };
    let before = state().await;
    assert_eq!(before, (vec!["note=old".to_owned()], vec![1_000, 1_000]));
    // First the draft and the value are changed, or the value alone; then the draft.
    for head in ["mug,Mug,Size,S,MUG-S,11,new", "mug,Mug,Size,S,MUG-S,10,new"] {
        let twice = file(&[head, "bowl,Bowl,,,BOWL,8,", "mug,,,M,MUG-M,12,"]);
        let twice = send(&shop, &twice).await;
        run(&shop, twice, Mode::Run).await;
        let (values, prices) = state().await;
        assert_eq!((values, prices[1]), (vec!["note=new".to_owned()], 1_200));

        let task = undo::import(&shop, &editor(), twice).await.unwrap();
        let undone = finished(&shop, task).await;

        assert_eq!(undone.failed, 0, "{head}");
        assert_eq!(state().await, before, "{head}");
    }
}
