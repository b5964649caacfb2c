//! Mails about an order, in the customer's language: text and HTML from the same context.

use std::sync::LazyLock;

use commerce::PricesInclude;
use db::{DbError, Tx};
use l10n::{Arg, Locale};
use mail::Mailbox;
use minijinja::Environment;
use serde::{Deserialize, Serialize};

use super::{
    Event, Order,
    queries::{self, NewEvent},
};
use crate::{
    Settings, Shop,
    ids::OrderId,
    jobs::{Attempt, Finished, Job, JobError},
    letter::{self, Written},
    payments::MANUAL,
    staff::Actor,
};

/// What a mail is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "template", rename_all = "snake_case")]
pub enum MailTemplate {
    /// The order is placed and, unless it is paid by bank transfer, paid.
    Confirmation,
    /// The bank transfer arrived.
    PaymentReceived,
    Shipped {
        carrier: String,
        tracking_number: String,
    },
    Cancelled,
    /// Paid after its stock was sold to somebody else; the money goes back.
    PaidTooLate,
    /// Paid after staff had cancelled it; the money goes back.
    PaidAfterCancelled,
}

impl MailTemplate {
    fn name(&self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::PaymentReceived => "payment-received",
            Self::Shipped { .. } => "shipped",
            Self::Cancelled => "cancelled",
            Self::PaidTooLate => "paid-too-late",
            Self::PaidAfterCancelled => "paid-after-cancelled",
        }
    }
}

/// Sends a mail about an order. Written down in the transaction of what it tells of.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendOrderMail {
    order: OrderId,
    #[serde(flatten)]
    template: MailTemplate,
}

impl SendOrderMail {
    pub fn new(order: OrderId, template: MailTemplate) -> Self {
        Self { order, template }
    }
}

impl Job for SendOrderMail {
    const KIND: &'static str = "orders.mail";

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        let order = queries::find(shop.db.primary(), self.order)
            .await?
            .ok_or_else(|| JobError::fail("there is no such order"))?;
        let settings = shop.settings();
        let context = context(shop, &settings, &order, &self.template);
        let written = Written {
            to: Mailbox::new(order.shipping_address.full_name(), order.email.as_str()),
            subject: t(&order, &self.template, "subject", &settings),
            // Who bought something is told of it.
            unsubscribe: None,
        };
        written.send(shop, &TEMPLATES, &context, attempt).await
    }

    /// The timeline tells of a mail when its job is done, so also once when it was sent again.
    async fn finished(tx: &Tx, sent: Vec<Finished<Self>>) -> Result<(), DbError> {
        let events: Vec<_> = sent
            .into_iter()
            .map(|mail| NewEvent {
                order: mail.job.order,
                actor: Actor::System { what: "mail" },
                event: Event::MailSent {
                    template: mail.job.template.name().to_owned(),
                },
                at: mail.at,
            })
            .collect();
        queries::add_events(tx, &events).await
    }
}

/// Everything a mail's templates show, worded and formatted already.
#[derive(Debug, Serialize)]
struct Context {
    locale: &'static str,
    shop_name: String,
    shop_url: String,
    contact_email: String,
    heading: String,
    greeting: String,
    paragraphs: Vec<String>,
    /// Bank details or tracking: label and value.
    facts: Vec<(String, String)>,
    button: Button,
    lines: Vec<Line>,
    sums: Vec<(String, String)>,
    total: (String, String),
    address_heading: String,
    address: Vec<String>,
    footer: String,
}

#[derive(Debug, Serialize)]
struct Button {
    label: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct Line {
    title: String,
    options: String,
    quantity: String,
    amount: String,
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    letter::environment(
        include_str!("../../templates/mail/order.html"),
        include_str!("../../templates/mail/order.txt"),
    )
});

/// The words `mail-{template}-{part}` of `locales/`.
fn t(order: &Order, template: &MailTemplate, part: &str, settings: &Settings) -> String {
    let key = format!("mail-{}-{part}", template.name());
    let args = [
        ("number", Arg::Text(order.number.to_string())),
        ("shop", Arg::Text(settings.shop_name.clone())),
        ("name", Arg::Text(order.shipping_address.given_name.clone())),
        (
            "total",
            Arg::Text(l10n::money(order.locale, order.amounts.total)),
        ),
    ];
    l10n::t(order.locale, &key, &args)
}

