//! The page of a product: what it says of stock and arrival, what it shows besides, and what machines read from it.

use commerce::DeliveryDays;
use serde_json::Value;
use shop::{
    attributes::AttributeKind,
    catalog::{self, CategoryDraft, ProductDraft, ProductOption, ProductStatus, VariantDraft},
    ids::{CategoryId, ProductId, VariantId},
    inventory, orders, settings,
    staff::{Actor, Role},
    together,
};
use testkit::{Page, TestProduct, TestShop, shop_test};

use crate::attributes::add as add_attribute;
use crate::buying::{add, to_payment};
use crate::cached_until_changed::process;

const TEST: Actor = Actor::System { what: "test" };

async fn category(shop: &TestShop, title: &str, parent: Option<CategoryId>) -> CategoryId {
    let draft = CategoryDraft {
        title: title.to_owned(),
        slug: None,
        description: String::new(),
        parent,
        position: 0,
        ..CategoryDraft::default()
    };
    catalog::save_category(shop, &TEST, None, 0, &draft)
        .await
        .unwrap()
}

fn path(product: &TestProduct) -> String {
    format!("/products/{}", product.slug)
}

/// What machines read, by its type.
pub fn data(page: &Page, of_type: &str) -> Value {
    let text = page.content("script[type='application/ld+json']");
    let data: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(data["@context"], "https://schema.org");
    let things = data["@graph"].as_array().unwrap();
    let found = things.iter().find(|thing| thing["@type"] == of_type);
    found
        .unwrap_or_else(|| panic!("{data} has a {of_type}"))
        .clone()
}

async fn say_days(shop: &TestShop) {
    let stored = settings::load(shop.db.primary()).await.unwrap();
    let mut new = stored.settings;
    for rules in &mut new.countries {
        let transit_max = if rules.country.as_str() == "DE" { 2 } else { 4 };
        rules.delivery = Some(DeliveryDays {
            handling: 0,
            transit_min: 1,
            transit_max,
        });
    }
    settings::save(shop, &TEST, &new, stored.version)
        .await
        .unwrap();
}

