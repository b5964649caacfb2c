//! E-mail addresses.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::text_value;

/// An e-mail address, as a browser's `<input type=email>` would accept it.
///
/// Equality is that of the text as typed. To ask whether two addresses are the same mailbox, compare
/// [`Email::normalised`].
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is no e-mail address. Does not hold the text, which would be personal data in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("the e-mail address is missing")]
    Missing,
    #[error("the e-mail address is longer than 254 characters")]
    TooLong,
    #[error("this is not an e-mail address; expected a form such as name@example.com")]
    Shape,
}

impl Email {
    /// RFC 5321 limits a path to 256 octets (section 4.5.3.1.3), two of them the angle brackets.
    pub const MAX_BYTES: usize = 254;

    /// RFC 5321, section 4.5.3.1.1.
    const MAX_LOCAL_BYTES: usize = 64;

    /// RFC 1034, section 3.5.
    const MAX_LABEL_BYTES: usize = 63;

    /// Trims and checks.
    ///
    /// The shape is the definition of a "valid email address" in the HTML standard (section "Email
    /// state (type=email)"), so that server and browser agree. It is a wilful simplification of
    /// RFC 5322: no comments, no quoted names, and only ASCII; browsers send an internationalised
    /// domain in its `xn--` form. A part before the @ of more than 64 bytes is refused too, since no
    /// mail server has to take it.
    ///
    /// # Errors
    /// [`EmailError`].
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailError::Missing);
        }
        if text.len() > Self::MAX_BYTES {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailError::Shape)?;
        if is_local(local) && domain.split('.').all(is_label) {
            Ok(Self(text.to_owned()))
        } else {
            Err(EmailError::Shape)
        }
    }

    /// The address with the upper and lower case it was typed in, to which mail is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form to compare and to look up by: lower case, by Unicode's mapping.
    ///
    /// The part before the @ is folded too. In theory it is the receiver's to decide whether Ada and
    /// ada are two people (RFC 5321, section 2.4); in practice they never are, and a customer who
    /// signs in with another capitalisation is the same customer. Nothing else is folded: dots, "+tag" and
    /// the aliases of single providers remain different addresses, because for other providers they
    /// are.
    pub fn normalised(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Keeps personal data out of logs and of panics: only the domain is shown.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let domain = self.0.split_once('@').map_or("", |(_, domain)| domain);
        write!(f, "Email(…@{domain})")
    }
}

text_value!(Email, EmailError);

fn is_local(local: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    (1..=Email::MAX_LOCAL_BYTES).contains(&local.len()) && local.bytes().all(allowed)
}

fn is_label(label: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=Email::MAX_LABEL_BYTES).contains(&label.len())
        && label.bytes().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_a_browser_accepts_are_accepted() {
        let longest = format!(
            "{}@{}.org",
            "a".repeat(64),
            vec!["b".repeat(61); 3].join(".")
        );
        assert_eq!(longest.len(), Email::MAX_BYTES);
        let cases = [
            "ada@example.org",
            "Ada.Lovelace+shop@Example.ORG",
            "o'brien@example.co.uk",
            "a@b",
            "x@xn--bcher-kva.example",
            "1.2!#$%&*/=?^_`{|}~-@a-b.c1",
            ".dots..anywhere.@example.org",
            &longest,
        ];
        for text in cases {
            assert_eq!(Email::parse(text).as_ref().map(Email::as_str), Ok(text));
        }
    }

    #[test]
    fn what_no_browser_accepts_is_refused() {
        let long_label = format!("a@{}.org", "b".repeat(64));
        let long_local = format!("{}@example.org", "a".repeat(65));
        let cases = [
            "ada",
            "@example.org",
            "ada@",
            "ada@@example.org",
            "ada@example..org",
            "ada@example.org.",
            "ada@-example.org",
            "ada@example-.org",
            "ada@exam_ple.org",
            "ada lovelace@example.org",
            "ada@example.org\nbcc: all@example.org",
            "\"ada\"@example.org",
            "ада@example.org",
            "ada@bücher.example",
            "ada@[127.0.0.1]",
            &long_label,
            &long_local,
        ];
        for text in cases {
            assert_eq!(Email::parse(text), Err(EmailError::Shape), "{text:?}");
        }
        assert_eq!(Email::parse("  "), Err(EmailError::Missing));
        let longer_than_any_mailbox = format!("a@{}", "b.".repeat(127));
        assert_eq!(
            Email::parse(&longer_than_any_mailbox),
            Err(EmailError::TooLong)
        );
    }

    #[test]
    fn a_customer_is_recognised_however_the_address_is_capitalised() {
        let typed = Email::parse(" Ada@Example.Org ").unwrap();
        let stored = Email::parse("ada@example.org").unwrap();

        assert_eq!(typed.as_str(), "Ada@Example.Org");
        assert_eq!(typed.normalised(), stored.normalised());
    }

    #[test]
    fn dots_and_tags_make_different_addresses() {
        let plain = Email::parse("ada.l@example.org").unwrap().normalised();
        for other in ["adal@example.org", "ada.l+shop@example.org"] {
            assert_ne!(Email::parse(other).unwrap().normalised(), plain);
        }
    }

    #[test]
    fn a_log_line_does_not_tell_whose_address_it_is() {
        let email = Email::parse("ada@example.org").unwrap();

        assert_eq!(format!("{email:?}"), "Email(…@example.org)");
        assert_eq!(email.to_string(), "ada@example.org");
    }
}
