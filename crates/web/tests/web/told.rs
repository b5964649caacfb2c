//! What machines are told of ratings, sales and pictures is what people see; and what people are told of a reduction.

use commerce::{Currency, Money, Stars};
use l10n::Locale;
use shop::{
    Timestamp,
    catalog::{self, CategoryDraft, PictureDraft, ProductDraft, ProductStatus, Sale, VariantDraft},
    ids::{CategoryId, ProductId},
    media::{self, Media},
    settings,
    staff::Actor,
};
use testkit::{Page, TestShop, shop_test};

use crate::machines::{all, parsed, text};
use crate::media::painting;
use crate::product_page::data;

const TEST: Actor = Actor::System { what: "test" };

/// Reviews with these stars come into view.
pub async fn rate(shop: &TestShop, product: ProductId, stars: &[i64]) {
    shop.db
        .transaction(|tx| async move {
            for stars in stars {
                let stars = Stars::new(*stars).unwrap();
                catalog::count_review(&tx, product, stars).await?;
            }
            Ok::<_, catalog::EditError>(())
        })
        .await
        .unwrap();
}

fn eur(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn go_to(shop: &TestShop, at: &str) {
    shop.clock.advance(moment(at) - shop.clock.now());
}

async fn edit(shop: &TestShop, id: ProductId, change: impl FnOnce(&mut ProductDraft)) {
    let read = shop.db.primary();
    let page = catalog::product_for_edit(read, id).await.unwrap().unwrap();
    let currency = shop.settings().currency;
    let mut draft = ProductDraft::of(&page, currency);
    change(&mut draft);
    catalog::update_product(shop, &TEST, id, page.product.version, &draft)
        .await
        .unwrap();
}

/// Two days at 15.00.
fn sale() -> Sale {
    Sale {
        amount: eur(1_500),
        starts_at: moment("2026-03-05T08:00:00Z"),
        ends_at: moment("2026-03-07T08:00:00Z"),
    }
}

async fn send(shop: &TestShop, colour: [u8; 3]) -> Media {
    let bytes = painting(2000, 1500, colour);
    let sent = media::upload(shop, &TEST, bytes, "mug.png").await.unwrap();
    shop.run_jobs().await;
    sent
}

fn showing(media: &Media, alt: &str) -> PictureDraft {
    PictureDraft {
        id: None,
        alt: alt.to_owned(),
        source_url: None,
        stored: Some(::media::Stored {
            key: media.key.clone(),
            kind: media.kind,
            width: u32::try_from(media.width).unwrap(),
            height: u32::try_from(media.height).unwrap(),
            bytes: 0,
        }),
    }
}

fn mug(pictures: Vec<PictureDraft>) -> ProductDraft {
    ProductDraft {
        title: "Blue mug".to_owned(),
        status: ProductStatus::Active,
        variants: vec![VariantDraft {
            barcode: Some(" 4006381333931 ".to_owned()),
            weight_grams: Some(350),
            stock: Some(5),
            ..VariantDraft::new("MUG", eur(2_000))
        }],
        pictures,
        ..ProductDraft::default()
    }
}

async fn category(shop: &TestShop, title: &str, parent: Option<CategoryId>) -> CategoryId {
    let draft = CategoryDraft {
        title: title.to_owned(),
        parent,
        ..CategoryDraft::default()
    };
    let saved = catalog::save_category(shop, &TEST, None, 0, &draft).await;
    saved.unwrap()
}

#[shop_test]
async fn the_rating_that_machines_read_is_the_one_on_the_page(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    shop.product("Red mug").create().await;
    rate(&shop, mug.id, &[5, 5, 4, 3]).await;
    let mut visitor = shop.browser();

    let page = visitor.get("/products/blue-mug").await;
    let told = &data(&page, "Product")["aggregateRating"];
    let shown = format!(
        "{} ({})",
        told["ratingValue"].as_str().unwrap(),
        told["reviewCount"]
    );

    assert_eq!(told["@type"], "AggregateRating");
    assert_eq!(shown, "4.3 (4)");
    assert_eq!(page.text(".buy-rating .rating-count"), shown);
    let unrated = visitor.get("/products/red-mug").await;
    assert!(data(&unrated, "Product")["aggregateRating"].is_null());
    assert!(!unrated.has(".buy-rating"));
}

#[shop_test]
async fn the_price_of_a_sale_is_told_with_its_end(shop: TestShop) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    edit(&shop, mug.id, |draft| {
        draft.variants[0].sale = Some(sale());
    })
    .await;
    let mut visitor = shop.browser();
    let cases = [
        ("2026-03-05T07:59:59Z", "20.00", None, None),
        (
            "2026-03-05T08:00:00Z",
            "15.00",
            Some("20.00"),
            Some("2026-03-07T08:00:00Z"),
        ),
        (
            "2026-03-07T07:59:59Z",
            "15.00",
            Some("20.00"),
            Some("2026-03-07T08:00:00Z"),
        ),
        ("2026-03-07T08:00:00Z", "20.00", None, None),
    ];
    for (at, price, before, until) in cases {
        go_to(&shop, at);
        shop.run_due_sweeps().await;
        let page = visitor.get("/products/blue-mug").await;
        let offer = &data(&page, "Product")["offers"];
        assert_eq!(offer["price"], price, "{at}");
        assert_eq!(page.text(".buy-price .now"), format!("€{price}"), "{at}");
        assert_eq!(offer["priceValidUntil"].as_str(), until, "{at}");
        let told = &offer["priceSpecification"][0]["price"];
        assert_eq!(told.as_str(), before, "{at}");
        let shown = page.texts(".buy-price s");
        let before: Vec<String> = before.iter().map(|price| format!("€{price}")).collect();
        assert_eq!(shown, before, "{at}");
    }
}

