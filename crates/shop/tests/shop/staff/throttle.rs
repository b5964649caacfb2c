use chrono::TimeDelta;
use shop::staff::{self, Role, SignInError};
use testkit::{TestShop, shop_test};

use super::{CLIENT, PASSWORD, guess, hire, sign_in};

fn minutes_blocked(shop: &TestShop, answer: &SignInError) -> i64 {
    let SignInError::Throttled { until } = answer else {
        panic!("{answer:?}");
    };
    (*until - shop.clock.now()).num_minutes()
}

async fn guess_often(shop: &TestShop, times: usize) {
    for _ in 0..times {
        let answer = guess(shop, "ada@example.com", CLIENT).await;
        assert!(matches!(answer, SignInError::Wrong), "{answer:?}");
    }
}

#[shop_test]
async fn after_five_wrong_passwords_even_the_right_one_has_to_wait(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;
    guess_often(&shop, 5).await;

    // Another client, another capitalisation: it is the address that is blocked.
    let answer = staff::sign_in(&shop, "ADA@example.com", PASSWORD, "198.51.100.1").await;
    assert_eq!(minutes_blocked(&shop, &answer.unwrap_err()), 1);

    shop.advance(1);
    sign_in(&shop, "ada@example.com").await;
}

#[shop_test]
async fn each_wrong_password_after_that_blocks_longer(shop: TestShop) {
    guess_often(&shop, 5).await;

    for minutes in [1, 2, 4, 8, 15, 15] {
        let answer = guess(&shop, "ada@example.com", CLIENT).await;
        assert_eq!(minutes_blocked(&shop, &answer), minutes);
        shop.advance(minutes);
        guess_often(&shop, 1).await;
    }
}

#[shop_test]
async fn wrong_passwords_are_forgotten_after_a_quarter_of_an_hour(shop: TestShop) {
    guess_often(&shop, 4).await;
    shop.advance(15);

    guess_often(&shop, 4).await;
}

#[shop_test]
async fn the_right_password_clears_the_count_of_its_address(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;

    for _ in 0..3 {
        guess_often(&shop, 4).await;
        sign_in(&shop, "ada@example.com").await;
    }
}

#[shop_test]
async fn one_client_is_blocked_after_twenty_addresses(shop: TestShop) {
    hire(&shop, "ada@example.com", Role::Warehouse).await;
    for number in 0..20 {
        // One office: whoever knows the password is not counted.
        if number % 5 == 0 {
            sign_in(&shop, "ada@example.com").await;
        }
        let answer = guess(&shop, &format!("guess{number}@example.com"), CLIENT).await;
        assert!(matches!(answer, SignInError::Wrong), "{number}: {answer:?}");
    }

    let blocked = staff::sign_in(&shop, "ada@example.com", PASSWORD, CLIENT).await;
    assert_eq!(minutes_blocked(&shop, &blocked.unwrap_err()), 1);

    // What was refused for the client is not held against the address.
    let elsewhere = staff::sign_in(&shop, "ada@example.com", PASSWORD, "198.51.100.1").await;
    assert!(elsewhere.is_ok());
}

#[shop_test]
async fn of_many_guesses_at_once_five_are_looked_at(shop: TestShop) {
    let mut guesses = Vec::new();
    for _ in 0..12 {
        let shop = shop.clone();
        guesses.push(tokio::spawn(async move {
            guess(&shop, "ada@example.com", CLIENT).await
        }));
    }

    let mut wrong = 0;
    for answer in guesses {
        match answer.await.unwrap() {
            SignInError::Wrong => wrong += 1,
            SignInError::Throttled { until } => {
                assert_eq!(until - shop.clock.now(), TimeDelta::minutes(1));
            }
            SignInError::Db(error) => panic!("{error}"),
        }
    }

    assert_eq!(wrong, 5);
}
