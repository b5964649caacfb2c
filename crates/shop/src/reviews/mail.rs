//! The mail that invites to write reviews: text and HTML from the same context.

use std::sync::LazyLock;

use l10n::{Arg, Locale};
use mail::{Mailbox, Message};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, value::Serde};
use serde::Serialize;

use super::link::token_of;
use crate::{
    Settings, Shop,
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
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| match name {
        "review.html" => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let templates = [
        (
            "review.html",
            include_str!("../../templates/mail/review.html"),
        ),
        (
            "review.txt",
            include_str!("../../templates/mail/review.txt"),
        ),
    ];
    for (name, source) in templates {
        environment
            .add_template(name, source)
            .unwrap_or_else(|error| unreachable!("the built-in mail template {name}: {error}"));
    }
    environment
});

/// `lines` are those that have no review yet; there is one at least.
pub(super) fn message(
    shop: &Shop,
    settings: &Settings,
    order: &Order,
    lines: &[&OrderLine],
    id: String,
) -> Result<Message, minijinja::Error> {
    let context = context(shop, settings, order, lines);
    let render = |name| TEMPLATES.get_template(name)?.render(Serde(&context));
    Ok(Message {
        id,
        from: Mailbox::new(&settings.shop_name, &settings.contact_email),
        to: Mailbox::new(order.shipping_address.full_name(), order.email.as_str()),
        reply_to: None,
        subject: words(order.locale, "mail-review-subject", settings, order),
        text: render("review.txt")?,
        html: render("review.html")?,
    })
}

fn context(shop: &Shop, settings: &Settings, order: &Order, lines: &[&OrderLine]) -> Context {
    let t = |key| words(order.locale, key, settings, order);
    let url = |path: &str| {
        shop.public_url
            .join(path)
            .map_or_else(|_| path.to_owned(), |url| url.to_string())
    };
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
                url: url(&form(line)),
            })
            .collect(),
        footer: t("mail-footer"),
        stop: t("mail-review-stop"),
        stop_url: url(&format!("{first}/mails")),
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
