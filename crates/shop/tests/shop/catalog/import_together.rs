//! New products of a file, which are written together.

use shop::{catalog, inventory};
use testkit::{TestShop, shop_test};

use super::{
    eur,
    importing::{file, import, skus},
    stored_by_slug,
};

#[shop_test]
async fn rows_that_come_back_to_a_new_product_add_to_it(shop: TestShop) {
    let rows = [
        "mug,Mug,Size,S,MUG-S,5,shopify,1,",
        "cup,Cup,Title,Default Title,CUP,3,shopify,7,",
        "mug,,,L,MUG-L,6,shopify,2,",
    ];

    let report = import(&shop, &file(&rows)).await;

    assert!(report.problems.is_empty(), "{report:#?}");
    assert_eq!((report.products_created, report.variants_created), (2, 3));
    let mug = stored_by_slug(&shop, "mug").await;
    assert_eq!(skus(&mug), ["MUG-S", "MUG-L"]);
    assert_eq!(mug.product.options[0].values, ["S", "L"]);
    let [small, large] = [mug.variants[0].id, mug.variants[1].id];
    assert_eq!(shop.available(small).await, 1);
    assert_eq!(shop.available(large).await, 2);
}

/// More rows of some kinds than go into one statement.
#[shop_test]
async fn many_products_with_many_variants_are_written_together(shop: TestShop) {
    let variants = |product: usize| {
        (0..60).map(move |n| {
            let title = if n == 0 { "Rope" } else { "" };
            format!("rope-{product},{title},Length,{n} m,R-{product}-{n},{n}.50,shopify,{n},")
        })
    };
    let rows: Vec<String> = (0..20).flat_map(variants).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();

    let report = import(&shop, &file(&rows)).await;

    assert!(report.problems.is_empty(), "{report:#?}");
    assert_eq!(
        (report.products_created, report.variants_created),
        (20, 1_200)
    );
    let last = stored_by_slug(&shop, "rope-19").await;
    assert_eq!(last.variants.len(), 60);
    for (n, variant) in (0i64..).zip(&last.variants) {
        assert_eq!(variant.prices[0].amount, eur(n * 100 + 50));
        let movements = inventory::movements(shop.db.reader(), variant.id, 9)
            .await
            .unwrap();
        let moved: Vec<i64> = movements.iter().map(|one| one.delta).collect();
        let expected: &[i64] = if n == 0 { &[] } else { &[n] };
        assert_eq!(moved, expected);
    }
    let shown = catalog::admin_list(
        &shop,
        &catalog::ProductFilter {
            text: Some("R-19-59".to_owned()),
            ..catalog::ProductFilter::default()
        },
        None,
        9,
    )
    .await
    .unwrap();
    let found: Vec<_> = shown.rows.iter().map(|row| row.id).collect();
    assert_eq!(found, [last.product.id]);
}
