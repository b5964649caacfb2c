//! From being planned to being gone.

use std::time::Duration;

use commerce::{Currency, Quantity, TaxClass};
use l10n::Locale;
use shop::{
    FailureKind,
    cart::{self, CartError},
    catalog::{self, Elsewhere, Price, ProductDraft, ProductOption, ProductStatus, VariantDraft},
    inventory::{self, MovementReason, NewStock},
    removal::{self, RemoveError},
    settings,
};
use testkit::{TestShop, shop_test};
use tokio::sync::Notify;

use super::{as_shown, editor, eur, picture, problems, shirt, stored, variant};
use crate::support::{self, cart_with, draft_of, edit, order, set_price};

#[shop_test]
async fn whatever_a_form_says_of_a_product_is_kept(shop: TestShop) {
    let mut all = settings::load(shop.db.primary()).await.unwrap();
    all.settings.more_currencies = vec!["CHF".parse().unwrap()];
    settings::save(&shop, &support::SYSTEM, &all.settings, all.version)
        .await
        .unwrap();
    let francs = |minor| commerce::Money::new(minor, "CHF".parse::<Currency>().unwrap());
    let mut draft = ProductDraft {
        tax_class: TaxClass::Reduced,
        tags: vec![
            "Summer".to_owned(),
            " summer ".to_owned(),
            "Größe".to_owned(),
        ],
        seo_title: "A shirt of linen".to_owned(),
        seo_description: "Soft and cool.".to_owned(),
        ..shirt()
    };
    draft.variants[0] = VariantDraft {
        cost: Some(eur(2_100)),
        length_mm: Some(300),
        width_mm: Some(200),
        height_mm: Some(40),
        more_prices: Some(vec![Price {
            compare_at: Some(francs(6_000)),
            ..Price::plain(francs(5_200))
        }]),
        ..draft.variants[0].clone()
    };

    let id = catalog::create_product(&shop, &editor(), &draft)
        .await
        .unwrap();

    let page = stored(&shop, id).await;
    assert_eq!(
        page.product.tags,
        ["Summer", "Größe"],
        "one spelling of each"
    );
    assert_eq!(page.product.tax_class, TaxClass::Reduced);
    assert_eq!(page.product.seo_title, draft.seo_title);
    assert_eq!(page.product.seo_description, draft.seo_description);
    let first = &page.variants[0];
    assert_eq!(first.cost, Some(eur(2_100)));
    assert_eq!(
        [first.length_mm, first.width_mm, first.height_mm],
        [Some(300), Some(200), Some(40)]
    );
    assert_eq!(first.prices.len(), 2);
    let found = catalog::indexed(shop.db.primary(), Currency::EUR, &[id])
        .await
        .unwrap();
    assert_eq!(found[0].tags, page.product.tags);

    // Sent back as it is, it is the same; without a price in francs it has none any more.
    catalog::update_product(&shop, &editor(), id, 1, &as_shown(&page))
        .await
        .unwrap();
    assert_eq!(stored(&shop, id).await, page);
    let mut less = as_shown(&page);
    less.variants[0].more_prices = Some(Vec::new());
    catalog::update_product(&shop, &editor(), id, 1, &less)
        .await
        .unwrap();
    assert_eq!(stored(&shop, id).await.variants[0].prices.len(), 1);
}

#[shop_test]
async fn new_fields_have_rules_too(shop: TestShop) {
    let mut draft = ProductDraft {
        status: ProductStatus::Scheduled,
        ..shirt()
    };
    draft.variants[0].width_mm = Some(-1);
    draft.variants[0].cost = Some(eur(-1));
    draft.variants[1].sale = Some(catalog::Sale {
        amount: draft.variants[1].price,
        starts_at: shop.clock.now(),
        ends_at: shop.clock.now(),
    });
    draft.variants[1].more_prices =
        Some(vec![Price::plain(commerce::Money::new(100, Currency::USD))]);

    let refused = catalog::create_product(&shop, &editor(), &draft).await;

    let fields: Vec<String> = problems(refused).into_iter().map(|one| one.0).collect();
    for field in [
        "publish_at",
        "variants.0.width_mm",
        "variants.0.cost",
        "variants.1.sale",
        "variants.1.sale_ends_at",
        "variants.1.more_prices.0.price",
    ] {
        assert!(fields.iter().any(|one| one == field), "{field}: {fields:?}");
    }
}

