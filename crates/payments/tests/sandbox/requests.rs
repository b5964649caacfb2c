//! What the shop asks the provider for, and how often it may ask.

use std::sync::Arc;

use payments::SnapshotStatus::{Authorized, Captured, Pending, Voided};
use payments::sandbox::{MemoryBank, SandboxGateway};
use payments::{CreatePayment, Gateway, GatewayError, GatewayRef, Manual};

use crate::{ANSWER_LATE, APPROVE, SECRET, Shop, eur, key, now, request};

#[tokio::test]
async fn creating_a_payment_again_with_the_same_key_gives_the_same_payment() {
    let shop = Shop::with_payment().await;

    let again = shop
        .gateway
        .create_payment(&request("attempt_1"))
        .await
        .unwrap();
    let other = shop
        .gateway
        .create_payment(&request("attempt_2"))
        .await
        .unwrap();

    assert_eq!(again.reference, shop.payment);
    assert_ne!(other.reference, shop.payment);
}

#[tokio::test]
async fn the_shop_knows_what_a_payment_will_be_called_before_it_asks_for_it() {
    let shop = Shop::with_payment().await;
    let reference = shop.gateway.own_reference(&key("attempt_2")).unwrap();

    let before = shop.gateway.fetch(&reference).await;
    let created = shop.gateway.create_payment(&request("attempt_2")).await;

    assert_eq!(before, Err(GatewayError::UnknownPayment));
    assert_eq!(created.unwrap().reference, reference);
    assert_eq!(
        shop.gateway.fetch(&reference).await.unwrap().status,
        Pending
    );
}

#[test]
fn what_a_payment_is_called_follows_from_its_key_for_nobody_without_the_secret() {
    let gateway =
        |secret: &str| SandboxGateway::new(Arc::new(MemoryBank::new(now())), secret, "/pages");
    let name = |secret, text| gateway(secret).own_reference(&key(text)).unwrap();

    let reference = name(SECRET, "attempt_1");

    assert_eq!(reference, name(SECRET, "attempt_1"));
    assert_ne!(reference, name(SECRET, "attempt_2"));
    assert_ne!(reference, name("whsec_other", "attempt_1"));
    assert!(!reference.as_str().contains("attempt_1"));
    assert_eq!(Manual.own_reference(&key("attempt_1")), None);
}

#[tokio::test]
async fn a_key_that_was_used_for_another_amount_is_refused() {
    let shop = Shop::with_payment().await;
    let dearer = CreatePayment {
        amount: eur(2999),
        ..request("attempt_1")
    };

    let created = shop.gateway.create_payment(&dearer).await;

    assert!(matches!(created, Err(GatewayError::Refused(_))));
}

#[tokio::test]
async fn a_payment_of_nothing_is_refused() {
    let shop = Shop::with_payment().await;
    for minor in [0, -1] {
        let nothing = CreatePayment {
            amount: eur(minor),
            ..request("attempt_2")
        };

        let created = shop.gateway.create_payment(&nothing).await;

        assert!(matches!(created, Err(GatewayError::Refused(_))), "{minor}");
    }
}

#[tokio::test]
async fn an_authorized_amount_is_captured_once_whatever_is_repeated() {
    let shop = Shop::capturing_later().await;
    shop.pays_with(APPROVE);

    let authorized = shop.fetch().await;
    let captured = shop
        .gateway
        .capture(&shop.payment, eur(1500), &key("ship_1"))
        .await
        .unwrap();
    let repeated = shop
        .gateway
        .capture(&shop.payment, eur(1500), &key("ship_1"))
        .await
        .unwrap();
    let second = shop
        .gateway
        .capture(&shop.payment, eur(499), &key("ship_2"))
        .await;

    assert_eq!(
        (authorized.status, authorized.captured),
        (Authorized, eur(0))
    );
    assert_eq!((captured.status, captured.captured), (Captured, eur(1500)));
    assert_eq!(repeated, captured);
    assert!(
        matches!(second, Err(GatewayError::Refused(_))),
        "the rest was released"
    );
    assert_eq!(
        shop.webhook_kinds(),
        ["payment.authorized", "payment.captured"]
    );
}

