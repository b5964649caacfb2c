//! "Tell me when it is back": asked for with an address, confirmed by a mail, sent once.

use std::collections::HashMap;

use chrono::TimeDelta;
use commerce::Email;
use db::{DbError, Read};
use l10n::Locale;

use super::{AlertMail, SendAlertMail, queries};
use crate::{
    Failure, FailureKind, Shop, Token,
    catalog::{self, SaleItem},
    ids::{AlertId, VariantId},
    inventory, jobs,
};

/// An address that has not confirmed is not asked again sooner, however often the form is sent.
const ASK_AGAIN: TimeDelta = TimeDelta::hours(1);

/// Mails written in one transaction.
const BATCH: u64 = 100;

/// Somebody's wish to hear of a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    pub id: AlertId,
    pub variant: VariantId,
    pub email: Email,
    pub locale: Locale,
    pub state: AlertState,
    pub token: Token,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertState {
    /// The address is not confirmed yet.
    Asked,
    Confirmed,
    /// The mail is on its way or there.
    Sent,
}

impl AlertState {
    pub(super) const ALL: [Self; 3] = [Self::Asked, Self::Confirmed, Self::Sent];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::Sent => "sent",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The variant does not exist, or is not sold (any more).
    #[error("this product is not for sale")]
    NotForSale,
    /// It can be bought now, so there is nothing to wait for.
    #[error("this can be bought now")]
    Available,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for AlertError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NotForSale => FailureKind::NotFound,
            Self::Available => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Notes that an address wants to hear of a variant, and sends it a mail to confirm that.
///
/// The answer is the same whether or not the address is known already: nobody learns from it who waits
/// for what.
pub async fn ask(
    shop: &Shop,
    variant: VariantId,
    email: &Email,
    locale: Locale,
) -> Result<(), AlertError> {
    let read = shop.db.primary();
    if !is_sold(read, variant).await? {
        return Err(AlertError::NotForSale);
    }
    let stock = inventory::availability(read, &[variant]).await?;
    if stock.get(&variant).is_some_and(|stock| stock.allows(1)) {
        return Err(AlertError::Available);
    }
    let new = &Alert {
        id: AlertId::generate(),
        variant,
        email: email.clone(),
        locale,
        state: AlertState::Asked,
        token: Token::generate(),
    };
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let asked = if queries::insert_alert(tx, new, now).await? {
                Some(new.id)
            } else {
                queries::ask_again(tx, new, now, now - ASK_AGAIN).await?
            };
            if let Some(alert) = asked {
                let mail = SendAlertMail {
                    alert,
                    about: AlertMail::Confirm,
                };
                jobs::enqueue(tx, &mail, now).await?;
            }
            Ok(())
        })
        .await
}

/// What a link in a mail is about, and the variant; the latter is `None` if it is not sold any more.
pub async fn find(
    shop: &Shop,
    token: &Token,
) -> Result<Option<(Alert, Option<SaleItem>)>, DbError> {
    let read = shop.db.primary();
    let Some(alert) = queries::alert_by_token(read, token.as_str()).await? else {
        return Ok(None);
    };
    let mut items = catalog::sale_items(read, &[alert.variant]).await?;
    let item = items.remove(&alert.variant).filter(|item| item.sellable);
    Ok(Some((alert, item)))
}

/// The address is who it says: from now on it waits. `false` if the link is not valid (any more).
/// Confirming once more changes nothing.
pub async fn confirm(shop: &Shop, token: &Token) -> Result<bool, DbError> {
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if queries::confirm_alert(tx, token.as_str()).await? {
                return Ok(true);
            }
            let known = queries::alert_by_token(tx, token.as_str()).await?;
            Ok(known.is_some())
        })
        .await
}

/// Forgets the address.
pub async fn cancel(shop: &Shop, token: &Token) -> Result<(), DbError> {
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            queries::delete_alert(tx, token.as_str()).await
        })
        .await
}

/// Writes to those who wait for a variant that is there again; returns how many mails.
///
/// A mail's job and the note that it was written are one transaction, so each is written once, however
/// many processes look at the same time.
pub async fn notify(shop: &Shop) -> Result<u64, DbError> {
    let read = shop.db.primary();
    let waited_for = queries::waited_for(read).await?;
    let mut written = 0;
    for some in waited_for.chunks(1_000) {
        let items = catalog::sale_items(read, some).await?;
        let stock = inventory::availability(read, some).await?;
        for variant in some {
            let is_sold = items.get(variant).is_some_and(|item| item.sellable);
            let is_there = stock.get(variant).is_some_and(|it| it.available() > 0);
            if is_sold && is_there {
                written += write_to_all(shop, *variant).await?;
            }
        }
    }
    Ok(written)
}

async fn write_to_all(shop: &Shop, variant: VariantId) -> Result<u64, DbError> {
    let now = shop.clock.now();
    let mut written = 0;
    loop {
        let mails: usize = shop
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                let mut mails = Vec::new();
                for alert in queries::confirmed(tx, variant, BATCH).await? {
                    if queries::mark_sent(tx, alert, now).await? {
                        mails.push(SendAlertMail {
                            alert,
                            about: AlertMail::BackInStock,
                        });
                    }
                }
                jobs::enqueue_all(tx, &mails, now).await?;
                Ok::<_, DbError>(mails.len())
            })
            .await?;
        if mails == 0 {
            return Ok(written);
        }
        written += mails as u64;
    }
}

async fn is_sold(read: &impl Read, variant: VariantId) -> Result<bool, DbError> {
    let items: HashMap<VariantId, SaleItem> = catalog::sale_items(read, &[variant]).await?;
    Ok(items.get(&variant).is_some_and(|item| item.sellable))
}