/// Two colours with three sizes; Blue is sold out in M, and there is no Red in L.
async fn shirt(shop: &TestShop) -> String {
    let option = |name: &str, values: &[&str]| ProductOption {
        name: name.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let variant = |colour: &str, size: &str, stock, cents| VariantDraft {
        barcode: (size == "S").then(|| "4006381333931".to_owned()),
        options: vec![colour.to_owned(), size.to_owned()],
        stock: Some(stock),
        ..VariantDraft::new(
            format!("SHIRT-{colour}-{size}"),
            commerce::Money::new(cents, commerce::Currency::EUR),
        )
    };
    let draft = ProductDraft {
        title: "Shirt </script><b>\"&".to_owned(),
        description_html: "<p>Of linen &amp; air.</p>".to_owned(),
        brand: "Acme".to_owned(),
        status: ProductStatus::Active,
        options: vec![
            option("Colour", &["Red", "Blue"]),
            option("Size", &["S", "M", "L"]),
        ],
        variants: vec![
            variant("Red", "S", 10, 1000),
            variant("Red", "M", 2, 1000),
            variant("Blue", "S", 10, 1200),
            variant("Blue", "M", 0, 1200),
            variant("Blue", "L", 5, 1500),
        ],
        ..ProductDraft::default()
    };
    let id = catalog::create_product(shop, &TEST, &draft).await.unwrap();
    let page = catalog::product_for_edit(shop.db.primary(), id)
        .await
        .unwrap();
    page.unwrap().product.slug.to_string()
}

#[shop_test]
async fn choices_that_cannot_be_had_are_marked_and_said(shop: TestShop) {
    let slug = shirt(&shop).await;
    let mut visitor = shop.browser();

    let page = visitor
        .get(&format!("/products/{slug}?option1=Blue&option2=M"))
        .await;

    let gone = "label.gone .choice-word";
    assert_eq!(page.texts(gone), ["Blue", "M"], "Blue is sold out in M");
    assert_eq!(page.texts("label.gone [data-gone]"), ["(not available)"; 2]);
    assert_eq!(
        page.attributes("label:not(.gone) [data-gone][hidden]", "hidden")
            .len(),
        3
    );
    assert_eq!(
        page.attributes(".dot circle", "fill"),
        ["#c12a2a", "#2457a6"]
    );
    page.assert_says("Sold out");
    assert!(page.has("[data-show=add][disabled]") && page.has("[data-show=bar-add][disabled]"));

    let page = visitor
        .get(&format!("/products/{slug}?option1=Red&option2=L"))
        .await;
    assert_eq!(
        page.texts(gone),
        ["Red", "L"],
        "L is to be had in Blue only"
    );
    page.assert_says("We do not have this combination");
}

#[shop_test]
async fn a_colour_looks_as_the_merchant_says_and_else_as_colours_of_its_name(shop: TestShop) {
    let slug = shirt(&shop).await;
    let path = format!("/products/{slug}");
    let mut visitor = shop.browser();
    let colours = async |visitor: &mut testkit::Browser| {
        let page = visitor.get(&path).await;
        let words = page.texts("label.colour .choice-word");
        let plain = page.texts(".choice:not(.colour) .choice-word");
        (page.attributes(".dot circle", "fill"), words, plain)
    };
    let (dots, ..) = colours(&mut visitor).await;
    assert_eq!(dots, ["#c12a2a", "#2457a6"], "nobody has said anything");

    // The attribute knows a red of its own, and no blue.
    add_attribute(&shop, AttributeKind::Colour, "Colour", "Farbe").await;
    let (dots, words, _) = colours(&mut visitor).await;
    assert_eq!(dots, ["#dd0000", "#2457a6"]);
    assert_eq!(words, ["Red", "Blue"]);

    let (mut draft, id, version) = draft_of(&shop, &slug).await;
    let of_variants = draft.variants.iter_mut().map(|it| &mut it.options);
    let values = of_variants.chain([&mut draft.options[0].values]).flatten();
    for value in values.filter(|value| *value == "Blue") {
        "Berry".clone_into(value);
    }
    catalog::update_product(&shop, &TEST, id, version, &draft)
        .await
        .unwrap();
    let (dots, words, plain) = colours(&mut visitor).await;
    assert_eq!(dots, ["#dd0000"]);
    assert_eq!(words, ["Red"], "one unknown name leaves the others alone");
    assert_eq!(plain, ["Berry", "S", "M", "L"]);
}

async fn draft_of(shop: &TestShop, slug: &str) -> (ProductDraft, ProductId, i64) {
    let page = catalog::product_page(shop, slug).await.unwrap().unwrap();
    let id = page.product.id;
    let page = catalog::product_for_edit(shop.db.primary(), id).await;
    let page = page.unwrap().unwrap();
    let draft = ProductDraft::of(&page, shop.settings().currency);
    (draft, id, page.product.version)
}

#[shop_test]
async fn machines_read_what_people_see(shop: TestShop) {
    let slug = shirt(&shop).await;

    let page = shop.browser().get(&format!("/products/{slug}")).await;

    let product = data(&page, "Product");
    assert_eq!(
        product["name"],
        page.text("h1"),
        "nothing ends the script early"
    );
    assert_eq!(product["description"], "Of linen & air.");
    assert_eq!(product["brand"]["name"], page.text(".eyebrow"));
    assert_eq!(
        product["url"],
        page.attribute("link[rel=canonical]", "href")
    );
    let offers = &product["offers"];
    assert_eq!(offers["@type"], "AggregateOffer");
    assert_eq!(
        [
            &offers["lowPrice"],
            &offers["highPrice"],
            &offers["priceCurrency"]
        ],
        ["10.00", "15.00", "EUR"]
    );
    assert_eq!(offers["offerCount"], 5);
    let offers = offers["offers"].as_array().unwrap();
    let told: Vec<_> = offers
        .iter()
        .map(|offer| {
            let word = |name: &str| offer[name].as_str().unwrap_or_default().to_owned();
            let state = word("availability").replace("https://schema.org/", "");
            (word("sku"), word("price"), state, word("gtin"))
        })
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(sku, price, state, gtin)| {
            (sku.as_str(), price.as_str(), state.as_str(), gtin.as_str())
        })
        .collect();
    let expected = [
        ("SHIRT-Red-S", "10.00", "InStock", "4006381333931"),
        ("SHIRT-Red-M", "10.00", "LimitedAvailability", ""),
        ("SHIRT-Blue-S", "12.00", "InStock", "4006381333931"),
        ("SHIRT-Blue-M", "12.00", "OutOfStock", ""),
        ("SHIRT-Blue-L", "15.00", "InStock", ""),
    ];
    assert_eq!(told, expected);
    for offer in offers {
        let address = offer["url"]
            .as_str()
            .unwrap()
            .replace("http://shop.test", "");
        let its_page = shop.browser().get(&address).await;
        assert_eq!(its_page.text("[data-show=sku] span"), offer["sku"]);
        let price = its_page.text(".buy-price .now").replace('€', "");
        assert_eq!(offer["price"], price);
    }
}

