use shop::{
    Failure, FailureKind,
    catalog::{self, EditError, PictureState, Problem, ProductStatus},
    ids::ProductId,
    inventory,
    staff::Role,
};
use testkit::{TestShop, shop_test};

use super::{as_shown, editor, eur, picture, problems, shirt, staff, stored, variant};

#[shop_test]
async fn a_new_product_is_on_sale_with_its_stock(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();

    let page = catalog::product_page(&shop, "linen-shirt")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((page.product.id, page.product.version), (id, 1));
    assert_eq!(page.product.published_at, Some(shop.clock.now()));
    let prices: Vec<_> = page
        .variants
        .iter()
        .map(|one| one.prices[0].amount)
        .collect();
    assert_eq!(prices, [eur(4_900), eur(5_900)]);
    assert_eq!(shop.available(page.variants[0].id).await, 5);
    let movements = inventory::movements(shop.db.reader(), page.variants[0].id, 5)
        .await
        .unwrap();
    assert_eq!(
        (movements.len(), movements[0].actor.as_str()),
        (1, "Eda Editor")
    );
}

#[shop_test]
async fn saving_what_is_there_changes_nothing(shop: TestShop) {
    let mut draft = shirt();
    draft.pictures = vec![picture("http://pictures.example/shirt.jpg")];
    draft.variants[1].picture = Some(0);
    let id = catalog::create_product(&shop, &editor(), &draft)
        .await
        .unwrap();
    let before = stored(&shop, id).await;
    shop.advance(5);

    catalog::update_product(&shop, &editor(), id, 1, &as_shown(&before))
        .await
        .unwrap();
    catalog::update_product(&shop, &editor(), id, 1, &draft)
        .await
        .unwrap();

    assert_eq!(stored(&shop, id).await, before);
    shop.may_leave_jobs();
}

#[shop_test]
async fn two_editors_do_not_overwrite_each_other(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    let mut first = as_shown(&stored(&shop, id).await);
    let mut second = first.clone();
    "Shirt of linen".clone_into(&mut first.title);
    "Shirt, linen".clone_into(&mut second.title);

    let editor = editor();
    let (first, second) = tokio::join!(
        catalog::update_product(&shop, &editor, id, 1, &first),
        catalog::update_product(&shop, &editor, id, 1, &second),
    );

    let refused: Vec<_> = [first, second]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(
        matches!(refused.as_slice(), [EditError::Stale]),
        "{refused:?}"
    );
    assert_eq!(stored(&shop, id).await.product.version, 2);
}

#[shop_test]
async fn a_variant_that_is_taken_away_stays_for_the_carts_that_name_it(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    let before = stored(&shop, id).await;
    let mut draft = as_shown(&before);
    draft.variants.remove(0);

    catalog::update_product(&shop, &editor(), id, 1, &draft)
        .await
        .unwrap();

    let page = catalog::product_page(&shop, "linen-shirt")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.variants.len(), 1);
    let gone = before.variants[0].id;
    let items = catalog::sale_items(shop.db.reader(), &[gone])
        .await
        .unwrap();
    assert!(!items[&gone].sellable);
    assert_eq!(items[&gone].variant.sku.as_str(), "SHIRT-S");
    let card = catalog::newest(&shop, 1).await.unwrap().remove(0);
    assert_eq!((card.from, card.to), (eur(5_900), eur(5_900)));
}

#[shop_test]
async fn a_variant_that_comes_back_is_the_same_one(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    let before = stored(&shop, id).await;
    let mut without = as_shown(&before);
    without.variants.remove(0);
    catalog::update_product(&shop, &editor(), id, 1, &without)
        .await
        .unwrap();
    let mut again = as_shown(&before);
    again.variants[0].id = None;
    "SHIRT-SMALL".clone_into(&mut again.variants[0].sku);

    catalog::update_product(&shop, &editor(), id, 2, &again)
        .await
        .unwrap();

    let page = stored(&shop, id).await;
    let small = page
        .variants
        .iter()
        .find(|one| one.options == ["S"])
        .unwrap();
    assert_eq!((small.id, small.active), (before.variants[0].id, true));
    assert_eq!(small.sku.as_str(), "SHIRT-SMALL");
}