#[shop_test]
async fn a_reduced_price_stands_beside_the_lowest_one_of_the_month_before(shop: TestShop) {
    let shirt = shop
        .product("Shirt")
        .variant("S")
        .price("20.00")
        .variant("M")
        .price("20.00")
        .create()
        .await;
    let price = async |cents, before: Option<i64>| {
        edit(&shop, shirt.id, |draft| {
            draft.variants[0].price = eur(cents);
            draft.variants[0].compare_at = before.map(eur);
        })
        .await;
    };
    let mut visitor = shop.browser();
    let said = "[data-show=lowest]:not([hidden])";
    assert!(!visitor.get("/products/shirt").await.has(said));

    shop.advance(24 * 60);
    price(1_800, None).await;
    let page = visitor.get("/products/shirt").await;
    assert!(!page.has(said), "nobody says that it is reduced");
    shop.advance(24 * 60);
    price(2_000, None).await;
    shop.advance(24 * 60);
    price(1_500, Some(2_000)).await;

    let page = visitor.get("/products/shirt?option1=S").await;
    assert_eq!(page.text(said), "Lowest price in the last 30 days: €18.00");
    let sent_along = page.texts("#variants li > div:last-child");
    assert_eq!(sent_along, ["Lowest price in the last 30 days: €18.00", ""]);
    let other = visitor.get("/products/shirt?option1=M").await;
    assert!(!other.has(said));
    let german = shop
        .browser()
        .with_header("accept-language", "de")
        .get("/products/shirt?option1=S")
        .await;
    assert_eq!(
        german.text(said).replace('\u{a0}', " "),
        "Niedrigster Preis der letzten 30 Tage: 18,00 €"
    );
    price(2_000, None).await;
    let page = visitor.get("/products/shirt?option1=S").await;
    assert!(!page.has(said), "it is not reduced any more");
}

#[shop_test]
async fn a_sale_says_the_lowest_price_while_it_runs(shop: TestShop) {
    let mug = shop.product("Mug").price("20.00").create().await;
    edit(&shop, mug.id, |draft| {
        draft.variants[0].sale = Some(sale());
    })
    .await;
    let mut visitor = shop.browser();
    let said = "[data-show=lowest]:not([hidden])";
    for (at, is_said) in [
        ("2026-03-05T07:59:59Z", false),
        ("2026-03-05T08:00:00Z", true),
        ("2026-03-07T07:59:59Z", true),
        ("2026-03-07T08:00:00Z", false),
    ] {
        go_to(&shop, at);
        shop.run_due_sweeps().await;
        let page = visitor.get("/products/mug").await;
        assert_eq!(page.has(said), is_said, "{at}");
        if is_said {
            page.assert_says("Lowest price in the last 30 days: €20.00");
        }
    }
}

#[shop_test]
async fn google_is_told_all_that_the_shop_knows_of_an_article(shop: TestShop) {
    let kitchen = category(&shop, "Kitchen", None).await;
    let mugs = category(&shop, "Mugs & cups", Some(kitchen)).await;
    let front = send(&shop, [20, 40, 210]).await;
    let back = send(&shop, [200, 40, 21]).await;
    let mut draft = mug(vec![showing(&front, "Front"), showing(&back, "Back")]);
    draft.categories = vec![mugs];
    draft.variants[0].picture = Some(1);
    draft.variants[0].sale = Some(Sale {
        amount: eur(1_500),
        starts_at: moment("2026-03-05T08:00:00Z"),
        ends_at: moment("2026-03-07T08:00:00Z"),
    });
    catalog::create_product(&shop, &TEST, &draft).await.unwrap();

    let page = shop.browser().get("/feeds/google.xml").await;
    let document = parsed(&page);
    let items = all(document.root(), "item");
    let told = |name: &str| text(items[0], name);
    let file = |media: &Media| {
        let (hash, _) = media.key.split_once('.').unwrap();
        format!("http://shop.test/media/{hash}-1600.jpg")
    };

    assert_eq!(told("image_link"), file(&back), "its own picture first");
    assert_eq!(told("additional_image_link"), file(&front));
    for name in ["image_link", "additional_image_link"] {
        let path = told(name).replace("http://shop.test", "");
        let picture = shop.browser().get(&path).await;
        assert_eq!(picture.header("content-type"), "image/jpeg");
    }
    assert_eq!(told("gtin"), "4006381333931");
    assert_eq!(told("identifier_exists"), "");
    assert_eq!(told("product_type"), "Kitchen > Mugs & cups");
    assert_eq!(told("shipping_weight"), "350 g");
    assert_eq!(told("price"), "20.00 EUR");
    assert_eq!(told("sale_price"), "15.00 EUR", "it is known before");
    assert_eq!(
        told("sale_price_effective_date"),
        "2026-03-05T08:00:00Z/2026-03-07T08:00:00Z"
    );
}

