//! What each test card does.

use payments::SnapshotStatus::{Captured, Failed, Pending};
use payments::sandbox::bank::{BankError, Failure};
use payments::sandbox::{Behaviour, CardProblem, SandboxState, TEST_CARDS};

use crate::{ANSWER_LATE, ANSWER_TWICE, APPROVE, DECLINE, NEVER_ANSWER, SECOND_FACTOR, Shop, eur};

#[tokio::test]
async fn every_test_card_does_what_its_label_says() {
    let cases = [
        (APPROVE, Captured, vec!["payment.captured"]),
        (DECLINE, Pending, vec!["payment.declined"]),
        (SECOND_FACTOR, Pending, vec![]),
        (ANSWER_LATE, Pending, vec![]),
        (ANSWER_TWICE, Captured, vec!["payment.captured"; 3]),
        (NEVER_ANSWER, Captured, vec![]),
    ];
    assert_eq!(cases.len(), TEST_CARDS.len());
    for (card, status, webhooks) in cases {
        let shop = Shop::with_payment().await;

        shop.pays_with(card);

        let snapshot = shop.fetch().await;
        let captured = if status == Captured { 1999 } else { 0 };
        assert_eq!(
            (snapshot.status, snapshot.captured),
            (status, eur(captured)),
            "{card}"
        );
        assert_eq!(shop.webhook_kinds(), webhooks, "{card}");
    }
}

#[tokio::test]
async fn after_a_decline_the_customer_pays_with_another_card_on_the_same_page() {
    let shop = Shop::with_payment().await;

    shop.pays_with(DECLINE);
    let declined = shop.fetch().await;
    shop.pays_with(APPROVE);
    let paid = shop.fetch().await;

    assert_eq!(declined.failure.as_deref(), Some("the card was declined"));
    assert_eq!((paid.status, paid.failure), (Captured, None));
    assert_eq!(
        shop.webhook_kinds(),
        ["payment.declined", "payment.captured"]
    );
}

#[tokio::test]
async fn the_second_factor_decides_and_a_wrong_code_may_be_followed_by_another_try() {
    let shop = Shop::with_payment().await;
    let id = shop.payment.as_str();

    shop.pays_with(SECOND_FACTOR);
    let wrong = shop.bank.confirm_second_factor(id, false).unwrap();
    shop.pays_with(SECOND_FACTOR);
    let right = shop.bank.confirm_second_factor(id, true).unwrap();
    let again = shop.bank.confirm_second_factor(id, true);

    assert_eq!(
        (wrong.state, wrong.failure),
        (SandboxState::Open, Some(Failure::SecondFactorWrong))
    );
    assert_eq!((right.state, right.failure), (SandboxState::Captured, None));
    assert!(matches!(again, Err(BankError::WrongState { .. })));
    assert_eq!(
        shop.webhook_kinds(),
        ["payment.declined", "payment.captured"]
    );
}

#[tokio::test]
async fn a_late_answer_comes_after_twenty_seconds_and_once() {
    let shop = Shop::with_payment().await;
    shop.pays_with(ANSWER_LATE);

    shop.wait(19);
    let early = shop.fetch().await;
    let early_webhooks = shop.webhook_kinds();
    shop.wait(20);
    let late = shop.fetch().await;
    shop.wait(60);

    assert_eq!((early.status, early_webhooks), (Pending, vec![]));
    assert_eq!((late.status, late.captured), (Captured, eur(1999)));
    assert_eq!(shop.webhook_kinds(), ["payment.captured"]);
}

#[tokio::test]
async fn a_bank_that_answers_twice_repeats_the_event_and_tells_it_once_more_under_a_new_id() {
    let shop = Shop::with_payment().await;

    shop.pays_with(ANSWER_TWICE);

    let webhooks = shop.webhooks();
    assert_eq!(webhooks.len(), 3);
    assert_eq!(webhooks[0], webhooks[1]);
    assert_ne!(webhooks[1].id, webhooks[2].id);
    assert!(
        webhooks
            .iter()
            .all(|event| event.data.payment == shop.payment.as_str())
    );
}

#[tokio::test]
async fn a_customer_who_cancels_ends_the_payment() {
    let shop = Shop::with_payment().await;

    shop.bank.cancel_by_customer(shop.payment.as_str()).unwrap();

    let snapshot = shop.fetch().await;
    assert_eq!(snapshot.status, Failed);
    assert_eq!(
        snapshot.failure.as_deref(),
        Some("the customer cancelled the payment")
    );
    assert_eq!(shop.webhook_kinds(), ["payment.cancelled"]);
    let paid = shop.bank.submit_card(shop.payment.as_str(), APPROVE);
    assert_eq!(paid, Some(Err(CardProblem::Closed)));
}

#[tokio::test]
async fn a_paid_payment_cannot_be_paid_or_cancelled_again() {
    let shop = Shop::with_payment().await;
    shop.pays_with(APPROVE);

    let paid = shop.bank.submit_card(shop.payment.as_str(), APPROVE);
    let cancelled = shop.bank.cancel_by_customer(shop.payment.as_str());

    assert_eq!(paid, Some(Err(CardProblem::Closed)));
    assert!(matches!(cancelled, Err(BankError::WrongState { .. })));
    assert_eq!(shop.fetch().await.captured, eur(1999));
}

#[tokio::test]
async fn the_bank_keeps_the_last_four_digits_of_a_card_and_no_more() {
    let shop = Shop::with_payment().await;

    let submitted = shop
        .bank
        .submit_card(shop.payment.as_str(), APPROVE)
        .unwrap()
        .unwrap();

    let record = serde_json::to_string(&submitted).unwrap();
    assert_eq!(submitted.card_last_four.as_deref(), Some("4242"));
    assert_eq!(submitted.behaviour, Some(Behaviour::Approve));
    assert!(
        !record.contains("42424242") && !record.contains("4242 4242"),
        "{record}"
    );
    assert_eq!(
        serde_json::from_str::<payments::sandbox::SandboxPayment>(&record).unwrap(),
        submitted
    );
}
