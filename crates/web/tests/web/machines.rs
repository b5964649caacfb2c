//! The sitemap, feeds, and what robots are asked to leave alone.

use roxmltree::{Document, Node};
use shop::{
    catalog::{self, CategoryDraft, ProductStatus},
    collections::{self, CollectionDraft, Order, Rule},
    inventory,
    staff::Actor,
};
use testkit::{Browser, Page, TestShop, shop_test};

use crate::cached_until_changed::process;

const TEST: Actor = Actor::System { what: "test" };

pub fn parsed(page: &Page) -> Document<'_> {
    page.assert_status(200);
    Document::parse(&page.body).unwrap_or_else(|error| panic!("{error} in {}", page.body))
}

pub fn all<'a, 'i>(root: Node<'a, 'i>, name: &str) -> Vec<Node<'a, 'i>> {
    let named = root
        .descendants()
        .filter(|node| node.tag_name().name() == name);
    named.collect()
}

/// The text of the child of this name; empty when there is none.
pub fn text<'a>(node: Node<'a, '_>, name: &str) -> &'a str {
    let child = node
        .children()
        .find(|child| child.tag_name().name() == name);
    child.and_then(|child| child.text()).unwrap_or_default()
}

#[shop_test]
async fn the_sitemap_names_each_page_once_with_its_last_change(shop: TestShop) {
    let draft = CategoryDraft {
        title: "Mugs & more".to_owned(),
        slug: Some("mugs".to_owned()),
        description: String::new(),
        parent: None,
        position: 0,
        ..CategoryDraft::default()
    };
    let mugs = catalog::save_category(&shop, &TEST, None, 0, &draft)
        .await
        .unwrap();
    shop.product("Blue mug").category(mugs).create().await;
    shop.advance(90);
    shop.product("Red mug").category(mugs).create().await;
    shop.product("Hidden")
        .status(ProductStatus::Draft)
        .create()
        .await;

    let page = shop.browser().get("/sitemap.xml").await;

    assert_eq!(
        page.header("content-type"),
        "application/xml; charset=utf-8"
    );
    let document = parsed(&page);
    assert_eq!(document.root_element().tag_name().name(), "urlset");
    let urls: Vec<_> = all(document.root(), "url")
        .into_iter()
        .map(|url| (text(url, "loc"), text(url, "lastmod")))
        .collect();
    let expected = [
        ("http://shop.test/", ""),
        ("http://shop.test/categories/mugs", "2026-03-02T10:00:00Z"),
        ("http://shop.test/products/blue-mug", "2026-03-02T10:00:00Z"),
        ("http://shop.test/products/red-mug", "2026-03-02T11:30:00Z"),
    ];
    assert_eq!(urls, expected);
    for (address, _) in expected {
        let found = shop
            .browser()
            .get(address.trim_start_matches("http://shop.test"))
            .await;
        assert_eq!(found.attribute("link[rel=canonical]", "href"), address);
        assert!(!found.has("meta[name=robots]"));
    }
}

#[shop_test]
async fn a_category_changed_when_it_was_edited(shop: TestShop) {
    let draft = |title: &str| CategoryDraft {
        title: title.to_owned(),
        slug: Some("mugs".to_owned()),
        ..CategoryDraft::default()
    };
    let mugs = catalog::save_category(&shop, &TEST, None, 0, &draft("Mugs"))
        .await
        .unwrap();
    let mut robot = shop.browser();
    let changed = |page: &Page| {
        let document = parsed(page);
        all(document.root(), "lastmod")[0]
            .text()
            .unwrap()
            .to_owned()
    };
    let sitemap = robot.get("/sitemap.xml").await;
    assert_eq!(changed(&sitemap), "2026-03-02T10:00:00Z");

    shop.advance(30);
    catalog::save_category(&shop, &TEST, Some(mugs), 1, &draft("Cups"))
        .await
        .unwrap();
    let sitemap = robot.get("/sitemap.xml").await;
    assert_eq!(changed(&sitemap), "2026-03-02T10:30:00Z");
}