#[shop_test]
async fn other_sites_know_what_a_link_leads_to(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let page = shop.browser().get(&path(&mug)).await;
    let said = |name: &str| page.attribute(&format!("meta[property='{name}']"), "content");

    assert_eq!(said("og:type"), "product");
    assert_eq!(said("og:title"), "Blue mug");
    assert_eq!(said("og:url"), format!("http://shop.test{}", path(&mug)));
    assert_eq!(said("product:price:amount"), "12.50");
    assert_eq!(said("product:availability"), "in stock");
    assert_eq!(data(&page, "Product")["offers"]["@type"], "Offer");
    let home = shop.browser().get("/").await;
    assert_eq!(
        home.attribute("meta[property='og:type']", "content"),
        "website"
    );
    let site = data(&home, "WebSite");
    let search = site["potentialAction"]["target"]["urlTemplate"].as_str();
    assert_eq!(
        search,
        Some("http://shop.test/search?q={search_term_string}")
    );
    assert_eq!(data(&home, "Organization")["name"], "Test shop");
    assert!(
        !shop
            .browser()
            .get("/search?q=x")
            .await
            .has("meta[property='og:type']")
    );
}

#[shop_test]
async fn a_product_of_two_categories_has_one_address_and_one_way_to_it(shop: TestShop) {
    let kitchen = category(&shop, "Kitchen", None).await;
    let mugs = category(&shop, "Mugs", Some(kitchen)).await;
    let gifts = category(&shop, "Gifts", None).await;
    let mug = shop
        .product("Blue mug")
        .category(mugs)
        .category(gifts)
        .create()
        .await;

    let page = shop.browser().get(&path(&mug)).await;

    let canonical = page.attribute("link[rel=canonical]", "href");
    assert_eq!(canonical, format!("http://shop.test{}", path(&mug)));
    assert_eq!(page.texts(".crumbs a"), ["Home", "Kitchen", "Mugs"]);
    let crumbs = data(&page, "BreadcrumbList");
    let crumbs = crumbs["itemListElement"].as_array().unwrap();
    let links = page.attributes(".crumbs a", "href");
    assert_eq!(crumbs.len(), links.len() + 1);
    for (crumb, link) in crumbs.iter().zip(&links) {
        assert_eq!(crumb["item"], format!("http://shop.test{link}"));
    }
    assert_eq!(crumbs[3]["item"], canonical);
    let listing = shop.browser().get("/categories/mugs").await;
    assert_eq!(
        data(&listing, "BreadcrumbList")["itemListElement"][2]["name"],
        "Mugs"
    );
}

#[shop_test]
async fn the_day_of_arrival_is_said_until_the_cut_off(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut visitor = shop.browser();
    assert!(
        visitor.get(&path(&mug)).await.has(".arrival[hidden]"),
        "nobody has said how long it takes"
    );

    // Monday, 11:00 in the shop.
    say_days(&shop).await;
    let page = visitor.get(&path(&mug)).await;
    assert_eq!(
        page.text(".arrival p"),
        "Delivery to Germany: Tue, Mar 3 – Wed, Mar 4"
    );
    assert_eq!(
        page.texts(".arrival li"),
        ["Delivery to Austria: Tue, Mar 3 – Fri, Mar 6"]
    );

    shop.advance(3 * 60 - 1);
    visitor
        .get(&path(&mug))
        .await
        .assert_says("Germany: Tue, Mar 3");
    shop.advance(1);
    visitor
        .get(&path(&mug))
        .await
        .assert_says("Germany: Wed, Mar 4 – Thu, Mar 5");
}

