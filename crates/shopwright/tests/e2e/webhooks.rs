//! What a payment provider tells by webhooks counts once, whatever the network makes of it.

use std::time::Duration;

use chrono::Utc;
use futures_util::future::join_all;
use payments::sandbox::{Event as BankEvent, EventPayment, SIGNATURE_HEADER, sign};
use shop::{
    Shop,
    orders::{self, Order, OrderFile},
};
use testkit::{Engine, Page};

use crate::kit::{
    Client, Ground, Server, eventually,
    ground::MUG,
    records::{TEST, assert_paid_once, subjects, times_paid, until_quiet},
    shopper,
};

const WITHIN: Duration = Duration::from_secs(30);

on_both_engines!(
    a_forged_webhook_is_refused,
    webhooks_again_and_again_and_in_any_order_take_the_money_once,
    a_bank_that_says_everything_three_times_is_believed_once,
);

/// An order whose customer is on the bank's page.
struct Paying {
    server: Server,
    client: Client,
    bank_page: Page,
    /// What the bank calls the payment.
    reference: String,
    /// As it was placed.
    order: Order,
    shop: Shop,
    // Behind everything that stands on it.
    ground: Ground,
}

impl Paying {
    async fn start(engine: Engine) -> Self {
        let ground = Ground::with_mugs(engine, 10).await;
        let server = Server::start(&ground).await;
        let mut client = Client::new(&server);
        let page = shopper::ready_to_place(&mut client, MUG).await.unwrap();
        let placing = shopper::order_form(&page, "sandbox");
        let bank_page = client.submit(&placing).await.unwrap();
        bank_page.assert_status(303);
        let reference = bank_page.location().rsplit('/').next().unwrap().to_owned();
        // The customer does not know the address of the order's page yet, but the shop does.
        let shop = ground.open().await;
        let listed = orders::list(&shop, &TEST, &orders::Filter::default(), None, 2).await;
        let [listed] = &listed.unwrap().orders[..] else {
            panic!("there is one order");
        };
        let order = orders::find(shop.db.primary(), listed.id).await.unwrap();
        Self {
            server,
            client,
            bank_page,
            reference,
            order: order.unwrap(),
            shop,
            ground,
        }
    }

    /// The customer pays, but their way back to the shop is never taken.
    async fn pay_and_close_the_window(&mut self, card: &str) {
        let page = self.bank_page.clone();
        let answer = shopper::pay_by_card(&mut self.client, page, card).await;
        answer.unwrap().assert_status(303);
    }

    fn event(&self, number: u32, kind: &str) -> String {
        BankEvent {
            id: format!("evt_test_{number}"),
            kind: kind.to_owned(),
            created: Utc::now().timestamp() - 3 * 24 * 60 * 60,
            data: EventPayment {
                payment: self.reference.clone(),
            },
        }
        .body()
    }

    /// Posts to the shop as the provider would; answers the status.
    async fn send(&self, body: &str, signature: Option<&str>) -> u16 {
        let url = self.server.origin.join("webhooks/sandbox").unwrap();
        let mut request = self.server.http.post(url).body(body.to_owned());
        if let Some(signature) = signature {
            request = request.header(SIGNATURE_HEADER, signature);
        }
        request.send().await.unwrap().status().as_u16()
    }

    fn signed(&self, body: &str) -> String {
        let secret = &self.shop.gateways.sandbox_access.secret;
        sign(secret, Utc::now().timestamp(), body.as_bytes())
    }

    async fn file(&self) -> OrderFile {
        orders::file(&self.shop, &TEST, self.order.id)
            .await
            .unwrap()
    }

    async fn until_paid(&self) {
        eventually("the order is paid", WITHIN, || async {
            times_paid(&self.file().await).gt(&0).then_some(())
        })
        .await;
    }

    async fn until_quiet(&self) {
        until_quiet(&self.shop).await;
    }

    /// One capture of the whole amount, one mail, and books that balance.
    async fn assert_paid_once(&self) {
        assert_paid_once(&self.file().await);
        assert_eq!(subjects(&self.ground).await.len(), 1);
        self.ground.assert_books_balance();
    }
}

async fn a_forged_webhook_is_refused(engine: Engine) {
    let order = Paying::start(engine).await;
    let body = order.event(1, "payment.captured");
    let other = order.event(2, "payment.captured");
    let now = Utc::now().timestamp();
    let secret = &order.shop.gateways.sandbox_access.secret;
    let cases = [
        ("no signature", None),
        ("not a signature", Some("trust me".to_owned())),
        (
            "another secret",
            Some(sign("a guess", now, body.as_bytes())),
        ),
        ("of another body", Some(sign(secret, now, other.as_bytes()))),
        (
            "sent again an hour later",
            Some(sign(secret, now - 3600, body.as_bytes())),
        ),
    ];

    for (name, signature) in cases {
        assert_eq!(order.send(&body, signature.as_deref()).await, 400, "{name}");
    }

    order.until_quiet().await;
    assert_eq!(times_paid(&order.file().await), 0);
    order.ground.assert_books_balance();
}

async fn webhooks_again_and_again_and_in_any_order_take_the_money_once(engine: Engine) {
    let mut order = Paying::start(engine).await;
    let early = order.event(1, "payment.captured");
    // Announced before the customer has paid: the bank is asked, and it says no.
    assert_eq!(order.send(&early, Some(&order.signed(&early))).await, 204);
    order.until_quiet().await;
    assert_eq!(times_paid(&order.file().await), 0);

    order.pay_and_close_the_window(shopper::GOOD_CARD).await;
    let events = [
        order.event(4, "payment.captured"),
        order.event(3, "payment.authorized"),
        order.event(2, "payment.declined"),
        order.event(4, "payment.captured"),
        early,
    ];
    let five_times = events.iter().cycle().take(events.len() * 5);
    let statuses = join_all(
        five_times.map(|body| async { order.send(body, Some(&order.signed(body))).await }),
    )
    .await;
    order.until_paid().await;
    let late = order.event(5, "payment.captured");
    assert_eq!(order.send(&late, Some(&order.signed(&late))).await, 204);
    order.until_quiet().await;

    assert!(statuses.iter().all(|status| *status == 204), "{statuses:?}");
    order.assert_paid_once().await;
    // The customer opens the page at last.
    let page = order
        .client
        .visit(&format!("/orders/{}", order.order.token))
        .await;
    page.unwrap().assert_says("your order is paid");
}

async fn a_bank_that_says_everything_three_times_is_believed_once(engine: Engine) {
    let mut order = Paying::start(engine).await;

    order.pay_and_close_the_window("4000 0000 0000 0093").await;
    order.until_paid().await;
    order.until_quiet().await;

    order.assert_paid_once().await;
}