#[shop_test]
async fn collections_that_customers_see_are_in_the_sitemap(shop: TestShop) {
    let mut robot = shop.browser();
    robot.get("/sitemap.xml").await.assert_status(200);
    for (title, is_visible) in [("Below ten", true), ("Not yet", false)] {
        let draft = CollectionDraft {
            slug: String::new(),
            title: title.to_owned(),
            description: String::new(),
            seo_title: String::new(),
            seo_description: String::new(),
            sort: Order::Newest,
            rules: vec![Rule::Brand {
                brand: "Acme".to_owned(),
            }],
            any_rule: false,
            is_visible,
        };
        collections::save_collection(&shop, &TEST, None, 0, &draft)
            .await
            .unwrap();
    }

    for path in ["/sitemap.xml", "/sitemaps/pages.xml"] {
        let page = robot.get(path).await;
        let document = parsed(&page);
        let found: Vec<_> = all(document.root(), "loc")
            .iter()
            .map(|loc| loc.text().unwrap())
            .filter(|address| address.contains("/collections/"))
            .collect();
        assert_eq!(found, ["http://shop.test/collections/below-ten"], "{path}");
    }
}

#[shop_test]
async fn a_large_sitemap_is_an_index_of_files_that_name_each_product_once(shop: TestShop) {
    let mut slugs = Vec::new();
    for number in 1..=5 {
        shop.advance(1);
        let mug = shop.product(&format!("Mug {number}")).create().await;
        slugs.push(mug.slug);
    }
    let (mut app, _) = process(&shop);
    app.sitemap = web::SitemapSize { whole: 4, part: 2 };
    let mut robot = Browser::new(web::router(app), shop.public_url.clone());

    let page = robot.get("/sitemap.xml").await;
    let document = parsed(&page);
    assert_eq!(document.root_element().tag_name().name(), "sitemapindex");
    let files: Vec<_> = all(document.root(), "sitemap")
        .into_iter()
        .map(|file| (text(file, "loc"), text(file, "lastmod")))
        .collect();
    let changed: Vec<_> = files.iter().map(|(_, changed)| *changed).collect();
    assert_eq!(
        changed,
        [
            "",
            "2026-03-02T10:02:00Z",
            "2026-03-02T10:04:00Z",
            "2026-03-02T10:05:00Z"
        ]
    );

    let mut found = Vec::new();
    for (address, _) in files {
        let part = robot.get(&address.replace("http://shop.test", "")).await;
        let document = parsed(&part);
        assert_eq!(document.root_element().tag_name().name(), "urlset");
        for loc in all(document.root(), "loc") {
            found.push(loc.text().unwrap().to_owned());
        }
    }
    let mut expected = vec!["http://shop.test/".to_owned()];
    let products = slugs.iter();
    expected.extend(products.map(|slug| format!("http://shop.test/products/{slug}")));
    assert_eq!(found, expected);
}

#[shop_test]
async fn parts_of_the_sitemap_are_whole_files(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    shop.product("Red mug").create().await;
    let mut robot = shop.browser();

    let first = robot.get("/sitemaps/products.xml").await;
    let second = robot
        .get(&format!("/sitemaps/products-{}.xml", mug.id))
        .await;
    let pages = robot.get("/sitemaps/pages.xml").await;

    let slugs = |page: &Page| {
        let document = parsed(page);
        let found: Vec<String> = all(document.root(), "loc")
            .iter()
            .map(|loc| loc.text().unwrap().rsplit('/').next().unwrap().to_owned())
            .collect();
        found
    };
    assert_eq!(slugs(&first), ["blue-mug", "red-mug"]);
    assert_eq!(slugs(&second), ["red-mug"]);
    assert_eq!(slugs(&pages), [""]);
    for wrong in ["products-x.xml", "products", "orders.xml"] {
        robot
            .get(&format!("/sitemaps/{wrong}"))
            .await
            .assert_status(404);
    }
}

#[shop_test]
async fn robots_are_kept_from_what_tells_them_nothing(shop: TestShop) {
    let robots = shop.browser().get("/robots.txt").await;

    assert!(
        robots.body.starts_with("User-agent: *\n"),
        "{}",
        robots.body
    );
    for path in [
        "/cart",
        "/checkout",
        "/orders/",
        "/admin",
        "/search",
        "/cards",
        "/*?*sort=",
    ] {
        let line = format!("\nDisallow: {path}\n");
        assert!(robots.body.contains(&line), "{path} in {}", robots.body);
    }
    assert!(
        robots
            .body
            .ends_with("\nSitemap: http://shop.test/sitemap.xml\n")
    );
}

