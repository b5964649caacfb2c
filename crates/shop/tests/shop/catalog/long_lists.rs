//! The list of staff where what is asked fits thousands each, and all of it many or few.

use std::io::Cursor;

use shop::catalog::{
    self, AdminOrder, ProductFilter, StockState,
    import::{self, ImportOptions},
};
use testkit::{TestShop, shop_test};

use super::editor;

/// More than what is looked at before those that fit are found otherwise.
const PRODUCTS: usize = 5_400;

/// Every second one has the tag `even`, the others are sold out, and so are these two.
const SOLD_OUT_TOO: [usize; 2] = [0, 100];

fn title(number: usize) -> String {
    format!("Product {number:04}")
}

async fn stocked(shop: &TestShop) {
    let header = "Handle,Title,Categories,Tags,Status,Variant SKU,Variant Price,\
                  Variant Inventory Tracker,Variant Inventory Qty";
    let rows = (0..PRODUCTS).map(|number| {
        let is_even = number.is_multiple_of(2);
        let tag = if is_even { "even" } else { "odd" };
        let stock = if is_even && !SOLD_OUT_TOO.contains(&number) {
            9
        } else {
            0
        };
        let title = title(number);
        format!("p-{number},{title},Everything,{tag},active,SKU-{number},10,shopify,{stock}\n")
    });
    let file = format!("{header}\n{}", rows.collect::<String>());
    let file = Cursor::new(file.into_bytes());
    shop.may_leave_jobs();
    let options = ImportOptions { dry_run: false };
    let report = import::shopify(shop, &editor(), file, &options, &mut |_| {}).await;
    assert_eq!(report.unwrap().products_created, PRODUCTS as u64);
}

/// Page by page, with what stands in the list.
async fn all(shop: &TestShop, filter: &ProductFilter, order: AdminOrder) -> Vec<String> {
    let (mut titles, mut after) = (Vec::new(), None);
    loop {
        let page = catalog::admin_page(shop, filter, order, after.as_deref(), 250).await;
        let page = page.unwrap();
        titles.extend(page.rows.into_iter().map(|row| row.title));
        after = page.next;
        if after.is_none() {
            return titles;
        }
    }
}

#[shop_test]
async fn filters_that_fit_thousands_each_find_what_fits_them_all(shop: TestShop) {
    stocked(&shop).await;
    let tree = shop.categories();
    let everything = tree.roots().next().unwrap().id;
    let is_sold_out = |number: &usize| !number.is_multiple_of(2) || SOLD_OUT_TOO.contains(number);
    let is_even = |number: &usize| number.is_multiple_of(2);
    let numbers = || 0..PRODUCTS;
    let cases: [(&str, Option<&str>, StockState, Vec<usize>); 4] = [
        (
            "nearly every second one",
            Some("even"),
            StockState::InStock,
            numbers()
                .filter(|one| is_even(one) && !is_sold_out(one))
                .collect(),
        ),
        (
            "two",
            Some("even"),
            StockState::SoldOut,
            SOLD_OUT_TOO.to_vec(),
        ),
        (
            "every second one and two",
            None,
            StockState::SoldOut,
            numbers().filter(is_sold_out).collect(),
        ),
        ("none", Some("odd"), StockState::InStock, Vec::new()),
    ];
    for (name, tag, stock, expected) in cases {
        let filter = ProductFilter {
            category: Some(everything),
            tag: tag.map(str::to_owned),
            stock: Some(stock),
            ..ProductFilter::default()
        };
        let expected: Vec<String> = expected.into_iter().map(title).collect();

        assert_eq!(
            all(&shop, &filter, AdminOrder::TitleUp).await,
            expected,
            "{name}"
        );
        let mut down = all(&shop, &filter, AdminOrder::TitleDown).await;
        down.reverse();
        assert_eq!(down, expected, "{name}, the other way round");
        let mut updated = all(&shop, &filter, AdminOrder::Updated).await;
        updated.sort_unstable();
        assert_eq!(updated, expected, "{name}, by change");
    }
}
