//! One-time messages on the pages of staff, by the key that a redirect carries.
//!
//! Those of the storefront are in the locale files; staff read English.

use serde::Serialize;
use uuid::Uuid;

use crate::routes::admin as paths;

/// What the next page of staff says, with a way back where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    pub text: String,
    /// Whether it was not done, for whatever reason: not for the eye of somebody who sees green and goes on.
    pub is_refusal: bool,
    /// A form that takes it back is sent here.
    pub undo_url: Option<String>,
    /// What exactly was done.
    pub more_url: Option<String>,
}

/// Makes the address of something from its key.
type Address = fn(Uuid) -> String;

/// Notices with these starts can be undone: where, and where it is told what was done.
const UNDO: &[(&str, Address, Address)] = &[("bulk.", paths::undo_bulk, paths::bulk)];

/// Notices that something was not done. Each is a key of [`STAFF`].
const REFUSALS: &[&str] = &[
    "products.not-undone",
    "products.done-already",
    "products.filter-unclear",
    "products.none-selected",
    "reviews.decided",
    "reviews.none-chosen",
    "search.stale",
    "imports.stale",
    "imports.nothing",
    "tasks.ended",
    "jobs.not-parked",
];

/// Add a line here, and to [`REFUSALS`] if it tells that nothing was done, and say `See::other(..).with_notice("orders.cancelled")`.
///
/// A text with `{n}` comes by `See::with_count`, and has another one for a single thing before a `|`. One that can be
/// undone comes by `See::with_undo` and has its addresses in [`UNDO`].
const STAFF: &[(&str, &str)] = &[
    ("staff.signed-out", "You are signed out."),
    (
        "staff.set-up",
        "Welcome. Look through the settings first, then bring in your products.",
    ),
    (
        "staff.password-changed",
        "Your password is changed. Sign in with the new one.",
    ),
    (
        "staff.password-set",
        "The password is set. Their sessions have ended.",
    ),
    (
        "staff.added",
        "Added. Tell them their mail address and password.",
    ),
    ("staff.saved", "Saved."),
    (
        "settings.saved",
        "The settings are saved. The shop uses them at once.",
    ),
    ("products.created", "The product is made."),
    ("products.saved", "The product is saved."),
    ("products.published", "The product is in the shop now."),
    (
        "products.withdrawn",
        "The product is a draft again; customers do not see it.",
    ),
    (
        "products.archived",
        "The product is archived; customers do not see it.",
    ),
    (
        "products.duplicated",
        "This is the copy: a draft without stock. Give it its own title and SKUs.",
    ),
    ("products.deleted", "The product is deleted."),
    (
        "products.picture-retried",
        "The picture is being fetched once more. Look again in a moment.",
    ),
    (
        "bulk.published",
        "One product is in the shop now.|{n} products are in the shop now.",
    ),
    (
        "bulk.withdrawn",
        "One product is a draft again.|{n} products are drafts again.",
    ),
    (
        "bulk.archived",
        "One product is archived.|{n} products are archived.",
    ),
    (
        "bulk.categorised",
        "One product is in its new category.|{n} products are in their new category.",
    ),
    (
        "bulk.tagged",
        "The tags of one product are changed.|The tags of {n} products are changed.",
    ),
    (
        "bulk.priced",
        "The prices of one product are changed.|The prices of {n} products are changed.",
    ),
    (
        "products.undone",
        "One product is as it was before.|{n} products are as they were before.",
    ),
    (
        "products.not-undone",
        "This cannot be undone now: it runs, or it was undone already.",
    ),
    (
        "products.done-already",
        "This was done already, so nothing was changed a second time. This is what came of it.",
    ),
    (
        "products.filter-unclear",
        "Nothing was changed: a part of the filter means nothing (any more). Choose it again first.",
    ),
    ("products.none-selected", "Nothing was selected."),
    ("media.added", "The pictures are in the library."),
    ("media.saved", "The descriptions are saved."),
    (
        "media.replaced",
        "The picture is replaced wherever it was shown. You can still put the old one back.",
    ),
    (
        "media.put-back",
        "This picture is shown again in each place that still showed the one in its stead.",
    ),
    (
        "media.retried",
        "The sizes are being made once more. Look again in a moment.",
    ),
    ("media.deleted", "The picture is deleted."),
    ("stock.saved", "The stock is saved."),
    ("stock.expected", "The expected day is saved."),
    ("stock.backorders", "Saved. The shop shows it at once."),
    ("categories.saved", "The category is saved."),
    ("categories.deleted", "The category is deleted."),
    (
        "categories.attributes",
        "The attributes of the category are saved.",
    ),
    ("attributes.saved", "The attribute is saved."),
    (
        "attributes.deleted",
        "The attribute is deleted. Its values are taken from the products now.",
    ),
    ("collections.saved", "The collection is saved."),
    ("collections.deleted", "The collection is deleted."),
    ("product-types.saved", "The product type is saved."),
    ("product-types.deleted", "The product type is deleted."),
    ("reviews.approved", "The review is in the shop now."),
    (
        "reviews.rejected",
        "The review is rejected; only its author still sees it.",
    ),
    ("reviews.replied", "The answer is saved."),
    (
        "reviews.decided",
        "Decided. What was changed meanwhile is still here.",
    ),
    ("reviews.none-chosen", "Tick the reviews first."),
    ("search.saved", "Saved. The shop finds by it at once."),
    ("search.deleted", "Deleted."),
    (
        "search.stale",
        "Somebody else changed it meanwhile, so nothing is deleted. Look at it first.",
    ),
    ("orders.paid", "Marked as paid."),
    ("orders.refunded", "Marked as refunded."),
    (
        "orders.shipped",
        "Marked as shipped. The customer gets a mail.",
    ),
    ("orders.delivered", "Marked as delivered."),
    (
        "orders.cancelled",
        "The order is cancelled. The customer gets a mail.",
    ),
    ("warehouse.shipped", "Shipped. This is the next one."),
    (
        "imports.mapped",
        "The columns are saved. Check the file before you import it.",
    ),
    (
        "imports.stale",
        "Somebody else began it meanwhile. This is how it stands.",
    ),
    (
        "imports.nothing",
        "There is nothing of this import that can be taken back.",
    ),
    (
        "tasks.cancelled",
        "The task is cancelled. What it did until now stays.",
    ),
    ("tasks.ended", "That task had ended already."),
    ("jobs.retried", "The job is tried again."),
    ("jobs.not-parked", "That job is not parked any more."),
];

