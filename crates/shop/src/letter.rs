//! A short mail that shows no order: a heading, what it says, one button.

use std::sync::LazyLock;

use l10n::{Arg, Locale};
use mail::{Mailbox, Message};
use minijinja::{AutoEscape, Environment, value::Serde};
use serde::Serialize;

use crate::{
    Shop,
    jobs::{Attempt, JobError},
};

/// What it says, worded already in the reader's language.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub locale: Locale,
    pub to: Mailbox,
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub button: Link,
    /// Why the reader gets this.
    pub small_print: String,
    /// How not to get any more.
    pub way_out: Option<Link>,
}

#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub label: String,
    /// Below the shop's address.
    pub path: String,
}

#[derive(Serialize)]
struct Context<'a> {
    locale: &'static str,
    shop_name: &'a str,
    shop_url: String,
    heading: &'a str,
    paragraphs: &'a [String],
    button: ContextLink<'a>,
    small_print: &'a str,
    way_out: Option<ContextLink<'a>>,
    footer: String,
}

#[derive(Serialize)]
struct ContextLink<'a> {
    label: &'a str,
    url: String,
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| match name {
        "letter.html" => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    for (name, source) in [
        ("letter.html", include_str!("../templates/mail/letter.html")),
        ("letter.txt", include_str!("../templates/mail/letter.txt")),
    ] {
        environment
            .add_template(name, source)
            .unwrap_or_else(|error| unreachable!("the built-in mail template {name}: {error}"));
    }
    environment
});

/// Sends it as the work of a job, whose key names the mail: a repetition after a crash is the same mail.
pub(crate) async fn send(shop: &Shop, letter: &Letter, attempt: Attempt) -> Result<(), JobError> {
    let message = message(shop, letter, attempt.id.to_string()).map_err(JobError::fail)?;
    match shop.mailer.send(&message, shop.clock.now()).await {
        Ok(()) => Ok(()),
        Err(error) if error.is_retryable() => Err(JobError::retry(error)),
        Err(error) => Err(JobError::fail(error)),
    }
}

fn message(shop: &Shop, letter: &Letter, id: String) -> Result<Message, minijinja::Error> {
    let settings = shop.settings();
    let link = |link: &'_ Link| {
        let url = shop.public_url.join(&link.path);
        url.map_or_else(|_| link.path.clone(), |url| url.to_string())
    };
    let contact = ("email", Arg::Text(settings.contact_email.clone()));
    let context = Context {
        locale: letter.locale.code(),
        shop_name: &settings.shop_name,
        shop_url: shop.public_url.to_string(),
        heading: &letter.heading,
        paragraphs: &letter.paragraphs,
        button: ContextLink {
            label: &letter.button.label,
            url: link(&letter.button),
        },
        small_print: &letter.small_print,
        way_out: letter.way_out.as_ref().map(|way_out| ContextLink {
            label: &way_out.label,
            url: link(way_out),
        }),
        footer: l10n::t(letter.locale, "mail-footer", &[contact]),
    };
    let render = |name| TEMPLATES.get_template(name)?.render(Serde(&context));
    Ok(Message {
        id,
        from: Mailbox::new(&settings.shop_name, &settings.contact_email),
        to: letter.to.clone(),
        reply_to: None,
        subject: letter.subject.clone(),
        text: render("letter.txt")?,
        html: render("letter.html")?,
    })
}
