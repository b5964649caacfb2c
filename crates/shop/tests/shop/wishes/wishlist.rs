use chrono::TimeDelta;
use shop::{
    catalog::{self, ProductStatus},
    staff::Actor,
    wishes::{self, MOST_WISHES, WishError},
};
use testkit::{TestShop, shop_test};

async fn titles(shop: &TestShop, token: &shop::Token) -> Vec<String> {
    let list = wishes::wishlist(shop, token).await.unwrap();
    list.wishes.into_iter().map(|wish| wish.title).collect()
}

#[shop_test]
async fn what_is_kept_is_there_once_and_the_last_one_first(shop: TestShop) {
    let mug = shop.product("Mug").create().await;
    let pot = shop.product("Pot").create().await;

    let token = wishes::add(&shop, None, &mug.slug).await.unwrap();
    shop.advance(1);
    let again = wishes::add(&shop, Some(&token), &pot.slug).await.unwrap();
    shop.advance(1);
    wishes::add(&shop, Some(&token), &mug.slug).await.unwrap();

    assert_eq!(again, token);
    assert_eq!(titles(&shop, &token).await, ["Pot", "Mug"]);
    wishes::remove(&shop, &token, pot.id).await.unwrap();
    wishes::remove(&shop, &token, pot.id).await.unwrap();
    assert_eq!(titles(&shop, &token).await, ["Mug"]);
}

#[shop_test]
async fn many_clicks_at_once_keep_a_product_once(shop: TestShop) {
    let mug = shop.product("Mug").create().await;
    let token = wishes::add(&shop, None, &mug.slug).await.unwrap();

    let clicks = (0..8).map(|_| wishes::add(&shop, Some(&token), &mug.slug));
    for click in futures_util::future::join_all(clicks).await {
        click.unwrap();
    }

    assert_eq!(titles(&shop, &token).await, ["Mug"]);
}

#[shop_test]
async fn a_wish_says_what_can_be_done_with_it(shop: TestShop) {
    let plain = shop.product("Plain").stock(1).create().await;
    let sizes = shop
        .product("Sizes")
        .variant("S")
        .stock(0)
        .variant("M")
        .stock(2)
        .create()
        .await;
    let empty = shop.product("Empty").stock(0).create().await;
    let gone = shop.product("Gone").create().await;
    let mut token = None;
    for product in [&gone, &empty, &sizes, &plain] {
        token = Some(
            wishes::add(&shop, token.as_ref(), &product.slug)
                .await
                .unwrap(),
        );
        shop.advance(1);
    }
    let actor = Actor::System { what: "test" };
    catalog::set_status(&shop, &actor, gone.id, 1, ProductStatus::Archived)
        .await
        .unwrap();

    let list = wishes::wishlist(&shop, &token.unwrap()).await.unwrap();

    let said: Vec<_> = list
        .wishes
        .iter()
        .map(|wish| {
            let title = wish.title.as_str();
            (
                title,
                wish.card.is_some(),
                wish.is_available,
                wish.only_variant,
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("Plain", true, true, Some(plain.variant())),
            ("Sizes", true, true, None),
            ("Empty", true, false, Some(empty.variant())),
            ("Gone", false, true, Some(gone.variant())),
        ]
    );
}

#[shop_test]
async fn a_link_shows_the_list_until_it_is_taken_back(shop: TestShop) {
    let mug = shop.product("Mug").create().await;
    let token = wishes::add(&shop, None, &mug.slug).await.unwrap();

    let link = wishes::share(&shop, &token).await.unwrap().unwrap();
    let same = wishes::share(&shop, &token).await.unwrap().unwrap();

    assert_eq!(link, same);
    assert_ne!(link, token, "the link must not give the list away");
    let shown = wishes::shared(&shop, &link).await.unwrap().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(wishes::shared(&shop, &token).await.unwrap(), None);
    wishes::unshare(&shop, &token).await.unwrap();
    assert_eq!(wishes::shared(&shop, &link).await.unwrap(), None);
    let next = wishes::share(&shop, &token).await.unwrap().unwrap();
    assert_ne!(next, link);
}

#[shop_test]
async fn a_list_has_an_end_and_takes_only_what_is_sold(shop: TestShop) {
    let first = shop.product("Mug 0").create().await;
    let token = wishes::add(&shop, None, &first.slug).await.unwrap();
    for number in 1..MOST_WISHES {
        let product = shop.product(&format!("Mug {number}")).create().await;
        wishes::add(&shop, Some(&token), &product.slug)
            .await
            .unwrap();
    }
    let last = shop.product("One too many").create().await;

    let full = wishes::add(&shop, Some(&token), &last.slug).await;
    let unknown = wishes::add(&shop, Some(&token), "no-such-thing").await;
    let draft = shop
        .product("Draft")
        .status(ProductStatus::Draft)
        .create()
        .await;
    let hidden = wishes::add(&shop, Some(&token), &draft.slug).await;

    assert!(matches!(full, Err(WishError::Full)), "{full:?}");
    assert!(matches!(unknown, Err(WishError::NotForSale)), "{unknown:?}");
    assert!(matches!(hidden, Err(WishError::NotForSale)), "{hidden:?}");
    assert_eq!(titles(&shop, &token).await.len() as u64, MOST_WISHES);
}

#[shop_test]
async fn a_list_that_nobody_touches_for_a_year_is_forgotten(shop: TestShop) {
    let mug = shop.product("Mug").create().await;
    let token = wishes::add(&shop, None, &mug.slug).await.unwrap();

    shop.clock.advance(TimeDelta::days(364));
    assert_eq!(wishes::prune(&shop).await.unwrap(), 0);
    shop.clock.advance(TimeDelta::days(2));
    assert_eq!(wishes::prune(&shop).await.unwrap(), 1);

    assert_eq!(titles(&shop, &token).await, [""; 0]);
}