/// What a cookie says: `key`, `key:3` or `key:3:id`. Unknown keys (somebody made it up) say nothing.
pub fn staff(cookie: &str) -> Option<Notice> {
    let mut parts = cookie.splitn(3, ':');
    let key = parts.next()?;
    let count: Option<u64> = parts.next().and_then(|count| count.parse().ok());
    let id: Option<Uuid> = parts.next().and_then(|id| id.parse().ok());
    let (_, text) = STAFF.iter().find(|(name, _)| *name == key)?;
    let way_back = UNDO.iter().find(|(start, ..)| key.starts_with(start));
    let way_back = way_back.zip(id);
    Some(Notice {
        text: counted(text, count),
        is_refusal: REFUSALS.contains(&key),
        undo_url: way_back.map(|((_, undo, _), id)| undo(id)),
        more_url: way_back.map(|((.., more), id)| more(id)),
    })
}

/// The text for one, or for as many as there are.
fn counted(text: &str, count: Option<u64>) -> String {
    let (one, many) = text.split_once('|').unwrap_or((text, text));
    match count {
        Some(1) => one.to_owned(),
        Some(count) => many.replace("{n}", &count.to_string()),
        None => many.replace("{n} ", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_has_the_key_of_another() {
        for (at, (key, _)) in STAFF.iter().enumerate() {
            assert!(
                STAFF[at + 1..].iter().all(|(other, _)| other != key),
                "{key} is there twice"
            );
        }
        assert_eq!(staff("made-up"), None);
    }

    #[test]
    fn what_was_not_done_is_told_as_that() {
        for key in REFUSALS {
            assert!(staff(key).is_some_and(|notice| notice.is_refusal), "{key}");
        }
        assert!(!staff("products.saved").unwrap().is_refusal);
    }

    #[test]
    fn a_message_counts() {
        let text = "One product is archived.|{n} products are archived.";
        assert_eq!(counted(text, Some(1)), "One product is archived.");
        assert_eq!(counted(text, Some(12)), "12 products are archived.");
        assert_eq!(counted("Saved.", None), "Saved.");
    }

    #[test]
    fn what_cannot_be_undone_has_no_button() {
        let id = Uuid::from_u128(7);
        let saved = staff(&format!("products.saved:1:{id}")).unwrap();
        assert_eq!((saved.undo_url, saved.more_url), (None, None));
    }
}