#[shop_test]
async fn a_scheduled_product_is_published_at_its_moment_or_after_a_pause(shop: TestShop) {
    let at = shop.clock.now() + chrono::TimeDelta::hours(2);
    let mug = shop
        .product("Blue mug")
        .status(ProductStatus::Draft)
        .create()
        .await;
    edit(&shop, &mug, |draft| {
        draft.status = ProductStatus::Scheduled;
        draft.publish_at = Some(at);
    })
    .await;
    shop.advance(119);
    shop.run_due_sweeps().await;
    assert!(
        catalog::product_page(&shop, &mug.slug)
            .await
            .unwrap()
            .is_none()
    );

    // Nothing runs for three hours.
    shop.advance(180);
    shop.run_due_sweeps().await;

    let page = catalog::product_page(&shop, &mug.slug)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.product.published_at, Some(at));
    assert_eq!((page.product.publish_at, page.product.version), (None, 3));
    assert_eq!(catalog::publish_due(&shop).await.unwrap(), 0);
}

#[shop_test]
async fn a_line_is_taxed_with_the_rate_of_its_class_and_the_order_keeps_it(shop: TestShop) {
    let book = shop.product("Book").price("10.70").create().await;
    edit(&shop, &book, |draft| draft.tax_class = TaxClass::Reduced).await;
    let mut all = settings::load(shop.db.primary()).await.unwrap();
    all.settings.countries[0].reduced_rate = Some(commerce::Rate::from_ppm(70_000).unwrap());
    settings::save(&shop, &support::SYSTEM, &all.settings, all.version)
        .await
        .unwrap();

    let placed = order(&shop, book.variant(), 1).await;
    edit(&shop, &book, |draft| draft.tax_class = TaxClass::Zero).await;

    let order = support::reload(&shop, &placed).await;
    assert_eq!(order.lines[0].tax, eur(70));
    let taxes: Vec<_> = order
        .taxes()
        .iter()
        .map(|total| (total.rate.to_percent_string(), total.tax.minor()))
        .collect();
    // Shipping of 4.90 has the standard rate.
    assert_eq!(taxes, [("19".to_owned(), 78), ("7".to_owned(), 70)]);
}

#[shop_test]
async fn a_copy_is_a_draft_with_its_own_skus_and_no_stock(shop: TestShop) {
    let mut draft = ProductDraft {
        tags: vec!["Summer".to_owned()],
        pictures: vec![picture("https://example.com/shirt.jpg")],
        ..shirt()
    };
    draft.variants[0].barcode = Some("4006381333931".to_owned());
    shop.may_leave_jobs();
    let id = catalog::create_product(&shop, &editor(), &draft)
        .await
        .unwrap();

    let first = catalog::duplicate_product(&shop, &editor(), id)
        .await
        .unwrap();
    let second = catalog::duplicate_product(&shop, &editor(), id)
        .await
        .unwrap();

    let copy = stored(&shop, first).await;
    assert_eq!(copy.product.status, ProductStatus::Draft);
    assert_eq!(copy.product.title, "Linen shirt (copy)");
    assert_eq!(copy.product.tags, ["Summer"]);
    assert_eq!(copy.pictures.len(), 1);
    let skus: Vec<_> = copy.variants.iter().map(|one| one.sku.as_str()).collect();
    assert_eq!(skus, ["SHIRT-S-COPY", "SHIRT-M-COPY"]);
    assert_eq!(copy.variants[0].barcode, None);
    assert_eq!(shop.available(copy.variants[0].id).await, 0);
    let again = stored(&shop, second).await;
    assert_eq!(again.variants[0].sku.as_str(), "SHIRT-S-COPY-2");
    assert_ne!(again.product.slug, copy.product.slug);
}