#[shop_test]
async fn google_gets_an_item_for_each_variant(shop: TestShop) {
    let shirt = shop
        .product("Shirt <&> \"linen\"")
        .variant("S")
        .price("12.00")
        .compare_at("15.00")
        .variant("M")
        .stock(0)
        .variant("L")
        .stock(0)
        .backorder()
        .create()
        .await;
    shop.product("Mug")
        .price("9.50")
        .stock(0)
        .backorder()
        .create()
        .await;
    shop.product("Hidden")
        .status(ProductStatus::Draft)
        .create()
        .await;
    let day = "2026-03-31".parse().ok();
    inventory::expect(&shop, &TEST, shirt.size("L"), day)
        .await
        .unwrap();

    let page = shop.browser().get("/feeds/google.xml").await;

    assert_eq!(page.header("cache-control"), "public, max-age=900");
    let document = parsed(&page);
    let items = all(document.root(), "item");
    let ids: Vec<_> = items.iter().map(|item| text(*item, "id")).collect();
    assert_eq!(
        ids,
        [
            "SHIRT-<&>-\"LINEN\"-S",
            "SHIRT-<&>-\"LINEN\"-M",
            "SHIRT-<&>-\"LINEN\"-L",
            "MUG"
        ]
    );
    let told = |name: &str| -> Vec<&str> { items.iter().map(|item| text(*item, name)).collect() };
    assert_eq!(
        told("availability"),
        ["in_stock", "out_of_stock", "backorder", "out_of_stock"]
    );
    // Summer time begins on 29 March.
    assert_eq!(
        told("availability_date"),
        ["", "", "2026-03-31T00:00:00+02:00", ""]
    );
    assert_eq!(
        told("price"),
        ["15.00 EUR", "10.00 EUR", "10.00 EUR", "9.50 EUR"]
    );
    assert_eq!(told("sale_price"), ["12.00 EUR", "", "", ""]);
    assert_eq!(told("size"), ["S", "M", "L", ""]);
    let group = shirt.id.to_string();
    assert_eq!(told("item_group_id"), [group.as_str(), &group, &group, ""]);
    assert_eq!(told("identifier_exists"), ["no"; 4]);
    assert_eq!(told("brand"), ["Acme"; 4]);
    assert_eq!(told("condition"), ["new"; 4]);
    assert!(told("title")[0].ends_with("\"linen\", S"));
    for item in items {
        let link = text(item, "link").replace("http://shop.test", "");
        let its_page = shop.browser().get(&link).await;
        assert_eq!(its_page.text("[data-show=sku] span"), text(item, "id"));
        let shipping: Vec<_> = item
            .children()
            .filter(|child| child.tag_name().name() == "shipping")
            .map(|shipping| (text(shipping, "country"), text(shipping, "price")))
            .collect();
        assert_eq!(shipping, [("DE", "4.90 EUR"), ("AT", "9.90 EUR")]);
    }
}

#[shop_test]
async fn feed_readers_hear_of_new_products(shop: TestShop) {
    shop.product("Blue mug & saucer").create().await;
    shop.advance(60);
    shop.product("Red mug").create().await;
    let mut visitor = shop.browser();
    let home = visitor.get("/").await;
    let address = home.attribute("link[rel=alternate][type='application/atom+xml']", "href");

    let feed = visitor.get(&address).await;

    assert_eq!(
        feed.header("content-type"),
        "application/atom+xml; charset=utf-8"
    );
    let document = parsed(&feed);
    let root = document.root_element();
    assert_eq!(
        root.tag_name().namespace(),
        Some("http://www.w3.org/2005/Atom")
    );
    assert_eq!(text(root, "title"), "New at Test shop");
    assert_eq!(text(root, "updated"), "2026-03-02T11:00:00Z");
    let entries = all(document.root(), "entry");
    let titles: Vec<_> = entries.iter().map(|entry| text(*entry, "title")).collect();
    assert_eq!(titles, ["Red mug", "Blue mug & saucer"]);
    assert_eq!(text(entries[1], "summary"), "Blue mug & saucer, for tests.");
    assert!(text(entries[0], "id").starts_with("urn:uuid:"));
    let link = all(entries[0], "link")[0].attribute("href").unwrap();
    visitor.get(link).await.assert_says("Red mug");

    shop.product("Green mug").create().await;
    let again = visitor.get(&address).await;
    assert!(
        again.body.contains("Green mug"),
        "what is kept is not shown for long"
    );
}
