//! Customers on their way from the cart to the paid order, and what is looked at afterwards.
//!
//! Everything takes a `&Shop`, so that a customer may come in through a second process.

use std::{future::Future, time::Duration};

use commerce::{Currency, Money, PaymentState, Quantity};
use db::Read;
use l10n::Locale;
use payments::{
    CreatePayment, IdempotencyKey, NextStep,
    sandbox::{Event, SIGNATURE_HEADER, SandboxPayment, sign},
};
use sea_orm::{ConnectionTrait, FromQueryResult, JsonValue, Statement};
use serde::{Deserialize, Serialize};
use shop::{
    Failure, FailureKind, Shop, Token,
    address::AddressInput,
    audit, cart,
    catalog::{self, ProductDraft},
    checkout::{self, AddressStep, PlaceError, PlaceRequest, Placed, STANDARD},
    ids::{OrderId, PaymentId, VariantId},
    jobs::{self, Attempt, Job, JobError, State},
    orders::{self, Order, OrderFile},
    payments::{HostedPage, MANUAL, Payment, SANDBOX, SendBankWebhook},
    search::Lag,
    staff::{Actor, Role},
};
use testkit::TestProduct;
use tokio::sync::Notify;

pub const SYSTEM: Actor = Actor::System { what: "test" };

pub const GOOD_CARD: &str = "4242 4242 4242 4242";
pub const DECLINED_CARD: &str = "4000 0000 0000 0002";
/// Answers after twenty seconds.
pub const LATE_CARD: &str = "4000 0000 0000 0077";
/// Is charged, but no webhook tells.
pub const SILENT_CARD: &str = "4000 0000 0000 0119";

/// Euros, written like "12.50".
pub fn eur(text: &str) -> Money {
    Money::parse_decimal(text, Currency::EUR).unwrap()
}

pub fn units(quantity: u32) -> Quantity {
    Quantity::new(quantity).unwrap()
}

/// A colleague; the use cases ask for nothing but the role.
pub fn colleague(role: Role) -> Actor {
    Actor::Staff {
        id: shop::ids::StaffId::generate(),
        name: "Ada".to_owned(),
        role,
    }
}

/// How an outcome is answered; `None` for success.
pub fn kind<T, E: Failure>(outcome: Result<T, E>) -> Option<FailureKind> {
    outcome.err().map(|error| error.kind())
}