fn context(shop: &Shop, settings: &Settings, order: &Order, template: &MailTemplate) -> Context {
    let locale = order.locale;
    let word = |key: &str| l10n::t(locale, key, &[]);
    let is_unpaid_transfer = order.payment_method == MANUAL && order.paid_at.is_none();
    let mut paragraphs = vec![t(order, template, "text", settings)];
    if *template == MailTemplate::Confirmation && is_unpaid_transfer {
        paragraphs.push(word("mail-transfer-text"));
    }
    Context {
        locale: locale.code(),
        shop_name: settings.shop_name.clone(),
        shop_url: shop.public_url.to_string(),
        contact_email: settings.contact_email.clone(),
        heading: t(order, template, "heading", settings),
        greeting: l10n::t(
            locale,
            "mail-greeting",
            &[("name", Arg::Text(order.shipping_address.full_name()))],
        ),
        paragraphs,
        facts: facts(settings, order, template, is_unpaid_transfer),
        button: Button {
            label: word("mail-button"),
            url: letter::url(shop, &format!("/orders/{}", order.token)),
        },
        lines: lines(order),
        sums: sums(order),
        total: (word("mail-total"), l10n::money(locale, order.amounts.total)),
        address_heading: word("mail-address"),
        address: address(order),
        footer: l10n::t(
            locale,
            "mail-footer",
            &[("email", Arg::Text(settings.contact_email.clone()))],
        ),
    }
}

fn facts(
    settings: &Settings,
    order: &Order,
    template: &MailTemplate,
    is_unpaid_transfer: bool,
) -> Vec<(String, String)> {
    let word = |key: &str| l10n::t(order.locale, key, &[]);
    match (template, &settings.bank_transfer) {
        (
            MailTemplate::Shipped {
                carrier,
                tracking_number,
            },
            _,
        ) => [
            ("mail-carrier", carrier),
            ("mail-tracking", tracking_number),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (word(key), value.clone()))
        .collect(),
        (MailTemplate::Confirmation, Some(bank)) if is_unpaid_transfer => vec![
            (word("mail-bank-holder"), bank.account_holder.clone()),
            (word("mail-bank-iban"), bank.iban.clone()),
            (word("mail-bank-bic"), bank.bic.clone()),
            (word("mail-bank-name"), bank.bank_name.clone()),
            (
                word("mail-bank-amount"),
                l10n::money(order.locale, order.amounts.total),
            ),
            (word("mail-bank-reference"), order.number.to_string()),
        ],
        _ => Vec::new(),
    }
}

fn lines(order: &Order) -> Vec<Line> {
    order
        .lines
        .iter()
        .map(|line| Line {
            title: line.title.clone(),
            options: line.options.join(" / "),
            quantity: l10n::number(order.locale, i64::from(line.quantity.get())),
            amount: l10n::money(order.locale, line.shown(order.prices_include)),
        })
        .collect()
}

fn sums(order: &Order) -> Vec<(String, String)> {
    let locale: Locale = order.locale;
    let word = |key: &str| l10n::t(locale, key, &[]);
    let amounts = &order.amounts;
    let mut sums = vec![
        (word("mail-subtotal"), l10n::money(locale, amounts.subtotal)),
        (
            format!("{}: {}", word("mail-shipping"), amounts.shipping_name),
            l10n::money(locale, amounts.shipping),
        ),
    ];
    let key = match order.prices_include {
        PricesInclude::Tax => "mail-tax-included",
        PricesInclude::NoTax => "mail-tax-added",
    };
    for tax in order.taxes() {
        let args = [
            ("name", Arg::Text(tax.name.clone())),
            ("rate", Arg::Text(l10n::percent(locale, tax.rate))),
        ];
        sums.push((l10n::t(locale, key, &args), l10n::money(locale, tax.tax)));
    }
    sums
}

fn address(order: &Order) -> Vec<String> {
    let address = &order.shipping_address;
    let place = format!("{} {}", address.postal_code, address.city);
    [
        address.full_name(),
        address.company.clone(),
        address.line1.clone(),
        address.line2.clone(),
        place.trim().to_owned(),
        address.region.clone(),
        l10n::country_name(order.locale, address.country.as_str()),
    ]
    .into_iter()
    .filter(|line| !line.is_empty())
    .collect()
}