#[shop_test]
async fn variants_can_trade_their_skus_and_options(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    let before = stored(&shop, id).await;
    let mut draft = as_shown(&before);
    "SHIRT-M".clone_into(&mut draft.variants[0].sku);
    "SHIRT-S".clone_into(&mut draft.variants[1].sku);
    draft.variants[0].options = vec!["M".to_owned()];
    draft.variants[1].options = vec!["S".to_owned()];

    catalog::update_product(&shop, &editor(), id, 1, &draft)
        .await
        .unwrap();

    let after = stored(&shop, id).await;
    assert_eq!(after.variants[0].id, before.variants[0].id);
    assert_eq!(after.variants[0].sku.as_str(), "SHIRT-M");
    assert_eq!(after.variants[1].options, ["S"]);
}

#[shop_test]
async fn a_combination_of_a_variant_off_sale_can_be_used_again(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    let mut draft = as_shown(&stored(&shop, id).await);
    // The first goes, the second becomes what the first was.
    draft.variants.remove(0);
    draft.variants[0].options = vec!["S".to_owned()];

    catalog::update_product(&shop, &editor(), id, 1, &draft)
        .await
        .unwrap();

    let page = catalog::product_page(&shop, "linen-shirt")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.variants.len(), 1);
    assert_eq!(
        (
            page.variants[0].sku.as_str(),
            &page.variants[0].options[0][..]
        ),
        ("SHIRT-M", "S")
    );
}

#[shop_test]
async fn a_taken_sku_or_address_is_named_at_its_field(shop: TestShop) {
    catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    let mut same_sku = shirt();
    "Other".clone_into(&mut same_sku.title);
    "OTHER".clone_into(&mut same_sku.variants[0].sku);
    let mut same_slug = same_sku.clone();
    same_slug.slug = Some("linen-shirt".to_owned());

    let sku = problems(catalog::create_product(&shop, &editor(), &same_sku).await);
    let slug = problems(catalog::create_product(&shop, &editor(), &same_slug).await);

    assert_eq!(sku, [("variants.1.sku".to_owned(), Problem::Taken)]);
    assert_eq!(slug, [("slug".to_owned(), Problem::Taken)]);
}

#[shop_test]
async fn a_race_for_a_sku_has_one_winner_and_says_so(shop: TestShop) {
    let mut drafts = [shirt(), shirt()];
    "First".clone_into(&mut drafts[0].title);
    "Second".clone_into(&mut drafts[1].title);
    let editor = editor();

    let (first, second) = tokio::join!(
        catalog::create_product(&shop, &editor, &drafts[0]),
        catalog::create_product(&shop, &editor, &drafts[1]),
    );

    assert!(first.is_ok() != second.is_ok());
    let refused = if first.is_err() { first } else { second };
    assert_eq!(
        problems(refused)[0],
        ("variants.0.sku".to_owned(), Problem::Taken)
    );
}

#[shop_test]
async fn products_with_one_title_get_addresses_of_their_own(shop: TestShop) {
    for number in 0..3 {
        let mut draft = shirt();
        draft.variants[0].sku = format!("A{number}");
        draft.variants[1].sku = format!("B{number}");
        catalog::create_product(&shop, &editor(), &draft)
            .await
            .unwrap();
    }

    let slugs = catalog::sitemap_after(shop.db.reader(), commerce::Currency::EUR, None, 100)
        .await
        .unwrap();

    let slugs: Vec<_> = slugs.iter().map(|entry| entry.slug.as_str()).collect();
    assert_eq!(slugs, ["linen-shirt", "linen-shirt-2", "linen-shirt-3"]);
}

