//! Facets with more values than a page should carry: all of them are one step away.

use testkit::{Page, TestShop, shop_test};

use crate::listing::{category, indexed};

/// Values of a parameter as the page offers them.
fn values(page: &Page, parameter: &str) -> Vec<String> {
    page.attributes(&format!("input[name='{parameter}']"), "value")
}

#[shop_test]
async fn every_brand_of_many_can_be_found_and_chosen(shop: TestShop) {
    for number in 0..104 {
        let mug = shop.product(&format!("Mug {number}"));
        let mug = mug.brand(&format!("Brand {number:03}"));
        mug.variant(&format!("{number} cl")).create().await;
    }
    for title in ["Ünal mug", "Ünal cup"] {
        shop.product(title).brand("Ünal").create().await;
    }
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    // By default those that most products have, and no more of them with more brands.
    let page = visitor.get("/search").await;
    assert_eq!(values(&page, "brand").len(), 8);
    assert_eq!(values(&page, "brand")[0], "Ünal");
    let links = page.texts(".facet-all a");
    assert_eq!(links, ["Show all 105: Brand", "Show all 104: Size"]);
    let rels = page.attributes(".facet-all a", "rel");
    assert_eq!(rels, ["nofollow", "nofollow"]);
    let chosen = visitor.get("/search?brand=Brand+103").await;
    assert_eq!(values(&chosen, "brand").len(), 9, "what is chosen is there");
    assert_eq!(chosen.texts(".card-title"), ["Mug 103"]);

    let whole = visitor
        .get(&page.attributes(".facet-all a", "data-hx-get")[0])
        .await;
    whole.assert_status(200);
    let brands = values(&whole, "brand");
    assert_eq!(brands.len(), 105);
    assert!(
        brands.is_sorted_by_key(|name| name.replace('Ü', "U")),
        "by name"
    );
    assert!(whole.has(".facet-more[open] .facet-find input"));
    assert_eq!(
        values(&whole, "size").len(),
        8,
        "the others are as they were"
    );
    assert_eq!(whole.texts(".facet-all a"), ["Show all 104: Size"]);

    // Choosing keeps the list as it is, without script too.
    let form = whole.form("#filters-form").with("brand", "Brand 103");
    let narrowed = visitor.submit(&form).await;
    assert_eq!(narrowed.texts(".card-title"), ["Mug 103"]);
    assert_eq!(values(&narrowed, "brand").len(), 105);
    let checked = narrowed.attributes("input[name=brand][checked]", "value");
    assert_eq!(checked, ["Brand 103"]);

    let sizes = visitor.get("/search?all=size").await;
    assert_eq!(values(&sizes, "size").len(), 104);
    assert_eq!(values(&sizes, "size")[..2], ["0 cl", "1 cl"]);
    assert_eq!(values(&sizes, "size")[103], "103 cl", "they grow");
}

#[shop_test]
async fn every_category_of_many_is_there(shop: TestShop) {
    let mugs = category(&shop, "Mugs", None).await;
    for number in 0..102 {
        let below = category(&shop, &format!("Kind {number}"), Some(mugs)).await;
        let mug = shop.product(&format!("Mug {number}"));
        mug.category(below).create().await;
    }
    let _keeper = indexed(&shop).await;

    let page = shop.browser().get("/categories/mugs").await;

    assert_eq!(values(&page, "category").len(), 102);
    assert!(!page.has(".facet-all a"), "no address shows them alone");
}

#[shop_test]
async fn all_values_of_a_facet_are_no_page_for_crawlers(shop: TestShop) {
    let category = category(&shop, "Mugs", None).await;
    for (title, brand) in [("Blue mug", "Kiln"), ("Red mug", "Acme")] {
        let mug = shop.product(title).brand(brand).category(category);
        mug.create().await;
    }
    let _keeper = indexed(&shop).await;
    let mut visitor = shop.browser();

    let page = visitor.get("/categories/mugs?all=brand").await;

    assert_eq!(page.attribute("meta[name=robots]", "content"), "noindex");
    let canonical = page.attribute("link[rel=canonical]", "href");
    assert_eq!(canonical, "http://shop.test/categories/mugs");
    assert_eq!(page.header("cache-control"), "private, no-cache");
    assert_eq!(values(&page, "brand"), ["Acme", "Kiln"]);
    let plain = visitor.get("/categories/mugs?all=everything").await;
    assert!(!plain.has("meta[name=robots]") && !plain.has(".facet-more"));
}
