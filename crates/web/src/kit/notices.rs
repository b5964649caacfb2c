//! One-time messages on the pages of staff, by the key that a redirect carries.
//!
//! Those of the storefront are in the locale files; staff read English.

/// Add a line here and say `See::other(..).with_notice("orders.cancelled")`.
const STAFF: &[(&str, &str)] = &[("staff.signed-out", "You are signed out.")];

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
