use shop::{
    catalog::{self, CategoryDraft},
    ids::CategoryId,
    search::{self, Counted, Filters, Query, Sort},
    settings,
};
use testkit::{TestShop, shop_test};

use super::{find, indexed, text, titles};
use crate::support::{SYSTEM, edit, eur, order_by_transfer, run_jobs};

async fn category(shop: &TestShop, title: &str, parent: Option<CategoryId>) -> CategoryId {
    let draft = CategoryDraft {
        slug: None,
        title: title.to_owned(),
        description: String::new(),
        parent,
        position: 0,
        ..CategoryDraft::default()
    };
    let saved = catalog::save_category(shop, &SYSTEM, None, 0, &draft).await;
    saved.unwrap()
}

/// A shirt in three sizes, one of them sold out, and two mugs, one of them reduced.
async fn small_shop(shop: &TestShop) -> (CategoryId, CategoryId) {
    let home = category(shop, "Home", None).await;
    let mugs = category(shop, "Mugs", Some(home)).await;
    shop.product("Linen shirt")
        .brand("Weaver")
        .variant("S")
        .price("40")
        .variant("M")
        .price("45")
        .stock(0)
        .create()
        .await;
    shop.advance(1);
    shop.product("Blue mug")
        .category(mugs)
        .price("12.50")
        .compare_at("15")
        .create()
        .await;
    shop.advance(1);
    shop.product("Sold-out mug")
        .category(home)
        .price("9")
        .stock(0)
        .create()
        .await;
    (home, mugs)
}

fn with(filters: Filters) -> Query {
    Query {
        filters,
        sort: Sort::Newest,
        ..Query::default()
    }
}

fn counts(counted: &[Counted]) -> Vec<(&str, u32)> {
    counted
        .iter()
        .map(|it| (it.value.as_str(), it.count))
        .collect()
}

#[shop_test]
async fn products_are_found_by_whatever_customers_know_of_them(shop: TestShop) {
    small_shop(&shop).await;
    indexed(&shop).await;

    let cases: [(&str, &[&str]); 8] = [
        ("mug", &["Blue mug", "Sold-out mug"]),
        ("MUGS blue", &["Blue mug"]),
        ("shrit", &["Linen shirt"]),
        ("weaver", &["Linen shirt"]),
        ("BLUE-MUG", &["Blue mug"]),
        ("home", &["Blue mug", "Sold-out mug"]),
        ("tests", &["Blue mug", "Linen shirt", "Sold-out mug"]),
        ("teapot", &[]),
    ];
    for (typed, expected) in cases {
        let found = find(&shop, &text(typed)).await;
        let mut found = titles(&found);
        found.sort_unstable();
        assert_eq!(found, expected, "{typed}");
    }
}

#[shop_test]
async fn what_is_found_can_be_narrowed_down_and_sorted(shop: TestShop) {
    let (home, mugs) = small_shop(&shop).await;
    indexed(&shop).await;

    let sizes = vec![("size".to_owned(), vec!["M".to_owned(), "XL".to_owned()])];
    let cases: [(&str, Query, &[&str]); 9] = [
        (
            "everything, newest first",
            with(Filters::default()),
            &["Sold-out mug", "Blue mug", "Linen shirt"],
        ),
        (
            "by price",
            Query {
                sort: Sort::PriceAscending,
                ..Query::default()
            },
            &["Sold-out mug", "Blue mug", "Linen shirt"],
        ),
        (
            "by price, dearest first",
            Query {
                sort: Sort::PriceDescending,
                ..Query::default()
            },
            &["Linen shirt", "Blue mug", "Sold-out mug"],
        ),
        (
            "a category with those below it",
            Query {
                category: Some(home),
                sort: Sort::Newest,
                ..Query::default()
            },
            &["Sold-out mug", "Blue mug"],
        ),
        (
            "a category below",
            Query {
                category: Some(mugs),
                ..Query::default()
            },
            &["Blue mug"],
        ),
        (
            "one of two sizes",
            with(Filters {
                options: sizes,
                ..Filters::default()
            }),
            &["Linen shirt"],
        ),
        (
            "a brand, in stock",
            with(Filters {
                brands: vec!["Acme".to_owned()],
                in_stock: true,
                ..Filters::default()
            }),
            &["Blue mug"],
        ),
        (
            "reduced",
            with(Filters {
                on_sale: true,
                ..Filters::default()
            }),
            &["Blue mug"],
        ),
        (
            "a range of prices",
            with(Filters {
                min: Some(eur("9")),
                max: Some(eur("12.50")),
                ..Filters::default()
            }),
            &["Sold-out mug", "Blue mug"],
        ),
    ];
    for (name, query, expected) in cases {
        let found = find(&shop, &query).await;
        assert_eq!(titles(&found), expected, "{name}");
        assert_eq!(found.total, expected.len() as u64, "{name}");
    }
}