#[shop_test]
async fn a_draft_that_breaks_rules_is_refused_with_all_of_them(shop: TestShop) {
    let mut draft = shirt();
    " ".clone_into(&mut draft.title);
    draft.slug = Some("No Slug".to_owned());
    draft.variants[0].sku = String::new();
    draft.variants[1].options = vec!["XXL".to_owned()];
    draft.variants[1].compare_at = Some(eur(5_900));
    draft.variants.push(variant("SHIRT-M", &["M"], -1));
    draft.variants.push(variant("SHIRT-4", &["M"], 1));

    let found = problems(catalog::create_product(&shop, &editor(), &draft).await);

    let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
    for field in [
        "title",
        "slug",
        "variants.0.sku",
        "variants.1.options",
        "variants.1.compare_at",
        "variants.2.sku",
        "variants.2.price",
        "variants.3.options",
    ] {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
}

#[shop_test]
async fn only_who_may_manage_the_catalogue_changes_it(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    let warehouse = staff(Role::Warehouse);

    let refusals = [
        catalog::create_product(&shop, &warehouse, &shirt())
            .await
            .map(|_| ()),
        catalog::update_product(&shop, &warehouse, id, 1, &shirt()).await,
        catalog::set_status(&shop, &warehouse, id, 1, ProductStatus::Archived).await,
    ];

    for refusal in refusals {
        assert_eq!(refusal.unwrap_err().kind(), FailureKind::Forbidden);
    }
}

#[shop_test]
async fn a_product_leaves_the_shop_and_comes_back_with_its_date(shop: TestShop) {
    let id = catalog::create_product(&shop, &editor(), &shirt())
        .await
        .unwrap();
    assert!(
        catalog::product_page(&shop, "linen-shirt")
            .await
            .unwrap()
            .is_some()
    );
    let published = shop.clock.now();
    shop.advance(60);

    catalog::set_status(&shop, &editor(), id, 1, ProductStatus::Archived)
        .await
        .unwrap();
    assert!(
        catalog::product_page(&shop, "linen-shirt")
            .await
            .unwrap()
            .is_none()
    );
    let stale = catalog::set_status(&shop, &editor(), id, 1, ProductStatus::Active).await;
    assert!(matches!(stale, Err(EditError::Stale)));
    catalog::set_status(&shop, &editor(), id, 2, ProductStatus::Active)
        .await
        .unwrap();

    let page = catalog::product_page(&shop, "linen-shirt")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.product.published_at, Some(published));
    let unknown = ProductId::generate();
    let missing = catalog::set_status(&shop, &editor(), unknown, 1, ProductStatus::Active).await;
    assert!(matches!(missing, Err(EditError::NotFound)));
}

#[shop_test]
async fn a_cart_sees_price_and_picture_of_each_variant(shop: TestShop) {
    let svg = |colour: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><rect fill=\"{colour}\"/></svg>"
        )
    };
    let red = shop.media.put_own_svg(svg("red")).await.unwrap();
    let blue = shop.media.put_own_svg(svg("blue")).await.unwrap();
    let mut draft = shirt();
    for stored in [&red, &blue] {
        let mut own = picture("");
        own.source_url = None;
        own.stored = Some(stored.clone());
        draft.pictures.push(own);
    }
    draft.variants[1].picture = Some(1);
    let id = catalog::create_product(&shop, &editor(), &draft)
        .await
        .unwrap();
    let page = stored(&shop, id).await;
    let ids: Vec<_> = page.variants.iter().map(|one| one.id).collect();

    let items = catalog::sale_items(shop.db.reader(), &ids).await.unwrap();

    assert!(matches!(
        page.pictures[0].state,
        PictureState::Ready { width: 10, .. }
    ));
    assert_eq!(items[&ids[0]].picture_key.as_ref(), Some(&red.key));
    assert_eq!(items[&ids[1]].picture_key.as_ref(), Some(&blue.key));
    assert_eq!(items[&ids[1]].variant, page.variants[1]);
    assert!(items[&ids[0]].sellable && items[&ids[0]].title == "Linen shirt");
    assert!(
        catalog::sale_items(shop.db.reader(), &[])
            .await
            .unwrap()
            .is_empty()
    );
}