#[shop_test]
async fn only_what_nobody_needs_is_deleted(shop: TestShop) {
    let kind = |outcome: &Result<(), RemoveError>| match outcome {
        Ok(()) => "gone",
        Err(RemoveError::Needed) => "needed",
        Err(RemoveError::InCart) => "in a cart",
        Err(RemoveError::Stale) => "stale",
        Err(_) => "another",
    };
    let untouched = shop.product("Untouched").create().await;
    let ordered = shop.product("Ordered").create().await;
    order(&shop, ordered.variant(), 1).await;
    let counted = shop.product("Counted").create().await;
    shop.set_stock(counted.variant(), 3).await;
    let wanted = shop.product("Wanted").create().await;
    cart_with(&shop, wanted.variant(), 1).await;
    let changed = shop.product("Changed").create().await;
    set_price(&shop, &changed, "11.00").await;

    let cases = [
        (&untouched, "gone"),
        (&ordered, "needed"),
        (&counted, "needed"),
        (&wanted, "in a cart"),
        (&changed, "stale"),
    ];
    for (product, expected) in cases {
        let outcome = removal::delete_product(&shop, &editor(), product.id, 1).await;
        assert_eq!(kind(&outcome), expected, "{}", product.title);
    }

    let gone = catalog::product_elsewhere(&shop, &untouched.slug)
        .await
        .unwrap();
    assert_eq!(gone, Some(Elsewhere::Gone));
    let warehouse = super::staff(shop::staff::Role::Warehouse);
    let refused = removal::delete_product(&shop, &warehouse, changed.id, 2).await;
    assert_eq!(support::kind(refused), Some(FailureKind::Forbidden));
}

/// The count has been written and is not committed yet when the other looks.
#[shop_test]
async fn a_product_that_is_being_counted_while_it_is_deleted_stays(shop: TestShop) {
    let mug = shop.product("Mug").stock(5).create().await;
    let (counted, now) = (Notify::new(), shop.clock.now());
    let stock = [NewStock {
        variant: mug.variant(),
        on_hand: 9,
        backorder: false,
    }];
    let (stock, told) = (&stock, &counted);
    let counting = shop.db.transaction(|tx| async move {
        let reason = MovementReason::Import;
        inventory::set_counted(&tx, stock, reason, "Test", "test", now).await?;
        told.notify_one();
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok::<_, db::DbError>(())
    });
    let deleting = async {
        counted.notified().await;
        removal::delete_product(&shop, &editor(), mug.id, 1).await
    };

    let (done, deleted) = tokio::join!(counting, deleting);

    done.unwrap();
    assert!(matches!(deleted, Err(RemoveError::Needed)), "{deleted:?}");
    assert_eq!(shop.available(mug.variant()).await, 9);
}

#[shop_test]
async fn what_is_being_deleted_cannot_be_put_into_a_cart(shop: TestShop) {
    let mug = shop.product("Mug").create().await;
    let gone = Notify::new();
    let statement = format!("DELETE FROM product WHERE slug = '{}'", mug.slug);
    let deleting = support::run_sql_slowly(&shop, &statement, &gone);
    let buying = async {
        gone.notified().await;
        let one = Quantity::new(1).unwrap();
        cart::add(&shop, None, mug.variant(), one, Locale::EN).await
    };

    let (deleted, added) = tokio::join!(deleting, buying);

    deleted.unwrap();
    assert!(matches!(added, Err(CartError::NotForSale)));
}

#[shop_test]
async fn an_old_address_leads_to_the_newest_one_in_one_step(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let rename = async |slug: &str| {
        edit(&shop, &mug, |draft| draft.slug = Some(slug.to_owned())).await;
    };
    let elsewhere = async |slug: &str| {
        let found = catalog::product_elsewhere(&shop, slug).await.unwrap();
        found.map(|found| match found {
            Elsewhere::Moved(slug) => slug.to_string(),
            Elsewhere::Gone => "gone".to_owned(),
        })
    };
    rename("navy-mug").await;
    rename("dark-mug").await;
    assert_eq!(elsewhere("blue-mug").await.as_deref(), Some("dark-mug"));
    assert_eq!(elsewhere("navy-mug").await.as_deref(), Some("dark-mug"));

    // Back to a former address; and another product takes one.
    rename("blue-mug").await;
    assert_eq!(elsewhere("blue-mug").await, None);
    assert_eq!(elsewhere("dark-mug").await.as_deref(), Some("blue-mug"));
    let other = shop.product("Navy mug").create().await;
    assert_eq!(other.slug, "navy-mug");
    assert_eq!(elsewhere("navy-mug").await, None);

    edit(&shop, &mug, |draft| draft.status = ProductStatus::Archived).await;
    assert_eq!(elsewhere("dark-mug").await.as_deref(), Some("gone"));
    assert_eq!(elsewhere("blue-mug").await.as_deref(), Some("gone"));
    let (version, _) = draft_of(&shop, &mug).await;
    removal::delete_product(&shop, &editor(), mug.id, version)
        .await
        .unwrap();
    assert_eq!(elsewhere("dark-mug").await.as_deref(), Some("gone"));
    assert_eq!(elsewhere("blue-mug").await.as_deref(), Some("gone"));
}