#[shop_test]
async fn goods_that_are_to_come_are_promised_with_their_day(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(0).backorder().create().await;
    let bowl = shop.product("Bowl").stock(0).create().await;
    say_days(&shop).await;
    let mut visitor = shop.browser();
    let page = visitor.get(&path(&mug)).await;
    page.assert_says("we ship as soon as it arrives");
    assert!(page.has(".arrival[hidden]"), "nobody knows when");

    let mut keeper = shop.staff(Role::Warehouse).await;
    for product in [&mug, &bowl] {
        let stock = format!("/admin/stock/{}", product.variant());
        let form = keeper.get(&stock).await.form("#expected");
        let wrong = keeper
            .submit(&form.clone().with("restock_on", "soon"))
            .await;
        wrong
            .assert_status(422)
            .assert_says("A day such as 2026-03-31");
        assert_eq!(wrong.attribute("#restock_on", "value"), "soon");
        keeper
            .submit(&form.with("restock_on", "2026-03-10"))
            .await
            .assert_redirect(&stock);
        assert_eq!(
            keeper.get(&stock).await.attribute("#restock_on", "value"),
            "2026-03-10"
        );
    }

    let page = visitor.get(&path(&mug)).await;
    page.assert_says("we expect it on Tue, Mar 10");
    assert_eq!(
        page.text(".arrival p"),
        "Delivery to Germany: Wed, Mar 11 – Thu, Mar 12"
    );
    assert_eq!(
        data(&page, "Product")["offers"]["availabilityStarts"],
        "2026-03-10"
    );
    let page = visitor.get(&path(&bowl)).await;
    page.assert_says("Sold out, expected again on Tue, Mar 10");
    assert!(page.has(".arrival[hidden]"), "it cannot be bought");

    // 23:00 UTC of the ninth is the tenth in Berlin: the day has come, and the page says no day any more.
    shop.advance(7 * 24 * 60 + 13 * 60 - 1);
    visitor
        .get(&path(&mug))
        .await
        .assert_says("we expect it on Tue, Mar 10");
    shop.advance(1);
    visitor
        .get(&path(&mug))
        .await
        .assert_says("we ship as soon as it arrives");
    visitor
        .get(&path(&bowl))
        .await
        .assert_says("Sold out at the moment");
}

#[shop_test]
async fn only_who_keeps_the_stock_says_when_goods_come(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;

    let page = editor.get(&format!("/admin/stock/{}", mug.variant())).await;

    assert!(!page.has("#expected"));
    let nobody = Actor::Customer;
    let outcome = inventory::expect(&shop, &nobody, mug.variant(), None).await;
    assert!(
        matches!(outcome, Err(inventory::AdjustError::Forbidden(_))),
        "{outcome:?}"
    );
    let unknown = inventory::expect(&shop, &TEST, VariantId::generate(), None).await;
    assert!(
        matches!(unknown, Err(inventory::AdjustError::NotFound)),
        "{unknown:?}"
    );
}

#[shop_test]
async fn a_page_leads_to_others_of_its_category_round_the_end(shop: TestShop) {
    let mugs = category(&shop, "Mugs", None).await;
    let mut all = Vec::new();
    for title in ["First", "Second", "Third"] {
        all.push(shop.product(title).category(mugs).create().await);
    }
    shop.product("Elsewhere").create().await;
    let mut visitor = shop.browser();

    let titles = async |visitor: &mut testkit::Browser, product| {
        let page = visitor.get(&path(product)).await;
        page.texts("[aria-labelledby=related] .card-title")
    };

    assert_eq!(titles(&mut visitor, &all[0]).await, ["Second", "Third"]);
    assert_eq!(titles(&mut visitor, &all[1]).await, ["Third", "First"]);
    assert_eq!(titles(&mut visitor, &all[2]).await, ["First", "Second"]);
    let alone = visitor.get("/products/elsewhere").await;
    assert!(!alone.has("[aria-labelledby=related]") && !alone.has("[aria-labelledby=together]"));
}