#[tokio::test]
async fn a_capture_above_the_authorized_amount_is_refused() {
    let shop = Shop::capturing_later().await;
    shop.pays_with(APPROVE);
    let pounds = commerce::Money::new(100, "GBP".parse().unwrap());

    for amount in [eur(2000), eur(0), eur(-1), pounds] {
        let captured = shop
            .gateway
            .capture(&shop.payment, amount, &key("ship_1"))
            .await;

        assert!(
            matches!(captured, Err(GatewayError::Refused(_))),
            "{amount:?}"
        );
    }
    assert_eq!(shop.fetch().await.status, Authorized);
}

#[tokio::test]
async fn refunds_together_never_exceed_what_was_captured() {
    let shop = Shop::with_payment().await;
    shop.pays_with(APPROVE);

    let first = shop
        .gateway
        .refund(&shop.payment, eur(1500), &key("refund_1"))
        .await
        .unwrap();
    let repeated = shop
        .gateway
        .refund(&shop.payment, eur(1500), &key("refund_1"))
        .await
        .unwrap();
    let reused = shop
        .gateway
        .refund(&shop.payment, eur(100), &key("refund_1"))
        .await;
    let too_much = shop
        .gateway
        .refund(&shop.payment, eur(500), &key("refund_2"))
        .await;
    let rest = shop
        .gateway
        .refund(&shop.payment, eur(499), &key("refund_3"))
        .await
        .unwrap();
    let nothing_left = shop
        .gateway
        .refund(&shop.payment, eur(1), &key("refund_4"))
        .await;

    assert_eq!(first.refunded, eur(1500));
    assert_eq!(repeated, first);
    assert!(matches!(reused, Err(GatewayError::Refused(_))));
    assert!(matches!(too_much, Err(GatewayError::Refused(_))));
    assert_eq!((rest.captured, rest.refunded), (eur(1999), eur(1999)));
    assert!(matches!(nothing_left, Err(GatewayError::Refused(_))));
    assert_eq!(
        shop.webhook_kinds(),
        ["payment.captured", "payment.refunded", "payment.refunded"]
    );
}

#[tokio::test]
async fn a_voided_payment_can_no_longer_be_paid() {
    let shop = Shop::with_payment().await;

    let voided = shop
        .gateway
        .void(&shop.payment, &key("void_1"))
        .await
        .unwrap();
    let repeated = shop
        .gateway
        .void(&shop.payment, &key("void_1"))
        .await
        .unwrap();

    assert_eq!(voided.status, Voided);
    assert_eq!(repeated, voided);
    assert!(
        shop.bank
            .submit_card(shop.payment.as_str(), APPROVE)
            .unwrap()
            .is_err()
    );
    assert_eq!(shop.fetch().await.captured, eur(0));
}

#[tokio::test]
async fn an_authorized_payment_can_be_voided_and_a_captured_one_cannot() {
    let authorized = Shop::capturing_later().await;
    authorized.pays_with(APPROVE);
    let captured = Shop::with_payment().await;
    captured.pays_with(APPROVE);

    let voided = authorized
        .gateway
        .void(&authorized.payment, &key("void_1"))
        .await;
    let refused = captured
        .gateway
        .void(&captured.payment, &key("void_1"))
        .await;

    assert_eq!(voided.map(|snapshot| snapshot.status), Ok(Voided));
    assert!(matches!(refused, Err(GatewayError::Refused(_))));
}

#[tokio::test]
async fn a_payment_whose_answer_is_on_its_way_can_no_longer_be_voided() {
    let shop = Shop::with_payment().await;
    shop.pays_with(ANSWER_LATE);

    let voided = shop.gateway.void(&shop.payment, &key("void_1")).await;

    assert!(matches!(voided, Err(GatewayError::Refused(_))));
    assert_eq!(shop.fetch().await.status, Pending);
}

#[tokio::test]
async fn nothing_can_be_refunded_before_money_was_taken() {
    let shop = Shop::with_payment().await;

    let refunded = shop
        .gateway
        .refund(&shop.payment, eur(1), &key("refund_1"))
        .await;

    assert!(matches!(refunded, Err(GatewayError::Refused(_))));
}

#[tokio::test]
async fn a_payment_nobody_created_is_unknown() {
    let shop = Shop::with_payment().await;
    let nobodys = GatewayRef::new("pay_99");

    assert_eq!(
        shop.gateway.fetch(&nobodys).await,
        Err(GatewayError::UnknownPayment)
    );
    assert_eq!(
        shop.gateway.void(&nobodys, &key("void_1")).await,
        Err(GatewayError::UnknownPayment)
    );
    assert!(shop.gateway.is_polled());
}