#[shop_test]
async fn a_facet_counts_under_all_other_choices_but_its_own(shop: TestShop) {
    let (home, mugs) = small_shop(&shop).await;
    indexed(&shop).await;

    let all = find(&shop, &Query::default()).await.facets.unwrap();
    assert_eq!(counts(&all.brands), [("Acme", 2), ("Weaver", 1)]);
    assert_eq!(all.options.len(), 1);
    assert_eq!(all.options[0].key, "size");
    assert_eq!(counts(&all.options[0].values), [("M", 1), ("S", 1)]);
    assert_eq!(all.prices, Some((eur("9"), eur("45"))));
    assert_eq!((all.in_stock, all.on_sale), (2, 1));
    let mut categories = all.categories;
    categories.sort_by_key(|(_, count)| *count);
    assert_eq!(categories, [(mugs, 1), (home, 2)]);

    let chosen = Filters {
        brands: vec!["Acme".to_owned()],
        in_stock: true,
        ..Filters::default()
    };
    let some = find(&shop, &with(chosen)).await.facets.unwrap();
    assert_eq!(counts(&some.brands), [("Acme", 1), ("Weaver", 1)]);
    assert_eq!((some.in_stock, some.on_sale), (1, 1));
}

/// The same cases are asked of the index alone in the tests of `search`.
#[shop_test]
async fn a_range_of_prices_means_the_same_with_the_index_and_without(shop: TestShop) {
    shop.product("Shirt")
        .variant("S")
        .price("40")
        .variant("M")
        .price("45")
        .create()
        .await;
    shop.product("Mug").price("12.50").create().await;

    let cases: [(Option<&str>, Option<&str>, &[&str]); 9] = [
        (None, None, &["Mug", "Shirt"]),
        (Some("42"), None, &["Shirt"]),
        (Some("45"), None, &["Shirt"]),
        (Some("45.01"), None, &[]),
        (None, Some("40"), &["Mug", "Shirt"]),
        (None, Some("39.99"), &["Mug"]),
        (Some("41"), Some("42"), &["Shirt"]),
        (Some("12.50"), Some("40"), &["Mug", "Shirt"]),
        (Some("12.51"), Some("39.99"), &[]),
    ];
    let mut with_index = Vec::new();
    let asked = |(min, max): (Option<&str>, Option<&str>)| {
        with(Filters {
            min: min.map(eur),
            max: max.map(eur),
            ..Filters::default()
        })
    };
    for (min, max, expected) in cases {
        let found = search::find(&shop, &asked((min, max))).await.unwrap();
        assert_eq!(found.facets, None, "there is no index");
        assert_eq!(sorted(&found), expected, "{min:?} to {max:?}, the database");
    }
    indexed(&shop).await;
    for (min, max, expected) in cases {
        let found = find(&shop, &asked((min, max))).await;
        assert_eq!(sorted(&found), expected, "{min:?} to {max:?}, the index");
        with_index.push(found.facets.unwrap().prices);
    }
    // Whatever range is chosen, the slider has the ends of all prices.
    let ends = Some((eur("12.50"), eur("45")));
    assert!(with_index.iter().all(|prices| *prices == ends));
}

fn sorted(found: &search::Found) -> Vec<&str> {
    let mut titles = titles(found);
    titles.sort_unstable();
    titles
}

