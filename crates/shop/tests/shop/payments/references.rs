//! What a payment is called: by the shop where the gateway lets it choose, else by the gateway.

use std::sync::Arc;

use async_trait::async_trait;
use commerce::{Money, PaymentState};
use payments::{
    CreatePayment, CreatedPayment, Gateway, GatewayError, GatewayRef, IdempotencyKey, NextStep,
    Snapshot, WebhookError, WebhookEvent,
};
use shop::{
    Parts, Shop, Timestamp, orders,
    payments::{Payment, SANDBOX, Source},
};
use testkit::{TestShop, shop_test};

use crate::support::{
    GOOD_CARD, assert_books_balance, file, go_to_bank, money_of, order, pay_by_card, reload,
    run_jobs, subjects, type_card, wait,
};

/// The pretend bank as one of those that make up their references.
struct Headstrong(Arc<dyn Gateway>);

fn theirs(reference: &GatewayRef) -> GatewayRef {
    GatewayRef::new(format!("theirs-{reference}"))
}

fn ours(reference: &GatewayRef) -> Result<GatewayRef, GatewayError> {
    let ours = reference.as_str().strip_prefix("theirs-");
    ours.map(GatewayRef::new)
        .ok_or(GatewayError::UnknownPayment)
}

fn called(snapshot: Snapshot) -> Snapshot {
    Snapshot {
        reference: theirs(&snapshot.reference),
        ..snapshot
    }
}

#[async_trait]
impl Gateway for Headstrong {
    fn name(&self) -> &'static str {
        SANDBOX
    }

    fn is_polled(&self) -> bool {
        true
    }

    async fn create_payment(
        &self,
        request: &CreatePayment,
    ) -> Result<CreatedPayment, GatewayError> {
        let created = self.0.create_payment(request).await?;
        Ok(CreatedPayment {
            reference: theirs(&created.reference),
            ..created
        })
    }

    async fn capture(
        &self,
        reference: &GatewayRef,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        let answer = self.0.capture(&ours(reference)?, amount, key).await;
        answer.map(called)
    }

    async fn void(
        &self,
        reference: &GatewayRef,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        self.0.void(&ours(reference)?, key).await.map(called)
    }

    async fn refund(
        &self,
        reference: &GatewayRef,
        amount: Money,
        key: &IdempotencyKey,
    ) -> Result<Snapshot, GatewayError> {
        let answer = self.0.refund(&ours(reference)?, amount, key).await;
        answer.map(called)
    }

    async fn fetch(&self, reference: &GatewayRef) -> Result<Snapshot, GatewayError> {
        self.0.fetch(&ours(reference)?).await.map(called)
    }

    fn parse_webhook(
        &self,
        headers: &dyn Fn(&str) -> Option<String>,
        raw_body: &[u8],
        now: Timestamp,
    ) -> Result<WebhookEvent, WebhookError> {
        let event = self.0.parse_webhook(headers, raw_body, now)?;
        Ok(WebhookEvent {
            reference: theirs(&event.reference),
            ..event
        })
    }
}

/// The same shop, with a bank that makes up its references.
async fn with_headstrong_bank(shop: &TestShop) -> Shop {
    let bank = Headstrong(shop.gateways.get(SANDBOX).unwrap().clone());
    let outbox = shop.mailer.outbox_dir().unwrap().to_owned();
    Shop::new(Parts {
        db: shop.db.clone(),
        clock: shop.clock.clone(),
        media: media::Store::new(outbox.with_file_name("media")),
        search: shop::search::Search::in_folder(outbox.with_file_name("search")),
        mailer: mail::Mailer::outbox(outbox),
        fetcher: media::Fetcher::allowing_local(),
        gateways: shop.gateways.clone().with(Arc::new(bank)),
        public_url: shop.public_url.clone(),
        rate_limits: true,
        snapshot: shop::Snapshot::load(&shop.db).await.unwrap(),
    })
}

