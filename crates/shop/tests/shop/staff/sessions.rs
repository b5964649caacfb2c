use shop::{
    Token,
    staff::{self, Role, SignInError},
};
use testkit::{TestShop, shop_test};

use super::{CLIENT, PASSWORD, guess, hire, is_signed_in, sign_in};

#[shop_test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;

    let wrong = guess(&shop, "ada@example.com", CLIENT).await;
    let unknown = guess(&shop, "nobody@example.com", CLIENT).await;
    let no_address = guess(&shop, "not an address", CLIENT).await;

    for answer in [wrong, unknown, no_address] {
        assert!(matches!(answer, SignInError::Wrong), "{answer:?}");
    }
}

#[shop_test]
async fn a_token_that_nobody_got_opens_nothing(shop: TestShop) {
    assert!(!is_signed_in(&shop, &Token::generate()).await);
}

#[shop_test]
async fn each_session_has_its_own_secret_for_forms(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;
    let (one, two) = (
        sign_in(&shop, "ada@example.com").await,
        sign_in(&shop, "ada@example.com").await,
    );

    let one = staff::session(&shop, &one).await.unwrap().unwrap();
    let two = staff::session(&shop, &two).await.unwrap().unwrap();

    assert_eq!(one.csrf.len(), 43);
    assert_ne!(one.csrf, two.csrf);
}

#[shop_test]
async fn signing_out_ends_one_session_and_signing_out_everywhere_all(shop: TestShop) {
    let ada = hire(&shop, "ada@example.com", Role::Warehouse).await;
    let desk = sign_in(&shop, "ada@example.com").await;
    let phone = sign_in(&shop, "ada@example.com").await;
    let scanner = sign_in(&shop, "ada@example.com").await;

    staff::sign_out(&shop, &desk).await.unwrap();
    assert!(!is_signed_in(&shop, &desk).await);
    assert!(is_signed_in(&shop, &phone).await);

    staff::sign_out_everywhere(&shop, ada).await.unwrap();
    assert!(!is_signed_in(&shop, &phone).await);
    assert!(!is_signed_in(&shop, &scanner).await);
}

#[shop_test]
async fn a_session_ends_after_twelve_hours_without_a_request(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;
    let token = sign_in(&shop, "ada@example.com").await;

    shop.advance(11 * 60 + 59);
    assert!(is_signed_in(&shop, &token).await);
    shop.advance(11 * 60 + 59);
    assert!(is_signed_in(&shop, &token).await);
    shop.advance(12 * 60);
    assert!(!is_signed_in(&shop, &token).await);
}

#[shop_test]
async fn a_session_in_use_ends_after_seven_days(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;
    let token = sign_in(&shop, "ada@example.com").await;

    for half_day in 1..=14 {
        shop.advance(12 * 60 - 1);
        assert!(is_signed_in(&shop, &token).await, "half-day {half_day}");
    }
    shop.advance(14);
    assert!(!is_signed_in(&shop, &token).await);
}

#[shop_test]
async fn requests_within_five_minutes_do_not_count_as_seen(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;
    let token = sign_in(&shop, "ada@example.com").await;

    // Too soon to be written down, so twelve hours run from signing in.
    shop.advance(4);
    assert!(is_signed_in(&shop, &token).await);
    shop.advance(12 * 60 - 4);

    assert!(!is_signed_in(&shop, &token).await);
}

#[shop_test]
async fn ended_sessions_and_forgotten_attempts_are_swept_away(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;
    let ended = sign_in(&shop, "ada@example.com").await;
    guess(&shop, "ada@example.com", CLIENT).await;
    shop.advance(12 * 60);
    let token = staff::sign_in(&shop, "ada@example.com", PASSWORD, "198.51.100.1")
        .await
        .unwrap();

    // The ended session, and the counts of the first client. The address was cleared by signing in.
    assert_eq!(staff::prune(&shop).await.unwrap(), 2);

    assert_eq!(staff::prune(&shop).await.unwrap(), 0);
    assert!(is_signed_in(&shop, &token).await);
    assert!(!is_signed_in(&shop, &ended).await);
}