#[shop_test]
async fn one_who_finds_nothing_gets_corrections_and_best_sellers(shop: TestShop) {
    small_shop(&shop).await;
    let bowl = shop.product("Bowl").stock(9).create().await;
    order_by_transfer(&shop, bowl.variant(), 4).await;
    run_jobs(&shop).await;
    indexed(&shop).await;

    let found = find(&shop, &text("linen teapot")).await;

    assert_eq!((found.total, found.pages), (0, 1));
    assert_eq!(found.corrections, ["linen"]);
    assert_eq!(found.popular.len(), 4);
    assert_eq!(found.popular[0].title, "Bowl");
    let selling = Query {
        sort: Sort::BestSelling,
        ..Query::default()
    };
    assert_eq!(titles(&find(&shop, &selling).await)[0], "Bowl");
}

#[shop_test]
async fn while_somebody_types_words_categories_and_products_are_suggested(shop: TestShop) {
    small_shop(&shop).await;
    indexed(&shop).await;

    let suggested = search::suggest(&shop, "mu").await.unwrap();

    let products: Vec<_> = suggested.products.iter().map(|it| &it.title).collect();
    assert_eq!(products.len(), 2, "{products:?}");
    assert_eq!(suggested.categories.len(), 1);
    assert_eq!(suggested.categories[0].title, "Mugs");
    assert!(suggested.completions.contains(&"mug".to_owned()));
    assert!(search::suggest(&shop, " ").await.unwrap().is_empty());
}

#[shop_test]
async fn without_an_index_the_database_answers(shop: TestShop) {
    let (home, _) = small_shop(&shop).await;

    let found = search::find(&shop, &text("mug")).await.unwrap();
    assert_eq!((found.total, found.facets), (2, None));
    assert_eq!(found.cards.len(), 2);
    let below = Query {
        category: Some(home),
        sort: Sort::PriceAscending,
        ..Query::default()
    };
    let found = search::find(&shop, &below).await.unwrap();
    assert_eq!(titles(&found), ["Sold-out mug", "Blue mug"]);
    let none = search::find(&shop, &text("teapot")).await.unwrap();
    assert_eq!((none.total, none.popular.len()), (0, 3));
    assert!(search::suggest(&shop, "mug").await.unwrap().is_empty());
}

#[shop_test]
async fn pages_are_turned_in_the_order_of_the_index(shop: TestShop) {
    for number in 0..30 {
        let title = format!("Bowl {number}");
        shop.product(&title).create().await;
        shop.advance(1);
    }
    indexed(&shop).await;

    let mut query = with(Filters::default());
    let first = find(&shop, &query).await;
    query.page = 2;
    let second = find(&shop, &query).await;

    assert_eq!((first.total, first.pages), (30, 2));
    assert_eq!((first.cards.len(), second.cards.len()), (24, 6));
    assert_eq!(first.cards[0].title, "Bowl 29");
    assert_eq!(second.cards[5].title, "Bowl 0");
    query.page = u32::MAX;
    assert!(find(&shop, &query).await.cards.is_empty());
}

#[shop_test]
async fn a_product_that_is_gone_since_the_last_commit_is_not_shown(shop: TestShop) {
    small_shop(&shop).await;
    let pan = shop.product("Pan").create().await;
    indexed(&shop).await;

    edit(&shop, &pan, |draft| {
        draft.status = catalog::ProductStatus::Archived;
    })
    .await;

    let found = find(&shop, &text("pan")).await;
    assert_eq!(titles(&found), Vec::<&str>::new());
}

#[shop_test]
async fn another_currency_is_answered_by_the_database_until_there_is_an_index(shop: TestShop) {
    small_shop(&shop).await;
    let keeper = indexed(&shop).await;
    assert!(keeper.fits());

    let stored = settings::load(shop.db.primary()).await.unwrap();
    let mut dollars = stored.settings;
    dollars.currency = commerce::Currency::parse("USD").unwrap();
    settings::save(&shop, &SYSTEM, &dollars, stored.version)
        .await
        .unwrap();

    let found = search::find(&shop, &Query::default()).await.unwrap();
    assert_eq!(found.facets, None);
    assert!(!keeper.fits());
}