async fn only_payment(shop: &Shop, order: &orders::Order) -> Payment {
    let mut payments = file(shop, order.id).await.payments;
    assert_eq!(payments.len(), 1);
    payments.remove(0)
}

#[shop_test]
async fn a_reference_of_ours_is_there_with_the_order(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let opened = only_payment(&shop, &order).await;

    let page = go_to_bank(&shop, &order).await;

    assert_eq!(opened.reference, Some(page));
    assert_eq!(only_payment(&shop, &order).await, opened);
}

#[shop_test]
async fn after_a_crash_before_the_bank_was_asked_the_customer_goes_on(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&shop, mug, 1).await;
    let opened = only_payment(&shop, &order).await;
    // The order is placed, and the process that would have asked the bank is gone.
    shop.clock.advance(chrono::TimeDelta::seconds(20));
    orders::settle(&shop, opened.id, Source::ReturnPage)
        .await
        .unwrap();
    assert_eq!(orders::poll_payments(&shop).await.unwrap(), 1);
    assert_eq!(only_payment(&shop, &order).await, opened);

    pay_by_card(&shop, &order, GOOD_CARD).await;
    run_jobs(&shop).await;

    assert_eq!(
        reload(&shop, &order).await.payment_state,
        PaymentState::Paid
    );
    assert_eq!(money_of(&shop, &order).await, [(1490, 0)]);
}

#[shop_test]
async fn an_order_that_nobody_went_to_pay_expires_like_any_other(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(1).create().await.variant();
    let order = order(&shop, mug, 1).await;

    wait(&shop, 30).await;
    wait(&shop, 24 * 60).await;

    let order = reload(&shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Voided);
    assert_eq!(shop.available(mug).await, 1);
    let number = order.number;
    let told = [format!("Your order {number} was cancelled")];
    assert_eq!(subjects(&shop).await, told);
}

#[shop_test]
async fn a_reference_of_theirs_is_stored_when_they_tell_it(shop: TestShop) {
    let other = with_headstrong_bank(&shop).await;
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&other, mug, 1).await;
    assert_eq!(only_payment(&other, &order).await.reference, None);
    // Nobody is asked for what has no name yet.
    orders::returned(&other, &order).await.unwrap();

    let page = go_to_bank(&other, &order).await;

    let payment = only_payment(&other, &order).await;
    assert_eq!(payment.reference, Some(format!("theirs-{page}")));
    let url = payment.redirect_url.unwrap();
    assert!(url.ends_with(&page), "{url}");
    assert_eq!(go_to_bank(&other, &order).await, page);
    type_card(&other, &page, GOOD_CARD).await;
    run_jobs(&other).await;
    assert_eq!(
        reload(&other, &order).await.payment_state,
        PaymentState::Paid
    );
    assert_books_balance(&other).await;
}

#[shop_test]
async fn after_a_crash_before_their_reference_was_stored_there_is_still_one_payment(
    shop: TestShop,
) {
    let other = with_headstrong_bank(&shop).await;
    let mug = shop.product("Blue mug").create().await.variant();
    let order = order(&other, mug, 1).await;
    let payment = only_payment(&other, &order).await;
    let asked_before = CreatePayment {
        key: IdempotencyKey::new(payment.id.to_string()),
        amount: payment.amount,
        description: order.number.to_string(),
        return_url: "http://shop.test/".to_owned(),
        webhook_url: "http://shop.test/webhooks/sandbox".to_owned(),
        locale: "en".to_owned(),
    };
    let gateway = other.gateways.get(SANDBOX).unwrap();
    let created = gateway.create_payment(&asked_before).await.unwrap();

    let next = orders::pay(&other, &order, None).await.unwrap();

    assert_eq!(next, created.next);
    assert!(matches!(next, NextStep::Redirect(_)));
    let payment = only_payment(&other, &order).await;
    assert_eq!(
        payment.reference.as_deref(),
        Some(created.reference.as_str())
    );
}