#[shop_test]
async fn a_page_leads_to_what_was_paid_for_with_it(shop: TestShop) {
    let lamp = shop.product("Lamp").create().await;
    let bulb = shop.product("Bulb").create().await;
    let hook = shop.product("Hook").create().await;
    let baskets: [&[&TestProduct]; 3] = [&[&lamp, &bulb], &[&lamp, &bulb, &hook], &[&lamp, &hook]];
    for (at, basket) in baskets.iter().enumerate() {
        let mut visitor = shop.browser();
        for product in *basket {
            add(&mut visitor, &product.slug).await;
        }
        // The last one is not paid.
        order(&shop, &mut visitor, at < 2).await;
    }
    let shown = async || {
        // Another process: here the page may be kept for a minute.
        let (_, mut visitor) = process(&shop);
        let page = visitor.get(&path(&lamp)).await;
        page.texts("[aria-labelledby=together] .card-title")
    };
    assert_eq!(
        together::count(&shop).await.unwrap(),
        0,
        "the money came in this minute"
    );

    shop.advance(2);
    assert_eq!(together::count(&shop).await.unwrap(), 2);
    assert_eq!(together::count(&shop).await.unwrap(), 0, "each order once");

    shop.advance(2);
    assert_eq!(shown().await, ["Bulb"], "one order is chance");
}

async fn order(shop: &TestShop, visitor: &mut testkit::Browser, is_paid: bool) {
    let review = to_payment(visitor).await;
    let form = review.form(".step form").with("payment", "manual");
    let placed = visitor.submit(&form).await;
    let token = placed.location().rsplit('/').next().unwrap_or_default();
    let order = orders::by_token(shop, token).await.unwrap().unwrap();
    if is_paid {
        orders::mark_paid(shop, &TEST, order.id, order.version)
            .await
            .unwrap();
    }
    shop.run_jobs().await;
}

#[shop_test]
async fn a_browser_asks_for_cards_of_what_it_remembers(shop: TestShop) {
    for title in ["First", "Second"] {
        shop.product(title).create().await;
    }
    let moved = shop.product("Third").create().await;
    let path = format!("/admin/products/{}", moved.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path);
    let form = form.with("slug", "elsewhere");
    editor.submit(&form).await.assert_redirect(&path);
    shop.product("Hidden")
        .status(ProductStatus::Draft)
        .create()
        .await;
    let mut visitor = shop.browser();

    let answer = visitor
        .get("/cards?p=second&p=gone&p=hidden&p=third&p=first&p=second&p=elsewhere&p=%3Cb%3E&q=x")
        .await;

    assert_eq!(answer.texts(".card-title"), ["Second", "Third", "First"]);
    // Another one at the old address is no less itself.
    let price = commerce::Money::new(1_000, commerce::Currency::EUR);
    let draft = ProductDraft {
        slug: Some("third".to_owned()),
        title: "Third again".to_owned(),
        status: ProductStatus::Active,
        variants: vec![VariantDraft::new("THIRD-AGAIN", price)],
        ..ProductDraft::default()
    };
    catalog::create_product(&shop, &TEST, &draft).await.unwrap();
    let both = visitor.get("/cards?p=third&p=elsewhere").await;
    assert_eq!(both.texts(".card-title"), ["Third again", "Third"]);
    assert_eq!(answer.header("cache-control"), "private, max-age=60");
    assert_eq!(answer.header("x-robots-tag"), "noindex");
    assert!(!answer.body.contains("<html"));
    assert_eq!(visitor.get("/cards").await.body.trim(), "");
    let many: Vec<String> = (0..100).map(|number| format!("p=p{number}&")).collect();
    let many = many.concat();
    visitor
        .get(&format!("/cards?{many}p=first"))
        .await
        .assert_status(200);
    assert!(
        !visitor
            .get("/products/first")
            .await
            .headers
            .contains_key("set-cookie")
    );
}
