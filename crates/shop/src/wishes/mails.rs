//! The mails to those who wait for something.

use l10n::Arg;
use mail::Mailbox;
use serde::{Deserialize, Serialize};

use super::{Alert, queries};
use crate::{
    Shop,
    catalog::{self, SaleItem},
    ids::AlertId,
    jobs::{Attempt, Job, JobError},
    letter::{self, Letter, Link},
};

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertMail {
    /// Whether the address is who it says.
    Confirm,
    BackInStock,
}

impl AlertMail {
    fn name(self) -> &'static str {
        match self {
            Self::Confirm => "alert-confirm",
            Self::BackInStock => "alert-back",
        }
    }
}

/// Writes to somebody who waits for a variant. Who is forgotten meanwhile gets no mail.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendAlertMail {
    pub(super) alert: AlertId,
    pub(super) about: AlertMail,
}

impl Job for SendAlertMail {
    const KIND: &'static str = "wishes.mail";

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        let read = shop.db.primary();
        let Some(alert) = queries::alert(read, self.alert).await? else {
            return Ok(());
        };
        let mut items = catalog::sale_items(read, &[alert.variant]).await?;
        let Some(item) = items.remove(&alert.variant) else {
            return Ok(());
        };
        letter::send(shop, &letter(shop, &alert, &item, self.about), attempt).await
    }
}

fn letter(shop: &Shop, alert: &Alert, item: &SaleItem, about: AlertMail) -> Letter {
    let locale = alert.locale;
    let args = [
        ("product", Arg::Text(named(item))),
        ("shop", Arg::Text(shop.settings().shop_name.clone())),
    ];
    let word = |part: &str| l10n::t(locale, &format!("mail-{}-{part}", about.name()), &args);
    let own_page = format!("/back-in-stock/{}", alert.token.as_str());
    let target = match about {
        AlertMail::Confirm => own_page.clone(),
        AlertMail::BackInStock => product_path(item),
    };
    Letter {
        locale,
        to: Mailbox::new("", alert.email.as_str()),
        subject: word("subject"),
        heading: word("heading"),
        paragraphs: vec![word("text")],
        button: Link {
            label: word("button"),
            path: target,
        },
        small_print: word("small-print"),
        way_out: match about {
            AlertMail::Confirm => None,
            AlertMail::BackInStock => Some(Link {
                label: l10n::t(locale, "mail-alert-back-way-out", &[]),
                path: own_page,
            }),
        },
    }
}

/// "Linen shirt (M, Blue)".
fn named(item: &SaleItem) -> String {
    if item.variant.options.is_empty() {
        item.title.clone()
    } else {
        format!("{} ({})", item.title, item.variant.options.join(", "))
    }
}

/// The product's page with the variant chosen.
fn product_path(item: &SaleItem) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (at, value) in item.variant.options.iter().enumerate() {
        query.append_pair(&format!("option{}", at + 1), value);
    }
    let query = query.finish();
    let path = format!("/products/{}", item.product_slug);
    if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }
}