#[shop_test]
async fn a_drawing_is_no_picture_for_other_machines(shop: TestShop) {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\"><rect width=\"9\" height=\"9\"/></svg>";
    let stored = shop
        .media
        .put_own_svg(String::from_utf8_lossy(svg).into_owned())
        .await
        .unwrap();
    let mut draft = mug(Vec::new());
    draft.pictures = vec![PictureDraft {
        id: None,
        alt: "A drawing".to_owned(),
        source_url: None,
        stored: Some(stored),
    }];
    draft.variants[0].weight_grams = None;
    catalog::create_product(&shop, &TEST, &draft).await.unwrap();
    shop.run_jobs().await;
    let mut visitor = shop.browser();

    let page = visitor.get("/products/blue-mug").await;
    assert!(page.has(".gallery img[src$='.svg']") && !page.has("meta[property='og:image']"));
    let card = page.attribute("meta[name='twitter:card']", "content");
    assert_eq!(card, "summary");
    let feed = visitor.get("/feeds/google.xml").await;
    let document = parsed(&feed);
    for name in ["image_link", "additional_image_link", "shipping_weight"] {
        assert!(all(document.root(), name).is_empty(), "{name}");
    }

    let photograph = send(&shop, [20, 40, 210]).await;
    let id = catalog::cards(&shop, &catalog_ids(&shop).await)
        .await
        .unwrap()[0]
        .id;
    edit(&shop, id, |draft| {
        draft.pictures.push(showing(&photograph, "A mug"));
    })
    .await;
    let page = visitor.get("/products/blue-mug").await;
    let said = |name: &str| page.attribute(&format!("meta[property='{name}']"), "content");
    assert!(said("og:image").ends_with("-1600.jpg"));
    assert_eq!(
        [said("og:image:width"), said("og:image:height")],
        ["1600", "1200"]
    );
    assert_eq!(said("og:image:alt"), "A mug");
}

async fn catalog_ids(shop: &TestShop) -> Vec<ProductId> {
    let newest = catalog::newest(shop, 10).await.unwrap();
    newest.into_iter().map(|card| card.id).collect()
}

#[shop_test]
async fn pictures_are_described_in_the_language_of_the_reader(shop: TestShop) {
    let picture = send(&shop, [20, 40, 210]).await;
    let plain = send(&shop, [200, 40, 21]).await;
    let pictures = vec![
        showing(&picture, "Seen from above"),
        showing(&plain, "The handle"),
    ];
    catalog::create_product(&shop, &TEST, &mug(pictures))
        .await
        .unwrap();
    let describe = async |english: &str, german: &str| {
        let found = media::find(shop.db.primary(), &picture.key).await.unwrap();
        let texts = [(Locale::EN, english), (Locale::DE, german)];
        let texts = texts.map(|(locale, text)| (locale, text.to_owned()));
        let version = found.unwrap().version;
        catalog::describe_media(&shop, &TEST, &picture.key, version, &texts.into())
            .await
            .unwrap();
    };
    let mut english = shop.browser();
    let mut german = shop.browser().with_header("accept-language", "de");
    let of_card = |page: &Page| page.attribute(".card img", "alt");

    for path in ["/", "/search"] {
        assert_eq!(of_card(&german.get(path).await), "Seen from above");
    }
    describe("A mug", "Ein Becher").await;
    for path in ["/", "/search"] {
        assert_eq!(of_card(&german.get(path).await), "Ein Becher", "{path}");
        let own = of_card(&english.get(path).await);
        assert_eq!(own, "Seen from above", "the product's own says more");
    }
    let page = german.get("/products/blue-mug").await;
    let alts = page.attributes("img", "alt");
    assert!(alts.contains(&"Ein Becher".to_owned()), "{alts:?}");
    assert!(alts.contains(&"The handle".to_owned()), "{alts:?}");
    describe("A mug", "Ein blauer Becher").await;
    let page = german.get("/products/blue-mug").await;
    let alts = page.attributes("img", "alt");
    assert!(alts.contains(&"Ein blauer Becher".to_owned()), "{alts:?}");

    // What the main language is decides whose text is the product's own.
    let stored = settings::load(shop.db.primary()).await.unwrap();
    let mut new = stored.settings;
    new.default_locale = Locale::DE;
    settings::save(&shop, &TEST, &new, stored.version)
        .await
        .unwrap();
    let page = english
        .with_header("accept-language", "en")
        .get("/products/blue-mug")
        .await;
    let alts = page.attributes("img", "alt");
    assert!(alts.contains(&"A mug".to_owned()), "{alts:?}");
}
