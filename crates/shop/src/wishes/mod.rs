//! What customers want and do not buy yet: the wishlist, and the mail when something is back in stock.
//!
//! Neither needs an account. A wishlist is found by the token in its cookie, like a cart, and nothing is
//! stored before the first wish. An alert belongs to an address that was confirmed by a mail, and is sent
//! once.

mod alerts;
mod mails;
mod queries;
mod tables;
mod wishlist;

use chrono::TimeDelta;
use db::{DbError, Read};

use crate::{
    Shop,
    ids::{ProductId, VariantId},
};

pub use alerts::{Alert, AlertError, AlertState, ask, cancel, confirm, find, notify};
pub use mails::{AlertMail, SendAlertMail};
pub use wishlist::{
    MOST_WISHES, Wish, WishError, Wishlist, add, remove, share, shared, unshare, wishlist,
};

/// Whether somebody wishes for a product, or wants to be told when one of its variants is there again.
pub(crate) async fn are_for(
    read: &impl Read,
    product: ProductId,
    variants: &[VariantId],
) -> Result<bool, DbError> {
    queries::are_for(read, product, variants).await
}

/// How long a wishlist is kept after its owner last touched it; as long as its cookie.
const WISHLIST_RETENTION: TimeDelta = TimeDelta::days(365);

/// How long an address waits for its confirmation.
const ASKED_RETENTION: TimeDelta = TimeDelta::days(7);

/// How long the link in a sent mail says what became of it.
const SENT_RETENTION: TimeDelta = TimeDelta::days(90);

/// Deletes what is past its retention, a thousand of each at a time; returns how many.
pub async fn prune(shop: &Shop) -> Result<u64, DbError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let wishlists = queries::delete_untouched(tx, now - WISHLIST_RETENTION, 1000).await?;
            let asked = queries::delete_unconfirmed(tx, now - ASKED_RETENTION, 1000).await?;
            let sent = queries::delete_sent(tx, now - SENT_RETENTION, 1000).await?;
            Ok(wishlists + asked + sent)
        })
        .await
}
