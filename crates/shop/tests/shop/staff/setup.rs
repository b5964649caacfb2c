use shop::{
    Token,
    staff::{self, NewAdministrator, Role, SetupError},
};
use testkit::{TestShop, shop_test};

use super::{PASSWORD, hire, sign_in};

fn boss() -> NewAdministrator {
    NewAdministrator {
        name: "Grace Hopper".to_owned(),
        email: "grace@example.com".to_owned(),
        password: PASSWORD.to_owned(),
    }
}

async fn link(shop: &TestShop) -> Token {
    staff::setup_link(shop).await.unwrap().unwrap()
}

#[shop_test]
async fn the_link_makes_the_first_administrator_and_signs_them_in(shop: TestShop) {
    let link = link(&shop).await;
    assert!(staff::setup_link_is_usable(&shop, &link).await.unwrap());

    let token = staff::use_setup_link(&shop, &link, boss()).await.unwrap();

    let session = staff::session(&shop, &token).await.unwrap().unwrap();
    assert_eq!(session.staff.role, Role::Administrator);
    assert!(!staff::setup_link_is_usable(&shop, &link).await.unwrap());
    sign_in(&shop, "grace@example.com").await;
}

#[shop_test]
async fn a_shop_with_staff_gives_out_no_link_and_takes_none(shop: TestShop) {
    let early = link(&shop).await;
    hire(&shop, "ada@example.com", Role::Administrator).await;

    let late = staff::setup_link(&shop).await.unwrap();
    let used = staff::use_setup_link(&shop, &early, boss()).await;

    assert!(late.is_none());
    assert!(matches!(used, Err(SetupError::AlreadySetUp)), "{used:?}");
}

#[shop_test]
async fn the_link_works_once_even_if_it_is_sent_twice_at_once(shop: TestShop) {
    let link = link(&shop).await;
    let second = NewAdministrator {
        email: "rival@example.com".to_owned(),
        ..boss()
    };

    let outcomes = tokio::join!(
        staff::use_setup_link(&shop, &link, boss()),
        staff::use_setup_link(&shop, &link, second),
    );

    let refused = [outcomes.0, outcomes.1]
        .into_iter()
        .filter_map(Result::err)
        .collect::<Vec<_>>();
    assert!(
        matches!(refused.as_slice(), [SetupError::AlreadySetUp]),
        "{refused:?}"
    );
    assert_eq!(staff::list(shop.db.reader()).await.unwrap().len(), 1);
}

#[shop_test]
async fn a_new_link_replaces_the_one_before(shop: TestShop) {
    let old = link(&shop).await;
    let new = link(&shop).await;

    let with_old = staff::use_setup_link(&shop, &old, boss()).await;
    let with_new = staff::use_setup_link(&shop, &new, boss()).await;

    assert!(
        matches!(with_old, Err(SetupError::LinkInvalid)),
        "{with_old:?}"
    );
    assert!(with_new.is_ok());
}

#[shop_test]
async fn a_link_ends_after_a_day(shop: TestShop) {
    let link = link(&shop).await;
    shop.advance(24 * 60);

    let outcome = staff::use_setup_link(&shop, &link, boss()).await;

    assert!(
        matches!(outcome, Err(SetupError::LinkInvalid)),
        "{outcome:?}"
    );
}

#[shop_test]
async fn a_wrong_field_leaves_the_link_as_it_is(shop: TestShop) {
    let link = link(&shop).await;
    let weak = NewAdministrator {
        password: "password".to_owned(),
        ..boss()
    };

    let outcome = staff::use_setup_link(&shop, &link, weak).await;

    assert!(
        matches!(outcome, Err(SetupError::Invalid(_))),
        "{outcome:?}"
    );
    assert!(staff::use_setup_link(&shop, &link, boss()).await.is_ok());
}