#[shop_test]
async fn what_customers_knew_is_gone_from_the_archive_and_drafts_say_nothing(shop: TestShop) {
    use ProductStatus::{Active, Archived, Draft, Scheduled};
    let cases: &[(&[ProductStatus], Option<Elsewhere>)] = &[
        (&[Draft], None),
        (&[Scheduled], None),
        (&[Archived], None),
        (&[Draft, Archived], None),
        (&[Active, Draft], None),
        (&[Active, Archived], Some(Elsewhere::Gone)),
        (&[Active, Draft, Archived], Some(Elsewhere::Gone)),
        (&[Active, Archived, Draft], None),
        (&[Active, Archived, Active], None),
    ];
    for (number, (path, expected)) in cases.iter().enumerate() {
        let mug = shop.product(&format!("Mug {number}")).status(Draft);
        let mug = mug.create().await;
        for status in *path {
            edit(&shop, &mug, |draft| {
                draft.status = *status;
                draft.publish_at = Some(shop.clock.now() + chrono::TimeDelta::hours(2));
            })
            .await;
        }

        let found = catalog::product_elsewhere(&shop, &mug.slug).await;

        assert_eq!(&found.unwrap(), expected, "{path:?}");
        let page = catalog::product_page(&shop, &mug.slug).await.unwrap();
        assert_eq!(page.is_some(), path.last() == Some(&Active), "{path:?}");
    }
}

#[shop_test]
async fn another_value_and_another_option_keep_variants_and_carts(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    let page = stored(&shop, id).await;
    let small = page.variants[0].id;
    let token = cart_with(&shop, small, 2).await;

    let mut draft = as_shown(&page);
    draft.options[0].values.push("L".to_owned());
    draft.variants.push(variant("SHIRT-L", &["L"], 6_900));
    catalog::update_product(&shop, &editor(), id, 1, &draft)
        .await
        .unwrap();
    let mut draft = as_shown(&stored(&shop, id).await);
    draft.options.push(ProductOption {
        name: "Colour".to_owned(),
        values: vec!["White".to_owned(), "Blue".to_owned()],
    });
    for variant in &mut draft.variants {
        variant.options.push("White".to_owned());
    }
    draft
        .variants
        .push(variant("SHIRT-S-B", &["S", "Blue"], 4_900));
    catalog::update_product(&shop, &editor(), id, 2, &draft)
        .await
        .unwrap();

    let page = stored(&shop, id).await;
    assert_eq!(page.variants[0].id, small);
    assert_eq!(page.variants[0].options, ["S", "White"]);
    let cart = shop::cart::find(&shop, &token).await.unwrap().unwrap();
    let view = shop::cart::view(&shop, &cart).await.unwrap();
    assert_eq!((view.units(), view.is_blocked()), (2, false));
    let stock = inventory::availability(shop.db.primary(), &[small])
        .await
        .unwrap();
    assert_eq!(stock[&small].on_hand, 5);

    // Taking the size away makes two variants the same; what leaves is told in the cart.
    let mut draft = as_shown(&page);
    draft.options.remove(0);
    draft.variants.remove(0);
    draft.variants.truncate(1);
    draft.variants[0].options = vec!["White".to_owned()];
    catalog::update_product(&shop, &editor(), id, 3, &draft)
        .await
        .unwrap();
    let view = shop::cart::view(&shop, &cart).await.unwrap();
    assert_eq!(
        view.lines[0].problem,
        Some(shop::cart::LineProblem::NotForSale)
    );
}
