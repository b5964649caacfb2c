//! The mail that invites to write reviews: text and HTML from the same context.

use std::sync::LazyLock;

use l10n::{Arg, Locale};
use mail::Mailbox;
use minijinja::Environment;
use serde::Serialize;

use super::link::token_of;
use crate::{
    Settings, Shop,
    jobs::{Attempt, JobError},
    letter::{self, Written},
    orders::{Order, OrderLine},
};

/// Everything that the templates show, worded already.
#[derive(Debug, Serialize)]
struct Context {
    locale: &'static str,
    shop_name: String,
    shop_url: String,
    heading: String,
    greeting: String,
    text: String,
    button: String,
    lines: Vec<Line>,
    footer: String,
    stop: String,
    stop_url: String,
}

#[derive(Debug, Serialize)]
struct Line {
    title: String,
    options: String,
    url: String,
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    letter::environment(
        include_str!("../../templates/mail/review.html"),
        include_str!("../../templates/mail/review.txt"),
    )
});

/// `lines` are those that have no review yet; there is one at least.
pub(super) async fn send(
    shop: &Shop,
    order: &Order,
    lines: &[&OrderLine],
    attempt: Attempt,
) -> Result<(), JobError> {
    let settings = shop.settings();
    let context = context(shop, &settings, order, lines);
    let written = Written {
        to: Mailbox::new(order.shipping_address.full_name(), order.email.as_str()),
        subject: words(order.locale, "mail-review-subject", &settings, order),
        unsubscribe: Some(context.stop_url.clone()),
    };
    written.send(shop, &TEMPLATES, &context, attempt).await
}

fn context(shop: &Shop, settings: &Settings, order: &Order, lines: &[&OrderLine]) -> Context {
    let t = |key| words(order.locale, key, settings, order);
    let form = |line: &OrderLine| format!("/reviews/{}", token_of(order, line.id).as_str());
    let first = lines.first().map(|line| form(line)).unwrap_or_default();
    Context {
        locale: order.locale.code(),
        shop_name: settings.shop_name.clone(),
        shop_url: shop.public_url.to_string(),
        heading: t("mail-review-heading"),
        greeting: t("mail-greeting"),
        text: t("mail-review-text"),
        button: t("mail-review-button"),
        lines: lines
            .iter()
            .map(|line| Line {
                title: line.title.clone(),
                options: line.options.join(" / "),
                url: letter::url(shop, &form(line)),
            })
            .collect(),
        footer: t("mail-footer"),
        stop: t("mail-review-stop"),
        stop_url: letter::url(shop, &format!("{first}/mails")),
    }
}

fn words(locale: Locale, key: &str, settings: &Settings, order: &Order) -> String {
    let name = match key {
        "mail-greeting" => order.shipping_address.full_name(),
        _ => order.shipping_address.given_name.clone(),
    };
    let args = [
        ("shop", Arg::Text(settings.shop_name.clone())),
        ("number", Arg::Text(order.number.to_string())),
        ("email", Arg::Text(settings.contact_email.clone())),
        ("name", Arg::Text(name)),
    ];
    l10n::t(locale, key, &args)
}
