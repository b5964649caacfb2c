//! One-time messages on the pages of staff, by the key that a redirect carries.
//!
//! Those of the storefront are in the locale files; staff read English.

/// Add a line here and say `See::other(..).with_notice("orders.cancelled")`.
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
    ("stock.saved", "The stock is saved."),
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
        "tasks.cancelled",
        "The task is cancelled. What it did until now stays.",
    ),
    ("tasks.ended", "That task had ended already."),
    ("jobs.retried", "The job is tried again."),
    ("jobs.not-parked", "That job is not parked any more."),
];

/// The text of a key; unknown ones (a cookie that somebody made up) say nothing.
pub fn staff(key: &str) -> Option<&'static str> {
    STAFF
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, text)| *text)
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
}
