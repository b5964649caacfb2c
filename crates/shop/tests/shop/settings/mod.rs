//! What a merchant changes while the shop runs.

use shop::{
    Settings,
    settings::{self, SaveError, SettingsProblem},
};
use testkit::{TestShop, shop_test, test_settings};

use crate::support::{SYSTEM, at_once};

#[shop_test]
async fn saved_settings_are_those_of_this_process_at_once(shop: TestShop) {
    let mut new = test_settings();
    "Another name".clone_into(&mut new.shop_name);

    settings::save(&shop, &SYSTEM, &new, 1).await.unwrap();

    assert_eq!(*shop.settings(), new);
    let stored = settings::load(shop.db.reader()).await.unwrap();
    assert_eq!((stored.settings, stored.version), (new, 2));
}

#[shop_test]
async fn a_form_that_is_older_than_the_settings_changes_nothing(shop: TestShop) {
    for version in [0, 2, -1] {
        let outcome = settings::save(&shop, &SYSTEM, &Settings::initial(), version).await;
        assert!(
            matches!(outcome, Err(SaveError::Stale)),
            "{version}: {outcome:?}"
        );
    }

    assert_eq!(*shop.settings(), test_settings());
}

#[shop_test]
async fn of_several_who_save_at_once_one_wins(shop: TestShop) {
    let outcomes = at_once(6, |number| {
        let shop = shop.clone();
        async move {
            let mut new = test_settings();
            new.shop_name = format!("Shop {number}");
            settings::save(&shop, &SYSTEM, &new, 1).await.map(|()| new)
        }
    })
    .await;

    let saved: Vec<_> = outcomes.into_iter().flatten().collect();
    assert_eq!(saved.len(), 1);
    let stored = settings::load(shop.db.reader()).await.unwrap();
    assert_eq!((&stored.settings, stored.version), (&saved[0], 2));
}

#[shop_test]
async fn settings_that_break_rules_name_each_of_them(shop: TestShop) {
    let mut wrong = test_settings();
    wrong.shop_name.clear();
    "nobody".clone_into(&mut wrong.contact_email);
    wrong.countries.remove(0);
    wrong.countries[0].shipping_price_minor = -1;
    wrong.countries.push(wrong.countries[0].clone());
    wrong.locales.clear();
    wrong.online_hold_minutes = 4;
    wrong.transfer_hold_days = 61;

    let outcome = settings::save(&shop, &SYSTEM, &wrong, 1).await;

    let Err(SaveError::Invalid(problems)) = outcome else {
        panic!("{outcome:?}");
    };
    let expected = [
        SettingsProblem::NoName,
        SettingsProblem::ContactEmail,
        SettingsProblem::HomeCountryNotServed,
        SettingsProblem::CountryTwice,
        SettingsProblem::NegativeShipping,
        SettingsProblem::DefaultLocaleNotEnabled,
        SettingsProblem::OnlineHold,
        SettingsProblem::TransferHold,
    ];
    assert_eq!(problems, expected);
    assert_eq!(*shop.settings(), test_settings());
}

#[shop_test]
async fn a_secret_is_made_once_for_all_processes(shop: TestShop) {
    let second = shop.second_process().await;

    let (one, other) = tokio::join!(
        shop::secrets::load(&shop.db, "test", "first".to_owned()),
        shop::secrets::load(&second.db, "test", "second".to_owned()),
    );

    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one, other);
    assert!(["first", "second"].contains(&one.as_str()));
    let later = shop::secrets::load(&shop.db, "test", "third".to_owned()).await;
    assert_eq!(later.unwrap(), one);
    second.db.close().await.unwrap();
}