/// Starts `count` tasks at once and waits for all of them.
pub async fn at_once<T, F>(count: usize, task: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let running: Vec<_> = (0..count)
        .map(|number| tokio::spawn(task(number)))
        .collect();
    let mut outcomes = Vec::with_capacity(count);
    for task in running {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

// The catalogue

/// A product as its form shows it, with the version.
pub async fn draft_of(shop: &Shop, product: &TestProduct) -> (i64, ProductDraft) {
    let page = catalog::product_for_edit(shop.db.primary(), product.id).await;
    let page = page.unwrap().unwrap();
    let draft = ProductDraft::of(&page, shop.settings().currency);
    (page.product.version, draft)
}

/// Changes a product by its form.
pub async fn edit(shop: &Shop, product: &TestProduct, change: impl FnOnce(&mut ProductDraft)) {
    let (version, mut draft) = draft_of(shop, product).await;
    change(&mut draft);
    let saved = catalog::update_product(shop, &SYSTEM, product.id, version, &draft).await;
    saved.unwrap();
}

/// Sets the price of every variant.
pub async fn set_price(shop: &Shop, product: &TestProduct, price: &str) {
    edit(shop, product, |draft| {
        for variant in &mut draft.variants {
            variant.price = eur(price);
        }
    })
    .await;
}

// The cart and the checkout

/// A new cart with these units in it.
pub async fn cart_with(shop: &Shop, variant: VariantId, quantity: u32) -> Token {
    let added = cart::add(shop, None, variant, units(quantity), Locale::EN).await;
    added.unwrap().token
}

pub async fn add(shop: &Shop, token: &Token, variant: VariantId, quantity: u32) {
    let added = cart::add(shop, Some(token), variant, units(quantity), Locale::EN).await;
    assert_eq!(&added.unwrap().token, token);
}

/// What Ada types at the address step.
pub fn address_in(country: &str) -> AddressStep {
    let postal_code = if country == "DE" { "50667" } else { "1010" };
    AddressStep {
        email: "ada@example.com".to_owned(),
        shipping: AddressInput {
            given_name: "Ada".to_owned(),
            family_name: "Lovelace".to_owned(),
            line1: "Hauptstraße 1".to_owned(),
            postal_code: postal_code.to_owned(),
            city: "Köln".to_owned(),
            country: country.to_owned(),
            ..AddressInput::default()
        },
        billing: None,
    }
}

/// Goes through the steps up to the payment.
pub async fn fill_in(shop: &Shop, token: &Token, country: &str) {
    let step = address_in(country);
    let saved = checkout::save_address(shop, token, &step, Locale::EN).await;
    saved.unwrap();
    let chosen = checkout::choose_shipping(shop, token, STANDARD, Locale::EN).await;
    chosen.unwrap();
}

/// A cart with these units of which only the order has to be placed.
pub async fn ready_cart(shop: &Shop, variant: VariantId, quantity: u32) -> Token {
    let token = cart_with(shop, variant, quantity).await;
    fill_in(shop, &token, "DE").await;
    token
}

/// The total on the payment page.
pub async fn total(shop: &Shop, token: &Token) -> Money {
    let view = checkout::view(shop, token).await.unwrap();
    view.unwrap().view.totals.unwrap().total
}

pub fn confirm(total: Money, method: &str) -> PlaceRequest {
    PlaceRequest {
        total,
        payment_method: method.to_owned(),
        locale: Locale::EN,
    }
}

/// Looks at the payment page and places what it says.
pub async fn place(shop: &Shop, token: &Token, method: &str) -> Result<Placed, PlaceError> {
    let request = confirm(total(shop, token).await, method);
    checkout::place(shop, token, &request).await
}

/// An order that is to be paid by card.
pub async fn order(shop: &Shop, variant: VariantId, quantity: u32) -> Order {
    let token = ready_cart(shop, variant, quantity).await;
    place(shop, &token, SANDBOX).await.unwrap().order
}

/// An order that is to be paid by bank transfer.
pub async fn order_by_transfer(shop: &Shop, variant: VariantId, quantity: u32) -> Order {
    let token = ready_cart(shop, variant, quantity).await;
    place(shop, &token, MANUAL).await.unwrap().order
}

/// The order as it stands now.
pub async fn reload(shop: &Shop, order: &Order) -> Order {
    file(shop, order.id).await.order
}

pub async fn file(shop: &Shop, id: OrderId) -> OrderFile {
    orders::file(shop, &SYSTEM, id).await.unwrap()
}

/// The names of what happened to an order, oldest first.
pub async fn story(shop: &Shop, order: &Order) -> Vec<String> {
    let told = file(shop, order.id).await.timeline.into_iter();
    told.map(|entry| serde_json::to_value(entry.event).unwrap()["type"].to_string())
        .map(|name| name.trim_matches('"').to_owned())
        .collect()
}

pub async fn times_told(shop: &Shop, order: &Order, event: &str) -> usize {
    let story = story(shop, order).await;
    story.iter().filter(|name| *name == event).count()
}

// The payment

/// Goes to the pretend bank; returns its name for the payment.
pub async fn go_to_bank(shop: &Shop, order: &Order) -> String {
    match orders::pay(shop, order, Some(SANDBOX)).await.unwrap() {
        NextStep::Redirect(url) => url.rsplit('/').next().unwrap().to_owned(),
        NextStep::Instructions => panic!("the bank has a page"),
    }
}

/// Sends a card on the bank's page.
pub async fn type_card(shop: &Shop, reference: &str, card: &str) -> SandboxPayment {
    let page = HostedPage(&shop.gateways.sandbox_access.bank);
    page.submit_card(reference, card).await.unwrap()
}

/// Pays by card. What the bank tells the shop are jobs.
pub async fn pay_by_card(shop: &Shop, order: &Order, card: &str) -> String {
    let reference = go_to_bank(shop, order).await;
    type_card(shop, &reference, card).await;
    reference
}

/// A paid order, with its mail sent.
pub async fn paid_order(shop: &Shop, variant: VariantId, quantity: u32) -> Order {
    let order = order(shop, variant, quantity).await;
    pay_by_card(shop, &order, GOOD_CARD).await;
    run_jobs(shop).await;
    let order = reload(shop, &order).await;
    assert_eq!(order.payment_state, PaymentState::Paid);
    order
}

/// Another attempt to pay the order, as a second tab would start it; the bank is asked for `amount`.
pub async fn another_attempt(shop: &Shop, order: &Order, amount: Money) -> (PaymentId, String) {
    let now = shop.clock.now();
    let id = PaymentId::generate();
    let request = CreatePayment {
        key: IdempotencyKey::new(id.to_string()),
        amount,
        description: order.number.to_string(),
        return_url: "http://shop.test/".to_owned(),
        webhook_url: "http://shop.test/webhooks/sandbox".to_owned(),
        locale: "en".to_owned(),
    };
    let gateway = shop.gateways.get(SANDBOX).unwrap();
    let created = gateway.create_payment(&request).await.unwrap();
    let reference = created.reference.as_str().to_owned();
    let payment = &Payment {
        id,
        order: order.id,
        gateway: SANDBOX.to_owned(),
        reference: Some(reference.clone()),
        redirect_url: None,
        amount: order.amounts.total,
        state: PaymentState::Pending,
        captured: Money::zero(order.currency()),
        refunded: Money::zero(order.currency()),
        failure: None,
        created_at: now,
    };
    let stored: Result<(), db::DbError> = shop
        .db
        .transaction(|tx| async move { shop::payments::open(&tx, payment, Some(now)).await })
        .await;
    stored.unwrap();
    (id, reference)
}

/// The money of an order's attempts, in minor units: captured and refunded.
pub async fn money_of(shop: &Shop, order: &Order) -> Vec<(i64, i64)> {
    let attempts = file(shop, order.id).await.payments.into_iter();
    attempts
        .map(|payment| (payment.captured.minor(), payment.refunded.minor()))
        .collect()
}

// Jobs

/// Stands in for the bank's webhook over HTTP, which needs a server: the same request, handed over
/// in this process.
#[derive(Serialize, Deserialize)]
struct Delivery {
    url: String,
    event: Event,
}

impl Job for Delivery {
    const KIND: &'static str = SendBankWebhook::KIND;

    async fn run(self, shop: &Shop, _: Attempt) -> Result<(), JobError> {
        assert!(self.url.ends_with("/webhooks/sandbox"), "{}", self.url);
        let signed = signed(shop, &self.event);
        let taken = deliver(shop, &signed, self.event.body().as_bytes()).await;
        taken.map_err(JobError::retry)
    }
}

/// The signature of an event that the bank sends now.
pub fn signed(shop: &Shop, event: &Event) -> String {
    let secret = &shop.gateways.sandbox_access.secret;
    sign(
        secret,
        shop.clock.now().timestamp(),
        event.body().as_bytes(),
    )
}

pub async fn deliver(
    shop: &Shop,
    signature: &str,
    body: &[u8],
) -> Result<(), shop::payments::ReceiveError> {
    let header = |name: &str| (name == SIGNATURE_HEADER).then(|| signature.to_owned());
    orders::receive_webhook(shop, SANDBOX, &header, body).await
}

pub fn registry() -> jobs::Registry {
    shop::work::registry().with::<Delivery>()
}

/// Runs every due job and those that they write; none may end parked.
pub async fn run_jobs(shop: &Shop) {
    jobs::run_due(shop, &registry()).await.unwrap();
    let parked = jobs::list(shop, State::Parked, 10).await.unwrap();
    assert_eq!(parked, []);
}

/// Advances the clock and runs what is due by then, as the worker would meanwhile.
pub async fn wait(shop: &testkit::TestShop, minutes: i64) {
    shop.advance(minutes);
    shop.run_due_sweeps().await;
    run_jobs(shop).await;
}

// What is left behind

/// What `shopwright audit` finds.
pub async fn findings(shop: &Shop) -> Vec<String> {
    let checks = audit::audit(shop, Lag::Excused).await.unwrap().into_iter();
    checks.flat_map(|check| check.findings).collect()
}

pub async fn assert_books_balance(shop: &Shop) {
    assert_eq!(findings(shop).await, Vec::<String>::new());
}

/// Subjects of the mails so far, oldest first.
pub async fn subjects(shop: &testkit::TestShop) -> Vec<String> {
    let mails = shop.mails().await.into_iter().rev();
    mails.map(|mail| mail.subject).collect()
}

/// A statement as somebody with a database client types it.
pub async fn run_sql(shop: &Shop, sql: &str) -> Result<u64, db::DbError> {
    shop.db
        .transaction(|tx| async move {
            let result = tx.conn().execute_unprepared(sql).await?;
            Ok(result.rows_affected())
        })
        .await
}

/// The same by somebody who is slow to commit; others are told when the statement is through.
pub async fn run_sql_slowly(shop: &Shop, sql: &str, told: &Notify) -> Result<(), db::DbError> {
    shop.db
        .transaction(|tx| async move {
            tx.conn().execute_unprepared(sql).await?;
            told.notify_one();
            tokio::time::sleep(Duration::from_millis(300)).await;
            Ok(())
        })
        .await
}

/// Everything that is in the database.
pub async fn dump(shop: &Shop) -> Vec<(String, Vec<serde_json::Value>)> {
    let read = shop.db.primary().conn();
    let backend = read.get_database_backend();
    let names = match shop.db.engine() {
        db::Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        db::Engine::Postgres => {
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let names = read
        .query_all_raw(Statement::from_string(backend, names))
        .await
        .unwrap();
    let mut tables = Vec::new();
    for row in names {
        let name: String = row.try_get("", "name").unwrap();
        let sql = format!("SELECT * FROM {name}");
        let statement = Statement::from_string(backend, sql);
        let rows = JsonValue::find_by_statement(statement)
            .all(read)
            .await
            .unwrap();
        tables.push((name, rows));
    }
    tables.sort_by(|a, b| a.0.cmp(&b.0));
    tables
}
