//! What mails share, and a short mail that shows no order: a heading, what it says, one button.

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
    environment(
        include_str!("../templates/mail/letter.html"),
        include_str!("../templates/mail/letter.txt"),
    )
});

const HTML: &str = "mail.html";
const TEXT: &str = "mail.txt";

/// The two templates of a kind of mail.
pub(crate) fn environment(html: &'static str, text: &'static str) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| match name {
        HTML => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    for (name, source) in [(HTML, html), (TEXT, text)] {
        environment
            .add_template(name, source)
            .unwrap_or_else(|error| unreachable!("a built-in {name}: {error}"));
    }
    environment
}

/// A mail of the shop but for its two texts, which come of one context.
pub(crate) struct Written {
    pub to: Mailbox,
    pub subject: String,
    pub unsubscribe: Option<String>,
}

impl Written {
    /// Sends it as the work of a job, whose key names the mail: a repetition after a crash is the same mail.
    pub(crate) async fn send(
        self,
        shop: &Shop,
        templates: &Environment<'_>,
        context: &impl Serialize,
        attempt: Attempt,
    ) -> Result<(), JobError> {
        let settings = shop.settings();
        let render = |name| templates.get_template(name)?.render(Serde(context));
        let message = Message {
            id: attempt.id.to_string(),
            from: Mailbox::new(&settings.shop_name, &settings.contact_email),
            to: self.to,
            reply_to: None,
            subject: self.subject,
            text: render(TEXT).map_err(JobError::fail)?,
            html: render(HTML).map_err(JobError::fail)?,
            unsubscribe: self.unsubscribe,
        };
        match shop.mailer.send(&message, shop.clock.now()).await {
            Ok(()) => Ok(()),
            Err(error) if error.is_retryable() => Err(JobError::retry(error)),
            Err(error) => Err(JobError::fail(error)),
        }
    }
}

/// The whole address of a page of the shop.
pub(crate) fn url(shop: &Shop, path: &str) -> String {
    let url = shop.public_url.join(path);
    url.map_or_else(|_| path.to_owned(), |url| url.to_string())
}

/// Sends it as [`Written::send`] does.
pub(crate) async fn send(shop: &Shop, letter: &Letter, attempt: Attempt) -> Result<(), JobError> {
    let settings = shop.settings();
    let link = |link: &'_ Link| url(shop, &link.path);
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
    let written = Written {
        to: letter.to.clone(),
        subject: letter.subject.clone(),
        unsubscribe: letter.way_out.as_ref().map(link),
    };
    written.send(shop, &TEMPLATES, &context, attempt).await
}
